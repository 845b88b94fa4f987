//! Owns who is selected: identifiers, whatever is filtered or sorted meanwhile.
//! Refuses positions: row 7 is somebody else after the next keystroke.

use crate::domain::user::UserId;
use std::collections::HashSet;

/// Selected people.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    people: HashSet<UserId>,
}

impl Selection {
    /// Whether this person is selected.
    #[must_use]
    pub fn contains(&self, id: &UserId) -> bool {
        self.people.contains(id)
    }

    /// How many are selected.
    #[must_use]
    pub fn count(&self) -> usize {
        self.people.len()
    }

    /// Whether nobody is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Selects this person, or no longer.
    pub fn toggle(&mut self, id: &UserId) {
        if !self.people.remove(id) {
            self.people.insert(id.clone());
        }
    }

    /// Selects these people too.
    pub fn add<'i>(&mut self, ids: impl Iterator<Item = &'i UserId>) {
        self.people.extend(ids.cloned());
    }

    /// Selects these people no longer; the others stay.
    pub fn remove<'i>(&mut self, ids: impl Iterator<Item = &'i UserId>) {
        for id in ids {
            self.people.remove(id);
        }
    }

    /// Selects nobody.
    pub fn clear(&mut self) {
        self.people.clear();
    }

    /// How many of those shown are selected.
    pub fn among<'i>(&self, shown: impl Iterator<Item = &'i UserId>) -> usize {
        shown.filter(|id| self.people.contains(*id)).count()
    }
}

/// How a selection covers the people who are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// How many are shown.
    pub shown: usize,
    /// How many of those are selected.
    pub selected_shown: usize,
    /// How many are selected in all.
    pub selected: usize,
}

impl Coverage {
    /// How many are selected and not shown.
    #[must_use]
    pub fn hidden(self) -> usize {
        self.selected.saturating_sub(self.selected_shown)
    }

    /// Everybody shown is selected, and there is somebody.
    #[must_use]
    pub fn is_all(self) -> bool {
        self.shown > 0 && self.selected_shown == self.shown
    }

    /// Some of those shown are selected, others not.
    #[must_use]
    pub fn is_some(self) -> bool {
        self.selected_shown > 0 && self.selected_shown < self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<UserId> {
        text.chars().map(|c| UserId(c.into())).collect()
    }

    fn coverage(selection: &Selection, shown: &str) -> Coverage {
        let shown = ids(shown);
        Coverage { shown: shown.len(), selected_shown: selection.among(shown.iter()), selected: selection.count() }
    }

    #[test]
    fn people_stay_selected_while_others_are_shown() {
        let mut selection = Selection::default();
        selection.add(ids("abc").iter());
        assert!(coverage(&selection, "cba").is_all());
        let narrowed = coverage(&selection, "cd");
        assert!(narrowed.is_some() && !narrowed.is_all());
        assert_eq!(narrowed.hidden(), 2);
        selection.add(ids("cd").iter());
        assert_eq!(selection.count(), 4);
        assert!(coverage(&selection, "dcab").is_all());
    }

    #[test]
    fn all_that_match_minus_exceptions() {
        let mut selection = Selection::default();
        selection.add(ids("abcd").iter());
        selection.toggle(&UserId("b".into()));
        assert!(!selection.contains(&UserId("b".into())));
        selection.remove(ids("cd").iter());
        assert_eq!((selection.count(), selection.contains(&UserId("a".into()))), (1, true));
        selection.clear();
        assert!(selection.is_empty());
    }

    #[test]
    fn nobody_shown_is_not_everybody_selected() {
        assert!(!coverage(&Selection::default(), "").is_all());
    }
}
