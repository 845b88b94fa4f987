//! Owns the promises about starting batches: one key one batch, the number that was shown, what was planned.
//! Refuses to let a batch begin: every one is put off, and cancelled.

use super::{
    call::{Answer, Ask},
    finding::{First, Found, holds, same},
    stage::Stage,
    trial::Trial,
};
use crate::{
    api::{
        payload::{BatchList, BatchRequest, DeliveryPage},
        problem::ProblemCode,
        routes::{self, IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED},
    },
    domain::{
        batch::{BatchId, BatchState, SendBatch},
        batch_control::BatchControl,
        delivery_filter::DeliveryFilter,
        recipients::{Moved, Recipients},
        template::TemplateId,
        user::UserId,
    },
};
use std::collections::HashSet;

/// The header, in the spelling that requests are made with.
const KEY: &str = "idempotency-key";
/// Milliseconds within which requests count as made at once.
const AT_ONCE: i64 = 1_000;

/// Asks for a batch.
pub async fn ask(trial: &Trial, key: &str, request: &BatchRequest) -> Found<Answer> {
    trial.caller.send(Ask::post(routes::SEND_BATCHES).header(KEY, key).json(request)).await
}

/// Starts a batch that is put off.
pub async fn start(trial: &Trial, stage: &Stage) -> Found<SendBatch> {
    ask(trial, &trial.new_name(), &stage.put_off(trial)).await?.reads(&[201])
}

/// Does something with a batch.
pub async fn control(trial: &Trial, batch: &BatchId, control: &BatchControl) -> Found<Answer> {
    trial.caller.send(Ask::post(routes::send_batch_control(batch, control))).await
}

/// Cancels a batch, so that nothing of it is sent.
pub async fn cancel(trial: &Trial, batch: &BatchId) -> Found<SendBatch> {
    control(trial, batch, &BatchControl::Cancel).await?.reads(&[200])
}

pub async fn listed(trial: &Trial) -> Found {
    let whole: BatchList = trial.caller.read(routes::SEND_BATCHES).await?;
    holds(whole.next_cursor.is_none(), || "the list without a limit is not whole".into())?;
    // Batches that were asked for at once may stand in either order.
    let newest_first = whole.batches.is_sorted_by(|newer, older| newer.created.millis() + AT_ONCE >= older.created.millis());
    holds(newest_first, || "batches are not newest first".into())?;
    let expected: Vec<&BatchId> = whole.batches.iter().take(5).map(|batch| &batch.id).collect();
    let (mut read, mut cursor) = (Vec::new(), None::<String>);
    while read.len() < expected.len() {
        let page: BatchList = trial.caller.read(&routes::page(routes::SEND_BATCHES, cursor.as_deref(), 2)).await?;
        holds(page.batches.len() <= 2 && !page.batches.is_empty(), || "a page of at most 2 batches has another number".into())?;
        read.extend(page.batches);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let read: Vec<&BatchId> = read.iter().take(5).map(|batch| &batch.id).collect();
    same("batches page by page", read, expected)?;
    let path = routes::page(routes::SEND_BATCHES, Some("nonsense"), 2);
    trial.caller.get(&path).await?.refuses_fields(ProblemCode::Malformed, &["cursor"])?;
    let none: BatchList = trial.caller.read(&routes::send_batches_of(&TemplateId(trial.new_name()), None, 2)).await?;
    same("batches of a template that is not there", none.batches.len(), 0)
}

pub async fn unknown(trial: &Trial) -> Found {
    let none = BatchId(trial.new_name());
    for path in [routes::send_batch(&none), routes::send_batch_deliveries(&none)] {
        trial.caller.get(&path).await?.refuses(ProblemCode::NotFound)?;
    }
    Ok(())
}

pub async fn key_missing(trial: &Trial) -> Found {
    let request = trial.stage().await?.put_off(trial);
    let answer = trial.caller.send(Ask::post(routes::SEND_BATCHES).json(&request)).await?;
    answer.refuses_fields(ProblemCode::IdempotencyKeyMissing, &[IDEMPOTENCY_KEY])
}

pub async fn once(trial: &Trial) -> Found {
    let (request, key) = (trial.stage().await?.put_off(trial), trial.new_name());
    let answer = ask(trial, &key, &request).await?;
    let first: SendBatch = answer.reads(&[201])?;
    let location = answer.header("location").unwrap_or_default().to_owned();
    let again = ask(trial, &key, &request).await.and_then(|answer| answer.reads::<SendBatch>(&[200, 201]));
    cancel(trial, &first.id).await.first("a batch can be cancelled")?;
    let again = again?;
    if again.id != first.id {
        cancel(trial, &again.id).await.first("a batch can be cancelled")?;
    }
    same("the batch of a repeated request", again.id, first.id.clone())?;
    same("Location of a batch", location, routes::send_batch(&first.id))
}

pub async fn replayed(trial: &Trial) -> Found {
    let (request, key) = (trial.stage().await?.put_off(trial), trial.new_name());
    let answer = ask(trial, &key, &request).await?;
    let first: SendBatch = answer.reads(&[201]).first("a batch can be started")?;
    let again = ask(trial, &key, &request).await?;
    let second: SendBatch = again.reads(&[200, 201]).first("a request can be repeated")?;
    for id in HashSet::from([first.id, second.id]) {
        cancel(trial, &id).await.first("a batch can be cancelled")?;
    }
    same(&format!("{IDEMPOTENCY_REPLAYED} of a first answer"), answer.header(IDEMPOTENCY_REPLAYED), None)?;
    same(&format!("{IDEMPOTENCY_REPLAYED} of a repeated answer"), again.header(IDEMPOTENCY_REPLAYED), Some("true"))
}

pub async fn key_reused(trial: &Trial) -> Found {
    let (request, key) = (trial.stage().await?.put_off(trial), trial.new_name());
    let first: SendBatch = ask(trial, &key, &request).await?.reads(&[201]).first("a batch can be started")?;
    let other = BatchRequest { starts_at: Some(trial.now().plus_days(3)), ..request };
    let second = ask(trial, &key, &other).await?;
    cancel(trial, &first.id).await.first("a batch can be cancelled")?;
    if let Ok(surplus) = second.reads::<SendBatch>(&[200, 201]) {
        cancel(trial, &surplus.id).await.first("a batch can be cancelled")?;
    }
    second.refuses(ProblemCode::IdempotencyKeyReused).map(|_| ())
}

pub async fn at_once(trial: &Trial) -> Found {
    let (request, key) = (trial.stage().await?.put_off(trial), trial.new_name());
    let asked = || ask(trial, &key, &request);
    let answers: [Answer; 4] = tokio::try_join!(asked(), asked(), asked(), asked())?.into();
    let started: HashSet<BatchId> =
        answers.iter().filter_map(|answer| answer.reads::<SendBatch>(&[200, 201]).ok()).map(|batch| batch.id).collect();
    let mut all_cancelled = Ok(());
    for id in &started {
        all_cancelled = all_cancelled.and(cancel(trial, id).await.map(|_| ()).first("a batch can be cancelled"));
    }
    all_cancelled?;
    same("batches that four requests at once with one key started", started.len(), 1)?;
    for answer in answers.iter().filter(|answer| answer.reads::<SendBatch>(&[200, 201]).is_err()) {
        answer.refuses(ProblemCode::IdempotencyInFlight)?;
    }
    Ok(())
}

pub async fn as_shown(trial: &Trial) -> Found {
    let request = trial.stage().await?.put_off(trial);
    let now = request.expected_recipients;
    let answer = ask(trial, &trial.new_name(), &BatchRequest { expected_recipients: now + 1, ..request }).await?;
    let problem = answer.refuses(ProblemCode::RecipientsChanged)?;
    same(&answer.says("the numbers that are told"), problem.moved.map(|moved| *moved), Some(Moved { expected: now + 1, now }))
}

pub async fn wrong_fields(trial: &Trial) -> Found {
    let request = trial.stage().await?.put_off(trial);
    let past = BatchRequest { starts_at: Some(trial.now().plus_days(-1)), per_day: Some(0), ..request.clone() };
    ask(trial, &trial.new_name(), &past).await?.refuses_fields(ProblemCode::Invalid, &["/starts_at", "/per_day"])?;
    let strange = BatchRequest { template: TemplateId(trial.new_name()), ..request };
    ask(trial, &trial.new_name(), &strange).await?.refuses_fields(ProblemCode::Invalid, &["/template"])
}

pub async fn as_planned(trial: &Trial) -> Found {
    let stage = trial.stage().await?;
    let batch = start(trial, stage).await?;
    let alone: Found<SendBatch> = trial.caller.read(&routes::send_batch(&batch.id)).await;
    let path = routes::send_batch_deliveries_of(&batch.id, &DeliveryFilter::default(), None, 100);
    let deliveries: Found<DeliveryPage> = trial.caller.read(&path).await;
    cancel(trial, &batch.id).await.first("a batch can be cancelled")?;
    holds(alone? == batch, || "a batch that was started is read otherwise".into())?;
    same("the state of a batch that is put off", batch.state, BatchState::Scheduled)?;
    let planned = u64::try_from(stage.recipients.len()).unwrap_or_default();
    same("deliveries of the batch, and those that are queued", (batch.counts.total, batch.counts.queued), (planned, planned))?;
    let mut users: Vec<UserId> = deliveries?.deliveries.into_iter().map(|row| row.delivery.user).collect();
    let mut expected = stage.recipients.clone();
    users.sort();
    expected.sort();
    holds(users == expected, || "the deliveries go to other people than the plan named".into())
}

pub async fn nobody(trial: &Trial) -> Found {
    let request = trial.stage().await?.put_off(trial);
    let stranger = Recipients::one(UserId(trial.new_name()));
    let answer = ask(trial, &trial.new_name(), &BatchRequest { recipients: stranger, expected_recipients: 0, ..request }).await?;
    answer.refuses_fields(ProblemCode::Invalid, &["/recipients"])
}
