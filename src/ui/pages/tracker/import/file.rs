//! Owns choosing the file: from the disk or dropped, read in the browser, refused there when it cannot be an import.
//! Refuses to send it anywhere.

use super::problem_words::file_problem_words;
use crate::domain::{
    csv_import::{FileProblem, LARGEST_FILE, read_directory},
    time_zone::TimeZone,
};
use crate::ui::{
    components::{Field, Icon, field_id},
    context::words,
};
use leptos::prelude::*;
use std::sync::Arc;
use stylers_macro::style;
use wasm_bindgen_futures::JsFuture;

/// A file that can be imported, as far as the browser can tell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PickedFile {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub bytes: Arc<Vec<u8>>,
}

/// Why a file was not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
enum NotTaken {
    /// Its contents.
    Problem(FileProblem),
    /// The browser could not read it.
    Unreadable,
}

/// The file.
#[component]
pub fn FilePicker(
    /// The chosen file; nothing while there is none that can be imported.
    file: RwSignal<Option<PickedFile>>,
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
    let (problem, over) = (RwSignal::new(None::<NotTaken>), RwSignal::new(false));
    // The control itself names a file only when it was chosen there.
    let was_dropped = RwSignal::new(false);
    let id = field_id();
    let take = Action::new_local(move |chosen: &web_sys::File| {
        let chosen = chosen.clone();
        async move {
            let read = read(&chosen).await;
            problem.set(read.as_ref().err().cloned());
            file.set(read.ok());
        }
    });
    let begin = move |files: Option<web_sys::FileList>| {
        if let Some(chosen) = files.and_then(|files| files.get(0)) {
            take.dispatch_local(chosen);
        }
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        was_dropped.set(true);
        begin(event.data_transfer().and_then(|transfer| transfer.files()));
    };
    let trouble = move || match problem.get() {
        None => String::new(),
        Some(NotTaken::Problem(problem)) => file_problem_words(words.get(), &problem),
        Some(NotTaken::Unreadable) => words.get().import_unreadable().to_owned(),
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
                            accept=".csv,text/csv"
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
            {move || file.read().as_ref().filter(|_| was_dropped.get()).map(|file| words.get().import_chosen(&file.name)).map(|chosen| view! { <p>{chosen}</p> })}
        </div>
    }
}

/// Reads a file and looks whether it can be an import at all.
async fn read(file: &web_sys::File) -> Result<PickedFile, NotTaken> {
    if file.size() > LARGEST_FILE as f64 {
        return Err(NotTaken::Problem(FileProblem::TooLarge));
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| NotTaken::Unreadable)?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    // Only whether the file as a whole can be trusted is asked, and no clock changes that.
    read_directory(&bytes, None, &TimeZone::default()).map_err(NotTaken::Problem)?;
    Ok(PickedFile { name: file.name(), bytes: Arc::new(bytes) })
}
