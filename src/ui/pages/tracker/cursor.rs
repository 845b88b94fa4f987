//! Owns moving through the list: the active row by keyboard and mouse, and selecting from there.
//! Refuses positions as memory: the active person is remembered, and found again after every sort.

use super::{frame::Frame, state::Tracker, window::Window};
use crate::domain::{people::Person, user::UserId};
use leptos::prelude::*;

/// Where the administrator is in the list.
#[derive(Clone, Copy)]
pub struct Cursor {
    tracker: Tracker,
    frame: ReadSignal<Frame>,
    active: RwSignal<Option<UserId>>,
    /// Height of a row, in pixels.
    pub row: Memo<usize>,
    /// How far the list is scrolled, in pixels.
    pub top: RwSignal<usize>,
}

impl Cursor {
    /// At the top, with no active row.
    pub fn new(tracker: Tracker, frame: ReadSignal<Frame>) -> Self {
        Self { tracker, frame, active: RwSignal::new(None), row: Memo::new(move |_| frame.get().window(0, 0).row), top: RwSignal::new(0) }
    }

    /// The list as it is seen now.
    pub fn window(self) -> Window {
        self.frame.get().window(self.tracker.found.read().len(), self.top.get())
    }

    /// Whether this is the active person.
    pub fn is_active(self, id: &UserId) -> bool {
        self.active.read().as_ref() == Some(id)
    }

    /// Position of the active person, when shown.
    pub fn position(self) -> Option<usize> {
        let (people, found, active) = (self.tracker.people.read(), self.tracker.found.read(), self.active.read());
        let active = active.as_ref()?;
        found.iter().position(|at| people.get(*at).is_some_and(|person| person.id() == active))
    }

    /// Makes the person in this row the active one, without scrolling.
    pub fn activate(self, at: usize) {
        self.active.set(self.id_at(at));
    }

    /// Selects the person in this row or no longer; with `range`, selects everybody from the active row to here.
    pub fn choose(self, at: usize, range: bool) {
        let Some(id) = self.id_at(at) else { return };
        let from = untrack(|| self.position());
        match from.filter(|_| range && !self.tracker.selection.read_untracked().contains(&id)) {
            Some(from) => {
                let ids: Vec<UserId> = (from.min(at)..=from.max(at)).filter_map(|at| self.id_at(at)).collect();
                self.tracker.selection.update(|selection| selection.add(ids.iter()));
            }
            None => self.tracker.selection.update(|selection| selection.toggle(&id)),
        }
        self.active.set(Some(id));
    }

    /// Opens the panel of the person in this row.
    pub fn open(self, at: usize) {
        self.active.set(self.id_at(at));
        self.tracker.opened.set(self.id_at(at));
    }

    /// Does what a key asks for; false when it asks for nothing here.
    pub fn press(self, key: &str, extend: bool) -> bool {
        let window = untrack(|| self.window());
        let Some(last) = window.total.checked_sub(1) else { return false };
        let at = untrack(|| self.position());
        let next = match key {
            "ArrowDown" => at.map_or(0, |at| (at + 1).min(last)),
            "ArrowUp" => at.map_or(0, |at| at.saturating_sub(1)),
            "PageDown" => at.map_or(0, |at| (at + window.page()).min(last)),
            "PageUp" => at.map_or(0, |at| at.saturating_sub(window.page())),
            "Home" => 0,
            "End" => last,
            " " => {
                self.choose(at.unwrap_or_default(), false);
                return true;
            }
            "Enter" => {
                self.open(at.unwrap_or_default());
                return true;
            }
            _ => return false,
        };
        if extend {
            let from = at.unwrap_or(next);
            let ids: Vec<UserId> = (from.min(next)..=from.max(next)).filter_map(|at| self.id_at(at)).collect();
            self.tracker.selection.update(|selection| selection.add(ids.iter()));
        }
        self.activate(next);
        self.reveal(window, next);
        true
    }

    fn reveal(self, window: Window, at: usize) {
        if let (Some(top), Some(scroller)) = (window.reveal(at), self.tracker.scroller.get_untracked()) {
            scroller.set_scroll_top(i32::try_from(top).unwrap_or(i32::MAX));
            // The active row is drawn at once, not with the event of the scroll.
            self.top.set(top);
        }
    }

    fn id_at(self, at: usize) -> Option<UserId> {
        let index = self.tracker.found.read_untracked().get(at).copied()?;
        self.tracker.people.read_untracked().get(index).map(Person::id).cloned()
    }
}
