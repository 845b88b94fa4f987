//! Owns a person's panel: whose it is, and the way to the next person of the list.
//! Refuses to know the list: whoever owns it says where the person stands and takes the steps.

mod contacts;
mod decisions;
mod facts;
mod gone;
mod notes;
mod open_person;
mod outcome;
mod panel;
mod reminder_words;
mod timeline;
mod timeline_entry;
mod timeline_part;
mod undeliverable;
mod undo;

use super::state::tracker;
use crate::domain::user::UserId;
use crate::ui::{
    components::{Dialog, Icon, focus_on},
    context::words,
};
use leptos::{html, prelude::*};
use panel::Panel;
use stylers_macro::style;
use wasm_bindgen::JsCast;

/// Longest name in the heading, in characters; the facts have the whole of it.
const LONGEST_HEADING: usize = 120;

/// The panel, when one is open.
#[component]
pub fn PersonDialog(
    /// The place of the person in the list, from 0, and how long it is; nothing for somebody who is not in it.
    #[prop(into)]
    place: Signal<Option<(usize, usize)>>,
    /// Called to open the person so many places further down the list.
    on_step: Callback<i32>,
) -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let open = Memo::new(move |_| tracker.opened.read().is_some());
    // Whoever is gone meanwhile is still called what they were called.
    let named = Memo::new(move |before: Option<&Option<(UserId, String)>>| {
        let id = tracker.opened.get()?;
        let found = tracker.listed(&id).map(|record| record.user.shown_name());
        let before = || before.cloned().flatten().filter(|(of, _)| *of == id).map(|(_, name)| name);
        found.or_else(before).map(|name| (id, name))
    });
    let title = move || {
        named.get().map_or_else(
            || words.get().person_gone_title().to_owned(),
            |(_, name)| if name.chars().count() > LONGEST_HEADING { shortened(&name) } else { name },
        )
    };
    let contents = move || tracker.opened.get().map(|id| view! { <Panel id=id/> });
    view! {
        <Dialog open=open title=Signal::derive(title) on_close=Callback::new(move |()| tracker.opened.set(None))>
            <Steps name=Signal::derive(title) place=place on_step=on_step/>
            {contents}
        </Dialog>
    }
}

fn shortened(name: &str) -> String {
    name.chars().take(LONGEST_HEADING).chain(['…']).collect()
}

/// The way to the person before and after, by button and by Alt with an arrow.
#[component]
fn Steps(
    /// Who is shown.
    name: Signal<String>,
    /// Their place in the list.
    place: Signal<Option<(usize, usize)>>,
    /// Called to go on.
    on_step: Callback<i32>,
) -> impl IntoView {
    let class = style! {
        .person-steps {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s2);
            outline-offset: var(--s2);
        }
        .person-place {
            margin-inline-end: auto;
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .person-spoken {
            position: absolute;
            inline-size: 1px;
            block-size: 1px;
            overflow: hidden;
            clip-path: inset(50%);
            white-space: nowrap;
        }
    };
    let words = words();
    let around = NodeRef::<html::Div>::new();
    let can = move |by: i32| place.get().is_some_and(|(at, all)| if by < 0 { at > 0 } else { at + 1 < all });
    crate::ui::place::place().listen("keydown", move |event| {
        let Ok(event) = event.dyn_into::<web_sys::KeyboardEvent>() else { return };
        let by = match event.key().as_str() {
            "ArrowUp" => -1,
            "ArrowDown" => 1,
            _ => return,
        };
        if !event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key() || means_something_else(&event) {
            return;
        }
        event.prevent_default();
        if untrack(|| can(by)) {
            on_step.run(by);
            // What had the focus may be gone with the person.
            focus_on(around);
        }
    });
    let said = move || match place.get() {
        Some((at, all)) => words.get().person_place(words.get().number(at as u64 + 1), words.get().number(all as u64)),
        None => words.get().person_not_listed().to_owned(),
    };
    let step = move |by: i32, icon, label: fn(crate::ui::text::Text) -> &'static str, keys| {
        // A button that is disabled loses the focus; one that only says so keeps it.
        let go = move |_| {
            if untrack(|| can(by)) {
                on_step.run(by);
            }
        };
        view! {
            <button
                type="button"
                data-kind="quiet"
                data-shape="icon"
                aria-label=move || label(words.get())
                title=move || label(words.get())
                aria-keyshortcuts=keys
                aria-disabled=move || (!can(by)).then_some("true")
                on:click=go
            >
                <Icon name=icon/>
            </button>
        }
    };
    view! { class = class,
        <div class="person-steps" node_ref=around tabindex="-1" role="group" aria-label=name>
            <p class="person-place" role="status">
                <bdi class="person-spoken">{name}</bdi>
                <span>{said}</span>
            </p>
            {step(-1, "up", crate::ui::text::Text::person_previous, "Alt+ArrowUp")}
            {step(1, "down", crate::ui::text::Text::person_next, "Alt+ArrowDown")}
        </div>
    }
}

/// Whether the keys belong to what has the focus: they open a menu, or move through what is written.
fn means_something_else(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| ["SELECT", "TEXTAREA"].contains(&target.tag_name().as_str()))
}
