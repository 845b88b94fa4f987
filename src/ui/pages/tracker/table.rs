//! Owns the list of people: a grid of which only the visible rows exist, scrolled or shown page by page.
//! Refuses what stands in a row.

use super::{
    cells::Look,
    cursor::Cursor,
    frame::frame_of,
    headings::Headings,
    rows::{Rows, Scene},
    slot::cell_id,
    state::{Facts, tracker},
};
use crate::ui::{context::words, text::UiLanguage};
use leptos::{html, prelude::*};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// What a row looks like beside its person; another means that every row is filled anew.
#[derive(Clone, PartialEq)]
struct Manner {
    revision: u64,
    language: UiLanguage,
    facts: Option<Arc<Facts>>,
    words: Vec<String>,
}

/// The list.
#[component]
pub fn Table() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let frame = frame_of(tracker.scroller);
    let cursor = Cursor::new(tracker, frame);
    provide_context(cursor);
    let shape = Memo::new(move |_| frame.get().shape());
    let columns = Memo::new(move |_| tracker.kept.arrangement.with(|arrangement| arrangement.columns(shape.get())));
    let tracks = move || tracker.kept.arrangement.with(|arrangement| format!("1.125rem {}", arrangement.tracks(shape.get())));
    let room = move || tracker.kept.arrangement.with(|arrangement| arrangement.least_room(shape.get()));
    let holder = NodeRef::<html::Div>::new();
    let manner = Memo::new(move |_| Manner {
        revision: tracker.directory.with(|people| people.revision()),
        language: words.0.get(),
        facts: tracker.facts.get(),
        words: tracker.query.read().filter(&tracker.search.read()).words(),
    });
    let stamp = Memo::new(move |before: Option<&u64>| {
        manner.track();
        before.copied().unwrap_or_default() + 1
    });
    let rows = StoredValue::new_local(Rows::default());
    let range = Memo::new(move |_| (cursor.part().start, cursor.window().rows(cursor.scrolled.get())));
    Effect::new(move |_| {
        let Some(holder) = holder.get() else { return };
        let ((first, range), window, scrolled) = (range.get(), cursor.window(), cursor.scrolled.get());
        let (found, selection, columns) = (tracker.found.read(), tracker.selection.read(), columns.get());
        let (stamp, manner) = (stamp.get(), manner.read_untracked());
        let look = Look { text: words.get(), facts: manner.facts.as_deref(), now: tracker.now, mails: tracker.mails };
        let active = cursor.active();
        tracker.directory.with_now(|people| {
            let scene = Scene {
                columns: &columns,
                range: first + range.start..first + range.end,
                found: &found.rows,
                people,
                stamp,
                look,
                words: &manner.words,
                selected: selection.rows(),
                active,
                height: window.row,
            };
            // Fails only where the browser makes no elements; then there is no list to show either.
            let _ = rows.try_update_value(|rows| rows.draw(&document(), &holder, &scene, |at| window.place(at - first, scrolled)));
        });
    });
    // An order or a filter that makes the list shorter leaves the box where the browser put it.
    Effect::new(move |_| {
        tracker.found.track();
        cursor.moved();
    });
    let active = move || {
        let (at, cell) = cursor.active()?;
        let (first, range) = range.get();
        (first + range.start..first + range.end).contains(&at).then(|| cell_id(at, cell))
    };
    view! {
        <div node_ref=tracker.scroller data-people-scroller="" on:scroll=move |_| cursor.moved()>
            <div
                role="grid"
                tabindex="0"
                data-people=move || shape.get().name()
                style:--people-columns=tracks
                style:--people-room=room
                aria-label=move || words.get().tracker_list()
                aria-multiselectable="true"
                aria-rowcount=move || tracker.found.read().rows.len() + 1
                aria-colcount=move || columns.with(Vec::len) + 1
                aria-activedescendant=active
                on:keydown=move |event| press(cursor, columns, &event)
            >
                <Headings columns=columns shape=shape/>
                <div
                    node_ref=holder
                    role="rowgroup"
                    data-rows=""
                    style:block-size=move || format!("{}px", cursor.window().drawn_length())
                    on:click=move |event| click(cursor, &event)
                ></div>
            </div>
        </div>
    }
}

fn press(cursor: Cursor, columns: Memo<Vec<super::columns::Column>>, event: &web_sys::KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let in_heading = target.and_then(|element| element.closest("[data-head]").ok().flatten()).is_some();
    if event.alt_key() || in_heading {
        return;
    }
    let control = event.ctrl_key() || event.meta_key();
    if cursor.press(&event.key(), control, event.shift_key(), columns.with_untracked(Vec::len) + 1) {
        event.prevent_default();
    }
}

fn click(cursor: Cursor, event: &web_sys::MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let closest = |selector| target.closest(selector).ok().flatten();
    let index = closest("[role=row]").and_then(|row| row.get_attribute("aria-rowindex")).and_then(|index| index.parse::<usize>().ok());
    let Some(at) = index.and_then(|index| index.checked_sub(2)) else { return };
    if target.dyn_ref::<HtmlInputElement>().is_some() {
        cursor.choose(at, event.shift_key());
    } else if closest("[data-open]").is_some() {
        cursor.open(at);
    } else {
        let cell = closest("[aria-colindex]").and_then(|cell| cell.get_attribute("aria-colindex")).and_then(|index| index.parse().ok());
        cursor.activate(at, cell.map(|index: usize| index.saturating_sub(1)));
    }
}
