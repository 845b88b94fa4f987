//! Owns what an administrator decides about email: the setting, until when it is off, the rules, the sender, the follow-up.
//! Refuses to judge a change, which `settings_update` does.

use super::{
    email_address::EmailAddress,
    follow_up::{FollowUp, FollowUpDraft},
    rule::{RuleDraft, SuppressionRule},
    settings_update::{parse_off_until, parse_sender},
    time_zone::TimeZone,
    timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// On or off.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// The organization's email settings. They are read with the clocks of its time zone, so they are kept and travel as their
/// draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmailSettings {
    /// "Automatic activation emails" as it was saved: on by default. What holds at a moment says [`EmailSettings::setting_at`].
    pub automatic_activation_emails: Switch,
    /// The moment at which the setting returns to on by itself; nothing while it is on, or off for good.
    pub off_until: Option<OffUntil>,
    /// Suppression rules; the first that matches decides.
    pub rules: Vec<SuppressionRule>,
    /// Who the mails come from; without it nothing can be sent.
    pub sender: Option<Sender>,
    /// Who follows up those who wait, and when they are reminded.
    pub follow_up: FollowUp,
}

/// The moment at which the setting returns to on by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OffUntil {
    /// When.
    pub at: Timestamp,
    /// As it was typed: a day or a time on the organization's clocks.
    pub typed: String,
}

/// Who the mails come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sender {
    /// The name that recipients see.
    pub name: String,
    /// The address that recipients see.
    pub address: EmailAddress,
    /// Where replies go, if elsewhere.
    pub reply_to: Option<EmailAddress>,
}

/// Settings as typed, perhaps wrong. This is also the form in which settings travel and are kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsDraft {
    /// The setting.
    pub automatic_activation_emails: Switch,
    /// Where the setting is off: the day (`2026-12-01`, its first moment) or the time (`2026-12-01T09:30`) on the organization's
    /// clocks at which it returns to on by itself. Empty for "until somebody turns it on".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub off_until: String,
    /// The rules, in order.
    pub rules: Vec<RuleDraft>,
    /// The sender; all parts empty for none.
    pub sender: SenderDraft,
    /// The follow-up of those who wait.
    #[serde(default)]
    pub follow_up: FollowUpDraft,
    /// True when the administrator was shown the advice against turning the setting off, and goes ahead.
    /// Asked only of a change from on to off.
    #[serde(default)]
    pub advice_acknowledged: bool,
    /// In the administrator's own words why the setting is turned off though something on the list of readiness is missing.
    /// Asked only of such a change, and recorded in the activity.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub acknowledgement: String,
}

impl SettingsDraft {
    /// Whether another draft says the same, whatever was acknowledged.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let Self { advice_acknowledged, acknowledgement, .. } = other.clone();
        Self { advice_acknowledged, acknowledgement, ..self.clone() } == *other
    }
}

/// A sender as typed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SenderDraft {
    /// See [`Sender::name`].
    pub name: String,
    /// See [`Sender::address`].
    pub address: String,
    /// See [`Sender::reply_to`]; empty for none.
    pub reply_to: String,
}

/// Saved settings that this version of Usher cannot read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a part of the saved settings cannot be read")]
pub struct Unreadable;

impl Default for EmailSettings {
    /// What an organization starts with: automatic emails on, no rules, no sender, nobody who follows up.
    fn default() -> Self {
        Self { automatic_activation_emails: Switch::On, off_until: None, rules: Vec::new(), sender: None, follow_up: FollowUp::default() }
    }
}

impl EmailSettings {
    /// What the setting is at a moment: one that was turned off until then is on again.
    #[must_use]
    pub fn setting_at(&self, now: Timestamp) -> Switch {
        match &self.off_until {
            Some(until) if until.at <= now => Switch::On,
            Some(_) | None => self.automatic_activation_emails,
        }
    }

    /// The settings after the setting has returned to on by itself, and the moment at which it did; nothing while it has not.
    #[must_use]
    pub fn returned(&self, now: Timestamp) -> Option<(Self, Timestamp)> {
        let until = self.off_until.as_ref().filter(|until| until.at <= now)?;
        Some((Self { automatic_activation_emails: Switch::On, off_until: None, ..self.clone() }, until.at))
    }

    /// The draft that an editor starts from.
    #[must_use]
    pub fn draft(&self) -> SettingsDraft {
        let sender = self.sender.as_ref().map(|sender| SenderDraft {
            name: sender.name.clone(),
            address: sender.address.to_string(),
            reply_to: sender.reply_to.as_ref().map(ToString::to_string).unwrap_or_default(),
        });
        SettingsDraft {
            automatic_activation_emails: self.automatic_activation_emails,
            off_until: self.off_until.as_ref().map(|until| until.typed.clone()).unwrap_or_default(),
            rules: self.rules.iter().map(|rule| rule.draft().clone()).collect(),
            sender: sender.unwrap_or_default(),
            follow_up: self.follow_up.draft(),
            advice_acknowledged: false,
            acknowledgement: String::new(),
        }
    }

    /// Settings as typed, as far as they can be read: what is still wrong does nothing yet. What the organization no longer
    /// has (a license, say) matches nobody.
    #[must_use]
    pub fn read(typed: &SettingsDraft, zone: &TimeZone) -> Self {
        Self {
            automatic_activation_emails: typed.automatic_activation_emails,
            off_until: parse_off_until(typed, zone).ok().flatten(),
            rules: typed.rules.iter().filter_map(|draft| SuppressionRule::parse(draft, zone).ok()).collect(),
            sender: parse_sender(&typed.sender).unwrap_or_default(),
            follow_up: FollowUp::parse(&typed.follow_up).unwrap_or_default(),
        }
    }

    /// Settings that were saved. A rule that cannot be read is never left out: somebody might be mailed whom it holds back.
    ///
    /// # Errors
    /// [`Unreadable`]: another version of Usher saved them.
    pub fn read_saved(saved: &SettingsDraft, zone: &TimeZone) -> Result<Self, Unreadable> {
        let rules = saved.rules.iter().map(|draft| SuppressionRule::parse_saved(draft, zone).map_err(|_| Unreadable));
        let until = (saved.automatic_activation_emails == Switch::Off && !saved.off_until.trim().is_empty()).then_some(&saved.off_until);
        let until = until.map(|typed| zone.read(typed).map(|moment| OffUntil { at: moment.at, typed: typed.clone() }));
        Ok(Self {
            automatic_activation_emails: saved.automatic_activation_emails,
            off_until: until.transpose().map_err(|_| Unreadable)?,
            rules: rules.collect::<Result<_, _>>()?,
            sender: parse_sender(&saved.sender).map_err(|_| Unreadable)?,
            follow_up: FollowUp::parse(&saved.follow_up).map_err(|_| Unreadable)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{condition, now, rule, warsaw};
    use super::super::rule::ConditionField;
    use super::*;

    #[test]
    fn the_setting_is_on_by_default() {
        assert_eq!(EmailSettings::default().setting_at(now()), Switch::On);
    }

    fn saved() -> SettingsDraft {
        let mut saved = SettingsDraft { automatic_activation_emails: Switch::Off, ..EmailSettings::default().draft() };
        saved.off_until = "2026-12-01".into();
        saved.rules.push(rule("a", &[condition(ConditionField::Department, "Sales")]));
        saved.sender = SenderDraft { name: "IT Help".into(), address: "it@example.com".into(), reply_to: "help@example.com".into() };
        saved.follow_up = FollowUpDraft { owner: "Ada".into(), reminder_days: "2, 5, 10".into(), ..FollowUpDraft::default() };
        saved
    }

    #[test]
    fn saved_settings_give_their_draft_back() {
        let settings = EmailSettings::read_saved(&saved(), &warsaw()).unwrap();
        assert_eq!(settings.draft(), saved());
        assert_eq!(EmailSettings::read(&saved(), &warsaw()), settings);
    }

    #[test]
    fn a_saved_part_that_cannot_be_read_is_not_left_out() {
        let spoilt: [fn(&mut SettingsDraft); 5] = [
            |saved| saved.rules[0].kinds.clear(),
            |saved| saved.rules[0].starts = "some day".into(),
            |saved| saved.off_until = "some day".into(),
            |saved| saved.sender.address = "nobody".into(),
            |saved| saved.follow_up.reminder_days = "x".into(),
        ];
        for spoil in spoilt {
            let mut saved = saved();
            spoil(&mut saved);
            assert_eq!(EmailSettings::read_saved(&saved, &warsaw()), Err(Unreadable), "{saved:?}");
        }
    }

    #[test]
    fn the_setting_returns_at_its_moment_whether_anybody_looks_or_not() {
        let settings = EmailSettings::read_saved(&saved(), &warsaw()).unwrap();
        let midnight = Timestamp::parse("2026-11-30T23:00:00Z").unwrap();
        let before = Timestamp::from_millis(midnight.millis() - 1);
        assert_eq!((settings.setting_at(before), settings.returned(before)), (Switch::Off, None));
        assert_eq!(settings.setting_at(midnight), Switch::On);
        let (returned, at) = settings.returned(midnight.plus_days(9)).unwrap();
        assert_eq!((returned.automatic_activation_emails, returned.off_until.clone(), at), (Switch::On, None, midnight));
        assert_eq!(returned.rules, settings.rules);
        assert_eq!(returned.returned(midnight.plus_days(9)), None);
    }
}
