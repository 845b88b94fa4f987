//! Owns batches and deliveries in words.
//! Refuses to judge; it only says.

use super::reasons::{fail_words, next_step_words};
use crate::domain::{
    batch::{BatchOrigin, BatchState, DeliveryState, SendBatch, SkipReason},
    delivery_filter::DeliveryStage,
    email_kind::SuppressibleKind,
    rule::RuleId,
    time_zone::TimeZone,
    timestamp::Timestamp,
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

/// How a batch came about.
#[must_use]
pub fn about_words(text: Text, batch: &SendBatch) -> String {
    let when = text.date_time(batch.created.millis());
    match batch.origin {
        BatchOrigin::Administrator => text.batch_started_by(&batch.created_by, &when, text.number(u64::from(batch.template_version))),
        BatchOrigin::Automatic => text.batch_started_automatically(&when, text.number(u64::from(batch.template_version))),
    }
}

/// When a batch begins, how many go out a day and when it goes on; nothing for one that is sent at once, or is over.
#[must_use]
pub fn wave_words(text: Text, batch: &SendBatch, zone: &TimeZone, now: Timestamp) -> Option<String> {
    if !batch.state.is_open() {
        return None;
    }
    let begins = batch.starts_at.filter(|_| batch.state == BatchState::Scheduled);
    let begins = begins.map(|at| text.batch_begins(text.date_time(at.millis()), zone.name()));
    let waves = batch.per_day.map(|most| text.batch_waves(u64::from(most)));
    let today = zone.clock(now);
    let tomorrow = today.get(..10).and_then(|day| zone.start_of_day(day, 1));
    let next = tomorrow.filter(|_| batch.per_day.is_some() && batch.state == BatchState::Running && batch.counts.queued > 0);
    let next = next.map(|at| text.batch_next_wave(text.date_time(at.millis())));
    let said: Vec<String> = [begins, waves, next].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// Where deliveries stand.
#[must_use]
pub fn stage_words(text: Text, stage: DeliveryStage) -> &'static str {
    match stage {
        DeliveryStage::Queued => text.delivery_queued(),
        DeliveryStage::Sending => text.delivery_sending(),
        DeliveryStage::Sent => text.delivery_sent(),
        DeliveryStage::Failed => text.delivery_failed(),
        DeliveryStage::Skipped => text.delivery_skipped(),
        DeliveryStage::Uncertain => text.delivery_uncertain(),
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
        DeliveryState::Queued { retry: None } => (Tone::Still, text.delivery_queued(), String::new()),
        DeliveryState::Queued { retry: Some(retry) } => {
            let said = text.delivery_tried(u64::from(retry.attempts), text.date_time(retry.next.millis()), fail_words(text, &retry.reason));
            (Tone::Note, text.delivery_waiting(), said)
        }
        DeliveryState::Sending => (Tone::Note, text.delivery_sending(), String::new()),
        DeliveryState::Sent => (Tone::Good, text.delivery_sent(), String::new()),
        DeliveryState::Failed { reason } => {
            let said = format!("{} {}", fail_words(text, reason), next_step_words(text, reason));
            (Tone::Bad, text.delivery_failed(), said.trim_end().to_owned())
        }
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
