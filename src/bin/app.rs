//! The program's entry. On a page of its own `app.js` then calls `start`; an element of another page calls `usher::ui::widget::mount`.
//! Everything else is in `usher::ui`.

use wasm_bindgen::prelude::wasm_bindgen;

fn main() {
    console_error_panic_hook::set_once();
}

/// Shows the console on the page that is its own.
#[wasm_bindgen]
pub fn start() {
    leptos::mount::mount_to_body(usher::ui::App);
}
