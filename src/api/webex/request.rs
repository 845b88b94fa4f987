//! Owns the requests that are made of the platform's API.
//! Refuses tokens and addresses: whoever sends a request knows where to and in whose name.

use super::call::{Call, Method, SWITCH};
use crate::api::routes::segment;
use crate::domain::{email_address::EmailAddress, settings::Switch};

/// People on a page; the platform's own default.
pub const PEOPLE: u32 = 100;
/// Errors on a page; the platform's own default.
const ERRORS: u32 = 50;

/// A request, below the address of the API.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// How.
    pub method: Method,
    /// The path, with its query.
    pub path: String,
    /// The JSON that goes along.
    pub body: Option<String>,
}

impl Request {
    fn of(call: Call, identifiers: &[&str]) -> Self {
        Self { method: call.method(), path: call.path(identifiers), body: None }
    }

    fn with(mut self, query: &str) -> Self {
        self.path.push('?');
        self.path.push_str(query);
        self
    }

    /// Whose token it is.
    #[must_use]
    pub fn me() -> Self {
        Self::of(Call::Me, &[])
    }

    /// One person.
    #[must_use]
    pub fn person(id: &str) -> Self {
        Self::of(Call::Person, &[id])
    }

    /// The first page of everybody. Presence is left out: asking for it leads to 429.
    #[must_use]
    pub fn people(max: u32) -> Self {
        Self::of(Call::People, &[]).with(&format!("max={max}&excludeStatus=true"))
    }

    /// The page that an earlier one named as the next.
    #[must_use]
    pub fn next(path: &str) -> Self {
        Self { method: Method::Get, path: path.to_owned(), body: None }
    }

    /// The organization.
    #[must_use]
    pub fn organization(organization: &str) -> Self {
        Self::of(Call::Organization, &[organization])
    }

    /// The licenses.
    #[must_use]
    pub fn licenses() -> Self {
        Self::of(Call::Licenses, &[])
    }

    /// The switch.
    #[must_use]
    pub fn switch(organization: &str) -> Self {
        Self::of(Call::ReadSetting, &[organization])
    }

    /// Sets the switch.
    #[must_use]
    pub fn set_switch(organization: &str, switch: Switch) -> Self {
        let value = match switch {
            Switch::On => true,
            Switch::Off => false,
        };
        let body = serde_json::json!({"key": SWITCH, "value": value}).to_string();
        Self { body: Some(body), ..Self::of(Call::WriteSetting, &[organization]) }
    }

    /// Starts a resend for the whole organization; there is no other.
    #[must_use]
    pub fn start_resend(organization: &str) -> Self {
        Self::of(Call::StartResend, &[organization])
    }

    /// How far a resend is.
    #[must_use]
    pub fn resend_status(organization: &str, job: &str) -> Self {
        Self::of(Call::ResendStatus, &[organization, job])
    }

    /// The first page of what went wrong with whom.
    #[must_use]
    pub fn resend_errors(organization: &str, job: &str) -> Self {
        Self::of(Call::ResendErrors, &[organization, job]).with(&format!("max={ERRORS}"))
    }

    /// A person's meeting room, on a site or on their own.
    #[must_use]
    pub fn meeting_room(of: &EmailAddress, site: Option<&str>) -> Self {
        let site = site.map(|site| format!("&siteUrl={}", segment(site))).unwrap_or_default();
        Self::of(Call::MeetingRoom, &[]).with(&format!("userEmail={}{site}", segment(of.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stands_in_the_query_and_nowhere_else() {
        let ada = EmailAddress::parse("ada+a&b=c@example.com").unwrap();
        let request = Request::meeting_room(&ada, Some("site4-example.webex.com"));
        assert_eq!(
            request.path,
            "/meetingPreferences/personalMeetingRoom?userEmail=ada%2Ba%26b%3Dc%40example.com&siteUrl=site4-example.webex.com"
        );
        assert_eq!(Request::people(PEOPLE).path, "/people?max=100&excludeStatus=true");
    }

    #[test]
    fn the_switch_is_written_by_its_key() {
        let request = Request::set_switch("org", Switch::Off);
        assert_eq!(request.body.as_deref(), Some(r#"{"key":"allow-admin-invite-emails","value":false}"#));
        assert_eq!((request.method, request.path.as_str()), (Method::Post, "/settings/organizations/org/settings"));
    }
}
