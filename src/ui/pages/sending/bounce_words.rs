//! Owns what came back in words: the reason, what helps, what it means for the address.
//! Refuses to judge; `domain::bounce` does.

use crate::domain::bounce::{BounceNextStep, BounceReason, BounceVerdict, StatusCode};
use crate::ui::{context::Tone, text::Text};

/// Why a mail came back.
#[must_use]
pub fn reason_words(text: Text, reason: BounceReason) -> &'static str {
    match reason {
        BounceReason::NoSuchMailbox => text.bounce_no_such_mailbox(),
        BounceReason::NoSuchDomain => text.bounce_no_such_domain(),
        BounceReason::BadAddress => text.bounce_bad_address(),
        BounceReason::MailboxMoved => text.bounce_mailbox_moved(),
        BounceReason::MailboxDisabled => text.bounce_mailbox_disabled(),
        BounceReason::MailboxFull => text.bounce_mailbox_full(),
        BounceReason::TooLarge => text.bounce_too_large(),
        BounceReason::Policy => text.bounce_policy(),
        BounceReason::SenderRefused => text.bounce_sender_refused(),
        BounceReason::ServerTrouble => text.bounce_server_trouble(),
        BounceReason::TimeOver => text.bounce_time_over(),
        BounceReason::ContentsRefused => text.bounce_contents_refused(),
        BounceReason::Unknown => text.bounce_unknown(),
    }
}

/// What helps.
#[must_use]
pub fn step_words(text: Text, step: BounceNextStep) -> &'static str {
    match step {
        BounceNextStep::CorrectAddress => text.bounce_step_correct(),
        BounceNextStep::ReachElsewhere => text.bounce_step_elsewhere(),
        BounceNextStep::Wait => text.bounce_step_wait(),
        BounceNextStep::ShortenMail => text.bounce_step_shorten(),
        BounceNextStep::CheckSender => text.bounce_step_sender(),
    }
}

/// The reason, what helps, and the code for whoever looks it up.
#[must_use]
pub fn bounce_words(text: Text, reason: BounceReason, status: Option<StatusCode>) -> String {
    let code = status.map(|status| text.bounce_code(status.to_string()));
    let parts = [Some(reason_words(text, reason).to_owned()), Some(step_words(text, reason.next_step()).to_owned()), code];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What it means for the address.
#[must_use]
pub fn verdict_words(text: Text, verdict: BounceVerdict) -> (Tone, &'static str) {
    match verdict {
        BounceVerdict::Soft => (Tone::Caution, text.bounce_soft()),
        BounceVerdict::Refused => (Tone::Bad, text.bounce_refused()),
        BounceVerdict::Hard => (Tone::Bad, text.bounce_hard()),
    }
}
