//! Owns what changed in the email settings, part by part, in words.
//! Refuses everything else that is in the activity.

use crate::domain::{
    settings::SettingsDraft,
    settings_parts::{Row, differences},
    settings_update::Acknowledgement,
};
use crate::ui::{
    pages::settings::on_demand::{item_words, part_value_words, part_words},
    text::Text,
};

/// Each part that was changed, as it was and as it is, and why the setting was turned off though something was missing.
#[must_use]
pub fn settings_changes(
    text: Text,
    before: &SettingsDraft,
    after: &SettingsDraft,
    acknowledgement: Option<&Acknowledgement>,
) -> Vec<String> {
    let line = |row: Row| {
        let part = part_words(text, &row.part, &row.part.rule_name(&[after, before]));
        text.activity_change(part, part_value_words(text, &row.original), part_value_words(text, &row.theirs))
    };
    let mut lines: Vec<String> = differences(before, after).into_iter().map(line).collect();
    lines.extend(acknowledgement.map(|acknowledgement| {
        let missing = acknowledgement.missing.iter().map(|item| item_words(text, *item)).collect::<Vec<_>>().join("; ");
        text.activity_acknowledged(missing, &acknowledgement.words)
    }));
    lines
}
