//! Owns the rows of send batches.
//! Refuses to count: the table of deliveries keeps the counts, with every change of a row.

use super::{
    StoreError,
    connection::{Db, query, query_scalar},
    count, name_of, number, read_name, time,
};
use crate::domain::{
    batch::{BatchId, BatchOrigin, BatchState, DeliveryCounts, SendBatch},
    batch_mode::BatchMode,
    email_kind::SuppressibleKind,
    template::TemplateId,
    timestamp::Timestamp,
};
use sqlx::FromRow;

/// A batch with its row number, by which deliveries name it.
#[derive(Clone, Debug)]
pub struct KeptBatch {
    /// Row number.
    pub seq: i64,
    /// The batch.
    pub batch: SendBatch,
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    id: String,
    kind: String,
    origin: String,
    mode: String,
    state: String,
    hold: Option<String>,
    starts_at: Option<i64>,
    per_day: Option<i64>,
    template: String,
    template_version: i64,
    created: i64,
    created_by: String,
    total: i64,
    queued: i64,
    sending: i64,
    sent: i64,
    failed: i64,
    skipped: i64,
    uncertain: i64,
}

fn kept(row: Row) -> Result<KeptBatch, StoreError> {
    let counts = DeliveryCounts {
        total: count(row.total),
        queued: count(row.queued),
        sending: count(row.sending),
        sent: count(row.sent),
        failed: count(row.failed),
        skipped: count(row.skipped),
        uncertain: count(row.uncertain),
    };
    let batch = SendBatch {
        id: BatchId(row.id),
        kind: read_name(row.kind, "batch")?,
        template: TemplateId(row.template),
        template_version: u32::try_from(row.template_version).unwrap_or_default(),
        created: time(row.created),
        created_by: row.created_by,
        origin: read_name(row.origin, "batch")?,
        mode: read_name(row.mode, "batch")?,
        state: state_of(row.state, row.hold)?,
        starts_at: row.starts_at.map(time),
        per_day: row.per_day.and_then(|most| u32::try_from(most).ok()),
        counts,
    };
    Ok(KeptBatch { seq: row.seq, batch })
}

/// A batch that goes on may be held.
fn state_of(state: String, hold: Option<String>) -> Result<BatchState, StoreError> {
    let state = read_name(state, "batch")?;
    match hold {
        Some(hold) if state == BatchState::Running => read_name(hold, "batch"),
        Some(_) | None => Ok(state),
    }
}

/// What `state_of` reads.
fn columns_of(state: BatchState) -> Result<(String, Option<String>), StoreError> {
    match state {
        BatchState::Scheduled | BatchState::Paused => Ok((name_of(&BatchState::Running)?, Some(name_of(&state)?))),
        BatchState::Running | BatchState::Finished | BatchState::Cancelled => Ok((name_of(&state)?, None)),
    }
}

/// Every column of a batch with its counts; what follows chooses the rows.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT b.seq, b.id, b.kind, b.origin, b.mode, b.state, b.hold, b.starts_at, b.per_day, t.id AS template, b.template_version, b.created, b.created_by, ",
            "c.queued + c.sending + c.sent + c.failed + c.skipped + c.uncertain AS total, ",
            "c.queued, c.sending, c.sent, c.failed, c.skipped, c.uncertain ",
            "FROM send_batch b JOIN template t ON t.seq = b.template JOIN delivery_count c ON c.batch = b.seq ",
            $rest
        )
    };
}

/// The batches before a row number, of one template or of every one, newest first.
///
/// # Errors
/// [`StoreError`]
pub async fn page(db: &mut Db, template: Option<&TemplateId>, before: Option<u64>, limit: u32) -> Result<Vec<KeptBatch>, StoreError> {
    let text = select!("WHERE b.seq < $1 AND ($2 IS NULL OR t.id = $2) ORDER BY b.seq DESC LIMIT $3");
    let rows: Vec<Row> = query(text)
        .bind(before.map_or(i64::MAX, number))
        .bind(template.map(|template| template.0.as_str()))
        .bind(limit)
        .fetch_all(db)
        .await?;
    rows.into_iter().map(kept).collect()
}

/// One batch.
///
/// # Errors
/// [`StoreError`]
pub async fn find(db: &mut Db, id: &BatchId) -> Result<Option<KeptBatch>, StoreError> {
    let row: Option<Row> = query(select!("WHERE b.id = $1")).bind(&id.0).fetch_optional(db).await?;
    row.map(kept).transpose()
}

/// A batch that goes on, as sending needs it.
#[derive(Clone, Debug)]
pub struct RunningBatch {
    /// Row number.
    pub seq: i64,
    /// Identifier.
    pub id: BatchId,
    /// Activation email or reminder.
    pub kind: SuppressibleKind,
    /// How it came about.
    pub origin: BatchOrigin,
    /// Whether it goes to its people or to the test address alone.
    pub mode: BatchMode,
    /// The template it was written in.
    pub template: TemplateId,
    /// The published version that it is pinned to.
    pub template_version: u32,
    /// How many are sent a day at most.
    pub per_day: Option<u64>,
    /// How many had no outcome when it was read.
    pub open: u64,
}

/// Every batch of this mode that goes on, in the order in which they were started. Those of the other mode wait for a host that
/// has it: a test never goes to people, and what is for people never to the test address.
///
/// # Errors
/// [`StoreError`]
pub async fn running(db: &mut Db, mode: BatchMode) -> Result<Vec<RunningBatch>, StoreError> {
    type Row = (i64, String, String, String, String, i64, Option<i64>, i64);
    let rows: Vec<Row> = query(
        "SELECT b.seq, b.id, b.kind, b.origin, t.id, b.template_version, b.per_day, c.queued + c.sending FROM send_batch b \
         JOIN template t ON t.seq = b.template JOIN delivery_count c ON c.batch = b.seq \
         WHERE b.state = 'running' AND b.hold IS NULL AND b.mode = $1 ORDER BY b.seq",
    )
    .bind(name_of(&mode)?)
    .fetch_all(db)
    .await?;
    let read = |(seq, id, kind, origin, template, version, per_day, open): Row| {
        Ok(RunningBatch {
            seq,
            id: BatchId(id),
            kind: read_name(kind, "batch")?,
            origin: read_name(origin, "batch")?,
            mode,
            template: TemplateId(template),
            template_version: u32::try_from(version).unwrap_or_default(),
            per_day: per_day.map(count),
            open: count(open),
        })
    };
    rows.into_iter().map(read).collect()
}

/// Lets the batches begin whose time has come; answers how many.
///
/// # Errors
/// [`StoreError`]
pub async fn begin_scheduled(db: &mut Db, now: Timestamp) -> Result<u64, StoreError> {
    let begun = query("UPDATE send_batch SET hold = NULL WHERE state = 'running' AND hold = 'scheduled' AND starts_at <= $1");
    Ok(begun.bind(now.millis()).execute(db).await?.rows_affected())
}

/// Whether there are batches whose time has come.
///
/// # Errors
/// [`StoreError`]
pub async fn scheduled_by(db: &mut Db, now: Timestamp) -> Result<bool, StoreError> {
    let some: Vec<i64> =
        query_scalar("SELECT seq FROM send_batch WHERE state = 'running' AND hold = 'scheduled' AND starts_at <= $1 LIMIT 1")
            .bind(now.millis())
            .fetch_all(db)
            .await?;
    Ok(!some.is_empty())
}

/// Whether deliveries of a batch still have no outcome.
///
/// # Errors
/// [`StoreError`]
pub async fn is_open(db: &mut Db, seq: i64) -> Result<bool, StoreError> {
    let open: i64 = query_scalar("SELECT queued + sending FROM delivery_count WHERE batch = $1").bind(seq).fetch_one(db).await?;
    Ok(open > 0)
}

/// Whether a batch goes on.
///
/// # Errors
/// [`StoreError`]
pub async fn state(db: &mut Db, seq: i64) -> Result<BatchState, StoreError> {
    let (state, hold) = query("SELECT state, hold FROM send_batch WHERE seq = $1").bind(seq).fetch_one(db).await?;
    state_of(state, hold)
}

/// Adds a running batch; its counts are not looked at. Answers its row number.
///
/// # Errors
/// [`StoreError`]
pub async fn add(db: &mut Db, batch: &SendBatch) -> Result<i64, StoreError> {
    let (state, hold) = columns_of(batch.state)?;
    let seq = query_scalar(
        "INSERT INTO send_batch (id, kind, origin, state, hold, starts_at, per_day, template, template_version, created, created_by, mode) \
         SELECT $1, $2, $3, $4, $5, $6, $7, seq, $8, $9, $10, $12 FROM template WHERE id = $11 RETURNING seq",
    )
    .bind(&batch.id.0)
    .bind(name_of(&batch.kind)?)
    .bind(name_of(&batch.origin)?)
    .bind(state)
    .bind(hold)
    .bind(batch.starts_at.map(Timestamp::millis))
    .bind(batch.per_day)
    .bind(number(batch.template_version.into()))
    .bind(batch.created.millis())
    .bind(&batch.created_by)
    .bind(&batch.template.0)
    .bind(name_of(&batch.mode)?)
    .fetch_one(db)
    .await?;
    Ok(seq)
}

/// Keeps whether a batch goes on.
///
/// # Errors
/// [`StoreError`]
pub async fn keep_state(db: &mut Db, seq: i64, state: BatchState) -> Result<(), StoreError> {
    let (state, hold) = columns_of(state)?;
    query("UPDATE send_batch SET state = $1, hold = $2 WHERE seq = $3").bind(state).bind(hold).bind(seq).execute(db).await?;
    Ok(())
}
