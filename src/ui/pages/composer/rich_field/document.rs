//! Owns the way between a message text and the part of the document in which it is edited, and from whatever was pasted.
//! Refuses to put any markup in but its own: elements are made one by one, and of a pasted page only what a text can be is read.

use super::Shape;
use crate::domain::{
    merge_field::{Merge, MergeLine, Piece},
    rich_line::Style,
    rich_source::{LineKind, RichTextBuilder},
    rich_text::{Inline, LinkFallback, LinkTarget, Paragraph, RichText},
};
use crate::ui::{pages::composer::words::merge_words, text::Text};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Node};

/// Carries what stands between the braces of a merge field.
pub const MERGE: &str = "data-merge";
/// Gives the caret a place beside a chip.
pub const JOINT: &str = "\u{200B}";

type Made<T> = Result<T, JsValue>;

/// Reads what is being edited, as it is typed.
pub fn read(root: &Element, shape: Shape) -> String {
    match shape {
        Shape::Line => read_line(root),
        Shape::Lines => built(root).source(),
    }
}

/// Reads anything as a text.
pub fn read_rich(root: &Node) -> RichText {
    built(root).build()
}

fn built(root: &Node) -> RichTextBuilder {
    let mut builder = RichTextBuilder::default();
    read_children(root, Style::default(), LineKind::Running, &mut builder);
    builder
}

fn read_line(root: &Element) -> String {
    let mut line = String::new();
    let mut next = root.first_child();
    while let Some(node) = next {
        match merge_of(&node) {
            Some(merge) => line.push_str(&merge.source()),
            None => line.push_str(&node.text_content().unwrap_or_default().replace(JOINT, "").replace(['\n', '\r'], " ")),
        }
        next = node.next_sibling();
    }
    line
}

fn merge_of(node: &Node) -> Option<Merge> {
    Merge::parse_without_fallback(&node.dyn_ref::<Element>()?.get_attribute(MERGE)?).ok()
}

fn read_children(parent: &Node, style: Style, kind: LineKind, builder: &mut RichTextBuilder) {
    let mut next = parent.first_child();
    while let Some(node) = next {
        read_node(&node, style, kind, builder);
        next = node.next_sibling();
    }
}

fn read_node(node: &Node, style: Style, kind: LineKind, builder: &mut RichTextBuilder) {
    if node.node_type() == Node::TEXT_NODE {
        builder.letters(&node.text_content().unwrap_or_default().replace('\n', " "), style);
        return;
    }
    let Some(element) = node.dyn_ref::<Element>() else { return };
    if let Some(merge) = merge_of(node) {
        builder.merge(merge, style);
        return;
    }
    match element.tag_name().to_ascii_lowercase().as_str() {
        "script" | "style" | "template" | "head" | "title" | "noscript" | "svg" | "math" | "iframe" | "object" | "select" | "textarea" => {}
        "br" => builder.line_break(),
        "b" | "strong" => read_children(node, styled(element, Style { strong: true, ..style }), kind, builder),
        "i" | "em" => read_children(node, styled(element, Style { emphasis: true, ..style }), kind, builder),
        "a" => read_link(element, style, kind, builder),
        "ul" => read_children(node, style, LineKind::Bullet, builder),
        "ol" => read_children(node, style, LineKind::Number, builder),
        "li" => read_block(node, style, if kind == LineKind::Running { LineKind::Bullet } else { kind }, builder),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => read_block(node, Style { strong: true, ..style }, LineKind::Running, builder),
        "p" | "div" | "section" | "article" | "blockquote" | "pre" | "table" | "tr" | "header" | "footer" | "dd" | "dt" | "hr" => {
            read_paragraph(element, style, kind, builder);
        }
        _ => read_children(node, styled(element, style), kind, builder),
    }
}

fn read_block(node: &Node, style: Style, kind: LineKind, builder: &mut RichTextBuilder) {
    builder.begin(kind);
    read_children(node, style, kind, builder);
    builder.begin(LineKind::Running);
}

/// A paragraph inside an entry of a list belongs to the entry. Word writes the entries of lists as paragraphs.
fn read_paragraph(element: &Element, style: Style, kind: LineKind, builder: &mut RichTextBuilder) {
    let is_words_list = element.class_name().contains("MsoListParagraph");
    match (kind, is_words_list) {
        (LineKind::Bullet | LineKind::Number, _) => {
            read_children(element, style, kind, builder);
            builder.letters(" ", style);
        }
        (LineKind::Running, false) => read_block(element, styled(element, style), LineKind::Running, builder),
        (LineKind::Running, true) => {
            let text = element.text_content().unwrap_or_default();
            let numbered = text.trim_start().starts_with(|letter: char| letter.is_ascii_digit());
            builder.begin(if numbered { LineKind::Number } else { LineKind::Bullet });
            let mut next = element.first_child();
            while let Some(node) = next {
                let mark = node.dyn_ref::<Element>().and_then(|element| element.get_attribute("style")).unwrap_or_default();
                if !mark.replace(' ', "").contains("mso-list:Ignore") {
                    read_node(&node, style, LineKind::Bullet, builder);
                }
                next = node.next_sibling();
            }
            builder.begin(LineKind::Running);
        }
    }
}

fn read_link(element: &Element, style: Style, kind: LineKind, builder: &mut RichTextBuilder) {
    let target = element.get_attribute("href").and_then(|href| LinkTarget::parse(&href, LinkFallback::InLink).ok());
    let linked = target.is_some();
    if let Some(target) = target {
        builder.begin_link(target);
    }
    read_children(element, styled(element, style), kind, builder);
    if linked {
        builder.end_link();
    }
}

/// What the style of an element says of bold and italic, which is all that some programs write.
fn styled(element: &Element, style: Style) -> Style {
    let own = element.get_attribute("style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    let has = |property: &str, values: &[&str]| values.iter().any(|value| own.contains(&format!("{property}:{value}")));
    Style {
        strong: (style.strong || has("font-weight", &["bold", "6", "7", "8", "9"])) && !has("font-weight", &["normal", "4"]),
        emphasis: (style.emphasis || has("font-style", &["italic", "oblique"])) && !has("font-style", &["normal"]),
    }
}

/// Puts a text where it is edited.
pub fn write(root: &Element, source: &str, shape: Shape, text: Text) -> Made<()> {
    let Some(document) = root.owner_document() else { return Ok(()) };
    root.set_text_content(None);
    match shape {
        Shape::Line => {
            for piece in MergeLine::parse(source).0.0 {
                match piece {
                    Piece::Text(letters) => drop(root.append_child(&document.create_text_node(&letters))?),
                    Piece::Merge(merge) => append_chip(root, &document, &merge, text)?,
                }
            }
        }
        Shape::Lines => {
            append_rich(root, &document, &RichText::parse(source).0, text)?;
            if root.first_child().is_none() {
                let paragraph = document.create_element("p")?;
                paragraph.append_child(&*document.create_element("br")?)?;
                root.append_child(&paragraph)?;
            }
        }
    }
    Ok(())
}

/// Appends the elements of a text.
pub fn append_rich(root: &Node, document: &Document, rich: &RichText, text: Text) -> Made<()> {
    for paragraph in &rich.0 {
        let (tag, entries) = match paragraph {
            Paragraph::Lines(inlines) => {
                let element = document.create_element("p")?;
                append_inlines(&element, document, inlines, text)?;
                root.append_child(&element)?;
                continue;
            }
            Paragraph::Bullets(entries) => ("ul", entries),
            Paragraph::Numbers(entries) => ("ol", entries),
        };
        let list = document.create_element(tag)?;
        for entry in entries {
            let item = document.create_element("li")?;
            append_inlines(&item, document, entry, text)?;
            list.append_child(&item)?;
        }
        root.append_child(&list)?;
    }
    Ok(())
}

fn append_inlines(parent: &Element, document: &Document, inlines: &[Inline], text: Text) -> Made<()> {
    for inline in inlines {
        let (tag, inner, href) = match inline {
            Inline::Text(letters) => {
                parent.append_child(&document.create_text_node(letters))?;
                continue;
            }
            Inline::Break => {
                parent.append_child(&*document.create_element("br")?)?;
                continue;
            }
            Inline::Merge(merge) => {
                append_chip(parent, document, merge, text)?;
                continue;
            }
            Inline::Strong(inner) => ("strong", inner, None),
            Inline::Emphasis(inner) => ("em", inner, None),
            Inline::Link { label, target } => ("a", label, Some(target.source())),
        };
        let element = document.create_element(tag)?;
        if let Some(href) = href {
            element.set_attribute("href", &href)?;
        }
        append_inlines(&element, document, inner, text)?;
        parent.append_child(&element)?;
    }
    Ok(())
}

fn append_chip(parent: &Element, document: &Document, merge: &Merge, text: Text) -> Made<()> {
    parent.append_child(&*chip(document, merge, text)?)?;
    parent.append_child(&document.create_text_node(JOINT))?;
    Ok(())
}

/// A merge field as it stands in a text.
pub fn chip(document: &Document, merge: &Merge, text: Text) -> Made<Element> {
    let chip = document.create_element("span")?;
    chip.set_attribute("contenteditable", "false")?;
    set_merge(&chip, merge, text)?;
    Ok(chip)
}

/// Makes a chip another merge field.
pub fn set_merge(chip: &Element, merge: &Merge, text: Text) -> Made<()> {
    let source = merge.source();
    let inner = source.trim_start_matches('{').trim_end_matches('}');
    chip.set_attribute(MERGE, inner)?;
    chip.set_attribute("title", &source)?;
    let words = merge_words(text, merge.field);
    chip.set_text_content(Some(&merge.fallback.as_ref().map_or_else(|| words.to_owned(), |fallback| format!("{words} | {fallback}"))));
    Ok(())
}
