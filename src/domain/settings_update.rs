//! Owns the judgement of a change of the email settings: everything wrong with it at once, or the settings after it.
//! Refuses a change that is not wholly right, and turning the setting off without the acknowledgements that this takes.

use super::{
    email_address::{EmailAddress, NotAnAddress},
    follow_up::{FollowUp, FollowUpFault},
    organization::Organization,
    readiness::{ReadinessFacts, ReadinessItem, readiness},
    rule::{RuleFault, RuleField},
    rule_problems::{RuleProblem, RuleProblemKind, Severity, parse_rules},
    settings::{EmailSettings, OffUntil, Sender, SenderDraft, SettingsDraft, Switch},
    time_zone::{Reading, TimeZone},
    timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Fewest and most characters of an acknowledgement in the administrator's own words.
const ACKNOWLEDGEMENT: std::ops::RangeInclusive<usize> = 10..=500;

/// What a change is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The organization.
    pub organization: &'a Organization,
    /// What is known of its readiness to do without automatic emails.
    pub facts: &'a ReadinessFacts,
    /// Now.
    pub now: Timestamp,
}

/// Why an administrator turned the setting off though something was missing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Acknowledgement {
    /// In their own words.
    pub words: String,
    /// What was missing.
    pub missing: Vec<ReadinessItem>,
}

/// Something that keeps settings from being saved, or a warning about them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsProblem {
    /// About a rule.
    #[error("{}", .0.kind)]
    Rule(RuleProblem),
    /// The moment at which the setting is to return cannot be read.
    #[error("{0}")]
    OffUntil(RuleFault),
    /// The moment at which the setting is to return has passed.
    #[error("lies in the past: choose a later day, or leave the setting on")]
    OffUntilPast,
    /// The setting is on, and says until when it is off.
    #[error("is for a setting that is off; leave it empty")]
    OffUntilWhileOn,
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
    /// About the follow-up.
    #[error("{0}")]
    FollowUp(FollowUpFault),
    /// Turned off without acknowledging the advice.
    #[error(
        "turning automatic activation emails off must be acknowledged: people without a manual onboarding never learn that they have an account"
    )]
    AdviceNotAcknowledged,
    /// Turned off though something is missing, without saying why.
    #[error("something is missing for turning automatic activation emails off ({}): say in 10 to 500 characters why it is done all the same", names(.0))]
    NotReady(Vec<ReadinessItem>),
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
            Self::OffUntil(_) | Self::OffUntilPast | Self::OffUntilWhileOn => "/off_until".into(),
            Self::SenderNameMissing | Self::SenderNameBad => "/sender/name".into(),
            Self::SenderAddress(_) => "/sender/address".into(),
            Self::ReplyTo(_) => "/sender/reply_to".into(),
            Self::FollowUp(FollowUpFault::OwnerBad) => "/follow_up/owner".into(),
            Self::FollowUp(FollowUpFault::DaysBad) => "/follow_up/reminder_days".into(),
            Self::AdviceNotAcknowledged => "/advice_acknowledged".into(),
            Self::NotReady(_) => "/acknowledgement".into(),
        }
    }

    /// Whether it keeps the settings from being saved.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Rule(RuleProblem { kind, .. }) => RuleProblemKind::severity(kind),
            Self::OffUntil(_)
            | Self::OffUntilPast
            | Self::OffUntilWhileOn
            | Self::SenderNameMissing
            | Self::SenderNameBad
            | Self::SenderAddress(_)
            | Self::ReplyTo(_)
            | Self::FollowUp(_)
            | Self::AdviceNotAcknowledged
            | Self::NotReady(_) => Severity::Error,
        }
    }
}

impl EmailSettings {
    /// Whether a change turns the setting off, so that its readiness is asked for.
    #[must_use]
    pub fn turns_off(&self, draft: &SettingsDraft, now: Timestamp) -> bool {
        self.setting_at(now) == Switch::On && draft.automatic_activation_emails == Switch::Off
    }

    /// The settings after a change, and the acknowledgement that came with it.
    ///
    /// # Errors
    /// Every problem, warnings among them, when at least one of them is an error.
    pub fn update(&self, draft: &SettingsDraft, by: Circumstances<'_>) -> Result<(Self, Option<Acknowledgement>), Vec<SettingsProblem>> {
        let zone = &by.organization.time_zone;
        let mut problems = Vec::new();
        let rules = parse_rules(&draft.rules, draft.automatic_activation_emails, by.organization)
            .map_err(|found| problems.extend(found.into_iter().map(SettingsProblem::Rule)))
            .unwrap_or_default();
        problems.extend(off_until_problem(draft, zone, by.now));
        let sender = parse_sender(&draft.sender).map_err(|found| problems.extend(found)).unwrap_or_default();
        let follow_up = FollowUp::parse(&draft.follow_up)
            .map_err(|found| problems.extend(found.into_iter().map(SettingsProblem::FollowUp)))
            .unwrap_or_default();
        let settings = Self {
            automatic_activation_emails: draft.automatic_activation_emails,
            off_until: parse_off_until(draft, zone).ok().flatten(),
            rules,
            sender,
            follow_up,
        };
        let mut acknowledgement = None;
        if self.turns_off(draft, by.now) {
            if !draft.advice_acknowledged {
                problems.push(SettingsProblem::AdviceNotAcknowledged);
            }
            let missing: Vec<ReadinessItem> = readiness(by.organization, by.facts, &settings)
                .into_iter()
                .filter(|point| point.gap.is_some())
                .map(|point| point.item)
                .collect();
            let words = draft.acknowledgement.trim();
            if !missing.is_empty() && !is_acknowledgement(words) {
                problems.push(SettingsProblem::NotReady(missing));
            } else if !missing.is_empty() {
                acknowledgement = Some(Acknowledgement { words: words.to_owned(), missing });
            }
        }
        if problems.is_empty() { Ok((settings, acknowledgement)) } else { Err(problems) }
    }
}

/// Whether words are long enough for an acknowledgement, and not too long.
#[must_use]
pub fn is_acknowledgement(words: &str) -> bool {
    let words = words.trim();
    ACKNOWLEDGEMENT.contains(&words.chars().count()) && !words.chars().any(|c| c.is_control() && c != '\n')
}

/// What is wrong with the moment at which the setting is to return, if anything.
#[must_use]
pub fn off_until_problem(draft: &SettingsDraft, zone: &TimeZone, now: Timestamp) -> Option<SettingsProblem> {
    match parse_off_until(draft, zone) {
        Err(problem) => Some(problem),
        Ok(Some(until)) if until.at <= now => Some(SettingsProblem::OffUntilPast),
        Ok(Some(_) | None) => None,
    }
}

/// Reads the moment at which the setting is to return.
///
/// # Errors
/// What is wrong with it; that it has passed is not asked here.
pub fn parse_off_until(draft: &SettingsDraft, zone: &TimeZone) -> Result<Option<OffUntil>, SettingsProblem> {
    let typed = draft.off_until.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    if draft.automatic_activation_emails == Switch::On {
        return Err(SettingsProblem::OffUntilWhileOn);
    }
    let moment = zone.read(typed).map_err(|_| SettingsProblem::OffUntil(RuleFault::BadTime))?;
    match moment.reading {
        Reading::Skipped => Err(SettingsProblem::OffUntil(RuleFault::SkippedTime)),
        Reading::Exact | Reading::First => Ok(Some(OffUntil { at: moment.at, typed: typed.to_owned() })),
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

fn names(items: &[ReadinessItem]) -> String {
    items.iter().map(|item| item.name()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{condition, now, organization, ready_facts, rule, warsaw};
    use super::super::follow_up::FollowUpDraft;
    use super::super::rule::ConditionField;
    use super::*;

    fn update(
        before: &EmailSettings,
        draft: &SettingsDraft,
        facts: &ReadinessFacts,
    ) -> Result<(EmailSettings, Option<Acknowledgement>), Vec<SettingsProblem>> {
        let organization = Organization { time_zone: warsaw(), ..organization() };
        before.update(draft, Circumstances { organization: &organization, facts, now: now() })
    }

    fn off() -> SettingsDraft {
        SettingsDraft { automatic_activation_emails: Switch::Off, advice_acknowledged: true, ..ready().draft() }
    }

    fn ready() -> EmailSettings {
        let draft = SettingsDraft {
            sender: SenderDraft { name: "IT Help".into(), address: "it@example.com".into(), reply_to: String::new() },
            follow_up: FollowUpDraft { owner: "Ada".into(), reminder_days: "2, 5".into(), ..FollowUpDraft::default() },
            ..EmailSettings::default().draft()
        };
        EmailSettings::read_saved(&draft, &warsaw()).unwrap()
    }

    #[test]
    fn turning_off_needs_the_acknowledgement_of_the_advice_once() {
        let careless = SettingsDraft { advice_acknowledged: false, ..off() };
        assert_eq!(update(&ready(), &careless, &ready_facts()), Err(vec![SettingsProblem::AdviceNotAcknowledged]));
        let (now_off, acknowledgement) = update(&ready(), &off(), &ready_facts()).unwrap();
        assert_eq!(acknowledgement, None, "nothing is missing");
        assert!(update(&now_off, &careless, &ready_facts()).is_ok(), "already off");
    }

    #[test]
    fn turning_off_while_something_is_missing_takes_words_that_are_recorded() {
        let facts = ReadinessFacts::default();
        let mut draft = off();
        let missing = vec![ReadinessItem::Template, ReadinessItem::HelpDesk, ReadinessItem::TestMail];
        for short in ["", "   ok     ", &"x".repeat(501)] {
            draft.acknowledgement = short.into();
            assert_eq!(update(&ready(), &draft, &facts), Err(vec![SettingsProblem::NotReady(missing.clone())]), "{short}");
        }
        draft.acknowledgement = " Onboarding is done by hand in class. ".into();
        let (settings, acknowledgement) = update(&ready(), &draft, &facts).unwrap();
        assert_eq!(acknowledgement, Some(Acknowledgement { words: "Onboarding is done by hand in class.".into(), missing }));
        assert_eq!(settings.draft().acknowledgement, "", "it is for one change");
    }

    #[test]
    fn turning_off_again_after_the_setting_returned_is_asked_again() {
        let past = SettingsDraft { off_until: "2026-11-01".into(), ..off() };
        let returned = EmailSettings::read_saved(&past, &warsaw()).unwrap();
        let draft = SettingsDraft { advice_acknowledged: false, ..off() };
        assert_eq!(update(&returned, &draft, &ready_facts()), Err(vec![SettingsProblem::AdviceNotAcknowledged]));
    }

    #[test]
    fn the_day_of_return_is_one_that_comes() {
        for (typed, expected) in [
            ("2026-12-01", None),
            ("2026-11-22T13:01", None),
            // Noon in UTC is 13:00 in Warsaw.
            ("2026-11-22T13:00", Some(SettingsProblem::OffUntilPast)),
            ("2026-11-22", Some(SettingsProblem::OffUntilPast)),
            ("2027-03-28T02:30", Some(SettingsProblem::OffUntil(RuleFault::SkippedTime))),
            ("soon", Some(SettingsProblem::OffUntil(RuleFault::BadTime))),
        ] {
            let draft = SettingsDraft { off_until: typed.into(), ..off() };
            assert_eq!(update(&ready(), &draft, &ready_facts()).err(), expected.map(|problem| vec![problem]), "{typed}");
        }
        let on = SettingsDraft { automatic_activation_emails: Switch::On, off_until: "2026-12-01".into(), ..off() };
        assert_eq!(update(&ready(), &on, &ready_facts()), Err(vec![SettingsProblem::OffUntilWhileOn]));
    }

    #[test]
    fn problems_point_to_their_field() {
        let mut draft = SettingsDraft { advice_acknowledged: false, off_until: "soon".into(), ..off() };
        draft.rules.push(rule("", &[condition(ConditionField::EmailDomain, "*")]));
        draft.sender = SenderDraft { name: "a\r\nBcc: x".into(), address: "nobody".into(), reply_to: "x".into() };
        draft.follow_up = FollowUpDraft { owner: "a\nb".into(), reminder_days: "x".into(), ..FollowUpDraft::default() };
        let pointers: Vec<String> =
            update(&EmailSettings::default(), &draft, &ready_facts()).unwrap_err().iter().map(SettingsProblem::pointer).collect();
        let expected = [
            "/rules/0/name",
            "/rules/0/conditions/0/value",
            "/off_until",
            "/sender/name",
            "/sender/reply_to",
            "/sender/address",
            "/follow_up/owner",
            "/follow_up/reminder_days",
            "/advice_acknowledged",
            "/acknowledgement",
        ];
        assert_eq!(pointers, expected);
    }
}
