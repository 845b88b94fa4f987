//! Owns what an administrator does with a batch that was started, each step recorded once.
//! Refuses to decide what may be done; `domain::batch_control` does.

use super::store::{self, StoreError, batches::KeptBatch, connection::Db};
use crate::domain::{
    activity::ActivityAction,
    batch::{BatchId, BatchState, DeliveryState, SendBatch},
    batch_control::{BatchChange, BatchControl, ControlRefusal, Plan, Resolution, ResolutionRequest},
    email_kind::SuppressibleKind,
    mail_history::{LastMail, MailOutcome},
    recipients::MOST_STRANGERS,
    timestamp::Timestamp,
};

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum NotControlled {
    /// There is no such batch.
    #[error("there is no such batch")]
    NoBatch,
    /// Not in its state.
    #[error(transparent)]
    Refused(#[from] ControlRefusal),
    /// People who are not in the batch: the first places in the list.
    #[error("people who are not in the batch")]
    Strangers(Vec<usize>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Does this with a batch, within the caller's transaction. What was done already changes nothing and is not recorded again.
///
/// # Errors
/// [`NotControlled`]
pub async fn control(db: &mut Db, id: &BatchId, control: &BatchControl, by: &str, now: Timestamp) -> Result<BatchChange, NotControlled> {
    let KeptBatch { seq, batch } = store::batches::find(db, id).await?.ok_or(NotControlled::NoBatch)?;
    let next = control.next(batch.state)?;
    let (changed, action) = match control {
        BatchControl::Pause => (0, (next != batch.state).then(|| ActivityAction::BatchPaused { batch: id.clone(), counts: batch.counts })),
        BatchControl::Resume => {
            (0, (next != batch.state).then(|| ActivityAction::BatchResumed { batch: id.clone(), counts: batch.counts }))
        }
        BatchControl::Cancel => {
            let batch = super::batches::cancel(db, id, by, now).await?.ok_or(NotControlled::NoBatch)?;
            return Ok(BatchChange { batch, changed: 0 });
        }
        BatchControl::Retry => {
            let deliveries = store::batch_control::retry_failed(db, seq, now).await?;
            (deliveries, (deliveries > 0).then(|| ActivityAction::BatchRetried { batch: id.clone(), deliveries }))
        }
        BatchControl::Resolve(request) => {
            let deliveries = resolve(db, seq, batch.kind, request, now).await?;
            let resolution = request.resolution;
            (deliveries, (deliveries > 0).then(|| ActivityAction::UncertainResolved { batch: id.clone(), resolution, deliveries }))
        }
    };
    let waiting_again = match control {
        BatchControl::Retry | BatchControl::Resolve(ResolutionRequest { resolution: Resolution::Resend, .. }) => changed,
        BatchControl::Pause
        | BatchControl::Resume
        | BatchControl::Cancel
        | BatchControl::Resolve(ResolutionRequest { resolution: Resolution::Sent, .. }) => 0,
    };
    let next = BatchControl::reopened(next, waiting_again);
    if next != batch.state {
        store::batches::keep_state(db, seq, next).await?;
    }
    if batch.state == BatchState::Scheduled && next == BatchState::Running {
        store::batch_control::begin_now(db, seq, now).await?;
    }
    if let Some(action) = action {
        store::activity::add(db, now, by, &action).await?;
        tracing::info!(batch = %id.0, step = action.name(), deliveries = changed, "an administrator acted on a batch");
    }
    Ok(BatchChange { batch: as_it_stands(db, id).await?, changed })
}

/// Makes a batch that was just started wait for its time, or go out in waves.
///
/// # Errors
/// [`NotControlled`]
pub async fn plan(db: &mut Db, batch: SendBatch, plan: Plan) -> Result<SendBatch, NotControlled> {
    if plan == Plan::default() {
        return Ok(batch);
    }
    store::batch_control::keep_plan(db, &batch.id, plan).await?;
    as_it_stands(db, &batch.id).await
}

async fn as_it_stands(db: &mut Db, id: &BatchId) -> Result<SendBatch, NotControlled> {
    Ok(store::batches::find(db, id).await?.ok_or(NotControlled::NoBatch)?.batch)
}

/// Keeps what was decided about uncertain deliveries, and in each person's history what now counts as true.
async fn resolve(
    db: &mut Db,
    batch: i64,
    kind: SuppressibleKind,
    request: &ResolutionRequest,
    now: Timestamp,
) -> Result<u64, NotControlled> {
    if let Some(users) = &request.users {
        let members = store::batch_control::members(db, batch, users).await?;
        let strange = users.iter().enumerate().filter(|(_, user)| !members.contains(*user)).map(|(at, _)| at);
        let strangers: Vec<usize> = strange.take(MOST_STRANGERS).collect();
        if !strangers.is_empty() {
            return Err(NotControlled::Strangers(strangers));
        }
    }
    let (state, outcome) = match request.resolution {
        // It must not count as a mail that went out, or the cooldown would keep the second one from leaving.
        Resolution::Resend => (DeliveryState::QUEUED, MailOutcome::Failed),
        Resolution::Sent => (DeliveryState::Sent, MailOutcome::Sent),
    };
    let rows = store::batch_control::uncertain(db, batch, request.users.as_deref()).await?;
    for row in &rows {
        store::batch_control::resolve(db, batch, row, &state, now).await?;
        let mail = store::users::mail(db, row.user_seq).await?;
        // A later mail says more than this one.
        if mail.last.as_ref().is_none_or(|last| last.kind == kind && last.at <= row.at && last.outcome == MailOutcome::Uncertain) {
            let address = mail.last.as_ref().and_then(|last| last.address.clone());
            store::users::keep_mail(db, row.user_seq, &mail.after(LastMail { kind, at: row.at, outcome, address })).await?;
        }
    }
    Ok(rows.len() as u64)
}
