//! Owns the rows of what was done, which are only added to.
//! Refuses addresses, texts and tokens, as `domain::activity` does.

use super::{
    StoreError,
    activity_chain::{self, Kept},
    count, document, number, read_document, time,
};
use crate::domain::{
    activity::{ActivityAction, ActivityEntry},
    timestamp::Timestamp,
};
use sqlx::SqliteConnection;

/// Adds an entry and its link. Only within a transaction: both are kept, or neither is.
///
/// # Errors
/// [`StoreError`]
pub async fn add(db: &mut SqliteConnection, at: Timestamp, actor: &str, action: &ActivityAction) -> Result<(), StoreError> {
    let action = document(action)?;
    let id: i64 = sqlx::query_scalar("INSERT INTO activity (at, actor, action) VALUES (?, ?, ?) RETURNING id")
        .bind(at.millis())
        .bind(actor)
        .bind(&action)
        .fetch_one(&mut *db)
        .await?;
    activity_chain::extend(db, &Kept { id, at: at.millis(), actor, action: &action }).await
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
