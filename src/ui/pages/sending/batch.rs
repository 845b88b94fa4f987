//! Owns one batch: its progress while it goes on, its counts, what can be done with it, the outcome of everybody.
//! Refuses to guess: every number comes from the backend.

use super::{
    controls::Controls,
    counts::Counts,
    deliveries::Deliveries,
    uncertain::UncertainOnes,
    watch::{Watched, follow},
    words::{about_words, kind_words, state_tone, state_words, wave_words},
};
use crate::backend::Failure;
use crate::domain::batch::{BatchId, BatchState, DeliveryCounts, SendBatch};
use crate::ui::{
    components::{FailureView, Icon, Loading, Status},
    context::{now, organization, session, words},
    mail_route_words,
};
use leptos::prelude::*;
use stylers_macro::style;

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
    let words = words();
    let id = StoredValue::new(batch.clone());
    let watched = follow(batch);
    let retry = Callback::new(move |()| watched.read());
    let state = Memo::new(move |_| match watched.get() {
        None => Shown::Loading,
        Some(Err(failure)) => Shown::Failed(failure),
        Some(Ok(_)) => Shown::Batch,
    });
    view! { class = class,
        <div class="page">
            <p><a href="#/sending">{move || words.get().batch_back()}</a></p>
            {move || match state.get() {
                Shown::Loading => view! { <Loading/> }.into_any(),
                Shown::Failed(failure) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
                Shown::Batch => view! {
                    <Progress watched=watched/>
                    <UncertainOnes watched=watched/>
                    <Deliveries id=id watched=watched/>
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

/// Where the batch stands.
#[component]
fn Progress(
    /// The batch.
    watched: Watched,
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
        .away {
            display: flex;
            align-items: center;
            gap: var(--s2);
            color: var(--caution);
        }
    };
    let words = words();
    let capabilities = session().capabilities;
    let counts = Memo::new(move |_| watched.batch().map(|batch| batch.counts).unwrap_or_default());
    let said = move |say: &dyn Fn(&SendBatch) -> String| watched.batch().map(|batch| say(&batch)).unwrap_or_default();
    let title = move || said(&|batch| words.get().batch_title(batch.counts.total, kind_words(words.get(), batch.kind)));
    let about = move || said(&|batch| about_words(words.get(), batch));
    let zone = organization();
    let waves = move || watched.batch().and_then(|batch| wave_words(words.get(), &batch, &zone.zone(), now()));
    let state = Memo::new(move |_| watched.batch().map(|batch| batch.state));
    let mark = move || {
        state.get().map(
            |state| view! { <Status tone=state_tone(state) label=Signal::derive(move || state_words(words.get(), state).to_owned())/> },
        )
    };
    let pace = move || pace_words(words.get(), watched);
    let progress = move || words.get().batch_progress(words.get().number(counts.get().done()), words.get().number(counts.get().total));
    // Said at every tenth, since a voice for every mail would drown everything else.
    let tenth = Memo::new(move |_| tenth_of(counts.get()));
    let spoken = move || words.get().batch_spoken(words.get().percent(f64::from(tenth.get()) / 10.0));
    let away = move || {
        watched.is_away().then(|| {
            view! { class = class,
                <p class="away"><Icon name="alert"/><span>{words.get().batch_away()}</span></p>
            }
        })
    };
    view! { class = class,
        <section data-card="" aria-labelledby="batch-title">
            <div class="head">
                <h1 id="batch-title">{title}</h1>
                <div role="status">{mark}</div>
            </div>
            <p class="quiet">{about}</p>
            {move || waves().map(|waves| view! { <p>{waves}</p> })}
            <progress aria-label=move || words.get().batch_progress_label() max=move || counts.get().total.max(1).to_string() value=move || counts.get().done().to_string()></progress>
            <p>{progress} " " <span class="quiet">{pace}</span></p>
            <p data-unseen="" role="status">{spoken}</p>
            {away}
            <Counts counts=counts/>
            <p class="quiet">{move || mail_route_words(words, &capabilities)}</p>
            <Controls watched=watched/>
        </section>
    }
}

fn tenth_of(counts: DeliveryCounts) -> u8 {
    u8::try_from(counts.done().saturating_mul(10) / counts.total.max(1)).unwrap_or(10)
}

/// How fast it goes and how long it still takes; nothing when that cannot be said.
fn pace_words(text: crate::ui::text::Text, watched: Watched) -> Option<String> {
    let batch = watched.batch().filter(|batch| batch.state == BatchState::Running)?;
    let speed = watched.speed()?;
    let pace = text.number(speed.per_minute);
    // In waves, the last minute says nothing of the days that follow.
    Some(match batch.per_day {
        Some(_) => text.batch_pace_alone(pace),
        None => text.batch_pace(pace, text.number(speed.minutes_left)),
    })
}
