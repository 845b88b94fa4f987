//! Owns what the console knows of where it is shown: a page of its own, or an element of somebody else's page.
//! Refuses to touch anything outside of it: in an element neither the address, nor the document, nor another one's storage.

use crate::backend::Failure;
use js_sys::{Function, Promise};
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

/// Where the console is shown.
#[derive(Clone, Copy)]
pub struct Place {
    embedded: StoredValue<Option<Embedded>, LocalStorage>,
    /// Whether the page that it is in decides the language.
    pub language_given: RwSignal<bool>,
    /// Whether the page that it is in decides the appearance.
    pub theme_given: RwSignal<bool>,
}

/// An element of somebody else's page.
#[derive(Clone)]
pub struct Embedded {
    /// What stands for the document's root in it.
    pub root: Element,
    /// Tells that page what happened: called with a name and JSON; what is asked, it answers or promises.
    pub tell: Option<Function>,
    /// Whose preferences and drafts are kept, so that two organizations in one portal do not meet.
    pub whose: String,
    /// Whether the console's own frame is shown around the pages.
    pub framed: bool,
}

thread_local! {
    /// Where the program's own files are. One program is on a page of its own or in elements, never both.
    static FILES: RefCell<Option<String>> = const { RefCell::new(None) };
}

impl Place {
    /// The page is the console's own.
    #[must_use]
    pub fn page() -> Self {
        Self::new(None)
    }

    /// An element of somebody else's page.
    #[must_use]
    pub fn element(embedded: Embedded) -> Self {
        Self::new(Some(embedded))
    }

    fn new(embedded: Option<Embedded>) -> Self {
        Self { embedded: StoredValue::new_local(embedded), language_given: RwSignal::new(false), theme_given: RwSignal::new(false) }
    }

    /// Whether the page is somebody else's.
    #[must_use]
    pub fn is_embedded(self) -> bool {
        self.with(|embedded| embedded.is_some())
    }

    /// Whether the console's own frame is shown around the pages.
    #[must_use]
    pub fn is_framed(self) -> bool {
        self.with(|embedded| embedded.is_none_or(|embedded| embedded.framed))
    }

    /// The element that bears language and appearance, and whose letters are one `rem` high.
    #[must_use]
    pub fn root(self) -> Option<Element> {
        self.with(|embedded| embedded.map(|embedded| embedded.root.clone())).or_else(|| document().document_element())
    }

    /// The name under which something is kept in the browser.
    #[must_use]
    pub fn key(self, name: &str) -> String {
        self.with(|embedded| embedded.map_or_else(|| name.to_owned(), |embedded| format!("{name}@{}", embedded.whose)))
    }

    /// Tells the page around it what happened, with details as JSON.
    pub fn tell(self, event: &str, detail: &str) {
        drop(self.told(event, detail));
    }

    /// Asks the page around it whether something may go on; where there is none, it may.
    pub async fn ask(self, event: &str, detail: &str) -> bool {
        let Some(answer) = self.told(event, detail) else { return true };
        match answer.dyn_into::<Promise>() {
            Ok(promised) => JsFuture::from(promised).await.is_ok_and(|answer| answer.is_truthy()),
            Err(answer) => answer.is_truthy(),
        }
    }

    /// What the page around it answers, `undefined` where it throws.
    fn told(self, event: &str, detail: &str) -> Option<JsValue> {
        // Out of the store first: what is called may take the element away.
        let tell = self.with(|embedded| embedded.and_then(|embedded| embedded.tell.clone()))?;
        Some(tell.call2(&JsValue::NULL, &JsValue::from_str(event), &JsValue::from_str(detail)).unwrap_or_default())
    }

    /// Tells the page around it that something did not succeed.
    pub fn tell_failure(self, failure: &Failure) {
        self.tell("failed", &described(failure));
    }

    /// Tells the element that the console cannot begin.
    pub fn tell_start_failure(self, failure: &Failure) {
        self.tell("not-begun", &described(failure));
    }

    /// Calls a listener of everything that happens here, for as long as the component lives that asked for it.
    pub fn listen(self, event: &'static str, listener: impl Fn(web_sys::Event) + 'static) {
        let target = self.with(|embedded| embedded.map(|embedded| embedded.root.clone().unchecked_into::<web_sys::EventTarget>()));
        let Some(target) = target.or_else(|| web_sys::window().map(Into::into)) else { return };
        super::context::listen_at(target, event, wasm_bindgen::closure::Closure::<dyn Fn(web_sys::Event)>::new(listener));
    }

    /// Once the element is gone, it is as if nobody listened, and nothing is named after it.
    fn with<T>(self, read: impl Fn(Option<&Embedded>) -> T) -> T {
        self.embedded.try_with_value(|embedded| read(embedded.as_ref())).unwrap_or_else(|| read(None))
    }
}

fn described(failure: &Failure) -> String {
    written(&[("code", code(failure)), ("message", &failure.to_string())])
}

/// Texts as the members of a JSON object. A `serde_json::Value` would bring the way to write fractions into the first page.
#[must_use]
pub fn written(members: &[(&str, &str)]) -> String {
    let member = |(name, text): &(&str, &str)| {
        // A text can always be written.
        let text = serde_json::to_string(text).unwrap_or_default();
        format!("\"{name}\":{text}")
    };
    format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
}

/// What a portal's own code can tell failures apart by.
fn code(failure: &Failure) -> &'static str {
    match failure {
        Failure::Unreachable => "unreachable",
        Failure::SignInNeeded => "sign-in-needed",
        Failure::Stale | Failure::ChangesUnknown => "stale",
        Failure::Invalid { .. } | Failure::File(_) => "invalid",
        Failure::BegunBefore | Failure::Moved { .. } | Failure::Refused { .. } => "refused",
        Failure::NotFound => "not-found",
        Failure::Unsupported => "unsupported",
        Failure::NotABackend => "not-a-backend",
        Failure::NewerData => "newer-data",
        Failure::PartMissing => "part-missing",
    }
}

/// Where this console is shown.
#[must_use]
pub fn place() -> Place {
    use_context().unwrap_or_else(Place::page)
}

/// The program runs in elements, and its own files are at this address.
pub fn files_are_at(address: String) {
    FILES.set(Some(address));
}

/// The address of one of the program's own files.
#[must_use]
pub fn file(name: &str) -> String {
    FILES.with_borrow(|files| files.as_ref().map_or_else(|| name.to_owned(), |files| format!("{files}{name}")))
}

/// The address of an icon. A sprite of another origin cannot be used, so an element has it in its own tree.
#[must_use]
pub fn icon(name: &str) -> String {
    if FILES.with_borrow(Option::is_some) { format!("#icon-{name}") } else { format!("icons.svg#{name}") }
}
