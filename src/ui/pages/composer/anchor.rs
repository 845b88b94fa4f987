//! Owns the places of the composer that can be given the focus, and finding them on the page.
//! Refuses to give it; whoever changed something does.

use crate::domain::{block::BlockField, editing::Shift};
use wasm_bindgen::JsCast;

/// Something in the editor that can be given the focus.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The subject.
    Subject,
    /// The preheader.
    Preheader,
    /// A block as a whole.
    Block(String),
    /// A field of a block.
    Field(String, BlockField),
    /// The button that moves a block.
    Move(String, Shift),
    /// The handle of a block.
    Handle(String),
    /// The button that puts back what was taken away.
    Restore,
    /// The button that adds a block.
    Add,
}

impl Anchor {
    /// Value of `data-anchor`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Subject => "subject".into(),
            Self::Preheader => "preheader".into(),
            Self::Block(block) => format!("block {block}"),
            Self::Field(block, field) => format!("{} {block}", field.name()),
            Self::Move(block, Shift::Up) => format!("up {block}"),
            Self::Move(block, Shift::Down) => format!("down {block}"),
            Self::Handle(block) => format!("handle {block}"),
            Self::Restore => "restore".into(),
            Self::Add => "add".into(),
        }
    }
}

/// Names may hold any character, so they are compared and not put into a selector.
#[must_use]
pub fn find_anchor(root: &web_sys::Element, name: &str) -> Option<web_sys::HtmlElement> {
    let anchors = root.query_selector_all("[data-anchor]").ok()?;
    let elements = (0..anchors.length()).filter_map(|at| anchors.item(at)?.dyn_into::<web_sys::HtmlElement>().ok());
    elements.into_iter().find(|element| element.get_attribute("data-anchor").as_deref() == Some(name))
}
