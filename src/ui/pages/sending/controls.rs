//! Owns the buttons by which a batch is held, goes on, is stopped, or tries again what failed.
//! Refuses to stop a batch without a question, since that cannot be undone.

use super::{act::act_on, watch::Watched};
use crate::domain::{
    batch::{BatchState, SendBatch},
    batch_control::BatchControl,
};
use crate::ui::{
    components::{Dialog, Icon},
    context::words,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// What can be done with the batch now.
#[component]
pub fn Controls(
    /// The batch.
    watched: Watched,
) -> impl IntoView {
    let class = style! {
        .buttons {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s2);
        }
        .buttons:empty {
            display: none;
        }
    };
    let words = words();
    let act = act_on(watched);
    let asked = RwSignal::new(false);
    let state = Memo::new(move |_| watched.batch().map(|batch| batch.state));
    let open = Memo::new(move |_| state.get().is_some_and(BatchState::is_open));
    let failed =
        Memo::new(move |_| watched.batch().filter(|batch| batch.state != BatchState::Cancelled).map_or(0, |batch| batch.counts.failed));
    // One button whatever it does now, so that a keyboard stays on it.
    let on = move |_| match state.get_untracked() {
        Some(BatchState::Running) => act.run(BatchControl::Pause),
        Some(BatchState::Scheduled | BatchState::Paused) => act.run(BatchControl::Resume),
        Some(BatchState::Finished | BatchState::Cancelled) | None => {}
    };
    let icon = Signal::derive(move || if state.get() == Some(BatchState::Running) { "pause" } else { "send" });
    let label = move || step_words(words.get(), state.get());
    let cancelled = Callback::new(move |()| {
        asked.set(false);
        act.run(BatchControl::Cancel);
    });
    view! { class = class,
        <div class="buttons">
            <Show when=move || open.get()>
                <button type="button" data-kind="primary" aria-disabled=move || act.pending().to_string() on:click=on>
                    <Icon name=icon/>
                    {label}
                </button>
            </Show>
            <Show when=move || { failed.get() > 0 }>
                <button type="button" aria-disabled=move || act.pending().to_string() on:click=move |_| act.run(BatchControl::Retry)>
                    <Icon name="refresh"/>
                    {move || words.get().batch_retry(failed.get())}
                </button>
            </Show>
            <Show when=move || open.get()>
                <button type="button" data-kind="danger" on:click=move |_| asked.set(true)>
                    <Icon name="ban"/>
                    {move || words.get().batch_cancel()}
                </button>
            </Show>
        </div>
        {move || act.trouble()}
        <Dialog open=asked title=Signal::derive(move || words.get().batch_cancel_title().to_owned()) on_close=Callback::new(move |()| asked.set(false))>
            <Question watched=watched asked=asked on_yes=cancelled/>
        </Dialog>
    }
}

/// The question before a batch is stopped, with how many left already.
#[component]
fn Question(
    /// The batch.
    watched: Watched,
    /// Whether it is asked.
    asked: RwSignal<bool>,
    /// Called when the batch is to be stopped.
    on_yes: Callback<()>,
) -> impl IntoView {
    let words = words();
    let left = move || {
        watched.batch().map(|SendBatch { counts, .. }| {
            let text = words.get();
            text.batch_cancel_left(text.number(counts.sent), text.number(counts.queued))
        })
    };
    view! {
        <p>{left}</p>
        <p>{move || words.get().batch_cancel_what()}</p>
        <footer>
            <button type="button" on:click=move |_| asked.set(false)>{move || words.get().batch_go_on()}</button>
            <button type="button" data-kind="danger" on:click=move |_| on_yes.run(())>{move || words.get().batch_cancel()}</button>
        </footer>
    }
}

fn step_words(text: Text, state: Option<BatchState>) -> &'static str {
    match state {
        Some(BatchState::Running) | None => text.batch_pause(),
        Some(BatchState::Scheduled) => text.batch_start_now(),
        Some(BatchState::Paused | BatchState::Finished | BatchState::Cancelled) => text.batch_resume(),
    }
}
