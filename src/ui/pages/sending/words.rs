//! Owns batches and deliveries in words.
//! Refuses to judge; it only says.

use crate::domain::{
    batch::{BatchState, DeliveryState, SkipReason},
    email_kind::SuppressibleKind,
    rule::RuleId,
};
use crate::ui::{context::Tone, text::Text};

/// A kind of email.
#[must_use]
pub fn kind_words(text: Text, kind: SuppressibleKind) -> &'static str {
    match kind {
        SuppressibleKind::Activation => text.rule_kind_activation(),
        SuppressibleKind::Reminder => text.rule_kind_reminder(),
    }
}

/// Whether a batch goes on.
#[must_use]
pub fn state_words(text: Text, state: BatchState) -> &'static str {
    match state {
        BatchState::Scheduled => text.batch_scheduled(),
        BatchState::Running => text.batch_running(),
        BatchState::Paused => text.batch_paused(),
        BatchState::Finished => text.batch_finished(),
        BatchState::Cancelled => text.batch_cancelled(),
    }
}

/// How it is meant.
#[must_use]
pub fn state_tone(state: BatchState) -> Tone {
    match state {
        BatchState::Scheduled | BatchState::Running => Tone::Note,
        BatchState::Finished => Tone::Good,
        BatchState::Paused | BatchState::Cancelled => Tone::Caution,
    }
}

/// Where a delivery stands: how it is meant, the word, and the reason where there is one.
#[must_use]
pub fn delivery_words(text: Text, state: &DeliveryState, rule_name: impl Fn(&RuleId) -> Option<String>) -> (Tone, &'static str, String) {
    match state {
        DeliveryState::Queued { .. } => (Tone::Still, text.delivery_queued(), String::new()),
        DeliveryState::Sending => (Tone::Note, text.delivery_sending(), String::new()),
        DeliveryState::Sent => (Tone::Good, text.delivery_sent(), String::new()),
        DeliveryState::Failed { reason } => (Tone::Bad, text.delivery_failed(), reason.to_string()),
        DeliveryState::Skipped { reason } => (Tone::Caution, text.delivery_skipped(), skip_words(text, reason, rule_name)),
        DeliveryState::Uncertain => (Tone::Caution, text.delivery_uncertain(), text.delivery_uncertain_why().to_owned()),
    }
}

/// Why somebody was skipped or left out.
#[must_use]
pub fn skip_words(text: Text, reason: &SkipReason, rule_name: impl Fn(&RuleId) -> Option<String>) -> String {
    match reason {
        SkipReason::Deactivated => text.skip_deactivated().to_owned(),
        SkipReason::AlreadyActivated => text.skip_already_activated().to_owned(),
        SkipReason::ActivationUnknown => text.skip_activation_unknown().to_owned(),
        SkipReason::AwaitingAcceptance => text.skip_awaiting_acceptance().to_owned(),
        SkipReason::NoLicenseThatCounts => text.skip_no_license().to_owned(),
        SkipReason::DeclinedReminders => text.skip_declined().to_owned(),
        SkipReason::RuleSuppresses { rule } => text.skip_rule(rule_name(rule).unwrap_or_else(|| text.skip_rule_gone().to_owned())),
        SkipReason::MailedRecently { at } => text.skip_mailed_recently(text.date_time(at.millis())),
        SkipReason::Undeliverable { since } => text.skip_undeliverable(text.date_time(since.millis())),
        SkipReason::SettingIsOff => text.skip_setting_off().to_owned(),
        SkipReason::ReminderNotDue => text.skip_reminder_not_due().to_owned(),
        SkipReason::AutomaticRemindersOff => text.skip_automatic_reminders_off().to_owned(),
        SkipReason::NotInDirectory => text.skip_not_in_directory().to_owned(),
        SkipReason::BatchCancelled => text.skip_batch_cancelled().to_owned(),
    }
}
