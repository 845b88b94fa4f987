//! Owns the headings of the list: they sort, also by several columns, and their edges make columns wider.
//! Refuses to sort, which the finder does.

use super::{columns::Column, frame::Shape, state::tracker};
use crate::domain::people::{SortKey, SortOrder};
use crate::ui::{
    components::{Icon, say},
    context::words,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// The headings.
#[component]
pub fn Headings(
    /// The columns, in order.
    columns: Memo<Vec<Column>>,
    /// The shape of the list.
    shape: Memo<Shape>,
) -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let coverage = tracker.coverage;
    let heading = move |(at, column): (usize, Column)| {
        let facts = column.facts();
        let sorted = move || {
            facts.key.map(|key| match tracker.query.read().place_of(key) {
                Some((_, SortOrder::Ascending)) => "ascending",
                Some((_, SortOrder::Descending)) => "descending",
                None => "none",
            })
        };
        let inside = match facts.key {
            Some(key) => view! { <SortButton column=column key=key/> }.into_any(),
            None => view! { <span>{say(facts.label)}</span> }.into_any(),
        };
        view! {
            <div role="columnheader" data-col=facts.name aria-colindex=at + 2 aria-sort=sorted>
                {inside}
                <Edge column=column shape=shape/>
            </div>
        }
    };
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
                {move || columns.get().into_iter().enumerate().map(heading).collect_view()}
            </div>
        </div>
    }
}

/// A heading that sorts: by its column alone, or with Shift after the others.
#[component]
fn SortButton(
    /// The column.
    column: Column,
    /// By what.
    key: SortKey,
) -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let place = move || tracker.query.read().place_of(key);
    let icon = move || match place() {
        None => "sort",
        Some((_, SortOrder::Ascending)) => "up",
        Some((_, SortOrder::Descending)) => "down",
    };
    let rank = move || place().map(|(place, _)| place).filter(|_| !tracker.query.read().then.is_empty());
    let sort = move |event: web_sys::MouseEvent| {
        let query = tracker.query.get_untracked();
        tracker.ask(if event.shift_key() { query.also_by(key) } else { query.sorted_by(key) });
    };
    view! {
        <button type="button" data-sort="" title=move || words.get().tracker_sort_hint() on:click=sort>
            <span>{say(column.facts().label)}</span>
            <Icon name=Signal::derive(icon)/>
            <small>{move || rank().map(|rank| words.get().number(rank as u64))}</small>
        </button>
    }
}

/// The edge of a heading, which is dragged; a double click gives the width up. By keyboard, widths are in the dialog of columns.
#[component]
fn Edge(
    /// The column.
    column: Column,
    /// The shape of the list.
    shape: Memo<Shape>,
) -> impl IntoView {
    let tracker = tracker();
    let from = StoredValue::new(None::<(i32, u32)>);
    let keep = move |width: Option<u32>| {
        let arranged = tracker.kept.arrangement.with_untracked(|arrangement| arrangement.with_width(shape.get_untracked(), column, width));
        tracker.kept.arrange(arranged);
    };
    let begin = move |event: PointerEvent| {
        let Some(edge) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        from.set_value(heading_width(&edge).map(|width| (event.client_x(), width)));
        // Where the pointer is gone already, nothing is dragged.
        let _ = edge.set_pointer_capture(event.pointer_id());
        event.prevent_default();
    };
    let drag = move |event: PointerEvent| {
        if let Some((x, width)) = from.get_value() {
            let edge = event.current_target().and_then(|edge| edge.dyn_into::<Element>().ok());
            let by = event.client_x() - x;
            keep(Some(width.saturating_add_signed(if edge.is_some_and(|edge| is_right_to_left(&edge)) { -by } else { by })));
        }
    };
    view! {
        <span
            data-edge=""
            aria-hidden="true"
            on:pointerdown=begin
            on:pointermove=drag
            on:pointerup=move |_| from.set_value(None)
            on:pointercancel=move |_| from.set_value(None)
            on:dblclick=move |_| keep(None)
        ></span>
    }
}

/// How wide the heading of an edge is drawn.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width on the screen is a small positive number")]
fn heading_width(edge: &Element) -> Option<u32> {
    Some(edge.closest("[role=columnheader]").ok().flatten()?.get_bounding_client_rect().width() as u32)
}

fn is_right_to_left(edge: &Element) -> bool {
    let style = window().get_computed_style(edge).ok().flatten();
    style.and_then(|style| style.get_property_value("direction").ok()).as_deref() == Some("rtl")
}
