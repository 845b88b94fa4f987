//! Owns the export of the activity: every entry that the filters let pass, in the words of the page.
//! Refuses to write cells itself; `domain::csv_export` makes them harmless in a spreadsheet.

use super::{
    difference_words::difference_lines,
    state::{Activity, Stage, activity},
    template_difference::read_difference,
    words::{action_words, activity_kind_words, actor_words, changes},
};
use crate::backend::{Backend, Failure};
use crate::domain::{
    activity::{ActivityAction, ActivityEntry},
    csv_export::write_table,
};
use crate::ui::{
    components::{Icon, download_csv, failure_words},
    context::{now, session, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The button, and how far it is.
#[component]
pub fn Export() -> impl IntoView {
    let class = style! {
        .export {
            display: grid;
            justify-items: end;
        }
        .export-failed {
            color: var(--bad);
        }
        @media (max-width: 480px) {
            .export {
                justify-items: start;
            }
        }
    };
    let (activity, words) = (activity(), words());
    let backend = StoredValue::new(session().backend);
    let read = RwSignal::new(0_u64);
    let export = Action::new_local(move |_: &()| async move {
        read.set(0);
        // Who leaves the page meanwhile wants no file any more: the signal is gone with it.
        let told = move |count: usize| read.try_set(count as u64).is_none();
        let rows = rows(activity, &backend.get_value(), words.now(), told).await?;
        if told(rows.len()) {
            download_csv(&format!("usher-activity-{}.csv", now().day()), &written(words.now(), rows));
        }
        Ok::<(), Failure>(())
    });
    let pending = export.pending();
    let cannot = move || pending.get() || activity.stage.get() != Stage::Entries;
    let begin = move |_| {
        if !untrack(cannot) {
            export.dispatch_local(());
        }
    };
    let progress = move || match (pending.get(), export.value().get()) {
        (true, _) => words.get().activity_exporting(read.get()),
        (false, Some(Ok(()))) => words.get().activity_exported(read.get()),
        (false, Some(Err(_)) | None) => String::new(),
    };
    let failure =
        move || export.value().get().and_then(Result::err).filter(|_| !pending.get()).map(|failure| failure_words(words, &failure));
    view! { class = class,
        <div class="export">
            <button type="button" aria-disabled=move || cannot().then_some("true") title=move || words.get().activity_export_hint() on:click=begin>
                <Icon name="download"/>
                {move || words.get().activity_export()}
            </button>
            <span role="status">{progress}</span>
            <span class="export-failed" role="alert">{failure}</span>
        </div>
    }
}

/// A row for every entry, newest first.
async fn rows(activity: Activity, backend: &Backend, text: Text, told: impl Fn(usize) -> bool) -> Result<Vec<Vec<String>>, Failure> {
    let mut rows = Vec::new();
    for entry in activity.read_all(&told).await? {
        if !told(rows.len()) {
            break;
        }
        let details = details(backend, text, &entry).await?;
        let ActivityEntry { at, actor, action, .. } = entry.as_ref();
        rows.push(vec![
            String::from(*at),
            actor_words(text, actor),
            activity_kind_words(text, action.kind()).to_owned(),
            action.name().to_owned(),
            action_words(text, action),
            details,
        ]);
    }
    Ok(rows)
}

/// What changed, line by line.
async fn details(backend: &Backend, text: Text, entry: &ActivityEntry) -> Result<String, Failure> {
    let lines = match &entry.action {
        ActivityAction::TemplatePublished { template, version, .. } if *version > 1 => {
            match read_difference(backend, template, *version).await {
                Ok(difference) => difference_lines(text, &difference),
                // Another backend may not keep its versions for good; the entry itself is still worth a row.
                Err(Failure::NotFound) => vec![text.failure_not_found().to_owned()],
                Err(failure) => return Err(failure),
            }
        }
        action => changes(text, action),
    };
    Ok(lines.join("\n"))
}

fn written(text: Text, rows: Vec<Vec<String>>) -> String {
    let header = [
        text.activity_column_time(),
        text.activity_column_actor(),
        text.activity_column_kind(),
        text.activity_column_action(),
        text.activity_column_description(),
        text.activity_column_details(),
    ];
    write_table(&header, rows.into_iter())
}
