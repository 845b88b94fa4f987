//! Owns the part of the tracker that shows the plots once it is opened, counted for those whom the filters let pass.
//! Refuses to count for nobody: closed, it costs nothing.

use super::Plots;
use crate::domain::{
    plots::{Figures, Grouping},
    roster::Row,
};
use crate::ui::{
    components::Icon,
    context::words,
    pages::tracker::state::{Tracker, tracker},
    slices::in_slices,
};
use leptos::prelude::*;
use std::sync::Arc;
use stylers_macro::style;

/// Name of the region, for the button that opens it.
const REGION: &str = "tracker-numbers";

/// The button that opens the numbers and closes them.
#[component]
pub fn NumbersButton(
    /// Whether they are open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let class = style! {
        .heading-of-the-tracker-numbers {
            margin: 0;
            font-size: var(--text-m);
        }
    };
    let words = words();
    view! { class = class,
        <h2 class="heading-of-the-tracker-numbers">
            <button
                type="button"
                data-kind="quiet"
                aria-expanded=move || open.get().to_string()
                aria-controls=REGION
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon name=Signal::derive(move || if open.get() { "chevron-down" } else { "chevron-right" })/>
                {move || words.get().plots_title()}
            </button>
        </h2>
    }
}

/// The numbers, closed at first.
#[component]
pub fn Numbers(
    /// Whether they are open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let grouping = RwSignal::new(Grouping::default());
    view! {
        <div id=REGION data-numbers="" hidden=move || !open.get()>
            <Show when=move || open.get()><Counted grouping=grouping/></Show>
        </div>
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
    view! { <Plots figures=figures grouping=grouping mails=tracker.mails/> }
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
