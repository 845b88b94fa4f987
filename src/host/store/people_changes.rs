//! Owns reading who changed since, and the numbers by which that is asked.
//! Refuses to give numbers; the table does, whoever writes to it.

use super::{StoreError, count, number, users::RecordRow};
use crate::domain::people_listing::ChangesToken;
use sqlx::SqliteConnection;

/// The state of the directory now.
///
/// # Errors
/// [`StoreError`]
pub async fn now(db: &mut SqliteConnection) -> Result<ChangesToken, StoreError> {
    let (origin, last): (String, i64) = sqlx::query_as("SELECT origin, last FROM people_changes").fetch_one(db).await?;
    Ok(ChangesToken { origin, last: count(last) })
}

/// The people whose last change came after a number and not after another one, in the order of their changes, each with its
/// number as its place.
///
/// # Errors
/// [`StoreError`]
pub async fn page(db: &mut SqliteConnection, after: u64, until: u64, limit: u32) -> Result<Vec<RecordRow>, StoreError> {
    let rows =
        sqlx::query_as("SELECT changed, document, mail FROM directory_user WHERE changed > ? AND changed <= ? ORDER BY changed LIMIT ?");
    Ok(rows.bind(number(after)).bind(number(until)).bind(limit).fetch_all(db).await?)
}
