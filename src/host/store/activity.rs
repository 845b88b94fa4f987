//! Owns the rows of what was done, which are only added to.
//! Refuses addresses, texts and tokens, as `domain::activity` does.

use super::{StoreError, count, document, number, read_document, time};
use crate::domain::{
    activity::{ActivityAction, ActivityEntry},
    timestamp::Timestamp,
};
use sqlx::SqliteConnection;

/// Adds an entry.
///
/// # Errors
/// [`StoreError`]
pub async fn add(db: &mut SqliteConnection, at: Timestamp, actor: &str, action: &ActivityAction) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO activity (at, actor, action) VALUES (?, ?, ?)")
        .bind(at.millis())
        .bind(actor)
        .bind(document(action)?)
        .execute(db)
        .await?;
    Ok(())
}

/// The entries before an id, newest first.
///
/// # Errors
/// [`StoreError`]
pub async fn page(db: &mut SqliteConnection, before: Option<u64>, limit: u32) -> Result<Vec<ActivityEntry>, StoreError> {
    let rows: Vec<(i64, i64, String, String)> =
        sqlx::query_as("SELECT id, at, actor, action FROM activity WHERE id < ? ORDER BY id DESC LIMIT ?")
            .bind(before.map_or(i64::MAX, number))
            .bind(limit)
            .fetch_all(db)
            .await?;
    let entry = |(id, at, actor, action): (i64, i64, String, String)| {
        Ok(ActivityEntry { id: count(id), at: time(at), actor, action: read_document(&action, "activity")? })
    };
    rows.into_iter().map(entry).collect()
}
