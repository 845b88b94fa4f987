//! Owns what the configuration says about the organization.
//! Refuses licenses, which imports teach.

use super::store::{self, StoreError, connection::Db};
use crate::domain::{
    language::Language,
    license::{License, LicensePolicy},
    organization::{Organization, SingleSignOn},
    time_zone::TimeZone,
    web_address::WebAddress,
};

/// The organization without its licenses.
#[derive(Clone, Debug)]
pub struct OrganizationFacts {
    /// As its people know it.
    pub name: String,
    /// Language for people whose own is unknown or has no template.
    pub language: Language,
    /// Which licenses count.
    pub license_policy: LicensePolicy,
    /// Whether people sign in through the company.
    pub single_sign_on: SingleSignOn,
    /// The end-user portal.
    pub portal_url: WebAddress,
    /// Whose days and clocks are meant.
    pub time_zone: TimeZone,
}

impl OrganizationFacts {
    /// The organization with these licenses.
    #[must_use]
    pub fn with(&self, licenses: Vec<License>) -> Organization {
        Organization {
            name: self.name.clone(),
            language: self.language,
            licenses,
            license_policy: self.license_policy,
            single_sign_on: self.single_sign_on,
            portal_url: self.portal_url.clone(),
            time_zone: self.time_zone.clone(),
        }
    }

    /// The organization with the licenses that are kept.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn organization(&self, db: &mut Db) -> Result<Organization, StoreError> {
        Ok(self.with(store::organization::licenses(db).await?))
    }
}
