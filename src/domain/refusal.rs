//! Owns what a mail relay's refusal means: by its enhanced status code, else by its reply code (RFC 5321, 1870, 7504).
//! Refuses reasons of its own for the mail itself: they are those of mail that comes back.

use super::{
    bounce::{BounceReason, StatusClass, StatusCode, reason_of},
    fail_reason::SmtpStage,
};

/// What a refusal is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// It passes by itself.
    Passing,
    /// This mail: its recipient, size, contents or sender.
    Mail(BounceReason),
    /// The relay wants to know who sends.
    SignIn,
    /// The relay does not let this host send to this address.
    NotPermitted,
    /// The relay and the host do not understand each other, or it takes no mail at all.
    Relay,
}

/// What a refusal at this stage means.
#[must_use]
pub fn refusal(stage: SmtpStage, reply: u16, status: Option<&str>) -> Refusal {
    let status = status.and_then(|status| StatusCode::parse(status).ok()).filter(|status| status.class != StatusClass::Success);
    // Which numbers a relay gives is its own affair while it is not reached, greeted or signed in at.
    match stage {
        SmtpStage::Connect | SmtpStage::Hello if reply >= 500 => return Refusal::Relay,
        SmtpStage::SignIn if reply >= 500 => return Refusal::SignIn,
        SmtpStage::Connect | SmtpStage::Hello | SmtpStage::SignIn => return Refusal::Passing,
        SmtpStage::Sender | SmtpStage::Recipient | SmtpStage::Data | SmtpStage::Message => {}
    }
    let known = status.and_then(|status| by_status(stage, status));
    if reply < 500 {
        // A mailbox that is full stays so for longer than it is tried.
        let full = Refusal::Mail(BounceReason::MailboxFull);
        return if known == Some(full) { full } else { Refusal::Passing };
    }
    match reply {
        530 | 534 | 535 | 538 => Refusal::SignIn,
        _ => known.unwrap_or_else(|| by_reply(stage, reply)),
    }
}

/// By the enhanced status code; nothing where it leaves open what is meant.
fn by_status(stage: SmtpStage, status: StatusCode) -> Option<Refusal> {
    match (stage, status.subject, status.detail) {
        (_, 0, _) => None,
        (_, 5, _) => Some(Refusal::Relay),
        (_, 7, 8 | 9 | 11..=14) => Some(Refusal::SignIn),
        // The only address that was named by then.
        (SmtpStage::Sender, 1 | 7, _) => Some(Refusal::Mail(BounceReason::SenderRefused)),
        (SmtpStage::Recipient, 7, 0 | 1) => Some(Refusal::NotPermitted),
        _ => Some(Refusal::Mail(reason_of(status, ""))),
    }
}

/// By the reply code alone.
fn by_reply(stage: SmtpStage, reply: u16) -> Refusal {
    match (reply, stage) {
        // Syntax, order and commands.
        (500..=504 | 555, _) => Refusal::Relay,
        // At the recipient it is their room that is exceeded, else the size that is allowed for a mail.
        (552, SmtpStage::Recipient) => Refusal::Mail(BounceReason::MailboxFull),
        (552, _) => Refusal::Mail(BounceReason::TooLarge),
        (_, SmtpStage::Sender) => Refusal::Mail(BounceReason::SenderRefused),
        (551, SmtpStage::Recipient) => Refusal::Mail(BounceReason::MailboxMoved),
        (553, SmtpStage::Recipient) => Refusal::Mail(BounceReason::BadAddress),
        (554, SmtpStage::Recipient) => Refusal::NotPermitted,
        (521 | 556, SmtpStage::Recipient) => Refusal::Mail(BounceReason::NoSuchDomain),
        (_, SmtpStage::Recipient) => Refusal::Mail(BounceReason::NoSuchMailbox),
        (_, SmtpStage::Data | SmtpStage::Message) => Refusal::Mail(BounceReason::ContentsRefused),
        (_, SmtpStage::Connect | SmtpStage::Hello) => Refusal::Relay,
        (_, SmtpStage::SignIn) => Refusal::SignIn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bounce::BounceNextStep;
    use proptest::prelude::*;

    #[test]
    fn every_refusal_has_its_meaning() {
        use {BounceReason as R, Refusal as M, SmtpStage as S};
        for (stage, reply, status, meaning) in [
            (S::Recipient, 550, "5.1.1", M::Mail(R::NoSuchMailbox)),
            (S::Recipient, 550, "5.1.2", M::Mail(R::NoSuchDomain)),
            (S::Recipient, 501, "5.1.3", M::Mail(R::BadAddress)),
            (S::Recipient, 550, "5.2.1", M::Mail(R::MailboxDisabled)),
            (S::Recipient, 552, "5.2.2", M::Mail(R::MailboxFull)),
            (S::Recipient, 550, "5.2.2", M::Mail(R::MailboxFull)),
            (S::Message, 552, "5.2.2", M::Mail(R::MailboxFull)),
            (S::Recipient, 452, "4.2.2", M::Mail(R::MailboxFull)),
            (S::Recipient, 552, "", M::Mail(R::MailboxFull)),
            (S::Sender, 552, "5.3.4", M::Mail(R::TooLarge)),
            (S::Message, 552, "5.3.4", M::Mail(R::TooLarge)),
            (S::Message, 552, "5.2.3", M::Mail(R::TooLarge)),
            (S::Message, 552, "", M::Mail(R::TooLarge)),
            (S::Recipient, 554, "5.7.1", M::NotPermitted),
            (S::Recipient, 550, "5.7.0", M::NotPermitted),
            (S::Recipient, 554, "", M::NotPermitted),
            (S::Recipient, 550, "5.7.26", M::Mail(R::Policy)),
            (S::Sender, 553, "5.7.1", M::Mail(R::SenderRefused)),
            (S::Sender, 550, "5.1.8", M::Mail(R::SenderRefused)),
            (S::Sender, 550, "5.1.0", M::Mail(R::SenderRefused)),
            (S::Sender, 550, "", M::Mail(R::SenderRefused)),
            (S::Message, 550, "5.7.1", M::Mail(R::Policy)),
            (S::Message, 554, "5.6.0", M::Mail(R::ContentsRefused)),
            (S::Message, 554, "", M::Mail(R::ContentsRefused)),
            (S::Recipient, 550, "", M::Mail(R::NoSuchMailbox)),
            (S::Recipient, 550, "5.0.0", M::Mail(R::NoSuchMailbox)),
            (S::Recipient, 550, "2.0.0", M::Mail(R::NoSuchMailbox)),
            (S::Recipient, 550, "nonsense", M::Mail(R::NoSuchMailbox)),
            (S::Recipient, 551, "", M::Mail(R::MailboxMoved)),
            (S::Recipient, 553, "", M::Mail(R::BadAddress)),
            (S::Recipient, 556, "", M::Mail(R::NoSuchDomain)),
            (S::Recipient, 550, "5.2.0", M::Mail(R::Unknown)),
            (S::Recipient, 550, "5.4.1", M::Mail(R::ServerTrouble)),
            (S::Sender, 530, "5.7.0", M::SignIn),
            (S::Recipient, 530, "", M::SignIn),
            (S::SignIn, 535, "5.7.8", M::SignIn),
            (S::Sender, 550, "5.7.8", M::SignIn),
            (S::Recipient, 503, "5.5.1", M::Relay),
            (S::Data, 503, "", M::Relay),
            (S::Connect, 554, "5.7.1", M::Relay),
            (S::Hello, 550, "", M::Relay),
            (S::Recipient, 450, "4.7.1", M::Passing),
            (S::Recipient, 450, "4.1.1", M::Passing),
            (S::Recipient, 452, "", M::Passing),
            (S::Connect, 421, "4.3.2", M::Passing),
            (S::SignIn, 454, "4.7.0", M::Passing),
        ] {
            assert_eq!(refusal(stage, reply, Some(status)), meaning, "{stage:?} {reply} {status}");
        }
        assert_eq!(refusal(S::Recipient, 552, None), M::Mail(R::MailboxFull));
    }

    proptest! {
        #[test]
        fn nobody_is_told_to_correct_an_address_where_neither_stage_nor_code_speaks_of_it(
            stage in prop::sample::select(vec![SmtpStage::Sender, SmtpStage::Data, SmtpStage::Message, SmtpStage::Connect]),
            reply in 400_u16..600,
            detail in 0_u16..30,
        ) {
            for status in [None, Some(format!("5.2.{detail}")), Some(format!("5.3.{detail}")), Some(format!("5.7.{detail}"))] {
                if let Refusal::Mail(reason) = refusal(stage, reply, status.as_deref()) {
                    prop_assert_ne!(reason.next_step(), BounceNextStep::CorrectAddress);
                }
            }
        }
    }
}
