//! Owns planning, starting and stopping send batches, by hand and by import alike.
//! Refuses to decide who receives: `domain::batch` does, here and again at the moment of sending.

use super::{
    organization_facts::OrganizationFacts,
    safety::Safety,
    store::{
        self, StoreError,
        batches::{KeptBatch, RunningBatch},
        connection::Db,
        users::{Everybody, Placed},
    },
};
use crate::{
    api::payload::NotReady,
    domain::{
        activity::ActivityAction,
        batch::{BatchId, BatchOrigin, BatchRules, BatchState, DeliveryCounts, SendBatch},
        batch_mode::BatchMode,
        batch_plan::{BatchPlan, Planner},
        ceiling::SecondLook,
        email_kind::SuppressibleKind,
        recipients::{MOST_STRANGERS, Recipients, each_once},
        settings::EmailSettings,
        template::TemplateId,
        timestamp::Timestamp,
        user::UserId,
    },
};
use std::collections::{HashMap, HashSet};

/// People who are looked up at once; more would only cost memory.
const AT_ONCE: usize = 5_000;
/// People of the directory who are held at once while a filter looks through all of them.
const SLICE: u32 = 2_000;

/// A batch about to be started.
pub struct NewBatch<'a> {
    /// Activation email or reminder.
    pub kind: SuppressibleKind,
    /// How it came about.
    pub origin: BatchOrigin,
    /// The template and the published version that it is pinned to.
    pub template: (TemplateId, u32),
    /// The row numbers of those who receive, in the order of sending.
    pub recipients: &'a [i64],
    /// How many of the chosen do not.
    pub left_out: u64,
    /// Who starts it.
    pub by: &'a str,
    /// Whether it goes to people, and how many may receive it without a second look.
    pub safety: &'a Safety,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanRefusal {
    /// Exceptions that are not in the directory.
    #[error("exceptions that are not in the directory")]
    Strangers {
        /// Where their list stands.
        pointer: &'static str,
        /// The first places in it.
        places: Vec<usize>,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who of the chosen would receive now and who not, and the row numbers of those who would. Whoever calls it holds a
/// transaction, so that all of it is true at one moment.
///
/// # Errors
/// [`PlanRefusal`]
pub async fn plan(
    db: &mut Db,
    facts: &OrganizationFacts,
    kind: SuppressibleKind,
    chosen: &Recipients,
    now: Timestamp,
) -> Result<(BatchPlan, Vec<i64>), PlanRefusal> {
    let organization = facts.organization(db).await?;
    let settings = store::settings::current(db, &facts.time_zone).await?.settings;
    let rules = BatchRules { organization: &organization, settings: &settings, kind, origin: BatchOrigin::Administrator };
    let mut planner = Planner::new(rules, now);
    match chosen {
        Recipients::Users { users } => {
            for ids in each_once(users).chunks(AT_ONCE) {
                let placed = store::users::find_all(db, ids).await?;
                let by_id: HashMap<&UserId, &Placed> = placed.iter().map(|placed| (&placed.record.user.id, placed)).collect();
                ids.iter().for_each(|id| planner.named(id, by_id.get(id).map(|placed| (placed.seq, &placed.record))));
            }
        }
        Recipients::Filter { filter, except, .. } => {
            let (excepted, words) = (excepted(db, chosen.named().0, except).await?, filter.words());
            let mut everybody = Everybody::in_slices(SLICE);
            loop {
                let slice = everybody.next(db).await?;
                if slice.is_empty() {
                    break;
                }
                for placed in &slice {
                    planner.passing(filter, &words, placed.seq, &placed.record, excepted.contains(&placed.seq));
                }
            }
        }
    }
    Ok(planner.finish())
}

/// The row numbers of the exceptions.
async fn excepted(db: &mut Db, pointer: &'static str, except: &[UserId]) -> Result<HashSet<i64>, PlanRefusal> {
    let (mut excepted, mut places) = (HashSet::new(), Vec::new());
    for (part, ids) in except.chunks(AT_ONCE).enumerate() {
        let known = store::users::row_numbers(db, ids).await?;
        let strange = ids.iter().enumerate().filter(|(_, id)| !known.contains_key(*id)).map(|(at, _)| part * AT_ONCE + at);
        places.extend(strange.take(MOST_STRANGERS - places.len()));
        excepted.extend(known.into_values());
    }
    if places.is_empty() { Ok(excepted) } else { Err(PlanRefusal::Strangers { pointer, places }) }
}

/// What must be done before mail of this kind can go out, if anything.
///
/// # Errors
/// [`StoreError`]
pub async fn not_ready(db: &mut Db, settings: &EmailSettings, kind: SuppressibleKind) -> Result<Option<NotReady>, StoreError> {
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
pub async fn start(db: &mut Db, new: NewBatch<'_>, now: Timestamp) -> Result<SendBatch, StoreError> {
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

/// Adds a batch without its deliveries and without recording that it was started, and answers its row number too. One that
/// began by itself and is above the ceiling is held, which is recorded, as it is that a batch is a test.
///
/// # Errors
/// [`StoreError`]
pub async fn add(db: &mut Db, new: &NewBatch<'_>, total: u64, now: Timestamp) -> Result<(i64, SendBatch), StoreError> {
    let too_large = match new.origin {
        BatchOrigin::Automatic => new.safety.ceiling.check(total, None).err(),
        BatchOrigin::Administrator => None,
    };
    let batch = SendBatch {
        id: BatchId(uuid::Uuid::now_v7().to_string()),
        kind: new.kind,
        template: new.template.0.clone(),
        template_version: new.template.1,
        created: now,
        created_by: new.by.to_owned(),
        origin: new.origin,
        mode: new.safety.mode(),
        state: if too_large.is_some() { BatchState::Paused } else { BatchState::Running },
        starts_at: None,
        per_day: None,
        counts: DeliveryCounts { total, queued: total, ..DeliveryCounts::default() },
    };
    let seq = store::batches::add(db, &batch).await?;
    if batch.mode == BatchMode::TestOnly {
        let action = ActivityAction::BatchIsTest { batch: batch.id.clone(), recipients: total };
        store::activity::add(db, now, new.by, &action).await?;
    }
    if let Some(SecondLook { recipients, ceiling }) = too_large {
        let action = ActivityAction::BatchHeld { batch: batch.id.clone(), recipients, ceiling };
        store::activity::add(db, now, new.by, &action).await?;
        tracing::warn!(batch = %batch.id.0, recipients, ceiling, "a batch that began by itself is held: it is above the ceiling");
    }
    Ok((seq, batch))
}

/// Stops a batch: what was not begun is skipped. One that is over already stays as it is.
///
/// # Errors
/// [`StoreError`]
pub async fn cancel(db: &mut Db, id: &BatchId, by: &str, now: Timestamp) -> Result<Option<SendBatch>, StoreError> {
    let Some(KeptBatch { seq, batch }) = store::batches::find(db, id).await? else { return Ok(None) };
    if !batch.state.is_open() {
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
pub async fn finish_if_done(db: &mut Db, batch: &RunningBatch, now: Timestamp) -> Result<(), StoreError> {
    if store::batches::state(db, batch.seq).await? != BatchState::Running || store::batches::is_open(db, batch.seq).await? {
        return Ok(());
    }
    store::batches::keep_state(db, batch.seq, BatchState::Finished).await?;
    let Some(KeptBatch { batch, .. }) = store::batches::find(db, &batch.id).await? else { return Ok(()) };
    tracing::info!(batch = %batch.id.0, sent = batch.counts.sent, failed = batch.counts.failed, "a batch is finished");
    let action = ActivityAction::BatchFinished { batch: batch.id, counts: batch.counts };
    store::activity::add(db, now, &batch.created_by, &action).await
}
