//! Owns handing a message over: to a mail relay, or into the outbox folder. One composed message serves both.
//! Refuses to repeat a hand-over; whether to try again is an administrator's decision.

pub mod compose;
#[cfg(test)]
mod compose_tests;
pub mod dkim;
#[cfg(test)]
mod injection_tests;
pub mod outbox;
pub mod outgoing;
pub mod relay;
pub mod relay_tls;
mod reply;
pub mod session;
mod tap;
pub mod unsubscribe;

use crate::{
    api::payload::MailRoute,
    domain::{
        batch::BatchId, email_address::EmailAddress, fail_reason::FailReason, render::RenderedEmail, settings::Sender,
        timestamp::Timestamp, user::UserId,
    },
};
use outbox::Outbox;
use outgoing::Outgoing;
use relay::Relay;
use unsubscribe::Unsubscribe;

/// Where mail goes.
#[derive(Debug)]
pub enum Mailer {
    /// Into a folder, as `.eml` files.
    Outbox(Outbox),
    /// To a mail relay.
    Relay(Relay),
}

/// A message with its envelope, not composed yet.
pub struct Letter<'a> {
    /// Name of the file and of the message; unique.
    pub name: String,
    /// The batch it belongs to; none for a test mail.
    pub batch: Option<&'a BatchId>,
    /// Who it comes from.
    pub sender: &'a Sender,
    /// Whom it goes to.
    pub to: &'a EmailAddress,
    /// What they are called.
    pub to_name: &'a str,
    /// Who they are in the directory; nobody for a test mail.
    pub user: Option<&'a UserId>,
    /// Subject, HTML and plain text.
    pub email: &'a RenderedEmail,
    /// The envelope sender, where it is another one than the sender: it names the delivery for when the mail comes back.
    pub return_path: Option<EmailAddress>,
    /// How the recipient declines further mail of this kind.
    pub unsubscribe: Unsubscribe,
    /// The present.
    pub at: Timestamp,
    /// What is done to every message before it leaves.
    pub outgoing: &'a Outgoing,
}

/// What came of handing a message over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Handover {
    /// The relay took it, or it lies in the folder.
    Sent,
    /// It did not leave.
    Failed {
        /// Why.
        reason: FailReason,
    },
    /// Nobody can know: the connection ended between the message and the answer.
    Uncertain,
}

impl Mailer {
    /// Composes a message and hands it over, once.
    pub async fn send(&self, letter: &Letter<'_>) -> Handover {
        let message = match compose::compose(letter) {
            Ok(message) => message,
            Err(_) => return Handover::Failed { reason: FailReason::NotComposed },
        };
        match self {
            Self::Outbox(outbox) => outbox.keep(&letter.name, message.text).await,
            Self::Relay(relay) => relay.send(&message).await,
        }
    }

    /// Where mail goes, as the console shows it.
    #[must_use]
    pub fn route(&self) -> MailRoute {
        match self {
            Self::Outbox(outbox) => MailRoute::Outbox { folder: outbox.folder().display().to_string() },
            Self::Relay(_) => MailRoute::Relay,
        }
    }
}
