//! The console on the test page, used as a person uses it: things are found by role and label, never by class.

use leptos::mount::UnmountHandle;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement, Node};

/// Most frames that something may take to appear.
const PATIENCE: u32 = 600;

/// The console of the demonstration, in English; gone when dropped.
pub struct Screen {
    root: HtmlElement,
    _mounted: Box<dyn std::any::Any>,
}

impl Drop for Screen {
    fn drop(&mut self) {
        self._mounted = Box::new(());
        self.root.remove();
    }
}

/// Opens a page of the console.
pub fn open(hash: &str) -> Screen {
    let window = web_sys::window().unwrap();
    let address = format!("?demo{hash}");
    window.history().unwrap().replace_state_with_url(&JsValue::NULL, "", Some(&address)).unwrap();
    window.local_storage().unwrap().unwrap().set_item("usher.language", "en").unwrap();
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    let mounted: UnmountHandle<_> = leptos::mount::mount_to(root.clone(), usher::ui::App);
    Screen { root, _mounted: Box::new(mounted) }
}

pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

impl Screen {
    /// The button of that name, as soon as it is there.
    pub async fn button(&self, name: &str) -> HtmlElement {
        until(name, || self.all("button").into_iter().find(|button| name_of(button) == name)).await
    }

    /// The control with that label inside the part of that name, as soon as it is there; in the whole page for no name.
    pub async fn field(&self, part: &str, label: &str) -> HtmlElement {
        until(label, || {
            let labels = self.all("label").into_iter().filter(|element| text_of(element) == label);
            let controls = labels.filter_map(|label| document().get_element_by_id(&label.get_attribute("for")?));
            controls.filter_map(|control| control.dyn_into::<HtmlElement>().ok()).find(|control| part.is_empty() || within(control, part))
        })
        .await
    }

    /// The list entry that begins with those words, on the panel of that tab, as soon as it is there.
    pub async fn entry(&self, tab: &str, beginning: &str) -> HtmlElement {
        until(beginning, || {
            let entries = self.all("[role=tabpanel] li").into_iter().filter(|entry| text_of(entry).starts_with(beginning));
            entries.into_iter().find(|entry| panel_of(entry) == tab)
        })
        .await
    }

    /// Everything that the selector finds; for roles, not for looks.
    fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
    }
}

/// Waits for something, frame by frame.
pub async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..PATIENCE {
        if let Some(found) = look() {
            return found;
        }
        frame().await;
    }
    panic!("“{what}” did not come");
}

/// Waits until something holds.
pub async fn holds(what: &str, mut condition: impl FnMut() -> bool) {
    until(what, || condition().then_some(())).await;
}

async fn frame() {
    let next = js_sys::Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().request_animation_frame(&resolve).unwrap();
    });
    JsFuture::from(next).await.unwrap();
}

/// Types over what is in a field.
pub fn fill(field: &HtmlElement, text: &str) {
    match (field.dyn_ref::<HtmlInputElement>(), field.dyn_ref::<HtmlTextAreaElement>()) {
        (Some(input), _) => input.set_value(text),
        (None, Some(area)) => area.set_value(text),
        (None, None) => field.set_text_content(Some(text)),
    }
    field.dispatch_event(&Event::new("input").unwrap()).unwrap();
}

/// What screen readers say after a field: the elements that describe it and are shown.
pub fn description(field: &HtmlElement) -> String {
    let ids = field.get_attribute("aria-describedby").unwrap_or_default();
    let shown = ids.split(' ').filter_map(|id| document().get_element_by_id(id)).filter(|element| !element.has_attribute("hidden"));
    shown.map(|element| text_of(&element)).collect::<Vec<_>>().join(" ")
}

/// Words of an element with single spaces.
pub fn text_of(element: &Node) -> String {
    element.text_content().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn name_of(element: &Element) -> String {
    element.get_attribute("aria-label").unwrap_or_else(|| text_of(element))
}

fn within(element: &Element, part: &str) -> bool {
    element.closest("[aria-label]").unwrap().is_some_and(|around| around.get_attribute("aria-label").as_deref() == Some(part))
}

/// The tab to whose panel an element belongs.
fn panel_of(element: &Element) -> String {
    let panel = element.closest("[role=tabpanel]").unwrap();
    let tab = panel.and_then(|panel| document().get_element_by_id(&panel.get_attribute("aria-labelledby")?));
    tab.map(|tab| text_of(&tab)).unwrap_or_default()
}
