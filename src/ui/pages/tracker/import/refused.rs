//! Owns the refused rows: the first of them on the page, all of them in a file.
//! Refuses to repair them.

use super::problem_words::row_reason_words;
use crate::api::payload::ImportReport;
use crate::domain::csv_export::write_table;
use crate::ui::{
    components::{Icon, download_csv},
    context::{now, words},
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
        @media (min-width: 641px) {
            .column {
                white-space: nowrap;
            }
        }
    };
    let words = words();
    let count = report.refused.len();
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
    let download = move |_| {
        let text = words.now();
        let header = [text.import_column_line(), text.import_column_column(), text.import_column_reason()];
        let rows = report.refused.iter().map(|row| vec![row.line.to_string(), row.column.clone(), row_reason_words(text, &row.reason)]);
        download_csv(&format!("usher-refused-rows-{}.csv", now().day()), &write_table(&header, rows));
    };
    view! { class = class,
        <section class="refused">
            <div class="head">
                <h3>{move || words.get().import_refused_title(count as u64)}</h3>
                <button type="button" on:click=download>
                    <Icon name="download"/>
                    {move || words.get().import_refused_download()}
                </button>
            </div>
            <p class="quiet">{move || words.get().import_refused_how()}</p>
            <div class="scrolled" tabindex="0" role="region" aria-label=move || words.get().import_refused_title(count as u64)>
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
            {(count > SHOWN).then(|| view! { class = class, <p class="quiet">{move || words.get().import_refused_more((count - SHOWN) as u64)}</p> })}
        </section>
    }
}
