//! Owns the confirmation: the report, whether mail goes out, and the import itself, which can be cancelled until it is done.
//! Refuses to say that nothing was written where that is not known.

use super::{
    choice::{Asked, Choice},
    problem_words::file_words,
    report::{MailChoice, Report},
    running::{Progress, Running},
};
use crate::api::payload::ImportReport;
use crate::backend::Failure;
use crate::ui::{
    components::{Callout, Icon, failure_words},
    context::{Tone, notices, session, words},
    pages::tracker::state::tracker,
    text::Text,
};
use leptos::prelude::*;
use std::sync::Arc;
use stylers_macro::style;

/// The report, the question of mail, and the buttons.
#[component]
pub fn Confirm(
    /// What would happen.
    report: Arc<ImportReport>,
    /// What that is of.
    asked: Asked,
    /// What is imported.
    choice: Choice,
    /// Whether the new people are mailed.
    newly_added: RwSignal<bool>,
) -> impl IntoView {
    let class = style! {
        .import-confirming {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s5);
        }
    };
    let (tracker, words, notices) = (tracker(), words(), notices());
    let (backend, running) = (session().backend, Running::new());
    let import = Action::new_local(move |(): &()| {
        let (backend, query, file) = (backend.clone(), asked.import(newly_added.get_untracked()), choice.file());
        async move {
            let (Some(file), Some(watch)) = (file, running.begin()) else { return Ended::Cancelled };
            choice.locked.try_set(true);
            let done = backend.import_users(&file, &query, &watch).await;
            // Closing the dialog cancels the import, and then the choice is gone.
            choice.locked.try_set(false);
            if watch.signal.aborted() {
                // It may have been finished at that very moment: the list tells.
                tracker.refresh();
                if tracker.importing.try_get_untracked() != Some(true) {
                    notices.show(Tone::Note, words.now().import_cancelled());
                }
                return Ended::Cancelled;
            }
            match done {
                Ok(report) => {
                    notices.show(Tone::Good, done_words(words.now(), &report));
                    tracker.importing.set(false);
                    tracker.refresh();
                    Ended::Done
                }
                Err(failure) => Ended::Failed(failure),
            }
        }
    });
    let (writes, pending) = (report.added + report.changed, import.pending());
    let ended = move || import.value().get().filter(|_| !pending.get());
    let failed = move || match ended() {
        Some(Ended::Failed(failure)) => {
            let why = move || match &failure {
                Failure::File(file) => file_words(words.get(), file),
                failure => failure_words(words, failure),
            };
            let title = Signal::derive(move || words.get().failure_title().to_owned());
            Some(view! { <Callout tone=Tone::Bad title=title><p>{why}</p></Callout> })
        }
        Some(Ended::Done | Ended::Cancelled) | None => None,
    };
    let cancelled = move || matches!(ended(), Some(Ended::Cancelled)).then(|| words.get().import_cancelled());
    let progress = move || {
        let working = Signal::derive(move || words.get().import_working().to_owned());
        pending.get().then(|| view! { <Progress progress=running.progress working=working/> })
    };
    let label = move || if pending.get() { words.get().import_importing().to_owned() } else { words.get().import_confirm(writes) };
    let cancel_label = move || if pending.get() { words.get().import_cancel() } else { words.get().app_cancel() };
    let cancel = move |_| if pending.get_untracked() { running.stop() } else { tracker.importing.set(false) };
    view! { class = class,
        <div class="import-confirming">
            <Report report=Arc::clone(&report) choice=choice/>
            <MailChoice report=report newly_added=newly_added/>
            <footer data-line="">
                <div role="alert">{failed}</div>
                <div>{progress}</div>
                <p role="status">{cancelled}</p>
                <button type="button" on:click=cancel>{cancel_label}</button>
                <button type="button" data-kind="primary" disabled=move || { pending.get() || writes == 0 } on:click=move |_| { import.dispatch_local(()); }>
                    <Icon name="upload"/>
                    {label}
                </button>
            </footer>
        </div>
    }
}

/// How an import ended.
#[derive(Clone)]
enum Ended {
    Done,
    Cancelled,
    Failed(Failure),
}

/// What an import did.
fn done_words(text: Text, report: &ImportReport) -> String {
    let done = text.import_done(text.number(report.added), text.number(report.changed), text.number(report.refused_count()));
    if report.batch.is_some() { format!("{done} {}", text.import_done_mail(report.automatic_emails)) } else { done }
}
