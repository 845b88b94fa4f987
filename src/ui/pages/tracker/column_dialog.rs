//! Owns the choice of columns: which are shown, in what order, how wide.
//! Refuses to remember, which `kept` does.

use super::{
    columns::{COLUMNS, Column, ColumnFacts, WIDTHS},
    frame::Shape,
    state::tracker,
};
use crate::ui::{
    components::{Dialog, Icon, say},
    context::words,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The button, and the dialog that it opens.
#[component]
pub fn ColumnsChoice() -> impl IntoView {
    let (open, title) = (RwSignal::new(false), say(Text::tracker_columns));
    view! {
        <button type="button" data-kind="quiet" aria-haspopup="dialog" on:click=move |_| open.set(true)>
            <Icon name="list"/>
            {say(Text::tracker_columns)}
        </button>
        <Dialog open=open title=Signal::derive(move || title.get().to_owned()) on_close=Callback::new(move |()| open.set(false))>
            <Arranging on_done=move || open.set(false)/>
        </Dialog>
    }
}

/// Every column: those that are shown in their order, then the others.
#[component]
fn Arranging(
    /// Closes the dialog.
    on_done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let class = style! {
        .arranged {
            display: grid;
            gap: var(--s1);
            margin: 0;
            padding: 0;
            list-style: none;
        }
    };
    let tracker = tracker();
    // A narrow list has columns of its own; what is arranged is a wide one.
    let shown = Memo::new(move |_| tracker.kept.arrangement.with(|arrangement| arrangement.columns(Shape::Wide)));
    let order = move || {
        let shown = shown.get();
        let others = COLUMNS.iter().map(|facts| facts.column).filter(|column| !shown.contains(column)).collect::<Vec<_>>();
        shown.iter().copied().chain(others).collect::<Vec<_>>()
    };
    view! { class = class,
        <p>{say(Text::tracker_columns_how)}</p>
        <ul class="arranged">
            <For each=order key=|column| *column let:column>
                <OneColumn facts=column.facts() shown=shown/>
            </For>
        </ul>
        <footer>
            <button type="button" on:click=move |_| tracker.kept.arrange(tracker.kept.arrangement.with_untracked(super::columns::Arrangement::anew))>{say(Text::tracker_columns_reset)}</button>
            <button type="button" data-kind="primary" on:click=move |_| on_done()>{say(Text::tracker_columns_done)}</button>
        </footer>
    }
}

/// One column.
#[component]
fn OneColumn(
    /// Which.
    facts: &'static ColumnFacts,
    /// Those that are shown, in order.
    shown: Memo<Vec<Column>>,
) -> impl IntoView {
    let class = style! {
        .arranged-column {
            display: grid;
            grid-template-columns: minmax(0, 1fr) 6rem auto auto;
            align-items: center;
            gap: var(--s2);
        }
        .arranged-column > label {
            display: flex;
            align-items: center;
            gap: var(--s2);
            min-block-size: var(--control);
        }
    };
    let (tracker, words) = (tracker(), words());
    let column = facts.column;
    let place = move || shown.with(|shown| shown.iter().position(|other| *other == column));
    let change = move |make: &dyn Fn(&super::columns::Arrangement) -> super::columns::Arrangement| {
        tracker.kept.arrange(tracker.kept.arrangement.with_untracked(make));
    };
    let label = move || (facts.label)(words.get());
    let width =
        move || tracker.kept.arrangement.with(|arrangement| arrangement.width(column)).map(|width| width.to_string()).unwrap_or_default();
    let draw = move |event| {
        let width = event_target_value(&event).trim().parse().ok();
        change(&|arrangement| arrangement.with_width(Shape::Wide, column, width));
    };
    let step = move |icon: &'static str, by: isize, name: fn(Text, &'static str) -> String, last: Signal<bool>| {
        view! {
            <button
                type="button"
                data-kind="quiet"
                data-shape="icon"
                aria-label=move || name(words.get(), label())
                disabled=move || place().is_none() || last.get()
                on:click=move |_| change(&|arrangement| arrangement.with_moved(Shape::Wide, column, by))
            >
                <Icon name=icon/>
            </button>
        }
    };
    view! { class = class,
        <li class="arranged-column">
            <label>
                <input
                    type="checkbox"
                    disabled=column == Column::Name
                    prop:checked=move || place().is_some()
                    on:change=move |event| change(&|arrangement| arrangement.with_shown(Shape::Wide, column, event_target_checked(&event)))
                />
                {label}
            </label>
            <input
                type="number"
                min=WIDTHS.0
                max=WIDTHS.1
                aria-label=move || words.get().tracker_column_width(label())
                placeholder=say(Text::tracker_column_width_auto)
                disabled=move || place().is_none()
                prop:value=width
                on:change=draw
            />
            {step("up", -1, |text, label| text.tracker_column_earlier(label), Signal::derive(move || place() == Some(0)))}
            {step("down", 1, |text, label| text.tracker_column_later(label), Signal::derive(move || place().is_some_and(|at| at + 1 == shown.with(Vec::len))))}
        </li>
    }
}
