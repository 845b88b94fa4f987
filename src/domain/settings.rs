//! Owns what an administrator decides about email: the setting, the rules, the sender.
//! Refuses a change that is not wholly right: `update` returns every problem at once.

use super::{
    email_address::{EmailAddress, NotAnAddress},
    organization::Organization,
    rule::{RuleDraft, RuleField, SuppressionRule},
    rule_problems::{RuleProblem, RuleProblemKind, Severity, parse_rules},
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

/// The organization's email settings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EmailSettings {
    /// "Automatic activation emails": on by default.
    pub automatic_activation_emails: Switch,
    /// Suppression rules; the first that matches decides.
    pub rules: Vec<SuppressionRule>,
    /// Who the mails come from; without it nothing can be sent.
    pub sender: Option<Sender>,
}

/// Who the mails come from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Sender {
    /// The name that recipients see.
    pub name: String,
    /// The address that recipients see.
    pub address: EmailAddress,
    /// Where replies go, if elsewhere.
    pub reply_to: Option<EmailAddress>,
}

/// Settings as typed, perhaps wrong. This is also the form in which settings travel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsDraft {
    /// The setting.
    pub automatic_activation_emails: Switch,
    /// The rules, in order.
    pub rules: Vec<RuleDraft>,
    /// The sender; all parts empty for none.
    pub sender: SenderDraft,
    /// True when the administrator was shown the advice against turning the setting off, and goes ahead.
    /// Asked only of a change from on to off.
    #[serde(default)]
    pub advice_acknowledged: bool,
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

/// Something that keeps settings from being saved, or a warning about them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsProblem {
    /// About a rule.
    #[error("{}", .0.kind)]
    Rule(RuleProblem),
    /// No name though there is an address.
    #[error("give the sender a name that people know")]
    SenderNameMissing,
    /// A line break or over 100 characters.
    #[error("the sender's name is longer than 100 characters or contains a line break")]
    SenderNameBad,
    /// The address is wrong.
    #[error("{0}")]
    SenderAddress(NotAnAddress),
    /// The reply address is wrong.
    #[error("{0}")]
    ReplyTo(NotAnAddress),
    /// Turned off without acknowledging the advice.
    #[error(
        "turning automatic activation emails off must be acknowledged: people without a manual onboarding never learn that they have an account"
    )]
    AdviceNotAcknowledged,
}

impl SettingsProblem {
    /// JSON pointer to the field, for example `/rules/1/kinds`.
    #[must_use]
    pub fn pointer(&self) -> String {
        match self {
            Self::Rule(problem) => {
                let rule = format!("/rules/{}", problem.rule);
                match problem.field {
                    RuleField::Whole => rule,
                    RuleField::Name => format!("{rule}/name"),
                    RuleField::Kinds => format!("{rule}/kinds"),
                    RuleField::Conditions => format!("{rule}/conditions"),
                    RuleField::Condition(at) => format!("{rule}/conditions/{at}/value"),
                    RuleField::Starts => format!("{rule}/starts"),
                    RuleField::Ends => format!("{rule}/ends"),
                }
            }
            Self::SenderNameMissing | Self::SenderNameBad => "/sender/name".into(),
            Self::SenderAddress(_) => "/sender/address".into(),
            Self::ReplyTo(_) => "/sender/reply_to".into(),
            Self::AdviceNotAcknowledged => "/advice_acknowledged".into(),
        }
    }

    /// Whether it keeps the settings from being saved.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Rule(RuleProblem { kind, .. }) => RuleProblemKind::severity(kind),
            Self::SenderNameMissing | Self::SenderNameBad | Self::SenderAddress(_) | Self::ReplyTo(_) | Self::AdviceNotAcknowledged => {
                Severity::Error
            }
        }
    }
}

impl Default for EmailSettings {
    /// What an organization starts with: automatic emails on, no rules, no sender.
    fn default() -> Self {
        Self { automatic_activation_emails: Switch::On, rules: Vec::new(), sender: None }
    }
}

impl EmailSettings {
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
            rules: self.rules.iter().cloned().map(RuleDraft::from).collect(),
            sender: sender.unwrap_or_default(),
            advice_acknowledged: false,
        }
    }

    /// Saved settings as far as they can be read. What the organization no longer has (a license, say) matches nobody.
    #[must_use]
    pub fn read(saved: &SettingsDraft) -> Self {
        Self {
            automatic_activation_emails: saved.automatic_activation_emails,
            rules: saved.rules.iter().filter_map(|draft| SuppressionRule::parse(draft).ok()).collect(),
            sender: parse_sender(&saved.sender).unwrap_or_default(),
        }
    }

    /// The settings after a change.
    ///
    /// # Errors
    /// Every problem, warnings among them, when at least one of them is an error.
    pub fn update(&self, draft: &SettingsDraft, organization: &Organization) -> Result<Self, Vec<SettingsProblem>> {
        let mut problems = Vec::new();
        let rules = parse_rules(&draft.rules, draft.automatic_activation_emails, organization)
            .map_err(|found| problems.extend(found.into_iter().map(SettingsProblem::Rule)))
            .unwrap_or_default();
        let sender = parse_sender(&draft.sender).map_err(|found| problems.extend(found)).unwrap_or_default();
        let turned_off = self.automatic_activation_emails == Switch::On && draft.automatic_activation_emails == Switch::Off;
        if turned_off && !draft.advice_acknowledged {
            problems.push(SettingsProblem::AdviceNotAcknowledged);
        }
        if problems.is_empty() {
            Ok(Self { automatic_activation_emails: draft.automatic_activation_emails, rules, sender })
        } else {
            Err(problems)
        }
    }
}

/// Reads a sender; all parts empty means none.
///
/// # Errors
/// Every problem.
pub fn parse_sender(draft: &SenderDraft) -> Result<Option<Sender>, Vec<SettingsProblem>> {
    let name = draft.name.trim();
    if [name, draft.address.trim(), draft.reply_to.trim()].iter().all(|part| part.is_empty()) {
        return Ok(None);
    }
    let mut problems = Vec::new();
    if name.is_empty() {
        problems.push(SettingsProblem::SenderNameMissing);
    } else if name.chars().count() > 100 || name.chars().any(char::is_control) {
        problems.push(SettingsProblem::SenderNameBad);
    }
    let reply_to = match draft.reply_to.trim() {
        "" => None,
        text => EmailAddress::parse(text).map_err(|reason| problems.push(SettingsProblem::ReplyTo(reason))).ok(),
    };
    match EmailAddress::parse(&draft.address) {
        Ok(address) if problems.is_empty() => Ok(Some(Sender { name: name.to_owned(), address, reply_to })),
        Ok(_) => Err(problems),
        Err(reason) => {
            problems.push(SettingsProblem::SenderAddress(reason));
            Err(problems)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{condition, organization, rule};
    use super::super::rule::ConditionField;
    use super::*;

    fn off(acknowledged: bool) -> SettingsDraft {
        SettingsDraft { automatic_activation_emails: Switch::Off, advice_acknowledged: acknowledged, ..EmailSettings::default().draft() }
    }

    #[test]
    fn the_setting_is_on_by_default() {
        assert_eq!(EmailSettings::default().automatic_activation_emails, Switch::On);
    }

    #[test]
    fn turning_off_needs_the_acknowledgement_once() {
        let on = EmailSettings::default();
        assert_eq!(on.update(&off(false), &organization()), Err(vec![SettingsProblem::AdviceNotAcknowledged]));
        let now_off = on.update(&off(true), &organization()).unwrap();
        assert!(now_off.update(&off(false), &organization()).is_ok(), "already off");
    }

    #[test]
    fn a_draft_of_settings_gives_the_settings_back() {
        let mut draft = off(true);
        draft.rules.push(rule("a", &[condition(ConditionField::Department, "Sales")]));
        draft.sender = SenderDraft { name: "IT Help".into(), address: "it@example.com".into(), reply_to: "help@example.com".into() };
        let settings = EmailSettings::default().update(&draft, &organization()).unwrap();
        assert_eq!(settings.draft(), SettingsDraft { advice_acknowledged: false, ..draft });
        assert_eq!(EmailSettings::read(&settings.draft()), settings);
    }

    #[test]
    fn problems_point_to_their_field() {
        let mut draft = off(false);
        draft.rules.push(rule("", &[condition(ConditionField::EmailDomain, "*")]));
        draft.sender = SenderDraft { name: "a\r\nBcc: x".into(), address: "nobody".into(), reply_to: "x".into() };
        let pointers: Vec<String> =
            EmailSettings::default().update(&draft, &organization()).unwrap_err().iter().map(SettingsProblem::pointer).collect();
        assert_eq!(
            pointers,
            ["/rules/0/name", "/rules/0/conditions/0/value", "/sender/name", "/sender/reply_to", "/sender/address", "/advice_acknowledged"]
        );
    }
}
