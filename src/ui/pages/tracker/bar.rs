//! Owns the line above the list: how many are shown, how many selected, and what can be done with those.
//! Refuses to send; it opens the dialog that prepares it.

use super::{abilities::CANNOT_SEND, plots::NumbersButton, progress::Refresh, selection::Selection, state::tracker, words::send_words};
use crate::api::payload::Ability;
use crate::domain::email_kind::SuppressibleKind;
use crate::ui::{
    components::Icon,
    context::{session, words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// Counts and actions.
#[component]
pub fn Bar(
    /// Whether the numbers are open.
    numbers: RwSignal<bool>,
) -> impl IntoView {
    let class = style! {
        .list-bar {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s2) var(--s4);
            min-block-size: var(--control);
        }
        .count {
            font-weight: 550;
        }
        .selected {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s1) var(--s2);
        }
        .hidden {
            color: var(--caution);
        }
        .send {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s2);
            margin-inline-start: auto;
        }
        .text {
            min-block-size: 1.75rem;
            padding-inline: var(--s2);
            color: var(--accent);
        }
        @media (max-width: 640px) {
            .text {
                margin-inline-start: calc(var(--s2) * -1);
            }
            .send[data-idle] {
                display: none;
            }
            .send {
                margin-inline-start: 0;
            }
        }
    };
    let (tracker, words) = (tracker(), words());
    let coverage = tracker.coverage;
    let cannot_send = session().capabilities.own_messages() == Ability::Unavailable;
    let everybody = Memo::new(move |_| tracker.directory.with(|people| people.len() as u64));
    let count = move || words.get().tracker_count(everybody.get(), words.get().number(coverage.get().shown as u64));
    let send = move |kind, icon, primary: bool| {
        view! {
            <button
                type="button"
                data-kind=primary.then_some("primary")
                disabled=move || cannot_send || coverage.get().selected == 0
                aria-describedby=cannot_send.then_some(CANNOT_SEND)
                on:click=move |_| tracker.send_to_selected(kind)
            >
                <Icon name=icon/>
                {move || send_words(words.get(), kind)}
            </button>
        }
    };
    view! { class = class,
        <div class="list-bar">
            <p class="count" role="status">{count}</p>
            <Refresh/>
            <div class="selected">
                <Show when=move || { coverage.get().shown > 0 && !coverage.get().is_all() }>
                    {view! { class = class,
                        <button class="text" type="button" data-kind="quiet" on:click=move |_| tracker.toggle_shown()>
                            {move || words.get().tracker_select_all(coverage.get().shown as u64)}
                        </button>
                    }}
                </Show>
                <span role="status">
                    {move || (coverage.get().selected > 0).then(|| words.get().tracker_selected(coverage.get().selected as u64))}
                    {move || (coverage.get().hidden() > 0).then(|| view! { class = class, <span class="hidden">{" "}{words.get().tracker_hidden(coverage.get().hidden() as u64)}</span> })}
                </span>
                <Show when=move || { coverage.get().selected > 0 }>
                    {view! { class = class,
                        <button class="text" type="button" data-kind="quiet" on:click=move |_| tracker.selection.update(Selection::clear)>
                            {move || words.get().tracker_clear_selection()}
                        </button>
                    }}
                </Show>
            </div>
            <NumbersButton open=numbers/>
            <div class="send" data-idle=move || (coverage.get().selected == 0).then_some("")>
                {send(SuppressibleKind::Activation, "mail", true)}
                {send(SuppressibleKind::Reminder, "bell", false)}
            </div>
        </div>
    }
}
