//! Owns asking for a file and taking the one that was chosen.
//! Refuses to read it.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

/// Opens the system's choice of a file.
pub fn ask_for_file(input: NodeRef<html::Input>) {
    if let Some(input) = input.get_untracked() {
        input.click();
    }
}

/// The file that was chosen; the same one can be chosen again.
#[must_use]
pub fn chosen_file(event: &web_sys::Event) -> Option<web_sys::File> {
    let input: web_sys::HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0);
    if file.is_some() {
        input.set_value("");
    }
    file
}
