//! Owns the heading of the tracker, with import and export.
//! Refuses to write the file's contents, which `domain::csv_export` does.

use super::state::tracker;
use crate::api::payload::Ability;
use crate::domain::csv_export::write_people;
use crate::ui::{
    components::{Icon, download_csv},
    context::{session, words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// Heading and actions.
#[component]
pub fn Header() -> impl IntoView {
    let class = style! {
        .header {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--s3) var(--s6);
        }
        .actions {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s2);
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
    let export = move |_| {
        let Some(facts) = tracker.facts.get_untracked() else { return };
        let records: Vec<_> =
            tracker.directory.with_now(|people| tracker.meant().into_iter().filter_map(|row| people.record(row)).collect());
        let contents = write_people(records.iter(), &facts.organization, tracker.now);
        download_csv(&format!("usher-people-{}.csv", tracker.now.day()), &contents);
    };
    let cannot_export = move || tracker.facts.read().is_none() || tracker.coverage.get().shown == 0 && tracker.coverage.get().selected == 0;
    view! { class = class,
        <header class="header">
            <h1>{title}</h1>
            <div class="actions">
                <button type="button" disabled=cannot_import title=move || cannot_import.then(|| words.get().tracker_cannot_import()) on:click=move |_| tracker.importing.set(true)>
                    <Icon name="upload"/>
                    {move || words.get().tracker_import()}
                </button>
                <button type="button" disabled=cannot_export title=export_hint on:click=export>
                    <Icon name="download"/>
                    {move || words.get().tracker_export()}
                </button>
            </div>
        </header>
    }
}
