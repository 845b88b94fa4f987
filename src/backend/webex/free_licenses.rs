//! Owns which licenses an administrator marked as free: the platform does not say, and it is nobody's personal data.
//! Refuses another place than this browser, as there is no other.

use crate::backend::{Failure, NotKept, Storage};
use crate::domain::license::{LicenseId, Price};

fn key(organization: &str) -> String {
    format!("usher.webex.free.{organization}")
}

/// Those of an organization; none where the browser keeps nothing.
pub(super) fn of(organization: &str) -> Vec<LicenseId> {
    Storage::Browser.read_json(&key(organization)).unwrap_or_default()
}

/// Marks one.
pub(super) fn mark(organization: &str, license: &LicenseId, price: Price) -> Result<(), Failure> {
    let mut free = of(organization);
    free.retain(|id| id != license);
    match price {
        Price::Free => free.push(license.clone()),
        Price::Paid => {}
    }
    let refused = |reason: NotKept| Failure::Refused { detail: format!("{reason}, so the mark is lost") };
    Storage::Browser.write_json(&key(organization), &free).map_err(refused)
}
