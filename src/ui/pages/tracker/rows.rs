//! Owns the rows that are drawn: a handful of slots that follow the list as it moves, in its order, so that screen readers read
//! them in order too.
//! Refuses signals; it is told what to show and changes what differs.

use super::{
    cells::{Look, contents},
    columns::Column,
    slot::Slot,
};
use crate::domain::roster::{Roster, Row, RowSet};
use std::{collections::VecDeque, ops::Range};
use wasm_bindgen::JsValue;
use web_sys::{Document, Element};

/// What is to be seen.
pub struct Scene<'a> {
    /// The columns.
    pub columns: &'a [Column],
    /// The rows, as places in the list.
    pub range: Range<usize>,
    /// Who stands where.
    pub found: &'a [Row],
    /// Everybody.
    pub people: &'a Roster,
    /// Counts up when a row may look otherwise although the same person stands there.
    pub stamp: u64,
    /// How it is seen.
    pub look: Look<'a>,
    /// Searched words, folded.
    pub words: &'a [String],
    /// Who is selected.
    pub selected: &'a RowSet,
    /// Where the administrator is: place in the list, and cell.
    pub active: Option<(usize, usize)>,
    /// Height of a row, in pixels.
    pub height: usize,
}

/// The slots.
#[derive(Default)]
pub struct Rows {
    columns: Vec<Column>,
    /// In the order of the document.
    slots: VecDeque<Drawn>,
    first: usize,
}

struct Drawn {
    slot: Slot,
    /// What it shows: place, person, and the stamp when it was filled.
    shown: Option<(usize, Row, u64)>,
    placed: Option<(usize, usize, usize)>,
    selected: Option<bool>,
    active: Option<usize>,
}

impl Rows {
    /// Makes the elements in `holder` show the scene; `place` says where a row begins, in pixels.
    ///
    /// # Errors
    /// What the browser throws.
    pub fn draw(
        &mut self,
        document: &Document,
        holder: &Element,
        scene: &Scene<'_>,
        place: impl Fn(usize) -> usize,
    ) -> Result<(), JsValue> {
        if self.columns != scene.columns {
            holder.set_text_content(None);
            self.slots.clear();
            self.columns = scene.columns.to_vec();
        }
        self.turn(document, holder, &scene.range)?;
        for (at, drawn) in scene.range.clone().zip(&mut self.slots) {
            if let Some(row) = scene.found.get(at) {
                drawn.show(at, *row, scene, place(at))?;
            }
        }
        Ok(())
    }

    /// Brings as many slots as there are rows into their order: those that scrolled out at one end come in at the other.
    fn turn(&mut self, document: &Document, holder: &Element, range: &Range<usize>) -> Result<(), JsValue> {
        while self.slots.len() > range.len() {
            if let Some(drawn) = self.slots.pop_back() {
                drawn.slot.element.remove();
            }
        }
        while self.slots.len() < range.len() {
            let slot = Slot::new(document, &self.columns)?;
            holder.append_child(&slot.element)?;
            self.slots.push_back(Drawn { slot, shown: None, placed: None, selected: None, active: None });
        }
        let (down, up) = (range.start.saturating_sub(self.first), self.first.saturating_sub(range.start));
        if down < self.slots.len() {
            for _ in 0..down {
                let Some(drawn) = self.slots.pop_front() else { break };
                holder.append_child(&drawn.slot.element)?;
                self.slots.push_back(drawn);
            }
        }
        if up < self.slots.len() {
            for _ in 0..up {
                let Some(drawn) = self.slots.pop_back() else { break };
                holder.insert_before(&drawn.slot.element, holder.first_child().as_ref())?;
                self.slots.push_front(drawn);
            }
        }
        self.first = range.start;
        Ok(())
    }
}

impl Drawn {
    fn show(&mut self, at: usize, row: Row, scene: &Scene<'_>, pixels: usize) -> Result<(), JsValue> {
        let shown = Some((at, row, scene.stamp));
        if self.shown.map(|(_, row, stamp)| (row, stamp)) != Some((row, scene.stamp))
            && let Some(record) = scene.people.record(row)
        {
            let select = scene.look.text.tracker_select(record.user.shown_name());
            self.slot.fill(&select, scene.words, |column| contents(column, &record, &scene.look))?;
        }
        self.shown = shown;
        let placed = Some((at, pixels, scene.height));
        if self.placed != placed {
            self.slot.place(at, pixels, scene.height)?;
            self.placed = placed;
        }
        let selected = scene.selected.contains(row);
        // A box that was clicked shows what the browser made of it until it is told.
        self.slot.select(selected)?;
        self.selected = Some(selected);
        let active = scene.active.filter(|(active, _)| *active == at).map(|(_, cell)| cell);
        if self.active != active || active.is_some() {
            self.slot.activate(at, active)?;
            self.active = active;
        }
        Ok(())
    }
}
