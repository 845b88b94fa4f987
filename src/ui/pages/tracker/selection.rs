//! Owns who is selected: rows, which stay a person's whatever is filtered or sorted meanwhile.
//! Refuses places in the list: the seventh is somebody else after the next keystroke.

use crate::domain::{
    people_filter::PeopleFilter,
    recipients::Recipients,
    roster::{Roster, Row, RowSet},
};

/// Selected people.
#[derive(Clone, PartialEq, Default)]
pub struct Selection {
    rows: RowSet,
    /// The filter all of whose people were selected last.
    all_of: Option<PeopleFilter>,
}

/// Up to so many people are named one by one even where a filter would find them: then nothing can have moved.
const BY_NAME: usize = 500;

impl Selection {
    /// Whether this person is selected.
    #[must_use]
    pub fn contains(&self, row: Row) -> bool {
        self.rows.contains(row)
    }

    /// Everybody who is selected.
    #[must_use]
    pub fn rows(&self) -> &RowSet {
        &self.rows
    }

    /// Whether nobody is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Selects this person, or no longer.
    pub fn toggle(&mut self, row: Row) {
        self.rows.toggle(row);
    }

    /// Selects these people too.
    pub fn add(&mut self, rows: impl IntoIterator<Item = Row>) {
        for row in rows {
            self.rows.insert(row);
        }
    }

    /// Selects everybody whom a filter finds too.
    pub fn add_all(&mut self, found: &RowSet, filter: PeopleFilter) {
        self.rows.union_with(found);
        self.all_of = Some(filter);
    }

    /// Selects these people no longer; the others stay.
    pub fn remove_all(&mut self, rows: &RowSet) {
        self.rows.subtract(rows);
    }

    /// Selects nobody.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// How a send names those who are selected, and how many they are. Many people are named by the filter that found them, which
    /// `find` evaluates.
    pub fn recipients(&self, roster: &Roster, find: impl FnOnce(&PeopleFilter) -> RowSet) -> (Recipients, u64) {
        let ids = |rows: &RowSet| rows.iter().filter_map(|row| roster.id(row)).collect::<Vec<_>>();
        let selected = self.rows.intersection(roster.everybody());
        let count = selected.len() as u64;
        if let Some(filter) = self.all_of.as_ref().filter(|_| selected.len() > BY_NAME) {
            let matching = find(filter);
            if selected.intersect_len(&matching) == selected.len() {
                let mut except = matching.clone();
                except.subtract(&selected);
                let expected = matching.len() as u64;
                return (Recipients::Filter { filter: filter.clone(), except: ids(&except), expected }, count);
            }
        }
        (Recipients::Users { users: ids(&selected) }, count)
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
