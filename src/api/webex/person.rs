//! Owns a person as the platform's API gives them, and how they become a directory user.
//! Refuses to take "not said" for "no": only what the platform says itself makes somebody one who never signed in.

use crate::domain::{
    email_address::EmailAddress,
    license::LicenseId,
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddedBy, AddressVerification, DirectoryUser, PersonName, UserId},
};
use serde::Deserialize;

/// A person as they come. Everything may be missing.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WirePerson {
    id: Option<String>,
    #[serde(default)]
    emails: Option<Vec<String>>,
    display_name: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    org_id: Option<String>,
    licenses: Option<Vec<String>>,
    department: Option<String>,
    created: Option<String>,
    last_activity: Option<String>,
    site_urls: Option<Vec<String>>,
    status: Option<String>,
    invite_pending: Option<String>,
    login_enabled: Option<String>,
    r#type: Option<String>,
}

/// A page of people.
#[derive(Clone, Debug, Deserialize)]
pub struct WirePeople {
    /// The people.
    pub items: Vec<WirePerson>,
}

/// Why somebody on a page is not a directory user.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotAUser {
    /// A bot or a guest.
    NotAPerson,
    /// No identifier, or no address that mail can go to.
    Unreachable,
}

impl WirePerson {
    /// The organization they belong to.
    #[must_use]
    pub fn organization(&self) -> Option<&str> {
        self.org_id.as_deref().filter(|id| !id.is_empty())
    }

    /// The meeting site where they are a host, else the first one.
    #[must_use]
    pub fn site(&self) -> Option<&str> {
        let sites = self.site_urls.as_deref().unwrap_or_default();
        let chosen = sites.iter().find(|site| site.ends_with("#host")).or_else(|| sites.first())?;
        chosen.split('#').next().filter(|site| !site.is_empty())
    }

    /// The directory user that they are; `learned` is when the console first read them.
    ///
    /// # Errors
    /// [`NotAUser`]
    pub fn user(&self, learned: Timestamp) -> Result<DirectoryUser, NotAUser> {
        // Where the platform does not say what it is, it is what the list is of.
        if self.r#type.as_deref().is_some_and(|kind| kind != "person") {
            return Err(NotAUser::NotAPerson);
        }
        let id = self.id.clone().filter(|id| !id.is_empty()).ok_or(NotAUser::Unreachable)?;
        let mut addresses = self.emails.iter().flatten().filter_map(|text| EmailAddress::parse(text).ok());
        let email = addresses.next().ok_or(NotAUser::Unreachable)?;
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let added = time(self.created.as_deref());
        Ok(DirectoryUser {
            id: UserId(id),
            email,
            name: PersonName::new(&text(&self.first_name), &text(&self.last_name), &text(&self.display_name)),
            department: self.department.clone().filter(|department| !department.trim().is_empty()),
            // The list of people does not tell it.
            language: None,
            licenses: self.licenses.iter().flatten().cloned().map(LicenseId).collect(),
            activation: self.activation(),
            account_status: match self.login_enabled.as_deref() {
                Some("true") => AccountStatus::Enabled,
                Some("false") => AccountStatus::Deactivated,
                Some(_) | None => AccountStatus::Unknown,
            },
            address_verification: AddressVerification::Unknown,
            added,
            first_seen: added.unwrap_or(learned),
            added_by: AddedBy::Platform,
            meeting_room_url: None,
            reminders_declined: None,
            signed_in_by: None,
        })
    }

    /// "An invite is not pending" says nothing of a sign-in: nobody may have been invited while the switch was off.
    fn activation(&self) -> Activation {
        let pending = self.invite_pending.as_deref() == Some("true") || self.status.as_deref() == Some("pending");
        let last_seen = time(self.last_activity.as_deref());
        let present = last_seen.is_some()
            || matches!(
                self.status.as_deref(),
                Some("active" | "call" | "DoNotDisturb" | "inactive" | "meeting" | "OutOfOffice" | "presenting")
            );
        match (pending, present) {
            (true, false) => Activation::NotActivated,
            (false, true) => Activation::Activated { last_seen },
            // The platform says both, or neither.
            (true, true) | (false, false) => Activation::Unknown,
        }
    }
}

fn time(text: Option<&str>) -> Option<Timestamp> {
    text.and_then(|text| Timestamp::parse(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn learned() -> Timestamp {
        Timestamp::parse("2026-11-27T12:00:00Z").unwrap()
    }

    fn user(more: &Value) -> Result<DirectoryUser, NotAUser> {
        let mut person = json!({"id": "p", "emails": ["ada@example.com"]});
        person.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value::<WirePerson>(person).unwrap().user(learned())
    }

    #[test]
    fn only_what_the_platform_says_makes_somebody_one_who_never_signed_in() {
        let seen = Activation::Activated { last_seen: Some(learned()) };
        for (more, activation) in [
            (json!({"invitePending": "true"}), Activation::NotActivated),
            (json!({"status": "pending"}), Activation::NotActivated),
            (json!({}), Activation::Unknown),
            (json!({"invitePending": "false"}), Activation::Unknown),
            (json!({"status": "unknown"}), Activation::Unknown),
            (json!({"invitePending": "yes"}), Activation::Unknown),
            (json!({"invitePending": "false", "lastActivity": "2026-11-27T12:00:00.000Z"}), seen),
            (json!({"status": "inactive"}), Activation::Activated { last_seen: None }),
            (json!({"lastActivity": "yesterday"}), Activation::Unknown),
            (json!({"invitePending": "true", "lastActivity": "2026-11-27T12:00:00.000Z"}), Activation::Unknown),
        ] {
            assert_eq!(user(&more).unwrap().activation, activation, "{more}");
        }
    }

    #[test]
    fn whether_an_account_can_be_used_is_a_string() {
        for (more, status) in [
            (json!({"loginEnabled": "true"}), AccountStatus::Enabled),
            (json!({"loginEnabled": "false"}), AccountStatus::Deactivated),
            (json!({"loginEnabled": ""}), AccountStatus::Unknown),
            (json!({}), AccountStatus::Unknown),
        ] {
            assert_eq!(user(&more).unwrap().account_status, status, "{more}");
        }
    }

    #[test]
    fn bots_and_people_without_an_address_are_no_users() {
        assert_eq!(user(&json!({"type": "bot"})), Err(NotAUser::NotAPerson));
        assert_eq!(user(&json!({"emails": []})), Err(NotAUser::Unreachable));
        assert_eq!(user(&json!({"emails": ["not an address"]})), Err(NotAUser::Unreachable));
        assert_eq!(user(&json!({"id": null})), Err(NotAUser::Unreachable));
        assert_eq!(user(&json!({"emails": ["nonsense", "b@example.com"]})).unwrap().email.as_str(), "b@example.com");
    }

    #[test]
    fn who_was_added_at_no_known_time_was_first_seen_when_read() {
        let unknown = user(&json!({"created": "long ago"})).unwrap();
        assert_eq!((unknown.added, unknown.first_seen), (None, learned()));
        let known = user(&json!({"created": "2015-10-18T14:26:16.000Z"})).unwrap();
        assert_eq!(known.added, Some(known.first_seen));
    }

    #[test]
    fn the_site_is_the_one_where_they_are_host() {
        let site = |sites: Value| serde_json::from_value::<WirePerson>(json!({"siteUrls": sites})).unwrap().site().map(str::to_owned);
        assert_eq!(site(json!(["a.webex.com#attendee", "b.webex.com#host"])).as_deref(), Some("b.webex.com"));
        assert_eq!(site(json!(["a.webex.com#attendee"])).as_deref(), Some("a.webex.com"));
        assert_eq!(site(json!([])), None);
    }
}
