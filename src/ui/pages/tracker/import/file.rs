//! Owns choosing the file: from the disk or dropped, its beginning looked at, refused where it cannot be an import.
//! Refuses to read more of it than that, and to send it anywhere.

use super::{choice::Choice, problem_words::file_problem_words};
use crate::backend::read_slice;
use crate::domain::{
    csv_detection::{Detection, HEAD},
    csv_import::{FileProblem, LARGEST_FILE},
};
use crate::ui::{
    components::{Field, Icon, field_id},
    context::words,
};
use leptos::prelude::*;
use stylers_macro::style;
use web_sys::File;

/// The file.
#[component]
pub fn FilePicker(
    /// Takes the file.
    choice: Choice,
) -> impl IntoView {
    let class = style! {
        .drop-zone {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s2);
            padding: var(--s5);
            border: 2px dashed var(--line-strong);
            border-radius: var(--radius-l);
            background: var(--surface);
        }
        .drop-zone[data-over] {
            border-color: var(--accent);
            background: var(--selected);
        }
        .hint {
            display: flex;
            align-items: center;
            gap: var(--s2);
            color: var(--ink-quiet);
        }
        .file {
            max-inline-size: 100%;
        }
        .file::file-selector-button {
            min-block-size: var(--control);
            margin-inline-end: var(--s3);
            padding-inline: var(--s3);
            border: var(--border) solid var(--line-strong);
            border-radius: var(--radius);
            background: var(--surface);
            color: var(--ink);
            font: inherit;
            cursor: pointer;
        }
    };
    let words = words();
    let (problem, over) = (RwSignal::new(None::<FileProblem>), RwSignal::new(false));
    // The control itself names a file only when it was chosen there.
    let was_dropped = RwSignal::new(false);
    let id = field_id();
    let take = Action::new_local(move |file: &File| {
        let file = file.clone();
        async move {
            let found = look_at(&file).await;
            // Whoever closed the dialog meanwhile wants no file any more.
            if problem.try_set(found.as_ref().err().cloned()).is_some() {
                return;
            }
            match found {
                Ok(detection) => choice.take(file, detection),
                Err(_) => choice.clear(),
            }
        }
    });
    let begin = move |files: Option<web_sys::FileList>| {
        if let Some(file) = files.and_then(|files| files.get(0)) {
            take.dispatch_local(file);
        }
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        was_dropped.set(true);
        begin(event.data_transfer().and_then(|transfer| transfer.files()));
    };
    let trouble = move || problem.get().map(|problem| file_problem_words(words.get(), &problem)).unwrap_or_default();
    let chosen = move || {
        let name = choice.chosen.read().as_ref().filter(|_| was_dropped.get()).map(|chosen| chosen.name.clone());
        name.map(|name| view! { <p>{words.get().import_chosen(name)}</p> })
    };
    view! { class = class,
        <div
            class="drop-zone"
            data-over=move || over.get().then_some("")
            on:dragover=move |event: web_sys::DragEvent| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <p class="hint">
                <Icon name="upload"/>
                <span>{move || words.get().import_drop()}</span>
            </p>
            <div role="alert">
                <Field id=id.clone() label=Signal::derive(move || words.get().import_file().to_owned()) hint=Signal::derive(move || words.get().import_file_hint().to_owned()) problem=Signal::derive(trouble)>
                    {view! { class = class,
                        <input
                            class="file"
                            id=id.clone()
                            type="file"
                            accept=".csv,.tsv,.txt,text/csv"
                            aria-describedby=format!("{id}-hint {id}-problem")
                            aria-invalid=move || problem.read().is_some().to_string()
                            on:change=move |event| {
                                was_dropped.set(false);
                                begin(event_target::<web_sys::HtmlInputElement>(&event).files());
                            }
                        />
                    }}
                </Field>
            </div>
            {chosen}
        </div>
    }
}

/// Looks at the beginning of a file: more of it only while not one row of people ends there.
async fn look_at(file: &File) -> Result<Detection, FileProblem> {
    let size = file.size();
    if size > LARGEST_FILE as f64 {
        return Err(FileProblem::TooLarge);
    }
    let mut length = HEAD as f64;
    loop {
        let head = read_slice(file, 0.0, length.min(size)).await.ok_or(FileProblem::Unreadable)?;
        if length > size {
            return Detection::of(&head);
        }
        if let Some(detection) = Detection::of_beginning(&head)? {
            return Ok(detection);
        }
        length *= 2.0;
    }
}
