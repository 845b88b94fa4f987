//! Owns the list of the calls that Usher makes of the platform's API; the host's relay lets these pass, and no other.
//! Refuses everything that is not on it, however it is spelled.

use crate::api::routes::segment;

/// One call of the platform's API.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Call {
    /// Whose token it is, and of which organization.
    Me,
    /// One person.
    Person,
    /// Everybody.
    People,
    /// The organization.
    Organization,
    /// Its licenses.
    Licenses,
    /// The switch.
    ReadSetting,
    /// The switch, to be changed.
    WriteSetting,
    /// A resend for the whole organization.
    StartResend,
    /// How far it is.
    ResendStatus,
    /// What went wrong with whom.
    ResendErrors,
    /// A person's meeting room.
    MeetingRoom,
}

/// How a call is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Reads.
    Get,
    /// Acts.
    Post,
}

/// The setting that is the switch.
pub const SWITCH: &str = "allow-admin-invite-emails";

/// Every call: how, and by which path. `{}` is one identifier.
pub const CALLS: &[(Call, Method, &str)] = &[
    (Call::Me, Method::Get, "/people/me"),
    (Call::Person, Method::Get, "/people/{}"),
    (Call::People, Method::Get, "/people"),
    (Call::Organization, Method::Get, "/organizations/{}"),
    (Call::Licenses, Method::Get, "/licenses"),
    (Call::ReadSetting, Method::Get, "/settings/organizations/{}/settings/allow-admin-invite-emails"),
    (Call::WriteSetting, Method::Post, "/settings/organizations/{}/settings"),
    (Call::StartResend, Method::Post, "/identity/organizations/{}/jobs/sendActivationEmails"),
    (Call::ResendStatus, Method::Get, "/identity/organizations/{}/jobs/sendActivationEmails/{}/status"),
    (Call::ResendErrors, Method::Get, "/identity/organizations/{}/jobs/sendActivationEmails/{}/errors"),
    (Call::MeetingRoom, Method::Get, "/meetingPreferences/personalMeetingRoom"),
];

impl Call {
    /// The call that a path without its query is, if it is one.
    #[must_use]
    pub fn of(method: Method, path: &str) -> Option<Self> {
        CALLS.iter().find(|(_, how, pattern)| *how == method && fits(pattern, path)).map(|(call, ..)| *call)
    }

    /// How it is made.
    #[must_use]
    pub fn method(self) -> Method {
        CALLS.iter().find(|(call, ..)| *call == self).map_or(Method::Get, |(_, method, _)| *method)
    }

    /// Its path with these identifiers in it.
    #[must_use]
    pub fn path(self, identifiers: &[&str]) -> String {
        let pattern = CALLS.iter().find(|(call, ..)| *call == self).map_or("", |(.., pattern)| *pattern);
        let mut parts = pattern.split("{}");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.zip(identifiers).fold(first, |path, (part, id)| path + &segment(id) + part)
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len()
        && pattern.iter().zip(&path).all(|(wanted, given)| if *wanted == "{}" { is_identifier(given) } else { wanted == given })
}

/// The platform's identifiers are Base64 without anything that has a meaning in an address.
fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.len() <= 400 && text.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b'='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_is_known_by_its_own_path() {
        for (call, method, _) in CALLS {
            let path = call.path(&["Y2lz_Y28-", "job"]);
            assert_eq!(Call::of(*method, &path), Some(*call), "{path}");
            assert_eq!(call.method(), *method);
        }
    }

    #[test]
    fn nothing_else_is() {
        for (method, path) in [
            (Method::Post, "/people"),
            (Method::Get, "/people/"),
            (Method::Get, "/people/a/b"),
            (Method::Get, "/people/.."),
            (Method::Get, "/people/%2e%2e"),
            (Method::Get, "/people/a%2Fb"),
            (Method::Get, "//people"),
            (Method::Get, "/organizations"),
            (Method::Post, "/settings/organizations/a/settings/allow-admin-invite-emails"),
            (Method::Get, "/settings/organizations/a/settings/another-setting"),
            (Method::Get, "/identity/organizations/a/jobs/sendActivationEmails"),
            (Method::Get, "/messages"),
        ] {
            assert_eq!(Call::of(method, path), None, "{path}");
        }
    }

    #[test]
    fn an_identifier_cannot_leave_its_place() {
        assert_eq!(Call::Person.path(&["../licenses?x=1"]), "/people/..%2Flicenses%3Fx%3D1");
    }
}
