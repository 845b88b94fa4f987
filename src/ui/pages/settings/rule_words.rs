//! Owns rules in words: what a rule does.
//! Refuses to judge; it only says.

use crate::domain::{
    email_kind::EmailKind,
    rule::{ConditionField, RuleAction, RuleDraft},
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
