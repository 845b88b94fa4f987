//! Owns the list of people: a grid of which only the visible rows exist, with headings that sort.
//! Refuses what stands in a row.

use super::{
    cursor::Cursor,
    frame::frame_of,
    row::{PersonRow, RowOf},
    state::tracker,
    words::key_words,
};
use crate::domain::people::{SortKey, SortOrder};
use crate::ui::{components::Icon, context::words, text::Text};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// A column.
#[derive(Clone, Copy)]
pub struct Column {
    /// Name in `data-col`, by which the style sheet places it.
    pub name: &'static str,
    label: ColumnLabel,
}

#[derive(Clone, Copy)]
enum ColumnLabel {
    Sorts(SortKey),
    Says(fn(Text) -> &'static str),
}

/// Every column after the one with the boxes, in order.
pub const COLUMNS: &[Column] = &[
    Column { name: "name", label: ColumnLabel::Sorts(SortKey::Name) },
    Column { name: "email", label: ColumnLabel::Sorts(SortKey::Email) },
    Column { name: "department", label: ColumnLabel::Sorts(SortKey::Department) },
    Column { name: "licenses", label: ColumnLabel::Says(Text::tracker_column_licenses) },
    Column { name: "language", label: ColumnLabel::Says(Text::tracker_column_language) },
    Column { name: "waiting", label: ColumnLabel::Sorts(SortKey::Waiting) },
    Column { name: "last-mail", label: ColumnLabel::Sorts(SortKey::LastMail) },
    Column { name: "reminders", label: ColumnLabel::Sorts(SortKey::Reminders) },
    Column { name: "account", label: ColumnLabel::Says(Text::tracker_column_account) },
    Column { name: "decision", label: ColumnLabel::Says(Text::tracker_column_decision) },
];

/// The list.
#[component]
pub fn Table() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let frame = frame_of(tracker.scroller);
    let cursor = Cursor::new(tracker, frame);
    let range = Memo::new(move |_| cursor.window().rows());
    let rows = move || {
        let (people, found) = (tracker.people.get(), tracker.found.get());
        let row = |at: usize| found.get(at).map(|index| RowOf { at, index: *index, people: Arc::clone(&people) });
        range.get().filter_map(row).collect::<Vec<_>>()
    };
    let scroll = move |_| {
        let top = tracker.scroller.get_untracked().map(|scroller| scroller.scroll_top()).unwrap_or_default();
        cursor.top.set(usize::try_from(top).unwrap_or_default());
    };
    let press = move |event: web_sys::KeyboardEvent| {
        let from_inside = event.target() != event.current_target();
        if event.ctrl_key() || event.alt_key() || event.meta_key() || from_inside && matches!(event.key().as_str(), " " | "Enter") {
            return;
        }
        let heading = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let in_heading = heading.and_then(|element| element.closest("[role=columnheader]").ok().flatten()).is_some();
        if !in_heading && cursor.press(&event.key(), event.shift_key()) {
            event.prevent_default();
        }
    };
    let active = move || cursor.position().filter(|at| range.get().contains(at)).map(row_id);
    view! {
        <div node_ref=tracker.scroller data-people-scroller="" on:scroll=scroll>
            <div
                role="grid"
                tabindex="0"
                data-people=move || frame.get().shape().name()
                aria-label=move || words.get().tracker_list()
                aria-multiselectable="true"
                aria-rowcount=move || tracker.found.read().len() + 1
                aria-colcount=COLUMNS.len() + 1
                aria-activedescendant=active
                on:keydown=press
            >
                <Headings/>
                <div role="rowgroup" data-rows="" style:block-size=move || format!("{}px", cursor.window().length())>
                    <For each=rows key=RowOf::key let:row>
                        <PersonRow row=row cursor=cursor/>
                    </For>
                </div>
            </div>
        </div>
    }
}

/// Identifier of a row's element.
pub fn row_id(at: usize) -> String {
    format!("person-{at}")
}

/// The headings.
#[component]
fn Headings() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let coverage = tracker.coverage;
    let headings = COLUMNS.iter().enumerate().map(|(at, column)| {
        let label = column.label;
        let sorted = move || match label {
            ColumnLabel::Sorts(key) if tracker.query.read().key == key => Some(match tracker.query.read().order {
                SortOrder::Ascending => "ascending",
                SortOrder::Descending => "descending",
            }),
            ColumnLabel::Sorts(_) => Some("none"),
            ColumnLabel::Says(_) => None,
        };
        let inside = match label {
            ColumnLabel::Says(say) => view! { <span>{move || say(words.get())}</span> }.into_any(),
            ColumnLabel::Sorts(key) => view! { <SortButton key=key/> }.into_any(),
        };
        view! { <div role="columnheader" data-col=column.name aria-colindex=at + 2 aria-sort=sorted>{inside}</div> }
    });
    view! {
        <div role="rowgroup" data-head="">
            <div role="row" aria-rowindex="1">
                <div role="columnheader" data-col="check" aria-colindex="1">
                    <input
                        type="checkbox"
                        aria-label=move || words.get().tracker_select_all(coverage.get().shown as u64)
                        prop:checked=move || coverage.get().is_all()
                        prop:indeterminate=move || coverage.get().is_some()
                        on:change=move |_| tracker.toggle_shown()
                    />
                </div>
                {headings.collect_view()}
            </div>
        </div>
    }
}

/// A heading that sorts.
#[component]
fn SortButton(
    /// By what.
    key: SortKey,
) -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let icon = move || {
        let query = tracker.query.read();
        match (query.key == key, query.order) {
            (false, _) => "sort",
            (true, SortOrder::Ascending) => "up",
            (true, SortOrder::Descending) => "down",
        }
    };
    view! {
        <button type="button" data-sort="" on:click=move |_| tracker.ask(tracker.query.get_untracked().sorted_by(key))>
            <span>{move || key_words(words.get(), key)}</span>
            <Icon name=Signal::derive(icon)/>
        </button>
    }
}
