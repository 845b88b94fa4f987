//! Owns the tracker's filters and order as they stand in the address: read, printed, one change at a time.
//! Refuses the searched words: they may name a person, and addresses are kept in histories.

use crate::api::routes::segment;
use crate::domain::{
    email_kind::SuppressibleKind,
    license::LicenseId,
    people::{SORT_KEYS, SortKey, SortOrder},
    people_filter::{Known, LAST_MAIL_FILTERS, LastMailFilter, PeopleFilter, STANDINGS, Standing},
};

/// Offered bounds of "waiting more than … days".
pub const WAITING_STEPS: &[i64] = &[2, 7, 14, 30, 60, 90];

/// Filters and order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TrackerQuery {
    /// Where people stand.
    pub standing: Standing,
    /// Waiting more than this many days.
    pub more: Option<i64>,
    /// Their department.
    pub department: Option<String>,
    /// A license of theirs.
    pub license: Option<LicenseId>,
    /// What came of the last mail.
    pub last_mail: Option<LastMailFilter>,
    /// What they are ordered by.
    pub key: SortKey,
    /// Which way.
    pub order: SortOrder,
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
                "more" => query.more = value.parse().ok().filter(|days| WAITING_STEPS.contains(days)),
                "department" => query.department = Some(value).filter(|name| !name.is_empty()),
                "license" => query.license = Some(LicenseId(value)).filter(|license| !license.0.is_empty()),
                "mail" => query.last_mail = by_name(LAST_MAIL_FILTERS, &value),
                "sort" => query.key = by_name(SORT_KEYS, &value).unwrap_or_default(),
                "order" => order = by_name(SORT_ORDERS, &value),
                _ => {}
            }
        }
        query.order = order.unwrap_or_else(|| first_order(query.key));
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
        if self.standing != Standing::default() {
            parts.push(format!("standing={}", self.standing_name()));
        }
        parts.extend(self.more.map(|days| format!("more={days}")));
        parts.extend(self.department.as_ref().map(|name| format!("department={}", segment(name))));
        parts.extend(self.license.as_ref().map(|license| format!("license={}", segment(&license.0))));
        parts.extend(self.last_mail.map(|mail| format!("mail={}", name_of(LAST_MAIL_FILTERS, mail))));
        if self.key != SortKey::default() {
            parts.push(format!("sort={}", self.key_name()));
        }
        if self.order != first_order(self.key) {
            parts.push(format!("order={}", name_of(SORT_ORDERS, self.order)));
        }
        parts.join("&")
    }

    /// The filter, together with searched words.
    #[must_use]
    pub fn filter(&self, search: &str) -> PeopleFilter {
        PeopleFilter {
            search: search.to_owned(),
            standing: self.standing,
            waiting_more_than: self.more,
            department: self.department.clone().map(Known::Is),
            license: self.license.clone(),
            last_mail: self.last_mail,
            ..PeopleFilter::default()
        }
    }

    /// How many filters narrow the list.
    #[must_use]
    pub fn narrowed_by(&self) -> usize {
        let standing = usize::from(self.standing != Standing::default());
        let others = [self.more.is_some(), self.department.is_some(), self.license.is_some(), self.last_mail.is_some()];
        standing + others.into_iter().filter(|set| *set).count()
    }

    /// Without filters, in the same order.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { key: self.key, order: self.order, ..Self::default() }
    }

    /// Ordered by this column; by the same column again, the other way.
    #[must_use]
    pub fn sorted_by(&self, key: SortKey) -> Self {
        let order = if key == self.key { self.reversed().order } else { first_order(key) };
        Self { key, order, ..self.clone() }
    }

    /// The other way round.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let order = match self.order {
            SortOrder::Ascending => SortOrder::Descending,
            SortOrder::Descending => SortOrder::Ascending,
        };
        Self { order, ..self.clone() }
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

    /// Name of the filter on the last mail in addresses; empty for none.
    #[must_use]
    pub fn last_mail_name(&self) -> &'static str {
        self.last_mail.map_or("", |mail| name_of(LAST_MAIL_FILTERS, mail))
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
        SortKey::Waiting | SortKey::LastMail | SortKey::Reminders | SortKey::Added => SortOrder::Descending,
    }
}

/// The entry of that name in one of the lists of names.
#[must_use]
pub fn by_name<T: Copy>(list: &[(T, &str)], name: &str) -> Option<T> {
    list.iter().find(|(_, known)| *known == name).map(|(entry, _)| *entry)
}

fn name_of<T: PartialEq>(list: &[(T, &'static str)], wanted: T) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::mail_history::MailOutcome;

    #[test]
    fn an_address_says_filters_and_order_and_is_read_back() {
        let default = TrackerQuery::default();
        for (query, printed) in [
            (default.clone(), ""),
            (TrackerQuery { standing: Standing::SignedIn, ..default.clone() }, "standing=signed_in"),
            (
                TrackerQuery { more: Some(30), department: Some("R&D = Łódź".into()), ..default.clone() },
                "more=30&department=R%26D%20%3D%20%C5%81%C3%B3d%C5%BA",
            ),
            (TrackerQuery { license: Some(LicenseId("Messaging (Free)".into())), ..default.clone() }, "license=Messaging%20%28Free%29"),
            (TrackerQuery { last_mail: Some(LastMailFilter::NoneYet), ..default.clone() }, "mail=none"),
            (TrackerQuery { last_mail: Some(LastMailFilter::Outcome(MailOutcome::Failed)), ..default.clone() }, "mail=failed"),
            (default.sorted_by(SortKey::Waiting), "order=asc"),
            (default.sorted_by(SortKey::Name), "sort=name"),
            (default.sorted_by(SortKey::Name).reversed(), "sort=name&order=desc"),
            (default.sorted_by(SortKey::Reminders), "sort=reminders"),
        ] {
            assert_eq!(query.print(), printed);
            assert_eq!(TrackerQuery::parse(printed), query, "{printed}");
        }
    }

    #[test]
    fn an_offer_to_send_is_no_filter_and_not_printed() {
        assert_eq!(TrackerQuery::offered("mail=none&send=activation"), Some(SuppressibleKind::Activation));
        assert_eq!(TrackerQuery::parse("mail=none&send=activation").print(), "mail=none");
        for text in ["", "mail=none", "send=", "send=everything", "resend=activation"] {
            assert_eq!(TrackerQuery::offered(text), None, "{text}");
        }
    }

    #[test]
    fn nonsense_in_an_address_is_left_out() {
        for text in
            ["", "?", "more", "more=31", "more=x", "standing=gone", "sort=&order=", "department=", "license=", "mail=lost", "a=b&&=&=x"]
        {
            assert_eq!(TrackerQuery::parse(text), TrackerQuery::default(), "{text}");
        }
        assert_eq!(TrackerQuery::parse("department=100%&more=7").department.as_deref(), Some("100%"));
        assert_eq!(TrackerQuery::parse("department=%zz%4").department.as_deref(), Some("%zz%4"));
        assert_eq!(TrackerQuery::parse("standing=waiting&more=30&sort=waiting&order=desc").print(), "more=30");
    }

    #[test]
    fn a_column_sorts_its_natural_way_first_and_then_the_other() {
        let by_name = TrackerQuery::default().sorted_by(SortKey::Name);
        assert_eq!((by_name.key, by_name.order), (SortKey::Name, SortOrder::Ascending));
        assert_eq!(by_name.sorted_by(SortKey::Name).order, SortOrder::Descending);
        assert_eq!(by_name.sorted_by(SortKey::LastMail).order, SortOrder::Descending);
    }

    #[test]
    fn clearing_takes_every_filter_and_leaves_the_order() {
        let query = TrackerQuery::parse("standing=unknown&more=7&department=Sales&license=x&mail=sent&sort=email&order=desc");
        assert_eq!(query.narrowed_by(), 5);
        assert_eq!(query.cleared().print(), "sort=email&order=desc");
        assert_eq!(query.cleared().narrowed_by(), 0);
    }

    #[test]
    fn searched_words_go_into_the_filter_and_never_into_the_address() {
        let query = TrackerQuery::default();
        assert_eq!(query.filter("ada@example.com").search, "ada@example.com");
        assert!(!query.print().contains("ada"));
    }
}
