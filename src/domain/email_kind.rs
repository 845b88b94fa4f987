//! Owns the kinds of email that the organization's people may get.
//! Refuses to let a conversion notice be named where something can be suppressed: `SuppressibleKind` has no such variant.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an email is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmailKind {
    /// Lets a newly added user sign in for the first time.
    Activation,
    /// A later invitation to a user who still has not signed in.
    Reminder,
    /// Tells a user that a free plan became paid.
    ConversionNotice,
}

/// Every kind, in the order in which people get them.
pub const EMAIL_KINDS: &[EmailKind] = &[EmailKind::Activation, EmailKind::Reminder, EmailKind::ConversionNotice];

/// A kind of email that may be suppressed, and for which administrators write templates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuppressibleKind {
    /// See [`EmailKind::Activation`].
    Activation,
    /// See [`EmailKind::Reminder`].
    Reminder,
}

impl From<SuppressibleKind> for EmailKind {
    fn from(kind: SuppressibleKind) -> Self {
        match kind {
            SuppressibleKind::Activation => Self::Activation,
            SuppressibleKind::Reminder => Self::Reminder,
        }
    }
}

/// The kind cannot be suppressed: it is the conversion notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("conversion notices are always sent: people must be told that their plan became paid")]
pub struct NeverSuppressed;

impl TryFrom<EmailKind> for SuppressibleKind {
    type Error = NeverSuppressed;
    fn try_from(kind: EmailKind) -> Result<Self, NeverSuppressed> {
        match kind {
            EmailKind::Activation => Ok(Self::Activation),
            EmailKind::Reminder => Ok(Self::Reminder),
            EmailKind::ConversionNotice => Err(NeverSuppressed),
        }
    }
}
