//! Owns the import of a CSV file: choosing it, seeing what would happen, confirming.
//! Refuses to write before the administrator confirmed, and to upload what cannot be read.

mod file;
mod problem_words;
mod refused;
mod report;

use super::state::tracker;
use crate::api::payload::{ImportQuery, ImportReport};
use crate::domain::timestamp::Timestamp;
use crate::ui::{
    components::{Callout, Dialog, FailureView, Field, Icon, Loading, failure_words, field_id},
    context::{Tone, notices, now, organization, session, words},
};
use file::{FilePicker, PickedFile};
use leptos::prelude::*;
use report::{MailChoice, Report};
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
    let file = RwSignal::new(None::<PickedFile>);
    let added = RwSignal::new(String::new());
    view! { class = class,
        <div class="importing">
            <FilePicker file=file/>
            <AddedField added=added/>
            <Show when=move || file.read().is_some() fallback=|| view! { <NothingYet/> }>
                <Preview file=file added=added/>
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

/// No file was chosen.
#[component]
fn NothingYet() -> impl IntoView {
    let class = style! {
        .end {
            display: flex;
            justify-content: flex-end;
        }
    };
    let (tracker, words) = (tracker(), words());
    view! { class = class,
        <footer class="end">
            <button type="button" on:click=move |_| tracker.importing.set(false)>{move || words.get().app_cancel()}</button>
        </footer>
    }
}

/// What would happen, and the confirmation.
#[component]
fn Preview(
    /// The file.
    file: RwSignal<Option<PickedFile>>,
    /// When the people were added, as typed.
    added: RwSignal<String>,
) -> impl IntoView {
    let backend = session().backend;
    let organization = organization();
    // The day is one of the organization's.
    let day = move || organization.zone().read(&added.read()).ok().map(|moment| moment.at);
    let asked = Memo::new(move |_| file.get().map(|file| Asked { file, added: day() }));
    let report = LocalResource::new(move || {
        let (backend, asked) = (backend.clone(), asked.get());
        async move {
            let Asked { file, added } = asked?;
            let query = ImportQuery { preview: true, added, newly_added: false };
            let report = backend.import_users(&file.bytes, query).await.map(Arc::new);
            Some((Asked { file, added }, report))
        }
    });
    let (words, newly_added) = (words(), RwSignal::new(false));
    move || match report.get().flatten() {
        None => view! { <Loading label=Signal::derive(move || words.get().import_checking().to_owned())/> }.into_any(),
        Some((_, Err(failure))) => view! { <FailureView failure=failure on_retry=Callback::new(move |()| report.refetch())/> }.into_any(),
        Some((seen, Ok(report))) => {
            let fresh = Signal::derive(move || asked.read().as_ref() == Some(&seen));
            view! { <Confirm report=report asked=asked fresh=fresh newly_added=newly_added/> }.into_any()
        }
    }
}

/// What a preview is of.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Asked {
    file: PickedFile,
    added: Option<Timestamp>,
}

/// The report, the question of mail, and the buttons.
#[component]
fn Confirm(
    /// What would happen.
    report: Arc<ImportReport>,
    /// What is imported.
    asked: Memo<Option<Asked>>,
    /// Whether the report is of that, and not of what was asked before.
    #[prop(into)]
    fresh: Signal<bool>,
    /// Whether the new people are mailed.
    newly_added: RwSignal<bool>,
) -> impl IntoView {
    let class = style! {
        .import-confirmation-step {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s5);
        }
        .footer {
            position: sticky;
            inset-block-end: 0;
            display: flex;
            flex-wrap: wrap;
            justify-content: flex-end;
            gap: var(--s2);
            margin-block-end: calc(var(--s6) * -1);
            padding-block: var(--s3) var(--s6);
            border-block-start-width: var(--border);
            border-block-start-style: solid;
            border-block-start-color: var(--line);
            background: var(--surface-raised);
        }
        .alert {
            flex: 1 1 100%;
        }
        .alert:empty {
            display: none;
        }
    };
    let (tracker, words, notices) = (tracker(), words(), notices());
    let backend = session().backend;
    let import = Action::new_local(move |(): &()| {
        let (backend, asked, newly_added) = (backend.clone(), asked.get_untracked(), newly_added.get_untracked());
        async move {
            let Asked { file, added } = asked?;
            match backend.import_users(&file.bytes, ImportQuery { preview: false, added, newly_added }).await {
                Ok(report) => {
                    notices.show(Tone::Good, done_words(words.now(), &report));
                    tracker.importing.set(false);
                    tracker.refresh();
                    None
                }
                Err(failure) => Some(failure),
            }
        }
    });
    let writes = report.added + report.changed;
    let failed = move || {
        import.value().get().flatten().map(|failure| {
            view! {
                <Callout tone=Tone::Bad title=Signal::derive(move || words.get().failure_title().to_owned())>
                    <p>{move || failure_words(words, &failure)}</p>
                </Callout>
            }
        })
    };
    let label = move || if import.pending().get() { words.get().import_importing().to_owned() } else { words.get().import_confirm(writes) };
    view! { class = class,
        <div class="import-confirmation-step">
            <Report report=Arc::clone(&report)/>
            <MailChoice report=report newly_added=newly_added/>
            <footer class="footer">
                <div class="alert" role="alert">{failed}</div>
                <button type="button" on:click=move |_| tracker.importing.set(false)>{move || words.get().app_cancel()}</button>
                <button type="button" data-kind="primary" disabled=move || { import.pending().get() || writes == 0 || !fresh.get() } on:click=move |_| { import.dispatch_local(()); }>
                    <Icon name="upload"/>
                    {label}
                </button>
            </footer>
        </div>
    }
}

/// What an import did.
fn done_words(text: crate::ui::text::Text, report: &ImportReport) -> String {
    let done = text.import_done(text.number(report.added), text.number(report.changed), text.number(report.refused.len() as u64));
    if report.batch.is_some() { format!("{done} {}", text.import_done_mail(report.automatic_emails)) } else { done }
}
