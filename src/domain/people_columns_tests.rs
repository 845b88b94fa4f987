//! Owns the tests of people in columns: nothing is lost, and what does not fit together is named.
//! Refuses nothing; it is read by nobody else.

use super::{
    email_kind::SuppressibleKind,
    fixture_people::any_record,
    fixtures::{now, user},
    license::LicenseId,
    mail_history::{LastMail, MailHistory, MailOutcome, UserRecord},
    people_column::{Coded, Times},
    people_columns::{ColumnProblem, PeopleColumns},
    timestamp::Timestamp,
    user::{Activation, UserId},
};
use proptest::prelude::*;

fn page() -> Vec<UserRecord> {
    let mut mailed = UserRecord { user: user(), mail: MailHistory::default() };
    mailed.user.id = UserId("u2".into());
    mailed.user.department = None;
    mailed.user.added = Some(now());
    mailed.user.licenses = vec![LicenseId("a".into()), LicenseId("b".into())];
    mailed.mail = mailed.mail.after(LastMail { kind: SuppressibleKind::Activation, at: now(), outcome: MailOutcome::Sent, address: None });
    vec![UserRecord { user: user(), mail: MailHistory::default() }, mailed]
}

#[test]
fn what_is_alike_for_everybody_is_written_once() {
    let json = serde_json::to_string(&PeopleColumns::of(&page())).unwrap();
    for part in [
        r#""departments":{"values":["Sales"],"codes":[1,0]}"#,
        r#""account_status":{"values":["enabled"],"codes":[]}"#,
        r#""meeting_room_urls":{"values":[],"codes":[]}"#,
        r#""contacted":{"start":null,"step":0,"at":[]}"#,
        r#""last_mail":{"values":[{"kind":"activation","outcome":"sent"}],"codes":[0,1]}"#,
        r#""reminders_sent":[]"#,
    ] {
        assert!(json.contains(part), "{part} is not in {json}");
    }
}

#[test]
fn columns_may_be_left_out_where_nothing_is_known() {
    let json = r#"{"ids":["a","b"],"emails":["a@example.com","b@example.com"],
        "activation":{"values":["not_activated"]},"account_status":{"values":["enabled"]},"address_verification":{"values":["unknown"]},
        "added_by":{"values":["scim"]},"first_seen":{"start":0},"added":{"start":86400000,"step":1000,"at":[null,2]}}"#;
    let records = serde_json::from_str::<PeopleColumns>(json).unwrap().records().unwrap();
    assert_eq!(records[0].user.added, None);
    assert_eq!(records[1].user.added, Some(Timestamp::from_millis(86_402_000)));
    assert_eq!(records[1].user.department, None);
    assert_eq!(records[0].user.first_seen, Timestamp::from_millis(0));
}

/// What is broken, and the fault's column, row and problem.
type Broken = (fn(&mut PeopleColumns), &'static str, usize, fn(ColumnProblem) -> bool);

#[test]
fn every_fault_names_its_column_and_row() {
    let cases: [Broken; 15] = [
        (|c| c.emails.truncate(1), "emails", 1, |p| p == ColumnProblem::Length),
        (|c| c.first_names.push("x".into()), "first_names", 2, |p| p == ColumnProblem::Length),
        (|c| c.reminders_sent = vec![1], "reminders_sent", 1, |p| p == ColumnProblem::Length),
        (|c| c.departments.codes = vec![1, 2], "departments", 1, |p| p == ColumnProblem::Code),
        (|c| c.departments.codes = vec![1], "departments", 1, |p| p == ColumnProblem::Length),
        (|c| c.activation = Coded::default(), "activation", 0, |p| p == ColumnProblem::Missing),
        (|c| c.added_by.codes = vec![1, 0], "added_by", 1, |p| p == ColumnProblem::Missing),
        (|c| c.first_seen.start = None, "first_seen", 0, |p| p == ColumnProblem::Missing),
        (|c| c.contacted = Times { start: Some(i64::MAX), ..Times::default() }, "contacted", 0, |p| p == ColumnProblem::Time),
        (|c| c.added.at = vec![Some(0), Some(u64::MAX)], "added", 1, |p| p == ColumnProblem::Time),
        (|c| c.last_seen = Times { start: Some(0), ..Times::default() }, "last_seen", 0, |p| p == ColumnProblem::Unexpected),
        (|c| c.last_mail_at = Times::default(), "last_mail_at", 1, |p| p == ColumnProblem::Missing),
        (|c| c.last_mail = Coded::default(), "last_mail_at", 1, |p| p == ColumnProblem::Unexpected),
        (|c| c.emails[1] = "nobody".into(), "emails", 1, |p| matches!(p, ColumnProblem::Address(_))),
        (
            |c| c.meeting_room_urls = Coded { values: vec!["javascript:1".into()], codes: vec![0, 1] },
            "meeting_room_urls",
            1,
            |p| matches!(p, ColumnProblem::Link(_)),
        ),
    ];
    for (change, column, row, is_it) in cases {
        let mut columns = PeopleColumns::of(&page());
        change(&mut columns);
        let fault = columns.records().unwrap_err();
        assert_eq!((fault.column, fault.row), (column, row), "{fault}");
        assert!(is_it(fault.problem.clone()), "{fault}");
    }
}

#[test]
fn an_address_with_spaces_around_it_is_refused_instead_of_changed() {
    let mut columns = PeopleColumns::of(&page());
    columns.emails[0].push(' ');
    assert_eq!(columns.records().unwrap_err().problem, ColumnProblem::Spaces);
}

#[test]
fn a_page_without_people_is_read_as_one() {
    assert_eq!(PeopleColumns::of(&[]).records(), Ok(Vec::new()));
    assert_eq!(serde_json::from_str::<PeopleColumns>("{}").unwrap().records(), Ok(Vec::new()));
    assert!(serde_json::from_str::<PeopleColumns>(r#"{"idz":[]}"#).is_err(), "a mistyped column must not be lost");
}

#[test]
fn who_signed_in_at_an_unknown_time_stays_so() {
    let mut records = page();
    records[0].user.activation = Activation::Activated { last_seen: None };
    records[1].user.activation = Activation::Activated { last_seen: Some(now()) };
    assert_eq!(PeopleColumns::of(&records).records(), Ok(records));
}

proptest! {
    #[test]
    fn people_come_back_from_columns_and_json_as_they_were(records in prop::collection::vec(any_record(), 0..40)) {
        let columns = PeopleColumns::of(&records);
        prop_assert_eq!(columns.records(), Ok(records.clone()));
        let json = serde_json::to_string(&columns).unwrap();
        let read: PeopleColumns = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read, &columns);
        prop_assert_eq!(read.records(), Ok(records));
    }
}
