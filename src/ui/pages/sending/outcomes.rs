//! Owns the file with the outcome of everybody in a batch, written while it is read page by page.
//! Refuses a file with only a part of them; where reading fails, none is offered.

use crate::api::routes::LARGEST_PAGE;
use crate::backend::{Backend, Failure};
use crate::domain::{batch::BatchId, delivery_filter::DeliveryFilter, outcome_csv::OutcomeTable};
use crate::ui::{
    components::{Callout, Icon, LongFile, breathe, failure_words},
    context::{Tone, directory, session, words},
    directory::Directory,
};
use leptos::prelude::*;

/// Name of the file.
const FILE: &str = "usher-outcomes.csv";

/// Offers the file.
#[component]
pub fn OutcomesFile(
    /// Which batch.
    id: StoredValue<BatchId>,
) -> impl IntoView {
    let (words, backend, people) = (words(), session().backend, directory());
    let write = Action::new_unsync(move |(): &()| {
        let backend = backend.clone();
        async move { write_file(&backend, &id.get_value(), people).await.err() }
    });
    let go = move |_| {
        if !write.pending().get_untracked() {
            write.dispatch_local(());
        }
    };
    let label = move || if write.pending().get() { words.get().delivery_writing() } else { words.get().delivery_file() };
    let trouble = move || {
        let failure = write.value().get().flatten();
        failure.map(|failure| view! { <Callout tone=Tone::Bad><p role="alert">{move || failure_words(words, &failure)}</p></Callout> })
    };
    view! {
        <button type="button" aria-disabled=move || write.pending().get().to_string() on:click=go>
            <Icon name="download"/>
            {label}
        </button>
        {trouble}
    }
}

async fn write_file(backend: &Backend, id: &BatchId, people: Directory) -> Result<(), Failure> {
    let (file, mut table, mut cursor) = (LongFile::default(), OutcomeTable::default(), None::<String>);
    let everybody = DeliveryFilter::default();
    loop {
        let page = backend.deliveries(id, &everybody, cursor.as_deref(), LARGEST_PAGE).await?;
        for row in &page.deliveries {
            let record = people.with_now(|people| people.record(people.row(&row.delivery.user)?));
            table.row(&row.delivery, row.attempts, record.as_ref().map(|record| &record.user));
        }
        file.push(&table.take_chunk());
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
        breathe().await;
    }
    file.download(FILE, "text/csv;charset=utf-8");
    Ok(())
}
