//! Owns the import of a CSV file: choosing it and its columns, seeing what would happen, confirming.
//! Refuses to write before the administrator confirmed, and to upload what cannot be read.

mod choice;
mod columns;
mod confirm;
mod field_words;
mod file;
mod problem_words;
mod refused;
mod report;
mod running;

use super::state::tracker;
use crate::api::payload::ImportReport;
use crate::backend::Failure;
use crate::ui::{
    components::{Callout, Dialog, FailureView, Field, Icon, field_id},
    context::{Tone, now, session, words},
};
use choice::{Asked, Choice};
use columns::Columns;
use confirm::Confirm;
pub use field_words::field_words;
use file::FilePicker;
use leptos::prelude::*;
use problem_words::file_words;
use running::{Progress, Running};
use std::sync::Arc;
use stylers_macro::style;

/// The dialog, while it is open.
#[component]
pub fn ImportDialog() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    view! {
        <Dialog
            open=tracker.importing
            title=Signal::derive(move || words.get().import_title().to_owned())
            on_close=Callback::new(move |()| tracker.importing.set(false))
        >
            <Importing/>
        </Dialog>
    }
}

/// From the file to the confirmation.
#[component]
fn Importing() -> impl IntoView {
    let class = style! {
        .importing {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s5);
        }
    };
    let choice = Choice::new();
    let columns = move || choice.chosen.get().map(|chosen| view! { <Columns choice=choice chosen=chosen/> });
    view! { class = class,
        <div class="importing">
            // What is being imported cannot be chosen otherwise meanwhile.
            <div class="importing" inert=move || choice.locked.get()>
                <FilePicker choice=choice/>
                {columns}
                <AddedField added=choice.added/>
            </div>
            <Show when=move || choice.asked.read().is_some() fallback=|| view! { <NothingYet/> }>
                <Preview choice=choice/>
            </Show>
        </div>
    }
}

/// When the people were added, where the file does not say.
#[component]
fn AddedField(
    /// As typed.
    added: RwSignal<String>,
) -> impl IntoView {
    let words = words();
    let id = field_id();
    let latest = now().day();
    view! {
        <Field
            id=id.clone()
            label=Signal::derive(move || words.get().import_added().to_owned())
            hint=Signal::derive(move || words.get().import_added_hint().to_owned())
        >
            <input id=id.clone() type="date" max=latest aria-describedby=format!("{id}-hint") prop:value=added on:change=move |event| added.set(event_target_value(&event))/>
        </Field>
    }
}

/// There is nothing to import yet.
#[component]
fn NothingYet() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    view! {
        <footer>
            <button type="button" on:click=move |_| tracker.importing.set(false)>{move || words.get().app_cancel()}</button>
        </footer>
    }
}

/// What would happen, and the confirmation.
#[component]
fn Preview(
    /// What is imported.
    choice: Choice,
) -> impl IntoView {
    let backend = session().backend;
    let (words, running, newly_added) = (words(), Running::new(), RwSignal::new(false));
    let round = RwSignal::new(0_u32);
    let checked = LocalResource::new(move || {
        let (backend, wanted) = (backend.clone(), Wanted { round: round.get(), asked: choice.asked.get() });
        async move {
            // Begun only now, so that the check of what was wanted before is stopped by this one.
            let (Some(asked), Some(file), Some(watch)) = (&wanted.asked, choice.file(), running.begin()) else {
                return (wanted, Checked::Stopped);
            };
            let report = backend.import_users(&file, &asked.preview(), &watch).await;
            let checked = match report {
                _ if watch.signal.aborted() => Checked::Stopped,
                Ok(report) => Checked::Report(Arc::new(report)),
                Err(failure) => Checked::Failed(failure),
            };
            (wanted, checked)
        }
    });
    let again = Callback::new(move |()| round.update(|round| *round += 1));
    move || {
        let wanted = Wanted { round: round.get(), asked: choice.asked.get() };
        let (Some(asked), Some((_, checked))) = (wanted.asked.clone(), checked.get().filter(|(of, _)| *of == wanted)) else {
            return view! { <Checking running=running/> }.into_any();
        };
        match checked {
            Checked::Stopped => view! { <StoppedCheck again=again/> }.into_any(),
            Checked::Failed(Failure::File(file)) => {
                let title = Signal::derive(move || words.get().failure_title().to_owned());
                let why = move || file_words(words.get(), &file);
                view! { <div role="alert"><Callout tone=Tone::Bad title=title><p>{why}</p></Callout></div><NothingYet/> }.into_any()
            }
            Checked::Failed(failure) => view! { <FailureView failure=failure on_retry=again/> }.into_any(),
            Checked::Report(report) => view! { <Confirm report=report asked=asked choice=choice newly_added=newly_added/> }.into_any(),
        }
    }
}

/// What a check is of, and which one it is.
#[derive(Clone, PartialEq)]
struct Wanted {
    round: u32,
    asked: Option<Asked>,
}

/// What came of a check.
#[derive(Clone)]
enum Checked {
    /// Nobody waited for it.
    Stopped,
    /// It failed.
    Failed(Failure),
    /// What would happen.
    Report(Arc<ImportReport>),
}

/// The file is being checked.
#[component]
fn Checking(
    /// The check.
    running: Running,
) -> impl IntoView {
    let class = style! {
        .checking {
            display: grid;
            gap: var(--s4);
        }
    };
    let words = words();
    view! { class = class,
        <div class="checking">
            <Progress progress=running.progress working=Signal::derive(move || words.get().import_checking().to_owned())/>
            <footer>
                <button type="button" on:click=move |_| running.stop()>{move || words.get().import_stop()}</button>
            </footer>
        </div>
    }
}

/// The check was stopped.
#[component]
fn StoppedCheck(
    /// Checks again.
    again: Callback<()>,
) -> impl IntoView {
    let words = words();
    view! {
        <div role="status">
            <Callout tone=Tone::Note>
                <p>{move || words.get().import_stopped()}</p>
                <div>
                    <button type="button" on:click=move |_| again.run(())>
                        <Icon name="refresh"/>
                        {move || words.get().import_check_again()}
                    </button>
                </div>
            </Callout>
        </div>
        <NothingYet/>
    }
}
