//! Owns sending: it takes the next deliveries of the running batches, asks again whether they may go, and keeps what came of them.
//! Refuses to send anything twice: "sending" is on the disk before the mail leaves, and what was left so is uncertain for good.

use super::{
    batches::finish_if_done,
    mailer::{Handover, Letter},
    settings_return::settled,
    state::Host,
    store::{self, StoreError, batches::RunningBatch, connection::Db, deliveries::Claimed},
};
use crate::domain::{
    batch::{BatchRules, BatchState, DeliveryState, SkipReason, may_receive},
    batch_mode::BatchMode,
    email_kind::SuppressibleKind,
    fail_reason::FailReason,
    mail_history::{LastMail, MailOutcome},
    render::{Recipient, render},
    template::Template,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Deliveries in the making at once; a sudden death leaves at most so many uncertain.
const AT_ONCE: u32 = 8;
/// How often a batch is looked for that another process started.
const LOOK: Duration = Duration::from_secs(2);
/// How long a failing store is left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// Marks as uncertain what was being sent when the host last died. To be called before the first step, by one process alone.
///
/// # Errors
/// [`StoreError`]
pub async fn recover(host: &Host) -> Result<u64, StoreError> {
    let now = host.clock.now();
    let mut db = host.store.write().await?;
    let left = store::deliveries::left_sending(&mut db).await?;
    for (claimed, kind, mode) in &left {
        keep(&mut db, claimed, (*kind, *mode), &DeliveryState::Uncertain, now).await?;
    }
    db.commit().await?;
    if !left.is_empty() {
        tracing::warn!(deliveries = left.len(), "deliveries are uncertain: the host ended while it handed them over");
    }
    Ok(left.len() as u64)
}

/// Sends until the host stops; what is in hand then is brought to its end.
pub async fn run(host: Arc<Host>) {
    let mut last = 0;
    while !host.is_stopping() {
        match step(&host, &mut last).await {
            Ok(Step::Worked) => {}
            Ok(Step::Idle) => {
                tokio::select! {
                    () = host.woken() => {}
                    () = host.stopped() => {}
                    () = tokio::time::sleep(LOOK) => {}
                }
            }
            Err(error) => {
                tracing::error!(%error, "the store failed; sending waits");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

enum Step {
    Worked,
    Idle,
}

async fn step(host: &Arc<Host>, last: &mut i64) -> Result<Step, StoreError> {
    settled(host).await?;
    let next = store::batches::next_running(&mut *host.store.read().await?, *last, host.safety.mode()).await?;
    let Some(batch) = next else { return Ok(Step::Idle) };
    *last = batch.seq;
    let now = host.clock.now();
    let mut db = host.store.write().await?;
    let claimed = store::deliveries::claim(&mut db, batch.seq, AT_ONCE, now).await?;
    if claimed.is_empty() {
        finish_if_done(&mut db, &batch, now).await?;
    }
    db.commit().await?;
    let outcomes = deliver_all(host, &batch, claimed).await;
    while let Err(error) = keep_all(host, &batch, &outcomes).await {
        // They left. Nothing else is sent before that is on the disk.
        tracing::error!(%error, batch = %batch.id.0, "what was sent could not be kept; trying again");
        if host.is_stopping() {
            return Err(error);
        }
        tokio::time::sleep(PAUSE).await;
    }
    host.report_progress();
    Ok(Step::Worked)
}

async fn deliver_all(host: &Arc<Host>, batch: &RunningBatch, claimed: Vec<Claimed>) -> Vec<(Claimed, DeliveryState)> {
    let running: Vec<_> = claimed
        .into_iter()
        .map(|claimed| {
            let (host, batch, of) = (Arc::clone(host), batch.clone(), claimed.clone());
            (claimed, tokio::spawn(async move { deliver(&host, &batch, &of).await }))
        })
        .collect();
    let mut outcomes = Vec::with_capacity(running.len());
    for (claimed, task) in running {
        let state = match task.await {
            Ok(Ok(state)) => state,
            // Everything that reads the store comes before the hand-over.
            Ok(Err(error)) => {
                tracing::error!(%error, batch = %batch.id.0, user = %claimed.user.0, "a delivery could not be prepared");
                DeliveryState::Failed { reason: FailReason::StoreUnreadable }
            }
            Err(_) => DeliveryState::Uncertain,
        };
        if let DeliveryState::Skipped { .. } = state {
            host.metrics.skipped();
        }
        outcomes.push((claimed, state));
    }
    outcomes
}

async fn keep_all(host: &Host, batch: &RunningBatch, outcomes: &[(Claimed, DeliveryState)]) -> Result<(), StoreError> {
    if outcomes.is_empty() {
        return Ok(());
    }
    let now = host.clock.now();
    let mut db = host.store.write().await?;
    for (claimed, state) in outcomes {
        keep(&mut db, claimed, (batch.kind, batch.mode), state, now).await?;
    }
    finish_if_done(&mut db, batch, now).await?;
    Ok(db.commit().await?)
}

/// Keeps an outcome, and in the person's history what was an attempt: a test went to somebody else.
async fn keep(
    db: &mut Db,
    claimed: &Claimed,
    (kind, mode): (SuppressibleKind, BatchMode),
    state: &DeliveryState,
    at: crate::domain::timestamp::Timestamp,
) -> Result<(), StoreError> {
    store::deliveries::keep_outcome(db, claimed, state, at).await?;
    let outcome = match state {
        DeliveryState::Sent => MailOutcome::Sent,
        DeliveryState::Failed { .. } => MailOutcome::Failed,
        DeliveryState::Uncertain => MailOutcome::Uncertain,
        DeliveryState::Skipped { .. } | DeliveryState::Queued { .. } | DeliveryState::Sending => return Ok(()),
    };
    if mode == BatchMode::TestOnly {
        return Ok(());
    }
    let mail = store::users::mail(db, claimed.user_seq).await?;
    store::users::keep_mail(db, claimed.user_seq, &mail.after(LastMail { kind, at, outcome })).await
}

/// One delivery: what was true when it was queued is asked again, since hours may have passed.
async fn deliver(host: &Host, batch: &RunningBatch, claimed: &Claimed) -> Result<DeliveryState, StoreError> {
    let now = host.clock.now();
    let mut db = host.store.read().await?;
    if store::batches::state(&mut db, batch.seq).await? == BatchState::Cancelled {
        return Ok(DeliveryState::Skipped { reason: SkipReason::BatchCancelled });
    }
    let Some(placed) = store::users::find(&mut db, &claimed.user).await? else {
        return Ok(DeliveryState::Skipped { reason: SkipReason::NotInDirectory });
    };
    let organization = host.facts.organization(&mut db).await?;
    let settings = store::settings::current(&mut db, &host.facts.time_zone).await?.settings;
    let version = store::templates::version(&mut db, &batch.template, batch.template_version).await?;
    drop(db);

    let rules = BatchRules { organization: &organization, settings: &settings, kind: batch.kind, origin: batch.origin };
    if let Err(reason) = may_receive(rules, &placed.record, now) {
        return Ok(DeliveryState::Skipped { reason });
    }
    let Some(sender) = &settings.sender else { return Ok(DeliveryState::Failed { reason: FailReason::NoSender }) };
    let template = version.and_then(|version| Template::parse(&version.template).ok());
    let user = &placed.record.user;
    let Some(variant) = template.as_ref().and_then(|template| template.variant_for(&organization, user)) else {
        return Ok(DeliveryState::Failed { reason: FailReason::TemplateUnreadable });
    };
    let rendered = render(variant, Recipient { organization: &organization, user });
    let letter = Letter {
        name: format!("{}-{}", batch.id.0, user.id.0),
        batch: Some(&batch.id),
        sender,
        to: &user.email,
        to_name: &user.shown_name(),
        user: Some(&user.id),
        email: &rendered,
        unsubscribe: host.unsubscribe_links.for_kind(batch.kind, Some(&user.id)),
        at: now,
        outgoing: &host.safety.outgoing,
    };
    let begun = Instant::now();
    let handover = host.mailer.send(&letter).await;
    host.metrics.handed_over(&handover, begun.elapsed());
    Ok(match handover {
        Handover::Sent => DeliveryState::Sent,
        Handover::Failed { reason } => DeliveryState::Failed { reason },
        Handover::Uncertain => DeliveryState::Uncertain,
    })
}
