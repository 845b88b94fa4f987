//! Owns what is known of the organization whose email is controlled.
//! Refuses settings: what an administrator decides about email lives in `settings`.

use super::{
    language::Language,
    license::{License, LicenseId, LicensePolicy, Product, Service},
    time_zone::TimeZone,
    user::DirectoryUser,
    web_address::WebAddress,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The organization.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Organization {
    /// As its people know it.
    pub name: String,
    /// Language for people whose own is unknown or has no template.
    pub language: Language,
    /// Every license it has.
    pub licenses: Vec<License>,
    /// Which licenses count.
    pub license_policy: LicensePolicy,
    /// Whether people sign in through the company.
    pub single_sign_on: SingleSignOn,
    /// The end-user portal, `https://settings.webex.com` unless set otherwise.
    pub portal_url: WebAddress,
    /// Whose days and clocks are meant where a rule or a change names a day; UTC unless said.
    #[serde(default)]
    pub time_zone: TimeZone,
}

/// Whether people sign in on the company's own page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SingleSignOn {
    /// Yes: company credentials suffice to sign in for the first time.
    On,
    /// No: a first sign-in needs a password, which only the platform's own email can set up.
    Off,
    /// The backend does not know.
    Unknown,
}

impl Organization {
    /// The license of that identifier.
    #[must_use]
    pub fn license(&self, id: &LicenseId) -> Option<&License> {
        self.licenses.iter().find(|license| license.id == *id)
    }

    /// Whether a person has a license that counts.
    #[must_use]
    pub fn counts_a_license_of(&self, user: &DirectoryUser) -> bool {
        user.licenses.iter().filter_map(|id| self.license(id)).any(|license| self.license_policy.counts(license))
    }

    /// True when Meetings was bought and runs: then an activation email names the Personal Meeting Room.
    #[must_use]
    pub fn has_meetings(&self) -> bool {
        self.licenses.iter().any(|license| license.product == Product::Meetings && license.service == Service::Running)
    }
}
