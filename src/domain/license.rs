//! Owns licenses: what was bought, whether it counts, and which product it opens.
//! Refuses to guess whether a license is free where nobody said so: the name or the administrator decides.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Names one license of the organization; for imported licenses, the column's name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, example = "Webex Calling")]
pub struct LicenseId(pub String);

/// A license that the organization has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct License {
    /// Its identifier.
    pub id: LicenseId,
    /// As administrators know it.
    pub name: String,
    /// Free or paid.
    pub price: Price,
    /// What it opens.
    pub product: Product,
    /// Whether the service runs or was suspended.
    pub service: Service,
}

/// Whether a license costs anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Price {
    /// Costs nothing; whether it counts is the organization's policy.
    Free,
    /// Was bought.
    Paid,
}

/// The part of the platform that a license opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// Meetings: its users have a Personal Meeting Room.
    Meetings,
    /// Messaging.
    Messaging,
    /// Calling.
    Calling,
    /// Webinars and events.
    Webinar,
    /// Anything else.
    Other,
}

/// Whether a licensed service can be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Can be used.
    Running,
    /// Was suspended: nobody can use it, so it counts for nobody.
    Suspended,
}

impl License {
    /// Reads a license from the name of its column in the platform's user export, for example
    /// `example.webex.com - WebEx Meeting Center (Suspended)`.
    #[must_use]
    pub fn from_column(column: &str) -> Self {
        let lower = column.to_lowercase();
        let has = |word: &str| lower.contains(word);
        let product = if has("webinar") || has("event") {
            Product::Webinar
        } else if has("meeting") {
            Product::Meetings
        } else if has("messag") {
            Product::Messaging
        } else if has("calling") {
            Product::Calling
        } else {
            Product::Other
        };
        Self {
            id: LicenseId(column.replace("(Suspended)", "").trim().to_owned()),
            name: column.trim().to_owned(),
            price: if has("(free)") { Price::Free } else { Price::Paid },
            product,
            service: if has("(suspended)") { Service::Suspended } else { Service::Running },
        }
    }
}

/// Which licenses make a person a newly added user. The backend states it; it is not a constant of the product
/// (two editions of the platform's help text differ on free licenses).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LicensePolicy {
    /// Any free or paid license.
    FreeAndPaid,
    /// Paid licenses only.
    PaidOnly,
}

impl LicensePolicy {
    /// Whether this license makes its holder one of the people to be mailed.
    #[must_use]
    pub fn counts(self, license: &License) -> bool {
        match (license.service, license.price, self) {
            (Service::Suspended, _, _) | (Service::Running, Price::Free, Self::PaidOnly) => false,
            (Service::Running, Price::Paid, _) | (Service::Running, Price::Free, Self::FreeAndPaid) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_the_export_become_licenses() {
        for (column, product, price, service) in [
            ("Messaging (Free)", Product::Messaging, Price::Free, Service::Running),
            ("Webex Calling", Product::Calling, Price::Paid, Service::Running),
            ("example.webex.com - WebEx Meeting Center", Product::Meetings, Price::Paid, Service::Running),
            ("example.webex.com - WebEx Webinar (Suspended)", Product::Webinar, Price::Paid, Service::Suspended),
            ("Control Hub Analytics", Product::Other, Price::Paid, Service::Running),
        ] {
            let license = License::from_column(column);
            assert_eq!((license.product, license.price, license.service), (product, price, service), "{column}");
        }
    }

    #[test]
    fn a_license_keeps_its_identity_when_its_service_is_suspended() {
        let running = License::from_column("a.webex.com - WebEx Webinar");
        let suspended = License::from_column("a.webex.com - WebEx Webinar (Suspended)");
        assert_eq!(running.id, suspended.id);
    }

    #[test]
    fn suspended_licenses_never_count_and_free_ones_by_policy() {
        let free = License::from_column("Messaging (Free)");
        let paid = License::from_column("Webex Calling");
        let suspended = License::from_column("Webex Calling (Suspended)");
        let counted = |policy: LicensePolicy| [&free, &paid, &suspended].map(|license| policy.counts(license));
        assert_eq!(counted(LicensePolicy::FreeAndPaid), [true, true, false]);
        assert_eq!(counted(LicensePolicy::PaidOnly), [false, true, false]);
    }
}
