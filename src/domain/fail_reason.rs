//! Owns why a delivery failed, or waits for another try.
//! Refuses the relay's own words, which often repeat the address.

use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// How far a hand-over to a mail relay had come (RFC 5321).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SmtpStage {
    /// Reaching the relay, up to its greeting.
    Connect,
    /// Greeting it, encryption included.
    Hello,
    /// Signing in.
    SignIn,
    /// Naming the sender (`MAIL FROM`).
    Sender,
    /// Naming the recipient (`RCPT TO`).
    Recipient,
    /// Asking to hand the message over (`DATA`).
    Data,
    /// The message itself, up to the answer to its final dot.
    Message,
}

/// Why a delivery failed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FailReason {
    /// The relay answered with a refusal: 5xx is for good, 4xx for now.
    Refused {
        /// At which stage.
        stage: SmtpStage,
        /// Its reply code.
        reply: u16,
        /// Its enhanced status code (RFC 3463), such as `5.1.1`, where it gave one.
        status: Option<String>,
    },
    /// The relay could not be reached, or the connection ended before the message was handed over.
    ConnectionLost {
        /// At which stage.
        stage: SmtpStage,
    },
    /// The relay did not answer in time, before the message was handed over.
    TimedOut {
        /// At which stage.
        stage: SmtpStage,
    },
    /// No encrypted connection could be made.
    NoEncryption,
    /// The relay lacks what this message needs: sign-in, or international addresses (SMTPUTF8).
    RelayLacks,
    /// The message could not be composed for this person, such as for an address that mail cannot use.
    NotComposed,
    /// No sender is set in the email settings.
    NoSender,
    /// The published template cannot be read by this version of Usher.
    TemplateUnreadable,
    /// The outbox folder cannot be written.
    OutboxUnwritable,
    /// What was needed could not be read from the store.
    StoreUnreadable,
    /// Told in words by an earlier version of Usher.
    Told {
        /// The words.
        text: String,
    },
}

impl FailReason {
    /// Whether another try may go better without anybody doing something about it.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Refused { reply, .. } => *reply < 500,
            Self::ConnectionLost { .. } | Self::TimedOut { .. } | Self::NoEncryption | Self::OutboxUnwritable | Self::StoreUnreadable => {
                true
            }
            Self::RelayLacks | Self::NotComposed | Self::NoSender | Self::TemplateUnreadable | Self::Told { .. } => false,
        }
    }
}

/// In English, for logs and for other programs; the console says it in the administrator's language.
impl fmt::Display for FailReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { reply, .. } if *reply < 500 => write!(f, "the mail relay refused it for now (code {reply})"),
            Self::Refused { reply, .. } => write!(f, "the mail relay refused it for good (code {reply})"),
            Self::ConnectionLost { .. } => f.write_str("the mail relay could not be reached; nothing was handed over"),
            Self::TimedOut { .. } => f.write_str("the mail relay did not answer in time; nothing was handed over"),
            Self::NoEncryption => f.write_str("no encrypted connection to the mail relay could be made; nothing was handed over"),
            Self::RelayLacks => {
                f.write_str("the mail relay lacks what this message needs (encryption, sign-in or international addresses)")
            }
            Self::NotComposed => f.write_str("the message could not be composed"),
            Self::NoSender => f.write_str("no sender is set in the email settings"),
            Self::TemplateUnreadable => f.write_str("the published template cannot be read"),
            Self::OutboxUnwritable => f.write_str("the outbox folder cannot be written"),
            Self::StoreUnreadable => f.write_str("the host could not read what it needed; nothing was sent"),
            Self::Told { text } => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_passes_by_itself_is_tried_again() {
        let refused = |stage, reply| FailReason::Refused { stage, reply, status: None };
        assert!(refused(SmtpStage::Recipient, 450).is_passing());
        assert!(!refused(SmtpStage::Recipient, 550).is_passing());
        assert!(FailReason::TimedOut { stage: SmtpStage::Data }.is_passing());
        assert!(!FailReason::NotComposed.is_passing());
    }
}
