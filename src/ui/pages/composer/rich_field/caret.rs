//! Owns the caret in a text that is edited: what stands before it, and what is put in its place.
//! Refuses to know what the text is for.

use super::document::JOINT;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Node, Range, Selection};

/// The selection of the tree in which a node is: where that is in an element of its own, some browsers tell only its tree.
fn selection_around(node: &Node) -> Option<Selection> {
    let tree = node.get_root_node();
    let own = Reflect::get(&tree, &JsValue::from_str("getSelection")).ok().and_then(|own| own.dyn_into::<Function>().ok());
    match own.and_then(|own| own.call0(&tree).ok()).and_then(|selection| selection.dyn_into().ok()) {
        Some(selection) => Some(selection),
        None => web_sys::window()?.get_selection().ok()?,
    }
}

/// The selection, if it lies in this element.
pub fn selection_in(root: &Element) -> Option<Selection> {
    let selection = selection_around(root)?;
    root.contains(selection.anchor_node().as_ref()).then_some(selection)
}

/// What is selected in this element; where nothing of it is, its end.
pub fn range_in(root: &Element) -> Option<Range> {
    if let Some(range) = selection_in(root).and_then(|selection| selection.get_range_at(0).ok()) {
        return Some(range);
    }
    let range = root.owner_document()?.create_range().ok()?;
    let last = root.last_element_child().filter(|last| matches!(last.tag_name().as_str(), "P" | "LI")).unwrap_or_else(|| root.clone());
    range.select_node_contents(&last).ok()?;
    range.collapse_with_to_start(false);
    Some(range)
}

/// The letters before the caret in its own piece of text.
pub fn before_caret(root: &Element) -> Option<String> {
    let selection = selection_in(root).filter(Selection::is_collapsed)?;
    let node = selection.anchor_node().filter(|node| node.node_type() == Node::TEXT_NODE)?;
    let letters: Vec<u16> = node.text_content()?.encode_utf16().collect();
    letters.get(..selection.anchor_offset() as usize).map(String::from_utf16_lossy)
}

/// Whether the paragraph with the caret says nothing but this.
pub fn paragraph_is(root: &Element, words: &str) -> bool {
    let node = selection_in(root).and_then(|selection| selection.anchor_node());
    let paragraph = node.and_then(|node| node.parent_element()).filter(|parent| !parent.is_same_node(Some(root)));
    paragraph.is_some_and(|paragraph| paragraph.text_content().unwrap_or_default().replace(JOINT, "").trim() == words)
}

/// Takes letters before the caret away.
pub fn take_before(root: &Element, letters: &str) -> Option<Range> {
    let selection = selection_in(root)?;
    let (node, end) = (selection.anchor_node()?, selection.anchor_offset());
    let length = u32::try_from(letters.encode_utf16().count()).ok()?;
    let range = root.owner_document()?.create_range().ok()?;
    range.set_start(&node, end.checked_sub(length)?).ok()?;
    range.set_end(&node, end).ok()?;
    range.delete_contents().ok()?;
    Some(range)
}

/// Puts a node in the place of a range, with the caret behind it.
pub fn put(range: &Range, node: &Node) -> Result<(), JsValue> {
    range.delete_contents()?;
    range.insert_node(node)?;
    let Some(document) = node.owner_document() else { return Ok(()) };
    let joint = document.create_text_node(JOINT);
    if let Some(parent) = node.parent_node() {
        parent.insert_before(&joint, node.next_sibling().as_ref())?;
    }
    caret_at(&joint, 1);
    Ok(())
}

/// Puts the caret into a node.
pub fn caret_at(node: &Node, offset: u32) {
    if let Some(selection) = selection_around(node) {
        // Refused only for a node that is not in the document.
        let _ = selection.collapse_with_offset(Some(node), offset);
    }
}

/// Puts the caret to the end of an element.
pub fn caret_at_end(element: &Element) {
    let mut node: Node = element.clone().into();
    while let Some(last) = node.last_child() {
        node = last;
    }
    let length = node.text_content().map_or(0, |text| text.encode_utf16().count());
    caret_at(&node, if node.node_type() == Node::TEXT_NODE { u32::try_from(length).unwrap_or_default() } else { 0 });
}

/// Selects a range again, for instance after a field beside the text had the focus.
pub fn select(range: &Range) {
    let node = range.start_container().ok();
    if let Some(selection) = node.and_then(|node| selection_around(&node)) {
        let chosen = selection.remove_all_ranges().and_then(|()| selection.add_range(range));
        // Refused only for a range of another document.
        drop(chosen);
    }
}

/// The chip that something in it was clicked, or that stands beside the caret.
pub fn chip_at(root: &Element, target: Option<&Node>) -> Option<Element> {
    let element = |node: &Node| node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element());
    if let Some(chip) = target.and_then(element).and_then(|element| element.closest("[data-merge]").ok().flatten()) {
        return Some(chip);
    }
    let selection = selection_in(root)?;
    let node = selection.anchor_node()?;
    let is_chip = |node: Option<Node>| node?.dyn_into::<Element>().ok().filter(|element| element.has_attribute("data-merge"));
    match node.node_type() {
        Node::TEXT_NODE => is_chip(node.previous_sibling()).or_else(|| is_chip(node.next_sibling())),
        _ => {
            let children = node.child_nodes();
            let at = selection.anchor_offset();
            is_chip(at.checked_sub(1).and_then(|before| children.item(before))).or_else(|| is_chip(children.item(at)))
        }
    }
}
