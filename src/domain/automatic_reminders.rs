//! Owns when reminders start by themselves, and to whom one may still go then.
//! Refuses to start them, and to remember whether they were started: a backend does both, once a day.

use super::{
    batch::{BatchOrigin, BatchRules, SkipReason},
    cadence::{NoReminder, is_due, next_reminder},
    email_kind::SuppressibleKind,
    mail_history::UserRecord,
    settings::{EmailSettings, Switch},
    time_zone::TimeZone,
    timestamp::Timestamp,
};

/// When the run of a day begins, on the organization's clocks: early in the working day, so that whoever has a question finds
/// the help desk open. Where clocks skip this hour, the run begins at the moment at which they are set forward.
pub const RUN_CLOCK: &str = "08:00";

impl EmailSettings {
    /// Whether reminders that are due are sent by themselves: switched on, and there is a cadence.
    #[must_use]
    pub fn reminds_by_itself(&self) -> bool {
        self.follow_up.automatic_reminders == Switch::On && !self.follow_up.reminder_days.is_empty()
    }
}

/// When the run begins on the day that the organization's clocks show at `now`.
#[must_use]
pub fn run_of_the_day(zone: &TimeZone, now: Timestamp) -> Timestamp {
    run_of(zone, &day(zone, now)).unwrap_or(now)
}

/// When the run begins on the day after.
#[must_use]
pub fn run_of_the_next_day(zone: &TimeZone, now: Timestamp) -> Timestamp {
    let next = zone.start_of_day(&day(zone, now), 1);
    next.and_then(|next| run_of(zone, &day(zone, next))).unwrap_or_else(|| now.plus_days(1))
}

/// When reminders start next, if they are on by then: today, at once where that moment has passed, and on the day after where
/// today's were begun already.
#[must_use]
pub fn next_run(zone: &TimeZone, now: Timestamp, begun_today: bool) -> Timestamp {
    if begun_today { run_of_the_next_day(zone, now) } else { run_of_the_day(zone, now) }
}

/// Whether the switch and the cadence let a person receive now. They are asked only about reminders that go out by themselves:
/// before those begin, and again for each at the moment of sending.
///
/// # Errors
/// Why they do not.
pub fn still_due(rules: BatchRules<'_>, record: &UserRecord, now: Timestamp) -> Result<(), SkipReason> {
    let BatchRules { organization, settings, kind, origin } = rules;
    match (origin, kind) {
        (BatchOrigin::Automatic, SuppressibleKind::Reminder) => {}
        (BatchOrigin::Administrator, _) | (_, SuppressibleKind::Activation) => return Ok(()),
    }
    if !settings.reminds_by_itself() {
        return Err(SkipReason::AutomaticRemindersOff);
    }
    match next_reminder(&settings.follow_up.reminder_days, record) {
        Ok(due) if is_due(due, now, &organization.time_zone) => Ok(()),
        Ok(_) => Err(SkipReason::ReminderNotDue),
        Err(stop) => Err(match stop {
            NoReminder::Deactivated => SkipReason::Deactivated,
            NoReminder::SignedIn => SkipReason::AlreadyActivated,
            NoReminder::ActivationUnknown => SkipReason::ActivationUnknown,
            NoReminder::AwaitingAcceptance => SkipReason::AwaitingAcceptance,
            NoReminder::Declined => SkipReason::DeclinedReminders,
            NoReminder::NotMailedYet | NoReminder::Bounced | NoReminder::AllSent => SkipReason::ReminderNotDue,
        }),
    }
}

fn run_of(zone: &TimeZone, day: &str) -> Option<Timestamp> {
    zone.read(&format!("{day}T{RUN_CLOCK}")).ok().map(|moment| moment.at)
}

/// The day that the clocks show, `2026-11-22`.
fn day(zone: &TimeZone, at: Timestamp) -> String {
    zone.clock(at).chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{
        batch::may_receive,
        email_kind::EmailKind,
        fixtures::{any_user, cairo, now, organization, rule, user, warsaw},
        follow_up::FollowUp,
        mail_history::{LastMail, MailHistory, MailOutcome},
        organization::Organization,
        rule::{RuleId, SuppressionRule},
        user::{Activation, DirectoryUser},
    };
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn reminding() -> EmailSettings {
        let follow_up = FollowUp { reminder_days: vec![2, 5, 10], automatic_reminders: Switch::On, ..FollowUp::default() };
        EmailSettings { follow_up, ..EmailSettings::default() }
    }

    fn mailed(user: DirectoryUser, days_ago: i64, reminders_sent: u32) -> UserRecord {
        let sent = now().plus_days(-days_ago);
        let kind = if reminders_sent > 0 { SuppressibleKind::Reminder } else { SuppressibleKind::Activation };
        let last = Some(LastMail { kind, at: sent, outcome: MailOutcome::Sent, address: None });
        UserRecord { user, mail: MailHistory { last, activation_sent: Some(sent), reminders_sent, ..MailHistory::default() } }
    }

    fn may(organization: &Organization, settings: &EmailSettings, record: &UserRecord) -> Result<(), SkipReason> {
        let rules = BatchRules { organization, settings, kind: SuppressibleKind::Reminder, origin: BatchOrigin::Automatic };
        may_receive(rules, record, now())
    }

    #[test]
    fn the_run_begins_at_eight_on_the_organization_s_clocks_also_when_they_are_set() {
        for (zone, now, today, next) in [
            (TimeZone::default(), "2026-11-22T12:00:00Z", "2026-11-22T08:00:00Z", "2026-11-23T08:00:00Z"),
            // Half past eleven in the evening in UTC is the next day already.
            (warsaw(), "2026-11-22T23:30:00Z", "2026-11-23T07:00:00Z", "2026-11-24T07:00:00Z"),
            // Clocks go from 2 to 3, and from 3 to 2.
            (warsaw(), "2027-03-27T12:00:00Z", "2027-03-27T07:00:00Z", "2027-03-28T06:00:00Z"),
            (warsaw(), "2026-10-24T12:00:00Z", "2026-10-24T06:00:00Z", "2026-10-25T07:00:00Z"),
            // The day begins at one o'clock.
            (cairo(), "2026-04-23T12:00:00Z", "2026-04-23T06:00:00Z", "2026-04-24T05:00:00Z"),
        ] {
            assert_eq!((run_of_the_day(&zone, at(now)), run_of_the_next_day(&zone, at(now))), (at(today), at(next)), "{now}");
        }
    }

    #[test]
    fn the_next_run_is_today_s_until_it_was_begun() {
        let (zone, early, late) = (TimeZone::default(), at("2026-11-22T07:59:59Z"), at("2026-11-22T08:30:00Z"));
        assert_eq!(next_run(&zone, early, false), at("2026-11-22T08:00:00Z"));
        assert_eq!(next_run(&zone, late, false), at("2026-11-22T08:00:00Z"), "at once");
        assert_eq!(next_run(&zone, late, true), at("2026-11-23T08:00:00Z"));
        let no_cadence = FollowUp { reminder_days: vec![], ..reminding().follow_up };
        assert!(reminding().reminds_by_itself() && !EmailSettings { follow_up: no_cadence, ..reminding() }.reminds_by_itself());
    }

    #[test]
    fn a_reminder_goes_by_itself_to_whom_it_is_due_and_nobody_holds_it_back() {
        let (organization, settings) = (organization(), reminding());
        let due = mailed(user(), 2, 0);
        assert_eq!(may(&organization, &settings, &due), Ok(()));
        let switched_off =
            EmailSettings { follow_up: FollowUp { automatic_reminders: Switch::Off, ..settings.follow_up.clone() }, ..settings.clone() };
        assert_eq!(may(&organization, &switched_off, &due), Err(SkipReason::AutomaticRemindersOff));
        let setting_off = EmailSettings { automatic_activation_emails: Switch::Off, ..settings.clone() };
        assert_eq!(may(&organization, &setting_off, &due), Err(SkipReason::SettingIsOff));
        let mut held = rule("held", &[]);
        held.kinds = vec![EmailKind::Reminder];
        let ruled = EmailSettings { rules: vec![SuppressionRule::parse(&held, &TimeZone::default()).unwrap()], ..settings.clone() };
        assert_eq!(may(&organization, &ruled, &due), Err(SkipReason::RuleSuppresses { rule: RuleId("held".into()) }));

        let with = |change: fn(&mut UserRecord)| {
            let mut record = due.clone();
            change(&mut record);
            may(&organization, &settings, &record)
        };
        assert_eq!(may(&organization, &settings, &mailed(user(), 1, 0)), Err(SkipReason::ReminderNotDue));
        assert_eq!(may(&organization, &settings, &mailed(user(), 90, 3)), Err(SkipReason::ReminderNotDue), "the cadence is over");
        assert_eq!(with(|r| r.mail = MailHistory::default()), Err(SkipReason::ReminderNotDue));
        assert_eq!(with(|r| r.mail.last.as_mut().unwrap().outcome = MailOutcome::Failed), Err(SkipReason::ReminderNotDue));
        assert_eq!(with(|r| r.mail.contacted = Some(now())), Err(SkipReason::ReminderNotDue));
        assert_eq!(with(|r| r.user.reminders_declined = Some(now())), Err(SkipReason::DeclinedReminders));
        assert_eq!(with(|r| r.user.activation = Activation::Activated { last_seen: None }), Err(SkipReason::AlreadyActivated));
        assert_eq!(with(|r| r.user.licenses.clear()), Err(SkipReason::NoLicenseThatCounts));
    }

    proptest! {
        /// Whoever the host takes is due by the cadence, and an administrator could send to them by hand too.
        #[test]
        fn nobody_gets_a_reminder_by_itself_who_could_not_get_one_by_hand(user in any_user(), days in 0i64..40, sent in 0u32..5) {
            let (organization, settings, record) = (organization(), reminding(), mailed(user, days, sent));
            if may(&organization, &settings, &record).is_ok() {
                let by_hand = BatchRules { organization: &organization, settings: &settings, kind: SuppressibleKind::Reminder, origin: BatchOrigin::Administrator };
                prop_assert_eq!(may_receive(by_hand, &record, now()), Ok(()));
                let pause = settings.follow_up.reminder_days.get(sent as usize).copied();
                prop_assert!(pause.is_some_and(|pause| days >= i64::from(pause)));
                prop_assert!(record.user.is_waiting() && record.user.reminders_declined.is_none());
            }
        }
    }
}
