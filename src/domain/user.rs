//! Owns people in the organization's directory, as far as activation email is concerned.
//! Refuses to mix "not signed in yet" with "deactivated", and "unknown" with "never".

use super::{email_address::EmailAddress, language::Language, license::LicenseId, timestamp::Timestamp, web_address::WebAddress};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Names one directory user for ever; never derived from the address, which may change.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct UserId(pub String);

/// A person in the organization's directory.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DirectoryUser {
    /// Stable identifier.
    pub id: UserId,
    /// Where mail goes.
    pub email: EmailAddress,
    /// What they are called.
    pub name: PersonName,
    /// Department, as the directory spells it.
    pub department: Option<String>,
    /// The language they prefer, where it is known and supported.
    pub language: Option<Language>,
    /// What is assigned to them.
    pub licenses: Vec<LicenseId>,
    /// Whether they ever signed in.
    pub activation: Activation,
    /// Whether the account can be used.
    pub account_status: AccountStatus,
    /// Whether the address was proven to be theirs.
    pub address_verification: AddressVerification,
    /// When they were added, where it is known.
    pub added: Option<Timestamp>,
    /// When this backend first learned of them.
    pub first_seen: Timestamp,
    /// How they were added.
    pub added_by: AddedBy,
    /// Link to their Personal Meeting Room, where they have one.
    pub meeting_room_url: Option<WebAddress>,
    /// Since when they want no reminders, if they said so. Their own word: no import and no other address undoes it.
    #[serde(default)]
    pub reminders_declined: Option<Timestamp>,
}

/// A person's name. Any part may be empty; control characters never occur.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct PersonName {
    /// Given name.
    pub first: String,
    /// Family name.
    pub last: String,
    /// The name to show.
    pub display: String,
}

/// Whether a person ever signed in. "Inactive users" in the platform's help means [`Activation::NotActivated`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Activation {
    /// Never signed in, and the directory says so.
    NotActivated,
    /// Signed in at least once.
    Activated {
        /// The last time, where it is known.
        last_seen: Option<Timestamp>,
    },
    /// The directory does not say. Never shown as "never".
    Unknown,
}

/// Whether an account can be used. The platform's console calls [`AccountStatus::Deactivated`] "Inactive".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// Can sign in.
    Enabled,
    /// Was switched off by an administrator.
    Deactivated,
    /// A license from another organization was offered and not accepted yet.
    PendingAcceptance,
    /// The directory does not say.
    Unknown,
}

/// Whether the address was proven to belong to the person.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddressVerification {
    /// Proven.
    Verified,
    /// Not proven.
    NotVerified,
    /// The directory does not say.
    Unknown,
}

/// How a person came into the directory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddedBy {
    /// From a CSV file.
    Import,
    /// By SCIM provisioning.
    Scim,
    /// By an administrator, one at a time.
    Hand,
    /// Read from the platform.
    Platform,
}

/// Every way to be added, for menus and parsers.
pub const ADDED_BY: &[(AddedBy, &str)] =
    &[(AddedBy::Import, "import"), (AddedBy::Scim, "scim"), (AddedBy::Hand, "hand"), (AddedBy::Platform, "platform")];

impl DirectoryUser {
    /// What to call them where one line is shown: the display name, else first and last, else the address.
    #[must_use]
    pub fn shown_name(&self) -> String {
        let composed = format!("{} {}", self.name.first, self.name.last);
        [self.name.display.trim(), composed.trim(), self.email.as_str()]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default()
            .to_owned()
    }

    /// True when the directory says that they never signed in and the account is not deactivated.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.activation == Activation::NotActivated && self.account_status != AccountStatus::Deactivated
    }

    /// Since when they wait: when they were added, or at the latest when this backend learned of them.
    #[must_use]
    pub fn waiting_since(&self) -> WaitingSince {
        self.added.map_or(WaitingSince::AtLeast(self.first_seen), WaitingSince::Exactly)
    }
}

/// The start of somebody's wait.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum WaitingSince {
    /// The directory names the day.
    Exactly(Timestamp),
    /// It does not; they wait at least since this backend knows them.
    AtLeast(Timestamp),
}

impl WaitingSince {
    /// The point in time, exact or not.
    #[must_use]
    pub fn at(self) -> Timestamp {
        match self {
            Self::Exactly(at) | Self::AtLeast(at) => at,
        }
    }
}

impl PersonName {
    /// Builds a name; line breaks and other control characters become spaces.
    #[must_use]
    pub fn new(first: &str, last: &str, display: &str) -> Self {
        let clean = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned();
        Self { first: clean(first), last: clean(last), display: clean(display) }
    }
}
