//! Owns a decision and its trace in words.
//! Refuses to judge; it only says.

use super::super::rule_words::{field_words, value_words};
use crate::domain::{
    decide::{Decision, NotApplicableReason},
    explain::{RuleOutcome, TraceStep},
    rule::{ConditionField, RuleAction},
    settings::Switch,
    timestamp::Timestamp,
};
use crate::ui::{context::Tone, text::Text};

/// A decision in two words.
#[must_use]
pub fn decision_words(text: Text, decision: &Decision) -> (Tone, &'static str) {
    match decision {
        Decision::Send(_) => (Tone::Good, text.why_decision_send()),
        Decision::Suppress(_) => (Tone::Caution, text.why_decision_suppress()),
        Decision::NotApplicable(_) => (Tone::Still, text.why_decision_none()),
    }
}

/// One step as a sentence.
#[must_use]
pub fn step_words(text: Text, step: &TraceStep) -> String {
    match step {
        TraceStep::ConversionNotice => text.why_conversion().to_owned(),
        TraceStep::Concerns { unless: None } => text.why_concerns().to_owned(),
        TraceStep::Concerns { unless: Some(reason) } => not_applicable_words(text, *reason).to_owned(),
        TraceStep::Rule { name, outcome, .. } => rule_words(text, name, outcome),
        TraceStep::Setting { setting: Switch::On, decides: true } => text.why_setting_on().to_owned(),
        TraceStep::Setting { setting: Switch::Off, decides: true } => text.why_setting_off().to_owned(),
        TraceStep::Setting { setting: Switch::On, decides: false } => text.why_setting_on_not_asked().to_owned(),
        TraceStep::Setting { setting: Switch::Off, decides: false } => text.why_setting_off_not_asked().to_owned(),
    }
}

/// Whether the decision falls with this step.
#[must_use]
pub fn decides(step: &TraceStep) -> bool {
    match step {
        TraceStep::ConversionNotice => true,
        TraceStep::Concerns { unless } => unless.is_some(),
        TraceStep::Rule { outcome, .. } => matches!(outcome, RuleOutcome::Matches { .. }),
        TraceStep::Setting { decides, .. } => *decides,
    }
}

fn not_applicable_words(text: Text, reason: NotApplicableReason) -> &'static str {
    match reason {
        NotApplicableReason::Deactivated => text.why_deactivated(),
        NotApplicableReason::AlreadyActivated => text.why_signed_in(),
        NotApplicableReason::ActivationUnknown => text.why_unknown(),
        NotApplicableReason::AwaitingAcceptance => text.why_pending(),
        NotApplicableReason::NoLicenseThatCounts => text.why_no_license(),
        NotApplicableReason::DeclinedReminders => text.why_declined(),
    }
}

fn rule_words(text: Text, name: &str, outcome: &RuleOutcome) -> String {
    match outcome {
        RuleOutcome::Matches { action: RuleAction::Suppress } => text.why_rule_suppresses(name),
        RuleOutcome::Matches { action: RuleAction::Send } => text.why_rule_sends(name),
        RuleOutcome::OtherKind => text.why_rule_kind(name),
        RuleOutcome::NotYet { starts } => text.why_rule_not_yet(name, text.date_time(starts.millis())),
        RuleOutcome::Over { ended } => text.why_rule_over(name, text.date_time(ended.millis())),
        RuleOutcome::ConditionFails { field, wanted, found } => {
            let list = |values: &[String]| values.iter().map(|value| said(text, *field, value)).collect::<Vec<_>>().join(", ");
            let found = if found.is_empty() { text.why_nothing().to_owned() } else { list(found) };
            text.why_rule_condition(name, field_words(text, *field), list(wanted), found)
        }
    }
}

/// A value as people write it: quoted, a time as the language writes it.
fn said(text: Text, field: ConditionField, value: &str) -> String {
    match (field, Timestamp::parse(value)) {
        (ConditionField::AddedBefore | ConditionField::AddedAfter, Ok(at)) => text.date_time(at.millis()),
        _ => text.why_quoted(value_words(text, field, value)),
    }
}
