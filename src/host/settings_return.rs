//! Owns that the setting returns to on by itself at its moment, also when the host was down then.
//! Refuses to be needed for that: whoever decides looks at the moment itself, and this only keeps and records what happened.

use super::{
    organization_facts::OrganizationFacts,
    state::Host,
    store::{self, StoreError, connection::Db, settings::KeptSettings},
};
use crate::domain::{activity::ActivityAction, timestamp::Timestamp};

/// Who is named where no administrator acted.
pub(super) const ITSELF: &str = "Usher";

/// The settings as they stand now, kept and recorded if the setting has returned since they were last looked at.
///
/// # Errors
/// [`StoreError`]
pub async fn settled(host: &Host) -> Result<KeptSettings, StoreError> {
    let now = host.clock.now();
    let kept = store::settings::current(&mut *host.store.read().await?, &host.facts.time_zone).await?;
    if kept.settings.returned(now).is_none() {
        return Ok(kept);
    }
    let mut db = host.store.write().await?;
    let kept = settle(&mut db, &host.facts, now).await?;
    db.commit().await?;
    Ok(kept)
}

/// The same within the caller's transaction, which holds the write lock.
///
/// # Errors
/// [`StoreError`]
pub async fn settle(db: &mut Db, facts: &OrganizationFacts, now: Timestamp) -> Result<KeptSettings, StoreError> {
    let kept = store::settings::current(db, &facts.time_zone).await?;
    let Some((settings, since)) = kept.settings.returned(now) else { return Ok(kept) };
    let kept = store::settings::keep(db, &settings, now, ITSELF).await?;
    store::activity::add(db, now, ITSELF, &ActivityAction::SettingReturned { since }).await?;
    tracing::info!(version = kept.version, "automatic activation emails are on again");
    Ok(kept)
}
