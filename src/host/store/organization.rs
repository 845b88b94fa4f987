//! Owns what imports taught about the organization: its licenses.
//! Refuses its name, language and policy, which the configuration states.

use super::{StoreError, document, read_document};
use crate::domain::license::License;
use sqlx::SqliteConnection;

/// Every license of the organization.
///
/// # Errors
/// [`StoreError`]
pub async fn licenses(db: &mut SqliteConnection) -> Result<Vec<License>, StoreError> {
    let text: String = sqlx::query_scalar("SELECT licenses FROM organization").fetch_one(db).await?;
    read_document(&text, "list of licenses")
}

/// Keeps the licenses.
///
/// # Errors
/// [`StoreError`]
pub async fn keep_licenses(db: &mut SqliteConnection, licenses: &[License]) -> Result<(), StoreError> {
    sqlx::query("UPDATE organization SET licenses = ?").bind(document(&licenses)?).execute(db).await?;
    Ok(())
}
