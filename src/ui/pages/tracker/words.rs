//! Owns the words for people's states, decisions and reasons, with the tone that goes with each.
//! Refuses sentences that belong to one dialog alone.

use super::{cells::Contents, columns::COLUMNS, state::Facts};
use crate::domain::{
    batch::SkipReason,
    cadence::{is_due, next_reminder},
    decide::{Decision, NotApplicableReason, SendReason, SuppressReason},
    email_kind::{EmailKind, SuppressibleKind},
    license::LicenseId,
    mail_history::{MailOutcome, UserRecord},
    organization::Organization,
    people::SortKey,
    people_filter::{DecisionFilter, DueFilter, LastMailFilter, Standing},
    rule::RuleId,
    timestamp::Timestamp,
    user::{AccountStatus, WaitingSince},
};
use crate::ui::{context::Tone, pages::sending::skip_words, text::Text};

/// Where a person stands.
pub fn standing_words(text: Text, standing: Standing) -> (Tone, &'static str) {
    match standing {
        Standing::Waiting => (Tone::Still, text.tracker_standing_waiting()),
        Standing::Unknown => (Tone::Still, text.tracker_standing_unknown()),
        Standing::PendingAcceptance => (Tone::Note, text.tracker_standing_pending()),
        Standing::Deactivated => (Tone::Still, text.tracker_standing_deactivated()),
        Standing::SignedIn => (Tone::Good, text.tracker_standing_signed_in()),
        Standing::Everybody => (Tone::Still, text.tracker_standing_everybody()),
    }
}

/// What came of a mail.
pub fn outcome_words(text: Text, outcome: MailOutcome) -> (Tone, &'static str) {
    match outcome {
        MailOutcome::Sent => (Tone::Good, text.tracker_outcome_sent()),
        MailOutcome::Failed => (Tone::Bad, text.tracker_outcome_failed()),
        MailOutcome::Uncertain => (Tone::Caution, text.tracker_outcome_uncertain()),
        MailOutcome::Bounced => (Tone::Bad, text.tracker_outcome_bounced()),
    }
}

/// A filter on the last mail.
pub fn last_mail_words(text: Text, filter: LastMailFilter) -> &'static str {
    match filter {
        LastMailFilter::NoneYet => text.tracker_mail_none(),
        LastMailFilter::Outcome(outcome) => outcome_words(text, outcome).1,
    }
}

/// A kind of email.
pub fn kind_words(text: Text, kind: EmailKind) -> &'static str {
    match kind {
        EmailKind::Activation => text.tracker_kind_activation(),
        EmailKind::Reminder => text.tracker_kind_reminder(),
        EmailKind::ConversionNotice => text.tracker_kind_conversion(),
    }
}

/// A column that can be sorted by.
pub fn key_words(text: Text, key: SortKey) -> &'static str {
    COLUMNS.iter().find(|facts| facts.key == Some(key)).map_or("", |facts| (facts.label)(text))
}

/// When the next reminder is due, or that none is.
pub fn due_words(text: Text, facts: &Facts, record: &UserRecord, now: Timestamp) -> Contents {
    let zone = &facts.organization.time_zone;
    match next_reminder(&facts.settings.follow_up.reminder_days, record) {
        Err(_) => Contents { quiet: "–".into(), ..Contents::default() },
        Ok(due) if zone.day_number(due) < zone.day_number(now) => Contents {
            tone: Some(Tone::Caution),
            words: text.tracker_overdue().to_owned(),
            title: text.date(due.millis()),
            ..Contents::default()
        },
        Ok(due) if is_due(due, now, zone) => {
            Contents { tone: Some(Tone::Note), words: text.tracker_due_today().to_owned(), ..Contents::default() }
        }
        Ok(due) => Contents { quiet: text.date(due.millis()), ..Contents::default() },
    }
}

/// A filter on the next reminder.
pub fn due_filter_words(text: Text, filter: DueFilter) -> &'static str {
    match filter {
        DueFilter::Today => text.tracker_due_filter_today(),
        DueFilter::Later => text.tracker_due_filter_later(),
        DueFilter::Never => text.tracker_due_filter_never(),
    }
}

/// A filter on the decision.
pub fn decision_filter_words(text: Text, filter: DecisionFilter) -> &'static str {
    match filter {
        DecisionFilter::Send => text.tracker_decision_send(),
        DecisionFilter::Suppress => text.tracker_decision_suppressed(),
        DecisionFilter::NotApplicable => text.tracker_decision_none(),
    }
}

/// Whether an account can be used.
pub fn account_words(text: Text, account: AccountStatus) -> &'static str {
    match account {
        AccountStatus::Enabled => text.tracker_account_enabled(),
        AccountStatus::Deactivated => text.tracker_standing_deactivated(),
        AccountStatus::PendingAcceptance => text.tracker_standing_pending(),
        AccountStatus::Unknown => text.tracker_not_known(),
    }
}

/// A decision: tone, word, reason.
pub fn decision_words(text: Text, decision: &Decision, facts: &Facts) -> (Tone, &'static str, String) {
    match decision {
        Decision::Send(reason) => {
            let reason = match reason {
                SendReason::ConversionIsAlwaysNotified => text.tracker_reason_conversion().to_owned(),
                SendReason::RuleSends { rule } => text.tracker_reason_rule(rule_name(facts, rule)),
                SendReason::SettingIsOn => text.tracker_reason_setting_on().to_owned(),
                SendReason::AdministratorAsked => text.tracker_reason_asked().to_owned(),
            };
            (Tone::Good, text.tracker_decision_send(), reason)
        }
        Decision::Suppress(SuppressReason::RuleSuppresses { rule }) => {
            (Tone::Caution, text.tracker_decision_suppressed(), text.tracker_reason_rule(rule_name(facts, rule)))
        }
        Decision::Suppress(SuppressReason::SettingIsOff) => {
            (Tone::Caution, text.tracker_decision_suppressed(), text.tracker_reason_setting_off().to_owned())
        }
        Decision::NotApplicable(reason) => (Tone::Still, text.tracker_decision_none(), not_applicable_words(text, *reason).to_owned()),
    }
}

fn not_applicable_words(text: Text, reason: NotApplicableReason) -> &'static str {
    match reason {
        NotApplicableReason::Deactivated => text.tracker_reason_deactivated(),
        NotApplicableReason::AlreadyActivated => text.tracker_reason_signed_in(),
        NotApplicableReason::ActivationUnknown => text.tracker_reason_unknown(),
        NotApplicableReason::AwaitingAcceptance => text.tracker_reason_pending(),
        NotApplicableReason::NoLicenseThatCounts => text.tracker_reason_no_license(),
        NotApplicableReason::DeclinedReminders => text.tracker_reason_declined(),
    }
}

/// Why several people are left out together.
pub fn left_out_words(text: Text, reason: &SkipReason, facts: Option<&Facts>) -> String {
    match reason {
        // Each of them was mailed at another moment.
        SkipReason::MailedRecently { .. } => text.tracker_reason_recently().to_owned(),
        SkipReason::Undeliverable { .. } => text.tracker_reason_undeliverable().to_owned(),
        SkipReason::Deactivated
        | SkipReason::AlreadyActivated
        | SkipReason::ActivationUnknown
        | SkipReason::AwaitingAcceptance
        | SkipReason::NoLicenseThatCounts
        | SkipReason::DeclinedReminders
        | SkipReason::RuleSuppresses { .. }
        | SkipReason::SettingIsOff
        | SkipReason::ReminderNotDue
        | SkipReason::AutomaticRemindersOff
        | SkipReason::NotInDirectory
        | SkipReason::BatchCancelled => skip_words(text, reason, |rule| facts.map(|facts| rule_name(facts, rule))),
    }
}

/// The name of a rule; its identifier when it is gone.
pub fn rule_name(facts: &Facts, id: &RuleId) -> String {
    facts.settings.rules.iter().find(|rule| rule.id() == id).map_or_else(|| id.0.clone(), |rule| rule.name().to_owned())
}

/// How long a person waits; a dash for those who do not.
pub fn waiting_words(text: Text, record: &UserRecord, now: Timestamp) -> String {
    if !record.user.is_waiting() {
        return "–".into();
    }
    let days = |since: Timestamp| u64::try_from(since.days_until(now)).unwrap_or_default();
    match record.user.waiting_since() {
        WaitingSince::Exactly(since) => text.tracker_days(days(since)),
        WaitingSince::AtLeast(since) => text.tracker_days_at_least(days(since)),
    }
}

/// A moment, to the minute.
pub fn moment(text: Text, at: Timestamp) -> String {
    text.date_time(at.millis())
}

/// The button that begins a send of this kind.
pub fn send_words(text: Text, kind: SuppressibleKind) -> &'static str {
    match kind {
        SuppressibleKind::Activation => text.tracker_send_activation(),
        SuppressibleKind::Reminder => text.tracker_send_reminder(),
    }
}

/// A license in few words: the site in front of the product says nothing within one organization.
pub fn short_license(organization: Option<&Organization>, id: &LicenseId) -> String {
    let name = organization.and_then(|organization| organization.license(id)).map_or(id.0.as_str(), |license| license.name.as_str());
    let product = name.rsplit_once(" - ").map_or(name, |(_, product)| product);
    let short = ["WebEx ", "Webex "].iter().find_map(|brand| product.strip_prefix(brand)).unwrap_or(product);
    short.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licenses_are_short_without_site_and_brand() {
        for (id, short) in [
            ("example.webex.com - WebEx Meeting Center", "Meeting Center"),
            ("Webex Calling", "Calling"),
            ("Messaging (Free)", "Messaging (Free)"),
            ("Webex", "Webex"),
        ] {
            assert_eq!(short_license(None, &LicenseId(id.into())), short);
        }
    }
}
