//! Owns the console in an element of somebody else's page: how it is put there, changed from outside and taken away.
//! Refuses to be an element itself: `src/bin/widget` is that, with everything that holds before the program is there.

use super::{
    Console,
    components::Loading,
    context::{Session, Words, now, words},
    place::{Embedded, Place, files_are_at},
    preferences::{self, Theme},
    provide_place,
    route::{Route, Routes, routes},
    text::UiLanguage,
};
use crate::backend::{Backend, Failure, Http, TokenSource, demonstration, portal, webex_backend};
use js_sys::{Object, Reflect};
use leptos::{mount::UnmountHandle, prelude::*, tachys::view::any_view::AnyViewState};
use std::{cell::OnceCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::HtmlElement;

/// A console in an element, until it is dropped.
#[wasm_bindgen]
pub struct Mounted {
    controls: Option<Controls>,
    _shown: UnmountHandle<AnyViewState>,
}

/// What can be changed from outside.
#[derive(Clone, Copy)]
struct Controls {
    place: Place,
    words: Words,
    routes: Routes,
}

/// What is called.
#[derive(Clone)]
enum Called {
    Http(Http),
    Demo,
    Portal(Object),
    Platform(String, Option<TokenSource>),
}

/// Shows the console in an element of somebody else's page.
///
/// The options are what `src/bin/widget` has looked at before: `files`, `root`, `tell`, `whose`, `framed`, `view`, `locale`,
/// `theme`, and of `api`, `platform`, `portal` or neither one; beside an address perhaps `token`.
///
/// # Errors
/// When what it takes cannot be fetched; the page of the console's own does without it.
#[wasm_bindgen]
pub async fn mount(holder: HtmlElement, options: Object) -> Result<Mounted, JsValue> {
    files_are_at(get(&options, "files").as_string().unwrap_or_default());
    mounted(holder, options).await.map_err(|failure| JsValue::from_str(&failure.to_string()))
}

part! {
    element,
    fn mounted(holder: HtmlElement, options: Object) -> Result<Mounted, Failure> {
        let text = |name: &str| get(&options, name).as_string().unwrap_or_default();
        let embedded = Embedded {
            root: get(&options, "root").dyn_into().unwrap_or_else(|_| holder.clone().into()),
            tell: get(&options, "tell").dyn_into().ok(),
            whose: text("whose"),
            framed: get(&options, "framed").is_truthy(),
        };
        let (first, locale, theme, called) = (Route::parse(&text("view")), text("locale"), text("theme"), called(&options));
        let controls = Rc::new(OnceCell::new());
        let made = Rc::clone(&controls);
        let shown = leptos::mount::mount_to(holder, move || {
            let place = provide_place(Place::element(embedded), first, UiLanguage::from_browser());
            let controls = Controls { place, words: words(), routes: routes() };
            controls.decide_language(&locale);
            controls.decide_theme(&theme);
            // Empty until now.
            let _ = made.set(controls);
            element(place, called)
        });
        Ok(Mounted { controls: controls.get().copied(), _shown: shown })
    }
}

#[wasm_bindgen]
impl Mounted {
    /// Goes to a page, such as `tracker?due=today`.
    pub fn show(&self, view: &str) {
        if let Some(controls) = self.controls {
            controls.routes.go(&Route::parse(view));
        }
    }

    /// Speaks this language; empty is the browser's, or what is chosen in the console.
    pub fn speak(&self, locale: &str) {
        if let Some(controls) = self.controls {
            controls.decide_language(locale);
        }
    }

    /// Looks like this: `light`, `dark` or `system`; empty is what is chosen in the console.
    pub fn look(&self, theme: &str) {
        if let Some(controls) = self.controls {
            controls.decide_theme(theme);
        }
    }
}

impl Controls {
    fn decide_language(self, locale: &str) {
        let given = UiLanguage::from_code(locale);
        let language = given.unwrap_or_else(|| preferences::language(self.place, None));
        self.place.language_given.set(given.is_some());
        self.words.0.set(language);
        preferences::show_language(self.place, language);
    }

    fn decide_theme(self, theme: &str) {
        self.place.theme_given.set(!theme.is_empty());
        preferences::show_theme(self.place, if theme.is_empty() { preferences::theme(self.place, None) } else { Theme::from_name(theme) });
    }
}

fn called(options: &Object) -> Called {
    if let Ok(portal) = get(options, "portal").dyn_into::<Object>() {
        return Called::Portal(portal);
    }
    let token = get(options, "token").dyn_into().ok().map(TokenSource::new);
    if let Some(base) = get(options, "platform").as_string() {
        return Called::Platform(base, token);
    }
    let Some(base) = get(options, "api").as_string() else { return Called::Demo };
    Called::Http(match token {
        Some(token) => Http::new(base).with_token_source(token),
        None => Http::new(base),
    })
}

async fn session(called: Called) -> Result<Session, Failure> {
    let backend = match called {
        Called::Http(http) => Backend::Http(http),
        Called::Demo => demonstration(now).await?,
        Called::Portal(object) => portal(object.into()).await?,
        Called::Platform(base, token) => webex_backend(base, token, now).await?,
    };
    let capabilities = backend.capabilities().await?;
    Ok(Session { backend, capabilities })
}

/// What the element shows. What keeps it from beginning is told to the element, which says it in its own words: it knows what
/// it was given.
fn element(place: Place, called: Called) -> AnyView {
    let start = LocalResource::new(move || session(called.clone()));
    let console = move || match start.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Ok(session)) => {
            place.tell("ready", "{}");
            view! { <Console session=session/> }.into_any()
        }
        Some(Err(failure)) => {
            place.tell_start_failure(&failure);
            ().into_any()
        }
    };
    console.into_any()
}

fn get(options: &Object, name: &str) -> JsValue {
    // Reading a property of a plain object cannot fail.
    Reflect::get(options, &JsValue::from_str(name)).unwrap_or_default()
}
