//! Owns the simulated relay of the demonstration: what comes of one delivery, always the same for the same person.
//! Refuses chance: everybody who looks at the demonstration sees the same outcomes.

use super::directory::People;
use crate::domain::{
    address_mark::AddressMark,
    batch::{BatchRules, DeliveryState, Retry, SkipReason, may_receive},
    fail_reason::{FailReason, SmtpStage},
    mail_history::{LastMail, MailOutcome},
    timestamp::Timestamp,
    user::DirectoryUser,
};

/// Milliseconds until another try of what was refused for now.
const RETRY: i64 = 15_000;
/// Where the simulated relay is moody.
const MOODY_DOMAIN: &str = "aurora.example";

/// How often a person was tried.
#[derive(Clone, Copy, Default)]
pub(super) struct Tried {
    /// Since it was begun, or last begun again.
    pub(super) attempts: u32,
    /// Decisions to begin it again.
    pub(super) rounds: u32,
}

/// One simulated delivery, with the same check at the moment of sending as in the host.
pub(super) fn deliver(rules: BatchRules<'_>, people: &mut People, at: Option<usize>, tried: Tried, now: Timestamp) -> DeliveryState {
    let found = at.and_then(|at| Some((at, people.get(at)?))).ok_or(SkipReason::NotInDirectory);
    let allowed = found.and_then(|(at, record)| may_receive(rules, record, now).map(|()| (at, answer(&record.user, tried, now))));
    let (at, state) = match allowed {
        Ok(allowed) => allowed,
        Err(reason) => return DeliveryState::Skipped { reason },
    };
    let outcome = match state {
        DeliveryState::Sent => MailOutcome::Sent,
        DeliveryState::Failed { .. } => MailOutcome::Failed,
        DeliveryState::Uncertain => MailOutcome::Uncertain,
        DeliveryState::Queued { .. } | DeliveryState::Sending | DeliveryState::Skipped { .. } => return state,
    };
    if let Some(record) = people.change(at) {
        let address = Some(AddressMark::of(&record.user.email));
        record.mail = std::mem::take(&mut record.mail).after(LastMail { kind: rules.kind, at: now, outcome, address });
    }
    state
}

/// What the relay says: one in two hundred is refused for good, one in a hundred is put off once, one in four hundred is never answered.
fn answer(user: &DirectoryUser, tried: Tried, now: Timestamp) -> DeliveryState {
    if user.email.domain() != MOODY_DOMAIN {
        return DeliveryState::Sent;
    }
    let lot = user.id.0.bytes().fold(7_u32, |lot, octet| lot.wrapping_mul(31).wrapping_add(u32::from(octet))) % 400;
    if matches!(lot, 50 | 250) {
        let status = Some("5.7.1".to_owned());
        return DeliveryState::Failed { reason: FailReason::Refused { stage: SmtpStage::Recipient, reply: 550, status } };
    }
    if tried.attempts > 0 || tried.rounds > 0 {
        return DeliveryState::Sent;
    }
    match lot {
        0 => DeliveryState::Uncertain,
        100 | 200 | 300 => {
            let reason = FailReason::Refused { stage: SmtpStage::Recipient, reply: 451, status: Some("4.7.1".to_owned()) };
            let next = Timestamp::from_millis(now.millis().saturating_add(RETRY));
            DeliveryState::Queued { retry: Some(Retry { attempts: 1, next, reason }) }
        }
        _ => DeliveryState::Sent,
    }
}
