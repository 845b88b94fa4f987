//! Owns the rows of what was done, which are only added to.
//! Refuses addresses, texts and tokens, as `domain::activity` does.

use super::{
    StoreError,
    activity_chain::{self, Kept},
    connection::{Db, by_database, query, query_scalar},
    count, document, number, read_document, time,
};
use crate::domain::{
    activity::{ActivityAction, ActivityEntry},
    activity_filter::ActivityFilter,
    timestamp::Timestamp,
};

/// Adds an entry and its link. Only within a transaction: both are kept, or neither is.
///
/// # Errors
/// [`StoreError`]
pub async fn add(db: &mut Db, at: Timestamp, actor: &str, action: &ActivityAction) -> Result<(), StoreError> {
    let action = document(action)?;
    let id: i64 = query_scalar("INSERT INTO activity (at, actor, action) VALUES ($1, $2, $3) RETURNING id")
        .bind(at.millis())
        .bind(actor)
        .bind(&action)
        .fetch_one(&mut *db)
        .await?;
    activity_chain::extend(db, &Kept { id, at: at.millis(), actor, action: &action }).await
}

/// The entries before an id that a filter lets pass, newest first.
///
/// # Errors
/// [`StoreError`]
pub async fn page(db: &mut Db, filter: &ActivityFilter, before: Option<u64>, limit: u32) -> Result<Vec<ActivityEntry>, StoreError> {
    let rows: Vec<(i64, i64, String, String)> = query(by_database(
        "SELECT id, at, actor, action FROM activity WHERE id < $1 AND at >= $2 AND ($3 IS NULL OR at < $3) AND ($4 IS NULL OR actor = $4) \
         AND ($5 IS NULL OR action ->> '$.action' IN (SELECT value FROM json_each($5))) ORDER BY id DESC LIMIT $6",
        "SELECT id, at, actor, action FROM activity WHERE id < $1 AND at >= $2 AND ($3 IS NULL OR at < $3) AND ($4 IS NULL OR actor = $4) \
         AND ($5 IS NULL OR document_field(action, 'action') IN (SELECT value FROM document_elements($5) AS element (value))) ORDER BY id DESC LIMIT $6",
    ))
    .bind(before.map_or(i64::MAX, number))
    .bind(filter.from.map_or(i64::MIN, Timestamp::millis))
    .bind(filter.until.map(Timestamp::millis))
    .bind(filter.actor.as_deref())
    .bind(filter.kind.map(|kind| document(&kind.actions())).transpose()?)
    .bind(limit)
    .fetch_all(db)
    .await?;
    let entry = |(id, at, actor, action): (i64, i64, String, String)| {
        Ok(ActivityEntry { id: count(id), at: time(at), actor, action: read_document(&action, "activity")? })
    };
    rows.into_iter().map(entry).collect()
}

/// Everybody who acted, by name.
///
/// # Errors
/// [`StoreError`]
pub async fn actors(db: &mut Db) -> Result<Vec<String>, StoreError> {
    // From each name to the next one in the index: as many steps as there are names, however many entries they have.
    let query = "WITH RECURSIVE name (actor) AS (SELECT min(actor) FROM activity UNION ALL \
         SELECT (SELECT min(actor) FROM activity WHERE actor > name.actor) FROM name WHERE actor IS NOT NULL) \
         SELECT actor FROM name WHERE actor IS NOT NULL";
    Ok(query_scalar(query).fetch_all(db).await?)
}
