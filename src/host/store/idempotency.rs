//! Owns the rows of answers that a repeated request gets again.
//! Refuses to keep refusals: whoever was refused may correct the request and use the key again.

use super::{
    StoreError,
    connection::{Db, query},
    document, read_document,
};
use crate::domain::{batch::SendBatch, timestamp::Timestamp};

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
pub async fn find(db: &mut Db, key: &str, fingerprint: &[u8], now: Timestamp) -> Result<Earlier, StoreError> {
    query("DELETE FROM idempotency WHERE created <= $1").bind(now.plus_days(-KEPT_DAYS).millis()).execute(&mut *db).await?;
    let row: Option<(Vec<u8>, String)> =
        query("SELECT fingerprint, answer FROM idempotency WHERE key = $1").bind(key).fetch_optional(db).await?;
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
pub async fn keep(db: &mut Db, key: &str, fingerprint: &[u8], answer: &SendBatch, now: Timestamp) -> Result<(), StoreError> {
    query("INSERT INTO idempotency (key, fingerprint, answer, created) VALUES ($1, $2, $3, $4)")
        .bind(key)
        .bind(fingerprint)
        .bind(document(answer)?)
        .bind(now.millis())
        .execute(db)
        .await?;
    Ok(())
}
