//! Owns suppression rules: their draft as typed, their parsed form, and whom they match.
//! Refuses to judge a list of rules, which `rule_problems` does.

use super::{
    condition::Condition,
    email_kind::{EmailKind, SuppressibleKind},
    time_zone::{Reading, TimeZone},
    timestamp::Timestamp,
    user::DirectoryUser,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Names one rule for as long as it exists.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct RuleId(pub String);

/// A rule as typed, perhaps wrong. This is also the form in which rules travel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleDraft {
    /// Identifier, chosen by whoever creates the rule.
    pub id: RuleId,
    /// What administrators call it.
    pub name: String,
    /// The kinds of email it covers. A conversion notice here is a problem: it cannot be suppressed.
    pub kinds: Vec<EmailKind>,
    /// Conditions on different fields must all hold; several on one field are alternatives.
    pub conditions: Vec<ConditionDraft>,
    /// From when on it is in force: a day (`2026-11-22`) or a time (`2026-11-22T09:30`) on the organization's clocks, or an RFC
    /// 3339 time; empty for "always was".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub starts: String,
    /// The end, exclusive, written in the same way; empty for "for good".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ends: String,
    /// What happens to those it matches.
    pub action: RuleAction,
}

/// A condition as typed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionDraft {
    /// What is looked at.
    pub field: ConditionField,
    /// What it is compared with.
    pub value: String,
}

/// What a condition looks at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConditionField {
    /// The domain of the address, exactly.
    EmailDomain,
    /// The domain of the address or any domain below it.
    EmailDomainAndBelow,
    /// A license that is assigned.
    License,
    /// The department, whatever its case.
    Department,
    /// How the person was added.
    AddedBy,
    /// Added before a time.
    AddedBefore,
    /// Added at a time or after it.
    AddedAfter,
}

/// Every field, in the order in which the editor offers them.
pub const CONDITION_FIELDS: &[ConditionField] = &[
    ConditionField::EmailDomain,
    ConditionField::EmailDomainAndBelow,
    ConditionField::License,
    ConditionField::Department,
    ConditionField::AddedBy,
    ConditionField::AddedBefore,
    ConditionField::AddedAfter,
];

/// What a rule does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleAction {
    /// Do not send.
    Suppress,
    /// Send, whatever later rules and the setting say.
    Send,
}

/// A rule without errors. It is read with the clocks of a time zone, so it is kept and travels as its draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SuppressionRule {
    draft: RuleDraft,
    kinds: Vec<SuppressibleKind>,
    conditions: Vec<Condition>,
    period: Period,
}

/// When a rule is in force: from `start` on, until before `end`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Period {
    /// Inclusive start; `None` for "always was".
    pub start: Option<Timestamp>,
    /// Exclusive end; `None` for "for good".
    pub end: Option<Timestamp>,
}

/// Why a rule does not cover an email.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mismatch {
    /// It is about other kinds of email.
    Kind,
    /// It is not in force yet.
    NotYet {
        /// Its first moment in force.
        starts: Timestamp,
    },
    /// It is not in force any more.
    Over {
        /// The moment from which it is not.
        ended: Timestamp,
    },
    /// A condition does not hold, and no alternative to it does.
    Condition {
        /// Its place.
        at: usize,
        /// What it looks at.
        field: ConditionField,
    },
}

/// One thing wrong with a rule by itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleFault {
    /// The name is empty.
    #[error("give the rule a name")]
    NameMissing,
    /// Over 100 characters.
    #[error("the name is longer than 100 characters")]
    NameTooLong,
    /// No kind is ticked.
    #[error("choose at least one kind of email")]
    NoKind,
    /// The conversion notice is named.
    #[error("conversion notices are always sent: people must be told that their plan became paid")]
    ConversionNotice,
    /// The condition has no value.
    #[error("fill in the condition or remove it")]
    ValueMissing,
    /// Not a domain.
    #[error("is not a domain such as example.com (no @, no *, no spaces)")]
    BadDomain,
    /// Not a way of being added.
    #[error("is not one of: import, scim, hand, platform")]
    BadAddedBy,
    /// Neither date nor time.
    #[error("is not a date (2026-11-22) or a time (2026-11-22T09:30)")]
    BadTime,
    /// A time that the organization's clocks skip.
    #[error("clocks are set forward then and never show this time: choose a later one")]
    SkippedTime,
    /// The period ends before it starts, or at once.
    #[error("the period ends before it begins")]
    EmptyPeriod,
}

/// A field of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuleField {
    /// The rule as a whole.
    Whole,
    /// `name`
    Name,
    /// `kinds`
    Kinds,
    /// `conditions` as a whole.
    Conditions,
    /// `conditions[n].value`
    Condition(usize),
    /// `starts`
    Starts,
    /// `ends`
    Ends,
}

/// Longest name of a rule, in characters.
const LONGEST_NAME: usize = 100;

impl SuppressionRule {
    /// Reads a draft with the clocks of a time zone.
    ///
    /// # Errors
    /// Every fault, each with its field.
    pub fn parse(draft: &RuleDraft, zone: &TimeZone) -> Result<Self, Vec<(RuleField, RuleFault)>> {
        let (rule, faults) = Self::read(draft, zone);
        if faults.is_empty() { Ok(rule) } else { Err(faults) }
    }

    /// Reads a rule that was saved. The organization may have got other clocks since then: a time that they skip means the
    /// moment at which they do, and a period that became empty one in which the rule is never in force.
    ///
    /// # Errors
    /// Every other fault, each with its field.
    pub fn parse_saved(draft: &RuleDraft, zone: &TimeZone) -> Result<Self, Vec<(RuleField, RuleFault)>> {
        let (rule, mut faults) = Self::read(draft, zone);
        faults.retain(|(_, fault)| !matches!(fault, RuleFault::SkippedTime | RuleFault::EmptyPeriod));
        if faults.is_empty() { Ok(rule) } else { Err(faults) }
    }

    /// The rule as far as it can be read, and every fault.
    fn read(draft: &RuleDraft, zone: &TimeZone) -> (Self, Vec<(RuleField, RuleFault)>) {
        let mut faults = Vec::new();
        if draft.name.trim().is_empty() {
            faults.push((RuleField::Name, RuleFault::NameMissing));
        } else if draft.name.chars().count() > LONGEST_NAME {
            faults.push((RuleField::Name, RuleFault::NameTooLong));
        }
        if draft.kinds.is_empty() {
            faults.push((RuleField::Kinds, RuleFault::NoKind));
        }
        let kinds: Vec<SuppressibleKind> = draft.kinds.iter().filter_map(|kind| SuppressibleKind::try_from(*kind).ok()).collect();
        if kinds.len() < draft.kinds.len() {
            faults.push((RuleField::Kinds, RuleFault::ConversionNotice));
        }
        let mut conditions = Vec::new();
        for (index, condition) in draft.conditions.iter().enumerate() {
            match Condition::parse(condition, zone) {
                Ok((condition, reading)) => {
                    if reading == Reading::Skipped {
                        faults.push((RuleField::Condition(index), RuleFault::SkippedTime));
                    }
                    conditions.push(condition);
                }
                Err(fault) => faults.push((RuleField::Condition(index), fault)),
            }
        }
        let mut bound = |field, text: &str| match (text.trim().is_empty(), zone.read(text)) {
            (true, _) => None,
            (false, Ok(moment)) => {
                if moment.reading == Reading::Skipped {
                    faults.push((field, RuleFault::SkippedTime));
                }
                Some(moment.at)
            }
            (false, Err(_)) => {
                faults.push((field, RuleFault::BadTime));
                None
            }
        };
        let period = Period { start: bound(RuleField::Starts, &draft.starts), end: bound(RuleField::Ends, &draft.ends) };
        if let (Some(start), Some(end)) = (period.start, period.end)
            && end <= start
        {
            faults.push((RuleField::Ends, RuleFault::EmptyPeriod));
        }
        (Self { draft: draft.clone(), kinds, conditions, period }, faults)
    }

    /// The rule as it was typed.
    #[must_use]
    pub fn draft(&self) -> &RuleDraft {
        &self.draft
    }

    /// Identifier.
    #[must_use]
    pub fn id(&self) -> &RuleId {
        &self.draft.id
    }

    /// What administrators call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.draft.name
    }

    /// What it does.
    #[must_use]
    pub fn action(&self) -> RuleAction {
        self.draft.action
    }

    /// The kinds it covers.
    #[must_use]
    pub fn kinds(&self) -> &[SuppressibleKind] {
        &self.kinds
    }

    /// Its conditions.
    #[must_use]
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// When it is in force.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// Whether it covers this kind of email to this user at this moment.
    #[must_use]
    pub fn matches(&self, user: &DirectoryUser, kind: SuppressibleKind, now: Timestamp) -> bool {
        self.mismatch(user, kind, now).is_none()
    }

    /// The first thing that keeps it from covering this kind of email to this user at this moment.
    #[must_use]
    pub fn mismatch(&self, user: &DirectoryUser, kind: SuppressibleKind, now: Timestamp) -> Option<Mismatch> {
        if !self.kinds.contains(&kind) {
            return Some(Mismatch::Kind);
        }
        if let Some(starts) = self.period.start.filter(|start| now < *start) {
            return Some(Mismatch::NotYet { starts });
        }
        if let Some(ended) = self.period.end.filter(|end| *end <= now) {
            return Some(Mismatch::Over { ended });
        }
        let mut conditions = self.draft.conditions.iter().zip(&self.conditions).enumerate();
        let failing = conditions.find(|(_, (_, condition))| !self.holds_or_alternative(condition, user));
        failing.map(|(at, (draft, _))| Mismatch::Condition { at, field: draft.field })
    }

    /// The conditions as typed that are alternatives to the one at `at`, itself among them.
    pub fn alternatives(&self, at: usize) -> impl Iterator<Item = &ConditionDraft> {
        let wanted = self.conditions.get(at);
        self.draft.conditions.iter().zip(&self.conditions).enumerate().filter_map(move |(index, (draft, condition))| {
            let alternative = wanted.is_some_and(|wanted| wanted.has_alternatives() && wanted.same_field(condition));
            (index == at || alternative).then_some(draft)
        })
    }

    /// A condition holds, or another one on the same field does.
    fn holds_or_alternative(&self, condition: &Condition, user: &DirectoryUser) -> bool {
        condition.holds(user)
            || (condition.has_alternatives() && self.conditions.iter().any(|other| other.same_field(condition) && other.holds(user)))
    }
}
