//! Owns the row of the email settings.
//! Refuses a change against another version than the kept one.

use super::{StoreError, count, document, read_document, time};
use crate::{
    api::payload::VersionedSettings,
    domain::{settings::EmailSettings, timestamp::Timestamp},
};
use sqlx::SqliteConnection;

/// The settings as they are kept.
#[derive(Clone, Debug)]
pub struct KeptSettings {
    /// Counts up with every change.
    pub version: u64,
    /// The settings.
    pub settings: EmailSettings,
    /// When and by whom they were last changed.
    pub changed: Option<(Timestamp, String)>,
}

impl KeptSettings {
    /// As the API answers them.
    #[must_use]
    pub fn versioned(&self) -> VersionedSettings {
        let (changed_at, changed_by) = self.changed.clone().unzip();
        VersionedSettings { version: self.version, settings: self.settings.draft(), changed_at, changed_by }
    }
}

/// The settings; those of a new organization while nobody changed them.
///
/// # Errors
/// [`StoreError`]
pub async fn current(db: &mut SqliteConnection) -> Result<KeptSettings, StoreError> {
    type Row = (i64, Option<String>, Option<i64>, Option<String>);
    let (version, text, at, by): Row =
        sqlx::query_as("SELECT version, document, changed_at, changed_by FROM email_settings").fetch_one(db).await?;
    let settings = text.map(|text| read_document(&text, "setting")).transpose()?.unwrap_or_default();
    Ok(KeptSettings { version: count(version), settings, changed: at.map(time).zip(by) })
}

/// Keeps new settings as the next version; the caller holds the write lock and has compared the version.
///
/// # Errors
/// [`StoreError`]
pub async fn keep(db: &mut SqliteConnection, settings: &EmailSettings, at: Timestamp, by: &str) -> Result<KeptSettings, StoreError> {
    let version: i64 = sqlx::query_scalar(
        "UPDATE email_settings SET version = version + 1, document = ?, changed_at = ?, changed_by = ? RETURNING version",
    )
    .bind(document(settings)?)
    .bind(at.millis())
    .bind(by)
    .fetch_one(db)
    .await?;
    Ok(KeptSettings { version: count(version), settings: settings.clone(), changed: Some((at, by.to_owned())) })
}
