//! Owns when a person's next reminder is due, and why none is.
//! Refuses to send, and to look at rules: who is due may still be suppressed, which `decide` says.

use super::{
    mail_history::{MailHistory, MailOutcome, UserRecord},
    time_zone::TimeZone,
    timestamp::Timestamp,
    user::{AccountStatus, Activation},
};

/// Why no reminder is due, now or later.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NoReminder {
    /// The account is switched off.
    Deactivated,
    /// They signed in.
    SignedIn,
    /// The directory does not say whether they ever signed in.
    ActivationUnknown,
    /// A license from another organization waits for their acceptance.
    AwaitingAcceptance,
    /// They said that they want none.
    Declined,
    /// They had no activation email yet.
    NotMailedYet,
    /// The last mail to them was refused or came back, so the next one would be too.
    Bounced,
    /// They had every reminder of the cadence, or it has none.
    AllSent,
}

/// When the next reminder is due: as many days as the cadence says after the last mail, or after they were last reached some
/// other way.
///
/// # Errors
/// Why none is.
pub fn next_reminder(cadence: &[u32], record: &UserRecord) -> Result<Timestamp, NoReminder> {
    let user = &record.user;
    next_reminder_by(cadence, (user.account_status, user.activation), user.reminders_declined, record.undeliverable_since(), &record.mail)
}

/// The same, of whom only this is at hand.
///
/// # Errors
/// Why none is.
pub fn next_reminder_by(
    cadence: &[u32],
    state: (AccountStatus, Activation),
    declined: Option<Timestamp>,
    undeliverable: Option<Timestamp>,
    mail: &MailHistory,
) -> Result<Timestamp, NoReminder> {
    match state {
        (AccountStatus::Deactivated, _) => return Err(NoReminder::Deactivated),
        (_, Activation::Activated { .. }) => return Err(NoReminder::SignedIn),
        (AccountStatus::PendingAcceptance, _) => return Err(NoReminder::AwaitingAcceptance),
        (AccountStatus::Enabled | AccountStatus::Unknown, Activation::Unknown) => return Err(NoReminder::ActivationUnknown),
        (AccountStatus::Enabled | AccountStatus::Unknown, Activation::NotActivated) => {}
    }
    if declined.is_some() {
        return Err(NoReminder::Declined);
    }
    if undeliverable.is_some() {
        return Err(NoReminder::Bounced);
    }
    let (Some(activation_sent), Some(last)) = (mail.activation_sent, &mail.last) else { return Err(NoReminder::NotMailedYet) };
    if last.outcome == MailOutcome::Failed {
        return Err(NoReminder::Bounced);
    }
    let pause = usize::try_from(mail.reminders_sent).ok().and_then(|sent| cadence.get(sent)).ok_or(NoReminder::AllSent)?;
    let reached = mail.contacted.map_or(last.at, |contacted| contacted.max(last.at)).max(activation_sent);
    Ok(reached.plus_days(i64::from(*pause)))
}

/// Whether what is due then is due today or was due before, by the organization's clocks.
#[must_use]
pub fn is_due(due: Timestamp, now: Timestamp, zone: &TimeZone) -> bool {
    zone.day_number(due) <= zone.day_number(now)
}

#[cfg(test)]
mod tests {
    use super::super::{
        email_kind::SuppressibleKind,
        fixtures::{now, user, warsaw},
        mail_history::LastMail,
        undeliverable::Undeliverable,
        user::DirectoryUser,
    };
    use super::*;

    fn mailed(days_ago: i64, reminders_sent: u32) -> UserRecord {
        let at = now().plus_days(-days_ago);
        let last = Some(LastMail { kind: SuppressibleKind::Activation, at, outcome: MailOutcome::Sent, address: None });
        UserRecord { user: user(), mail: MailHistory { last, activation_sent: Some(at), reminders_sent, ..MailHistory::default() } }
    }

    #[test]
    fn each_reminder_is_due_so_many_days_after_the_mail_before() {
        let cadence = [2, 5, 10];
        for (sent, due) in [(0, Ok(2)), (1, Ok(5)), (2, Ok(10)), (3, Err(NoReminder::AllSent))] {
            assert_eq!(next_reminder(&cadence, &mailed(0, sent)), due.map(|days| now().plus_days(days)));
        }
        assert_eq!(next_reminder(&[], &mailed(0, 0)), Err(NoReminder::AllSent));
    }

    #[test]
    fn whoever_was_reached_some_other_way_is_left_alone_for_the_pause() {
        let mut record = mailed(4, 0);
        assert_eq!(next_reminder(&[2], &record), Ok(now().plus_days(-2)));
        record.mail.contacted = Some(now());
        assert_eq!(next_reminder(&[2], &record), Ok(now().plus_days(2)));
        record.mail.contacted = Some(now().plus_days(-9));
        assert_eq!(next_reminder(&[2], &record), Ok(now().plus_days(-2)));
    }

    #[test]
    fn every_stop_is_named() {
        let user = |change: fn(&mut DirectoryUser)| {
            let mut record = mailed(9, 0);
            change(&mut record.user);
            record
        };
        let mut bounced = mailed(9, 0);
        bounced.mail.last.as_mut().unwrap().outcome = MailOutcome::Failed;
        let mut dead = mailed(9, 0);
        dead.mail = dead.mail.bounced(SuppressibleKind::Activation, Undeliverable { address: None, since: now() });
        for (record, stop) in [
            (user(|u| u.account_status = AccountStatus::Deactivated), NoReminder::Deactivated),
            (user(|u| u.activation = Activation::Activated { last_seen: None }), NoReminder::SignedIn),
            (user(|u| u.activation = Activation::Unknown), NoReminder::ActivationUnknown),
            (user(|u| u.account_status = AccountStatus::PendingAcceptance), NoReminder::AwaitingAcceptance),
            (user(|u| u.reminders_declined = Some(now())), NoReminder::Declined),
            (UserRecord { mail: MailHistory::default(), ..mailed(9, 0) }, NoReminder::NotMailedYet),
            (bounced, NoReminder::Bounced),
            (dead, NoReminder::Bounced),
        ] {
            assert_eq!(next_reminder(&[2], &record), Err(stop));
        }
    }

    #[test]
    fn due_today_means_the_day_on_the_organization_s_clocks() {
        let night = Timestamp::parse("2026-11-22T22:30:00Z").unwrap();
        let (tomorrow_in_warsaw, utc) = (Timestamp::parse("2026-11-22T23:10:00Z").unwrap(), TimeZone::default());
        assert!(is_due(tomorrow_in_warsaw, night, &utc));
        assert!(!is_due(tomorrow_in_warsaw, night, &warsaw()));
        assert!(is_due(night.plus_days(-3), night, &warsaw()));
    }
}
