//! Owns which deliveries of a batch are looked at: by state, and by the reason of it.
//! Refuses reasons of its own; they are named as on the wire.

use super::batch::{Delivery, DeliveryState, Retry};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a delivery stands, without what belongs to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStage {
    /// Not begun, or waiting for another try.
    Queued,
    /// Being handed over.
    Sending,
    /// Accepted by the relay.
    Sent,
    /// Refused.
    Failed,
    /// Not sent, with the reason.
    Skipped,
    /// Not known whether it left.
    Uncertain,
}

/// Every stage with its name on the wire, in the order in which filters offer them.
pub const DELIVERY_STAGES: &[(DeliveryStage, &str)] = &[
    (DeliveryStage::Queued, "queued"),
    (DeliveryStage::Sending, "sending"),
    (DeliveryStage::Sent, "sent"),
    (DeliveryStage::Failed, "failed"),
    (DeliveryStage::Skipped, "skipped"),
    (DeliveryStage::Uncertain, "uncertain"),
];

/// The codes of the reasons for which a delivery fails.
pub const FAIL_CODES: &[&str] = &[
    "refused",
    "connection_lost",
    "timed_out",
    "no_encryption",
    "relay_lacks",
    "not_composed",
    "no_sender",
    "template_unreadable",
    "outbox_unwritable",
    "store_unreadable",
    "told",
];

/// The codes of the reasons for which a delivery is skipped.
pub const SKIP_CODES: &[&str] = &[
    "deactivated",
    "already_activated",
    "activation_unknown",
    "awaiting_acceptance",
    "no_license_that_counts",
    "declined_reminders",
    "rule_suppresses",
    "undeliverable",
    "mailed_recently",
    "setting_is_off",
    "reminder_not_due",
    "automatic_reminders_off",
    "not_in_directory",
    "batch_cancelled",
];

/// Which deliveries.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DeliveryFilter {
    /// Only those that stand there.
    pub stage: Option<DeliveryStage>,
    /// Only those that failed, wait or were skipped for this reason, by its code.
    pub reason: Option<String>,
}

impl DeliveryStage {
    /// Name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        DELIVERY_STAGES.iter().find(|(stage, _)| *stage == self).map_or("", |(_, name)| name)
    }

    /// The stage of that name.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        DELIVERY_STAGES.iter().find(|(_, known)| *known == name).map(|(stage, _)| *stage)
    }

    /// The codes of the reasons that deliveries which stand there may have.
    #[must_use]
    pub const fn codes(self) -> &'static [&'static str] {
        match self {
            Self::Queued | Self::Failed => FAIL_CODES,
            Self::Skipped => SKIP_CODES,
            Self::Sending | Self::Sent | Self::Uncertain => &[],
        }
    }

    /// Where a delivery stands.
    #[must_use]
    pub const fn of(state: &DeliveryState) -> Self {
        match state {
            DeliveryState::Queued { .. } => Self::Queued,
            DeliveryState::Sending => Self::Sending,
            DeliveryState::Sent => Self::Sent,
            DeliveryState::Failed { .. } => Self::Failed,
            DeliveryState::Skipped { .. } => Self::Skipped,
            DeliveryState::Uncertain => Self::Uncertain,
        }
    }
}

/// The code of the reason of a state, if it has one.
#[must_use]
pub fn reason_code(state: &DeliveryState) -> Option<String> {
    let code = |reason: Option<serde_json::Value>| reason?.get("code")?.as_str().map(str::to_owned);
    match state {
        DeliveryState::Failed { reason } | DeliveryState::Queued { retry: Some(Retry { reason, .. }) } => {
            code(serde_json::to_value(reason).ok())
        }
        DeliveryState::Skipped { reason } => code(serde_json::to_value(reason).ok()),
        DeliveryState::Queued { retry: None } | DeliveryState::Sending | DeliveryState::Sent | DeliveryState::Uncertain => None,
    }
}

impl DeliveryFilter {
    /// Whether a delivery is one of them.
    #[must_use]
    pub fn admits(&self, delivery: &Delivery) -> bool {
        self.stage.is_none_or(|stage| DeliveryStage::of(&delivery.state) == stage)
            && self.reason.as_ref().is_none_or(|reason| reason_code(&delivery.state).as_ref() == Some(reason))
    }

    /// Whether it lets everything pass.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.stage.is_none() && self.reason.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        batch::{BatchId, SkipReason},
        email_kind::SuppressibleKind,
        fail_reason::{FailReason, SmtpStage},
        fixtures::now,
        user::UserId,
    };
    use super::*;

    fn delivery(state: DeliveryState) -> Delivery {
        Delivery { batch: BatchId("b".into()), user: UserId("u".into()), kind: SuppressibleKind::Activation, state, at: now() }
    }

    #[test]
    fn stages_are_named_as_states_are_on_the_wire() {
        let lost = FailReason::ConnectionLost { stage: SmtpStage::Data };
        let states = [
            DeliveryState::QUEUED,
            DeliveryState::Sending,
            DeliveryState::Sent,
            DeliveryState::Failed { reason: lost },
            DeliveryState::Skipped { reason: SkipReason::Deactivated },
            DeliveryState::Uncertain,
        ];
        for (state, (stage, name)) in states.iter().zip(DELIVERY_STAGES) {
            assert_eq!(serde_json::to_value(state).unwrap()["state"], *name);
            assert_eq!((DeliveryStage::of(state), DeliveryStage::read(name), stage.name()), (*stage, Some(*stage), *name));
        }
        assert_eq!(DeliveryStage::read("gone"), None);
    }

    /// The codes by the wire's own description, so that a new reason cannot be forgotten.
    fn described<T: utoipa::PartialSchema>() -> Vec<String> {
        fn code(schema: &serde_json::Value) -> Option<String> {
            let own = schema["properties"]["code"]["enum"][0].as_str().map(str::to_owned);
            own.or_else(|| schema["allOf"].as_array()?.iter().find_map(code))
        }
        let schema = serde_json::to_value(T::schema()).unwrap();
        schema["oneOf"].as_array().unwrap().iter().map(|variant| code(variant).unwrap_or_else(|| panic!("no code in {variant}"))).collect()
    }

    #[test]
    fn every_reason_can_be_chosen() {
        assert_eq!(described::<FailReason>(), FAIL_CODES);
        assert_eq!(described::<SkipReason>(), SKIP_CODES);
    }

    #[test]
    fn a_reason_is_found_whether_it_is_final_or_not() {
        let reason = FailReason::TimedOut { stage: SmtpStage::Data };
        let waiting = delivery(DeliveryState::Queued { retry: Some(Retry { attempts: 1, next: now(), reason: reason.clone() }) });
        let failed = delivery(DeliveryState::Failed { reason });
        let timed_out = DeliveryFilter { stage: None, reason: Some("timed_out".into()) };
        assert!(timed_out.admits(&waiting) && timed_out.admits(&failed) && !timed_out.admits(&delivery(DeliveryState::Sent)));
        let only_failed = DeliveryFilter { stage: Some(DeliveryStage::Failed), ..timed_out };
        assert!(only_failed.admits(&failed) && !only_failed.admits(&waiting));
        assert!(DeliveryFilter::default().admits(&waiting) && DeliveryFilter::default().is_open() && !only_failed.is_open());
    }
}
