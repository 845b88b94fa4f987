//! Owns what comes back in the demonstration: mail to one domain, as from a mail server that never heard of it.
//! Refuses notifications; nothing leaves the browser, so none arrives.

use super::{ADMINISTRATOR, State, people::REFUSED_DOMAIN};
use crate::api::undeliverable::UndeliverablePage;
use crate::backend::Failure;
use crate::domain::{
    activity::ActivityAction,
    address_mark::AddressMark,
    batch::BatchId,
    bounce::{Bounce, BounceReason, BounceVerdict, StatusCode},
    email_address::EmailAddress,
    email_kind::SuppressibleKind,
    mail_history::UserRecord,
    timestamp::Timestamp,
    undeliverable::{Undeliverable, UndeliverableAddress, UndeliverableStanding},
    user::UserId,
};

/// What every mail to [`REFUSED_DOMAIN`] comes back with.
const REASON: BounceReason = BounceReason::NoSuchDomain;

/// What came back.
#[derive(Default)]
pub(super) struct Returned {
    bounces: Vec<(UserId, Bounce)>,
    entries: Vec<Entry>,
}

struct Entry {
    user: UserId,
    address: AddressMark,
    since: Timestamp,
    batch: Option<BatchId>,
    cleared: Option<Timestamp>,
}

/// Whether mail to an address comes back.
pub(super) fn comes_back(address: &EmailAddress) -> bool {
    address.domain() == REFUSED_DOMAIN
}

/// What a history remembers of mail that came back.
pub(super) fn remembered(address: &EmailAddress, since: Timestamp) -> Undeliverable {
    Undeliverable { address: Some(AddressMark::of(address)), since }
}

fn status() -> Option<StatusCode> {
    StatusCode::parse("5.1.2").ok()
}

impl Returned {
    /// What came back before anybody looked.
    pub(super) fn of(people: &[UserRecord]) -> Self {
        let entry = |record: &UserRecord| {
            let since = record.undeliverable_since()?;
            Some(Entry { user: record.user.id.clone(), address: AddressMark::of(&record.user.email), since, batch: None, cleared: None })
        };
        let mut entries: Vec<Entry> = people.iter().filter_map(entry).collect();
        entries.sort_by_key(|entry| entry.since);
        Self { bounces: Vec::new(), entries }
    }

    pub(super) fn bounces_of(&self, user: &UserId) -> Vec<Bounce> {
        self.bounces.iter().filter(|(of, _)| of == user).map(|(_, bounce)| bounce.clone()).collect()
    }
}

impl State {
    /// A mail of a batch came back.
    pub(super) fn came_back(&mut self, user: &UserId, batch: &BatchId, kind: SuppressibleKind, now: Timestamp) {
        let Some(at) = self.people.iter().position(|record| record.user.id == *user) else { return };
        let Some(record) = self.people.change(at) else { return };
        let entry = remembered(&record.user.email, now);
        let address = AddressMark::of(&record.user.email);
        record.mail = std::mem::take(&mut record.mail).bounced(kind, entry);
        let bounce = Bounce { batch: batch.clone(), kind, at: now, verdict: BounceVerdict::Hard, reason: REASON, status: status() };
        self.returned.bounces.push((user.clone(), bounce));
        self.returned.entries.push(Entry { user: user.clone(), address, since: now, batch: Some(batch.clone()), cleared: None });
    }

    fn told(&self, at: usize) -> Option<UndeliverableAddress> {
        let entry = self.returned.entries.get(at)?;
        let user = &self.person(&entry.user).ok()?.user;
        let standing = match entry.cleared {
            Some(cleared_at) => UndeliverableStanding::Cleared { cleared_at, cleared_by: ADMINISTRATOR.into() },
            None if AddressMark::of(&user.email) == entry.address => UndeliverableStanding::InForce,
            None => UndeliverableStanding::Corrected,
        };
        Some(UndeliverableAddress {
            id: at as u64 + 1,
            user: user.id.clone(),
            name: user.shown_name(),
            email: user.email.clone(),
            reason: REASON,
            status: status(),
            since: entry.since,
            batch: entry.batch.clone(),
            soft_bounces: 0,
            standing,
        })
    }

    pub(super) fn undeliverable(&self, cursor: Option<&str>, limit: u32) -> Result<UndeliverablePage, Failure> {
        let newest_first: Vec<usize> = (0..self.returned.entries.len()).rev().collect();
        let (page, next_cursor) = super::page(&newest_first, cursor, limit)?;
        Ok(UndeliverablePage { undeliverable: page.iter().filter_map(|at| self.told(*at)).collect(), next_cursor })
    }

    /// The newest entry about a person.
    pub(super) fn undeliverable_of(&self, user: &UserId) -> Option<UndeliverableAddress> {
        let at = self.returned.entries.iter().rposition(|entry| entry.user == *user)?;
        self.told(at)
    }

    pub(super) fn clear_undeliverable(&mut self, id: u64, now: Timestamp) -> Result<UndeliverableAddress, Failure> {
        let at = usize::try_from(id).ok().and_then(|id| id.checked_sub(1)).ok_or(Failure::NotFound)?;
        let entry = self.returned.entries.get_mut(at).ok_or(Failure::NotFound)?;
        if entry.cleared.is_none() {
            entry.cleared = Some(now);
            let user = entry.user.clone();
            let place = self.people.iter().position(|record| record.user.id == user);
            if let Some(record) = place.and_then(|place| self.people.change(place)) {
                record.mail.undeliverable = None;
            }
            self.record(now, ActivityAction::UndeliverableCleared { user });
        }
        self.told(at).ok_or(Failure::NotFound)
    }
}
