//! Owns why one resource of a SCIM server is not taken, and how it is named to the administrator.
//! Refuses to name it by its address, or by an identifier that holds one.

use crate::domain::email_address::NotAnAddress;

/// Longest identifier that is shown.
const LONGEST_SHOWN: usize = 80;

/// A resource that is not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScimRefusal {
    /// Its identifier, or its place among all that came where that cannot be shown.
    pub resource: String,
    /// Why.
    pub reason: ScimReason,
}

/// Why a resource is not taken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ScimReason {
    /// A number, a text, a list.
    #[error("it is not an object")]
    NotAnObject,
    /// A group, a device, something without a type.
    #[error("it is not a user: neither schemas nor meta.resourceType says so")]
    OtherType,
    /// No identifier.
    #[error("it has no id")]
    IdMissing,
    /// An identifier that cannot be kept.
    #[error("its id is longer than 500 characters or holds control characters")]
    IdUnusable,
    /// No address that mail can be sent to.
    #[error("{attribute}: {reason}")]
    Address {
        /// Where it stands.
        attribute: &'static str,
        /// What is wrong with it.
        reason: NotAnAddress,
    },
    /// An attribute of another kind than it must be.
    #[error("{attribute} is not {expected}")]
    WrongKind {
        /// Which one.
        attribute: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A text without end.
    #[error("{attribute} is longer than 10,000 characters")]
    TooLong {
        /// Which one.
        attribute: &'static str,
    },
    /// Two people with one address cannot be told apart by mail.
    #[error("another person has the same address")]
    AddressTaken,
}

/// How a resource is named: by its identifier, if that is one line without an address in it.
pub(super) fn shown(id: Option<&str>, place: u64) -> String {
    let fits = |id: &&str| id.chars().count() <= LONGEST_SHOWN && !id.contains('@') && !id.chars().any(char::is_control);
    id.filter(fits).map_or_else(|| format!("resource {place}"), str::to_owned)
}
