//! Owns the promises about a batch that was started: each step once and only where it fits, deliveries that add up, the end.
//! Refuses to send more than one batch, to the few people of the stage.

use super::{
    batches::{cancel, control, start},
    finding::{First, Found, holds, same},
    trial::Trial,
};
use crate::{
    api::{
        payload::{BatchChange, DeliveryPage, UserTimeline},
        problem::ProblemCode,
        routes,
    },
    domain::{
        activity::TimelineEvent,
        batch::{BatchId, BatchState, DeliveryCounts, DeliveryState, SendBatch, SkipReason},
        batch_control::BatchControl,
        delivery_filter::{DELIVERY_STAGES, DeliveryFilter, DeliveryStage},
    },
};
use std::{collections::HashSet, time::Duration};

/// How long a batch to three people may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is asked after.
const BETWEEN: Duration = Duration::from_millis(150);

pub async fn steps(trial: &Trial) -> Found {
    let batch = start(trial, trial.stage().await?).await.first("a batch can be started")?;
    let early = control(trial, &batch.id, &BatchControl::Pause).await;
    let cancelled = cancel(trial, &batch.id).await?;
    early?.refuses(ProblemCode::BatchState)?;
    let expected = DeliveryCounts { total: batch.counts.total, skipped: batch.counts.total, ..DeliveryCounts::default() };
    same("a batch that was cancelled before it began", (cancelled.state, cancelled.counts), (BatchState::Cancelled, expected))?;
    same("the same cancelled again", cancel(trial, &batch.id).await?, cancelled)?;
    for step in [BatchControl::Pause, BatchControl::Resume, BatchControl::Retry] {
        control(trial, &batch.id, &step).await?.refuses(ProblemCode::BatchState)?;
    }
    let none = BatchId(trial.new_name());
    for step in [BatchControl::Pause, BatchControl::Resume, BatchControl::Cancel, BatchControl::Retry] {
        control(trial, &none, &step).await?.refuses(ProblemCode::NotFound)?;
    }
    Ok(())
}

async fn page(trial: &Trial, batch: &BatchId, filter: &DeliveryFilter, cursor: Option<&str>, limit: u32) -> Found<DeliveryPage> {
    trial.caller.read(&routes::send_batch_deliveries_of(batch, filter, cursor, limit)).await
}

pub async fn deliveries(trial: &Trial) -> Found {
    let started = start(trial, trial.stage().await?).await.first("a batch can be started")?;
    let batch = cancel(trial, &started.id).await.first("a batch can be cancelled")?;
    let (mut rows, mut cursor) = (Vec::new(), None::<String>);
    for _ in 0..=batch.counts.total {
        let page = page(trial, &batch.id, &DeliveryFilter::default(), cursor.as_deref(), 1).await?;
        holds(page.deliveries.len() <= 1, || "more than one delivery in a page of one".into())?;
        rows.extend(page.deliveries);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let mut counted = DeliveryCounts::default();
    rows.iter().for_each(|row| counted.add(&row.delivery.state));
    same("deliveries one by one, and the counts of the batch", counted, batch.counts)?;
    let users: HashSet<&str> = rows.iter().map(|row| row.delivery.user.0.as_str()).collect();
    same("people among the deliveries, each once", users.len(), rows.len())?;
    let why = DeliveryState::Skipped { reason: SkipReason::BatchCancelled };
    holds(rows.iter().all(|row| row.delivery.state == why), || "a delivery of a cancelled batch does not say so".into())?;
    for (stage, name) in DELIVERY_STAGES {
        let of = |reason: Option<&str>| DeliveryFilter { stage: Some(*stage), reason: reason.map(str::to_owned) };
        let expected = if *stage == DeliveryStage::Skipped { rows.len() } else { 0 };
        let found = page(trial, &batch.id, &of(None), None, 100).await?.deliveries.len();
        same(&format!("deliveries of state {name}"), found, expected)?;
        let found = page(trial, &batch.id, &of(Some("batch_cancelled")), None, 100).await?.deliveries.len();
        same(&format!("deliveries of state {name} for the reason batch_cancelled"), found, expected)?;
        let found = page(trial, &batch.id, &of(Some("deactivated")), None, 100).await?.deliveries.len();
        same(&format!("deliveries of state {name} for another reason"), found, 0)?;
    }
    Ok(())
}

/// Asks until a batch is over.
async fn finished(trial: &Trial, batch: &BatchId) -> Found<SendBatch> {
    let asked = async {
        loop {
            let now: SendBatch = trial.caller.read(&routes::send_batch(batch)).await?;
            let sum = now.counts.done() + now.counts.queued + now.counts.sending;
            same("the counts of a batch, added up, and their total", sum, now.counts.total)?;
            if !now.state.is_open() {
                return Ok(now);
            }
            tokio::time::sleep(BETWEEN).await;
        }
    };
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(finished) => finished,
        Err(_) => {
            cancel(trial, batch).await.first("a batch can be cancelled")?;
            holds(false, || format!("a batch to three people is not over after {} seconds", PATIENCE.as_secs()))?;
            trial.caller.read(&routes::send_batch(batch)).await
        }
    }
}

pub async fn to_its_end(trial: &Trial) -> Found {
    let stage = trial.stage().await?;
    let batch = start(trial, stage).await.first("a batch can be started")?;
    let answer = control(trial, &batch.id, &BatchControl::Resume).await?;
    let begun: BatchChange = match answer.reads(&[200]) {
        Ok(begun) => begun,
        Err(finding) => {
            cancel(trial, &batch.id).await.first("a batch can be cancelled")?;
            return Err(finding);
        }
    };
    holds(begun.batch.state != BatchState::Scheduled, || "a batch that was let begin is still scheduled".into())?;
    let over = finished(trial, &batch.id).await?;
    same("the state of a batch at its end", over.state, BatchState::Finished)?;
    let DeliveryCounts { total, sent, failed, skipped, uncertain, .. } = over.counts;
    same("outcomes of a finished batch, and its total", sent + failed + skipped + uncertain, total)?;
    for step in [BatchControl::Pause, BatchControl::Resume] {
        control(trial, &batch.id, &step).await?.refuses(ProblemCode::BatchState)?;
    }
    for user in &stage.recipients {
        let path = routes::user_timeline(user);
        let timeline: UserTimeline = trial.caller.read(&path).await?;
        let told =
            timeline.entries.iter().any(|entry| matches!(&entry.event, TimelineEvent::Delivery { batch: of, .. } if *of == batch.id));
        holds(told, || format!("GET {path}: the delivery is not in the timeline"))?;
        holds(sent < total || timeline.record.mail.activation_sent.is_some(), || format!("GET {path}: the mail is not in the record"))?;
    }
    Ok(())
}

pub async fn events(trial: &Trial) -> Found {
    let started = start(trial, trial.stage().await?).await.first("a batch can be started")?;
    let batch = cancel(trial, &started.id).await.first("a batch can be cancelled")?;
    let answer = trial.caller.get(&routes::send_batch_events(&batch.id)).await?;
    same(&answer.says("status"), answer.status, 200)?;
    let media_type = answer.header("content-type").unwrap_or_default();
    holds(media_type.starts_with("text/event-stream"), || answer.says(&format!("media type {media_type:?}, not text/event-stream")))?;
    let text = answer.text();
    let data = text.lines().find_map(|line| line.strip_prefix("data:"));
    let told = data.and_then(|json| serde_json::from_str::<SendBatch>(json.trim()).ok());
    holds(told.as_ref() == Some(&batch), || answer.says("the events of a batch that is over do not tell it as it is"))?;
    let unknown = routes::send_batch_events(&BatchId(trial.new_name()));
    trial.caller.get(&unknown).await?.refuses(ProblemCode::NotFound).map(|_| ())
}
