//! Owns the counts of the mail flow, and what a change of settings would do to it, by running `decide` over the directory.
//! Refuses sentences: the pages say what the counts mean.

use super::{
    decide::{Decision, SendReason, SuppressReason, decide},
    email_kind::{EmailKind, SuppressibleKind},
    mail_history::UserRecord,
    organization::Organization,
    rule::RuleId,
    settings::EmailSettings,
    timestamp::Timestamp,
    user::{AccountStatus, Activation},
};

/// How many people stand where: added → activation email → waiting → reminder → signed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MailFlow {
    /// People whom activation email concerns or concerned: a license that counts, not deactivated.
    pub added: u64,
    /// Of them, those to whom this backend sent an activation email.
    pub mailed: u64,
    /// Of them, those who have not signed in yet.
    pub waiting: u64,
    /// Of those waiting, those who got a reminder.
    pub reminded: u64,
    /// Of them, those who signed in.
    pub signed_in: u64,
    /// Of them, those of whom the directory does not say.
    pub unknown: u64,
    /// Waiting people to whom the next automatic email would go.
    pub open: u64,
    /// Waiting people from whom a rule or the setting holds it back.
    pub held_back: u64,
}

impl MailFlow {
    /// Counts the directory as it is.
    #[must_use]
    pub fn count<'r>(
        organization: &Organization,
        settings: &EmailSettings,
        people: impl IntoIterator<Item = &'r UserRecord>,
        now: Timestamp,
    ) -> Self {
        let mut flow = Self::default();
        for record in people {
            let licensed = record
                .user
                .licenses
                .iter()
                .filter_map(|id| organization.license(id))
                .any(|license| organization.license_policy.counts(license));
            if !licensed || record.user.account_status == AccountStatus::Deactivated {
                continue;
            }
            flow.added += 1;
            flow.mailed += u64::from(record.mail.activation_sent.is_some());
            match record.user.activation {
                Activation::Activated { .. } => flow.signed_in += 1,
                Activation::Unknown => flow.unknown += 1,
                Activation::NotActivated => {
                    flow.waiting += 1;
                    flow.reminded += u64::from(record.mail.reminders_sent > 0);
                    match decide(organization, settings, &record.user, record.next_kind().into(), now) {
                        Decision::Send(_) => flow.open += 1,
                        Decision::Suppress(_) => flow.held_back += 1,
                        Decision::NotApplicable(_) => {}
                    }
                }
            }
        }
        flow
    }
}

/// For how many waiting people each rule decides about the next automatic email, in the order of the rules.
#[must_use]
pub fn decided_by_rules<'r>(
    organization: &Organization,
    settings: &EmailSettings,
    people: impl IntoIterator<Item = &'r UserRecord>,
    now: Timestamp,
) -> Vec<(RuleId, u64)> {
    let mut counts: Vec<(RuleId, u64)> = settings.rules.iter().map(|rule| (rule.id().clone(), 0)).collect();
    if counts.is_empty() {
        return counts;
    }
    for record in people.into_iter().filter(|record| record.user.is_waiting()) {
        let decision = decide(organization, settings, &record.user, record.next_kind().into(), now);
        let (Decision::Send(SendReason::RuleSends { rule }) | Decision::Suppress(SuppressReason::RuleSuppresses { rule })) = decision
        else {
            continue;
        };
        if let Some((_, count)) = counts.iter_mut().find(|(id, _)| *id == rule) {
            *count += 1;
        }
    }
    counts
}

/// What a change of settings would do to the people who are there now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Impact {
    /// Waiting people whose activation email would no longer go out.
    pub activation_stopped: u64,
    /// Waiting people whose activation email would go out again if they were added now.
    pub activation_resumed: u64,
    /// Waiting people whose reminders stop.
    pub reminders_stopped: u64,
    /// Waiting people whose reminders go out again.
    pub reminders_resumed: u64,
    /// People on free licenses alone: if one is converted to a paid plan, the notice still goes out.
    pub conversions_notified: u64,
    /// Everybody who waits, whatever the settings.
    pub waiting: u64,
}

impl Impact {
    /// Compares two settings over the directory.
    #[must_use]
    pub fn compare<'r>(
        organization: &Organization,
        before: &EmailSettings,
        after: &EmailSettings,
        people: impl IntoIterator<Item = &'r UserRecord>,
        now: Timestamp,
    ) -> Self {
        let mut impact = Self::default();
        for record in people {
            impact.conversions_notified += u64::from(is_free_only(organization, record, after, now));
            if record.user.is_waiting() {
                impact.waiting += 1;
            }
            let kind = record.next_kind();
            let sends = |settings| match decide(organization, settings, &record.user, kind.into(), now) {
                Decision::Send(_) => Some(true),
                Decision::Suppress(_) => Some(false),
                Decision::NotApplicable(_) => None,
            };
            match (kind, sends(before), sends(after)) {
                (SuppressibleKind::Activation, Some(true), Some(false)) => impact.activation_stopped += 1,
                (SuppressibleKind::Activation, Some(false), Some(true)) => impact.activation_resumed += 1,
                (SuppressibleKind::Reminder, Some(true), Some(false)) => impact.reminders_stopped += 1,
                (SuppressibleKind::Reminder, Some(false), Some(true)) => impact.reminders_resumed += 1,
                (_, Some(true), Some(true)) | (_, Some(false), Some(false)) | (_, None, _) | (_, _, None) => {}
            }
        }
        impact
    }
}

fn is_free_only(organization: &Organization, record: &UserRecord, settings: &EmailSettings, now: Timestamp) -> bool {
    let mut licenses = record.user.licenses.iter().filter_map(|id| organization.license(id)).peekable();
    let notified = matches!(decide(organization, settings, &record.user, EmailKind::ConversionNotice, now), Decision::Send(_));
    notified && licenses.peek().is_some() && licenses.all(|license| license.price == super::license::Price::Free)
}

#[cfg(test)]
mod tests {
    use super::super::{
        email_kind::EmailKind,
        fixtures::{condition, now, organization, rule, user},
        license::LicenseId,
        mail_history::MailHistory,
        rule::{ConditionField, RuleAction, SuppressionRule},
        settings::Switch,
    };
    use super::*;

    #[test]
    fn each_waiting_person_is_counted_at_the_rule_that_decides() {
        // Of those who wait, one was never mailed (the next is an activation email), two were (a reminder).
        let mut activation = rule("activation", &[condition(ConditionField::Department, "Sales")]);
        activation.kinds = vec![EmailKind::Activation];
        let mut everything = rule("everything", &[]);
        everything.action = RuleAction::Send;
        let below = rule("below", &[]);
        let rules = [activation, everything, below].iter().map(|draft| SuppressionRule::parse(draft).unwrap()).collect();
        let settings = EmailSettings { rules, ..EmailSettings::default() };
        let counts = decided_by_rules(&organization(), &settings, &people(), now());
        assert_eq!(counts, [("activation", 1), ("everything", 2), ("below", 0)].map(|(id, count)| (RuleId(id.into()), count)));
        assert_eq!(decided_by_rules(&organization(), &EmailSettings::default(), &people(), now()), []);
    }

    fn people() -> Vec<UserRecord> {
        let record = || UserRecord { user: user(), mail: MailHistory::default() };
        let mut mailed = record();
        mailed.mail.activation_sent = Some(now());
        let mut reminded = mailed.clone();
        reminded.mail.reminders_sent = 2;
        let mut signed_in = record();
        signed_in.user.activation = Activation::Activated { last_seen: None };
        let mut free = record();
        free.user.licenses = vec![LicenseId("Messaging (Free)".into())];
        free.user.activation = Activation::Unknown;
        let mut gone = record();
        gone.user.account_status = AccountStatus::Deactivated;
        vec![record(), mailed, reminded, signed_in, free, gone]
    }

    #[test]
    fn the_flow_counts_everybody_once() {
        let flow = MailFlow::count(&organization(), &EmailSettings::default(), &people(), now());
        assert_eq!(flow, MailFlow { added: 5, mailed: 2, waiting: 3, reminded: 1, signed_in: 1, unknown: 1, open: 3, held_back: 0 });
        assert_eq!(flow.added, flow.waiting + flow.signed_in + flow.unknown);
    }

    #[test]
    fn turning_off_stops_activation_emails_and_reminders_and_no_conversion_notice() {
        let on = EmailSettings::default();
        let off = EmailSettings { automatic_activation_emails: Switch::Off, ..on.clone() };
        let impact = Impact::compare(&organization(), &on, &off, &people(), now());
        assert_eq!(
            impact,
            Impact { activation_stopped: 1, reminders_stopped: 2, conversions_notified: 1, waiting: 3, ..Impact::default() }
        );
        let back = Impact::compare(&organization(), &off, &on, &people(), now());
        assert_eq!((back.activation_resumed, back.reminders_resumed), (1, 2));
        assert_eq!(
            Impact::compare(&organization(), &on, &on, &people(), now()),
            Impact { conversions_notified: 1, waiting: 3, ..Impact::default() }
        );
    }
}
