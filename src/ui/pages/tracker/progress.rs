//! Owns how far the directory is read, and what was found to have changed: with a bar, in words, and with the way on where it stopped.
//! Refuses to read.

use super::state::tracker;
use crate::ui::{
    components::{Callout, Icon, failure_words, say},
    context::{Tone, words},
    directory::{Changes, Reading, Refreshing},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The bar while people still come, and what to do when they do not.
#[component]
pub fn Progress() -> impl IntoView {
    let class = style! {
        .coming {
            display: grid;
            grid-template-columns: minmax(0, 1fr) auto;
            align-items: center;
            gap: var(--s1) var(--s3);
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .heard-while-they-come {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .coming > progress {
            inline-size: 100%;
        }
    };
    let (tracker, words) = (tracker(), words());
    let (now, told) = (now(), say(Text::tracker_loading));
    // Screen readers hear that people come and that all are there, not every page.
    let spoken = Memo::new(move |_| match tracker.directory.reading() {
        Reading::Underway { again: true, .. } => words.get().tracker_loading_again().to_owned(),
        Reading::Underway { again: false, .. } => words.get().tracker_loading().to_owned(),
        Reading::Whole | Reading::Stopped { .. } => String::new(),
    });
    let coming = Memo::new(move |_| now.get().is_some());
    let figures = move || {
        let text = words.get();
        now.get().map(|(read, total)| text.tracker_loading_of(text.number(read), text.number(total)))
    };
    let stopped = move || match tracker.directory.reading() {
        Reading::Stopped { failure, read, total } => Some((failure, read, total)),
        Reading::Underway { .. } | Reading::Whole => None,
    };
    view! { class = class,
        <p class="heard-while-they-come" role="status" hidden=move || spoken.with(String::is_empty)>{spoken}</p>
        <Show when=move || coming.get()>
            {view! { class = class,
                <div class="coming">
                    <progress
                        aria-label=told
                        max=move || now.get().map(|(_, total)| total.max(1).to_string())
                        value=move || now.get().map(|(read, _)| read.to_string())
                    ></progress>
                    <span>{figures}</span>
                </div>
            }}
        </Show>
        {move || stopped().map(|(failure, read, total)| {
            let title = Signal::derive(move || words.get().tracker_stopped(words.get().number(read), words.get().number(total)));
            view! {
                <Callout tone=Tone::Caution title=title>
                    <p>{move || failure_words(words, &failure)}</p>
                    <p><button type="button" on:click=move |_| tracker.refresh()><Icon name="refresh"/>{say(Text::tracker_go_on)}</button></p>
                </Callout>
            }
        })}
    }
}

/// People who came and who there are, while they come.
fn now() -> Memo<Option<(u64, u64)>> {
    let tracker = tracker();
    Memo::new(move |_| match tracker.directory.reading() {
        Reading::Underway { read, total, .. } => Some((read, total)),
        Reading::Whole | Reading::Stopped { .. } => None,
    })
}

/// The button that reads what changed, and what it found.
#[component]
pub fn Refresh() -> impl IntoView {
    let class = style! {
        .what-a-refresh-found {
            display: inline-flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s1) var(--s2);
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let (tracker, words) = (tracker(), words());
    let busy =
        move || tracker.directory.refreshing() == Refreshing::Underway || matches!(tracker.directory.reading(), Reading::Underway { .. });
    let said = move || match tracker.directory.refreshing() {
        Refreshing::Idle => String::new(),
        Refreshing::Underway => words.get().tracker_refreshing().to_owned(),
        Refreshing::Done(changes) => changes_words(words.get(), changes),
        Refreshing::Failed(failure) => failure_words(words, &failure),
    };
    view! { class = class,
        <span class="what-a-refresh-found">
            <button type="button" data-kind="quiet" disabled=busy on:click=move |_| tracker.refresh()>
                <Icon name="refresh"/>
                {say(Text::tracker_refresh)}
            </button>
            <span role="status">{said}</span>
        </span>
    }
}

fn changes_words(text: Text, changes: Changes) -> String {
    if changes == Changes::default() {
        return text.tracker_nothing_changed().to_owned();
    }
    let parts = [
        (changes.added, text.tracker_added(changes.added)),
        (changes.changed, text.tracker_changed(changes.changed)),
        (changes.removed, text.tracker_gone(changes.removed)),
    ];
    parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect::<Vec<_>>().join(", ")
}
