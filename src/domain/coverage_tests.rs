//! Tests of `coverage`: examples, and against every person, kind and moment of a small world.

use super::{
    coverage::{self, Reach},
    email_address::EmailAddress,
    email_kind::{EmailKind, SuppressibleKind},
    fixtures::{any_rule, condition, rule, user},
    license::LicenseId,
    rule::{ConditionField as F, RuleDraft, SuppressionRule},
    time_zone::TimeZone,
    timestamp::Timestamp,
    user::{ADDED_BY, DirectoryUser},
};
use proptest::prelude::*;

fn parsed(draft: &RuleDraft) -> SuppressionRule {
    SuppressionRule::parse(draft, &TimeZone::default()).unwrap()
}

fn covered(earlier: &[RuleDraft], later: &RuleDraft) -> Option<Vec<usize>> {
    let earlier: Vec<SuppressionRule> = earlier.iter().map(parsed).collect();
    covered_by(&earlier.iter().collect::<Vec<_>>(), &parsed(later))
}

fn covered_by(earlier: &[&SuppressionRule], later: &SuppressionRule) -> Option<Vec<usize>> {
    let earlier: Vec<(usize, Reach)> = earlier.iter().map(|rule| Reach::of(rule)).enumerate().collect();
    coverage::covered_by(&earlier, &Reach::of(later))
}

fn kind(kind: EmailKind) -> RuleDraft {
    RuleDraft { kinds: vec![kind], ..rule("kind", &[]) }
}

#[test]
fn rules_that_only_together_take_everybody_are_all_named() {
    let everybody = rule("everybody", &[]);
    let halves = [kind(EmailKind::Activation), rule("sales", &[condition(F::Department, "Sales")]), kind(EmailKind::Reminder)];
    assert_eq!(covered(&halves, &everybody), Some(vec![0, 2]), "a rule that is not needed is not named");

    let before = RuleDraft { ends: "2026-12-01".into(), ..rule("before", &[]) };
    let after = RuleDraft { starts: "2026-12-01".into(), ..rule("after", &[]) };
    let later = RuleDraft { starts: "2026-12-02".into(), ..rule("later", &[]) };
    assert_eq!(covered(&[before.clone(), after.clone()], &everybody), Some(vec![0, 1]));
    assert_eq!(covered(&[before, later], &everybody), None, "a day is left");
    assert_eq!(covered(std::slice::from_ref(&after), &everybody), None);

    let ways: Vec<RuleDraft> = ADDED_BY.iter().map(|(_, way)| rule(way, &[condition(F::AddedBy, way)])).collect();
    assert_eq!(covered(&ways, &everybody), Some(vec![0, 1, 2, 3]));
    assert_eq!(covered(&ways[1..], &everybody), None);
}

#[test]
fn of_whom_it_is_not_known_when_they_were_added_stays() {
    let bounds = [rule("old", &[condition(F::AddedBefore, "2026-06-01")]), rule("new", &[condition(F::AddedAfter, "2026-06-01")])];
    assert_eq!(covered(&bounds, &rule("everybody", &[])), None);
    assert_eq!(covered(&bounds, &rule("known", &[condition(F::AddedAfter, "2026-01-01")])), Some(vec![0, 1]));
}

#[test]
fn a_person_may_have_several_licenses() {
    let both = rule("both", &[condition(F::License, "Webex Calling"), condition(F::License, "Messaging (Free)")]);
    let calling = rule("calling", &[condition(F::License, "Webex Calling")]);
    let messaging = rule("messaging", &[condition(F::License, "Messaging (Free)")]);
    assert_eq!(covered(std::slice::from_ref(&calling), &both), None);
    assert_eq!(covered(&[calling.clone(), messaging], &both), Some(vec![0, 1]));
    assert_eq!(covered(&[both], &calling), Some(vec![0]));
}

#[test]
fn a_branch_of_domains_has_no_end() {
    let branch = rule("branch", &[condition(F::EmailDomainAndBelow, "example.com")]);
    let exact = rule("exact", &[condition(F::EmailDomain, "example.com")]);
    let twig = rule("twig", &[condition(F::EmailDomainAndBelow, "mail.example.com")]);
    assert_eq!(covered(&[exact.clone(), twig.clone()], &branch), None);
    assert_eq!(covered(std::slice::from_ref(&branch), &twig), Some(vec![0]));
    assert_eq!(covered(std::slice::from_ref(&twig), &exact), None);
    let several = rule("several", &[condition(F::EmailDomain, "example.com"), condition(F::EmailDomain, "a.mail.example.com")]);
    assert_eq!(covered(&[exact, twig], &several), Some(vec![0, 1]));
}

#[test]
fn a_rule_that_matches_nobody_is_taken_by_nobody() {
    let nobody = rule("nobody", &[condition(F::AddedBefore, "2026-01-01"), condition(F::AddedAfter, "2026-06-01")]);
    assert_eq!(covered(&[], &nobody), Some(Vec::new()));
}

#[test]
fn two_hundred_rules_are_judged_without_end_of_steps() {
    let mut rules: Vec<RuleDraft> = (0..198)
        .map(|n| rule(&n.to_string(), &[condition(F::EmailDomain, &format!("d{n}.example")), condition(F::Department, &n.to_string())]))
        .collect();
    rules.extend([kind(EmailKind::Activation), kind(EmailKind::Reminder)]);
    assert_eq!(covered(&rules, &rule("everybody", &[])), Some(vec![198, 199]));
    assert_eq!(covered(&rules[..199], &rule("everybody", &[])), None);
}

/// Everybody who can be told apart by the conditions of `any_rule`, and one more of each sort.
fn everybody() -> Vec<DirectoryUser> {
    let mut people = Vec::new();
    for domain in ["example.com", "x.example.com", "mail.example.com", "x.mail.example.com", "other.example", "x.other.example", "x.test"] {
        for department in [None, Some("Sales"), Some("it"), Some("x")] {
            for licenses in [&[][..], &["Webex Calling"], &["Messaging (Free)"], &["Webex Calling", "Messaging (Free)"]] {
                for (added_by, _) in ADDED_BY {
                    for added in [None, Some("2026-09-30"), Some("2026-10-01"), Some("2026-11-01")] {
                        people.push(DirectoryUser {
                            email: EmailAddress::parse(&format!("a@{domain}")).unwrap(),
                            department: department.map(Into::into),
                            licenses: licenses.iter().map(|id| LicenseId((*id).into())).collect(),
                            added_by: *added_by,
                            added: added.map(|day| Timestamp::parse(day).unwrap()),
                            ..user()
                        });
                    }
                }
            }
        }
    }
    people
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn it_agrees_with_asking_everybody_at_every_moment(rules in prop::collection::vec(any_rule(), 1..7)) {
        let (later, earlier) = rules.split_last().unwrap();
        let earlier: Vec<&SuppressionRule> = earlier.iter().collect();
        let moments = ["2026-10-31", "2026-11-01", "2026-11-22", "2026-11-23"].map(|day| Timestamp::parse(day).unwrap());
        let people = everybody();
        let left_by = |rules: &[&SuppressionRule]| people.iter().any(|user| {
            moments.iter().any(|at| [SuppressibleKind::Activation, SuppressibleKind::Reminder].iter().any(|kind| {
                later.matches(user, *kind, *at) && !rules.iter().any(|rule| rule.matches(user, *kind, *at))
            }))
        });
        let found = covered_by(&earlier, later);
        prop_assert_eq!(found.is_none(), left_by(&earlier));
        if let Some(needed) = found {
            let named: Vec<&SuppressionRule> = needed.iter().map(|at| earlier[*at]).collect();
            prop_assert!(!left_by(&named));
            // None of them could be spared.
            for spared in 0..named.len() {
                let mut fewer = named.clone();
                fewer.remove(spared);
                prop_assert!(left_by(&fewer));
            }
        }
        prop_assert_eq!(covered_by(&[], later).is_some(), !left_by(&[]));
    }
}
