//! Owns the rows of one-time tokens and sessions, and where the running host answers.
//! Refuses tokens in clear: only hashes are kept.

use super::{
    StoreError,
    connection::{Db, query, query_scalar},
};
use crate::domain::timestamp::Timestamp;

/// Keeps a one-time token, and forgets those that are void.
///
/// # Errors
/// [`StoreError`]
pub async fn add_token(db: &mut Db, hash: &[u8], now: Timestamp, expires: Timestamp) -> Result<(), StoreError> {
    query("DELETE FROM sign_in_token WHERE expires <= $1").bind(now.millis()).execute(&mut *db).await?;
    query("INSERT INTO sign_in_token (hash, expires) VALUES ($1, $2)").bind(hash).bind(expires.millis()).execute(db).await?;
    Ok(())
}

/// Uses a one-time token up: true once, and only before it expires.
///
/// # Errors
/// [`StoreError`]
pub async fn use_token(db: &mut Db, hash: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let used = query("DELETE FROM sign_in_token WHERE hash = $1 AND expires > $2").bind(hash).bind(now.millis()).execute(db).await?;
    Ok(used.rows_affected() == 1)
}

/// Makes every unused link void, as a new start of the host does.
///
/// # Errors
/// [`StoreError`]
pub async fn forget_tokens(db: &mut Db) -> Result<(), StoreError> {
    query("DELETE FROM sign_in_token").execute(db).await?;
    Ok(())
}

/// Keeps a session, and forgets those that are over.
///
/// # Errors
/// [`StoreError`]
pub async fn add_session(db: &mut Db, hash: &[u8], now: Timestamp, expires: Timestamp) -> Result<(), StoreError> {
    query("DELETE FROM session WHERE expires <= $1").bind(now.millis()).execute(&mut *db).await?;
    query("INSERT INTO session (hash, expires) VALUES ($1, $2)").bind(hash).bind(expires.millis()).execute(db).await?;
    Ok(())
}

/// Whether there is such a session, not over yet.
///
/// # Errors
/// [`StoreError`]
pub async fn has_session(db: &mut Db, hash: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let found: Option<i64> = query_scalar("SELECT CAST(1 AS BIGINT) FROM session WHERE hash = $1 AND expires > $2")
        .bind(hash)
        .bind(now.millis())
        .fetch_optional(db)
        .await?;
    Ok(found.is_some())
}

/// Keeps where the running host answers.
///
/// # Errors
/// [`StoreError`]
pub async fn keep_base_url(db: &mut Db, base_url: &str) -> Result<(), StoreError> {
    query("INSERT INTO running_host (only_row, base_url) VALUES (1, $1) ON CONFLICT (only_row) DO UPDATE SET base_url = excluded.base_url")
        .bind(base_url)
        .execute(db)
        .await?;
    Ok(())
}

/// Where the host that was started last answers.
///
/// # Errors
/// [`StoreError`]
pub async fn base_url(db: &mut Db) -> Result<Option<String>, StoreError> {
    Ok(query_scalar("SELECT base_url FROM running_host").fetch_optional(db).await?)
}
