//! Owns the refused rows: the first of them on the page, all of them in a file with their cells.
//! Refuses to repair them, and to ask the backend for that file. The console reads the chosen file once more by the very code
//! that the backend reads it with: the reasons are in the console's language, any backend will do, and no host keeps what
//! stands in rows that it refused.

use super::{
    choice::{Asked, Choice},
    problem_words::{file_words, row_reason_words},
    running::{Progress, Running},
};
use crate::api::payload::ImportReport;
use crate::backend::{Failure, read_in_slices};
use crate::domain::{
    csv_import::FileProblem,
    csv_reader::{DirectoryReader, RefusedRow, Taken},
    csv_table::{ByteOrderMark, TableWriter},
};
use crate::ui::{
    components::{Icon, LongFile, failure_words},
    context::{now, words},
    text::Text,
};
use leptos::prelude::*;
use std::sync::Arc;
use stylers_macro::style;

/// Rows shown here; the file has them all.
const SHOWN: usize = 100;

/// The refused rows.
#[component]
pub fn RefusedRows(
    /// What would happen; with at least one refused row.
    report: Arc<ImportReport>,
    /// What it is of.
    choice: Choice,
) -> impl IntoView {
    let class = style! {
        .refused {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s2);
        }
        .head {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--s2);
        }
        .scrolled {
            max-block-size: 16rem;
            overflow: auto;
            border: var(--border) solid var(--line);
            border-radius: var(--radius);
            background: var(--surface);
        }
        .quiet {
            color: var(--ink-quiet);
        }
        .refused-rows-download-failed {
            color: var(--bad);
        }
        @media (min-width: 641px) {
            .column {
                white-space: nowrap;
            }
        }
    };
    let words = words();
    let (count, told) = (report.refused_count(), report.refused.len().min(SHOWN) as u64);
    let rows = {
        let report = Arc::clone(&report);
        move || {
            let text = words.get();
            let row = |row: &crate::domain::csv_import::RowProblem| {
                view! { class = class,
                    <tr>
                        <td>{text.number(row.line)}</td>
                        <td class="column"><bdi>{row.column.clone()}</bdi></td>
                        <td>{row_reason_words(text, &row.reason)}</td>
                    </tr>
                }
            };
            report.refused.iter().take(SHOWN).map(row).collect_view()
        }
    };
    let running = Running::new();
    let download = Action::new_local(move |(): &()| {
        let text = words.now();
        async move {
            let asked = choice.asked.try_get_untracked().flatten().ok_or(FileProblem::NoAddressMapped)?;
            write(choice, running, &asked, text).await
        }
    });
    let pending = download.pending();
    let progress = move || {
        let reading = Signal::derive(move || words.get().import_uploading().to_owned());
        pending.get().then(|| view! { <Progress progress=running.progress working=reading/> })
    };
    let failed = move || {
        let failure = download.value().get().and_then(Result::err).filter(|_| !pending.get());
        failure.map(|failure| match failure {
            Failure::File(file) => file_words(words.get(), &file),
            failure => failure_words(words, &failure),
        })
    };
    view! { class = class,
        <section class="refused">
            <div class="head">
                <h3>{move || words.get().import_refused_title(count)}</h3>
                <button type="button" disabled=pending on:click=move |_| { download.dispatch_local(()); }>
                    <Icon name="download"/>
                    {move || words.get().import_refused_download()}
                </button>
            </div>
            {progress}
            <span class="refused-rows-download-failed" role="alert">{failed}</span>
            <p class="quiet">{move || words.get().import_refused_how()}</p>
            <div class="scrolled" tabindex="0" role="region" aria-label=move || words.get().import_refused_title(count)>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{move || words.get().import_column_line()}</th>
                            <th scope="col">{move || words.get().import_column_column()}</th>
                            <th scope="col">{move || words.get().import_column_reason()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {(count > told).then(|| view! { class = class, <p class="quiet">{move || words.get().import_refused_more(count - told)}</p> })}
        </section>
    }
}

/// Reads the file once more and offers its refused rows.
async fn write(choice: Choice, running: Running, asked: &Asked, text: Text) -> Result<(), Failure> {
    let (Some(file), Some(watch)) = (choice.file(), running.begin()) else { return Ok(()) };
    let (written, mut table) = (LongFile::default(), None::<TableWriter>);
    let take = |reader: &mut DirectoryReader| {
        for row in reader.take() {
            if let Taken::Refused(row) = row {
                let table = table.get_or_insert_with(|| begin(text, reader.facts().columns));
                table.row(cells(text, row));
            }
        }
        if let Some(table) = &mut table {
            written.push(&table.take_chunk());
        }
    };
    let read = read_in_slices(&file, choice.reading(asked), &watch, take).await;
    match read {
        // Who closed the dialog wants no file any more.
        Err(Failure::Unreachable) if watch.signal.aborted() => Ok(()),
        Err(failure) => Err(failure),
        Ok(_) => {
            written.download(&format!("usher-refused-rows-{}.csv", now().day()), "text/csv;charset=utf-8");
            Ok(())
        }
    }
}

fn begin(text: Text, columns: Vec<String>) -> TableWriter {
    let own = [text.import_column_line(), text.import_column_column(), text.import_column_reason()].map(str::to_owned);
    TableWriter::new(own.into_iter().chain(columns), ByteOrderMark::Written)
}

/// Where and why, and what stands in the row.
fn cells(text: Text, row: RefusedRow) -> impl Iterator<Item = String> {
    let RefusedRow { problem, cells } = row;
    [problem.line.to_string(), problem.column, row_reason_words(text, &problem.reason)].into_iter().chain(cells)
}
