//! Owns the judgement of a list of rules: everything wrong or doubtful, each tied to its rule and field.
//! Refuses to change anything; browser and host call it with the same drafts and get the same answer.

use super::{
    coverage::{Reach, covered_by, taken_meanwhile},
    organization::Organization,
    rule::{ConditionField, Period, RuleAction, RuleDraft, RuleFault, RuleField, SuppressionRule},
    settings::Switch,
    timestamp::Timestamp,
};

/// Most rules that an organization may have.
pub const MOST_RULES: usize = 200;

/// One thing wrong or doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleProblem {
    /// Position of the rule in the list.
    pub rule: usize,
    /// The field it is about.
    pub field: RuleField,
    /// What it is.
    pub kind: RuleProblemKind,
}

/// What is wrong or doubtful.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleProblemKind {
    /// Wrong by itself.
    #[error("{0}")]
    Fault(RuleFault),
    /// The organization has no license of that name.
    #[error("the organization has no license of this name")]
    UnknownLicense,
    /// Another rule has this name.
    #[error("another rule has this name")]
    DuplicateName,
    /// Another rule has this identifier.
    #[error("another rule has this identifier")]
    DuplicateId,
    /// More rules than an organization may have.
    #[error("an organization may have {MOST_RULES} rules")]
    TooManyRules,
    /// Earlier rules together take everybody whom this one would match.
    #[error("never applies: everybody that this rule matches is matched above already, by rule {}", places(.by))]
    Shadowed {
        /// Positions of earlier rules that do, none of which could be spared; at least one.
        by: Vec<usize>,
    },
    /// For a part of its period an earlier rule with a period of its own takes everybody whom this one would match.
    #[error("its period overlaps that of rule {}, which decides{}{}", .by + 1, ended(" from ", *.from), ended(" until ", *.until))]
    PeriodsOverlap {
        /// Position of the earlier rule.
        by: usize,
        /// When both begin to be in force; nothing where neither has a beginning.
        from: Option<Timestamp>,
        /// When one of them ends; nothing where neither does.
        until: Option<Timestamp>,
    },
    /// Nobody can meet all its conditions.
    #[error("never applies: nobody can meet all its conditions")]
    MatchesNobody,
    /// Without a condition it covers everybody: the same as the setting.
    #[error("has no condition, so it decides for everybody, as the setting does")]
    NoCondition {
        /// Whether its action is what the setting does anyway.
        equals_setting: bool,
    },
}

/// How bad a problem is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Worth knowing; can be saved.
    Warning,
    /// Cannot be saved.
    Error,
}

impl RuleProblemKind {
    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Fault(_) | Self::UnknownLicense | Self::DuplicateName | Self::DuplicateId | Self::TooManyRules => Severity::Error,
            Self::Shadowed { .. } | Self::PeriodsOverlap { .. } | Self::MatchesNobody | Self::NoCondition { .. } => Severity::Warning,
        }
    }
}

/// Everything wrong or doubtful in an ordered list of rules.
#[must_use]
pub fn validate_rules(rules: &[RuleDraft], setting: Switch, organization: &Organization) -> Vec<RuleProblem> {
    let mut problems = Vec::new();
    let mut above: Vec<(usize, Reach)> = Vec::new();
    let mut periods: Vec<(usize, Reach)> = Vec::new();
    for (index, draft) in rules.iter().enumerate() {
        let mut report = |field, kind| problems.push(RuleProblem { rule: index, field, kind });
        if index == MOST_RULES {
            report(RuleField::Whole, RuleProblemKind::TooManyRules);
        }
        let earlier = rules.get(..index).unwrap_or_default();
        if earlier.iter().any(|other| other.id == draft.id) {
            report(RuleField::Whole, RuleProblemKind::DuplicateId);
        }
        if !draft.name.trim().is_empty() && earlier.iter().any(|other| same_name(&other.name, &draft.name)) {
            report(RuleField::Name, RuleProblemKind::DuplicateName);
        }
        for (at, condition) in draft.conditions.iter().enumerate() {
            let unknown = condition.field == ConditionField::License
                && organization.licenses.iter().all(|license| license.id.0 != condition.value.trim());
            if unknown && !condition.value.trim().is_empty() {
                report(RuleField::Condition(at), RuleProblemKind::UnknownLicense);
            }
        }
        match SuppressionRule::parse(draft, &organization.time_zone) {
            Err(faults) => faults.into_iter().for_each(|(field, fault)| report(field, RuleProblemKind::Fault(fault))),
            Ok(rule) => {
                if rule.conditions().is_empty() {
                    let equals_setting = (rule.action() == RuleAction::Send) == (setting == Switch::On);
                    report(RuleField::Conditions, RuleProblemKind::NoCondition { equals_setting });
                }
                let reach = Reach::of(&rule);
                let bounded = rule.period() != Period::default();
                match covered_by(&above, &reach) {
                    None if bounded => {
                        for (by, earlier) in &periods {
                            if let Some((from, until)) = taken_meanwhile(earlier, &reach) {
                                let begins = from.is_some() && rule.period().start == from;
                                let field = if begins { RuleField::Starts } else { RuleField::Ends };
                                report(field, RuleProblemKind::PeriodsOverlap { by: *by, from, until });
                            }
                        }
                    }
                    None => {}
                    Some(by) if by.is_empty() => report(RuleField::Conditions, RuleProblemKind::MatchesNobody),
                    Some(by) => report(RuleField::Whole, RuleProblemKind::Shadowed { by }),
                }
                // A list that is too long is refused anyway.
                if above.len() < MOST_RULES {
                    if bounded {
                        periods.push((index, reach.clone()));
                    }
                    above.push((index, reach));
                }
            }
        }
    }
    problems
}

/// Reads the drafts.
///
/// # Errors
/// All problems, warnings among them, when at least one of them is an error.
pub fn parse_rules(rules: &[RuleDraft], setting: Switch, organization: &Organization) -> Result<Vec<SuppressionRule>, Vec<RuleProblem>> {
    let problems = validate_rules(rules, setting, organization);
    let parsed: Vec<SuppressionRule> =
        rules.iter().filter_map(|draft| SuppressionRule::parse(draft, &organization.time_zone).ok()).collect();
    if problems.iter().any(|problem| problem.kind.severity() == Severity::Error) { Err(problems) } else { Ok(parsed) }
}

fn same_name(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

fn ended(word: &str, at: Option<Timestamp>) -> String {
    at.map(|at| format!("{word}{}", String::from(at))).unwrap_or_default()
}

fn places(rules: &[usize]) -> String {
    rules.iter().map(|at| (at + 1).to_string()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::{
        email_kind::EmailKind,
        fixtures::{condition, organization, rule},
        rule::ConditionField as F,
    };
    use super::*;

    fn problems(rules: &[RuleDraft]) -> Vec<(usize, RuleField, RuleProblemKind)> {
        validate_rules(rules, Switch::On, &organization()).into_iter().map(|p| (p.rule, p.field, p.kind)).collect()
    }

    #[test]
    fn a_good_list_has_no_problems() {
        let rules = [
            rule("a", &[condition(F::EmailDomain, "example.com")]),
            rule("b", &[condition(F::License, "Webex Calling"), condition(F::AddedBefore, "2026-01-01")]),
        ];
        assert_eq!(problems(&rules), []);
        assert_eq!(parse_rules(&rules, Switch::On, &organization()).unwrap().len(), 2);
    }

    #[test]
    fn a_rule_that_names_the_conversion_notice_is_refused() {
        let mut bad = rule("a", &[condition(F::EmailDomain, "example.com")]);
        bad.kinds.push(EmailKind::ConversionNotice);
        assert_eq!(problems(std::slice::from_ref(&bad)), [(0, RuleField::Kinds, RuleProblemKind::Fault(RuleFault::ConversionNotice))]);
        assert!(parse_rules(&[bad], Switch::On, &organization()).is_err());
    }

    #[test]
    fn every_problem_is_returned_at_once_at_its_field() {
        let mut bad = rule(
            "",
            &[
                condition(F::EmailDomain, "*.example.com"),
                condition(F::License, "Nonesuch"),
                condition(F::AddedAfter, "soon"),
                condition(F::Department, " "),
                condition(F::AddedBy, "magic"),
            ],
        );
        bad.kinds.clear();
        bad.starts = "2026-02-01".into();
        bad.ends = "2026-01-01".into();
        let found: Vec<RuleField> = problems(&[bad]).into_iter().map(|(_, field, _)| field).collect();
        let expected = [
            RuleField::Condition(1),
            RuleField::Name,
            RuleField::Kinds,
            RuleField::Condition(0),
            RuleField::Condition(2),
            RuleField::Condition(3),
            RuleField::Condition(4),
            RuleField::Ends,
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn domains_are_read_strictly() {
        for (value, good) in [
            ("example.com", true),
            ("Spółka.Example", true),
            ("a-b.example", true),
            ("example", false),
            ("*.example.com", false),
            ("example.com:80", false),
            ("@example.com", false),
            ("exa mple.com", false),
            (".example.com", false),
            ("-a.example", false),
        ] {
            assert_eq!(problems(&[rule("a", &[condition(F::EmailDomain, value)])]).is_empty(), good, "{value}");
        }
    }

    #[test]
    fn names_and_identifiers_are_unique() {
        let mut rules = [
            rule("Contractors", &[condition(F::EmailDomain, "a.example")]),
            rule(" contractors", &[condition(F::EmailDomain, "b.example")]),
        ];
        assert_eq!(problems(&rules), [(1, RuleField::Name, RuleProblemKind::DuplicateName)]);
        rules[1].name = "Other".into();
        rules[1].id = rules[0].id.clone();
        assert_eq!(problems(&rules), [(1, RuleField::Whole, RuleProblemKind::DuplicateId)]);
    }

    #[test]
    fn a_rule_without_conditions_is_said_to_equal_the_setting() {
        let suppress_all = rule("a", &[]);
        assert_eq!(
            problems(std::slice::from_ref(&suppress_all)),
            [(0, RuleField::Conditions, RuleProblemKind::NoCondition { equals_setting: false })]
        );
        let off = validate_rules(&[suppress_all], Switch::Off, &organization());
        assert_eq!(off[0].kind, RuleProblemKind::NoCondition { equals_setting: true });
        assert_eq!(off[0].kind.severity(), Severity::Warning);
    }

    #[test]
    fn a_rule_that_an_earlier_one_swallows_is_named() {
        let wide = rule("wide", &[condition(F::EmailDomainAndBelow, "example.com")]);
        for (narrow, shadowed) in [
            (rule("n", &[condition(F::EmailDomain, "mail.example.com")]), true),
            (rule("n", &[condition(F::EmailDomainAndBelow, "example.com"), condition(F::Department, "Sales")]), true),
            (rule("n", &[condition(F::EmailDomain, "badexample.com")]), false),
            (rule("n", &[condition(F::Department, "Sales")]), false),
            (rule("n", &[condition(F::EmailDomain, "a.example.com"), condition(F::EmailDomain, "b.other")]), false),
        ] {
            let found = problems(&[wide.clone(), narrow.clone()]);
            assert_eq!(found.contains(&(1, RuleField::Whole, RuleProblemKind::Shadowed { by: vec![0] })), shadowed, "{narrow:?}");
        }
        let mut later_period = rule("n", &[condition(F::EmailDomain, "example.com")]);
        let mut bounded = wide;
        bounded.ends = "2026-12-01".into();
        assert_eq!(problems(&[bounded.clone(), later_period.clone()]), [], "in force after the earlier one ended");
        later_period.ends = "2026-11-01".into();
        assert_eq!(problems(&[bounded, later_period]).len(), 1);
    }

    #[test]
    fn periods_that_overlap_are_named_where_they_do() {
        let during = |name: &str, starts: &str, ends: &str, domain: &str| RuleDraft {
            starts: starts.into(),
            ends: ends.into(),
            ..rule(name, &[condition(F::EmailDomain, domain)])
        };
        let at = |day: &str| Timestamp::parse(day).ok();
        let overlap =
            |field, from: &str, until: &str| vec![(1, field, RuleProblemKind::PeriodsOverlap { by: 0, from: at(from), until: at(until) })];
        let first = during("first", "2026-11-01", "2026-12-01", "example.com");
        for (second, expected) in [
            (during("s", "2026-11-15", "2026-12-15", "example.com"), overlap(RuleField::Starts, "2026-11-15", "2026-12-01")),
            (during("s", "2026-10-15", "2026-11-15", "example.com"), overlap(RuleField::Ends, "2026-11-01", "2026-11-15")),
            (during("s", "2026-11-15", "", "example.com"), overlap(RuleField::Starts, "2026-11-15", "2026-12-01")),
            (during("s", "", "2026-11-15", "example.com"), overlap(RuleField::Ends, "2026-11-01", "2026-11-15")),
            (during("s", "2026-12-01", "2026-12-15", "example.com"), vec![]),
            (during("s", "2026-11-15", "2026-12-15", "other.example"), vec![]),
            // For good, with an exception in front: as it is meant to be written.
            (during("s", "", "", "example.com"), vec![]),
        ] {
            assert_eq!(problems(&[first.clone(), second.clone()]), expected, "{second:?}");
        }
    }

    #[test]
    fn an_overlap_without_an_end_has_none() {
        let during = |name: &str, starts: &str, ends: &str| RuleDraft { starts: starts.into(), ends: ends.into(), ..rule(name, &[]) };
        let overlap = |rules: &[RuleDraft]| {
            let found = problems(rules).into_iter().find_map(|(_, field, kind)| match kind {
                RuleProblemKind::PeriodsOverlap { from, until, .. } => {
                    Some((field, from.map(String::from), until.map(String::from), kind.to_string()))
                }
                _ => None,
            });
            found.unwrap()
        };
        let (field, from, until, said) = overlap(&[during("a", "", "2026-12-01"), during("b", "", "2027-01-01")]);
        assert_eq!((field, from, until.as_deref()), (RuleField::Ends, None, Some("2026-12-01T00:00:00Z")));
        assert_eq!(said, "its period overlaps that of rule 1, which decides until 2026-12-01T00:00:00Z");
        let (field, from, until, _) = overlap(&[during("a", "2026-12-01", ""), during("b", "2026-11-01", "")]);
        assert_eq!((field, from.as_deref(), until), (RuleField::Ends, Some("2026-12-01T00:00:00Z"), None));
    }

    #[test]
    fn a_time_that_the_clocks_of_the_organization_skip_is_refused() {
        let mut organization = organization();
        organization.time_zone = super::super::fixtures::warsaw();
        let mut draft = rule("a", &[condition(F::EmailDomain, "example.com")]);
        draft.starts = "2027-03-28T02:30".into();
        let found = validate_rules(std::slice::from_ref(&draft), Switch::On, &organization);
        assert_eq!(found, [RuleProblem { rule: 0, field: RuleField::Starts, kind: RuleProblemKind::Fault(RuleFault::SkippedTime) }]);
        let kept = SuppressionRule::parse_saved(&draft, &organization.time_zone).unwrap();
        assert_eq!(kept.period().start, Some(Timestamp::parse("2027-03-28T01:00:00Z").unwrap()));
        assert!(validate_rules(&[draft], Switch::On, &super::super::fixtures::organization()).is_empty(), "there are no such times in UTC");
        let condition = rule("a", &[condition(F::AddedAfter, "2027-03-28T02:30")]);
        let found = validate_rules(std::slice::from_ref(&condition), Switch::On, &organization);
        assert_eq!(found[0].kind, RuleProblemKind::Fault(RuleFault::SkippedTime));
        assert_eq!(SuppressionRule::parse_saved(&condition, &organization.time_zone).unwrap().conditions().len(), 1, "it is not left out");
    }

    #[test]
    fn a_saved_period_that_other_clocks_make_empty_is_never_in_force() {
        let mut draft = rule("a", &[]);
        (draft.starts, draft.ends) = ("2026-12-01T12:00:00Z".into(), "2026-12-01T12:30".into());
        let kept = SuppressionRule::parse_saved(&draft, &super::super::fixtures::warsaw()).unwrap();
        for at in ["2026-12-01T11:00:00Z", "2026-12-01T11:45:00Z", "2026-12-01T12:15:00Z", "2026-12-02"] {
            let at = Timestamp::parse(at).unwrap();
            assert!(!kept.matches(&super::super::fixtures::user(), super::super::email_kind::SuppressibleKind::Activation, at));
        }
    }

    #[test]
    fn rules_that_swallow_another_together_are_named_by_their_place() {
        let mut wrong = rule("wrong", &[condition(F::EmailDomain, "no domain")]);
        wrong.kinds = vec![EmailKind::Activation];
        let [mut activation, mut reminder] = ["activation", "reminder"].map(|name| rule(name, &[condition(F::Department, "Sales")]));
        activation.kinds = vec![EmailKind::Activation];
        reminder.kinds = vec![EmailKind::Reminder];
        let both = rule("both", &[condition(F::Department, "sales"), condition(F::EmailDomain, "example.com")]);
        // The rule that is still wrong takes nobody, and keeps its place.
        let found = problems(&[wrong, activation, reminder, both]);
        assert_eq!(found.last(), Some(&(3, RuleField::Whole, RuleProblemKind::Shadowed { by: vec![1, 2] })));
        assert_eq!(
            found.last().unwrap().2.to_string(),
            "never applies: everybody that this rule matches is matched above already, by rule 2, 3"
        );
    }

    #[test]
    fn a_rule_whose_conditions_exclude_each_other_is_named() {
        let never = rule("never", &[condition(F::AddedBefore, "2026-01-01"), condition(F::AddedAfter, "2026-01-01")]);
        assert_eq!(problems(&[never]), [(0, RuleField::Conditions, RuleProblemKind::MatchesNobody)]);
    }

    #[test]
    fn too_many_rules_are_refused_once() {
        let rules: Vec<RuleDraft> =
            (0..MOST_RULES + 5).map(|n| rule(&format!("r{n}"), &[condition(F::EmailDomain, &format!("d{n}.example"))])).collect();
        assert_eq!(problems(&rules), [(MOST_RULES, RuleField::Whole, RuleProblemKind::TooManyRules)]);
    }
}
