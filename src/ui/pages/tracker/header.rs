//! Owns the heading of the tracker, with how the list is arranged, import and export.
//! Refuses to write the file's contents, which `domain::csv_export` does.

use super::{
    abilities::CANNOT_IMPORT,
    column_dialog::ColumnsChoice,
    export::ExportDialog,
    pager::PagesChoice,
    state::{Stage, tracker},
    views::Views,
};
use crate::api::payload::Ability;
use crate::domain::{
    csv_export::{CsvExport, ExportFacts, ExportOptions},
    roster::Row,
};
use crate::ui::{
    components::{Icon, LongFile},
    context::{session, words},
    slices::in_slices,
};
use leptos::{prelude::*, task::spawn_local};
use stylers_macro::style;

/// People in a piece of the file.
const PIECE: usize = 4_096;

/// Heading and actions.
#[component]
pub fn Header() -> impl IntoView {
    let class = style! {
        .header {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--s2) var(--s3);
        }
        .tracker-title {
            margin-inline-end: auto;
        }
        .arranging {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s1) var(--s2);
            font-size: var(--text-s);
        }
        .actions {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s2);
        }
        @media (max-width: 640px) {
            .has-columns-of-its-own {
                display: none;
            }
        }
    };
    let (tracker, words) = (tracker(), words());
    let cannot_import = session().capabilities.import == Ability::Unavailable;
    let title = move || {
        let text = words.get();
        if tracker.directory.with(|people| people.is_empty()) {
            text.tracker_title().to_owned()
        } else {
            text.tracker_people_waiting(tracker.waiting.get())
        }
    };
    let export_hint = move || {
        let (text, coverage) = (words.get(), tracker.coverage.get());
        if coverage.selected > 0 {
            text.tracker_export_selected(coverage.selected as u64)
        } else {
            text.tracker_export_shown(coverage.shown as u64)
        }
    };
    let exporting = RwSignal::new(false);
    let export = Callback::new(move |options: ExportOptions| {
        let Some(facts) = tracker.facts.get_untracked() else { return };
        let facts = ExportFacts { zone: facts.organization.time_zone.clone(), now: tracker.now };
        let (file, mut export) = (LongFile::default(), CsvExport::new(&options, facts));
        spawn_local(async move {
            let (rows, mut written) = (tracker.meant(), 0usize);
            let write = |row: &Row| {
                if let Some(record) = tracker.directory.with_now(|people| people.record(*row)) {
                    export.push(&record);
                    written += 1;
                    if written.is_multiple_of(PIECE) {
                        file.push(&export.take_chunk());
                    }
                }
            };
            if in_slices(&rows, || true, write).await {
                file.push(&export.take_chunk());
                file.download(&format!("usher-people-{}.csv", tracker.now.day()), "text/csv;charset=utf-8");
            }
        });
    });
    let selected = Signal::derive(move || tracker.coverage.get().selected > 0);
    let count = Signal::derive(move || {
        let coverage = tracker.coverage.get();
        if coverage.selected > 0 { coverage.selected } else { coverage.shown }
    });
    let cannot_export = move || tracker.facts.read().is_none() || tracker.coverage.get().shown == 0 && tracker.coverage.get().selected == 0;
    view! { class = class,
        <header class="header">
            <h1 class="tracker-title">{title}</h1>
            <Show when=move || { tracker.stage.get() == Stage::People }>
                {view! { class = class,
                    <div class="arranging">
                        <Views/>
                        <span class="has-columns-of-its-own"><ColumnsChoice/></span>
                        <PagesChoice/>
                    </div>
                }}
            </Show>
            <div class="actions">
                <button type="button" disabled=cannot_import aria-describedby=cannot_import.then_some(CANNOT_IMPORT) on:click=move |_| tracker.importing.set(true)>
                    <Icon name="upload"/>
                    {move || words.get().tracker_import()}
                </button>
                <button type="button" disabled=cannot_export title=export_hint on:click=move |_| exporting.set(true)>
                    <Icon name="download"/>
                    {move || words.get().tracker_export()}
                </button>
            </div>
            <ExportDialog open=exporting count=count selected=selected on_export=export/>
        </header>
    }
}
