//! Owns what is known of the mails that one person got: the record that lists and rules look at.
//! Refuses message contents.

use super::{
    address_mark::AddressMark, email_kind::SuppressibleKind, timestamp::Timestamp, undeliverable::Undeliverable, user::DirectoryUser,
};
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
    /// That mail came back from an address of theirs for good, and no administrator lifted it since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undeliverable: Option<Undeliverable>,
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
    /// The mark of the address that it went to, where it is known. People in columns come without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<AddressMark>,
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
    /// The relay accepted it, and later it came back for good.
    Bounced,
}

impl UserRecord {
    /// The kind of email that is next for a person who waits: the activation email, or a reminder once they had it.
    #[must_use]
    pub fn next_kind(&self) -> SuppressibleKind {
        if self.mail.activation_sent.is_some() { SuppressibleKind::Reminder } else { SuppressibleKind::Activation }
    }

    /// Since when nothing can be delivered to the address that they have now; nothing where mail may go to it.
    #[must_use]
    pub fn undeliverable_since(&self) -> Option<Timestamp> {
        self.mail.undeliverable.as_ref().and_then(|entry| entry.of(&self.user.email))
    }

    /// The record as people in columns tell it: without where the last mail went, and of the entry about an address only whether it
    /// is about the one that they have now.
    #[must_use]
    pub fn as_in_columns(mut self) -> Self {
        self.mail.undeliverable = self.undeliverable_since().map(|since| Undeliverable { address: None, since });
        if let Some(last) = &mut self.mail.last {
            last.address = None;
        }
        self
    }

    /// Whether this mail went to the address that they have now, as far as that is known.
    #[must_use]
    pub fn went_to_present_address(&self, mail: &LastMail) -> bool {
        mail.address.as_ref().is_none_or(|mark| *mark == AddressMark::of(&self.user.email))
    }
}

impl LastMail {
    /// Whether it may have reached the person.
    #[must_use]
    pub const fn may_have_arrived(&self) -> bool {
        match self.outcome {
            MailOutcome::Sent | MailOutcome::Uncertain => true,
            MailOutcome::Failed | MailOutcome::Bounced => false,
        }
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

    /// The history after mail of a kind came back for good: it does not count as sent, so that it is the next one again once the
    /// address is corrected.
    #[must_use]
    pub fn bounced(mut self, kind: SuppressibleKind, entry: Undeliverable) -> Self {
        let last = self.last.as_mut().filter(|last| last.kind == kind && last.address.is_some() && last.address == entry.address);
        let counted = last.as_ref().is_none_or(|last| last.outcome == MailOutcome::Sent);
        if let Some(last) = last.filter(|last| last.may_have_arrived()) {
            last.outcome = MailOutcome::Bounced;
        }
        if counted {
            match kind {
                SuppressibleKind::Activation => self.activation_sent = None,
                SuppressibleKind::Reminder => self.reminders_sent = self.reminders_sent.saturating_sub(1),
            }
        }
        self.undeliverable = Some(entry);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::{email_address::EmailAddress, fixtures::now};
    use super::*;

    #[test]
    fn what_came_back_does_not_count_as_sent() {
        let mark = |text: &str| Some(AddressMark::of(&EmailAddress::parse(text).unwrap()));
        let sent = |kind, address| LastMail { kind, at: now(), outcome: MailOutcome::Sent, address };
        let entry = |address| Undeliverable { address, since: now() };
        let old = mark("ada@old.example");
        let activation = MailHistory::default().after(sent(SuppressibleKind::Activation, old.clone()));
        let bounced = activation.clone().bounced(SuppressibleKind::Activation, entry(old.clone()));
        assert_eq!(bounced.last.as_ref().map(|last| last.outcome), Some(MailOutcome::Bounced));
        assert_eq!((bounced.activation_sent, bounced.undeliverable.is_some()), (None, true));

        let reminded = activation.clone().after(sent(SuppressibleKind::Reminder, old.clone()));
        let bounced = reminded.bounced(SuppressibleKind::Reminder, entry(old.clone()));
        assert_eq!((bounced.activation_sent, bounced.reminders_sent), (Some(now()), 0));

        let elsewhere = activation.after(sent(SuppressibleKind::Activation, mark("ada@new.example")));
        let late = elsewhere.bounced(SuppressibleKind::Reminder, entry(old));
        assert_eq!(late.last.map(|last| last.outcome), Some(MailOutcome::Sent), "it went to another address");
    }

    #[test]
    fn what_was_kept_before_there_were_bounces_is_read() {
        let kept =
            r#"{"last":{"kind":"activation","at":"2026-11-22T12:00:00Z","outcome":"sent"},"activation_sent":null,"reminders_sent":0}"#;
        let read: MailHistory = serde_json::from_str(kept).unwrap();
        assert_eq!((read.undeliverable, read.last.and_then(|last| last.address)), (None, None));
    }
}
