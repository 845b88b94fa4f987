//! Owns the rows of answers that a repeated request gets again.
//! Refuses to keep refusals: whoever was refused may correct the request and use the key again.

use super::{StoreError, document, read_document};
use crate::domain::{batch::SendBatch, timestamp::Timestamp};
use sqlx::SqliteConnection;

/// Days for which an answer is kept.
const KEPT_DAYS: i64 = 1;

/// What is known of a key.
pub enum Earlier {
    /// Nothing.
    None,
    /// The same request got this answer.
    Same(Box<SendBatch>),
    /// It came with another request.
    Other,
}

/// Looks a key up, and forgets those that are too old.
///
/// # Errors
/// [`StoreError`]
pub async fn find(db: &mut SqliteConnection, key: &str, fingerprint: &[u8], now: Timestamp) -> Result<Earlier, StoreError> {
    sqlx::query("DELETE FROM idempotency WHERE created <= ?").bind(now.plus_days(-KEPT_DAYS).millis()).execute(&mut *db).await?;
    let row: Option<(Vec<u8>, String)> =
        sqlx::query_as("SELECT fingerprint, answer FROM idempotency WHERE key = ?").bind(key).fetch_optional(db).await?;
    match row {
        None => Ok(Earlier::None),
        Some((kept, answer)) if kept == fingerprint => Ok(Earlier::Same(Box::new(read_document(&answer, "answer")?))),
        Some(_) => Ok(Earlier::Other),
    }
}

/// Keeps an answer.
///
/// # Errors
/// [`StoreError`]
pub async fn keep(db: &mut SqliteConnection, key: &str, fingerprint: &[u8], answer: &SendBatch, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO idempotency (key, fingerprint, answer, created) VALUES (?, ?, ?, ?)")
        .bind(key)
        .bind(fingerprint)
        .bind(document(answer)?)
        .bind(now.millis())
        .execute(db)
        .await?;
    Ok(())
}
