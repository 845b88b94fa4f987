//! Owns which licenses an administrator marked as free: the platform does not say, and it is nobody's personal data.
//! Refuses another place than this browser, as there is no other.

use crate::backend::Failure;
use crate::domain::license::{LicenseId, Price};
use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn key(organization: &str) -> String {
    format!("usher.webex.free.{organization}")
}

/// Those of an organization; none where the browser keeps nothing.
pub(super) fn of(organization: &str) -> Vec<LicenseId> {
    let kept = storage().and_then(|storage| storage.get_item(&key(organization)).ok().flatten());
    kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default()
}

/// Marks one.
pub(super) fn mark(organization: &str, license: &LicenseId, price: Price) -> Result<(), Failure> {
    let mut free = of(organization);
    free.retain(|id| id != license);
    match price {
        Price::Free => free.push(license.clone()),
        Price::Paid => {}
    }
    let kept = serde_json::to_string(&free).map_err(|_| Failure::NotABackend)?;
    let refused = || Failure::Refused { detail: "this browser keeps nothing for this page, so the mark is lost".into() };
    storage().ok_or_else(refused)?.set_item(&key(organization), &kept).map_err(|_| refused())
}
