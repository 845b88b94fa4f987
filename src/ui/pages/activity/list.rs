//! Owns the list of entries, how many are shown, and what stands in its place while there are none.
//! Refuses to hold them all: the newest come first, more when asked for.

use super::{
    entry::Entry,
    state::{Stage, activity},
};
use crate::ui::{
    components::{Empty, FailureView, Loading},
    context::words,
};
use leptos::{html, prelude::*};
use stylers_macro::style;
use wasm_bindgen::JsCast;

/// What was done.
#[component]
pub fn List(
    /// Called when the filters are to be cleared.
    on_clear: Callback<()>,
) -> impl IntoView {
    let (activity, words) = (activity(), words());
    let count = move || match activity.stage.get() {
        Stage::Reading | Stage::Failed(_) => String::new(),
        Stage::NothingYet | Stage::NoMatch | Stage::Entries => {
            let count = activity.entries.with(Vec::len) as u64;
            if activity.more.get() { words.get().activity_count_newest(count) } else { words.get().activity_count(count) }
        }
    };
    let retry = Callback::new(move |()| activity.refresh());
    let contents = move || match activity.stage.get() {
        Stage::Reading => view! { <Loading/> }.into_any(),
        Stage::Failed(failure) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
        Stage::NothingYet => view! {
            <Empty icon="history" title=Signal::derive(move || words.get().activity_none().to_owned())>
                <p>{move || words.get().activity_none_how()}</p>
            </Empty>
        }
        .into_any(),
        Stage::NoMatch => view! {
            <Empty icon="search" title=Signal::derive(move || words.get().activity_no_match().to_owned())>
                <p>{move || words.get().activity_no_match_how()}</p>
                <button type="button" on:click=move |_| on_clear.run(())>{move || words.get().activity_clear_filters()}</button>
            </Empty>
        }
        .into_any(),
        Stage::Entries => view! { <Entries/> }.into_any(),
    };
    view! {
        <p role="status">{count}</p>
        {contents}
    }
}

/// The entries.
#[component]
fn Entries() -> impl IntoView {
    let class = style! {
        .entries {
            margin: 0;
            padding: 0;
            border: var(--border) solid var(--line);
            border-radius: var(--radius-l);
            background: var(--surface);
            list-style: none;
        }
    };
    let (activity, words) = (activity(), words());
    let list = NodeRef::<html::Ol>::new();
    // The first of those that are on their way; the keyboard goes on there, since the button may be gone by then.
    let awaited = StoredValue::new(None::<u32>);
    let ask = move |_| {
        awaited.set_value(u32::try_from(activity.entries.with_untracked(Vec::len)).ok());
        activity.show_more();
    };
    Effect::new(move |_| {
        let count = activity.entries.with(Vec::len);
        let Some(first) = awaited.get_value().filter(|first| *first < u32::try_from(count).unwrap_or(u32::MAX)) else { return };
        awaited.set_value(None);
        request_animation_frame(move || {
            let entry = list.get_untracked().and_then(|list| list.children().item(first));
            if let Some(entry) = entry.and_then(|entry| entry.dyn_into::<web_sys::HtmlElement>().ok()) {
                // Focusing can only be refused by the browser, which then keeps the focus where it is.
                let _ = entry.focus();
            }
        });
    });
    view! { class = class,
        <ol class="entries" node_ref=list>
            <For each=move || activity.entries.get() key=|entry| entry.id let:entry>
                <Entry entry=entry/>
            </For>
        </ol>
        <Show when=move || activity.more.get()>
            <div><button type="button" on:click=ask>{move || words.get().activity_more()}</button></div>
        </Show>
    }
}
