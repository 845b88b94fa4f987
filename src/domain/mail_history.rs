//! Owns what is known of the mails that one person got: the record that lists and rules look at.
//! Refuses message contents.

use super::{email_kind::SuppressibleKind, timestamp::Timestamp, user::DirectoryUser};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A directory user with what was mailed to them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct UserRecord {
    /// The person.
    pub user: DirectoryUser,
    /// What this backend mailed to them.
    pub mail: MailHistory,
}

/// What this backend mailed to one person.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct MailHistory {
    /// The last attempt, whatever came of it.
    pub last: Option<LastMail>,
    /// When an activation email was last sent.
    pub activation_sent: Option<Timestamp>,
    /// How many reminders were sent.
    pub reminders_sent: u32,
    /// When an administrator last noted that they were reached some other way.
    #[serde(default)]
    pub contacted: Option<Timestamp>,
}

/// The last attempt to mail a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LastMail {
    /// What it was.
    pub kind: SuppressibleKind,
    /// When.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: MailOutcome,
}

/// What came of an attempt. Accepted by the mail relay is "sent", never "delivered".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailOutcome {
    /// The relay accepted it, or it lies in the outbox folder.
    Sent,
    /// The relay refused it.
    Failed,
    /// The host died between handing it over and learning the answer.
    Uncertain,
}

impl UserRecord {
    /// The kind of email that is next for a person who waits: the activation email, or a reminder once they had it.
    #[must_use]
    pub fn next_kind(&self) -> SuppressibleKind {
        if self.mail.activation_sent.is_some() { SuppressibleKind::Reminder } else { SuppressibleKind::Activation }
    }
}

impl MailHistory {
    /// The history after one more attempt.
    #[must_use]
    pub fn after(mut self, attempt: LastMail) -> Self {
        if attempt.outcome == MailOutcome::Sent {
            match attempt.kind {
                SuppressibleKind::Activation => self.activation_sent = Some(attempt.at),
                SuppressibleKind::Reminder => self.reminders_sent = self.reminders_sent.saturating_add(1),
            }
        }
        self.last = Some(attempt);
        self
    }
}
