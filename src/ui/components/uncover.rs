//! Owns that what floats over a page does not hide what has the focus: the page moves, or else what floats does.
//! Refuses to move anything for somebody who points: what they press must not slip away under them.

use crate::ui::{context::listen_while_mounted, place::place};
use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DomRect, Element};

/// Where something floats.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Edge {
    /// At the lower edge.
    #[default]
    Lower,
    /// At the upper edge: at the lower one it would hide what has the focus, and the page ends there.
    Upper,
}

impl Edge {
    /// Name in `data-floats`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Upper => "upper",
        }
    }
}

/// The edge at which what `floating` gives hides nothing that has the focus; what cannot be at another only has the page move. It
/// is looked at anew when `grows` changes, from nothing on, and when the focus moves.
pub fn uncovered(floating: impl Fn() -> Option<Element> + Copy + 'static, grows: Signal<usize>) -> ReadSignal<Edge> {
    let place = place();
    let (edge, set_edge) = signal(Edge::default());
    let look = move || {
        let focused = move || {
            // What is typed into, and what the keyboard reached: a button that was pressed by a pointer is not among them.
            let floating = floating()?;
            let focused = place.root()?.query_selector(":focus-visible").ok().flatten()?;
            let (above, below) = (floating.get_bounding_client_rect(), focused.get_bounding_client_rect());
            let hidden = !floating.contains(Some(&focused)) && meet(&above, &below) && !is_seen_beside(&below);
            hidden.then_some(focused)
        };
        let Some(hidden) = focused() else { return };
        to_the_middle(&hidden);
        // The page may end there, and then it did not move.
        if focused().is_some() {
            set_edge.try_update(|edge| {
                *edge = match edge {
                    Edge::Lower => Edge::Upper,
                    Edge::Upper => Edge::Lower,
                }
            });
        }
    };
    Effect::new(move |_| {
        if grows.get() == 0 {
            set_edge.set(Edge::default());
        } else {
            // What came is laid out by then.
            request_animation_frame(look);
        }
    });
    let moved = Closure::<dyn Fn(JsValue)>::new(move |_: JsValue| {
        if grows.try_get_untracked().is_some_and(|grows| grows > 0) {
            look();
        }
    });
    listen_while_mounted("focusin", moved);
    edge
}

/// Whether two boxes share any room.
fn meet(one: &DomRect, other: &DomRect) -> bool {
    one.left() < other.right() && other.left() < one.right() && one.top() < other.bottom() && other.top() < one.bottom()
}

/// Whether an element is so high that enough of it stays in sight, and that no scrolling would free all of it.
fn is_seen_beside(focused: &DomRect) -> bool {
    let height = window().inner_height().ok().and_then(|height| height.as_f64());
    height.is_none_or(|height| focused.height() > height / 2.0)
}

/// Scrolls an element to where nothing at an edge hides it, in each box that scrolls around it.
fn to_the_middle(element: &Element) {
    let how = Object::new();
    // Setting a property of a plain object does not fail, and scrolling has nothing to say.
    let _ = Reflect::set(&how, &"block".into(), &"center".into());
    let _ = Reflect::set(&how, &"inline".into(), &"nearest".into());
    if let Some(scroll) = Reflect::get(element, &"scrollIntoView".into()).ok().and_then(|scroll| scroll.dyn_into::<Function>().ok()) {
        let _ = scroll.call1(element, &how);
    }
}
