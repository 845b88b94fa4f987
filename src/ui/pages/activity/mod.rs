//! Owns the activity page: what was done, by whom, when, with what changed; found by filters, taken along as a file.
//! Refuses addresses and contents of mails; the record holds none.

mod changed_text;
mod difference_words;
mod entry;
mod export;
mod filters;
mod list;
mod query;
mod settings_words;
mod state;
mod template_difference;
mod words;

pub(super) use template_difference::{VersionDifference, difference_view};
pub(super) use words::way_words;

use crate::ui::{
    context::words,
    route::{Route, routes},
};
use export::Export;
use filters::Filters;
use leptos::{html, prelude::*};
use list::List;
use query::ActivityQuery;
use state::Activity;
use stylers_macro::style;

/// What was done.
#[component]
pub fn ActivityPage(
    /// Filters, as in the address.
    query: String,
) -> impl IntoView {
    let class = style! {
        .activity {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s5);
            max-inline-size: 56rem;
            margin-inline: auto;
            padding: var(--s6);
        }
        .head {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--s3) var(--s6);
        }
        .lead {
            color: var(--ink-quiet);
        }
        @media (max-width: 800px) {
            .activity {
                padding: var(--s4);
            }
        }
    };
    let (activity, words) = (Activity::new(&query), words());
    provide_context(activity);
    // The address is typed or a link leads here while the page is open.
    routes().on_visit(move |route| {
        if let Route::Activity(query) = route {
            activity.show(ActivityQuery::parse(query));
        }
    });
    let first = NodeRef::<html::Select>::new();
    let clear = Callback::new(move |()| {
        activity.clear();
        // The button goes with the message that it stands in.
        if let Some(first) = first.get_untracked() {
            // Focusing can only be refused by the browser, which then keeps the focus where it is.
            let _ = first.focus();
        }
    });
    view! { class = class,
        <div class="activity">
            <div class="head">
                <h1>{move || words.get().activity_title()}</h1>
                <Export/>
            </div>
            <p class="lead">{move || words.get().activity_lead()}</p>
            <Filters first=first/>
            <List on_clear=clear/>
        </div>
    }
}
