//! Owns moving a rule by its handle: dragged with a mouse, pen or finger, or step by step with the arrow keys.
//! Refuses to move anything before it is dropped.

use super::editor::Editor;
use crate::domain::rule::RuleId;
use leptos::{html, prelude::*};

/// This near to the edge of the window it scrolls, in pixels.
const EDGE: i32 = 64;
/// By this much at a time, in pixels.
const SCROLL: f64 = 16.0;

/// A rule on its way.
#[derive(Clone, Copy)]
pub struct Drag {
    /// The list.
    pub list: NodeRef<html::Ol>,
    /// Which rule, and before which place it would be put.
    moving: RwSignal<Option<(RuleId, usize)>>,
    editor: Editor,
}

/// Where a rule that is on its way would be put, seen from another.
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
    pub fn new(editor: Editor) -> Self {
        Self { list: NodeRef::new(), moving: RwSignal::new(None), editor }
    }

    /// Takes hold of a rule.
    pub fn begin(self, id: &RuleId, event: &web_sys::PointerEvent) {
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
        self.moving.set(Some((id.clone(), untrack(|| self.editor.place_of(id)))));
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
        let from = untrack(|| self.editor.place_of(&id));
        // Without the rule itself, all that were below it stand one higher.
        let place = if to > from { to - 1 } else { to };
        self.editor.move_rule(&id, place);
        place != from
    }

    /// Leaves it where it was.
    pub fn give_up(self) {
        self.moving.set(None);
    }

    /// How a rule is marked meanwhile.
    pub fn mark(self, id: &RuleId) -> Option<Mark> {
        let (moving, to) = self.moving.get()?;
        let (place, from) = (self.editor.place_of(id), self.editor.place_of(&moving));
        let last = place + 1 == self.editor.rule_ids().len();
        match () {
            () if moving == *id => Some(Mark::Moving),
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
