//! Owns the organization and its licenses as the platform's API gives them.
//! Refuses to guess what is free: the platform does not say, so an administrator marks it.

use crate::domain::license::{License, LicenseId, Price};
use serde::Deserialize;

/// The organization.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WireOrganization {
    /// Its name.
    pub display_name: Option<String>,
}

/// Its licenses.
#[derive(Clone, Debug, Deserialize)]
pub struct WireLicenses {
    items: Vec<WireLicense>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireLicense {
    id: Option<String>,
    name: Option<String>,
    site_url: Option<String>,
}

impl WireLicenses {
    /// The licenses; those that are marked are free.
    #[must_use]
    pub fn licenses(self, free: &[LicenseId]) -> Vec<License> {
        let named = self.items.into_iter().filter_map(|wire| Some((wire.id.filter(|id| !id.is_empty())?, wire.name?, wire.site_url)));
        named
            .map(|(id, name, site)| {
                let id = LicenseId(id);
                let price = if free.contains(&id) { Price::Free } else { Price::Paid };
                let name = match site.filter(|site| !site.is_empty()) {
                    Some(site) => format!("{site} - {name}"),
                    None => name,
                };
                License { price, id, ..License::from_column(&name) }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::license::{Product, Service};

    #[test]
    fn a_license_is_free_where_it_is_marked_and_nowhere_else() {
        let text = r#"{"items":[{"id":"a","name":"Meeting - Webex Meeting Center","siteUrl":"s.webex.com","totalUnits":50},
            {"id":"b","name":"Messaging (Free)"},{"name":"nameless"}]}"#;
        let read = |free: &[LicenseId]| serde_json::from_str::<WireLicenses>(text).unwrap().licenses(free);
        let licenses = read(&[LicenseId("b".into())]);
        assert_eq!(licenses.len(), 2);
        assert_eq!((licenses[0].price, licenses[0].product, licenses[0].service), (Price::Paid, Product::Meetings, Service::Running));
        assert_eq!(licenses[0].name, "s.webex.com - Meeting - Webex Meeting Center");
        assert_eq!(licenses[1].price, Price::Free);
        assert_eq!(read(&[])[1].price, Price::Paid);
    }
}
