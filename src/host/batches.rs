//! Owns planning, starting and stopping send batches, by hand and by import alike.
//! Refuses to decide who receives: `domain::batch` does, here and again at the moment of sending.

use super::{
    organization_facts::OrganizationFacts,
    store::{
        self, StoreError,
        batches::{KeptBatch, RunningBatch},
    },
};
use crate::{
    api::payload::NotReady,
    domain::{
        activity::ActivityAction,
        batch::{BatchId, BatchOrigin, BatchPlan, BatchRules, BatchState, DeliveryCounts, SendBatch},
        email_kind::SuppressibleKind,
        mail_history::UserRecord,
        settings::EmailSettings,
        template::TemplateId,
        timestamp::Timestamp,
        user::UserId,
    },
};
use sqlx::SqliteConnection;
use std::collections::{HashMap, HashSet};

/// People who are looked up at once; more would only cost memory.
const AT_ONCE: usize = 5_000;

/// A batch about to be started.
pub struct NewBatch<'a> {
    /// Activation email or reminder.
    pub kind: SuppressibleKind,
    /// How it came about.
    pub origin: BatchOrigin,
    /// The template and the published version that it is pinned to.
    pub template: (TemplateId, u32),
    /// Who receives.
    pub recipients: &'a [UserId],
    /// How many of the chosen do not.
    pub left_out: u64,
    /// Who starts it.
    pub by: &'a str,
}

/// Who of the chosen would receive now, and who not.
///
/// # Errors
/// [`StoreError`]
pub async fn plan(
    db: &mut SqliteConnection,
    facts: &OrganizationFacts,
    kind: SuppressibleKind,
    chosen: &[UserId],
    now: Timestamp,
) -> Result<BatchPlan, StoreError> {
    let organization = facts.organization(db).await?;
    let settings = store::settings::current(db, &facts.time_zone).await?.settings;
    let rules = BatchRules { organization: &organization, settings: &settings, kind, origin: BatchOrigin::Administrator };
    let mut seen = HashSet::new();
    let chosen: Vec<UserId> = chosen.iter().filter(|id| seen.insert(*id)).cloned().collect();
    let mut plan = BatchPlan::default();
    for ids in chosen.chunks(AT_ONCE) {
        let records = store::users::find_all(db, ids).await?.into_iter().map(|placed| placed.record);
        let by_id: HashMap<UserId, UserRecord> = records.map(|record| (record.user.id.clone(), record)).collect();
        let part = BatchPlan::new(rules, ids, |id| by_id.get(id), now);
        plan.recipients.extend(part.recipients);
        plan.left_out.extend(part.left_out);
    }
    Ok(plan)
}

/// What must be done before mail of this kind can go out, if anything.
///
/// # Errors
/// [`StoreError`]
pub async fn not_ready(
    db: &mut SqliteConnection,
    settings: &EmailSettings,
    kind: SuppressibleKind,
) -> Result<Option<NotReady>, StoreError> {
    if settings.sender.is_none() {
        return Ok(Some(NotReady::SenderMissing));
    }
    let published = store::templates::newest_for(db, kind).await?;
    Ok(if published.is_none() { Some(NotReady::TemplateMissing) } else { None })
}

/// Starts a batch within the caller's transaction; the worker sees it when that commits.
///
/// # Errors
/// [`StoreError`]
pub async fn start(db: &mut SqliteConnection, new: NewBatch<'_>, now: Timestamp) -> Result<SendBatch, StoreError> {
    let total = new.recipients.len() as u64;
    let (seq, batch) = add(db, &new, total, now).await?;
    store::deliveries::queue(db, seq, new.recipients, now).await?;
    let action = ActivityAction::BatchStarted {
        batch: batch.id.clone(),
        kind: batch.kind,
        origin: batch.origin,
        recipients: total,
        left_out: new.left_out,
    };
    store::activity::add(db, now, new.by, &action).await?;
    tracing::info!(batch = %batch.id.0, recipients = total, left_out = new.left_out, "a batch was started");
    Ok(batch)
}

/// Adds a running batch without its deliveries and without recording it, and answers its row number too.
///
/// # Errors
/// [`StoreError`]
pub async fn add(db: &mut SqliteConnection, new: &NewBatch<'_>, total: u64, now: Timestamp) -> Result<(i64, SendBatch), StoreError> {
    let batch = SendBatch {
        id: BatchId(uuid::Uuid::now_v7().to_string()),
        kind: new.kind,
        template: new.template.0.clone(),
        template_version: new.template.1,
        created: now,
        created_by: new.by.to_owned(),
        origin: new.origin,
        state: BatchState::Running,
        counts: DeliveryCounts { total, queued: total, ..DeliveryCounts::default() },
    };
    Ok((store::batches::add(db, &batch).await?, batch))
}

/// Stops a batch: what was not begun is skipped. One that is over already stays as it is.
///
/// # Errors
/// [`StoreError`]
pub async fn cancel(db: &mut SqliteConnection, id: &BatchId, by: &str, now: Timestamp) -> Result<Option<SendBatch>, StoreError> {
    let Some(KeptBatch { seq, batch }) = store::batches::find(db, id).await? else { return Ok(None) };
    if batch.state != BatchState::Running {
        return Ok(Some(batch));
    }
    store::deliveries::cancel_queued(db, seq, now).await?;
    store::batches::keep_state(db, seq, BatchState::Cancelled).await?;
    let cancelled = store::batches::find(db, id).await?.map(|kept| kept.batch);
    if let Some(batch) = &cancelled {
        let action = ActivityAction::BatchCancelled { batch: id.clone(), counts: batch.counts };
        store::activity::add(db, now, by, &action).await?;
        tracing::info!(batch = %id.0, skipped = batch.counts.skipped, "a batch was cancelled");
    }
    Ok(cancelled)
}

/// Marks a running batch as finished when every delivery has its outcome.
///
/// # Errors
/// [`StoreError`]
pub async fn finish_if_done(db: &mut SqliteConnection, batch: &RunningBatch, now: Timestamp) -> Result<(), StoreError> {
    if store::batches::state(db, batch.seq).await? != BatchState::Running || store::deliveries::is_open(db, batch.seq).await? {
        return Ok(());
    }
    store::batches::keep_state(db, batch.seq, BatchState::Finished).await?;
    let Some(KeptBatch { batch, .. }) = store::batches::find(db, &batch.id).await? else { return Ok(()) };
    tracing::info!(batch = %batch.id.0, sent = batch.counts.sent, failed = batch.counts.failed, "a batch is finished");
    let action = ActivityAction::BatchFinished { batch: batch.id, counts: batch.counts };
    store::activity::add(db, now, &batch.created_by, &action).await
}
