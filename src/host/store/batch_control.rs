//! Owns the rows that change when an administrator acts on a batch: its plan, deliveries that wait again, resolved ones; and the
//! outcomes as they are looked at.
//! Refuses to change what is neither failed nor uncertain; the table itself does, too.

use super::{
    StoreError,
    connection::{Db, Statement, by_database, query, query_scalar},
    deliveries::delivery,
    document, name_of, number, read_document, time,
};
use crate::{
    api::payload::DeliveryRow,
    domain::{
        batch::{BatchId, BatchState, DeliveryState},
        batch_control::Plan,
        delivery_filter::{DeliveryFilter, DeliveryStage},
        timestamp::Timestamp,
        user::{DirectoryUser, UserId},
    },
};
use std::collections::HashSet;

/// Makes a batch wait for its time, and bounds how many go out a day.
///
/// # Errors
/// [`StoreError`]
pub async fn keep_plan(db: &mut Db, batch: &BatchId, plan: Plan) -> Result<(), StoreError> {
    let hold = plan.starts_at.map(|_| name_of(&BatchState::Scheduled)).transpose()?;
    query("UPDATE send_batch SET starts_at = $1, per_day = $2, hold = $3 WHERE id = $4")
        .bind(plan.starts_at.map(Timestamp::millis))
        .bind(plan.per_day)
        .bind(hold)
        .bind(&batch.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Makes a batch that waited for its time have begun.
///
/// # Errors
/// [`StoreError`]
pub async fn begin_now(db: &mut Db, batch: i64, now: Timestamp) -> Result<(), StoreError> {
    query("UPDATE send_batch SET starts_at = $1 WHERE seq = $2 AND starts_at > $1").bind(now.millis()).bind(batch).execute(db).await?;
    Ok(())
}

/// Queues everything again that failed, as if it had never been tried. Answers how many.
///
/// # Errors
/// [`StoreError`]
pub async fn retry_failed(db: &mut Db, batch: i64, now: Timestamp) -> Result<u64, StoreError> {
    let done = query(
        "UPDATE delivery SET document = $1, at = $2, attempts = 0, due = 0, owner = NULL, round = round + 1 \
         WHERE batch = $3 AND state = 'failed'",
    );
    Ok(done.bind(document(&DeliveryState::QUEUED)?).bind(now.millis()).bind(batch).execute(db).await?.rows_affected())
}

/// An uncertain delivery.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UncertainRow {
    /// Its place in the batch.
    pub position: i64,
    /// The person's row number.
    pub user_seq: i64,
    /// Since when it is uncertain.
    pub at: Timestamp,
}

/// The uncertain deliveries of a batch, of everybody or of these people.
///
/// # Errors
/// [`StoreError`]
pub async fn uncertain(db: &mut Db, batch: i64, users: Option<&[UserId]>) -> Result<Vec<UncertainRow>, StoreError> {
    let of_all = "SELECT d.position, d.\"user\", d.at FROM delivery d WHERE d.batch = $1 AND d.state = 'uncertain' ORDER BY d.position";
    let of_some = by_database(
        "SELECT d.position, d.user, d.at FROM delivery d JOIN directory_user u ON u.seq = d.user \
         WHERE d.batch = $1 AND d.state = 'uncertain' AND u.id IN (SELECT value FROM json_each($2)) ORDER BY d.position",
        "SELECT d.position, d.\"user\", d.at FROM delivery d JOIN directory_user u ON u.seq = d.\"user\" \
         WHERE d.batch = $1 AND d.state = 'uncertain' AND u.id IN (SELECT value FROM document_elements($2) AS element (value)) ORDER BY d.position",
    );
    let rows: Vec<(i64, i64, i64)> = match users {
        None => query(of_all).bind(batch).fetch_all(db).await?,
        Some(users) => query(of_some).bind(batch).bind(document(&users)?).fetch_all(db).await?,
    };
    Ok(rows.into_iter().map(|(position, user_seq, at)| UncertainRow { position, user_seq, at: time(at) }).collect())
}

/// Keeps what was decided about an uncertain delivery.
///
/// # Errors
/// [`StoreError`]
pub async fn resolve(db: &mut Db, batch: i64, row: &UncertainRow, state: &DeliveryState, now: Timestamp) -> Result<(), StoreError> {
    query(
        "UPDATE delivery SET document = $1, at = $2, attempts = 0, due = 0, owner = NULL, round = round + 1 \
         WHERE batch = $3 AND position = $4",
    )
    .bind(document(state)?)
    .bind(now.millis())
    .bind(batch)
    .bind(row.position)
    .execute(db)
    .await?;
    Ok(())
}

/// Those of these people who are in a batch.
///
/// # Errors
/// [`StoreError`]
pub async fn members(db: &mut Db, batch: i64, users: &[UserId]) -> Result<HashSet<UserId>, StoreError> {
    let statement = by_database(
        "SELECT u.id FROM directory_user u JOIN delivery d ON d.user = u.seq \
         WHERE d.batch = $1 AND u.id IN (SELECT value FROM json_each($2))",
        "SELECT u.id FROM directory_user u JOIN delivery d ON d.\"user\" = u.seq \
         WHERE d.batch = $1 AND u.id IN (SELECT value FROM document_elements($2) AS element (value))",
    );
    let found: Vec<String> = query_scalar(statement).bind(batch).bind(document(&users)?).fetch_all(db).await?;
    Ok(found.into_iter().map(UserId).collect())
}

/// One delivery with its place in the batch and the person, who is there for as long as the directory knows them.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Place in the batch.
    pub position: i64,
    /// The delivery with its tries.
    pub row: DeliveryRow,
    /// The person, as the database has them.
    user: String,
}

impl Outcome {
    /// The person.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn user(&self) -> Result<DirectoryUser, StoreError> {
        read_document(&self.user, "user")
    }
}

macro_rules! outcomes {
    ($reason:literal, $state:literal) => {
        concat!(
            "SELECT d.position, b.id, u.id, b.kind, d.document, d.at, d.attempts, u.document FROM delivery d ",
            "JOIN send_batch b ON b.seq = d.batch JOIN directory_user u ON u.seq = d.\"user\" ",
            "WHERE d.batch = $1 AND d.position > $2 AND ($3 IS NULL OR ",
            $reason,
            " = $3) ",
            $state,
            " ORDER BY d.position LIMIT $4"
        )
    };
}

/// A state is looked up in the index; none is said where everything is wanted.
fn outcomes_in(stage: Option<DeliveryStage>) -> Statement {
    macro_rules! of {
        ($state:literal) => {
            by_database(
                outcomes!("coalesce(d.document ->> '$.reason.code', d.document ->> '$.retry.reason.code')", $state),
                outcomes!("coalesce(d.document::json #>> '{reason,code}', d.document::json #>> '{retry,reason,code}')", $state),
            )
        };
    }
    match stage {
        None => of!(""),
        Some(DeliveryStage::Queued) => of!("AND d.state = 'queued'"),
        Some(DeliveryStage::Sending) => of!("AND d.state = 'sending'"),
        Some(DeliveryStage::Sent) => of!("AND d.state = 'sent'"),
        Some(DeliveryStage::Failed) => of!("AND d.state = 'failed'"),
        Some(DeliveryStage::Skipped) => of!("AND d.state = 'skipped'"),
        Some(DeliveryStage::Uncertain) => of!("AND d.state = 'uncertain'"),
    }
}

type Row = (i64, String, String, String, String, i64, i64, String);

fn outcome((position, batch, user, kind, state, at, attempts, record): Row) -> Result<Outcome, StoreError> {
    let delivery = delivery((batch, user, kind, state, at))?;
    Ok(Outcome { position, row: DeliveryRow { delivery, attempts: u32::try_from(attempts).unwrap_or_default() }, user: record })
}

/// The deliveries of a batch after a place that a filter lets pass, in the order of sending.
///
/// # Errors
/// [`StoreError`]
pub async fn outcomes(db: &mut Db, batch: i64, filter: &DeliveryFilter, after: i64, limit: u32) -> Result<Vec<Outcome>, StoreError> {
    let rows: Vec<Row> = query(outcomes_in(filter.stage))
        .bind(batch)
        .bind(after)
        .bind(filter.reason.as_deref())
        .bind(number(u64::from(limit)))
        .fetch_all(db)
        .await?;
    rows.into_iter().map(outcome).collect()
}
