//! Owns one batch: its progress while it goes on, its counts, stopping it.
//! Refuses to guess: every number comes from the backend, read again twice a second while the batch goes on.

use super::{
    deliveries::Deliveries,
    words::{kind_words, state_tone, state_words},
};
use crate::backend::Failure;
use crate::domain::{
    batch::{BatchId, BatchOrigin, BatchState, DeliveryCounts, SendBatch},
    timestamp::Timestamp,
};
use crate::ui::{
    components::{Callout, Dialog, FailureView, Icon, Loading, Pause, Status, failure_words},
    context::{Tone, directory, notices, now, session, words},
    mail_route_words,
};
use leptos::prelude::*;
use std::time::Duration;
use stylers_macro::style;

/// How often a running batch is read again.
const PAUSE: Duration = Duration::from_millis(500);

/// One batch.
#[component]
pub fn BatchPage(
    /// Which.
    batch: BatchId,
) -> impl IntoView {
    let class = style! {
        .page {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s5);
            max-inline-size: var(--page);
            margin-inline: auto;
            padding: var(--s6);
        }
        @media (max-width: 800px) {
            .page {
                padding: var(--s4);
            }
        }
    };
    let (backend, directory, words) = (session().backend, directory(), words());
    let id = StoredValue::new(batch);
    let read = LocalResource::new(move || {
        let backend = backend.clone();
        async move { backend.batch(&id.get_value()).await }
    });
    follow(read, directory);
    let retry = Callback::new(move |()| read.refetch());
    let batch = Memo::new(move |before: Option<&Option<Result<SendBatch, Failure>>>| read.get().or_else(|| before.cloned().flatten()));
    let state = Memo::new(move |_| match batch.get() {
        None => Shown::Loading,
        Some(Err(failure)) => Shown::Failed(failure),
        Some(Ok(_)) => Shown::Batch,
    });
    let current = Signal::derive(move || batch.get().and_then(Result::ok));
    view! { class = class,
        <div class="page">
            <p><a href="#/sending">{move || words.get().batch_back()}</a></p>
            {move || match state.get() {
                Shown::Loading => view! { <Loading/> }.into_any(),
                Shown::Failed(failure) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
                Shown::Batch => view! {
                    <Progress batch=current on_cancelled=retry/>
                    <Deliveries id=id batch=current/>
                }
                .into_any(),
            }}
        </div>
    }
}

#[derive(Clone, PartialEq)]
enum Shown {
    Loading,
    Failed(Failure),
    Batch,
}

/// Reads the batch again while it goes on, and the directory when it came to its end.
fn follow(read: LocalResource<Result<SendBatch, Failure>>, directory: crate::ui::directory::Directory) {
    let next = Pause::new();
    let was_running = StoredValue::new(false);
    Effect::new(move |_| {
        let running = match read.get() {
            Some(Ok(batch)) => batch.state == BatchState::Running,
            // A host that is away for a moment comes back.
            Some(Err(Failure::Unreachable)) => true,
            Some(Err(_)) | None => return,
        };
        if running {
            was_running.set_value(true);
            next.restart(PAUSE, move || read.refetch());
        } else if was_running.get_value() {
            was_running.set_value(false);
            directory.refresh();
        }
    });
    on_cleanup(move || next.stop());
}

/// Where the batch stands.
#[component]
fn Progress(
    /// The batch.
    batch: Signal<Option<SendBatch>>,
    /// Called when it was cancelled.
    on_cancelled: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .head {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--s3);
        }
        .quiet {
            color: var(--ink-quiet);
        }
    };
    let words = words();
    let capabilities = session().capabilities;
    let of = move |read: fn(&SendBatch) -> DeliveryCounts| batch.with(|batch| batch.as_ref().map(read)).unwrap_or_default();
    let counts = move || of(|batch| batch.counts);
    let running = move || batch.with(|batch| batch.as_ref().is_some_and(|batch| batch.state == BatchState::Running));
    let title = move || {
        batch
            .with(|batch| batch.as_ref().map(|batch| words.get().batch_title(batch.counts.total, kind_words(words.get(), batch.kind))))
            .unwrap_or_default()
    };
    let about = move || batch.with(|batch| batch.as_ref().map(|batch| about_words(words.get(), batch))).unwrap_or_default();
    let mark = move || {
        batch.with(|batch| batch.as_ref().map(|batch| batch.state)).map(
            |state| view! { <Status tone=state_tone(state) label=Signal::derive(move || state_words(words.get(), state).to_owned())/> },
        )
    };
    let pace = move || batch.with(|batch| batch.as_ref().and_then(|batch| pace_words(words.get(), batch, now()))).unwrap_or_default();
    let spoken = move || words.get().batch_progress(words.get().number(counts().done()), words.get().number(counts().total));
    view! { class = class,
        <section data-card="" aria-labelledby="batch-title">
            <div class="head">
                <h1 id="batch-title">{title}</h1>
                {mark}
            </div>
            <p class="quiet">{about}</p>
            <progress aria-label=move || words.get().batch_progress_label() max=move || counts().total.max(1).to_string() value=move || counts().done().to_string()></progress>
            <p role="status">{spoken} " " <span class="quiet">{pace}</span></p>
            <Counts counts=Signal::derive(counts)/>
            <p class="quiet">{move || mail_route_words(words, &capabilities)}</p>
            <Show when=running>
                <Cancel batch=batch on_cancelled=on_cancelled/>
            </Show>
        </section>
    }
}

fn about_words(text: crate::ui::text::Text, batch: &SendBatch) -> String {
    let when = text.date_time(batch.created.millis());
    match batch.origin {
        BatchOrigin::Administrator => text.batch_started_by(&batch.created_by, &when, text.number(u64::from(batch.template_version))),
        BatchOrigin::Automatic => text.batch_started_automatically(&when, text.number(u64::from(batch.template_version))),
    }
}

/// How fast it goes and how long it still takes; nothing when that cannot be said yet.
fn pace_words(text: crate::ui::text::Text, batch: &SendBatch, now: Timestamp) -> Option<String> {
    let elapsed = u64::try_from(now.millis().saturating_sub(batch.created.millis())).ok().filter(|elapsed| *elapsed >= 1_000)?;
    let done = batch.counts.done();
    if batch.state != BatchState::Running || done == 0 {
        return None;
    }
    let left = batch.counts.total.saturating_sub(done).saturating_mul(elapsed) / done / 1_000;
    Some(text.batch_pace(text.number(done.saturating_mul(60_000) / elapsed), text.number(left.div_ceil(60).max(1))))
}

/// The counts, which add up.
#[component]
fn Counts(
    /// The counts.
    counts: Signal<DeliveryCounts>,
) -> impl IntoView {
    let class = style! {
        .counts {
            display: grid;
            grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr));
            gap: var(--s3);
        }
        .count {
            display: grid;
            gap: var(--s1);
            padding: var(--s3);
            border-radius: var(--radius);
            background: var(--surface-sunken);
        }
        .value {
            font-size: var(--text-xl);
            font-weight: var(--bold);
            font-variant-numeric: tabular-nums;
        }
    };
    let words = words();
    let count = move |tone: Tone, label: fn(crate::ui::text::Text) -> &'static str, of: fn(DeliveryCounts) -> u64| {
        view! { class = class,
            <div class="count">
                <dt><Status tone=tone label=Signal::derive(move || label(words.get()).to_owned())/></dt>
                <dd class="value">{move || words.get().number(of(counts.get()))}</dd>
            </div>
        }
    };
    view! { class = class,
        <dl class="counts">
            {count(Tone::Good, |t| t.delivery_sent(), |c| c.sent)}
            {count(Tone::Still, |t| t.delivery_queued(), |c| c.queued + c.sending)}
            {count(Tone::Caution, |t| t.delivery_skipped(), |c| c.skipped)}
            {count(Tone::Bad, |t| t.delivery_failed(), |c| c.failed)}
            {count(Tone::Caution, |t| t.delivery_uncertain(), |c| c.uncertain)}
        </dl>
    }
}

/// Stops the batch, after a question.
#[component]
fn Cancel(
    /// The batch.
    batch: Signal<Option<SendBatch>>,
    /// Called when it was cancelled.
    on_cancelled: Callback<()>,
) -> impl IntoView {
    let (words, backend, notices) = (words(), session().backend, notices());
    let asked = RwSignal::new(false);
    let cancel = Action::new_unsync(move |id: &BatchId| {
        let (backend, id) = (backend.clone(), id.clone());
        async move {
            let answer = backend.control_batch(&id, &crate::domain::batch_control::BatchControl::Cancel).await.map(|change| change.batch);
            if let Ok(batch) = &answer {
                asked.set(false);
                notices.show(Tone::Caution, words.now().batch_cancelled_after(batch.counts.sent));
                on_cancelled.run(());
            }
            answer.err()
        }
    });
    let go = move |_| {
        if let Some(batch) = batch.get_untracked() {
            cancel.dispatch_local(batch.id);
        }
    };
    let failure = move || {
        cancel
            .value()
            .get()
            .flatten()
            .map(|failure| view! { <Callout tone=Tone::Bad><p role="alert">{failure_words(words, &failure)}</p></Callout> })
    };
    view! {
        <div>
            <button type="button" data-kind="danger" on:click=move |_| asked.set(true)>
                <Icon name="ban"/>
                {move || words.get().batch_cancel()}
            </button>
            <Dialog open=asked title=Signal::derive(move || words.get().batch_cancel_title().to_owned()) on_close=Callback::new(move |()| asked.set(false))>
                {view! {
                    <p>{move || words.get().batch_cancel_what()}</p>
                    {failure}
                    <footer>
                        <button type="button" on:click=move |_| asked.set(false)>{move || words.get().batch_go_on()}</button>
                        <button type="button" data-kind="danger" disabled=move || cancel.pending().get() on:click=go>{move || words.get().batch_cancel()}</button>
                    </footer>
                }}
            </Dialog>
        </div>
    }
}
