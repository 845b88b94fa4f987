//! Owns one condition of a suppression rule: its reading, and for whom it holds.
//! Refuses to join conditions, which the rule does.

use super::{
    license::LicenseId,
    rule::{ConditionDraft, ConditionField, RuleFault},
    time_zone::{Moment, Reading, TimeZone},
    timestamp::Timestamp,
    user::{ADDED_BY, AddedBy, DirectoryUser},
};

/// A condition without errors.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Condition {
    /// Domain of the address.
    EmailDomain {
        /// In lower case.
        domain: String,
        /// Whether domains below it match too.
        below: bool,
    },
    /// Assigned license.
    License(LicenseId),
    /// Department in lower case.
    Department(String),
    /// How they were added.
    AddedBy(AddedBy),
    /// Added before.
    AddedBefore(Timestamp),
    /// Added at or after.
    AddedAfter(Timestamp),
}

impl Condition {
    /// Reads a draft; days are those of the zone. Also says how sure a time is.
    ///
    /// # Errors
    /// What is wrong with its value.
    pub fn parse(draft: &ConditionDraft, zone: &TimeZone) -> Result<(Self, Reading), RuleFault> {
        let value = draft.value.trim();
        if value.is_empty() {
            return Err(RuleFault::ValueMissing);
        }
        let time = |of: fn(Timestamp) -> Self| match zone.read(value) {
            Ok(Moment { at, reading }) => Ok((of(at), reading)),
            Err(_) => Err(RuleFault::BadTime),
        };
        let sure = match draft.field {
            ConditionField::EmailDomain => Ok(Self::EmailDomain { domain: domain(value)?, below: false }),
            ConditionField::EmailDomainAndBelow => Ok(Self::EmailDomain { domain: domain(value)?, below: true }),
            ConditionField::License => Ok(Self::License(LicenseId(value.to_owned()))),
            ConditionField::Department => Ok(Self::Department(value.to_lowercase())),
            ConditionField::AddedBy => {
                ADDED_BY.iter().find(|(_, name)| *name == value).map(|(added_by, _)| Self::AddedBy(*added_by)).ok_or(RuleFault::BadAddedBy)
            }
            ConditionField::AddedBefore => return time(Self::AddedBefore),
            ConditionField::AddedAfter => return time(Self::AddedAfter),
        };
        sure.map(|condition| (condition, Reading::Exact))
    }

    /// Whether it holds for a user. A condition on an unknown fact does not hold.
    #[must_use]
    pub fn holds(&self, user: &DirectoryUser) -> bool {
        match self {
            Self::EmailDomain { domain, below } => user.email.is_in(domain, *below),
            Self::License(id) => user.licenses.contains(id),
            Self::Department(department) => user.department.as_ref().is_some_and(|of_user| is_in_lower_case(of_user.trim(), department)),
            Self::AddedBy(added_by) => user.added_by == *added_by,
            Self::AddedBefore(at) => user.added.is_some_and(|added| added < *at),
            Self::AddedAfter(at) => user.added.is_some_and(|added| added >= *at),
        }
    }

    /// Two bounds in time narrow each other; two values of anything else are alternatives.
    pub(super) fn has_alternatives(&self) -> bool {
        !matches!(self, Self::AddedBefore(_) | Self::AddedAfter(_))
    }

    pub(super) fn same_field(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// Whether `lower` is a text in lower case. Asked for every person and rule: texts of ASCII are compared where they lie.
fn is_in_lower_case(text: &str, lower: &str) -> bool {
    if text.is_ascii() { text.eq_ignore_ascii_case(lower) } else { text.to_lowercase() == lower }
}

/// Whether a domain name is `domain`, or one below it where those count too. Both in lower case.
pub(super) fn is_in_domain(name: &str, domain: &str, below: bool) -> bool {
    name == domain || (below && name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
}

/// Reads a domain name: labels of letters, digits and hyphens (any script), at least two of them.
fn domain(text: &str) -> Result<String, RuleFault> {
    let lower = text.to_lowercase();
    let good_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    if lower.len() <= 253 && lower.contains('.') && lower.split('.').all(good_label) { Ok(lower) } else { Err(RuleFault::BadDomain) }
}
