//! Owns the tracker: everyone not signed in yet, found, selected, imported, exported and mailed.
//! Refuses to decide who may receive: `domain` and the backend do.

mod abilities;
mod bar;
mod cells;
mod column_dialog;
mod columns;
mod cursor;
mod export;
mod filter_choices;
mod filters;
mod frame;
mod header;
mod headings;
mod import;
mod kept;
mod pager;
mod person;
mod plots;
mod progress;
mod query;
#[cfg(test)]
mod query_tests;
mod rows;
mod selection;
mod send;
mod slot;
mod sort_menu;
mod state;
mod table;
mod views;
mod window;
mod words;

use crate::api::payload::Ability;
use crate::ui::{
    components::{Empty, FailureView, Icon, Loading},
    context::{session, words},
    route::{Route, routes},
};
use abilities::Abilities;
use bar::Bar;
use filters::Filters;
use header::Header;
use import::ImportDialog;
use leptos::prelude::*;
use pager::Pager;
use person::PersonDialog;
use plots::Numbers;
use progress::Progress;
use query::TrackerQuery;
use send::SendDialog;
use state::{Stage, Tracker, tracker};
use stylers_macro::style;
use table::Table;

/// The tracker.
#[component]
pub fn TrackerPage(
    /// Filters and order, as in the address.
    query: String,
) -> impl IntoView {
    let class = style! {
        .tracker-whole-page {
            display: flex;
            flex-direction: column;
            gap: var(--s3);
            min-block-size: 0;
            padding-block: var(--s4) var(--s3);
            padding-inline: var(--s6);
        }
        @media (max-width: 800px) {
            .tracker-whole-page {
                padding: var(--s4);
            }
        }
    };
    // The address may have changed while this page was on its way.
    let query = match routes().now() {
        Route::Tracker(now) => now,
        Route::Settings | Route::Templates | Route::Composer(_) | Route::Batches | Route::Batch(_) | Route::Activity(_) => query,
    };
    let tracker = Tracker::new(&query);
    provide_context(tracker);
    let sends = session().capabilities.own_messages() == Ability::Available;
    let offered = RwSignal::new(TrackerQuery::offered(&query));
    // Once everybody is there.
    Effect::new(move |_| {
        if tracker.stage.get() == Stage::People
            && tracker.directory.is_whole()
            && let Some(kind) = offered.get()
        {
            offered.set(None);
            if sends {
                tracker.prepare_offer(kind);
            }
        }
    });
    // The address is typed or a link leads here while the page is open.
    routes().on_visit(move |route| {
        if let Route::Tracker(query) = route {
            tracker.visit(query);
            offered.set(TrackerQuery::offered(query));
        }
    });
    let place = Memo::new(move |_| tracker.opened_place());
    let contents = move || match tracker.stage.get() {
        Stage::Reading => view! { <Reading/> }.into_any(),
        Stage::Failed(failure) => view! { <FailureView failure=failure on_retry=Callback::new(move |()| tracker.refresh())/> }.into_any(),
        Stage::Empty => view! { <NobodyYet/> }.into_any(),
        Stage::People => view! { <People/> }.into_any(),
    };
    view! { class = class,
        <div class="tracker-whole-page" data-page="tracker">
            <Header/>
            <Abilities/>
            {contents}
            <PersonDialog place=place on_step=Callback::new(move |by| tracker.step(by))/>
            <SendDialog/>
            <ImportDialog/>
        </div>
    }
}

/// The directory is being read.
#[component]
fn Reading() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    view! { <Loading label=Signal::derive(move || words.get().tracker_reading(tracker.directory.read_so_far()))/> }
}

/// Nobody is in the directory.
#[component]
fn NobodyYet() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let title = Signal::derive(move || words.get().tracker_empty_title().to_owned());
    if session().capabilities.import == Ability::Unavailable {
        return view! {
            <Empty icon="users" title=title>
                <button type="button" on:click=move |_| tracker.refresh()>
                    <Icon name="refresh"/>
                    {move || words.get().tracker_refresh()}
                </button>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty icon="users" title=title>
            <p>{move || words.get().tracker_empty_how()}</p>
            <button type="button" data-kind="primary" on:click=move |_| tracker.importing.set(true)>
                <Icon name="upload"/>
                {move || words.get().tracker_import()}
            </button>
        </Empty>
    }
    .into_any()
}

/// Filters, what is selected, and the list.
#[component]
fn People() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let none = Memo::new(move |_| tracker.coverage.get().shown == 0);
    let numbers = RwSignal::new(false);
    view! {
        <Progress/>
        <Filters/>
        <Bar numbers=numbers/>
        <Numbers open=numbers/>
        <Show when=move || !none.get() fallback=move || view! {
            <Empty icon="search" title=Signal::derive(move || words.get().tracker_no_match_title().to_owned())>
                <p>{move || words.get().tracker_no_match_how()}</p>
                <button type="button" on:click=move |_| tracker.clear_filters()>{move || words.get().tracker_clear_filters()}</button>
            </Empty>
        }>
            <Table/>
            <Pager/>
        </Show>
    }
}
