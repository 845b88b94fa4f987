//! Owns the list of addresses that mail came back from, below the batches.
//! Refuses to lift one, which a person's panel does, where one sees whose it is.

use super::bounce_words::reason_words;
use crate::api::payload::BounceReading;
use crate::backend::{Backend, Failure};
use crate::domain::undeliverable::{UndeliverableAddress, UndeliverableStanding};
use crate::ui::{
    components::{Callout, FailureView, Loading, Status},
    context::{Tone, session, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// How many more are shown at a time.
const MORE: usize = 50;

/// The list.
#[component]
pub fn UndeliverableList() -> impl IntoView {
    let class = style! {
        .addresses-that-take-no-more-mail {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s4);
        }
        .lead {
            color: var(--ink-quiet);
            max-inline-size: var(--reading);
        }
    };
    let (session, words) = (session(), words());
    let (backend, reading) = (StoredValue::new(session.backend), session.capabilities.bounces);
    let wanted = RwSignal::new(MORE);
    let read = LocalResource::new(move || {
        let wanted = wanted.get();
        async move { read_list(backend.get_value(), wanted).await }
    });
    let last = Memo::new(move |before: Option<&Option<Result<Listed, Failure>>>| read.get().or_else(|| before.cloned().flatten()));
    let retry = Callback::new(move |()| read.refetch());
    let shown = move || match last.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Err(failure)) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
        Some(Ok(listed)) if listed.entries.is_empty() => match reading {
            BounceReading::NotRead => ().into_any(),
            BounceReading::Read | BounceReading::Failing { .. } => view! { <p>{move || words.get().bounce_none()}</p> }.into_any(),
        },
        Some(Ok(listed)) => view! { class = class,
            <p class="lead">{move || words.get().bounce_lead()}</p>
            <Table listed=listed on_more=Callback::new(move |()| wanted.update(|wanted| *wanted += MORE))/>
        }
        .into_any(),
    };
    let trouble = move || {
        let (tone, said) = match reading {
            BounceReading::Read => return None,
            BounceReading::NotRead => (Tone::Note, words.get().bounce_not_read().to_owned()),
            BounceReading::Failing { since } => (Tone::Bad, words.get().bounce_failing(words.get().date_time(since.millis()))),
        };
        Some(view! { <Callout tone=tone><p>{said}</p></Callout> })
    };
    view! { class = class,
        <section class="addresses-that-take-no-more-mail" aria-labelledby="undeliverable-title">
            <h2 id="undeliverable-title">{move || words.get().bounce_title()}</h2>
            {trouble}
            {shown}
        </section>
    }
}

#[derive(Clone, PartialEq)]
struct Listed {
    entries: Vec<UndeliverableAddress>,
    more: bool,
}

async fn read_list(backend: Backend, wanted: usize) -> Result<Listed, Failure> {
    let (mut entries, mut cursor): (Vec<UndeliverableAddress>, Option<String>) = (Vec::new(), None);
    loop {
        let left = u32::try_from(wanted.saturating_sub(entries.len()).clamp(1, 1_000)).unwrap_or(1_000);
        let page = backend.undeliverable(cursor.as_deref(), left).await?;
        entries.extend(page.undeliverable);
        let more = page.next_cursor.is_some();
        if entries.len() >= wanted || !more || page.next_cursor == cursor {
            return Ok(Listed { entries, more });
        }
        cursor = page.next_cursor;
    }
}

/// The entries.
#[component]
fn Table(
    /// Which.
    listed: Listed,
    /// Called to show more.
    on_more: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .frame-of-undeliverable-entries {
            overflow-x: auto;
            border: var(--border) solid var(--line);
            border-radius: var(--radius-l);
            background: var(--surface);
        }
        .quiet {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .since-when {
            white-space: nowrap;
        }
        .further {
            display: flex;
            justify-content: center;
            padding: var(--s3);
        }
    };
    let words = words();
    let row = move |entry: UndeliverableAddress| {
        let (reason, status, since, standing) = (entry.reason, entry.status, entry.since, StoredValue::new(entry.standing));
        let state = move || standing.with_value(|standing| standing_words(words.get(), standing));
        view! { class = class,
            <tr>
                <th scope="row">
                    <bdi>{entry.name}</bdi>
                    <br/>
                    <bdi class="quiet">{entry.email.to_string()}</bdi>
                </th>
                <td data-label=move || words.get().bounce_column_reason()>
                    {move || reason_words(words.get(), reason)}
                    " "
                    <span class="quiet">{move || status.map(|status| words.get().bounce_code(status.to_string()))}</span>
                </td>
                <td class="since-when" data-label=move || words.get().bounce_column_since()>{move || words.get().date_time(since.millis())}</td>
                <td data-label=move || words.get().bounce_column_standing()>
                    {move || { let (tone, word, _) = state(); view! { <Status tone=tone label=word.to_owned()/> } }}
                    " "
                    <span class="quiet">{move || state().2}</span>
                </td>
            </tr>
        }
    };
    let more = listed.more;
    view! { class = class,
        <div class="frame-of-undeliverable-entries" tabindex="0" role="region" aria-label=move || words.get().bounce_list()>
            <table data-stacks="">
                <thead>
                    <tr>
                        <th scope="col">{move || words.get().bounce_column_person()}</th>
                        <th scope="col">{move || words.get().bounce_column_reason()}</th>
                        <th scope="col">{move || words.get().bounce_column_since()}</th>
                        <th scope="col">{move || words.get().bounce_column_standing()}</th>
                    </tr>
                </thead>
                <tbody>{listed.entries.into_iter().map(row).collect_view()}</tbody>
            </table>
            <Show when=move || more>
                {view! { class = class,
                    <div class="further"><button type="button" on:click=move |_| on_more.run(())>{move || words.get().bounce_more()}</button></div>
                }}
            </Show>
        </div>
    }
}

/// How it is meant, the word, and who lifted it and when.
fn standing_words(text: Text, standing: &UndeliverableStanding) -> (Tone, &'static str, String) {
    match standing {
        UndeliverableStanding::InForce => (Tone::Bad, text.bounce_in_force(), String::new()),
        UndeliverableStanding::Corrected => (Tone::Good, text.bounce_corrected(), String::new()),
        UndeliverableStanding::Cleared { cleared_at, cleared_by } => {
            (Tone::Still, text.bounce_lifted(), text.bounce_lifted_by(cleared_by, text.date_time(cleared_at.millis())))
        }
    }
}
