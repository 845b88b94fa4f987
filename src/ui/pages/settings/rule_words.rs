//! Owns rules in words: what a rule does, and what is wrong with it.
//! Refuses to judge; it only says.

use crate::domain::{
    email_kind::EmailKind,
    rule::{ConditionField, RuleAction, RuleDraft, RuleFault},
    rule_problems::{MOST_RULES, RuleProblemKind},
    user::AddedBy,
};
use crate::ui::text::Text;

/// A rule in one line.
#[must_use]
pub fn summary(text: Text, rule: &RuleDraft) -> String {
    let kinds: Vec<&str> = rule.kinds.iter().map(|kind| kind_words(text, *kind)).collect();
    let conditions: Vec<String> = rule
        .conditions
        .iter()
        .map(|condition| format!("{}: {}", field_words(text, condition.field), value_words(text, condition.field, &condition.value)))
        .collect();
    let who = if conditions.is_empty() { text.rule_everybody().to_owned() } else { conditions.join(", ") };
    match rule.action {
        RuleAction::Suppress => text.rule_summary_suppress(kinds.join(", "), &who),
        RuleAction::Send => text.rule_summary_send(kinds.join(", "), &who),
    }
}

/// A kind of email.
#[must_use]
pub fn kind_words(text: Text, kind: EmailKind) -> &'static str {
    match kind {
        EmailKind::Activation => text.rule_kind_activation(),
        EmailKind::Reminder => text.rule_kind_reminder(),
        EmailKind::ConversionNotice => text.rule_kind_conversion(),
    }
}

/// What a condition looks at.
#[must_use]
pub fn field_words(text: Text, field: ConditionField) -> &'static str {
    match field {
        ConditionField::EmailDomain => text.rule_field_domain(),
        ConditionField::EmailDomainAndBelow => text.rule_field_domain_below(),
        ConditionField::License => text.rule_field_license(),
        ConditionField::Department => text.rule_field_department(),
        ConditionField::AddedBy => text.rule_field_added_by(),
        ConditionField::AddedBefore => text.rule_field_added_before(),
        ConditionField::AddedAfter => text.rule_field_added_after(),
    }
}

/// A way of being added.
#[must_use]
pub fn added_by_words(text: Text, added_by: AddedBy) -> &'static str {
    match added_by {
        AddedBy::Import => text.rule_added_import(),
        AddedBy::Scim => text.rule_added_scim(),
        AddedBy::Hand => text.rule_added_hand(),
        AddedBy::Platform => text.rule_added_platform(),
    }
}

/// The value of a condition.
#[must_use]
pub fn value_words(text: Text, field: ConditionField, value: &str) -> String {
    let added_by =
        crate::domain::user::ADDED_BY.iter().find(|(_, name)| *name == value).map(|(added_by, _)| added_by_words(text, *added_by));
    match (field, added_by) {
        (ConditionField::AddedBy, Some(said)) => said.to_owned(),
        _ if value.trim().is_empty() => "…".to_owned(),
        _ => value.to_owned(),
    }
}

/// What is wrong or doubtful.
#[must_use]
pub fn problem_words(text: Text, kind: &RuleProblemKind) -> String {
    match kind {
        RuleProblemKind::Fault(fault) => fault_words(text, fault).to_owned(),
        RuleProblemKind::UnknownLicense => text.rule_problem_license().to_owned(),
        RuleProblemKind::DuplicateName => text.rule_problem_name_twice().to_owned(),
        RuleProblemKind::DuplicateId => text.rule_problem_id_twice().to_owned(),
        RuleProblemKind::TooManyRules => text.rule_problem_surplus(text.number(MOST_RULES as u64)),
        RuleProblemKind::Shadowed { by } => {
            let places = by.iter().map(|at| text.number(*at as u64 + 1)).collect::<Vec<_>>().join(", ");
            if by.len() == 1 { text.rule_problem_shadowed(places) } else { text.rule_problem_shadowed_together(places) }
        }
        RuleProblemKind::MatchesNobody => text.rule_problem_matches_nobody().to_owned(),
        RuleProblemKind::NoCondition { equals_setting: true } => text.rule_problem_equals_setting().to_owned(),
        RuleProblemKind::NoCondition { equals_setting: false } => text.rule_problem_no_condition().to_owned(),
    }
}

fn fault_words(text: Text, fault: &RuleFault) -> &'static str {
    match fault {
        RuleFault::NameMissing => text.rule_problem_name_missing(),
        RuleFault::NameTooLong => text.rule_problem_name_long(),
        RuleFault::NoKind => text.rule_problem_no_kind(),
        RuleFault::ConversionNotice => text.rule_problem_conversion(),
        RuleFault::ValueMissing => text.rule_problem_value_missing(),
        RuleFault::BadDomain => text.rule_problem_domain(),
        RuleFault::BadAddedBy => text.rule_problem_added_by(),
        RuleFault::BadTime => text.rule_problem_time(),
        RuleFault::EmptyPeriod => text.rule_problem_period(),
    }
}
