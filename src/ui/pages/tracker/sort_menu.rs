//! Owns the order as a menu, for screens on which the columns' headings have no room.
//! Refuses to sort.

use super::{
    columns::{COLUMNS, Mails},
    query::by_name,
    state::tracker,
    words::key_words,
};
use crate::domain::people::{SORT_KEYS, SortOrder};
use crate::ui::{
    components::{Field, Icon, field_id},
    context::words,
};
use leptos::prelude::*;
use stylers_macro::style;

/// What to sort by, and which way.
#[component]
pub fn SortMenu() -> impl IntoView {
    let class = style! {
        .sort-menu {
            display: none;
        }
        .row {
            display: grid;
            grid-template-columns: minmax(0, 1fr) auto;
            gap: var(--s1);
        }
        @media (max-width: 800px) {
            .sort-menu {
                display: block;
            }
        }
    };
    let (tracker, words) = (tracker(), words());
    let id = field_id();
    let choose = move |event| {
        let key = by_name(SORT_KEYS, &event_target_value(&event)).unwrap_or_default();
        let query = tracker.query.get_untracked();
        // The natural way of the new key, not the reverse of the old one.
        tracker.ask(if query.key == key { query } else { query.sorted_by(key) });
    };
    let ascending = move || tracker.query.read().order == SortOrder::Ascending;
    let order_words = move || if ascending() { words.get().tracker_order_ascending() } else { words.get().tracker_order_descending() };
    // Where nothing is known of mails, all are alike.
    let tells_of_mails = |key| COLUMNS.iter().any(|facts| facts.key == Some(key) && facts.column.tells_of_mails());
    let says_something = |key| tracker.mails == Mails::Known || !tells_of_mails(key);
    let entries = SORT_KEYS
        .iter()
        .filter(|(key, _)| says_something(*key) || tracker.query.with_untracked(|query| query.key == *key))
        .map(|(key, name)| view! { <option value=*name selected=move || tracker.query.read().key == *key>{move || key_words(words.get(), *key)}</option> })
        .collect_view();
    view! { class = class,
        <div class="sort-menu">
            <Field id=id.clone() label=Signal::derive(move || words.get().tracker_sort_by().to_owned())>
                {view! { class = class,
                    <div class="row">
                        <select id=id prop:value=move || tracker.query.read().key_name() on:change=choose>{entries}</select>
                        <button type="button" data-shape="icon" aria-label=order_words title=order_words on:click=move |_| tracker.ask(tracker.query.get_untracked().reversed())>
                            <Icon name=Signal::derive(move || if ascending() { "up" } else { "down" })/>
                        </button>
                    </div>
                }}
            </Field>
        </div>
    }
}
