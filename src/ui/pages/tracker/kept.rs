//! Owns what the browser remembers of how the administrator likes the list: columns, pages, and views with names.
//! Refuses people: what is kept are filters and columns, never searched words nor anybody's name.

use super::columns::{Arrangement, Mails};
use crate::ui::{place::Place, preferences};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// People on a page, where the list is shown in pages.
pub const PAGE_SIZES: &[usize] = &[50, 100, 250];
/// Views that are kept at most.
pub const MOST_VIEWS: usize = 30;
/// Longest name of a view, in characters.
pub const LONGEST_NAME: usize = 60;

const COLUMNS: &str = "usher.tracker.columns";
const PAGES: &str = "usher.tracker.pages";
const VIEWS: &str = "usher.tracker.views";

/// Filters and order under a name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SavedView {
    /// Its name.
    pub name: String,
    /// Filters and order, as in the address.
    pub query: String,
}

/// What is remembered.
#[derive(Clone, Copy)]
pub struct Kept {
    /// How the columns are arranged.
    pub arrangement: RwSignal<Arrangement>,
    /// People on a page; nothing where the list scrolls.
    pub pages: RwSignal<Option<usize>>,
    /// Views, by name.
    pub views: RwSignal<Vec<SavedView>>,
    place: Place,
}

/// Why a view cannot be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotKept {
    /// It has no name.
    #[error("give it a name")]
    NameMissing,
    /// The name is too long.
    #[error("a name has at most {LONGEST_NAME} characters")]
    NameTooLong,
    /// There are too many.
    #[error("at most {MOST_VIEWS} views are kept")]
    TooMany,
}

impl Kept {
    /// As it was left.
    #[must_use]
    pub fn new(place: Place, mails: Mails) -> Self {
        let arrangement = preferences::read(place, COLUMNS).map(|line| Arrangement::parse(&line)).unwrap_or_default().with_mails(mails);
        let pages = preferences::read(place, PAGES).and_then(|size| size.parse().ok()).filter(|size| PAGE_SIZES.contains(size));
        let views = preferences::read(place, VIEWS).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Self { arrangement: RwSignal::new(arrangement), pages: RwSignal::new(pages), views: RwSignal::new(views), place }
    }

    /// Arranges the columns.
    pub fn arrange(self, arrangement: Arrangement) {
        preferences::write(self.place, COLUMNS, &arrangement.print());
        self.arrangement.set(arrangement);
    }

    /// Shows the list in pages of this size, or scrolling.
    pub fn show_in(self, pages: Option<usize>) {
        preferences::write(self.place, PAGES, &pages.map(|size| size.to_string()).unwrap_or_default());
        self.pages.set(pages);
    }

    /// Keeps a view under a name, in the place of the one that had it.
    ///
    /// # Errors
    /// [`NotKept`]
    pub fn keep_view(self, name: &str, query: String) -> Result<(), NotKept> {
        let views = with_view(self.views.get_untracked(), name, query)?;
        self.set_views(views);
        Ok(())
    }

    /// Forgets a view.
    pub fn forget_view(self, name: &str) {
        let mut views = self.views.get_untracked();
        views.retain(|view| view.name != name);
        self.set_views(views);
    }

    fn set_views(self, views: Vec<SavedView>) {
        if let Ok(text) = serde_json::to_string(&views) {
            preferences::write(self.place, VIEWS, &text);
        }
        self.views.set(views);
    }
}

fn with_view(mut views: Vec<SavedView>, name: &str, query: String) -> Result<Vec<SavedView>, NotKept> {
    let name = name.trim();
    if name.is_empty() {
        return Err(NotKept::NameMissing);
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(NotKept::NameTooLong);
    }
    views.retain(|view| view.name != name);
    if views.len() >= MOST_VIEWS {
        return Err(NotKept::TooMany);
    }
    views.push(SavedView { name: name.to_owned(), query });
    views.sort_by_cached_key(|view| view.name.to_lowercase());
    Ok(views)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_kept_once_under_its_name() {
        let views = with_view(Vec::new(), " Sales ", "department=Sales".into()).unwrap();
        let views = with_view(views, "Due", "due=today".into()).unwrap();
        let views = with_view(views, "Sales", "department=Sales&more=7".into()).unwrap();
        let said: Vec<_> = views.iter().map(|view| (view.name.as_str(), view.query.as_str())).collect();
        assert_eq!(said, [("Due", "due=today"), ("Sales", "department=Sales&more=7")]);
    }

    #[test]
    fn what_cannot_be_kept_is_said() {
        assert_eq!(with_view(Vec::new(), "  ", String::new()), Err(NotKept::NameMissing));
        assert_eq!(with_view(Vec::new(), &"ł".repeat(LONGEST_NAME + 1), String::new()), Err(NotKept::NameTooLong));
        let full: Vec<_> = (0..MOST_VIEWS).map(|at| SavedView { name: at.to_string(), query: String::new() }).collect();
        assert_eq!(with_view(full.clone(), "one more", String::new()), Err(NotKept::TooMany));
        assert!(with_view(full, "7", "due=today".into()).is_ok());
    }
}
