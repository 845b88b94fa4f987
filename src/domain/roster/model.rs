//! Owns what the roster must do, in the plainest words: people in a list, gone through one by one. For tests only.
//! Refuses speed.

use super::super::{
    cadence::next_reminder,
    mail_history::UserRecord,
    people::{SortKey, SortOrder, fold, searched_text},
    people_filter::{FilterFacts, PeopleFilter, decision_of},
    user::{AccountStatus, UserId},
};
use std::cmp::Ordering;

#[derive(Default, Debug)]
pub(super) struct Model {
    /// Each with their row.
    pub(super) people: Vec<(usize, UserRecord)>,
    rows: usize,
    /// Groups of letters in order; empty for the plain order.
    pub(super) alphabet: Vec<Vec<char>>,
}

impl Model {
    pub(super) fn put(&mut self, record: &UserRecord) {
        if let Some((_, known)) = self.people.iter_mut().find(|(_, known)| known.user.id == record.user.id) {
            *known = record.clone();
        } else {
            self.people.push((self.rows, record.clone()));
            self.rows += 1;
        }
    }

    pub(super) fn remove(&mut self, id: &UserId) -> Option<usize> {
        let at = self.people.iter().position(|(_, known)| known.user.id == *id)?;
        Some(self.people.remove(at).0)
    }

    pub(super) fn find(&self, facts: FilterFacts<'_>, filter: &PeopleFilter, order: &[(SortKey, SortOrder)]) -> Vec<usize> {
        let words = filter.words();
        let mut found: Vec<&(usize, UserRecord)> = self.people.iter().filter(|(_, record)| filter.passes(facts, &words, record)).collect();
        found.sort_by(|(_, a), (_, b)| {
            let by_keys = order.iter().map(|(key, order)| self.compare(a, b, *key, *order, facts));
            by_keys.fold(Ordering::Equal, Ordering::then).then_with(|| self.by_name(a, b))
        });
        found.into_iter().map(|(row, _)| *row).collect()
    }

    pub(super) fn look_up(&self, words: &str, most: usize) -> (Vec<usize>, usize) {
        let typed = fold(words);
        let each: Vec<&str> = typed.split_whitespace().collect();
        let is_found = |record: &UserRecord| each.iter().all(|word| fold(&searched_text(&record.user)).contains(word));
        let mut found: Vec<&(usize, UserRecord)> = self.people.iter().filter(|(_, record)| !each.is_empty() && is_found(record)).collect();
        let is_address = |record: &UserRecord| fold(record.user.email.as_str()) == typed.trim();
        found.sort_by(|(_, a), (_, b)| is_address(b).cmp(&is_address(a)).then_with(|| self.by_name(a, b)));
        (found.iter().take(most).map(|(row, _)| *row).collect(), found.len())
    }

    fn compare(&self, a: &UserRecord, b: &UserRecord, key: SortKey, order: SortOrder, facts: FilterFacts<'_>) -> Ordering {
        let directed = |ordering: Ordering| match order {
            SortOrder::Ascending => ordering,
            SortOrder::Descending => ordering.reverse(),
        };
        let department = |record: &UserRecord| record.user.department.as_deref().map(|department| self.letters(department));
        let waited = |record: &UserRecord| Some(record.user.added?.days_until(facts.now)).filter(|_| record.user.is_waiting());
        let last = |record: &UserRecord| record.mail.last.as_ref().map(|last| last.at);
        let account = |record: &UserRecord| Some(record.user.account_status).filter(|status| *status != AccountStatus::Unknown);
        let due = |record: &UserRecord| next_reminder(&facts.settings.follow_up.reminder_days, record).ok();
        match key {
            SortKey::Name => directed(self.letters(&a.user.shown_name()).cmp(&self.letters(&b.user.shown_name()))),
            SortKey::Email => directed(a.user.email.key().cmp(&b.user.email.key())),
            SortKey::Department => known_first(department(a), department(b), directed),
            SortKey::Waiting => known_first(waited(a), waited(b), directed),
            SortKey::LastMail => known_first(last(a), last(b), directed),
            SortKey::Reminders => directed(a.mail.reminders_sent.cmp(&b.mail.reminders_sent)),
            SortKey::Language => known_first(a.user.language, b.user.language, directed),
            SortKey::Account => known_first(account(a), account(b), directed),
            SortKey::Added => known_first(a.user.added, b.user.added, directed),
            SortKey::Due => known_first(due(a), due(b), directed),
            SortKey::Decision => directed(decision_of(facts, a).cmp(&decision_of(facts, b))),
        }
    }

    fn by_name(&self, a: &UserRecord, b: &UserRecord) -> Ordering {
        let name = |record: &UserRecord| self.letters(&record.user.shown_name());
        name(a).cmp(&name(b)).then_with(|| a.user.id.cmp(&b.user.id))
    }

    /// Each letter's place: its group's, or behind all groups that of its folded letter.
    fn letters(&self, text: &str) -> Vec<(usize, Option<char>)> {
        let folded = |c: char| fold(&c.to_string()).chars().next();
        let place = |c: char| match self.alphabet.iter().position(|group| group.contains(&c)) {
            Some(group) => folded(c).map(|_| (group, None)),
            None => folded(c).map(|letter| (usize::MAX, Some(letter))),
        };
        text.chars().filter_map(place).collect()
    }
}

/// What is not known comes last, whichever way the rest is ordered.
fn known_first<T: Ord>(a: Option<T>, b: Option<T>, directed: impl Fn(Ordering) -> Ordering) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => directed(a.cmp(&b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}
