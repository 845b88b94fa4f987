//! Owns the addresses of pages: an enum printed to and read from the part after `#`, so that any path can serve the console,
//! and which page is shown: by the address bar, or, in an element of somebody else's page, by the element alone.
//! Refuses personal data in addresses: filters are there, searched words are not.

use super::{
    context::listen_while_mounted,
    place::{Place, written},
};
use crate::api::routes::segment;
use crate::domain::{batch::BatchId, template::TemplateId};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;

/// A page of the console.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Route {
    /// Email settings.
    Settings,
    /// Every template.
    Templates,
    /// One template in the composer.
    Composer(TemplateId),
    /// The tracker, with its filters as a query.
    Tracker(String),
    /// Every send batch.
    Batches,
    /// One send batch.
    Batch(BatchId),
    /// What was done, with its filters as a query.
    Activity(String),
}

impl Route {
    /// Reads what stands after `#`; anything unknown is the first page.
    #[must_use]
    pub fn parse(hash: &str) -> Self {
        let (path, query) = hash.trim_start_matches('#').split_once('?').unwrap_or((hash.trim_start_matches('#'), ""));
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next()) {
            (Some("composer"), None) => Self::Templates,
            (Some("composer"), Some(id)) => Self::Composer(TemplateId(unescape(id))),
            (Some("tracker"), _) => Self::Tracker(query.to_owned()),
            (Some("sending"), None) => Self::Batches,
            (Some("sending"), Some(id)) => Self::Batch(BatchId(unescape(id))),
            (Some("activity"), _) => Self::Activity(query.to_owned()),
            (None | Some(_), _) => Self::Settings,
        }
    }

    /// The address of the page, from `#` on.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::Settings => "#/settings".into(),
            Self::Templates => "#/composer".into(),
            Self::Composer(id) => format!("#/composer/{}", segment(&id.0)),
            Self::Tracker(query) if query.is_empty() => "#/tracker".into(),
            Self::Tracker(query) => format!("#/tracker?{query}"),
            Self::Batches => "#/sending".into(),
            Self::Batch(id) => format!("#/sending/{}", segment(&id.0)),
            Self::Activity(query) if query.is_empty() => "#/activity".into(),
            Self::Activity(query) => format!("#/activity?{query}"),
        }
    }

    /// Whether two addresses are of one page, whatever its filters.
    #[must_use]
    pub fn same_page(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Tracker(_), Self::Tracker(_)) | (Self::Activity(_), Self::Activity(_))) || self == other
    }
}

fn unescape(text: &str) -> String {
    js_sys::decode_uri_component(text).map_or_else(|_| text.to_owned(), String::from)
}

/// Which page is shown.
#[derive(Clone, Copy)]
pub struct Routes {
    shown: RwSignal<Route>,
    /// Where an element is, filters included. A page of its own has it in the address bar.
    kept: RwSignal<Route>,
    place: Place,
}

impl Routes {
    /// Begins at the address bar, or at the page that the element names.
    #[must_use]
    pub fn new(place: Place, first: Route) -> Self {
        let first = if place.is_embedded() { first } else { from_address_bar() };
        let routes = Self { shown: RwSignal::new(first.clone()), kept: RwSignal::new(first), place };
        if !place.is_embedded() {
            listen_while_mounted("hashchange", Closure::<dyn Fn()>::new(move || routes.shown.set(from_address_bar())));
        }
        routes
    }

    /// The page that was gone to last; changed filters are not in it.
    #[must_use]
    pub fn shown(self) -> ReadSignal<Route> {
        self.shown.read_only()
    }

    /// Where it is now, filters included.
    #[must_use]
    pub fn now(self) -> Route {
        if self.place.is_embedded() { self.kept.get_untracked() } else { from_address_bar() }
    }

    /// Does something whenever a page is gone to, for as long as the component lives that asked for it.
    pub fn on_visit(self, visit: impl Fn(&Route) + 'static) {
        Effect::watch(move || self.shown.get(), move |route, _, _| visit(route), false);
    }

    /// Goes to a page.
    pub fn go(self, route: &Route) {
        if self.place.is_embedded() {
            if self.keep(route) {
                self.shown.try_set(route.clone());
            }
        } else if let Some(window) = web_sys::window() {
            // Setting a fragment cannot fail.
            let _ = window.location().set_hash(&route.href());
        }
    }

    /// Makes this the page's address without a new entry in the history.
    pub fn replace(self, route: &Route) {
        if self.place.is_embedded() {
            self.keep(route);
            return;
        }
        let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
        // Replacing a fragment of the same document cannot fail.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&route.href()));
    }

    /// Whether it is another than before.
    fn keep(self, route: &Route) -> bool {
        let other = self.kept.try_get_untracked().is_some_and(|kept| kept != *route);
        if other {
            self.kept.try_set(route.clone());
            self.place.tell("view-changed", &written(&[("view", route.href().trim_start_matches("#/"))]));
        }
        other
    }
}

/// Which page is shown.
///
/// # Panics
/// Outside the console.
#[must_use]
pub fn routes() -> Routes {
    expect_context()
}

fn from_address_bar() -> Route {
    Route::parse(&web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default())
}
