//! Owns the rows of deliveries: queueing, cancelling, reading.
//! Refuses to send; what sending does to them is in `sending`.

use super::{
    StoreError,
    connection::{Db, by_database, query},
    document, number, read_document, read_name, time,
};
use crate::domain::{
    batch::{BatchId, Delivery, DeliveryState, SkipReason},
    timestamp::Timestamp,
    user::UserId,
};

/// Rows that are queued in one statement.
const QUEUED_AT_ONCE: usize = 10_000;

/// Queues a delivery for each person, by row number, in this order.
///
/// # Errors
/// [`StoreError`]
pub async fn queue(db: &mut Db, batch: i64, users: &[i64], at: Timestamp) -> Result<(), StoreError> {
    let state = document(&DeliveryState::QUEUED)?;
    for (part, users) in users.chunks(QUEUED_AT_ONCE).enumerate() {
        query(by_database(
            "INSERT INTO delivery (batch, position, user, document, at) \
             SELECT $1, $2 + chosen.key, chosen.value, $3, $4 FROM json_each($5) AS chosen",
            "INSERT INTO delivery (batch, position, \"user\", document, at) SELECT $1, $2 + chosen.key - 1, chosen.value::bigint, $3, $4 \
             FROM jsonb_array_elements_text($5::jsonb) WITH ORDINALITY AS chosen (value, key)",
        ))
        .bind(batch)
        .bind(number((part * QUEUED_AT_ONCE) as u64))
        .bind(&state)
        .bind(at.millis())
        .bind(document(&users)?)
        .execute(&mut *db)
        .await?;
    }
    // What becomes of them is counted where it is written, by the database itself.
    query("UPDATE delivery_count SET queued = queued + $1 WHERE batch = $2")
        .bind(number(users.len() as u64))
        .bind(batch)
        .execute(db)
        .await?;
    Ok(())
}

/// Skips everything that was not begun, since the batch was cancelled.
///
/// # Errors
/// [`StoreError`]
pub async fn cancel_queued(db: &mut Db, batch: i64, at: Timestamp) -> Result<(), StoreError> {
    let skipped = DeliveryState::Skipped { reason: SkipReason::BatchCancelled };
    query("UPDATE delivery SET document = $1, at = $2 WHERE batch = $3 AND state = 'queued'")
        .bind(document(&skipped)?)
        .bind(at.millis())
        .bind(batch)
        .execute(db)
        .await?;
    Ok(())
}

/// Batch, person, kind, state, since when: the columns of a delivery, in this order.
pub(super) type Row = (String, String, String, String, i64);

/// Reads a delivery.
pub(super) fn delivery((batch, user, kind, state, at): Row) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        batch: BatchId(batch),
        user: UserId(user),
        kind: read_name(kind, "batch")?,
        state: read_document(&state, "delivery")?,
        at: time(at),
    })
}

/// Every delivery to a person, without tests, which went to somebody else.
///
/// # Errors
/// [`StoreError`]
pub async fn to_user(db: &mut Db, user_seq: i64) -> Result<Vec<Delivery>, StoreError> {
    let rows: Vec<Row> = query(
        "SELECT b.id, u.id, b.kind, d.document, d.at FROM delivery d JOIN send_batch b ON b.seq = d.batch \
         JOIN directory_user u ON u.seq = d.\"user\" WHERE d.\"user\" = $1 AND b.mode = 'real' ORDER BY d.batch",
    )
    .bind(user_seq)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(delivery).collect()
}
