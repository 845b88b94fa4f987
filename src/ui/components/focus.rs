//! Owns taking whoever works by keyboard to an element.
//! Refuses to say when; what was done does.

use leptos::{html::ElementType, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Takes the focus to an element, if it is there.
pub fn focus_on<E>(element: NodeRef<E>)
where
    E: ElementType,
    E::Output: JsCast + Clone + AsRef<HtmlElement> + 'static,
{
    if let Some(element) = element.get_untracked() {
        // Fails only for an element that is not in the document.
        let _ = AsRef::<HtmlElement>::as_ref(&element).focus();
    }
}
