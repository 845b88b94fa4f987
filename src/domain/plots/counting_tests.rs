//! Owns the tests of the counts: an example that can be checked by hand, and sums that add up whoever is counted.
//! Refuses to test what is drawn.

use super::*;
use crate::domain::{
    email_kind::SuppressibleKind,
    fixtures::{any_user, now, organization, user, warsaw},
    language::Language,
    mail_history::{LastMail as Mail, MailHistory, MailOutcome, UserRecord},
    people_filter::{Standing, standing},
    timestamp::Timestamp,
    user::{AccountStatus, Activation, DirectoryUser},
};
use proptest::prelude::*;

fn mail(at: Timestamp, outcome: MailOutcome) -> MailHistory {
    MailHistory::default().after(Mail { kind: SuppressibleKind::Activation, at, outcome, address: None })
}

fn sent(days_ago: i64) -> MailHistory {
    mail(now().plus_days(-days_ago), MailOutcome::Sent)
}

fn person(change: impl FnOnce(&mut DirectoryUser), mail: MailHistory) -> UserRecord {
    let mut user = user();
    change(&mut user);
    UserRecord { user, mail }
}

fn signed_in(by_days_ago: Option<i64>) -> impl FnOnce(&mut DirectoryUser) {
    move |user| {
        user.activation = Activation::Activated { last_seen: Some(now()) };
        user.signed_in_by = by_days_ago.map(|days| now().plus_days(-days));
    }
}

fn figures<'r>(grouping: Grouping, people: impl IntoIterator<Item = &'r UserRecord>) -> Figures {
    let mut counting = Figures::begin(grouping, &organization(), now());
    people.into_iter().for_each(|record| counting.add(record));
    counting.finish()
}

#[test]
fn the_funnel_narrows_and_says_what_it_leaves_out() {
    let people = [
        person(|_| {}, MailHistory::default()),
        person(|_| {}, sent(3)),
        person(signed_in(Some(1)), sent(3)),
        person(signed_in(None), MailHistory::default()),
        person(|user| user.activation = Activation::Unknown, sent(3)),
        person(|user| user.account_status = AccountStatus::Deactivated, sent(3)),
        person(|user| user.licenses.clear(), MailHistory::default()),
    ];
    let counted = figures(Grouping::Department, &people);
    assert_eq!((counted.people, counted.deactivated, counted.unlicensed), (7, 1, 1));
    let funnel = Funnel { licensed: 5, mailed: 3, signed_in: 1, signed_in_unmailed: 1, not_yet: 2, unknown: 1 };
    assert_eq!(counted.total.funnel, funnel);
    assert_eq!(counted.groups, [GroupTally { group: Group::Department("Sales".into()), tally: counted.total.clone() }]);
}

#[test]
fn waiting_is_counted_by_the_day_of_adding_alone() {
    let waits = |days: Option<i64>| person(|user| user.added = days.map(|days| now().plus_days(-days)), MailHistory::default());
    let days = [0, 2, 3, 14, 15, 30, 31, 90, 91, 4_000, -1];
    let people: Vec<UserRecord> = days.into_iter().map(Some).chain([None]).map(waits).collect();
    let waiting = figures(Grouping::Department, &people).total.waiting;
    assert_eq!((waiting.ages, waiting.unknown, waiting.total()), ([3, 1, 1, 2, 1, 1, 2], 1, 12));
}

#[test]
fn a_sign_in_is_counted_from_the_last_mail_and_only_where_both_are_known() {
    let zone_is_utc = organization();
    assert_eq!(zone_is_utc.time_zone.name(), "UTC");
    let people = [
        person(signed_in(Some(3)), sent(3)),
        person(signed_in(Some(1)), sent(3)),
        person(signed_in(Some(0)), sent(40)),
        person(signed_in(Some(0)), sent(20)),
        person(signed_in(Some(9)), sent(3)),
        person(signed_in(Some(1)), MailHistory::default()),
        person(signed_in(None), sent(3)),
        person(signed_in(Some(1)), mail(now().plus_days(-3), MailOutcome::Failed)),
        person(signed_in(Some(1)), mail(now().plus_days(-3), MailOutcome::Uncertain)),
    ];
    let sign_ins = figures(Grouping::Department, &people).total.sign_ins;
    let mut days = [0; AFTER_MAIL.len()];
    (days[0], days[2], days[15], days[16]) = (1, 1, 1, 1);
    assert_eq!(sign_ins, SignIns { days, before_mail: 1, without_mail: 1, unknown: 3 });
    assert_eq!(sign_ins.total(), 9);
}

#[test]
fn days_after_a_mail_are_days_on_the_organization_s_clocks() {
    let mut organization = organization();
    organization.time_zone = warsaw();
    let evening = Timestamp::parse("2026-11-20T22:30:00Z").unwrap();
    let after_midnight = Timestamp::parse("2026-11-20T23:10:00Z").unwrap();
    let record = person(
        |user| {
            user.activation = Activation::Activated { last_seen: None };
            user.signed_in_by = Some(after_midnight);
        },
        mail(evening, MailOutcome::Sent),
    );
    let mut counting = Figures::begin(Grouping::Language, &organization, now());
    counting.add(&record);
    assert_eq!(counting.finish().total.sign_ins.days[1], 1, "it is the next day in Warsaw");
}

#[test]
fn the_largest_groups_are_told_and_the_others_together() {
    let mut people = Vec::new();
    for at in 0..15u8 {
        for _ in 0..=at {
            people.push(person(|user| user.department = Some(format!("Department {at:02}")), MailHistory::default()));
        }
    }
    people.push(person(|user| user.department = None, MailHistory::default()));
    let counted = figures(Grouping::Department, &people);
    let told: Vec<(Group, u64)> = counted.groups.iter().map(|group| (group.group.clone(), group.tally.funnel.licensed)).collect();
    assert_eq!(told.len(), MOST_GROUPS + 2);
    assert_eq!(told[0], (Group::Department("Department 14".into()), 15));
    assert_eq!(told[MOST_GROUPS..], [(Group::Others(3), 6), (Group::NotKnown, 1)]);

    let by_language = figures(Grouping::Language, &people);
    assert_eq!(by_language.groups.len(), 1);
    assert_eq!(by_language.groups[0].group, Group::Language(Language::Polish));
    assert_eq!(by_language.total, counted.total);
    assert_eq!(figures(Grouping::Language, []).groups, []);
}

fn any_record() -> impl Strategy<Value = UserRecord> {
    let department = prop::option::of("[A-R]");
    let outcome = prop::sample::select(&[MailOutcome::Sent, MailOutcome::Failed, MailOutcome::Uncertain, MailOutcome::Bounced][..]);
    let mailed = prop::option::of((0i64..60, outcome));
    (any_user(), department, mailed, prop::option::of(-2i64..60)).prop_map(|(user, department, mailed, signed_in)| {
        let signed_in_by = signed_in.map(|days| now().plus_days(-days));
        let mail = mailed.map(|(days, outcome)| mail(now().plus_days(-days), outcome)).unwrap_or_default();
        UserRecord { user: DirectoryUser { department, signed_in_by, ..user }, mail }
    })
}

proptest! {
    #[test]
    fn whoever_is_counted_the_sums_add_up(
        people in prop::collection::vec(any_record(), 0..60),
        grouping in prop::sample::select(&[Grouping::Department, Grouping::Language][..]),
    ) {
        let counted = figures(grouping, &people);
        prop_assert_eq!(counted.people, people.len() as u64);
        let Tally { funnel, waiting, sign_ins } = &counted.total;
        prop_assert_eq!(funnel.licensed + counted.deactivated + counted.unlicensed, counted.people);
        prop_assert_eq!(funnel.signed_in + funnel.signed_in_unmailed + funnel.not_yet + funnel.unknown, funnel.licensed);
        prop_assert!(funnel.signed_in <= funnel.mailed && funnel.mailed <= funnel.licensed);
        prop_assert_eq!(sign_ins.total(), funnel.signed_in + funnel.signed_in_unmailed);
        let waits = people.iter().filter(|record| standing(record) == Standing::Waiting).count() as u64;
        prop_assert_eq!(waiting.total(), waits);
        let mut together = Tally::default();
        counted.groups.iter().for_each(|group| together.merge(&group.tally));
        prop_assert_eq!(&together, &counted.total);
        prop_assert!(counted.groups.len() <= MOST_GROUPS + 2);
    }
}
