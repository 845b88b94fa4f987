//! Owns what a column of a directory file can hold, and the names by which each is known.
//! Refuses to look into a file; `csv_detection` does.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The address.
    Email,
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// The name to show.
    DisplayName,
    /// Department.
    Department,
    /// Preferred language.
    Language,
    /// The platform's word for where a person stands: Active, Verified, Not Verified, Pending, Inactive.
    Status,
    /// Whether the account can be used: TRUE or FALSE, as SCIM's `active`.
    Active,
    /// Whether they ever signed in: TRUE, FALSE, or empty for unknown.
    SignedIn,
    /// When they last used a service.
    LastSeen,
    /// Whether the address was proven: TRUE, FALSE, or empty for unknown.
    AddressVerified,
    /// When they were added.
    Added,
    /// Link to the Personal Meeting Room.
    MeetingRoom,
    /// One license, named by the column: TRUE or FALSE.
    License,
    /// All licenses, separated by semicolons.
    Licenses,
    /// Nothing that is of use here.
    NotRead,
}

/// What is known of one field.
pub struct FieldFacts {
    /// Which one.
    pub field: Field,
    /// The platform's name for it, or else ours: what the export writes.
    pub header: &'static str,
    /// Other names, in lower case, the surer ones first.
    pub known_as: &'static [&'static str],
    /// Its names in SCIM 2.0 (RFC 7643), in lower case; `urn:` prefixes are cut off before.
    pub scim: &'static [&'static str],
}

/// Every field, in the order in which they are offered and written.
pub const FIELDS: &[FieldFacts] = &[
    facts(Field::FirstName, "First Name", &["given name", "firstname", "imię"], &["name.givenname"]),
    facts(Field::LastName, "Last Name", &["family name", "surname", "lastname", "nazwisko"], &["name.familyname"]),
    facts(Field::DisplayName, "Display Name", &["name", "full name", "imię i nazwisko"], &["displayname", "name.formatted"]),
    facts(
        Field::Email,
        "User ID/Email (Required)",
        &["email", "e-mail", "email address", "e-mail address", "user id/email", "user id", "mail", "adres e-mail"],
        // A user name need not be an address, so it is taken where no address stands beside it.
        &["emails[0].value", "emails.value", "emails.0.value", "emails[type eq \"work\"].value", "username"],
    ),
    facts(Field::Status, "User Status", &["status"], &[]),
    facts(Field::Active, "Active", &["enabled", "aktywny"], &["active"]),
    facts(Field::SignedIn, "Signed in", &["has signed in", "activated", "zalogowany"], &[]),
    facts(Field::LastSeen, "Last Service Accessed Time", &["last activity", "last sign-in", "last seen"], &[]),
    facts(Field::AddressVerified, "Address verified", &["email verified", "verified"], &[]),
    facts(Field::Department, "Department", &["dział"], &["department"]),
    facts(Field::Language, "Preferred Language", &["language", "język"], &["preferredlanguage", "locale"]),
    facts(Field::Added, "Added", &["created", "date added", "created at"], &["meta.created"]),
    facts(Field::MeetingRoom, "Personal Meeting Room", &["meeting room url", "personal room"], &[]),
    facts(Field::Licenses, "Licenses", &["licences", "licencje"], &["entitlements", "entitlements[0].value"]),
];

const fn facts(field: Field, header: &'static str, known_as: &'static [&'static str], scim: &'static [&'static str]) -> FieldFacts {
    FieldFacts { field, header, known_as, scim }
}

/// Columns that are known and of no use here, in lower case.
pub(super) const OF_NO_USE: &[&str] = &[
    "days since last service accessed",
    "extension",
    "title",
    "manager",
    "phone number",
    "location",
    "time zone",
    "waiting days",
    "last email",
    "last email outcome",
    "reminders sent",
    "decision",
    "id",
    "externalid",
    "schemas",
    "meta.lastmodified",
    "meta.resourcetype",
    "meta.location",
    "meta.version",
    "timezone",
    "usertype",
    "nickname",
    "employeenumber",
];

/// How a name of a column was understood.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum KnownAs {
    Header,
    Other,
    Scim,
}

impl Field {
    /// What is known of this field; nothing of those that are not told by their name.
    #[must_use]
    pub fn facts(self) -> Option<&'static FieldFacts> {
        FIELDS.iter().find(|facts| facts.field == self)
    }

    /// Whether several columns may hold it.
    #[must_use]
    pub fn can_repeat(self) -> bool {
        matches!(self, Self::License | Self::NotRead)
    }

    /// The field of a column's name, and how sure that is: less is surer.
    pub(super) fn of_name(name: &str) -> Option<(Self, KnownAs, usize)> {
        let lower = name.to_lowercase();
        let scim = lower.strip_prefix("urn:").and_then(|rest| rest.rsplit_once(':')).map_or(lower.as_str(), |(_, name)| name);
        let place = |names: &[&str], name: &str| names.iter().position(|known| *known == name);
        FIELDS.iter().find_map(|facts| {
            let header = (facts.header.to_lowercase() == lower).then_some((KnownAs::Header, 0));
            let other = || place(facts.known_as, &lower).map(|at| (KnownAs::Other, at));
            let scim = || place(facts.scim, scim).map(|at| (KnownAs::Scim, at));
            header.or_else(other).or_else(scim).map(|(known, at)| (facts.field, known, at))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_own_field_and_to_no_other() {
        let mut seen = std::collections::HashSet::new();
        for facts in FIELDS {
            assert_eq!(Field::of_name(facts.header), Some((facts.field, KnownAs::Header, 0)));
            for name in facts.known_as.iter().chain(facts.scim) {
                assert_eq!(*name, name.to_lowercase(), "compared in lower case");
                assert_eq!(Field::of_name(name).map(|(field, ..)| field), Some(facts.field), "{name}");
                assert!(seen.insert(*name) || facts.header.to_lowercase() == *name, "{name} twice");
                assert!(!OF_NO_USE.contains(name), "{name}");
            }
        }
    }

    #[test]
    fn names_of_scim_are_understood_with_and_without_their_schema() {
        for (name, field) in [
            ("userName", Field::Email),
            ("name.givenName", Field::FirstName),
            ("emails[type eq \"work\"].value", Field::Email),
            ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", Field::Department),
            ("urn:ietf:params:scim:schemas:core:2.0:User:active", Field::Active),
        ] {
            assert_eq!(Field::of_name(name).map(|(field, ..)| field), Some(field), "{name}");
        }
        assert_eq!(Field::of_name("urn:example:nothing"), None);
    }
}
