//! Owns the rows of deliveries: queueing, claiming, outcomes.
//! Refuses to change an outcome once it is there; the table itself does.

use super::{
    StoreError,
    connection::{Db, query, query_scalar},
    document, number, read_document, read_name, time,
};
use crate::domain::{
    batch::{BatchId, Delivery, DeliveryState, SkipReason},
    batch_mode::BatchMode,
    timestamp::Timestamp,
    user::UserId,
};

/// Row numbers that are written at once.
const ROWS_AT_ONCE: usize = 10_000;

/// A delivery that was claimed for sending.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Its batch's row number.
    pub batch: i64,
    /// Its place in the batch.
    pub position: i64,
    /// The person's row number.
    pub user_seq: i64,
    /// The person.
    pub user: UserId,
}

/// Rows that are queued in one statement.
const QUEUED_AT_ONCE: usize = 5_000;

/// Queues a delivery for each person, by row number, in this order.
///
/// # Errors
/// [`StoreError`]
pub async fn queue(db: &mut Db, batch: i64, users: &[i64], at: Timestamp) -> Result<(), StoreError> {
    let state = document(&DeliveryState::QUEUED)?;
    for (part, users) in users.chunks(QUEUED_AT_ONCE).enumerate() {
        query(
            "INSERT INTO delivery (batch, position, user, document, at) \
             SELECT $1, $2 + chosen.key, chosen.value, $3, $4 FROM json_each($5) AS chosen",
        )
        .bind(batch)
        .bind(number((part * QUEUED_AT_ONCE) as u64))
        .bind(&state)
        .bind(at.millis())
        .bind(document(&users)?)
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// Queues a delivery for the person of each of these row numbers, in this order.
///
/// # Errors
/// [`StoreError`]
pub async fn queue_rows(db: &mut Db, batch: i64, rows: &[i64], at: Timestamp) -> Result<(), StoreError> {
    let (queued, mut position) = (document(&DeliveryState::QUEUED)?, 0_i64);
    for part in rows.chunks(ROWS_AT_ONCE) {
        query(
            "INSERT INTO delivery (batch, position, user, document, at) SELECT $1, $2 + chosen.key, chosen.value, $3, $4 FROM json_each($5) AS chosen",
        )
        .bind(batch)
        .bind(position)
        .bind(&queued)
        .bind(at.millis())
        .bind(document(&part)?)
        .execute(&mut *db)
        .await?;
        position = position.saturating_add(i64::try_from(part.len()).unwrap_or(i64::MAX));
    }
    Ok(())
}

/// Claims the next deliveries of a batch: from here on they are being sent.
///
/// # Errors
/// [`StoreError`]
pub async fn claim(db: &mut Db, batch: i64, most: u32, at: Timestamp) -> Result<Vec<Claimed>, StoreError> {
    let rows: Vec<(i64, i64)> = query(
        "UPDATE delivery SET document = $1, at = $2 WHERE batch = $3 AND position IN \
         (SELECT position FROM delivery WHERE batch = $4 AND state = 'queued' ORDER BY position LIMIT $5) RETURNING position, user",
    )
    .bind(document(&DeliveryState::Sending)?)
    .bind(at.millis())
    .bind(batch)
    .bind(batch)
    .bind(most)
    .fetch_all(&mut *db)
    .await?;
    let mut claimed = Vec::with_capacity(rows.len());
    for (position, user_seq) in rows {
        let id = query_scalar("SELECT id FROM directory_user WHERE seq = $1").bind(user_seq).fetch_one(&mut *db).await?;
        claimed.push(Claimed { batch, position, user_seq, user: UserId(id) });
    }
    claimed.sort_by_key(|one| one.position);
    Ok(claimed)
}

/// Every delivery that was being sent when the host last died, with the kind of its batch.
///
/// # Errors
/// [`StoreError`]
pub async fn left_sending(db: &mut Db) -> Result<Vec<(Claimed, crate::domain::email_kind::SuppressibleKind, BatchMode)>, StoreError> {
    let rows: Vec<(i64, i64, i64, String, String, String)> = query(
        "SELECT d.batch, d.position, d.user, u.id, b.kind, b.mode FROM send_batch b CROSS JOIN delivery d ON d.batch = b.seq AND d.state = 'sending' \
         JOIN directory_user u ON u.seq = d.user",
    )
    .fetch_all(db)
    .await?;
    let read = |(batch, position, user_seq, id, kind, mode): (i64, i64, i64, String, String, String)| {
        Ok((Claimed { batch, position, user_seq, user: UserId(id) }, read_name(kind, "batch")?, read_name(mode, "batch")?))
    };
    rows.into_iter().map(read).collect()
}

/// Keeps what came of a delivery.
///
/// # Errors
/// [`StoreError`]
pub async fn keep_outcome(db: &mut Db, of: &Claimed, state: &DeliveryState, at: Timestamp) -> Result<(), StoreError> {
    query("UPDATE delivery SET document = $1, at = $2 WHERE batch = $3 AND position = $4")
        .bind(document(state)?)
        .bind(at.millis())
        .bind(of.batch)
        .bind(of.position)
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

/// Whether deliveries of a batch still have no outcome.
///
/// # Errors
/// [`StoreError`]
pub async fn is_open(db: &mut Db, batch: i64) -> Result<bool, StoreError> {
    let open: Option<i64> = query_scalar("SELECT 1 FROM delivery WHERE batch = $1 AND state IN ('queued', 'sending') LIMIT 1")
        .bind(batch)
        .fetch_optional(db)
        .await?;
    Ok(open.is_some())
}

type Row = (i64, String, String, String, String, i64);

fn delivery((position, batch, user, kind, state, at): Row) -> Result<(i64, Delivery), StoreError> {
    let delivery = Delivery {
        batch: BatchId(batch),
        user: UserId(user),
        kind: read_name(kind, "batch")?,
        state: read_document(&state, "delivery")?,
        at: time(at),
    };
    Ok((position, delivery))
}

/// The deliveries of a batch after a place, in the order of sending, each with its place.
///
/// # Errors
/// [`StoreError`]
pub async fn page(db: &mut Db, batch: i64, after: i64, limit: u32) -> Result<Vec<(i64, Delivery)>, StoreError> {
    let rows: Vec<Row> = query(
        "SELECT d.position, b.id, u.id, b.kind, d.document, d.at FROM delivery d JOIN send_batch b ON b.seq = d.batch \
         JOIN directory_user u ON u.seq = d.user WHERE d.batch = $1 AND d.position > $2 ORDER BY d.position LIMIT $3",
    )
    .bind(batch)
    .bind(after)
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(delivery).collect()
}

/// Every delivery to a person, without tests, which went to somebody else.
///
/// # Errors
/// [`StoreError`]
pub async fn to_user(db: &mut Db, user_seq: i64) -> Result<Vec<Delivery>, StoreError> {
    let rows: Vec<Row> = query(
        "SELECT d.position, b.id, u.id, b.kind, d.document, d.at FROM delivery d JOIN send_batch b ON b.seq = d.batch \
         JOIN directory_user u ON u.seq = d.user WHERE d.user = $1 AND b.mode = 'real' ORDER BY d.batch",
    )
    .bind(user_seq)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(|row| delivery(row).map(|(_, delivery)| delivery)).collect()
}
