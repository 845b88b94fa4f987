//! Owns the parts of the settings in words, and what each is in one state.
//! Refuses to judge; it only says.

use super::super::rule_words::{field_words, kind_words, summary, value_words};
use crate::domain::{
    rule::{ConditionDraft, RuleAction, RuleDraft},
    settings::Switch,
    settings_parts::{Part, RulePart, Value},
};
use crate::ui::text::Text;

/// A part, with the name of the rule that it is of.
#[must_use]
pub fn part_words(text: Text, part: &Part, rule: &str) -> String {
    match part {
        Part::Setting => text.compare_setting().to_owned(),
        Part::Rule(_) => text.compare_rule(rule),
        Part::OfRule(_, part) => text.compare_of_rule(rule, rule_part_words(text, *part)),
        Part::RuleOrder => text.compare_order().to_owned(),
        Part::SenderName => text.compare_of_sender(text.sender_name()),
        Part::SenderAddress => text.compare_of_sender(text.sender_address()),
        Part::ReplyTo => text.compare_of_sender(text.sender_reply_to()),
        Part::FollowUpOwner => text.compare_of_follow_up(text.follow_up_owner()),
        Part::ReminderDays => text.compare_of_follow_up(text.follow_up_days()),
        Part::AutomaticReminders => text.compare_of_follow_up(text.follow_up_automatic()),
    }
}

fn rule_part_words(text: Text, part: RulePart) -> &'static str {
    match part {
        RulePart::Name => text.rule_name(),
        RulePart::Action => text.rule_action(),
        RulePart::Kinds => text.rule_kinds(),
        RulePart::Conditions => text.rule_conditions(),
        RulePart::Starts => text.rule_starts(),
        RulePart::Ends => text.rule_ends(),
    }
}

/// What a part is in one state.
#[must_use]
pub fn part_value_words(text: Text, value: &Value) -> String {
    match value {
        Value::Switch(Switch::On) | Value::Setting(Switch::On, _) => text.compare_on().to_owned(),
        Value::Switch(Switch::Off) => text.compare_off().to_owned(),
        Value::Setting(Switch::Off, until) if until.is_empty() => text.compare_off().to_owned(),
        Value::Setting(Switch::Off, until) => text.compare_off_until(until.replace('T', " ")),
        Value::Text(typed) if typed.trim().is_empty() => text.compare_empty().to_owned(),
        Value::Text(typed) => typed.clone(),
        Value::Rule(None) => text.compare_no_rule().to_owned(),
        Value::Rule(Some(rule)) => whole_rule_words(text, rule),
        Value::Action(RuleAction::Suppress) => text.rule_action_suppress().to_owned(),
        Value::Action(RuleAction::Send) => text.rule_action_send().to_owned(),
        Value::Kinds(kinds) => kinds.iter().map(|kind| kind_words(text, *kind)).collect::<Vec<_>>().join(", "),
        Value::Conditions(conditions) if conditions.is_empty() => text.rule_everybody().to_owned(),
        Value::Conditions(conditions) => conditions.iter().map(|condition| condition_words(text, condition)).collect::<Vec<_>>().join(", "),
        Value::Order(rules) => {
            let line = |(at, (_, name)): (usize, &(_, String))| format!("{}. {name}", text.number(at as u64 + 1));
            rules.iter().enumerate().map(line).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A rule with its name and period, so that two states of it can be told apart.
fn whole_rule_words(text: Text, rule: &RuleDraft) -> String {
    let bound = |label: &str, typed: &str| (!typed.is_empty()).then(|| format!("{label}: {}", typed.replace('T', " ")));
    let parts = [Some(summary(text, rule)), bound(text.rule_starts(), &rule.starts), bound(text.rule_ends(), &rule.ends)];
    format!("{}. {}", text.why_quoted(&rule.name), parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
}

fn condition_words(text: Text, condition: &ConditionDraft) -> String {
    format!("{}: {}", field_words(text, condition.field), value_words(text, condition.field, &condition.value))
}
