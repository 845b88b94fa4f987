//! Owns the trace of a decision: each step in the order in which `decide` takes it, and what it found.
//! Refuses to decide by itself: the decision is `decide`'s, and a property holds the trace to it.

use super::{
    condition::Condition,
    decide::{Decision, NotApplicableReason, decide, not_applicable},
    email_kind::{EMAIL_KINDS, EmailKind, SuppressibleKind},
    organization::Organization,
    rule::{ConditionField, Mismatch, RuleAction, RuleId, SuppressionRule},
    settings::{EmailSettings, Switch},
    timestamp::Timestamp,
    user::{ADDED_BY, DirectoryUser},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A decision and how it came about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Explanation {
    /// The email that it is about.
    pub kind: EmailKind,
    /// What happens with it.
    pub decision: Decision,
    /// The steps in their order. Rules below the one that decides are not asked and not listed.
    pub steps: Vec<TraceStep>,
}

/// One step on the way to a decision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum TraceStep {
    /// It is a conversion notice: nothing further is asked.
    ConversionNotice,
    /// Whether email of this kind is for this person.
    Concerns {
        /// Why not, if it is not.
        unless: Option<NotApplicableReason>,
    },
    /// A suppression rule.
    Rule {
        /// Which one.
        rule: RuleId,
        /// What administrators call it.
        name: String,
        /// What it found.
        outcome: RuleOutcome,
    },
    /// The organization's setting.
    Setting {
        /// What it says.
        setting: Switch,
        /// Whether it decides; it does not where a rule has decided.
        decides: bool,
    },
}

/// What a rule found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum RuleOutcome {
    /// It matches, and decides.
    Matches {
        /// What it does.
        action: RuleAction,
    },
    /// It is about other kinds of email.
    OtherKind,
    /// It is not in force yet.
    NotYet {
        /// Its first moment in force.
        starts: Timestamp,
    },
    /// It is not in force any more.
    Over {
        /// The moment from which it is not.
        ended: Timestamp,
    },
    /// A condition does not hold.
    ConditionFails {
        /// What is looked at.
        field: ConditionField,
        /// The values that would do, as typed; a time as RFC 3339.
        wanted: Vec<String>,
        /// What the directory says; empty where it says nothing.
        found: Vec<String>,
    },
}

/// The decision about every kind of automatic email to a person, and how each came about.
#[must_use]
pub fn explain(organization: &Organization, settings: &EmailSettings, user: &DirectoryUser, now: Timestamp) -> Vec<Explanation> {
    let one = |kind: &EmailKind| Explanation {
        kind: *kind,
        decision: decide(organization, settings, user, *kind, now),
        steps: steps(organization, settings, user, *kind, now),
    };
    EMAIL_KINDS.iter().map(one).collect()
}

fn steps(organization: &Organization, settings: &EmailSettings, user: &DirectoryUser, kind: EmailKind, now: Timestamp) -> Vec<TraceStep> {
    let Ok(kind) = SuppressibleKind::try_from(kind) else {
        return vec![TraceStep::ConversionNotice];
    };
    let unless = not_applicable(organization, user, kind);
    let mut steps = vec![TraceStep::Concerns { unless }];
    if unless.is_some() {
        return steps;
    }
    let mut decided = false;
    for rule in &settings.rules {
        let outcome = outcome(rule, user, kind, now);
        decided = matches!(outcome, RuleOutcome::Matches { .. });
        steps.push(TraceStep::Rule { rule: rule.id().clone(), name: rule.name().to_owned(), outcome });
        if decided {
            break;
        }
    }
    steps.push(TraceStep::Setting { setting: settings.setting_at(now), decides: !decided });
    steps
}

fn outcome(rule: &SuppressionRule, user: &DirectoryUser, kind: SuppressibleKind, now: Timestamp) -> RuleOutcome {
    match rule.mismatch(user, kind, now) {
        None => RuleOutcome::Matches { action: rule.action() },
        Some(Mismatch::Kind) => RuleOutcome::OtherKind,
        Some(Mismatch::NotYet { starts }) => RuleOutcome::NotYet { starts },
        Some(Mismatch::Over { ended }) => RuleOutcome::Over { ended },
        Some(Mismatch::Condition { at, field }) => {
            RuleOutcome::ConditionFails { field, wanted: wanted(rule, at), found: found(user, field) }
        }
    }
}

/// What would do, where a condition does not hold.
fn wanted(rule: &SuppressionRule, at: usize) -> Vec<String> {
    match rule.conditions().get(at) {
        Some(Condition::AddedBefore(at) | Condition::AddedAfter(at)) => vec![String::from(*at)],
        Some(Condition::EmailDomain { .. } | Condition::License(_) | Condition::Department(_) | Condition::AddedBy(_)) | None => {
            rule.alternatives(at).map(|condition| condition.value.trim().to_owned()).collect()
        }
    }
}

/// What the directory says of a person where a condition looks.
fn found(user: &DirectoryUser, field: ConditionField) -> Vec<String> {
    match field {
        ConditionField::EmailDomain | ConditionField::EmailDomainAndBelow => vec![user.email.domain()],
        ConditionField::License => user.licenses.iter().map(|license| license.0.clone()).collect(),
        ConditionField::Department => user.department.iter().cloned().collect(),
        ConditionField::AddedBy => {
            ADDED_BY.iter().filter(|(added_by, _)| *added_by == user.added_by).map(|(_, name)| (*name).to_owned()).collect()
        }
        ConditionField::AddedBefore | ConditionField::AddedAfter => user.added.iter().map(|at| String::from(*at)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        decide::{SendReason, SuppressReason},
        fixtures::{any_settings, any_user, condition, now, organization, rule, user},
        rule::{ConditionField as F, RuleDraft},
        time_zone::TimeZone,
        user::AccountStatus,
    };
    use super::*;
    use proptest::prelude::*;

    fn settings(rules: &[RuleDraft]) -> EmailSettings {
        let rules = rules.iter().map(|draft| SuppressionRule::parse(draft, &TimeZone::default()).unwrap()).collect();
        EmailSettings { automatic_activation_emails: Switch::On, rules, ..EmailSettings::default() }
    }

    fn activation(settings: &EmailSettings, user: &DirectoryUser) -> Explanation {
        explain(&organization(), settings, user, now()).remove(0)
    }

    fn outcomes(rules: &[RuleDraft]) -> Vec<RuleOutcome> {
        let rule_outcome = |step| if let TraceStep::Rule { outcome, .. } = step { Some(outcome) } else { None };
        activation(&settings(rules), &user()).steps.into_iter().filter_map(rule_outcome).collect()
    }

    #[test]
    fn every_rule_above_the_deciding_one_says_why_it_did_not_match() {
        let mut reminders = rule("reminders", &[]);
        reminders.kinds = vec![EmailKind::Reminder];
        let mut later = rule("later", &[]);
        later.starts = "2026-12-01".into();
        let mut over = rule("over", &[]);
        over.ends = "2026-11-22T12:00:00Z".into();
        let domains = rule("domains", &[condition(F::EmailDomain, "a.example"), condition(F::EmailDomainAndBelow, " b.example")]);
        let bounds = rule("bounds", &[condition(F::AddedAfter, "2026-01-01"), condition(F::AddedAfter, "2026-11-01")]);
        let decides = rule("decides", &[condition(F::Department, "sales")]);
        let below = rule("below", &[]);
        assert_eq!(
            outcomes(&[reminders, later, over, domains, bounds, decides, below]),
            [
                RuleOutcome::OtherKind,
                RuleOutcome::NotYet { starts: Timestamp::parse("2026-12-01").unwrap() },
                RuleOutcome::Over { ended: now() },
                RuleOutcome::ConditionFails {
                    field: F::EmailDomain,
                    wanted: vec!["a.example".into(), "b.example".into()],
                    found: vec!["example.com".into()],
                },
                // Two bounds narrow each other: only the one that fails is named.
                RuleOutcome::ConditionFails {
                    field: F::AddedAfter,
                    wanted: vec!["2026-11-01T00:00:00Z".into()],
                    found: vec!["2026-10-01T00:00:00Z".into()],
                },
                RuleOutcome::Matches { action: RuleAction::Suppress },
            ]
        );
    }

    #[test]
    fn what_is_not_known_is_found_as_nothing() {
        let mut unknown = user();
        (unknown.department, unknown.added) = (None, None);
        unknown.licenses.retain(|license| license.0 == "Webex Calling");
        for (field, value, found) in [
            (F::Department, "IT", vec![]),
            (F::AddedBefore, "2026-01-01", vec![]),
            (F::AddedBy, "scim", vec!["import".to_owned()]),
            (F::License, "Messaging (Free)", vec!["Webex Calling".to_owned()]),
        ] {
            let steps = activation(&settings(&[rule("r", &[condition(field, value)])]), &unknown).steps;
            let TraceStep::Rule { outcome, .. } = &steps[1] else { panic!("{steps:?}") };
            let wanted = Timestamp::parse(value).map_or_else(|_| value.to_owned(), String::from);
            assert_eq!(*outcome, RuleOutcome::ConditionFails { field, wanted: vec![wanted], found });
        }
    }

    #[test]
    fn who_is_not_concerned_is_said_before_any_rule_is_asked() {
        let mut deactivated = user();
        deactivated.account_status = AccountStatus::Deactivated;
        let explained = explain(&organization(), &settings(&[rule("r", &[])]), &deactivated, now());
        assert_eq!(explained[0].steps, [TraceStep::Concerns { unless: Some(NotApplicableReason::Deactivated) }]);
        assert_eq!(explained[2].steps, [TraceStep::ConversionNotice]);
        assert_eq!(explained.iter().map(|explanation| explanation.kind).collect::<Vec<_>>(), EMAIL_KINDS);
    }

    proptest! {
        /// Whoever reads only the trace comes to the decision.
        #[test]
        fn the_trace_leads_to_the_decision(settings in any_settings(), user in any_user()) {
            for explanation in explain(&organization(), &settings, &user, now()) {
                prop_assert_eq!(&explanation.decision, &decide(&organization(), &settings, &user, explanation.kind, now()));
                let deciding: Vec<Decision> = explanation.steps.iter().filter_map(|step| match step {
                    TraceStep::ConversionNotice => Some(Decision::Send(SendReason::ConversionIsAlwaysNotified)),
                    TraceStep::Concerns { unless } => unless.map(Decision::NotApplicable),
                    TraceStep::Rule { rule, outcome: RuleOutcome::Matches { action }, .. } => Some(match action {
                        RuleAction::Send => Decision::Send(SendReason::RuleSends { rule: rule.clone() }),
                        RuleAction::Suppress => Decision::Suppress(SuppressReason::RuleSuppresses { rule: rule.clone() }),
                    }),
                    TraceStep::Rule { .. } | TraceStep::Setting { decides: false, .. } => None,
                    TraceStep::Setting { setting: Switch::On, .. } => Some(Decision::Send(SendReason::SettingIsOn)),
                    TraceStep::Setting { setting: Switch::Off, .. } => Some(Decision::Suppress(SuppressReason::SettingIsOff)),
                }).collect();
                prop_assert_eq!(deciding, [explanation.decision]);
            }
        }
    }
}
