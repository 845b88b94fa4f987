//! Owns how two people compare by any key: letters by the alphabet, everything else as a number.
//! Refuses to keep an order.

use super::{
    super::{people::SortKey, people_filter::FilterFacts, user::AccountStatus},
    alphabet::{Alphabet, Letters},
    decided::Decided,
    facts::{NONE, Time},
    permutation::Judge,
    row_set::Row,
    store::Roster,
};
use std::{borrow::Cow, cmp::Ordering};

/// What texts are ordered by, kept while no new character and no new department comes.
#[derive(Default)]
pub(super) struct Collation {
    alphabet: Alphabet,
    names: Letters,
    addresses: Letters,
    /// By code, what place a department has; 0 for those who have none.
    departments: Vec<u32>,
    characters: usize,
}

impl Collation {
    pub(super) fn of(alphabet: Alphabet) -> Self {
        Self { alphabet, ..Self::default() }
    }

    /// Takes in the characters and departments that are new.
    pub(super) fn refresh(&mut self, roster: &Roster) {
        let more = self.characters != roster.characters.len();
        if more {
            self.names = Letters::of(&self.alphabet, &roster.characters);
            self.addresses = Letters::plain(&roster.characters);
            self.characters = roster.characters.len();
        }
        let departments = roster.departments.values();
        if more || self.departments.len() != departments.len() + 1 {
            let mut codes: Vec<usize> = (0..departments.len()).collect();
            let name = |code: &usize| departments.get(*code).map(String::as_str).unwrap_or_default();
            let compare = |a: &usize, b: &usize| self.names.compare(name(a), name(b));
            codes.sort_by(compare);
            let (mut places, mut place) = (vec![0; departments.len() + 1], 0);
            for alike in codes.chunk_by(|a, b| compare(a, b).is_eq()) {
                place += 1;
                alike.iter().for_each(|code| super::columns::set(&mut places, code + 1, place));
            }
            self.departments = places;
        }
    }
}

/// Everything that people are compared by.
#[derive(Clone, Copy)]
pub(super) struct Comparison<'a> {
    pub roster: &'a Roster,
    /// Nothing where only names are compared.
    pub facts: Option<FilterFacts<'a>>,
    pub collation: &'a Collation,
    pub decided: &'a Decided,
}

/// The comparison by one key, then by name and identifier.
pub(super) struct ByKey<'c, 'a>(pub &'c Comparison<'a>, pub SortKey);

impl<'a> Comparison<'a> {
    pub(super) fn letters(&self, key: TextKey) -> &'a Letters {
        match key {
            TextKey::Name => &self.collation.names,
            TextKey::Email => &self.collation.addresses,
        }
    }

    /// The text that is ordered by; an address as one mailbox is spelled.
    pub(super) fn text(&self, key: TextKey, row: Row) -> Cow<'a, str> {
        match key {
            TextKey::Name => Cow::Borrowed(self.roster.shown_name(row)),
            TextKey::Email => {
                let email = self.roster.email(row);
                if email.is_ascii() { Cow::Borrowed(email) } else { Cow::Owned(email.to_lowercase()) }
            }
        }
    }

    fn by_text(&self, key: TextKey, a: Row, b: Row) -> Ordering {
        self.letters(key).compare(&self.text(key, a), &self.text(key, b))
    }

    /// The number that is ordered by; `None` where it is not known.
    #[inline]
    pub(super) fn number(&self, key: NumberKey, row: Row) -> Option<i64> {
        let roster = self.roster;
        match key {
            NumberKey::Department => {
                let place = roster.columns.departments.get(row.index()).and_then(|code| self.collation.departments.get(*code as usize));
                place.copied().map(i64::from).filter(|place| *place > 0)
            }
            NumberKey::Waiting => roster.waiting_days(row, self.facts?.now),
            NumberKey::LastMail => roster.last_mail_at(row).map(|at| at.millis()),
            NumberKey::Reminders => roster.columns.reminders.get(row.index()).copied().map(i64::from),
            NumberKey::Language => roster.columns.languages.get(row.index()).copied().map(i64::from).filter(|code| *code > 0),
            NumberKey::Account => match roster.account_status(row) {
                AccountStatus::Enabled => Some(0),
                AccountStatus::Deactivated => Some(1),
                AccountStatus::PendingAcceptance => Some(2),
                AccountStatus::Unknown => None,
            },
            NumberKey::Added => roster.added(row).map(|at| at.millis()),
            NumberKey::Due => roster.next_reminder(row, &self.facts?.settings.follow_up.reminder_days).ok().map(|at| at.millis()),
            NumberKey::Decision => Some(i64::from(self.decided.code(row) & 0b11)),
        }
    }

    /// The numbers of all rows, [`NONE`] where it is not known.
    pub(super) fn numbers(&self, key: NumberKey) -> Vec<i64> {
        let all = 0..self.roster.columns.len();
        let by =
            |number: &dyn Fn(Row) -> Option<i64>| -> Vec<i64> { all.clone().map(|row| number(Row::at(row)).unwrap_or(NONE)).collect() };
        let times = |time: Time| {
            let mut times = self.roster.columns.times(time).to_vec();
            times.resize(all.len(), NONE);
            times
        };
        match key {
            NumberKey::LastMail => times(Time::LastMail),
            NumberKey::Added => times(Time::Added),
            NumberKey::Department
            | NumberKey::Waiting
            | NumberKey::Reminders
            | NumberKey::Language
            | NumberKey::Account
            | NumberKey::Due
            | NumberKey::Decision => by(&|row| self.number(key, row)),
        }
    }

    pub(super) fn by_id(&self, a: Row, b: Row) -> Ordering {
        self.roster.compare_ids(a, b)
    }

    /// By name and identifier, so that no two people are alike.
    pub(super) fn by_name(&self, a: Row, b: Row) -> Ordering {
        self.by_text(TextKey::Name, a, b).then_with(|| self.roster.compare_ids(a, b))
    }
}

impl Judge for ByKey<'_, '_> {
    fn compare(&self, a: Row, b: Row) -> Ordering {
        let Self(comparison, key) = self;
        let order = match kind_of(*key) {
            Kind::Text(key) => comparison.by_text(key, a, b),
            Kind::Number(key) => match (comparison.number(key, a), comparison.number(key, b)) {
                (Some(a), Some(b)) => a.cmp(&b),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => Ordering::Equal,
            },
        };
        order.then_with(|| comparison.by_name(a, b))
    }

    fn alike(&self, a: Row, b: Row) -> bool {
        let Self(comparison, key) = self;
        match kind_of(*key) {
            Kind::Text(key) => comparison.by_text(key, a, b).is_eq(),
            Kind::Number(key) => comparison.number(key, a) == comparison.number(key, b),
        }
    }

    fn known(&self, row: Row) -> bool {
        match kind_of(self.1) {
            Kind::Text(_) => true,
            Kind::Number(key) => self.0.number(key, row).is_some(),
        }
    }
}

/// How a key is ordered by.
pub(super) enum Kind {
    Text(TextKey),
    Number(NumberKey),
}

#[derive(Clone, Copy)]
pub(super) enum TextKey {
    Name,
    Email,
}

#[derive(Clone, Copy)]
pub(super) enum NumberKey {
    Department,
    Waiting,
    LastMail,
    Reminders,
    Language,
    Account,
    Added,
    Due,
    Decision,
}

pub(super) fn kind_of(key: SortKey) -> Kind {
    match key {
        SortKey::Name => Kind::Text(TextKey::Name),
        SortKey::Email => Kind::Text(TextKey::Email),
        SortKey::Department => Kind::Number(NumberKey::Department),
        SortKey::Waiting => Kind::Number(NumberKey::Waiting),
        SortKey::LastMail => Kind::Number(NumberKey::LastMail),
        SortKey::Reminders => Kind::Number(NumberKey::Reminders),
        SortKey::Language => Kind::Number(NumberKey::Language),
        SortKey::Account => Kind::Number(NumberKey::Account),
        SortKey::Added => Kind::Number(NumberKey::Added),
        SortKey::Due => Kind::Number(NumberKey::Due),
        SortKey::Decision => Kind::Number(NumberKey::Decision),
    }
}

impl Roster {
    /// The order of identifiers as texts.
    pub(super) fn compare_ids(&self, a: Row, b: Row) -> Ordering {
        let ids = |row: Row| self.columns.ids.get(row.index());
        let (packed, other) = (self.columns.packed.contains(a), self.columns.packed.contains(b));
        let order = if packed == other { ids(a).cmp(&ids(b)) } else { Ordering::Equal };
        if packed && other { order } else { order.then_with(|| self.id_text(a).cmp(&self.id_text(b))) }
    }

    /// Whether the rows are in the order of identifiers already.
    pub(super) fn ids_in_order(&self) -> bool {
        if self.columns.packed.len() == self.columns.len() && self.len() == self.columns.len() {
            return self.columns.ids.is_sorted();
        }
        self.rows().is_sorted_by(|a, b| self.compare_ids(*a, *b).is_le())
    }
}
