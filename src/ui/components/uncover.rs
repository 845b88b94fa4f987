//! Owns that what comes to float over a page does not hide what has the focus already: the page moves.
//! Refuses to measure: how far is said in `frame.css`, as the margin that the focused element keeps when it is scrolled to.

use crate::ui::place::Place;
use js_sys::{Function, Object, Reflect};
use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast;

/// Does something once what just changed is on the page.
pub fn soon(place: Place, what: fn(Place)) {
    request_animation_frame(move || what(place));
}

/// Scrolls to what has the focus, no further than it must.
pub fn keep_focus_in_sight(place: Place) {
    // What is typed into, and what the keyboard reached: a button that was pressed by a pointer is not to slip away under it.
    let Some(focused) = place.root().and_then(|root| root.query_selector(":focus-visible").ok().flatten()) else { return };
    let how = Object::new();
    // Setting a property of a plain object does not fail, and scrolling has nothing to say.
    let _ = Reflect::set(&how, &"block".into(), &"nearest".into());
    let _ = Reflect::set(&how, &"inline".into(), &"nearest".into());
    if let Some(scroll) = Reflect::get(&focused, &"scrollIntoView".into()).ok().and_then(|scroll| scroll.dyn_into::<Function>().ok()) {
        let _ = scroll.call1(&focused, &how);
    }
}
