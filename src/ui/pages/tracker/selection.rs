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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        email_address::EmailAddress,
        fixtures::{now, user},
        mail_history::{MailHistory, UserRecord},
        user::UserId,
    };

    fn people(count: usize) -> Roster {
        let mut roster = Roster::default();
        for at in 0..count {
            let mut record = UserRecord { user: user(), mail: MailHistory::default() };
            record.user.id = UserId(at.to_string());
            record.user.email = EmailAddress::parse(&format!("p{at}@example.com")).unwrap();
            record.user.added = Some(now());
            roster.put(&record);
        }
        roster
    }

    fn row(roster: &Roster, id: usize) -> Row {
        roster.row(&UserId(id.to_string())).unwrap()
    }

    /// The first so many, as a filter that finds them.
    fn first(roster: &Roster, count: usize) -> RowSet {
        roster.rows().take(count).collect()
    }

    fn ids(range: std::ops::Range<usize>) -> Vec<UserId> {
        range.map(|id| UserId(id.to_string())).collect()
    }

    #[test]
    fn people_stay_selected_while_others_are_shown() {
        let roster = people(4);
        let mut selection = Selection::default();
        selection.add([row(&roster, 0), row(&roster, 1)]);
        selection.toggle(row(&roster, 1));
        selection.toggle(row(&roster, 3));
        assert!(selection.contains(row(&roster, 0)) && !selection.contains(row(&roster, 1)) && selection.contains(row(&roster, 3)));
        selection.remove_all(&first(&roster, 2));
        assert_eq!(selection.rows().len(), 1);
        selection.clear();
        assert!(selection.is_empty());
    }

    #[test]
    fn few_people_are_named_one_by_one_though_a_filter_found_them() {
        let roster = people(BY_NAME);
        let mut selection = Selection::default();
        selection.add_all(&first(&roster, BY_NAME), PeopleFilter::default());
        let (recipients, count) = selection.recipients(&roster, |_| unreachable!("no filter is asked"));
        assert_eq!((recipients, count), (Recipients::Users { users: ids(0..BY_NAME) }, BY_NAME as u64));
    }

    #[test]
    fn many_people_are_named_by_their_filter_and_the_exceptions() {
        let roster = people(BY_NAME + 10);
        let filter = PeopleFilter { search: "p".into(), ..PeopleFilter::default() };
        let mut selection = Selection::default();
        selection.add_all(&first(&roster, BY_NAME + 8), filter.clone());
        selection.toggle(row(&roster, 1));
        let named = selection.recipients(&roster, |asked| {
            assert_eq!(*asked, filter);
            first(&roster, BY_NAME + 8)
        });
        let expected = BY_NAME as u64 + 8;
        assert_eq!(named, (Recipients::Filter { filter: filter.clone(), except: ids(1..2), expected }, expected - 1));
        // Somebody from elsewhere is selected too: the filter does not find them, so everybody is named.
        selection.toggle(row(&roster, BY_NAME + 9));
        let (recipients, count) = selection.recipients(&roster, |_| first(&roster, BY_NAME + 8));
        assert_eq!(count, expected);
        assert!(matches!(recipients, Recipients::Users { users } if users.len() as u64 == expected));
    }

    #[test]
    fn who_left_the_directory_is_not_sent_to() {
        let mut roster = people(3);
        let mut selection = Selection::default();
        selection.add(roster.rows().collect::<Vec<_>>());
        roster.remove(&UserId("1".into()));
        let named = selection.recipients(&roster, |_| RowSet::default());
        assert_eq!(named, (Recipients::Users { users: vec![UserId("0".into()), UserId("2".into())] }, 2));
    }

    #[test]
    fn nobody_shown_is_not_everybody_selected() {
        assert!(!Coverage::default().is_all());
        let some = Coverage { shown: 3, selected_shown: 2, selected: 5 };
        assert!(some.is_some() && !some.is_all());
        assert_eq!(some.hidden(), 3);
    }
}
