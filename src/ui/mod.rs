//! Owns the console: its start, its pages, its parts. It calls `backend` and shows what comes back.
//! Refuses rules of its own; what it judges while somebody types, it judges with `domain`.

mod collation;
pub mod components;
pub mod context;
pub mod directory;
mod due_today;
mod page_options;
mod pages;
mod people_source;
pub mod place;
mod preferences;
mod route;
mod shell;
mod slices;
pub mod text;
mod unsaved_notes;
mod unsaved_settings;
pub mod widget;

use crate::api::payload::{Capabilities, MailRoute};
use crate::backend::{Backend, Failure, Http, demonstration};
use components::{Callout, FailureView, Loading};
use context::{Notices, OrganizationFacts, Session, Tone, Words, now, words};
use directory::Directory;
use due_today::RemindersDue;
use leptos::prelude::*;
use page_options::PageOptions;
use place::{Place, file};
use route::{Route, Routes, routes};
use shell::Shell;
use stylers_macro::style;
use text::{Text, UiLanguage};
use unsaved_notes::UnsavedNotes;
use unsaved_settings::UnsavedSettings;

/// The whole console, on a page of its own.
#[component]
pub fn App() -> impl IntoView {
    let (place, options) = (Place::page(), PageOptions::read());
    provide_place(place, Route::Settings, preferences::language(place, options.locale));
    preferences::show_theme(place, preferences::theme(place, options.theme));
    let (api_base, sign_in) = (options.api_base, options.sign_in);
    let start = LocalResource::new(move || start(api_base.clone()));
    let retry = Callback::new(move |()| start.refetch());
    move || match start.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Ok(session)) => view! { <Console session=session/> }.into_any(),
        Some(Err(Failure::SignInNeeded)) => view! { <SignIn address=sign_in.clone()/> }.into_any(),
        Some(Err(failure)) => view! { <Alone title=Text::app_name><FailureView failure=failure on_retry=retry/></Alone> }.into_any(),
    }
}

/// What everything in the console may ask for, before its backend is known.
fn provide_place(place: Place, first: Route, language: UiLanguage) -> Place {
    preferences::show_language(place, language);
    provide_context(place);
    provide_context(Words(RwSignal::new(language)));
    provide_context(Notices(RwSignal::new(Vec::new())));
    provide_context(Routes::new(place, first));
    place
}

/// Finds the backend: the one that the page was set up with, else the host that served the page, else the demonstration. A
/// backend that was named is never replaced by another, unless the demonstration is asked for.
async fn start(api_base: Option<String>) -> Result<Session, Failure> {
    let asked_for_demo = web_sys::window().and_then(|window| window.location().search().ok()).is_some_and(|search| search.contains("demo"));
    let is_named = api_base.is_some();
    let backend = Backend::Http(Http::new(api_base.unwrap_or_default()));
    let found = if asked_for_demo { Err(Failure::NotABackend) } else { backend.capabilities().await };
    match found {
        Ok(capabilities) => Ok(Session { backend, capabilities }),
        // Static files alone: what answers is a page or nothing.
        Err(Failure::NotABackend | Failure::NotFound) if asked_for_demo || !is_named => {
            let backend = demonstration(now).await?;
            let capabilities = backend.capabilities().await?;
            Ok(Session { backend, capabilities })
        }
        Err(failure) => Err(failure),
    }
}

/// The console once it knows its backend.
#[component]
fn Console(
    /// The backend and what it can do.
    session: Session,
) -> impl IntoView {
    let (backend, words) = (session.backend.clone(), words());
    provide_context(OrganizationFacts(LocalResource::new(move || {
        let backend = backend.clone();
        async move {
            let organization = backend.organization().await;
            if let Ok(organization) = &organization {
                // A browser that does not know the zone shows times in its own.
                let _ = text::set_time_zone(Some(organization.time_zone.name()));
                // Times that are shown already are written anew.
                words.0.notify();
            }
            organization
        }
    })));
    provide_context(Directory::new(&session));
    provide_context(UnsavedSettings::none(place::place(), session.backend.outlives_reload()));
    provide_context(UnsavedNotes::none());
    let route = routes().shown();
    // Filters change the address without leaving the page.
    let page = Memo::new(move |before: Option<&Route>| {
        let next = route.get();
        before.filter(|before| before.same_page(&next)).cloned().unwrap_or(next)
    });
    provide_context(RemindersDue::new(&session, page));
    provide_context(session);
    view! {
        <Shell>
            {move || pages::page(page.get())}
        </Shell>
    }
}

/// A page before there is a console, or without one.
#[component]
fn Alone(
    /// Its heading.
    title: fn(Text) -> &'static str,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let class = style! {
        .sign-in {
            display: grid;
            place-content: center;
            gap: var(--s4);
            min-block-size: 100dvh;
            max-inline-size: 32rem;
            margin-inline: auto;
            padding: var(--s4);
        }
    };
    let words = words();
    view! { class = class,
        <main class="sign-in">
            <img src=file("favicon.svg") width="48" height="48" alt=""/>
            <h1>{move || title(words.get())}</h1>
            {children()}
        </main>
    }
}

/// Nobody is signed in: how to.
#[component]
fn SignIn(
    /// Where people sign in, if the page was set up with it.
    address: Option<String>,
) -> impl IntoView {
    let words = words();
    view! {
        <Alone title=Text::sign_in_title>
            {match address {
                Some(address) => view! { <p><a href=address>{move || words.get().sign_in_elsewhere()}</a></p> }.into_any(),
                None => {
                    view! {
                        <p>{move || words.get().sign_in_how()}</p>
                        <Callout tone=Tone::Note>
                            <p>{move || words.get().sign_in_lost()}</p>
                        </Callout>
                    }
                        .into_any()
                }
            }}
        </Alone>
    }
}

/// Whether mail leaves at all, for sentences on sending.
#[must_use]
pub(crate) fn mail_route_words(words: Words, capabilities: &Capabilities) -> String {
    let text = words.get();
    if let Some(address) = &capabilities.test_only_to {
        return text.sending_route_test(address);
    }
    match &capabilities.mail {
        MailRoute::Relay => text.sending_route_relay().to_owned(),
        MailRoute::Outbox { folder } => text.sending_route_outbox(folder),
        MailRoute::Nowhere => text.sending_route_nowhere().to_owned(),
        MailRoute::Platform => text.sending_route_platform().to_owned(),
    }
}
