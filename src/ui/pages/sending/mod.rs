//! Owns the pages of send batches: the list, and one batch with its progress and the outcome of every person.
//! Refuses to start a batch, which the tracker does after showing whom it reaches.

mod batch;
mod bounce_words;
mod deliveries;
mod undeliverable;
mod words;

pub use batch::BatchPage;
pub(in crate::ui) use bounce_words::{bounce_words, verdict_words};
pub(in crate::ui) use words::{delivery_words, kind_words, skip_words};

use crate::domain::batch::SendBatch;
use crate::ui::{
    components::{Empty, FailureView, Loading, Status},
    context::{session, words},
    mail_route_words,
    route::Route,
};
use leptos::prelude::*;
use stylers_macro::style;
use undeliverable::UndeliverableList;
use words::{state_tone, state_words};

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
    let shown = move || match batches.get() {
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
        td {
            white-space: nowrap;
        }
    };
    let words = words();
    let row = move |batch: SendBatch| {
        let href = Route::Batch(batch.id.clone()).href();
        let (created, by, counts, state, kind) = (batch.created, batch.created_by, batch.counts, batch.state, batch.kind);
        view! { class = class,
            <tr>
                <th scope="row"><a href=href>{move || words.get().batch_named(kind_words(words.get(), kind), words.get().date_time(created.millis()))}</a></th>
                <td>{by}</td>
                <td><Status tone=state_tone(state) label=Signal::derive(move || state_words(words.get(), state).to_owned())/></td>
                <td class="number">{move || words.get().number(counts.sent)}</td>
                <td class="number">{move || words.get().number(counts.failed + counts.uncertain)}</td>
                <td class="number">{move || words.get().number(counts.skipped)}</td>
                <td class="number">{move || words.get().number(counts.total)}</td>
            </tr>
        }
    };
    view! { class = class,
        <div class="frame" tabindex="0" role="region" aria-label=move || words.get().batch_list_title()>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{move || words.get().batch_column_batch()}</th>
                        <th scope="col">{move || words.get().batch_column_by()}</th>
                        <th scope="col">{move || words.get().batch_column_state()}</th>
                        <th scope="col" class="number">{move || words.get().batch_sent()}</th>
                        <th scope="col" class="number">{move || words.get().batch_failed()}</th>
                        <th scope="col" class="number">{move || words.get().batch_skipped()}</th>
                        <th scope="col" class="number">{move || words.get().batch_total()}</th>
                    </tr>
                </thead>
                <tbody>{batches.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
