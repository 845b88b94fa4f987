//! Owns the tracker's filters and order as they stand in the address: read, printed, one change at a time.
//! Refuses the searched words: they may name a person, and addresses are kept in histories.

use crate::api::routes::segment;
use crate::domain::{
    email_kind::SuppressibleKind,
    language::Language,
    license::LicenseId,
    people::{SORT_KEYS, SortKey, SortOrder},
    people_filter::{
        DECISION_FILTERS, DUE_FILTERS, DecisionFilter, DueFilter, Known, LAST_MAIL_FILTERS, LastMailFilter, PeopleFilter, STANDINGS,
        Standing,
    },
    user::AccountStatus,
};

/// Offered bounds of "waiting more than … days".
pub const WAITING_STEPS: &[i64] = &[2, 7, 14, 30, 60, 90];

/// Offered ages of a wait, in whole days.
pub const AGES: &[(i64, i64)] = &[(0, 2), (3, 7), (8, 14), (15, 30), (31, 60), (61, 90)];

/// Offered numbers of reminders, with their names in addresses; the last means so many and more.
pub const REMINDERS: &[(Reminders, &str)] = &[
    (Reminders { least: 0, most: Some(0) }, "0"),
    (Reminders { least: 1, most: Some(1) }, "1"),
    (Reminders { least: 2, most: Some(2) }, "2"),
    (Reminders { least: 3, most: None }, "3-"),
];

/// Every status of an account with its name in addresses.
pub const ACCOUNTS: &[(AccountStatus, &str)] = &[
    (AccountStatus::Enabled, "enabled"),
    (AccountStatus::Deactivated, "deactivated"),
    (AccountStatus::PendingAcceptance, "pending"),
    (AccountStatus::Unknown, "unknown"),
];

/// How many keys people are ordered by at most.
pub const MOST_KEYS: usize = 4;

/// Filters and order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TrackerQuery {
    /// Where people stand.
    pub standing: Standing,
    /// How long they wait.
    pub waiting: Option<Waiting>,
    /// Their department.
    pub department: Option<Known<String>>,
    /// A license of theirs.
    pub license: Option<LicenseId>,
    /// Their language.
    pub language: Option<Known<Language>>,
    /// Whether the account can be used.
    pub account: Option<AccountStatus>,
    /// What came of the last mail.
    pub last_mail: Option<LastMailFilter>,
    /// How many reminders they had.
    pub reminders: Option<Reminders>,
    /// When the next reminder is due.
    pub due: Option<DueFilter>,
    /// What is decided about the next automatic email.
    pub decision: Option<DecisionFilter>,
    /// What they are ordered by.
    pub key: SortKey,
    /// Which way.
    pub order: SortOrder,
    /// What those are ordered by who are equal in that.
    pub then: Vec<(SortKey, SortOrder)>,
}

/// How long people wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waiting {
    /// More than so many days.
    MoreThan(i64),
    /// From so many days to so many.
    Days(i64, i64),
}

/// How many reminders people had.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reminders {
    /// At least so many.
    pub least: u32,
    /// At most so many.
    pub most: Option<u32>,
}

impl TrackerQuery {
    /// Reads the part of an address after `?`. What is unknown is as if it were not there.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        let mut order = None;
        for (name, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
            let value = unescape(value);
            match name {
                "standing" => query.standing = by_name(STANDINGS, &value).unwrap_or_default(),
                "more" | "age" => query.waiting = Waiting::parse(name, &value),
                "department" => query.department = Some(Known::Is(value)).filter(|name| *name != Known::Is(String::new())),
                "license" => query.license = Some(LicenseId(value)).filter(|license| !license.0.is_empty()),
                "language" => query.language = Language::read(&value).map(Known::Is),
                "not_known" => match value.as_str() {
                    "department" => query.department = Some(Known::NotKnown),
                    "language" => query.language = Some(Known::NotKnown),
                    _ => {}
                },
                "account" => query.account = by_name(ACCOUNTS, &value),
                "mail" => query.last_mail = by_name(LAST_MAIL_FILTERS, &value),
                "reminders" => query.reminders = by_name(REMINDERS, &value),
                "due" => query.due = by_name(DUE_FILTERS, &value),
                "decision" => query.decision = by_name(DECISION_FILTERS, &value),
                "sort" => query.key = by_name(SORT_KEYS, &value).unwrap_or_default(),
                "order" => order = by_name(SORT_ORDERS, &value),
                "then" => query.then = value.split(',').filter_map(parse_key).take(MOST_KEYS - 1).collect(),
                _ => {}
            }
        }
        query.order = order.unwrap_or_else(|| first_order(query.key));
        let first = query.key;
        let mut named = vec![first];
        query.then.retain(|(key, _)| {
            !named.contains(key) && {
                named.push(*key);
                true
            }
        });
        query
    }

    /// The kind of email that a link here offers to send to everybody whom the filters find.
    #[must_use]
    pub fn offered(text: &str) -> Option<SuppressibleKind> {
        let value = text.split('&').find_map(|pair| pair.strip_prefix("send="))?;
        by_name(OFFERS, value)
    }

    /// The part of an address after `?`; empty when everything is as it is without one.
    #[must_use]
    pub fn print(&self) -> String {
        let mut parts = Vec::new();
        let mut say = |name: &str, value: &str| parts.push(format!("{name}={}", segment(value)));
        if self.standing != Standing::default() {
            say("standing", self.standing_name());
        }
        if let Some((name, value)) = self.waiting.map(Waiting::print).as_deref().and_then(|waiting| waiting.split_once('=')) {
            say(name, value);
        }
        match &self.department {
            Some(Known::Is(name)) => say("department", name),
            Some(Known::NotKnown) => say("not_known", "department"),
            None => {}
        }
        if let Some(license) = &self.license {
            say("license", &license.0);
        }
        match self.language {
            Some(Known::Is(language)) => say("language", language.tag()),
            Some(Known::NotKnown) => say("not_known", "language"),
            None => {}
        }
        for (name, value) in [
            ("account", self.account.map(|account| name_of(ACCOUNTS, account))),
            ("mail", self.last_mail.map(|mail| name_of(LAST_MAIL_FILTERS, mail))),
            ("reminders", self.reminders.map(|reminders| name_of(REMINDERS, reminders))),
            ("due", self.due.map(|due| name_of(DUE_FILTERS, due))),
            ("decision", self.decision.map(|decision| name_of(DECISION_FILTERS, decision))),
            ("sort", Some(self.key_name()).filter(|_| self.key != SortKey::default())),
            ("order", Some(name_of(SORT_ORDERS, self.order)).filter(|_| self.order != first_order(self.key))),
        ] {
            if let Some(value) = value {
                say(name, value);
            }
        }
        if !self.then.is_empty() {
            // Commas and signs are safe in a fragment, and read better so.
            parts.push(format!("then={}", self.then.iter().map(print_key).collect::<Vec<_>>().join(",")));
        }
        parts.join("&")
    }

    /// The filter, together with searched words.
    #[must_use]
    pub fn filter(&self, search: &str) -> PeopleFilter {
        let (waiting_more_than, waiting_at_most) = match self.waiting {
            None => (None, None),
            Some(Waiting::MoreThan(days)) => (Some(days), None),
            // Nobody waits fewer than no days.
            Some(Waiting::Days(least, most)) => (Some(least - 1), Some(most)),
        };
        PeopleFilter {
            search: search.to_owned(),
            standing: self.standing,
            waiting_more_than,
            waiting_at_most,
            department: self.department.clone(),
            license: self.license.clone(),
            language: self.language.clone(),
            account: self.account,
            last_mail: self.last_mail,
            reminders_at_least: self.reminders.map(|reminders| reminders.least).filter(|least| *least > 0),
            reminders_at_most: self.reminders.and_then(|reminders| reminders.most),
            due: self.due,
            decision: self.decision,
        }
    }

    /// The keys that people are ordered by, the first one first.
    #[must_use]
    pub fn keys(&self) -> Vec<(SortKey, SortOrder)> {
        std::iter::once((self.key, self.order)).chain(self.then.iter().copied()).collect()
    }

    /// Place of a key among those, from 1, and which way it goes.
    #[must_use]
    pub fn place_of(&self, key: SortKey) -> Option<(usize, SortOrder)> {
        self.keys().into_iter().enumerate().find(|(_, (other, _))| *other == key).map(|(at, (_, order))| (at + 1, order))
    }

    /// How many filters narrow the list.
    #[must_use]
    pub fn narrowed_by(&self) -> usize {
        let often = [self.standing != Standing::default(), self.waiting.is_some(), self.department.is_some(), self.last_mail.is_some()];
        set_among(often) + self.narrowed_rarely_by()
    }

    /// How many of the filters that are asked for rarely narrow the list.
    #[must_use]
    pub fn narrowed_rarely_by(&self) -> usize {
        set_among([
            self.license.is_some(),
            self.language.is_some(),
            self.account.is_some(),
            self.reminders.is_some(),
            self.due.is_some(),
            self.decision.is_some(),
        ])
    }

    /// Without filters, in the same order.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { key: self.key, order: self.order, then: self.then.clone(), ..Self::default() }
    }

    /// Ordered by this column alone; by the same column again, the other way.
    #[must_use]
    pub fn sorted_by(&self, key: SortKey) -> Self {
        let order = if key == self.key { reversed(self.order) } else { first_order(key) };
        Self { key, order, then: Vec::new(), ..self.clone() }
    }

    /// Ordered by this column too, after the others; where it is one of them already, the other way.
    #[must_use]
    pub fn also_by(&self, key: SortKey) -> Self {
        let mut query = self.clone();
        if key == query.key {
            query.order = reversed(query.order);
        } else if let Some((_, order)) = query.then.iter_mut().find(|(other, _)| *other == key) {
            *order = reversed(*order);
        } else {
            query.then.truncate(MOST_KEYS - 2);
            query.then.push((key, first_order(key)));
        }
        query
    }

    /// The other way round.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { order: reversed(self.order), ..self.clone() }
    }

    /// Name of the standing in addresses.
    #[must_use]
    pub fn standing_name(&self) -> &'static str {
        name_of(STANDINGS, self.standing)
    }

    /// Name of the sort key in addresses.
    #[must_use]
    pub fn key_name(&self) -> &'static str {
        name_of(SORT_KEYS, self.key)
    }
}

impl Waiting {
    /// As the value of a choice.
    #[must_use]
    pub fn print(self) -> String {
        match self {
            Self::MoreThan(days) => format!("more={days}"),
            Self::Days(least, most) => format!("age={least}-{most}"),
        }
    }

    /// Reads the value of a choice.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (name, value) = text.split_once('=')?;
        Self::parse(name, value)
    }

    /// Reads `more=30` or `age=3-7`; only what is offered.
    fn parse(name: &str, value: &str) -> Option<Self> {
        if name == "more" {
            return value.parse().ok().filter(|days| WAITING_STEPS.contains(days)).map(Self::MoreThan);
        }
        let (least, most) = value.split_once('-')?;
        let age = (least.parse().ok()?, most.parse().ok()?);
        AGES.contains(&age).then_some(Self::Days(age.0, age.1))
    }
}

const OFFERS: &[(SuppressibleKind, &str)] = &[(SuppressibleKind::Activation, "activation"), (SuppressibleKind::Reminder, "reminder")];
const SORT_ORDERS: &[(SortOrder, &str)] = &[(SortOrder::Ascending, "asc"), (SortOrder::Descending, "desc")];

/// Texts begin with A, times and counts with the most.
fn first_order(key: SortKey) -> SortOrder {
    match key {
        SortKey::Name | SortKey::Email | SortKey::Department | SortKey::Language | SortKey::Account | SortKey::Due | SortKey::Decision => {
            SortOrder::Ascending
        }
        SortKey::Waiting | SortKey::Added | SortKey::LastMail | SortKey::Reminders => SortOrder::Descending,
    }
}

fn reversed(order: SortOrder) -> SortOrder {
    match order {
        SortOrder::Ascending => SortOrder::Descending,
        SortOrder::Descending => SortOrder::Ascending,
    }
}

/// `name` is ascending, `-name` descending.
fn print_key((key, order): &(SortKey, SortOrder)) -> String {
    let sign = if *order == SortOrder::Descending { "-" } else { "" };
    format!("{sign}{}", name_of(SORT_KEYS, *key))
}

fn parse_key(text: &str) -> Option<(SortKey, SortOrder)> {
    let (name, order) = text.strip_prefix('-').map_or((text, SortOrder::Ascending), |name| (name, SortOrder::Descending));
    Some((by_name(SORT_KEYS, name)?, order))
}

fn set_among<const MANY: usize>(filters: [bool; MANY]) -> usize {
    filters.into_iter().filter(|set| *set).count()
}

/// The entry of that name in one of the lists of names.
#[must_use]
pub fn by_name<T: Copy>(list: &[(T, &str)], name: &str) -> Option<T> {
    list.iter().find(|(_, known)| *known == name).map(|(entry, _)| *entry)
}

/// The name of that entry in one of the lists of names.
#[must_use]
pub fn name_of<T: PartialEq>(list: &[(T, &'static str)], wanted: T) -> &'static str {
    list.iter().find(|(entry, _)| *entry == wanted).map_or("", |(_, name)| name)
}

/// `%C5%81` becomes `Ł`; what is no such thing stays as it is.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.filter(|_| *first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
