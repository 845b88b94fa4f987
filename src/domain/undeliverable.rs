//! Owns the sender's own list of addresses that mail came back from: what an entry says and how long it holds.
//! Refuses to keep addresses: an entry names a person, and holds for the address that they had.

use super::{
    address_mark::AddressMark,
    batch::BatchId,
    bounce::{BounceReason, StatusCode},
    email_address::EmailAddress,
    timestamp::Timestamp,
    user::UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person's history remembers of the entry about their address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Undeliverable {
    /// The address that it concerns; without it, the one that the person has now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<AddressMark>,
    /// Since when.
    pub since: Timestamp,
}

impl Undeliverable {
    /// Since when nothing can be delivered to this address, if it is the one that the entry concerns. Whoever's address was
    /// corrected is free at once.
    #[must_use]
    pub fn of(&self, address: &EmailAddress) -> Option<Timestamp> {
        let concerned = self.address.as_ref().is_none_or(|mark| *mark == AddressMark::of(address));
        concerned.then_some(self.since)
    }
}

/// An address that mail came back from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct UndeliverableAddress {
    /// Counts up; never reused.
    pub id: u64,
    /// Whom it belonged to when mail came back.
    pub user: UserId,
    /// What they are called.
    pub name: String,
    /// The address that they have now.
    pub email: EmailAddress,
    /// Why mail came back.
    pub reason: BounceReason,
    /// The enhanced status code (RFC 3463), where the notification gave one.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub status: Option<StatusCode>,
    /// Since when.
    pub since: Timestamp,
    /// The batch whose mail came back, where it is known.
    #[serde(default)]
    pub batch: Option<BatchId>,
    /// How often mail to this address failed for now, before and since.
    pub soft_bounces: u64,
    /// Whether it still keeps mail back.
    #[serde(flatten)]
    pub standing: UndeliverableStanding,
}

/// Whether an entry still keeps mail back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum UndeliverableStanding {
    /// Nothing is sent to this address.
    InForce,
    /// The person has another address now, to which mail goes.
    Corrected,
    /// An administrator lifted it.
    Cleared {
        /// When.
        cleared_at: Timestamp,
        /// Who.
        cleared_by: String,
    },
}

#[cfg(test)]
mod tests {
    use super::super::{
        batch::{BatchOrigin, BatchRules, SkipReason, may_receive},
        email_kind::SuppressibleKind,
        fixtures::{now, organization, user},
        mail_history::{LastMail, MailHistory, MailOutcome, UserRecord},
        settings::EmailSettings,
    };
    use super::*;

    fn record(change: impl FnOnce(&mut UserRecord)) -> UserRecord {
        let mut record = UserRecord { user: user(), mail: MailHistory::default() };
        change(&mut record);
        record
    }

    fn allowed(kind: SuppressibleKind, origin: BatchOrigin, record: &UserRecord) -> Result<(), SkipReason> {
        let (organization, settings) = (organization(), EmailSettings::default());
        may_receive(BatchRules { organization: &organization, settings: &settings, kind, origin }, record, now())
    }

    #[test]
    fn a_corrected_address_is_free_at_once_and_its_old_spelling_is_not() {
        let address = |text: &str| EmailAddress::parse(text).unwrap();
        let entry = Undeliverable { address: Some(AddressMark::of(&address("ada@old.example"))), since: now() };
        assert_eq!(entry.of(&address("Ada@OLD.example")), Some(now()));
        assert_eq!(entry.of(&address("ada@new.example")), None);
        let theirs = Undeliverable { address: None, since: now() };
        assert_eq!(theirs.of(&address("ada@new.example")), Some(now()));
    }

    #[test]
    fn the_cooldown_is_that_of_an_address() {
        let (kind, origin) = (SuppressibleKind::Activation, BatchOrigin::Administrator);
        let to = |address: Option<AddressMark>| {
            record(|r| r.mail.last = Some(LastMail { kind, at: now(), outcome: MailOutcome::Sent, address }))
        };
        let theirs = Some(AddressMark::of(&user().email));
        let before = Some(AddressMark::of(&EmailAddress::parse("before@example.com").unwrap()));
        let recently = Err(SkipReason::MailedRecently { at: now() });
        assert_eq!(allowed(kind, origin, &to(theirs)), recently);
        assert_eq!(allowed(kind, origin, &to(None)), recently, "an address that is not known may be theirs");
        assert_eq!(allowed(kind, origin, &to(before)), Ok(()));
    }

    #[test]
    fn nothing_goes_to_an_address_that_mail_comes_back_from_until_it_is_corrected() {
        let mut dead = record(|r| {
            r.mail.undeliverable = Some(Undeliverable { address: Some(AddressMark::of(&r.user.email)), since: now() });
        });
        for (kind, origin) in [
            (SuppressibleKind::Activation, BatchOrigin::Administrator),
            (SuppressibleKind::Activation, BatchOrigin::Automatic),
            (SuppressibleKind::Reminder, BatchOrigin::Administrator),
        ] {
            assert_eq!(allowed(kind, origin, &dead), Err(SkipReason::Undeliverable { since: now() }));
        }
        dead.user.email = EmailAddress::parse("corrected@example.com").unwrap();
        assert_eq!(allowed(SuppressibleKind::Activation, BatchOrigin::Administrator, &dead), Ok(()));
    }
}
