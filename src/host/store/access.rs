//! Owns the rows of one-time tokens and sessions, and where the running host answers.
//! Refuses tokens in clear: only hashes are kept.

use super::StoreError;
use crate::domain::timestamp::Timestamp;
use sqlx::SqliteConnection;

/// Keeps a one-time token.
///
/// # Errors
/// [`StoreError`]
pub async fn add_token(db: &mut SqliteConnection, hash: &[u8], expires: Timestamp) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO sign_in_token (hash, expires) VALUES (?, ?)").bind(hash).bind(expires.millis()).execute(db).await?;
    Ok(())
}

/// Uses a one-time token up: true once, and only before it expires.
///
/// # Errors
/// [`StoreError`]
pub async fn use_token(db: &mut SqliteConnection, hash: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let used = sqlx::query("DELETE FROM sign_in_token WHERE hash = ? AND expires > ?").bind(hash).bind(now.millis()).execute(db).await?;
    Ok(used.rows_affected() == 1)
}

/// Makes every unused link void, as a new start of the host does.
///
/// # Errors
/// [`StoreError`]
pub async fn forget_tokens(db: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sign_in_token").execute(db).await?;
    Ok(())
}

/// Keeps a session, and forgets those that are over.
///
/// # Errors
/// [`StoreError`]
pub async fn add_session(db: &mut SqliteConnection, hash: &[u8], now: Timestamp, expires: Timestamp) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM session WHERE expires <= ?").bind(now.millis()).execute(&mut *db).await?;
    sqlx::query("INSERT INTO session (hash, expires) VALUES (?, ?)").bind(hash).bind(expires.millis()).execute(db).await?;
    Ok(())
}

/// Whether there is such a session, not over yet.
///
/// # Errors
/// [`StoreError`]
pub async fn has_session(db: &mut SqliteConnection, hash: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM session WHERE hash = ? AND expires > ?").bind(hash).bind(now.millis()).fetch_optional(db).await?;
    Ok(found.is_some())
}

/// Keeps where the running host answers.
///
/// # Errors
/// [`StoreError`]
pub async fn keep_base_url(db: &mut SqliteConnection, base_url: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO running_host (only_row, base_url) VALUES (1, ?) ON CONFLICT (only_row) DO UPDATE SET base_url = excluded.base_url",
    )
    .bind(base_url)
    .execute(db)
    .await?;
    Ok(())
}

/// Where the host that was started last answers.
///
/// # Errors
/// [`StoreError`]
pub async fn base_url(db: &mut SqliteConnection) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT base_url FROM running_host").fetch_optional(db).await?)
}
