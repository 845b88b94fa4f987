//! Owns the email settings page: the picture of the flow, the switch, the rules, the sender, the look-up of one person.
//! Refuses to save what would be refused; the same functions judge here and in the host.

mod automatic_reminders;
mod editor;
mod flow;
mod follow_up;
mod impact;
pub mod on_demand;
pub mod platform;
mod rule_words;
mod rules;
mod save;
mod save_bar;
mod sender;
mod surveyor;
mod switch;
mod text_input;
mod upcoming;
mod why;

use crate::api::payload::Ability;
use crate::backend::Failure;
use crate::domain::organization::Organization;
use crate::ui::{
    components::{FailureView, Later, Loading},
    context::{organization, session, unsaved_settings, words},
};
use editor::Editor;
use flow::FlowPicture;
use follow_up::FollowUpCard;
use impact::ImpactCard;
use leptos::prelude::*;
use rules::Rules;
use save::Save;
use save_bar::SaveBar;
use sender::SenderCard;
use std::time::Duration;
use stylers_macro::style;
use switch::SwitchCard;
use upcoming::UpcomingChanges;
use why::WhyCard;

/// How often the page looks whether something that was planned has happened.
const LOOK: Duration = Duration::from_secs(10);

/// The email settings page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let backend = session().backend;
    let settings = LocalResource::new(move || {
        let backend = backend.clone();
        async move { backend.email_settings().await }
    });
    let (organization, unsaved) = (organization(), unsaved_settings());
    // Read once: an import that adds a license must not throw away what is typed.
    let loaded = Memo::new(move |before: Option<&Option<Result<Loaded, Failure>>>| {
        if let Some(Some(Ok(loaded))) = before {
            return Some(Ok(loaded.clone()));
        }
        let (saved, organization) = (settings.get()?, organization.0.get()?);
        Some(saved.and_then(|saved| organization.map(|organization| Loaded { saved, organization })))
    });
    let retry = Callback::new(move |()| {
        settings.refetch();
        organization.0.refetch();
    });
    move || match loaded.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Err(failure)) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
        Some(Ok(loaded)) => view! { <SettingsForm editor=Editor::new(loaded.saved, loaded.organization, unsaved)/> }.into_any(),
    }
}

#[derive(Clone, PartialEq)]
struct Loaded {
    saved: crate::api::payload::VersionedSettings,
    organization: Organization,
}

/// The page once it is loaded.
#[component]
fn SettingsForm(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .page {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s6);
            max-inline-size: var(--page);
            margin-inline: auto;
            padding: var(--s6);
        }
        .head {
            display: grid;
            gap: var(--s2);
            max-inline-size: var(--reading);
        }
        .lead {
            color: var(--ink-quiet);
            font-size: var(--text-l);
        }
        .columns {
            display: grid;
            grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
            gap: var(--s6);
            align-items: start;
        }
        .column {
            display: grid;
            gap: var(--s6);
            min-inline-size: 0;
        }
        @media (max-width: 1000px) {
            .columns {
                grid-template-columns: minmax(0, 1fr);
            }
        }
        @media (max-width: 800px) {
            .page {
                padding: var(--s4);
                gap: var(--s4);
            }
        }
    };
    let words = words();
    let save = Save::new(editor);
    keep_up(editor);
    let capabilities = session().capabilities;
    let (keeps, asks) = (capabilities.email_rules == Ability::Available, capabilities.platform_resend == Ability::Available);
    view! { class = class,
        <div class="page">
            <header class="head">
                <h1>{move || words.get().settings_title()}</h1>
                <p class="lead">{move || words.get().settings_lead()}</p>
            </header>
            <FlowPicture editor=editor/>
            {keeps.then(|| view! { <UpcomingChanges editor=editor/> })}
            {keeps.then(|| view! { <ImpactCard editor=editor/> })}
            <div class="columns">
                <div class="column">
                    <SwitchCard editor=editor save=save/>
                    {asks.then(|| view! { <Later load=Box::new(|| Box::pin(platform::platform_card()))/> })}
                    {keeps.then(|| view! { <Rules editor=editor/> })}
                </div>
                <div class="column">
                    {keeps.then(|| view! { <SenderCard editor=editor/> })}
                    {keeps.then(|| view! { <FollowUpCard editor=editor/> })}
                    {keeps.then(|| view! { <WhyCard editor=editor/> })}
                    <LastChange editor=editor/>
                </div>
            </div>
            <SaveBar editor=editor save=save/>
        </div>
    }
}

/// Looks again, once something that was planned has happened by itself while the page is open.
fn keep_up(editor: Editor) {
    let backend = session().backend;
    let look = move || {
        if editor.has_moved_on() {
            let backend = backend.clone();
            leptos::task::spawn_local(async move {
                let read = backend.email_settings().await;
                // The page may be gone by now.
                if let (Ok(read), Some(_)) = (read, editor.draft.try_get_untracked()) {
                    editor.catch_up(read);
                }
            });
        }
    };
    if let Ok(interval) = set_interval_with_handle(look, LOOK) {
        on_cleanup(move || interval.clear());
    }
}

/// Who changed the settings last, and when.
#[component]
fn LastChange(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .last {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let words = words();
    let said = move || {
        let saved = editor.saved.get();
        match (saved.changed_at, saved.changed_by) {
            (Some(at), Some(by)) => words.get().settings_changed_by(&by, words.get().date_time(at.millis())),
            (Some(_) | None, _) => words.get().settings_never_changed().to_owned(),
        }
    };
    view! { class = class,
        <p class="last">{said} " " <a href="#/activity">{move || words.get().settings_see_activity()}</a></p>
    }
}
