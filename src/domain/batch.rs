//! Owns send batches: whether a person may receive, why not, and the state of every delivery.
//! Refuses to send: a mailer does, and asks `may_receive` again at the moment of sending.

use super::{
    automatic_reminders::still_due,
    batch_mode::BatchMode,
    decide::{Decision, NotApplicableReason, SuppressReason, Trigger, decide_for},
    email_kind::SuppressibleKind,
    fail_reason::FailReason,
    mail_history::{LastMail, UserRecord},
    organization::Organization,
    rule::RuleId,
    settings::EmailSettings,
    template::TemplateId,
    timestamp::Timestamp,
    user::UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Names one batch.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct BatchId(pub String);

/// Hours during which the same kind of email is not sent to the same person again.
/// The platform itself refuses a second one within 24 hours (its error ATLAS-600199).
pub const COOLDOWN_HOURS: i64 = 24;

/// One send that an administrator started.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct SendBatch {
    /// Identifier.
    pub id: BatchId,
    /// Activation email or reminder.
    pub kind: SuppressibleKind,
    /// The template it was written in.
    pub template: TemplateId,
    /// The published version that it is pinned to.
    pub template_version: u32,
    /// When it was started.
    pub created: Timestamp,
    /// Who started it.
    pub created_by: String,
    /// How it came about.
    pub origin: BatchOrigin,
    /// Whether it goes to its people or to the test address alone.
    #[serde(default)]
    pub mode: BatchMode,
    /// Whether it goes on.
    pub state: BatchState,
    /// When it begins, where that is later than it was started.
    #[serde(default)]
    pub starts_at: Option<Timestamp>,
    /// How many are sent a day at most, on the organization's clocks; without it, as fast as they are taken.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub per_day: Option<u32>,
    /// How many deliveries are in which state.
    pub counts: DeliveryCounts,
}

/// How a batch came about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchOrigin {
    /// An administrator chose the people.
    Administrator,
    /// People were added while automatic activation emails were on, or reminders were due that are sent by themselves.
    Automatic,
}

/// Whether a batch goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// It waits for the time at which it begins.
    Scheduled,
    /// Deliveries are being made.
    Running,
    /// An administrator holds it; what was begun comes to its end.
    Paused,
    /// Every delivery has its outcome.
    Finished,
    /// An administrator stopped it; what had left has left.
    Cancelled,
}

/// How many deliveries of a batch are in which state. They add up to `total`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct DeliveryCounts {
    /// All.
    pub total: u64,
    /// Not begun.
    pub queued: u64,
    /// Being handed over.
    pub sending: u64,
    /// Accepted by the relay.
    pub sent: u64,
    /// Refused.
    pub failed: u64,
    /// Not sent, with the reason.
    pub skipped: u64,
    /// Not known whether it left.
    pub uncertain: u64,
}

/// One person in one batch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Delivery {
    /// The batch.
    pub batch: BatchId,
    /// The person.
    pub user: UserId,
    /// Activation email or reminder.
    pub kind: SuppressibleKind,
    /// Where it stands.
    pub state: DeliveryState,
    /// Since when it stands there.
    pub at: Timestamp,
}

/// Where a delivery stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DeliveryState {
    /// Not begun, or waiting for another try.
    Queued {
        /// The try that failed, and when the next one follows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry: Option<Retry>,
    },
    /// Being handed over.
    Sending,
    /// The relay accepted it, or it lies in the outbox folder.
    Sent,
    /// The relay or the message itself refused.
    Failed {
        /// Why.
        reason: FailReason,
    },
    /// Not sent.
    Skipped {
        /// Why.
        reason: SkipReason,
    },
    /// The host died between handing it over and learning the answer. Never resent silently.
    Uncertain,
}

/// A delivery that failed for now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Retry {
    /// Tries so far.
    pub attempts: u32,
    /// The next one is not before.
    pub next: Timestamp,
    /// Why the last one failed.
    pub reason: FailReason,
}

impl DeliveryState {
    /// Not begun.
    pub const QUEUED: Self = Self::Queued { retry: None };
}

/// Why a delivery was skipped, or a person left out of a batch before it began.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum SkipReason {
    /// The account is switched off.
    Deactivated,
    /// They signed in already.
    AlreadyActivated,
    /// The directory does not say whether they ever signed in.
    ActivationUnknown,
    /// A license from another organization waits for their acceptance.
    AwaitingAcceptance,
    /// No license that counts is assigned.
    NoLicenseThatCounts,
    /// It is a reminder, and they said that they want none.
    DeclinedReminders,
    /// A suppression rule holds it back.
    RuleSuppresses {
        /// Which one.
        rule: RuleId,
    },
    /// Mail to their address comes back.
    Undeliverable {
        /// Since when.
        since: Timestamp,
    },
    /// The same kind of email went to them a short while ago.
    MailedRecently {
        /// When.
        at: Timestamp,
    },
    /// The setting is off, so no automatic email goes out.
    SettingIsOff,
    /// It is a reminder that goes out by itself, and none is due by the cadence, or none any more.
    ReminderNotDue,
    /// It is a reminder that goes out by itself, and reminders no longer do.
    AutomaticRemindersOff,
    /// They are no longer in the directory.
    NotInDirectory,
    /// The batch was cancelled first.
    BatchCancelled,
}

/// What a batch is judged by.
#[derive(Clone, Copy)]
pub struct BatchRules<'a> {
    /// The organization.
    pub organization: &'a Organization,
    /// Its settings.
    pub settings: &'a EmailSettings,
    /// Activation email or reminder.
    pub kind: SuppressibleKind,
    /// How the batch came about.
    pub origin: BatchOrigin,
}

/// Whether a person may receive now.
///
/// # Errors
/// The reason why not.
pub fn may_receive(rules: BatchRules<'_>, record: &UserRecord, now: Timestamp) -> Result<(), SkipReason> {
    let trigger = match rules.origin {
        BatchOrigin::Administrator => Trigger::Administrator,
        BatchOrigin::Automatic => Trigger::Automatic,
    };
    match decide_for(trigger, rules.organization, rules.settings, &record.user, rules.kind.into(), now) {
        Decision::Send(_) => {}
        Decision::Suppress(SuppressReason::RuleSuppresses { rule }) => return Err(SkipReason::RuleSuppresses { rule }),
        Decision::Suppress(SuppressReason::SettingIsOff) => return Err(SkipReason::SettingIsOff),
        Decision::NotApplicable(reason) => return Err(reason.into()),
    }
    if let Some(since) = record.undeliverable_since() {
        return Err(SkipReason::Undeliverable { since });
    }
    still_due(rules, record, now)?;
    match &record.mail.last {
        Some(last) if cools_down(rules.kind, record, last, now) => Err(SkipReason::MailedRecently { at: last.at }),
        Some(_) | None => Ok(()),
    }
}

/// Whether a mail keeps the next one of its kind back: it may have arrived, a short while ago, where the person is now.
fn cools_down(kind: SuppressibleKind, record: &UserRecord, last: &LastMail, now: Timestamp) -> bool {
    let recent = last.kind == kind && hours_between(last.at, now) < COOLDOWN_HOURS;
    recent && last.may_have_arrived() && record.went_to_present_address(last)
}

fn hours_between(earlier: Timestamp, later: Timestamp) -> i64 {
    later.millis().saturating_sub(earlier.millis()) / 3_600_000
}

impl From<NotApplicableReason> for SkipReason {
    fn from(reason: NotApplicableReason) -> Self {
        match reason {
            NotApplicableReason::Deactivated => Self::Deactivated,
            NotApplicableReason::AlreadyActivated => Self::AlreadyActivated,
            NotApplicableReason::ActivationUnknown => Self::ActivationUnknown,
            NotApplicableReason::AwaitingAcceptance => Self::AwaitingAcceptance,
            NotApplicableReason::NoLicenseThatCounts => Self::NoLicenseThatCounts,
            NotApplicableReason::DeclinedReminders => Self::DeclinedReminders,
        }
    }
}

impl BatchState {
    /// Whether it has not come to its end.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Scheduled | Self::Running | Self::Paused => true,
            Self::Finished | Self::Cancelled => false,
        }
    }
}

impl DeliveryCounts {
    /// Counts one more delivery.
    pub fn add(&mut self, state: &DeliveryState) {
        self.total += 1;
        let count = match state {
            DeliveryState::Queued { .. } => &mut self.queued,
            DeliveryState::Sending => &mut self.sending,
            DeliveryState::Sent => &mut self.sent,
            DeliveryState::Failed { .. } => &mut self.failed,
            DeliveryState::Skipped { .. } => &mut self.skipped,
            DeliveryState::Uncertain => &mut self.uncertain,
        };
        *count += 1;
    }

    /// Those that have an outcome.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.total.saturating_sub(self.queued).saturating_sub(self.sending)
    }
}

#[cfg(test)]
mod tests {
    use super::super::time_zone::TimeZone;
    use super::super::{
        fixtures::{condition, now, organization, rule, user},
        mail_history::{MailHistory, MailOutcome},
        rule::{ConditionField, SuppressionRule},
        settings::Switch,
        user::{AccountStatus, Activation},
    };
    use super::*;

    fn record(change: impl FnOnce(&mut UserRecord)) -> UserRecord {
        let mut record = UserRecord { user: user(), mail: MailHistory::default() };
        change(&mut record);
        record
    }

    fn allowed(origin: BatchOrigin, settings: &EmailSettings, record: &UserRecord) -> Result<(), SkipReason> {
        let organization = organization();
        may_receive(BatchRules { organization: &organization, settings, kind: SuppressibleKind::Activation, origin }, record, now())
    }

    #[test]
    fn an_administrator_may_send_while_the_setting_is_off_and_the_setting_may_not() {
        let off = EmailSettings { automatic_activation_emails: Switch::Off, ..EmailSettings::default() };
        let person = record(|_| {});
        assert_eq!(allowed(BatchOrigin::Administrator, &off, &person), Ok(()));
        assert_eq!(allowed(BatchOrigin::Automatic, &off, &person), Err(SkipReason::SettingIsOff));
        assert_eq!(allowed(BatchOrigin::Automatic, &EmailSettings::default(), &person), Ok(()));
    }

    #[test]
    fn rules_and_facts_hold_for_a_batch_too() {
        let suppress = SuppressionRule::parse(&rule("r", &[condition(ConditionField::Department, "sales")]), &TimeZone::default()).unwrap();
        let settings = EmailSettings { rules: vec![suppress], ..EmailSettings::default() };
        let by_rule = Err(SkipReason::RuleSuppresses { rule: RuleId("r".into()) });
        assert_eq!(allowed(BatchOrigin::Administrator, &settings, &record(|_| {})), by_rule);
        let deactivated = record(|r| r.user.account_status = AccountStatus::Deactivated);
        assert_eq!(allowed(BatchOrigin::Administrator, &settings, &deactivated), Err(SkipReason::Deactivated));
        let signed_in = record(|r| r.user.activation = Activation::Activated { last_seen: None });
        assert_eq!(allowed(BatchOrigin::Administrator, &settings, &signed_in), Err(SkipReason::AlreadyActivated));
    }

    #[test]
    fn who_declined_reminders_is_left_out_of_reminders_alone() {
        let (organization, settings) = (organization(), EmailSettings::default());
        let declined = record(|r| r.user.reminders_declined = Some(now()));
        for origin in [BatchOrigin::Administrator, BatchOrigin::Automatic] {
            let of = |kind| may_receive(BatchRules { organization: &organization, settings: &settings, kind, origin }, &declined, now());
            assert_eq!(of(SuppressibleKind::Reminder), Err(SkipReason::DeclinedReminders));
            assert_eq!(of(SuppressibleKind::Activation), Ok(()));
        }
    }

    #[test]
    fn the_cooldown_holds_for_a_day_and_not_after_a_failure() {
        let mailed = |hours: i64, outcome| {
            record(|r| {
                let at = Timestamp::from_millis(now().millis() - hours * 3_600_000);
                r.mail.last = Some(LastMail { kind: SuppressibleKind::Activation, at, outcome, address: None });
            })
        };
        let settings = EmailSettings::default();
        assert!(matches!(
            allowed(BatchOrigin::Administrator, &settings, &mailed(23, MailOutcome::Sent)),
            Err(SkipReason::MailedRecently { .. })
        ));
        assert!(matches!(
            allowed(BatchOrigin::Administrator, &settings, &mailed(1, MailOutcome::Uncertain)),
            Err(SkipReason::MailedRecently { .. })
        ));
        assert_eq!(allowed(BatchOrigin::Administrator, &settings, &mailed(24, MailOutcome::Sent)), Ok(()));
        assert_eq!(allowed(BatchOrigin::Administrator, &settings, &mailed(1, MailOutcome::Failed)), Ok(()));
        assert_eq!(allowed(BatchOrigin::Administrator, &settings, &mailed(1, MailOutcome::Bounced)), Ok(()));
    }

    #[test]
    fn counts_add_up() {
        let mut counts = DeliveryCounts::default();
        let states = [
            DeliveryState::QUEUED,
            DeliveryState::Sending,
            DeliveryState::Sent,
            DeliveryState::Uncertain,
            DeliveryState::Failed { reason: FailReason::NoSender },
            DeliveryState::Skipped { reason: SkipReason::Deactivated },
        ];
        states.iter().for_each(|state| counts.add(state));
        assert_eq!(counts.total, counts.queued + counts.sending + counts.sent + counts.failed + counts.skipped + counts.uncertain);
        assert_eq!(counts.done(), 4);
    }
}
