//! Owns turning pages, for those who prefer them to a list that scrolls without end.
//! Refuses to be there where the list scrolls.

use super::{kept::PAGE_SIZES, state::tracker};
use crate::ui::{
    components::{Icon, field_id, say},
    context::words,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// Whether the list scrolls, or how many people stand on a page.
#[component]
pub fn PagesChoice() -> impl IntoView {
    let class = style! {
        .pages-choice {
            display: inline-flex;
            align-items: center;
            gap: var(--s2);
        }
    };
    let (tracker, words) = (tracker(), words());
    let id = field_id();
    let value = move || tracker.kept.pages.get().map(|size| size.to_string()).unwrap_or_default();
    let choose = move |event| {
        tracker.page.set(0);
        tracker.kept.show_in(event_target_value(&event).parse().ok());
    };
    let size = move |size: &'static usize| {
        let chosen = move || tracker.kept.pages.get() == Some(*size);
        view! { <option value=size.to_string() selected=chosen>{move || words.get().tracker_pages_of(*size as u64)}</option> }
    };
    view! { class = class,
        <span class="pages-choice">
            <label for=id.clone()>{say(Text::tracker_pages)}</label>
            <select id=id prop:value=value on:change=choose>
                <option value="" selected=move || tracker.kept.pages.get().is_none()>{say(Text::tracker_pages_none)}</option>
                {PAGE_SIZES.iter().map(size).collect_view()}
            </select>
        </span>
    }
}

/// The pages.
#[component]
pub fn Pager() -> impl IntoView {
    let class = style! {
        .pager {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: center;
            gap: var(--s3);
        }
    };
    let (tracker, words) = (tracker(), words());
    let total = move || tracker.found.read().rows.len();
    let last = move || tracker.kept.pages.get().map_or(0, |size| total().saturating_sub(1) / size);
    let page = move || tracker.page.get().min(last());
    let turn = move |to: usize| {
        tracker.page.set(to);
        if let Some(scroller) = tracker.scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
    };
    let said = move || {
        let text = words.get();
        text.tracker_page(text.number(page() as u64 + 1), text.number(last() as u64 + 1))
    };
    let button = move |icon: &'static str, label: fn(Text) -> &'static str, to: Signal<usize>| {
        view! {
            <button type="button" data-shape="icon" aria-label=say(label) title=say(label) disabled=move || to.get() == page() on:click=move |_| turn(to.get_untracked())>
                <Icon name=icon/>
            </button>
        }
    };
    view! { class = class,
        <Show when=move || tracker.kept.pages.get().is_some()>
            <nav class="pager" aria-label=say(Text::tracker_pages_list)>
                {button("first", Text::tracker_page_first, Signal::derive(|| 0))}
                {button("chevron-left", Text::tracker_page_before, Signal::derive(move || page().saturating_sub(1)))}
                <span role="status">{said}</span>
                {button("chevron-right", Text::tracker_page_after, Signal::derive(move || (page() + 1).min(last())))}
                {button("last", Text::tracker_page_last, Signal::derive(last))}
            </nav>
        </Show>
    }
}
