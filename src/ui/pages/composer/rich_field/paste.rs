//! Owns what becomes of a pasted page or text: what a message text can be is put in at the caret, and nothing else.
//! Refuses markup of others: the page is read in a document that neither loads nor runs anything, and made anew.

use super::{
    Shape, caret,
    document::{append_rich, read_rich},
};
use crate::domain::rich_text::RichText;
use crate::ui::text::Text;
use wasm_bindgen::JsValue;
use web_sys::{DataTransfer, DomParser, Element, Node, SupportedType};

/// Puts in what is in the clipboard.
pub fn paste(root: &Element, shape: Shape, data: &DataTransfer, text: Text) -> Result<(), JsValue> {
    let (html, plain) = (data.get_data("text/html").unwrap_or_default(), data.get_data("text/plain").unwrap_or_default());
    let Some(range) = caret::range_in(root) else { return Ok(()) };
    let Some(document) = root.owner_document() else { return Ok(()) };
    if shape == Shape::Line {
        let line = plain.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join(" ");
        let node = document.create_text_node(&line);
        range.delete_contents()?;
        range.insert_node(&node)?;
        caret::caret_at(&node, node.length());
        return Ok(());
    }
    let rich = if html.trim().is_empty() { RichText::parse(&plain).0 } else { read_html(&html)? };
    let made = document.create_element("div")?;
    append_rich(&made, &document, &rich, text)?;
    range.delete_contents()?;
    let only = made.first_element_child().filter(|first| first.tag_name() == "P" && made.child_element_count() == 1);
    let last = match only {
        Some(paragraph) => insert_all(&range, &paragraph)?,
        None => insert_blocks(root, &range, &made)?,
    };
    if let Some(last) = last {
        let length = last.text_content().map_or(0, |text| text.encode_utf16().count());
        match last.node_type() {
            Node::TEXT_NODE => caret::caret_at(&last, u32::try_from(length).unwrap_or_default()),
            _ => caret::caret_at(&last, last.child_nodes().length()),
        }
    }
    Ok(())
}

/// Reads a page in a document without a window: nothing of it is fetched or run.
pub fn read_html(html: &str) -> Result<RichText, JsValue> {
    let page = DomParser::new()?.parse_from_string(html, SupportedType::TextHtml)?;
    Ok(page.body().map(|body| read_rich(&body)).unwrap_or_default())
}

/// Puts the contents of an element in at the caret; the last of them.
fn insert_all(range: &web_sys::Range, from: &Element) -> Result<Option<Node>, JsValue> {
    let mut last = None;
    while let Some(node) = from.last_child() {
        range.insert_node(&node)?;
        last = last.or(Some(node));
    }
    Ok(last)
}

/// Puts paragraphs and lists in behind the paragraph with the caret, of which what stood behind the caret follows them.
fn insert_blocks(root: &Element, range: &web_sys::Range, made: &Element) -> Result<Option<Node>, JsValue> {
    let mut block = range.start_container()?;
    while let Some(parent) = block.parent_node().filter(|_| !block.is_same_node(Some(root))) {
        if parent.is_same_node(Some(root)) {
            break;
        }
        block = parent;
    }
    let inside = !block.is_same_node(Some(root));
    let tail = if inside {
        range.set_end_after(&block)?;
        Some(range.extract_contents()?)
    } else {
        None
    };
    let mut before = if inside { block.next_sibling() } else { None };
    if let Some(tail) = tail.filter(|tail| !tail.text_content().unwrap_or_default().trim().is_empty()) {
        let first = tail.first_child();
        root.insert_before(&tail, before.as_ref())?;
        before = first;
    }
    let mut last = None;
    while let Some(node) = made.first_child() {
        root.insert_before(&node, before.as_ref())?;
        last = Some(node);
    }
    if inside && block.text_content().unwrap_or_default().is_empty() {
        root.remove_child(&block)?;
    }
    Ok(last)
}
