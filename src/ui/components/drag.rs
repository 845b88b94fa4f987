//! Owns moving an entry of a list by its handle, dragged with a mouse, pen or finger.
//! Refuses to move anything before it is dropped, and to know what the entries are.

use leptos::{html, prelude::*};

/// This near to the edge of the window it scrolls, in pixels.
const EDGE: i32 = 64;
/// By this much at a time, in pixels.
const SCROLL: f64 = 16.0;

/// An entry on its way.
#[derive(Clone, Copy)]
pub struct Drag {
    /// The list.
    pub list: NodeRef<html::Ol>,
    /// Which entry, and before which place it would be put.
    moving: RwSignal<Option<(String, usize)>>,
    /// The entries in their order.
    entries: Signal<Vec<String>>,
    /// Called with an entry and its new place, counted without it.
    move_to: Callback<(String, usize)>,
}

/// Where an entry that is on its way would be put, seen from another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Before this one.
    Before,
    /// After this one, which is the last.
    After,
    /// This is the one.
    Moving,
}

impl Mark {
    /// Its name in `data-drop`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
            Self::Moving => "moving",
        }
    }
}

impl Drag {
    /// Nothing is on its way.
    #[must_use]
    pub fn new(entries: Signal<Vec<String>>, move_to: Callback<(String, usize)>) -> Self {
        Self { list: NodeRef::new(), moving: RwSignal::new(None), entries, move_to }
    }

    fn place_of(self, id: &str) -> usize {
        self.entries.with(|entries| entries.iter().position(|known| known == id)).unwrap_or_default()
    }

    /// Takes hold of an entry.
    pub fn begin(self, id: &str, event: &web_sys::PointerEvent) {
        if event.button() != 0 {
            return;
        }
        event.prevent_default();
        if let Some(handle) = event.current_target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(target).ok())
        {
            // Fails only when the pointer is gone already; then nothing more comes.
            let _ = handle.set_pointer_capture(event.pointer_id());
            // What is prevented above would have done this.
            let _ = handle.focus();
        }
        self.moving.set(Some((id.to_owned(), untrack(|| self.place_of(id)))));
    }

    /// Looks where it would be put.
    pub fn go_on(self, event: &web_sys::PointerEvent) {
        let Some((id, _)) = self.moving.get_untracked() else { return };
        let Some(list) = self.list.get_untracked() else { return };
        let items = list.children();
        let below = |at: &u32| {
            items.item(*at).is_some_and(|item| {
                let place = item.get_bounding_client_rect();
                f64::from(event.client_y()) > place.top() + place.height() / 2.0
            })
        };
        let to = (0..items.length()).take_while(below).count();
        self.moving.set(Some((id, to)));
        scroll_at_edge(event.client_y());
    }

    /// Puts it there; says whether it moved.
    pub fn drop(self) -> bool {
        let Some((id, to)) = self.moving.get_untracked() else { return false };
        self.moving.set(None);
        let from = untrack(|| self.place_of(&id));
        // Without the entry itself, all that were below it stand one higher.
        let place = if to > from { to - 1 } else { to };
        if place != from {
            self.move_to.run((id, place));
        }
        place != from
    }

    /// Leaves it where it was.
    pub fn give_up(self) {
        self.moving.set(None);
    }

    /// How an entry is marked meanwhile.
    #[must_use]
    pub fn mark(self, id: &str) -> Option<Mark> {
        let (moving, to) = self.moving.get()?;
        let (place, from) = (self.place_of(id), self.place_of(&moving));
        let last = place + 1 == self.entries.with(Vec::len);
        match () {
            () if moving == id => Some(Mark::Moving),
            () if to == from || to == from + 1 => None,
            () if to == place => Some(Mark::Before),
            () if last && to > place => Some(Mark::After),
            () => None,
        }
    }
}

fn scroll_at_edge(y: i32) {
    let Some(window) = web_sys::window() else { return };
    let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    if y < EDGE {
        window.scroll_by_with_x_and_y(0.0, -SCROLL);
    } else if f64::from(y) > height - f64::from(EDGE) {
        window.scroll_by_with_x_and_y(0.0, SCROLL);
    }
}
