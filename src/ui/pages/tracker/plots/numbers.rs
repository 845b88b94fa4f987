//! Owns the part of the tracker that shows the plots once it is opened, counted for those whom the filters let pass.
//! Refuses to count for nobody: closed, it costs nothing.

use super::Plots;
use crate::domain::{
    plots::{Figures, Grouping},
    roster::Row,
};
use crate::ui::{
    context::words,
    pages::tracker::state::{Tracker, tracker},
    slices::in_slices,
};
use leptos::prelude::*;
use std::sync::Arc;
use stylers_macro::style;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The numbers, closed at first.
#[component]
pub fn Numbers() -> impl IntoView {
    let class = style! {
        .tracker-numbers {
            display: grid;
        }
        .tracker-numbers-title {
            display: inline;
            font-size: var(--text-l);
        }
        .tracker-numbers-counted-and-drawn {
            padding-block: var(--s3);
        }
    };
    let words = words();
    let (open, grouping) = (RwSignal::new(false), RwSignal::new(Grouping::default()));
    let toggle = move |event: web_sys::Event| {
        let details = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    view! { class = class,
        <details class="tracker-numbers" data-numbers="" on:toggle=toggle>
            <summary><h2 class="tracker-numbers-title">{move || words.get().plots_title()}</h2></summary>
            <Show when=move || open.get()>
                {view! { class = class, <div class="tracker-numbers-counted-and-drawn"><Counted grouping=grouping/></div> }}
            </Show>
        </details>
    }
}

/// The plots of those who are shown; the old ones stay until the new ones are counted.
#[component]
fn Counted(
    /// What they are grouped by.
    grouping: RwSignal<Grouping>,
) -> impl IntoView {
    let tracker = tracker();
    let turn = StoredValue::new(0u64);
    let counted = LocalResource::new(move || {
        let mine = turn.with_value(|turn| turn + 1);
        turn.set_value(mine);
        count(tracker, grouping.get(), move || turn.try_get_value() == Some(mine))
    });
    let figures = Memo::new(move |last: Option<&Option<Arc<Figures>>>| counted.get().flatten().or_else(|| last.cloned().flatten()));
    view! { <Plots figures=figures grouping=grouping/> }
}

/// Follows who is shown; nothing where something newer is asked for.
fn count(tracker: Tracker, grouping: Grouping, wanted: impl Fn() -> bool) -> impl Future<Output = Option<Arc<Figures>>> {
    let (found, facts) = (tracker.found.get(), tracker.facts.get());
    async move {
        let mut counting = Figures::begin(grouping, &facts?.organization, tracker.now);
        let add = |row: &Row| {
            if let Some(record) = tracker.directory.with_now(|people| people.record(*row)) {
                counting.add(&record);
            }
        };
        in_slices(&found.rows, wanted, add).await.then(|| Arc::new(counting.finish()))
    }
}
