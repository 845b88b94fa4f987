//! Owns moving through the list: the active cell by keyboard and mouse, and selecting from there.
//! Refuses places as memory: the active person is remembered, and found again after every sort.

use super::{
    frame::Frame,
    state::Tracker,
    window::{Scrolled, Window},
};
use crate::domain::roster::Row;
use leptos::prelude::*;
use std::ops::Range;

/// Where the administrator is in the list.
#[derive(Clone, Copy)]
pub struct Cursor {
    tracker: Tracker,
    frame: ReadSignal<Frame>,
    active: RwSignal<Option<Row>>,
    /// The active cell: 0 is the box, the others are the columns from 1 on.
    cell: RwSignal<usize>,
    /// How far the list is scrolled.
    pub scrolled: RwSignal<Scrolled>,
}

impl Cursor {
    /// At the top, with no active row.
    pub fn new(tracker: Tracker, frame: ReadSignal<Frame>) -> Self {
        Self { tracker, frame, active: RwSignal::new(None), cell: RwSignal::new(1), scrolled: RwSignal::new(Scrolled::default()) }
    }

    /// The places of the list that are shown together: all of them, or those of one page.
    pub fn part(self) -> Range<usize> {
        let total = self.tracker.found.read().rows.len();
        match self.tracker.kept.pages.get() {
            None => 0..total,
            Some(size) => {
                let first = self.tracker.page.get().min(total.saturating_sub(1) / size).saturating_mul(size);
                first..(first + size).min(total)
            }
        }
    }

    /// The part that is shown together, in its box.
    pub fn window(self) -> Window {
        self.frame.get().window(self.part().len())
    }

    /// Place of the active cell: in the list, when the person is shown, and in the row.
    pub fn active(self) -> Option<(usize, usize)> {
        Some((self.position()?, self.cell.get()))
    }

    fn position(self) -> Option<usize> {
        self.tracker.found.read().position(self.active.get()?)
    }

    /// Makes the person at this place the active one, without scrolling.
    pub fn activate(self, at: usize, cell: Option<usize>) {
        self.active.set(self.row_at(at));
        if let Some(cell) = cell {
            self.cell.set(cell);
        }
    }

    /// Selects the person at this place or no longer; with `range`, selects everybody from the active row to here.
    pub fn choose(self, at: usize, range: bool) {
        let Some(row) = self.row_at(at) else { return };
        let from = untrack(|| self.position()).filter(|_| range && !self.tracker.selection.read_untracked().contains(row));
        match from {
            Some(from) => self.select_from(from, at),
            None => self.tracker.selection.update(|selection| selection.toggle(row)),
        }
        self.active.set(Some(row));
    }

    /// Opens the panel of the person at this place.
    pub fn open(self, at: usize) {
        self.activate(at, None);
        let row = self.row_at(at);
        self.tracker.opened.set(row.and_then(|row| self.tracker.directory.with_now(|people| people.id(row))));
    }

    /// Does what a key asks for; false when it asks for nothing here. `cells` is how many cells a row has.
    pub fn press(self, key: &str, control: bool, extend: bool, cells: usize) -> bool {
        let (total, page) = untrack(|| (self.tracker.found.read().rows.len(), self.window().page()));
        let Some(last) = total.checked_sub(1) else { return false };
        let (at, cell) = untrack(|| (self.position(), self.cell.get()));
        let end = cells.saturating_sub(1);
        let next = match (key, control) {
            ("ArrowDown", false) => at.map_or(0, |at| (at + 1).min(last)),
            ("ArrowUp", false) => at.map_or(0, |at| at.saturating_sub(1)),
            ("PageDown", false) => at.map_or(0, |at| (at + page).min(last)),
            ("PageUp", false) => at.map_or(0, |at| at.saturating_sub(page)),
            ("Home", true) => 0,
            ("End", true) => last,
            ("a" | "A", true) if !extend => {
                if !untrack(|| self.tracker.coverage.get()).is_all() {
                    self.tracker.toggle_shown();
                }
                return true;
            }
            ("Home", false) => return self.go_to_cell(at, 0),
            ("End", false) => return self.go_to_cell(at, end),
            ("ArrowRight", false) => return self.go_to_cell(at, (cell + 1).min(end)),
            ("ArrowLeft", false) => return self.go_to_cell(at, cell.saturating_sub(1)),
            (" ", false) => {
                self.choose(at.unwrap_or_default(), extend);
                return true;
            }
            ("Enter", false) => {
                self.open(at.unwrap_or_default());
                return true;
            }
            _ => return false,
        };
        if extend {
            self.select_from(at.unwrap_or(next), next);
        }
        self.activate(next, None);
        self.reveal(next);
        true
    }

    fn go_to_cell(self, at: Option<usize>, cell: usize) -> bool {
        self.cell.set(cell);
        if at.is_none() {
            self.activate(0, None);
            self.reveal(0);
        }
        true
    }

    fn select_from(self, from: usize, to: usize) {
        let found = self.tracker.found.get_untracked();
        let rows = found.rows.get(from.min(to)..=from.max(to)).unwrap_or_default();
        self.tracker.selection.update(|selection| selection.add(rows.iter().copied()));
    }

    /// Shows the page of this place, and scrolls to it.
    fn reveal(self, at: usize) {
        if let Some(size) = self.tracker.kept.pages.get_untracked() {
            self.tracker.page.set(at / size);
        }
        let (window, part) = untrack(|| (self.window(), self.part()));
        if let Some(scrolled) = window.reveal(at.saturating_sub(part.start), self.scrolled.get_untracked()) {
            // The active row is drawn at once, not with the event of the scroll.
            self.scrolled.set(scrolled);
            self.put_box(scrolled);
        }
    }

    /// The box was scrolled, by whomever.
    pub fn moved(self) {
        let Some(scroller) = self.tracker.scroller.get_untracked() else { return };
        let in_box = usize::try_from(scroller.scroll_top()).unwrap_or_default();
        let before = self.scrolled.get_untracked();
        let scrolled = untrack(|| self.window()).moved(before, in_box);
        if scrolled != before {
            self.scrolled.set(scrolled);
        }
        if scrolled.in_box() != in_box {
            self.put_box(scrolled);
        }
    }

    fn put_box(self, scrolled: Scrolled) {
        if let Some(scroller) = self.tracker.scroller.get_untracked() {
            scroller.set_scroll_top(i32::try_from(scrolled.in_box()).unwrap_or(i32::MAX));
        }
    }

    fn row_at(self, at: usize) -> Option<Row> {
        self.tracker.found.with_untracked(|found| found.rows.get(at).copied())
    }
}
