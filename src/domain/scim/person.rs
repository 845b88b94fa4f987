//! Owns reading one person out of a resource of a SCIM server.
//! Refuses a resource that is half right: it is left out whole, with the first reason.

use super::{
    attribute::{self, Object},
    license_attribute::LicenseAttribute,
    refusal::{ScimReason, ScimRefusal, shown},
    server::USER_SCHEMA,
};
use crate::domain::{
    csv_field::Field,
    csv_import::{ImportedUser, LONGEST_CELL},
    email_address::EmailAddress,
    language::Language,
    license::License,
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddressVerification, PersonName},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Longest identifier, in characters.
const LONGEST_ID: usize = 500;
/// The extension that tells departments (RFC 7643, 4.3).
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/// The attribute of the platform's own extension that tells where an account stands.
const ACCOUNT_STATUS: &str = "accountStatus";

/// Names one person at a server for ever, whatever their address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScimId(pub String);

/// A person as a server describes them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScimPerson {
    /// Who they are at the server.
    pub id: ScimId,
    /// What it says of them; the line is their place among all that came.
    pub user: ImportedUser,
    /// When the server last changed them.
    pub modified: Option<Timestamp>,
    /// Of what it speaks.
    pub spoken: Vec<Field>,
    /// Their licenses, where it speaks of licenses.
    pub licenses: Vec<License>,
    /// Their language, where it is not known here.
    pub unknown_language: Option<String>,
}

impl ScimPerson {
    /// How they are named where no address may stand.
    #[must_use]
    pub fn shown(&self) -> String {
        shown(Some(&self.id.0), self.user.line)
    }
}

/// The identifier of a resource, good or not, by which it is known that it came already.
#[must_use]
pub fn raw_id(resource: &Value) -> Option<&str> {
    attribute::get(resource.as_object()?, "id")?.as_str().filter(|id| !id.is_empty())
}

/// Reads a person.
///
/// # Errors
/// [`ScimRefusal`] names the resource and the first reason.
pub fn read_person(resource: &Value, place: u64, licenses: &LicenseAttribute) -> Result<ScimPerson, ScimRefusal> {
    read(resource, place, licenses).map_err(|reason| ScimRefusal { resource: shown(raw_id(resource), place), reason })
}

fn read(resource: &Value, place: u64, from: &LicenseAttribute) -> Result<ScimPerson, ScimReason> {
    let person = resource.as_object().ok_or(ScimReason::NotAnObject)?;
    if !is_user(person) {
        return Err(ScimReason::OtherType);
    }
    let id = raw_id(resource).ok_or(ScimReason::IdMissing)?;
    if id.chars().count() > LONGEST_ID || id.chars().any(char::is_control) {
        return Err(ScimReason::IdUnusable);
    }
    let email = address(person)?;
    let mut spoken = Vec::new();
    let mut said = |field: Field, it: bool| {
        if it {
            spoken.push(field);
        }
    };
    let name = match attribute::get(person, "name") {
        None => None,
        Some(Value::Object(name)) => Some(name),
        Some(_) => return Err(ScimReason::WrongKind { attribute: "name", expected: "an object" }),
    };
    let part = |attribute, key| name.map_or(Ok(None), |name| text(name, key, attribute));
    let (first, last) = (part("name.givenName", "givenName")?, part("name.familyName", "familyName")?);
    let display = text(person, "displayName", "displayName")?.or(part("name.formatted", "formatted")?);
    said(Field::FirstName, first.is_some());
    said(Field::LastName, last.is_some());
    said(Field::DisplayName, display.is_some());
    let department = attribute::object(person, ENTERPRISE).map_or(Ok(None), |of| text(of, "department", "department"))?;
    said(Field::Department, department.is_some());
    let preferred = text(person, "preferredLanguage", "preferredLanguage")?.map(first_language);
    let language = preferred.and_then(Language::read);
    said(Field::Language, preferred.is_some());
    let active = match attribute::get(person, "active") {
        None => None,
        Some(value) => Some(attribute::truth(value).ok_or(ScimReason::WrongKind { attribute: "active", expected: "true or false" })?),
    };
    let (activation, disabled) = standing(person);
    let account_status = match (active, disabled) {
        (Some(false), _) | (_, true) => AccountStatus::Deactivated,
        (Some(true), false) => AccountStatus::Enabled,
        (None, false) => AccountStatus::Unknown,
    };
    said(Field::Active, account_status != AccountStatus::Unknown);
    let held = from.of(person).map(licenses).transpose()?;
    said(Field::Licenses, held.is_some());
    let licenses = held.unwrap_or_default();
    let user = ImportedUser {
        line: place,
        email,
        name: PersonName::new(first.unwrap_or_default(), last.unwrap_or_default(), display.unwrap_or_default()),
        department: department.map(|department| PersonName::new("", "", department).display),
        language,
        licenses: licenses.iter().map(|license| license.id.clone()).collect(),
        activation,
        account_status,
        // The standard has no attribute for it.
        address_verification: AddressVerification::Unknown,
        added: time(person, "created")?,
        meeting_room_url: None,
    };
    let unknown_language = preferred.filter(|_| language.is_none()).map(|tag| tag.chars().take(40).collect());
    // What is wrong with it costs a later question about changes, and nothing else.
    let modified = time(person, "lastModified").unwrap_or_default();
    Ok(ScimPerson { id: ScimId(id.to_owned()), user, modified, spoken, licenses, unknown_language })
}

fn is_user(person: &Object) -> bool {
    let schemas = attribute::get(person, "schemas").map(attribute::list).unwrap_or_default();
    let by_meta = attribute::object(person, "meta").and_then(|meta| attribute::text(meta, "resourceType"));
    match by_meta {
        Some(of) => of.eq_ignore_ascii_case("User"),
        None => schemas.iter().filter_map(Value::as_str).any(|schema| schema.eq_ignore_ascii_case(USER_SCHEMA)),
    }
}

/// The address: the primary one, else the one for work, else the first, else a user name that is an address.
fn address(person: &Object) -> Result<EmailAddress, ScimReason> {
    let emails = attribute::get(person, "emails").map(attribute::list).unwrap_or_default();
    let mut values = Vec::with_capacity(emails.len());
    for email in emails {
        let (value, primary, work) = match email {
            Value::String(value) => (value.as_str(), false, false),
            Value::Object(email) => {
                let primary = attribute::get(email, "primary").and_then(attribute::truth) == Some(true);
                let work = attribute::text(email, "type").is_some_and(|of| of.eq_ignore_ascii_case("work"));
                (attribute::get(email, "value").and_then(Value::as_str).unwrap_or_default(), primary, work)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                return Err(ScimReason::WrongKind { attribute: "emails", expected: "a list of objects" });
            }
        };
        if !value.trim().is_empty() {
            values.push((value, !primary, !work));
        }
    }
    // The first of the best: sorting keeps the order of equals.
    values.sort_by_key(|(_, not_primary, not_work)| (*not_primary, *not_work));
    let (value, attribute) = match values.first() {
        Some((value, ..)) => (*value, "emails"),
        None => match attribute::text(person, "userName").filter(|name| name.contains('@')) {
            Some(name) => (name, "userName"),
            None => ("", "emails"),
        },
    };
    EmailAddress::parse(value).map_err(|reason| ScimReason::Address { attribute, reason })
}

fn text<'v>(of: &'v Object, key: &str, attribute: &'static str) -> Result<Option<&'v str>, ScimReason> {
    match attribute::get(of, key) {
        None => Ok(None),
        Some(Value::String(text)) if text.len() > LONGEST_CELL && text.chars().count() > LONGEST_CELL => {
            Err(ScimReason::TooLong { attribute })
        }
        Some(Value::String(text)) => Ok(Some(text.trim()).filter(|text| !text.is_empty())),
        Some(_) => Err(ScimReason::WrongKind { attribute, expected: "a text" }),
    }
}

fn time(person: &Object, key: &str) -> Result<Option<Timestamp>, ScimReason> {
    match attribute::object(person, "meta").and_then(|meta| attribute::get(meta, key)) {
        None => Ok(None),
        Some(value) => {
            let read = value.as_str().and_then(|text| Timestamp::parse(text).ok());
            read.map(Some).ok_or(ScimReason::WrongKind { attribute: "meta.created", expected: "a time such as 2026-11-22T09:30:00Z" })
        }
    }
}

/// The first of a list as browsers send it: `pl-PL,pl;q=0.9`.
fn first_language(text: &str) -> &str {
    text.split([',', ';']).next().unwrap_or_default().trim()
}

/// Whether they ever signed in, and whether the account was disabled, by the platform's extension. Other words of it say neither.
fn standing(person: &Object) -> (Activation, bool) {
    let extensions =
        person.iter().filter(|(name, _)| name.to_ascii_lowercase().starts_with("urn:")).filter_map(|(_, value)| value.as_object());
    let said = extensions.filter_map(|extension| attribute::get(extension, ACCOUNT_STATUS)).next().map(attribute::list).unwrap_or_default();
    let has = |words: &[&str]| said.iter().filter_map(Value::as_str).any(|word| words.iter().any(|one| one.eq_ignore_ascii_case(word)));
    let activation = if has(&["pending", "pending_transient"]) {
        Activation::NotActivated
    } else if has(&["active"]) {
        Activation::Activated { last_seen: None }
    } else {
        Activation::Unknown
    };
    (activation, has(&["disabled"]))
}

/// Licenses: texts, or objects with a name to show or else a value.
fn licenses(value: &Value) -> Result<Vec<License>, ScimReason> {
    let mut held: Vec<License> = Vec::new();
    for one in attribute::list(value) {
        let name = match one {
            Value::String(name) => name.as_str(),
            Value::Object(of) => attribute::text(of, "display").or_else(|| attribute::text(of, "value")).unwrap_or_default(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                return Err(ScimReason::WrongKind { attribute: "the list of licenses", expected: "a list of texts or objects" });
            }
        };
        if name.len() > LONGEST_CELL {
            return Err(ScimReason::TooLong { attribute: "the name of a license" });
        }
        let license = License::from_column(&PersonName::new("", "", name).display);
        if !license.id.0.is_empty() && held.iter().all(|other| other.id != license.id) {
            held.push(license);
        }
    }
    Ok(held)
}
