//! Owns the addresses of pages: an enum printed to and read from the part after `#`, so that any path can serve the console.
//! Refuses personal data in addresses: filters are there, searched words are not.

use super::context::listen_while_mounted;
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

    /// Goes to the page.
    pub fn go(&self) {
        if let Some(window) = web_sys::window() {
            // Setting a fragment cannot fail.
            let _ = window.location().set_hash(&self.href());
        }
    }

    /// Makes this the page's address without a new entry in the history.
    pub fn replace(&self) {
        let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
        // Replacing a fragment of the same document cannot fail.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&self.href()));
    }
}

fn unescape(text: &str) -> String {
    js_sys::decode_uri_component(text).map_or_else(|_| text.to_owned(), String::from)
}

/// The page of the address bar, kept up to date. Ends with the component that asked for it.
#[must_use]
pub fn current_route() -> ReadSignal<Route> {
    let read = || Route::parse(&web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default());
    let (route, set_route) = signal(read());
    listen_while_mounted("hashchange", Closure::<dyn Fn()>::new(move || set_route.set(read())));
    route
}
