//! Owns the row of the email settings, and that of the last test mail.
//! Refuses to leave out what it cannot read: somebody might be mailed whom a rule holds back.

use super::{
    StoreError,
    connection::{Db, query, query_scalar},
    count, document, time,
};
use crate::{
    api::payload::VersionedSettings,
    domain::{
        email_address::EmailAddress,
        readiness::AcceptedTestMail,
        settings::{EmailSettings, SettingsDraft},
        time_zone::TimeZone,
        timestamp::Timestamp,
    },
};

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
/// [`StoreError`]; [`StoreError::SettingsOfAnotherVersion`] where this version of Usher cannot read them whole.
pub async fn current(db: &mut Db, zone: &TimeZone) -> Result<KeptSettings, StoreError> {
    type Row = (i64, Option<String>, Option<i64>, Option<String>);
    let (version, text, at, by): Row = query("SELECT version, document, changed_at, changed_by FROM email_settings").fetch_one(db).await?;
    let read = |text: String| {
        let saved: SettingsDraft = serde_json::from_str(&text).map_err(|_| StoreError::SettingsOfAnotherVersion)?;
        EmailSettings::read_saved(&saved, zone).map_err(|_| StoreError::SettingsOfAnotherVersion)
    };
    let settings = text.map(read).transpose()?.unwrap_or_default();
    Ok(KeptSettings { version: count(version), settings, changed: at.map(time).zip(by) })
}

/// Keeps new settings as the next version; the caller holds the write lock and has compared the version.
///
/// # Errors
/// [`StoreError`]
pub async fn keep(db: &mut Db, settings: &EmailSettings, at: Timestamp, by: &str) -> Result<KeptSettings, StoreError> {
    let version: i64 =
        query_scalar("UPDATE email_settings SET version = version + 1, document = $1, changed_at = $2, changed_by = $3 RETURNING version")
            .bind(document(&settings.draft())?)
            .bind(at.millis())
            .bind(by)
            .fetch_one(db)
            .await?;
    Ok(KeptSettings { version: count(version), settings: settings.clone(), changed: Some((at, by.to_owned())) })
}

/// The last test mail that was accepted.
///
/// # Errors
/// [`StoreError`]
pub async fn test_mail(db: &mut Db) -> Result<Option<AcceptedTestMail>, StoreError> {
    let row: Option<(i64, String)> = query("SELECT at, sender FROM accepted_test_mail").fetch_optional(db).await?;
    row.map(|(at, sender)| {
        let sender = EmailAddress::parse(&sender).map_err(|_| StoreError::Unreadable("test mail"))?;
        Ok(AcceptedTestMail { at: time(at), sender })
    })
    .transpose()
}

/// Keeps that a test mail was accepted.
///
/// # Errors
/// [`StoreError`]
pub async fn keep_test_mail(db: &mut Db, mail: &AcceptedTestMail) -> Result<(), StoreError> {
    query("INSERT INTO accepted_test_mail (only_row, at, sender) VALUES (1, $1, $2) ON CONFLICT (only_row) DO UPDATE SET at = excluded.at, sender = excluded.sender")
        .bind(mail.at.millis())
        .bind(mail.sender.as_str())
        .execute(db)
        .await?;
    Ok(())
}
