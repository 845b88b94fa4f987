//! The tracker's address, read and printed.

use super::query::*;
use crate::domain::{
    email_kind::SuppressibleKind,
    language::Language,
    license::LicenseId,
    mail_history::MailOutcome,
    people::{SORT_KEYS, SortKey, SortOrder},
    people_filter::{DecisionFilter, DueFilter, Known, LastMailFilter, Standing},
    user::AccountStatus,
};

#[test]
fn an_address_says_filters_and_order_and_is_read_back() {
    let default = TrackerQuery::default();
    for (query, printed) in [
        (default.clone(), ""),
        (TrackerQuery { standing: Standing::SignedIn, ..default.clone() }, "standing=signed_in"),
        (
            TrackerQuery { waiting: Some(Waiting::MoreThan(30)), department: Some(Known::Is("R&D = Łódź".into())), ..default.clone() },
            "more=30&department=R%26D%20%3D%20%C5%81%C3%B3d%C5%BA",
        ),
        (TrackerQuery { license: Some(LicenseId("Messaging (Free)".into())), ..default.clone() }, "license=Messaging%20%28Free%29"),
        (TrackerQuery { last_mail: Some(LastMailFilter::NoneYet), ..default.clone() }, "mail=none"),
        (TrackerQuery { last_mail: Some(LastMailFilter::Outcome(MailOutcome::Failed)), ..default.clone() }, "mail=failed"),
        (
            TrackerQuery { waiting: Some(Waiting::Days(3, 7)), department: Some(Known::NotKnown), ..default.clone() },
            "age=3-7&not_known=department",
        ),
        (TrackerQuery { language: Some(Known::Is(Language::Polish)), ..default.clone() }, "language=pl"),
        (
            TrackerQuery { language: Some(Known::NotKnown), account: Some(AccountStatus::Unknown), ..default.clone() },
            "not_known=language&account=unknown",
        ),
        (TrackerQuery { reminders: by_name(REMINDERS, "3-"), due: Some(DueFilter::Today), ..default.clone() }, "reminders=3-&due=today"),
        (TrackerQuery { decision: Some(DecisionFilter::Suppress), ..default.clone() }, "decision=suppress"),
        (default.sorted_by(SortKey::Department).also_by(SortKey::LastMail).also_by(SortKey::Name), "sort=department&then=-last_mail,name"),
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
    for text in [
        "",
        "?",
        "more",
        "more=31",
        "more=x",
        "standing=gone",
        "sort=&order=",
        "department=",
        "license=",
        "mail=lost",
        "a=b&&=&=x",
        "age=1-5",
        "age=7",
        "reminders=4",
        "then=",
        "then=waiting,-waiting,x",
        "not_known=name",
    ] {
        assert_eq!(TrackerQuery::parse(text), TrackerQuery::default(), "{text}");
    }
    assert_eq!(TrackerQuery::parse("department=100%&more=7").department, Some(Known::Is("100%".into())));
    assert_eq!(TrackerQuery::parse("department=%zz%4").department, Some(Known::Is("%zz%4".into())));
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
fn further_keys_follow_the_first_and_each_stands_once() {
    let query = TrackerQuery::default().sorted_by(SortKey::Department).also_by(SortKey::Name);
    assert_eq!(query.keys(), [(SortKey::Department, SortOrder::Ascending), (SortKey::Name, SortOrder::Ascending)]);
    assert_eq!(query.also_by(SortKey::Name).place_of(SortKey::Name), Some((2, SortOrder::Descending)));
    assert_eq!(query.also_by(SortKey::Department).keys().len(), 2);
    assert_eq!(query.sorted_by(SortKey::Email).keys(), [(SortKey::Email, SortOrder::Ascending)]);
    let many = SORT_KEYS.iter().fold(query, |query, (key, _)| if query.place_of(*key).is_some() { query } else { query.also_by(*key) });
    assert_eq!(many.keys().len(), MOST_KEYS);
    assert_eq!(TrackerQuery::parse("sort=name&then=name,-email,email").print(), "sort=name&then=-email");
}

#[test]
fn an_age_means_its_first_day_too() {
    let filter = TrackerQuery::parse("age=3-7&reminders=0").filter("");
    assert_eq!((filter.waiting_more_than, filter.waiting_at_most), (Some(2), Some(7)));
    assert_eq!((filter.reminders_at_least, filter.reminders_at_most), (None, Some(0)));
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

#[test]
fn only_filters_that_are_seldom_asked_for_hide_and_each_of_them_counts() {
    for (text, all, rarely) in [
        ("", 0, 0),
        ("standing=everybody&more=7&department=Sales&mail=none", 4, 0),
        ("license=Webex", 1, 1),
        ("language=pl", 1, 1),
        ("not_known=language", 1, 1),
        ("account=enabled", 1, 1),
        ("reminders=0", 1, 1),
        ("due=today", 1, 1),
        ("decision=send&due=today&mail=sent&sort=name", 3, 2),
    ] {
        let query = TrackerQuery::parse(text);
        assert_eq!((query.narrowed_by(), query.narrowed_rarely_by()), (all, rarely), "{text}");
    }
}
