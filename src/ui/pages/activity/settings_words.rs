//! Owns what changed in the email settings, line by line, in words.
//! Refuses everything else that is in the activity.

use crate::domain::settings::{SettingsDraft, Switch};
use crate::ui::text::Text;

/// What changed, line by line.
#[must_use]
pub fn settings_changes(text: Text, before: &SettingsDraft, after: &SettingsDraft) -> Vec<String> {
    let mut lines = Vec::new();
    match (before.automatic_activation_emails, after.automatic_activation_emails) {
        (Switch::On, Switch::Off) => lines.push(text.activity_turned_off().to_owned()),
        (Switch::Off, Switch::On) => lines.push(text.activity_turned_on().to_owned()),
        (Switch::On, Switch::On) | (Switch::Off, Switch::Off) => {}
    }
    let find = |rules: &SettingsDraft, id| rules.rules.iter().find(|rule| rule.id == id).cloned();
    for rule in &after.rules {
        match find(before, rule.id.clone()) {
            None => lines.push(text.activity_rule_added(&rule.name)),
            Some(earlier) if earlier != *rule => lines.push(text.activity_rule_changed(&rule.name)),
            Some(_) => {}
        }
    }
    let removed = before.rules.iter().filter(|rule| find(after, rule.id.clone()).is_none());
    lines.extend(removed.map(|rule| text.activity_rule_removed(&rule.name)));
    let order = |rules: &SettingsDraft, others: &SettingsDraft| {
        rules.rules.iter().map(|rule| rule.id.clone()).filter(|id| find(others, id.clone()).is_some()).collect::<Vec<_>>()
    };
    if order(before, after) != order(after, before) {
        lines.push(text.activity_rules_moved().to_owned());
    }
    if before.sender != after.sender {
        lines.push(text.activity_sender().to_owned());
    }
    lines
}
