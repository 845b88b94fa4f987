//! Sending in the demonstration, on a clock that the test sets: held, in waves, put off, uncertain; and the page that shows it.

use crate::screen::{document, holds, open, text_of, until};
use std::sync::atomic::{AtomicI64, Ordering};
use usher::api::payload::{BatchRequest, PlanRequest};
use usher::backend::{Backend, Demo};
use usher::domain::{
    batch::{BatchState, DeliveryState, SendBatch},
    batch_control::{BatchControl, Resolution, ResolutionRequest},
    delivery_filter::{DeliveryFilter, DeliveryStage},
    email_kind::SuppressibleKind,
    language::Language,
    people_filter::PeopleFilter,
    recipients::Recipients,
    settings::{SenderDraft, SettingsDraft},
    starter::{fill_in, starter_template},
    template::TemplateId,
    timestamp::Timestamp,
};
use wasm_bindgen_test::wasm_bindgen_test;

static CLOCK: AtomicI64 = AtomicI64::new(0);

fn clock() -> Timestamp {
    Timestamp::from_millis(CLOCK.load(Ordering::SeqCst))
}

fn later(seconds: i64) {
    CLOCK.fetch_add(seconds * 1_000, Ordering::SeqCst);
}

/// A demonstration in which mail can go out, and its template.
async fn ready() -> (Backend, TemplateId) {
    CLOCK.store(Timestamp::parse("2026-11-24T09:00:00Z").expect("a time").millis(), Ordering::SeqCst);
    let backend = Backend::from(Demo::new(clock).expect("the demonstration is seeded"));
    let read = backend.email_settings().await.expect("settings");
    let sender = SenderDraft { name: "IT".into(), address: "it@aurora.example".into(), reply_to: String::new() };
    backend.save_email_settings(read.version, &SettingsDraft { sender, ..read.settings }).await.expect("a sender");
    let organization = backend.organization().await.expect("organization");
    let mut draft = starter_template(SuppressibleKind::Activation, Language::English, &organization);
    fill_in(&mut draft, "https://help.aurora.example");
    let created = backend.create_template(&draft).await.expect("created");
    backend.publish_template(&created.id, created.version).await.expect("published");
    (backend, created.id)
}

/// Starts a batch to everybody.
async fn start(backend: &Backend, template: TemplateId, per_day: Option<u32>) -> SendBatch {
    let kind = SuppressibleKind::Activation;
    let all = |expected| Recipients::Filter { filter: PeopleFilter::default(), except: Vec::new(), expected };
    let plan = backend.plan_batch(&PlanRequest { kind, recipients: all(0) }).await.expect("a plan").plan;
    let recipients = all(plan.matching);
    let request = BatchRequest {
        kind,
        template,
        recipients,
        expected_recipients: plan.recipients,
        confirmed_recipients: None,
        starts_at: None,
        per_day,
    };
    backend.start_batch("key", &request).await.expect("started")
}

async fn act(backend: &Backend, batch: &SendBatch, control: BatchControl) -> (SendBatch, u64) {
    let change = backend.control_batch(&batch.id, &control).await.expect("done");
    (change.batch, change.changed)
}

async fn look(backend: &Backend, batch: &SendBatch) -> SendBatch {
    let read = backend.batch(&batch.id).await.expect("the batch");
    let counts = read.counts;
    assert_eq!(counts.total, counts.queued + counts.sending + counts.sent + counts.failed + counts.skipped + counts.uncertain);
    read
}

#[wasm_bindgen_test]
async fn the_demonstration_holds_a_batch_goes_on_and_resolves_what_is_uncertain() {
    let (backend, template) = ready().await;
    let batch = start(&backend, template, None).await;
    later(1);
    let begun = look(&backend, &batch).await;
    assert_eq!((begun.state, begun.counts.done() + deferred(&backend, &batch).await), (BatchState::Running, 250), "the pace of its relay");
    act(&backend, &batch, BatchControl::Pause).await;
    later(600);
    let held = look(&backend, &batch).await;
    assert_eq!((held.state, held.counts), (BatchState::Paused, begun.counts), "nothing goes out while it is held");
    act(&backend, &batch, BatchControl::Resume).await;
    assert_eq!(look(&backend, &batch).await.counts, begun.counts, "the time of the pause is not made up for");
    later(600);
    let finished = look(&backend, &batch).await;
    assert_eq!((finished.state, finished.counts.queued), (BatchState::Finished, 0), "who was put off was tried again");
    assert!(finished.counts.uncertain > 1 && finished.counts.failed > 1, "{finished:?}");

    let uncertain = DeliveryFilter { stage: Some(DeliveryStage::Uncertain), reason: None };
    let one = backend.deliveries(&batch.id, &uncertain, None, 1).await.expect("deliveries").deliveries[0].delivery.user.clone();
    let resend = BatchControl::Resolve(ResolutionRequest { resolution: Resolution::Resend, users: Some(vec![one.clone()]) });
    let (again, changed) = act(&backend, &batch, resend).await;
    assert_eq!((again.state, changed, again.counts.queued), (BatchState::Running, 1, 1));
    later(1);
    assert_eq!(look(&backend, &batch).await.counts.sent, finished.counts.sent + 1, "the cooldown does not keep it back");
    let (marked, changed) =
        act(&backend, &batch, BatchControl::Resolve(ResolutionRequest { resolution: Resolution::Sent, users: None })).await;
    assert_eq!((marked.counts.uncertain, changed), (0, finished.counts.uncertain - 1));
    assert_eq!(marked.counts.sent, finished.counts.sent + finished.counts.uncertain);

    let (retried, changed) = act(&backend, &batch, BatchControl::Retry).await;
    assert_eq!((retried.state, changed, retried.counts.queued), (BatchState::Running, finished.counts.failed, finished.counts.failed));
    later(60);
    let over = look(&backend, &batch).await;
    assert_eq!((over.state, over.counts), (BatchState::Finished, marked.counts), "who is refused for good stays refused");
}

/// Those who wait for another try.
async fn deferred(backend: &Backend, batch: &SendBatch) -> u64 {
    let waiting = DeliveryFilter { stage: Some(DeliveryStage::Queued), reason: Some("refused".into()) };
    let rows = backend.deliveries(&batch.id, &waiting, None, 1_000).await.expect("deliveries").deliveries;
    assert!(rows.iter().all(|row| row.attempts == 1 && matches!(row.delivery.state, DeliveryState::Queued { retry: Some(_) })));
    rows.len() as u64
}

#[wasm_bindgen_test]
async fn waves_send_so_many_a_day_and_go_on_the_next() {
    let (backend, template) = ready().await;
    let batch = start(&backend, template, Some(100)).await;
    for day in 1..=3 {
        later(60 * 60);
        look(&backend, &batch).await;
        later(1);
        let today = look(&backend, &batch).await;
        assert_eq!((today.state, today.counts.done() + deferred(&backend, &batch).await), (BatchState::Running, day * 100));
        later(12 * 60 * 60);
        let evening = look(&backend, &batch).await;
        assert_eq!(evening.counts.done() + deferred(&backend, &batch).await, day * 100, "no more on the same day");
        later(11 * 60 * 60);
    }
}

#[wasm_bindgen_test]
async fn a_batch_that_is_not_there_says_so_and_the_list_shows_what_is_missing() {
    let _screen = open("#/sending/none");
    holds("that it is gone", || text_of(&document().body().unwrap()).contains("This is not here any more.")).await;
    let back = until("the way back", || document().query_selector("main a[href='#/sending']").unwrap()).await;
    assert_eq!(text_of(&back), "All batches");
}
