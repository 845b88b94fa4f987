//! Owns the elements of one row of the list: made once, and filled with another person whenever the list moves. While a million
//! people pass by, no element is made and none is thrown away.
//! Refuses to know which person stands where; `rows` says so.

use super::{cells::Contents, columns::Column};
use crate::domain::marks::marks;
use crate::ui::context::Tone;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, HtmlInputElement, Text};

/// A row.
pub struct Slot {
    /// Its element.
    pub element: HtmlElement,
    check: HtmlInputElement,
    cells: Vec<Cell>,
}

struct Cell {
    column: Column,
    element: Element,
    /// Holds the words.
    words: Element,
    mark: Option<Mark>,
    quiet: Option<Element>,
    shown: RefCell<Option<(Contents, Vec<String>)>>,
}

struct Mark {
    element: Element,
    icon: Element,
    tone: std::cell::Cell<Option<Tone>>,
}

/// Identifier of the cell in which the administrator is.
#[must_use]
pub fn cell_id(at: usize, place: usize) -> String {
    format!("person-{at}-{place}")
}

impl Slot {
    /// Makes a row of these columns.
    ///
    /// # Errors
    /// What the browser throws when it makes no elements.
    pub fn new(document: &Document, columns: &[Column]) -> Result<Self, JsValue> {
        let element: HtmlElement = make(document, "div", &[("role", "row")])?.unchecked_into();
        let check: HtmlInputElement = make(document, "input", &[("type", "checkbox"), ("tabindex", "-1")])?.unchecked_into();
        let box_cell = make(document, "div", &[("role", "gridcell"), ("data-col", "check"), ("aria-colindex", "1")])?;
        box_cell.append_child(&check)?;
        element.append_child(&box_cell)?;
        let mut cells = Vec::with_capacity(columns.len());
        for (place, column) in columns.iter().enumerate() {
            let cell = Cell::new(document, *column, place)?;
            element.append_child(&cell.element)?;
            cells.push(cell);
        }
        Ok(Self { element, check, cells })
    }

    /// Puts a person's contents into the cells; `name` names the box, `words` are marked.
    ///
    /// # Errors
    /// What the browser throws.
    pub fn fill(&self, select: &str, words: &[String], contents: impl Fn(Column) -> Contents) -> Result<(), JsValue> {
        self.check.set_attribute("aria-label", select)?;
        self.cells.iter().try_for_each(|cell| cell.fill(contents(cell.column), words))
    }

    /// Puts the row at its place in the list and in the document.
    ///
    /// # Errors
    /// What the browser throws.
    pub fn place(&self, at: usize, pixels: usize, height: usize) -> Result<(), JsValue> {
        // The headings are the first row.
        self.element.set_attribute("aria-rowindex", &(at + 2).to_string())?;
        let style = self.element.style();
        style.set_property("inset-block-start", &format!("{pixels}px"))?;
        style.set_property("block-size", &format!("{height}px"))
    }

    /// Shows whether the person is selected.
    ///
    /// # Errors
    /// What the browser throws.
    pub fn select(&self, selected: bool) -> Result<(), JsValue> {
        if self.check.checked() != selected {
            self.check.set_checked(selected);
        }
        self.element.set_attribute("aria-selected", if selected { "true" } else { "false" })
    }

    /// Shows whether the administrator is in this row, and in which cell: 0 is the box.
    ///
    /// # Errors
    /// What the browser throws.
    pub fn activate(&self, at: usize, place: Option<usize>) -> Result<(), JsValue> {
        self.element.toggle_attribute_with_force("data-active", place.is_some())?;
        let boxed = self.element.first_element_child();
        for (cell, element) in boxed.iter().chain(self.cells.iter().map(|cell| &cell.element)).enumerate() {
            if place == Some(cell) {
                element.set_attribute("id", &cell_id(at, cell))?;
                element.set_attribute("data-active", "")?;
            } else if element.has_attribute("id") {
                element.remove_attribute("id")?;
                element.remove_attribute("data-active")?;
            }
        }
        Ok(())
    }
}

impl Cell {
    fn new(document: &Document, column: Column, place: usize) -> Result<Self, JsValue> {
        let role = if column == Column::Name { "rowheader" } else { "gridcell" };
        let index = (place + 2).to_string();
        let element = make(document, "div", &[("role", role), ("data-col", column.facts().name), ("aria-colindex", &index)])?;
        let mut cell = Self { column, words: element.clone(), element, mark: None, quiet: None, shown: RefCell::new(None) };
        match column {
            Column::Name => {
                let button = make(document, "button", &[("type", "button"), ("tabindex", "-1"), ("data-open", "")])?;
                cell.words = make(document, "bdi", &[])?;
                button.append_child(&cell.words)?;
                cell.element.append_child(&button)?;
            }
            Column::LastMail | Column::Account | Column::Decision | Column::Due => {
                let (mark, icon) = (make(document, "span", &[("data-mark", "")])?, icon(document)?);
                let quiet = make(document, "span", &[("data-quiet", "")])?;
                cell.words = make(document, "span", &[])?;
                mark.append_child(icon.0.as_ref())?;
                mark.append_child(&cell.words)?;
                cell.element.append_child(&mark)?;
                cell.element.append_child(&quiet)?;
                (cell.mark, cell.quiet) = (Some(Mark { element: mark, icon: icon.1, tone: std::cell::Cell::new(None) }), Some(quiet));
            }
            Column::Email
            | Column::Department
            | Column::Licenses
            | Column::Language
            | Column::Added
            | Column::Waiting
            | Column::Reminders => {
                cell.words = make(document, "bdi", &[])?;
                cell.element.append_child(&cell.words)?;
                if column == Column::Added {
                    let quiet = make(document, "span", &[("data-quiet", "")])?;
                    cell.element.append_child(&quiet)?;
                    cell.quiet = Some(quiet);
                }
            }
        }
        Ok(cell)
    }

    fn fill(&self, contents: Contents, words: &[String]) -> Result<(), JsValue> {
        let words = if self.is_searched() { words } else { &[] };
        let same = self.shown.borrow().as_ref().is_some_and(|(shown, marked)| *shown == contents && marked == words);
        if same {
            return Ok(());
        }
        self.write(&contents.words, words)?;
        if let Some(quiet) = &self.quiet {
            write_plain(quiet, &contents.quiet);
        }
        if let Some(mark) = &self.mark {
            mark.element.toggle_attribute_with_force("hidden", contents.words.is_empty())?;
            // An icon that is named again is looked for again, which takes longer than all the rest.
            if let Some(tone) = contents.tone.filter(|tone| mark.tone.replace(Some(*tone)) != Some(*tone)) {
                mark.element.set_attribute("data-tone", tone.name())?;
                mark.icon.set_attribute("href", &crate::ui::place::icon(tone.icon()))?;
            }
        }
        if contents.title.is_empty() {
            self.element.remove_attribute("title")?;
        } else {
            self.element.set_attribute("title", &contents.title)?;
        }
        self.shown.replace(Some((contents, words.to_vec())));
        Ok(())
    }

    fn is_searched(&self) -> bool {
        matches!(self.column, Column::Name | Column::Email | Column::Department)
    }

    /// Writes the words, with what was searched marked.
    fn write(&self, text: &str, words: &[String]) -> Result<(), JsValue> {
        let marked = marks(text, words);
        if marked.is_empty() {
            write_plain(&self.words, text);
            return Ok(());
        }
        self.words.set_text_content(None);
        let Some(document) = self.words.owner_document() else { return Ok(()) };
        let mut written = 0;
        for range in marked {
            self.words.append_with_str_1(text.get(written..range.start).unwrap_or_default())?;
            let mark = make(&document, "mark", &[])?;
            mark.set_text_content(text.get(range.clone()));
            self.words.append_child(&mark)?;
            written = range.end;
        }
        self.words.append_with_str_1(text.get(written..).unwrap_or_default())
    }
}

/// Writes words alone, into the text that is there: another text in its place would have to be styled and laid out anew.
fn write_plain(element: &Element, words: &str) {
    match element.first_child().filter(|first| first.next_sibling().is_none()).and_then(|only| only.dyn_into::<Text>().ok()) {
        Some(text) => text.set_data(words),
        None => element.set_text_content(Some(words)),
    }
}

fn make(document: &Document, tag: &str, attributes: &[(&str, &str)]) -> Result<Element, JsValue> {
    let element = document.create_element(tag)?;
    attributes.iter().try_for_each(|(name, value)| element.set_attribute(name, value))?;
    Ok(element)
}

/// An icon, and the part of it that names its symbol.
fn icon(document: &Document) -> Result<(Element, Element), JsValue> {
    let space = Some("http://www.w3.org/2000/svg");
    let (icon, symbol) = (document.create_element_ns(space, "svg")?, document.create_element_ns(space, "use")?);
    for (name, value) in [("data-icon", ""), ("aria-hidden", "true"), ("focusable", "false")] {
        icon.set_attribute(name, value)?;
    }
    icon.append_child(&symbol)?;
    Ok((icon, symbol))
}
