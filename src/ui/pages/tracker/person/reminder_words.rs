//! Owns when the next reminder is due, and why none is, in words.
//! Refuses to judge; `domain::cadence` does.

use crate::domain::{
    cadence::{NoReminder, is_due, next_reminder},
    mail_history::UserRecord,
    timestamp::Timestamp,
};
use crate::ui::{pages::tracker::state::Facts, text::Text};

/// When the next reminder to a person is due, or why none is.
pub fn next_reminder_words(text: Text, facts: &Facts, record: &UserRecord, now: Timestamp) -> String {
    let (cadence, zone) = (&facts.settings.follow_up.reminder_days, &facts.organization.time_zone);
    match next_reminder(cadence, record) {
        Ok(due) if !is_due(due, now, zone) => text.date(due.millis()),
        Ok(due) if zone.day_number(due) == zone.day_number(now) => text.person_due_today().to_owned(),
        Ok(due) => text.person_due_since(text.date(due.millis())),
        Err(NoReminder::AllSent) if cadence.is_empty() => text.person_no_reminder_no_cadence().to_owned(),
        Err(reason) => no_reminder_words(text, reason).to_owned(),
    }
}

/// Why none is due.
pub fn no_reminder_words(text: Text, reason: NoReminder) -> &'static str {
    match reason {
        NoReminder::Deactivated => text.person_no_reminder_deactivated(),
        NoReminder::SignedIn => text.person_no_reminder_signed_in(),
        NoReminder::ActivationUnknown => text.person_no_reminder_unknown(),
        NoReminder::AwaitingAcceptance => text.person_no_reminder_pending(),
        NoReminder::Declined => text.person_no_reminder_declined(),
        NoReminder::NotMailedYet => text.person_no_reminder_not_mailed(),
        NoReminder::Bounced => text.person_no_reminder_bounced(),
        NoReminder::AllSent => text.person_no_reminder_all_sent(),
    }
}
