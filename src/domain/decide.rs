//! Owns the one decision of the product: does this email go to this person, and why.
//! Refuses I/O and clocks; browser and host run this very code.

use super::{
    email_kind::{EmailKind, SuppressibleKind},
    organization::Organization,
    rule::{RuleAction, RuleId, SuppressionRule},
    settings::{EmailSettings, Switch},
    timestamp::Timestamp,
    user::{AccountStatus, Activation, DirectoryUser},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What happens with one kind of email to one person, with the reason that administrators are shown.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "decision", content = "reason", rename_all = "snake_case")]
pub enum Decision {
    /// It goes out.
    Send(SendReason),
    /// It would apply, and is held back.
    Suppress(SuppressReason),
    /// It is not for this person.
    NotApplicable(NotApplicableReason),
}

/// Why an email goes out.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum SendReason {
    /// Conversion notices are never suppressed.
    ConversionIsAlwaysNotified,
    /// A rule says so.
    RuleSends {
        /// Which one.
        rule: RuleId,
    },
    /// The organization's setting is on.
    SettingIsOn,
    /// An administrator asked for it, and no rule forbids it.
    AdministratorAsked,
}

/// Why an email is held back.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum SuppressReason {
    /// A rule says so.
    RuleSuppresses {
        /// Which one.
        rule: RuleId,
    },
    /// The organization's setting is off.
    SettingIsOff,
}

/// Why an email is not for this person.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum NotApplicableReason {
    /// The account is switched off.
    Deactivated,
    /// They signed in already.
    AlreadyActivated,
    /// The directory does not say whether they ever signed in; unknown is not "never".
    ActivationUnknown,
    /// A license from another organization waits for their acceptance.
    AwaitingAcceptance,
    /// No license that counts is assigned.
    NoLicenseThatCounts,
    /// It is a reminder, and they said that they want none.
    DeclinedReminders,
}

/// Who started it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trigger {
    /// The organization's setting, by itself.
    Automatic,
    /// An administrator, by hand: the setting does not apply, the rules do.
    Administrator,
}

/// Decides about an automatic email.
#[must_use]
pub fn decide(organization: &Organization, settings: &EmailSettings, user: &DirectoryUser, kind: EmailKind, now: Timestamp) -> Decision {
    decide_for(Trigger::Automatic, organization, settings, user, kind, now)
}

/// Decides about an email that is sent automatically or by hand.
#[must_use]
pub fn decide_for(
    trigger: Trigger,
    organization: &Organization,
    settings: &EmailSettings,
    user: &DirectoryUser,
    kind: EmailKind,
    now: Timestamp,
) -> Decision {
    let Ok(suppressible) = SuppressibleKind::try_from(kind) else {
        return Decision::Send(SendReason::ConversionIsAlwaysNotified);
    };
    if let Some(reason) = not_applicable(organization, user, suppressible) {
        return Decision::NotApplicable(reason);
    }
    match ruling(settings, user, suppressible, now) {
        Ruling::Rule(rule) => match rule.action() {
            RuleAction::Suppress => Decision::Suppress(SuppressReason::RuleSuppresses { rule: rule.id().clone() }),
            RuleAction::Send => Decision::Send(SendReason::RuleSends { rule: rule.id().clone() }),
        },
        Ruling::Setting(setting) => match (trigger, setting) {
            (Trigger::Administrator, Switch::On | Switch::Off) => Decision::Send(SendReason::AdministratorAsked),
            (Trigger::Automatic, Switch::On) => Decision::Send(SendReason::SettingIsOn),
            (Trigger::Automatic, Switch::Off) => Decision::Suppress(SuppressReason::SettingIsOff),
        },
    }
}

/// What decides about an email that concerns a person, without copying it: the directory is gone through with this at every
/// key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ruling<'s> {
    Rule(&'s SuppressionRule),
    Setting(Switch),
}

/// Finds what decides about an email. Whether it concerns the person at all, `not_applicable` says.
pub(super) fn ruling<'s>(settings: &'s EmailSettings, user: &DirectoryUser, kind: SuppressibleKind, now: Timestamp) -> Ruling<'s> {
    let rule = settings.rules.iter().find(|rule| rule.matches(user, kind, now));
    rule.map_or_else(|| Ruling::Setting(settings.setting_at(now)), Ruling::Rule)
}

impl Ruling<'_> {
    /// Whether an automatic email goes out.
    pub(super) fn sends(self) -> bool {
        match self {
            Self::Rule(rule) => rule.action() == RuleAction::Send,
            Self::Setting(setting) => setting == Switch::On,
        }
    }
}

/// Why no email of this kind is for this person, if so. That they want no reminders is said last: it is no matter where
/// nothing would be sent to them anyway.
pub(super) fn not_applicable(organization: &Organization, user: &DirectoryUser, kind: SuppressibleKind) -> Option<NotApplicableReason> {
    match user.account_status {
        AccountStatus::Deactivated => return Some(NotApplicableReason::Deactivated),
        AccountStatus::Enabled | AccountStatus::PendingAcceptance | AccountStatus::Unknown => {}
    }
    match user.activation {
        Activation::Activated { .. } => return Some(NotApplicableReason::AlreadyActivated),
        Activation::NotActivated | Activation::Unknown => {}
    }
    if user.account_status == AccountStatus::PendingAcceptance {
        return Some(NotApplicableReason::AwaitingAcceptance);
    }
    if user.activation == Activation::Unknown {
        return Some(NotApplicableReason::ActivationUnknown);
    }
    if !organization.counts_a_license_of(user) {
        return Some(NotApplicableReason::NoLicenseThatCounts);
    }
    match kind {
        SuppressibleKind::Activation => None,
        SuppressibleKind::Reminder => user.reminders_declined.map(|_| NotApplicableReason::DeclinedReminders),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        email_kind::EMAIL_KINDS,
        fixtures::{any_settings, any_user, condition, now, organization, rule, user},
        license::{LicenseId, LicensePolicy},
        rule::ConditionField,
        time_zone::TimeZone,
    };
    use super::*;
    use proptest::prelude::*;

    fn settings(switch: Switch, action: Option<RuleAction>) -> EmailSettings {
        let rules = action.map(|action| {
            let mut draft = rule("rule", &[condition(ConditionField::Department, "Sales")]);
            draft.action = action;
            SuppressionRule::parse(&draft, &TimeZone::default()).unwrap()
        });
        EmailSettings { automatic_activation_emails: switch, rules: rules.into_iter().collect(), ..EmailSettings::default() }
    }

    fn suppresses(decision: &Decision) -> bool {
        matches!(decision, Decision::Suppress(_))
    }

    #[test]
    fn every_outcome_has_its_reason_for_every_setting_rule_and_kind() {
        let rule_id = RuleId("rule".into());
        for switch in [Switch::On, Switch::Off] {
            for action in [None, Some(RuleAction::Suppress), Some(RuleAction::Send)] {
                let settings = settings(switch, action);
                for kind in [EmailKind::Activation, EmailKind::Reminder] {
                    for (trigger, otherwise) in [
                        (
                            Trigger::Automatic,
                            match switch {
                                Switch::On => Decision::Send(SendReason::SettingIsOn),
                                Switch::Off => Decision::Suppress(SuppressReason::SettingIsOff),
                            },
                        ),
                        (Trigger::Administrator, Decision::Send(SendReason::AdministratorAsked)),
                    ] {
                        let expected = match action {
                            None => otherwise,
                            Some(RuleAction::Suppress) => Decision::Suppress(SuppressReason::RuleSuppresses { rule: rule_id.clone() }),
                            Some(RuleAction::Send) => Decision::Send(SendReason::RuleSends { rule: rule_id.clone() }),
                        };
                        assert_eq!(decide_for(trigger, &organization(), &settings, &user(), kind, now()), expected);
                    }
                }
            }
        }
    }

    /// What it is called, what makes a person so, and the reason.
    type Case = (&'static str, fn(&mut DirectoryUser), NotApplicableReason);

    #[test]
    fn people_whom_no_mail_concerns_are_named_with_the_reason() {
        let cases: [Case; 8] = [
            ("deactivated", |u| u.account_status = AccountStatus::Deactivated, NotApplicableReason::Deactivated),
            (
                "deactivated and never signed in",
                |u| (u.account_status, u.activation) = (AccountStatus::Deactivated, Activation::NotActivated),
                NotApplicableReason::Deactivated,
            ),
            ("signed in", |u| u.activation = Activation::Activated { last_seen: None }, NotApplicableReason::AlreadyActivated),
            ("unknown", |u| u.activation = Activation::Unknown, NotApplicableReason::ActivationUnknown),
            (
                "pending elsewhere",
                |u| (u.account_status, u.activation) = (AccountStatus::PendingAcceptance, Activation::Unknown),
                NotApplicableReason::AwaitingAcceptance,
            ),
            ("no license", |u| u.licenses.clear(), NotApplicableReason::NoLicenseThatCounts),
            (
                "suspended license",
                |u| u.licenses = vec![LicenseId("example.webex.com - WebEx Webinar".into())],
                NotApplicableReason::NoLicenseThatCounts,
            ),
            ("unheard-of license", |u| u.licenses = vec![LicenseId("gone".into())], NotApplicableReason::NoLicenseThatCounts),
        ];
        for (name, change, reason) in cases {
            let mut user = user();
            change(&mut user);
            for kind in [EmailKind::Activation, EmailKind::Reminder] {
                let decision = decide(&organization(), &settings(Switch::On, Some(RuleAction::Send)), &user, kind, now());
                assert_eq!(decision, Decision::NotApplicable(reason), "{name}");
            }
            assert_eq!(
                decide(&organization(), &settings(Switch::Off, None), &user, EmailKind::ConversionNotice, now()),
                Decision::Send(SendReason::ConversionIsAlwaysNotified)
            );
        }
    }

    #[test]
    fn who_declined_reminders_gets_every_other_email() {
        let mut user = user();
        user.reminders_declined = Some(now());
        let sends = settings(Switch::On, Some(RuleAction::Send));
        for trigger in [Trigger::Automatic, Trigger::Administrator] {
            let of = |kind| decide_for(trigger, &organization(), &sends, &user, kind, now());
            assert_eq!(of(EmailKind::Reminder), Decision::NotApplicable(NotApplicableReason::DeclinedReminders));
            assert_eq!(of(EmailKind::Activation), Decision::Send(SendReason::RuleSends { rule: RuleId("rule".into()) }));
            assert_eq!(of(EmailKind::ConversionNotice), Decision::Send(SendReason::ConversionIsAlwaysNotified));
        }
        user.account_status = AccountStatus::Deactivated;
        let decision = decide(&organization(), &sends, &user, EmailKind::Reminder, now());
        assert_eq!(decision, Decision::NotApplicable(NotApplicableReason::Deactivated));
    }

    #[test]
    fn free_licenses_count_by_policy() {
        let mut organization = organization();
        let mut user = user();
        user.licenses = vec![LicenseId("Messaging (Free)".into())];
        assert!(matches!(decide(&organization, &settings(Switch::On, None), &user, EmailKind::Activation, now()), Decision::Send(_)));
        organization.license_policy = LicensePolicy::PaidOnly;
        assert_eq!(
            decide(&organization, &settings(Switch::On, None), &user, EmailKind::Activation, now()),
            Decision::NotApplicable(NotApplicableReason::NoLicenseThatCounts)
        );
    }

    #[test]
    fn the_first_rule_in_force_decides() {
        let mut over = rule("over", &[condition(ConditionField::Department, "Sales")]);
        over.ends = "2026-01-01".into();
        let mut second = rule("second", &[condition(ConditionField::EmailDomain, "example.com")]);
        second.action = RuleAction::Send;
        let third = rule("third", &[condition(ConditionField::Department, "Sales")]);
        let rules = [over, second, third].iter().map(|draft| SuppressionRule::parse(draft, &TimeZone::default()).unwrap()).collect();
        let settings = EmailSettings { automatic_activation_emails: Switch::Off, rules, ..EmailSettings::default() };
        assert_eq!(
            decide(&organization(), &settings, &user(), EmailKind::Activation, now()),
            Decision::Send(SendReason::RuleSends { rule: RuleId("second".into()) })
        );
    }

    proptest! {
        #[test]
        fn a_conversion_notice_is_never_suppressed(settings in any_settings(), user in any_user()) {
            let decision = decide(&organization(), &settings, &user, EmailKind::ConversionNotice, now());
            prop_assert_eq!(decision, Decision::Send(SendReason::ConversionIsAlwaysNotified));
        }

        #[test]
        fn turning_the_setting_on_never_suppresses_more(settings in any_settings(), user in any_user()) {
            let on = EmailSettings { automatic_activation_emails: Switch::On, ..settings.clone() };
            let off = EmailSettings { automatic_activation_emails: Switch::Off, ..settings };
            for kind in EMAIL_KINDS {
                let (on, off) = (decide(&organization(), &on, &user, *kind, now()), decide(&organization(), &off, &user, *kind, now()));
                prop_assert!(!suppresses(&on) || suppresses(&off));
            }
        }

        #[test]
        fn a_rule_added_below_never_changes_what_those_above_decided(settings in any_settings(), added in any_settings(), user in any_user()) {
            let mut longer = settings.clone();
            longer.rules.extend(added.rules);
            for kind in [SuppressibleKind::Activation, SuppressibleKind::Reminder] {
                let before = decide(&organization(), &settings, &user, kind.into(), now());
                if settings.rules.iter().any(|rule| rule.matches(&user, kind, now())) || matches!(before, Decision::NotApplicable(_)) {
                    prop_assert_eq!(before, decide(&organization(), &longer, &user, kind.into(), now()));
                }
            }
        }

        #[test]
        fn declining_reminders_stops_them_and_changes_nothing_else(settings in any_settings(), user in any_user()) {
            let declined = DirectoryUser { reminders_declined: Some(now()), ..user.clone() };
            let willing = DirectoryUser { reminders_declined: None, ..user };
            for trigger in [Trigger::Automatic, Trigger::Administrator] {
                for kind in EMAIL_KINDS {
                    let of = |user| decide_for(trigger, &organization(), &settings, user, *kind, now());
                    match (kind, of(&willing)) {
                        (EmailKind::Reminder, Decision::Send(_) | Decision::Suppress(_)) => {
                            prop_assert_eq!(of(&declined), Decision::NotApplicable(NotApplicableReason::DeclinedReminders));
                        }
                        (_, same) => prop_assert_eq!(of(&declined), same),
                    }
                }
            }
        }

        #[test]
        fn a_deactivated_user_is_never_mailed(settings in any_settings(), mut user in any_user()) {
            user.account_status = AccountStatus::Deactivated;
            for trigger in [Trigger::Automatic, Trigger::Administrator] {
                let decision = decide_for(trigger, &organization(), &settings, &user, EmailKind::Activation, now());
                prop_assert_eq!(decision, Decision::NotApplicable(NotApplicableReason::Deactivated));
            }
        }
    }
}
