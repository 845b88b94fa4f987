//! Owns what each column of the file holds: what was recognized and why, and the administrator's choice.
//! Refuses to look at the file; `domain::csv_detection` did.

use super::{
    choice::{Choice, Chosen},
    field_words::{field_words, form_words, why_words, written_words},
    problem_words::file_problem_words,
};
use crate::domain::{
    csv_detection::{DetectedColumn, FileForm},
    csv_field::{FIELDS, Field},
};
use crate::ui::{
    components::{Icon, field_id},
    context::words,
};
use leptos::prelude::*;
use stylers_macro::style;

/// Everything that a column may hold, in the order in which it is offered.
fn offered() -> impl Iterator<Item = Field> {
    [Field::NotRead].into_iter().chain(FIELDS.iter().map(|facts| facts.field)).chain([Field::License])
}

/// The columns of the chosen file.
#[component]
pub fn Columns(
    /// The choice.
    choice: Choice,
    /// The file.
    chosen: Chosen,
) -> impl IntoView {
    let class = style! {
        .file-columns {
            padding: var(--s3);
            border: var(--border) solid var(--line);
            border-radius: var(--radius);
            background: var(--surface);
        }
        .file-columns-summary {
            font-weight: var(--bold);
            cursor: pointer;
        }
        .file-columns-list {
            display: grid;
            gap: var(--s3);
            margin-block: var(--s3) 0;
            padding: 0;
            list-style: none;
        }
        .file-columns-quiet {
            color: var(--ink-quiet);
        }
        .file-columns-problem {
            display: flex;
            gap: var(--s1);
            margin-block-start: var(--s2);
            color: var(--bad);
            font-weight: 550;
        }
        .file-columns-problem:empty {
            display: none;
        }
    };
    let words = words();
    let detection = chosen.detection;
    // What is surely right need not be looked through.
    let open = detection.form != FileForm::Platform || untrack(|| choice.problem().is_some());
    let summary = {
        let all = detection.columns.len() as u64;
        move || {
            let (text, fields) = (words.get(), choice.fields.read());
            let read = fields.iter().filter(|field| **field != Field::NotRead).count() as u64;
            text.import_columns_title(text.number(read), text.number(all))
        }
    };
    let how = {
        let (form, delimiter, encoding) = (detection.form, detection.delimiter, detection.encoding);
        move || {
            let text = words.get();
            format!("{} {} {}", form_words(text, form), written_words(text, delimiter, encoding), text.import_columns_how())
        }
    };
    let columns = detection.columns.iter().cloned().enumerate();
    let columns = columns.map(|(at, column)| view! { <Column choice=choice at=at column=column/> }).collect_view();
    let problem =
        move || choice.problem().map(|problem| view! { <Icon name="x-circle"/><span>{file_problem_words(words.get(), &problem)}</span> });
    view! { class = class,
        <div>
            <details class="file-columns" open=open>
                <summary class="file-columns-summary">{summary}</summary>
                <p class="file-columns-quiet">{how}</p>
                <ul class="file-columns-list">{columns}</ul>
            </details>
            <p class="file-columns-problem" role="alert">{problem}</p>
        </div>
    }
}

/// One column: its name, its first values, and what it holds.
#[component]
fn Column(
    /// The choice.
    choice: Choice,
    /// Its place in the file.
    at: usize,
    /// What was recognized.
    column: DetectedColumn,
) -> impl IntoView {
    let class = style! {
        .file-column {
            display: grid;
            grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
            gap: var(--s1) var(--s4);
            align-items: start;
        }
        .file-column-name {
            font-weight: 550;
            overflow-wrap: anywhere;
        }
        .file-column-note {
            display: block;
            color: var(--ink-quiet);
            font-size: var(--text-s);
            overflow-wrap: anywhere;
        }
        .file-column-value {
            display: block;
            white-space: nowrap;
            overflow: hidden;
            text-overflow: ellipsis;
        }
        .file-column-select {
            inline-size: 100%;
        }
        @media (max-width: 480px) {
            .file-column {
                grid-template-columns: minmax(0, 1fr);
            }
        }
    };
    let words = words();
    let id = field_id();
    let DetectedColumn { name, field: detected, why, samples } = column;
    let unnamed = name.is_empty();
    let label = move || {
        let text = words.get();
        if name.is_empty() { text.import_column_unnamed(text.number(at as u64 + 1)) } else { name.clone() }
    };
    let values = samples.iter().map(|sample| view! { class = class, <bdi class="file-column-value">{sample.clone()}</bdi> }).collect_view();
    let nothing = samples.is_empty();
    let holds = Memo::new(move |_| choice.fields.read().get(at).copied().unwrap_or(Field::NotRead));
    let reason = move || {
        let text = words.get();
        if holds.get() == detected { why_words(text, why) } else { text.import_why_chosen() }
    };
    let options = move || {
        let text = words.get();
        let option = |(place, field)| {
            let chosen = move || holds.get() == field;
            view! { <option value=place selected=chosen>{field_words(text, field)}</option> }
        };
        offered().enumerate().map(option).collect_view()
    };
    let choose = move |event| {
        let place = event_target_value(&event).parse::<usize>().ok();
        if let Some(field) = place.and_then(|place| offered().nth(place)) {
            choice.fields.update(|fields| {
                if let Some(held) = fields.get_mut(at) {
                    *held = field;
                }
            });
        }
    };
    let (note, select) = (format!("{id}-note"), id.clone());
    view! { class = class,
        <li class="file-column">
            <div>
                <label class="file-column-name" for=id><bdi>{label}</bdi></label>
                <div class="file-column-note" id=note.clone()>
                    {values}
                    {nothing.then(|| view! { <span>{move || words.get().import_column_no_values()}</span> })}
                </div>
            </div>
            <div>
                <select class="file-column-select" id=select aria-describedby=note disabled=unnamed on:change=choose>{options}</select>
                <span class="file-column-note">{reason}</span>
            </div>
        </li>
    }
}
