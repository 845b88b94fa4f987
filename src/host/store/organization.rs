//! Owns what imports taught about the organization: its licenses.
//! Refuses its name, language and policy, which the configuration states.

use super::{
    StoreError,
    connection::{Db, query, query_scalar},
    document, read_document,
};
use crate::domain::license::License;

/// Every license of the organization.
///
/// # Errors
/// [`StoreError`]
pub async fn licenses(db: &mut Db) -> Result<Vec<License>, StoreError> {
    let text: String = query_scalar("SELECT licenses FROM organization").fetch_one(db).await?;
    read_document(&text, "list of licenses")
}

/// Keeps the licenses.
///
/// # Errors
/// [`StoreError`]
pub async fn keep_licenses(db: &mut Db, licenses: &[License]) -> Result<(), StoreError> {
    query("UPDATE organization SET licenses = $1").bind(document(&licenses)?).execute(db).await?;
    Ok(())
}
