//! Whom a filter finds and in what order, by examples; that any filter finds whom the rules say is held by the properties.

use super::{Finder, Roster, Row};
use crate::domain::{
    email_address::EmailAddress,
    email_kind::SuppressibleKind,
    fixtures::{now, organization, user},
    mail_history::{LastMail, MailHistory, MailOutcome, UserRecord},
    people::{SortKey, SortOrder},
    people_filter::{FilterFacts, LAST_MAIL_FILTERS, PeopleFilter, Standing},
    settings::EmailSettings,
    user::{AccountStatus, Activation, PersonName, UserId},
};

fn person(id: &str, change: impl FnOnce(&mut UserRecord)) -> UserRecord {
    let mut record = UserRecord { user: user(), mail: MailHistory::default() };
    record.user.id = UserId(id.into());
    record.user.email = EmailAddress::parse(&format!("{id}@example.com")).unwrap();
    change(&mut record);
    record
}

fn people() -> Vec<UserRecord> {
    vec![
        person("a", |r| (r.user.name, r.user.added) = (PersonName::new("Świętosława", "Łoś", ""), Some(now().plus_days(-31)))),
        person("b", |r| (r.user.name, r.user.added) = (PersonName::new("Bo", "Ng", ""), Some(now().plus_days(-30)))),
        person("c", |r| (r.user.name, r.user.added) = (PersonName::new("Чида", "", ""), None)),
        person("d", |r| r.user.account_status = AccountStatus::Deactivated),
        person("e", |r| r.user.activation = Activation::Unknown),
        person("f", |r| r.user.activation = Activation::Activated { last_seen: None }),
        person("g", |r| (r.user.account_status, r.user.activation) = (AccountStatus::PendingAcceptance, Activation::Unknown)),
    ]
}

fn roster(people: &[UserRecord]) -> Roster {
    let mut roster = Roster::default();
    for record in people {
        roster.put(record);
    }
    roster
}

fn said(roster: &Roster, rows: &[Row]) -> String {
    rows.iter().map(|row| roster.id(*row).unwrap().0).collect()
}

fn found(people: &[UserRecord], filter: &PeopleFilter, key: SortKey, order: SortOrder) -> String {
    let (organization, settings, roster) = (organization(), EmailSettings::default(), roster(people));
    let facts = FilterFacts { organization: &organization, settings: &settings, now: now() };
    said(&roster, &Finder::default().find(&roster, facts, filter, &[(key, order)]).rows)
}

fn by_address(filter: &PeopleFilter) -> String {
    found(&people(), filter, SortKey::Email, SortOrder::Ascending)
}

#[test]
fn standings_part_everybody() {
    for (standing, expected) in [
        (Standing::Waiting, "abc"),
        (Standing::Unknown, "e"),
        (Standing::PendingAcceptance, "g"),
        (Standing::Deactivated, "d"),
        (Standing::SignedIn, "f"),
        (Standing::Everybody, "abcdefg"),
    ] {
        assert_eq!(by_address(&PeopleFilter { standing, ..PeopleFilter::default() }), expected);
    }
}

#[test]
fn waiting_more_than_thirty_days_means_more_and_leaves_unknown_out() {
    assert_eq!(by_address(&PeopleFilter { waiting_more_than: Some(30), ..PeopleFilter::default() }), "a");
    assert_eq!(by_address(&PeopleFilter { waiting_at_most: Some(30), ..PeopleFilter::default() }), "b");
}

#[test]
fn search_ignores_case_accents_and_order_of_words() {
    for (search, expected) in [("LOS swieto", "a"), ("b@example", "b"), ("чида", "c"), ("SALES", "abc"), ("nobody", "")] {
        assert_eq!(by_address(&PeopleFilter { search: search.into(), ..PeopleFilter::default() }), expected, "{search}");
    }
}

#[test]
fn a_look_up_puts_the_address_first_and_says_how_many_there_are() {
    let roster = roster(&people());
    let mut finder = Finder::default();
    for (words, most, expected, of) in
        [("swieto LOS", 5, "a", 1), (" G@Example.com ", 5, "g", 1), ("example.com", 3, "def", 7), ("nobody", 3, "", 0), ("  ", 3, "", 0)]
    {
        let (rows, all) = finder.look_up(&roster, words, most);
        assert_eq!((said(&roster, &rows).as_str(), all), (expected, of), "{words}");
    }
}

#[test]
fn what_is_unknown_comes_last_both_ways() {
    let filter = PeopleFilter::default();
    assert_eq!(found(&people(), &filter, SortKey::Waiting, SortOrder::Descending), "abc");
    assert_eq!(found(&people(), &filter, SortKey::Waiting, SortOrder::Ascending), "bac");
}

#[test]
fn the_last_mail_can_be_asked_for() {
    let mut all = people();
    all[1].mail.last = Some(LastMail { kind: SuppressibleKind::Activation, at: now(), outcome: MailOutcome::Failed, address: None });
    let found = |last_mail| {
        found(&all, &PeopleFilter { last_mail: Some(last_mail), ..PeopleFilter::default() }, SortKey::Email, SortOrder::Ascending)
    };
    assert_eq!(LAST_MAIL_FILTERS.iter().map(|(filter, _)| found(*filter)).collect::<Vec<_>>(), ["ac", "", "b", "", ""]);
}
