//! Owns the pages of send batches: the list, and one batch with its progress and the outcome of every person.
//! Refuses to start a batch, which the tracker does after showing whom it reaches.

mod act;
mod batch;
mod bounce_words;
mod controls;
mod counts;
mod deliveries;
mod delivery_filters;
mod outcomes;
mod pace;
mod reasons;
mod uncertain;
mod undeliverable;
mod watch;
mod words;

pub use batch::BatchPage;
pub(in crate::ui) use bounce_words::{bounce_words, verdict_words};
pub(in crate::ui) use words::{delivery_words, kind_words, skip_words};

use crate::backend::Failure;
use crate::domain::batch::{BatchState, DeliveryCounts, SendBatch};
use crate::ui::{
    components::{Empty, FailureView, Loading, Pause, Status},
    context::{session, words},
    mail_route_words,
    route::Route,
};
use leptos::prelude::*;
use std::time::Duration;
use stylers_macro::style;
use undeliverable::UndeliverableList;
use words::{state_tone, state_words};

/// How often the list is read again while something in it goes on.
const ANEW: Duration = Duration::from_secs(5);

/// Every batch, newest first.
#[component]
pub fn BatchesPage() -> impl IntoView {
    let class = style! {
        .batches {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s5);
            max-inline-size: var(--page);
            margin-inline: auto;
            padding: var(--s6);
        }
        .lead {
            color: var(--ink-quiet);
            max-inline-size: var(--reading);
        }
        @media (max-width: 800px) {
            .batches {
                padding: var(--s4);
            }
        }
    };
    let words = words();
    let session = session();
    let backend = session.backend.clone();
    let batches = LocalResource::new(move || {
        let backend = backend.clone();
        async move { backend.batches().await.map(|list| list.batches) }
    });
    let retry = Callback::new(move |()| batches.refetch());
    keep_fresh(batches);
    let last = Memo::new(move |before: Option<&Option<Result<Vec<SendBatch>, Failure>>>| {
        // What was read stays in view while the backend is away for a moment.
        match (batches.get(), before.cloned().flatten()) {
            (None | Some(Err(Failure::Unreachable)), Some(Ok(known))) => Some(Ok(known)),
            (answer, _) => answer,
        }
    });
    let shown = move || match last.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Err(failure)) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
        Some(Ok(batches)) if batches.is_empty() => view! {
            <Empty icon="send" title=Signal::derive(move || words.get().batch_none().to_owned())>
                <p>{move || words.get().batch_none_how()}</p>
                <p><a href="#/tracker">{move || words.get().batch_none_link()}</a></p>
            </Empty>
        }
        .into_any(),
        Some(Ok(batches)) => view! { <BatchTable batches=batches/> }.into_any(),
    };
    let route_words = move || mail_route_words(words, &session.capabilities);
    view! { class = class,
        <div class="batches">
            <h1>{move || words.get().batch_list_title()}</h1>
            <p class="lead">{route_words}</p>
            {shown}
            <UndeliverableList/>
        </div>
    }
}

/// Reads the list again while a batch in it goes on or waits for its time.
fn keep_fresh(batches: LocalResource<Result<Vec<SendBatch>, Failure>>) {
    let next = Pause::new();
    Effect::new(move |_| {
        let read = batches.get();
        let goes_on = match &read {
            Some(Ok(batches)) => batches.iter().any(|batch| batch.state.is_open()),
            Some(Err(failure)) => *failure == Failure::Unreachable,
            None => return,
        };
        if goes_on {
            next.restart(ANEW, move || batches.refetch());
        }
    });
    on_cleanup(move || next.stop());
}

/// The batches as a table.
#[component]
fn BatchTable(
    /// The batches.
    batches: Vec<SendBatch>,
) -> impl IntoView {
    let class = style! {
        .frame {
            overflow-x: auto;
            border: var(--border) solid var(--line);
            border-radius: var(--radius-l);
            background: var(--surface);
        }
        .number {
            text-align: end;
            font-variant-numeric: tabular-nums;
        }
        .waits-until {
            display: block;
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .bar {
            min-inline-size: 7rem;
            padding-inline-end: var(--s4);
        }
        .share {
            margin-inline-start: var(--s2);
        }
        .bar > progress {
            inline-size: 4rem;
        }
        @media (min-width: 1241px) {
            .batch-name {
                min-inline-size: 11rem;
            }
            td {
                white-space: nowrap;
            }
        }
        @media (max-width: 1240px) {
            .batch-name {
                color: var(--ink);
                font-size: var(--text-m);
            }
        }
    };
    let words = words();
    let row = move |batch: SendBatch| {
        let href = Route::Batch(batch.id.clone()).href();
        let waiting = batch.starts_at.filter(|_| batch.state == BatchState::Scheduled);
        let (created, by, counts, state, kind) = (batch.created, batch.created_by, batch.counts, batch.state, batch.kind);
        view! { class = class,
            <tr>
                <th scope="row" class="batch-name"><a href=href>{move || words.get().batch_named(kind_words(words.get(), kind), words.get().date_time(created.millis()))}</a></th>
                <td data-label=move || words.get().batch_column_state()>
                    <Status tone=state_tone(state) label=Signal::derive(move || state_words(words.get(), state).to_owned())/>
                    {waiting.map(|at| view! { class = class, <span class="waits-until">{move || words.get().date_time(at.millis())}</span> })}
                </td>
                <td class="bar" data-label=move || words.get().batch_progress_label()>
                    <progress aria-label=move || words.get().batch_progress_label() max=counts.total.max(1).to_string() value=counts.done().to_string()></progress>
                    <span class="share">{move || words.get().percent(share(counts))}</span>
                </td>
                <td class="number" data-label=move || words.get().batch_sent()>{move || words.get().number(counts.sent)}</td>
                <td class="number" data-label=move || words.get().batch_waiting()>{move || words.get().number(counts.queued + counts.sending)}</td>
                <td class="number" data-label=move || words.get().batch_failed()>{move || words.get().number(counts.failed + counts.uncertain)}</td>
                <td class="number" data-label=move || words.get().batch_skipped()>{move || words.get().number(counts.skipped)}</td>
                <td class="number" data-label=move || words.get().batch_total()>{move || words.get().number(counts.total)}</td>
                <td data-label=move || words.get().batch_column_by()><bdi>{by}</bdi></td>
            </tr>
        }
    };
    view! { class = class,
        <div class="frame" tabindex="0" role="region" aria-label=move || words.get().batch_list_title()>
            <table data-stacks="side-by-side">
                <thead>
                    <tr>
                        <th scope="col">{move || words.get().batch_column_batch()}</th>
                        <th scope="col">{move || words.get().batch_column_state()}</th>
                        <th scope="col">{move || words.get().batch_progress_label()}</th>
                        <th scope="col" class="number">{move || words.get().batch_sent()}</th>
                        <th scope="col" class="number">{move || words.get().batch_waiting()}</th>
                        <th scope="col" class="number">{move || words.get().batch_failed()}</th>
                        <th scope="col" class="number">{move || words.get().batch_skipped()}</th>
                        <th scope="col" class="number">{move || words.get().batch_total()}</th>
                        <th scope="col">{move || words.get().batch_column_by()}</th>
                    </tr>
                </thead>
                <tbody>{batches.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// The share of those who have an outcome. It is whole only when everybody has one.
#[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^53")]
fn share(counts: DeliveryCounts) -> f64 {
    let share = counts.done() as f64 / counts.total.max(1) as f64;
    if counts.done() < counts.total { share.min(0.99) } else { share }
}
