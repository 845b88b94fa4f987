//! Owns why a delivery failed, in words, with what the administrator can do about it.
//! Refuses the relay's own words, which the host does not keep.

use super::bounce_words::{reason_words, step_words};
use crate::domain::{
    bounce::{BounceNextStep, BounceReason},
    fail_reason::{FailReason, SmtpStage},
    refusal::{Refusal, refusal},
};
use crate::ui::text::Text;

/// A step of handing a mail over.
#[must_use]
pub fn stage_words(text: Text, stage: SmtpStage) -> &'static str {
    match stage {
        SmtpStage::Connect => text.fail_stage_connect(),
        SmtpStage::Hello => text.fail_stage_hello(),
        SmtpStage::SignIn => text.fail_stage_sign_in(),
        SmtpStage::Sender => text.fail_stage_sender(),
        SmtpStage::Recipient => text.fail_stage_recipient(),
        SmtpStage::Data => text.fail_stage_data(),
        SmtpStage::Message => text.fail_stage_message(),
    }
}

/// Why it failed.
#[must_use]
pub fn fail_words(text: Text, reason: &FailReason) -> String {
    match reason {
        FailReason::Refused { stage, reply, status } => {
            let code = status.as_ref().map_or_else(|| reply.to_string(), |status| format!("{reply} {status}"));
            let at = stage_words(text, *stage);
            let said = if reason.is_passing() { text.fail_refused_for_now(at, code) } else { text.fail_refused_for_good(at, code) };
            match plain_words(text, refusal(*stage, *reply, status.as_deref())) {
                Some(plain) => format!("{said} {plain}"),
                None => said,
            }
        }
        FailReason::ConnectionLost { stage } => text.fail_connection_lost(stage_words(text, *stage)),
        FailReason::TimedOut { stage } => text.fail_timed_out(stage_words(text, *stage)),
        FailReason::NoEncryption => text.fail_no_encryption().to_owned(),
        FailReason::RelayLacks => text.fail_relay_lacks().to_owned(),
        FailReason::NotComposed => text.fail_not_composed().to_owned(),
        FailReason::NoSender => text.fail_no_sender().to_owned(),
        FailReason::TemplateUnreadable => text.fail_template_unreadable().to_owned(),
        FailReason::OutboxUnwritable => text.fail_outbox_unwritable().to_owned(),
        FailReason::StoreUnreadable => text.fail_store_unreadable().to_owned(),
        FailReason::Told { text } => text.clone(),
    }
}

/// What to do about it, before trying again; empty where nothing is known.
#[must_use]
pub fn next_step_words(text: Text, reason: &FailReason) -> &'static str {
    match reason {
        FailReason::Refused { stage, reply, status } => refusal_step_words(text, refusal(*stage, *reply, status.as_deref())),
        FailReason::ConnectionLost { .. } | FailReason::TimedOut { .. } => text.fail_next_reach(),
        FailReason::NoEncryption => text.fail_next_encryption(),
        FailReason::RelayLacks => text.fail_next_other_relay(),
        FailReason::NotComposed => text.fail_next_person(),
        FailReason::NoSender => text.fail_next_set_sender(),
        FailReason::TemplateUnreadable => text.fail_next_template(),
        FailReason::OutboxUnwritable => text.fail_next_outbox(),
        FailReason::StoreUnreadable => text.fail_next_host(),
        FailReason::Told { .. } => "",
    }
}

/// What was said of the mail itself, where the refusal alone leaves open what is wrong and the code does not.
fn plain_words(text: Text, refusal: Refusal) -> Option<&'static str> {
    let Refusal::Mail(reason) = refusal else { return None };
    match reason {
        BounceReason::NoSuchDomain
        | BounceReason::MailboxMoved
        | BounceReason::MailboxDisabled
        | BounceReason::MailboxFull
        | BounceReason::TooLarge => Some(reason_words(text, reason)),
        // Relays say these of much else too; the step says what to look at.
        BounceReason::NoSuchMailbox
        | BounceReason::BadAddress
        | BounceReason::Policy
        | BounceReason::SenderRefused
        | BounceReason::ServerTrouble
        | BounceReason::TimeOver
        | BounceReason::ContentsRefused
        | BounceReason::Unknown => None,
    }
}

/// What to do about a refusal. Unlike after a mail that came back, whoever did it tries again.
fn refusal_step_words(text: Text, refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Passing => text.fail_next_later(),
        Refusal::SignIn => text.fail_next_sign_in(),
        Refusal::NotPermitted => text.fail_next_permission(),
        Refusal::Relay => text.fail_next_ask_relay(),
        Refusal::Mail(BounceReason::SenderRefused) => text.fail_next_sender(),
        Refusal::Mail(BounceReason::ContentsRefused) => text.fail_next_message(),
        Refusal::Mail(reason) => match reason.next_step() {
            BounceNextStep::CorrectAddress => text.fail_next_address(),
            BounceNextStep::ReachElsewhere => text.fail_next_elsewhere(),
            BounceNextStep::Wait => text.fail_next_later(),
            step @ (BounceNextStep::ShortenMail | BounceNextStep::CheckSender) => step_words(text, step),
        },
    }
}

/// A reason in a few words, by its code, for a choice among them.
#[must_use]
pub fn code_words(text: Text, code: &str) -> String {
    let words = match code {
        "refused" => text.fail_code_refused(),
        "connection_lost" => text.fail_code_connection_lost(),
        "timed_out" => text.fail_code_timed_out(),
        "no_encryption" => text.fail_code_no_encryption(),
        "relay_lacks" => text.fail_code_relay_lacks(),
        "not_composed" => text.fail_code_not_composed(),
        "no_sender" => text.fail_code_no_sender(),
        "template_unreadable" => text.fail_code_template_unreadable(),
        "outbox_unwritable" => text.fail_code_outbox_unwritable(),
        "store_unreadable" => text.fail_code_store_unreadable(),
        "told" => text.fail_code_told(),
        "deactivated" => text.skip_deactivated(),
        "already_activated" => text.skip_already_activated(),
        "activation_unknown" => text.skip_activation_unknown(),
        "awaiting_acceptance" => text.skip_awaiting_acceptance(),
        "no_license_that_counts" => text.skip_no_license(),
        "declined_reminders" => text.skip_declined(),
        "rule_suppresses" => text.fail_code_rule(),
        "mailed_recently" => text.fail_code_mailed_recently(),
        "setting_is_off" => text.skip_setting_off(),
        "reminder_not_due" => text.fail_code_reminder_not_due(),
        "automatic_reminders_off" => text.skip_automatic_reminders_off(),
        "not_in_directory" => text.skip_not_in_directory(),
        "batch_cancelled" => text.skip_batch_cancelled(),
        // A newer backend may have more.
        other => return other.to_owned(),
    };
    words.trim_end_matches('.').to_owned()
}
