//! Owns the small Markdown subset of message texts: paragraphs, lists, bold, italic, links, merge fields.
//! Refuses HTML, images, headings and nesting beyond that: everything else stays the letters it is.

use super::merge_field::{Merge, MergeFault, MergeKind};
use super::web_address::{NotAWebAddress, WebAddress};

/// A text with structure.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RichText(pub Vec<Paragraph>);

/// A part of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Paragraph {
    /// Running text.
    Lines(Vec<Inline>),
    /// A list, one entry per line that begins with `- `.
    Bullets(Vec<Vec<Inline>>),
    /// A numbered list, one entry per line that begins with a number and `. `.
    Numbers(Vec<Vec<Inline>>),
}

/// A part of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Inline {
    /// Words.
    Text(String),
    /// A line break inside a paragraph.
    Break,
    /// A merge field.
    Merge(Merge),
    /// `**bold**`
    Strong(Vec<Inline>),
    /// `*italic*`
    Emphasis(Vec<Inline>),
    /// `[label](target)`
    Link {
        /// What is shown.
        label: Vec<Inline>,
        /// Where it leads.
        target: LinkTarget,
    },
}

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkTarget {
    /// The same for everybody.
    Fixed(WebAddress),
    /// A merge field of kind link, with what stands in for a missing value.
    Merge(Merge),
}

/// What is wrong in a text or link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// About a merge field.
    #[error("{0}")]
    Merge(MergeFault),
    /// About a link's target.
    #[error("{0}")]
    Link(NotAWebAddress),
    /// A merge field that is no link stands where a link must.
    #[error("{{{{{name}}}}} is not a link; {{{{portal_url}}}} and {{{{meeting_room_url|https://…}}}} are")]
    NotALink {
        /// The field.
        name: &'static str,
    },
}

impl LinkTarget {
    /// Reads a link target: an address, or one merge field of kind link.
    ///
    /// # Errors
    /// [`TextFault`] names the reason.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        let text = text.trim();
        let Some(inner) = text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) else {
            return WebAddress::parse(text).map(Self::Fixed).map_err(TextFault::Link);
        };
        let merge = Merge::parse(inner).map_err(TextFault::Merge)?;
        if merge.field.facts().kind != MergeKind::Link {
            return Err(TextFault::NotALink { name: merge.field.facts().name });
        }
        if let Some(fallback) = &merge.fallback {
            WebAddress::parse(fallback).map_err(TextFault::Link)?;
        }
        Ok(Self::Merge(merge))
    }
}

impl RichText {
    /// Reads a text. What is faulty stays as typed, so that a preview can go on.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<TextFault>) {
        let mut faults = Vec::new();
        let mut paragraphs = Vec::new();
        let text = text.replace("\r\n", "\n");
        for chunk in text.split("\n\n") {
            let mut open: Vec<&str> = Vec::new();
            for line in chunk.lines().map(str::trim).filter(|line| !line.is_empty()) {
                match bullet(line) {
                    None => open.push(line),
                    Some(entry) => {
                        flush(&mut open, &mut paragraphs, &mut faults);
                        add_entry(entry, &mut paragraphs, &mut faults);
                    }
                }
            }
            flush(&mut open, &mut paragraphs, &mut faults);
        }
        (Self(paragraphs), faults)
    }

    /// Calls `see` with every inline part, outermost first.
    pub fn walk<'a>(&'a self, see: &mut impl FnMut(&'a Inline)) {
        for paragraph in &self.0 {
            match paragraph {
                Paragraph::Lines(inlines) => walk(inlines, see),
                Paragraph::Bullets(entries) | Paragraph::Numbers(entries) => entries.iter().for_each(|inlines| walk(inlines, see)),
            }
        }
    }
}

fn walk<'a>(inlines: &'a [Inline], see: &mut impl FnMut(&'a Inline)) {
    for inline in inlines {
        see(inline);
        match inline {
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { label: inner, .. } => walk(inner, see),
            Inline::Text(_) | Inline::Break | Inline::Merge(_) => {}
        }
    }
}

enum Entry<'a> {
    Bullet(&'a str),
    Number(&'a str),
}

fn bullet(line: &str) -> Option<Entry<'_>> {
    if let Some(rest) = line.strip_prefix("- ").or_else(|| line.strip_prefix("• ")) {
        return Some(Entry::Bullet(rest));
    }
    let (number, rest) = line.split_once(". ")?;
    (number.len() <= 3 && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(Entry::Number(rest))
}

fn flush(open: &mut Vec<&str>, paragraphs: &mut Vec<Paragraph>, faults: &mut Vec<TextFault>) {
    if open.is_empty() {
        return;
    }
    let mut inlines = Vec::new();
    for (index, line) in open.drain(..).enumerate() {
        if index > 0 {
            inlines.push(Inline::Break);
        }
        inlines.extend(parse_inlines(line, faults, 0));
    }
    paragraphs.push(Paragraph::Lines(inlines));
}

fn add_entry(entry: Entry<'_>, paragraphs: &mut Vec<Paragraph>, faults: &mut Vec<TextFault>) {
    match (entry, paragraphs.last_mut()) {
        (Entry::Bullet(text), Some(Paragraph::Bullets(entries))) | (Entry::Number(text), Some(Paragraph::Numbers(entries))) => {
            entries.push(parse_inlines(text, faults, 0));
        }
        (Entry::Bullet(text), _) => paragraphs.push(Paragraph::Bullets(vec![parse_inlines(text, faults, 0)])),
        (Entry::Number(text), _) => paragraphs.push(Paragraph::Numbers(vec![parse_inlines(text, faults, 0)])),
    }
}

/// Deepest nesting of bold, italic and links.
const DEEPEST: usize = 4;

fn parse_inlines(text: &str, faults: &mut Vec<TextFault>, depth: usize) -> Vec<Inline> {
    let (mut inlines, mut plain, mut rest) = (Vec::new(), String::new(), text);
    while let Some(next) = rest.chars().next() {
        let special = match next {
            '\\' => escaped(rest),
            '{' => merge(rest, faults),
            '*' if depth < DEEPEST => emphasis(rest, faults, depth),
            '[' if depth < DEEPEST => link(rest, faults),
            _ => None,
        };
        if let Some((inline, tail)) = special {
            match inline {
                Inline::Text(letters) => plain.push_str(&letters),
                other => {
                    push_text(&mut inlines, &mut plain);
                    inlines.push(other);
                }
            }
            rest = tail;
        } else {
            plain.push(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        }
    }
    push_text(&mut inlines, &mut plain);
    inlines
}

fn push_text(inlines: &mut Vec<Inline>, plain: &mut String) {
    if !plain.is_empty() {
        inlines.push(Inline::Text(std::mem::take(plain)));
    }
}

fn escaped(rest: &str) -> Option<(Inline, &str)> {
    let letter = rest.chars().nth(1).filter(|c| matches!(c, '*' | '[' | ']' | '\\' | '-' | '{'))?;
    Some((Inline::Text(letter.to_string()), rest.get(2..)?))
}

fn merge<'a>(rest: &'a str, faults: &mut Vec<TextFault>) -> Option<(Inline, &'a str)> {
    let after = rest.strip_prefix("{{")?;
    let Some((inner, tail)) = after.split_once("}}") else {
        faults.push(TextFault::Merge(MergeFault::Unclosed));
        return Some((Inline::Text("{{".into()), after));
    };
    match Merge::parse(inner) {
        Ok(merge) => Some((Inline::Merge(merge), tail)),
        Err(fault) => {
            faults.push(TextFault::Merge(fault));
            Some((Inline::Text(format!("{{{{{inner}}}}}")), tail))
        }
    }
}

fn emphasis<'a>(rest: &'a str, faults: &mut Vec<TextFault>, depth: usize) -> Option<(Inline, &'a str)> {
    let (mark, strong) = if rest.starts_with("**") { ("**", true) } else { ("*", false) };
    let (inner, tail) = rest.strip_prefix(mark)?.split_once(mark)?;
    if inner.trim() != inner || inner.is_empty() {
        return None;
    }
    let inlines = parse_inlines(inner, faults, depth + 1);
    Some((if strong { Inline::Strong(inlines) } else { Inline::Emphasis(inlines) }, tail))
}

fn link<'a>(rest: &'a str, faults: &mut Vec<TextFault>) -> Option<(Inline, &'a str)> {
    let (label, after) = rest.strip_prefix('[')?.split_once("](")?;
    let (target, tail) = after.split_once(')')?;
    if label.contains('[') || label.trim().is_empty() {
        return None;
    }
    match LinkTarget::parse(target) {
        Ok(target) => Some((Inline::Link { label: parse_inlines(label, faults, DEEPEST), target }, tail)),
        Err(fault) => {
            faults.push(fault);
            Some((Inline::Text(format!("[{label}]({target})")), tail))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(words: &str) -> Inline {
        Inline::Text(words.into())
    }

    fn parse(source: &str) -> Vec<Paragraph> {
        let (parsed, faults) = RichText::parse(source);
        assert_eq!(faults, [], "{source}");
        parsed.0
    }

    #[test]
    fn paragraphs_lists_and_breaks() {
        assert_eq!(
            parse("One\ntwo\n\n- a\n- b\nafter\n1. x\n2. y"),
            [
                Paragraph::Lines(vec![text("One"), Inline::Break, text("two")]),
                Paragraph::Bullets(vec![vec![text("a")], vec![text("b")]]),
                Paragraph::Lines(vec![text("after")]),
                Paragraph::Numbers(vec![vec![text("x")], vec![text("y")]]),
            ]
        );
        assert_eq!(parse(" \n\n "), []);
    }

    #[test]
    fn bold_italic_and_links() {
        assert_eq!(
            parse("a **b *c*** [d](https://e.example/f)"),
            [Paragraph::Lines(vec![
                text("a "),
                Inline::Strong(vec![text("b *c")]),
                text("* "),
                Inline::Link { label: vec![text("d")], target: LinkTarget::parse("https://e.example/f").unwrap() },
            ])]
        );
        assert_eq!(parse("*i* 2*3 * 4"), [Paragraph::Lines(vec![Inline::Emphasis(vec![text("i")]), text(" 2*3 * 4")])]);
        assert_eq!(parse(r"\*no\* \[x\](y)"), [Paragraph::Lines(vec![text("*no* [x](y)")])]);
    }

    #[test]
    fn html_stays_letters() {
        assert_eq!(parse("<script>alert(1)</script>"), [Paragraph::Lines(vec![text("<script>alert(1)</script>")])]);
    }

    #[test]
    fn faulty_links_and_fields_are_named_and_stay_as_typed() {
        for (source, fault) in [
            ("[a](javascript:x)", TextFault::Link(NotAWebAddress::Scheme)),
            ("[a]({{first_name|x}})", TextFault::NotALink { name: "first_name" }),
            ("[a]({{meeting_room_url}})", TextFault::Merge(MergeFault::FallbackMissing { name: "meeting_room_url" })),
            ("[a]({{meeting_room_url|javascript:x}})", TextFault::Link(NotAWebAddress::Scheme)),
            ("{{nmae}}", TextFault::Merge(MergeFault::Unknown { name: "nmae".into(), nearest: "email" })),
            ("{{open", TextFault::Merge(MergeFault::Unclosed)),
        ] {
            let (parsed, faults) = RichText::parse(source);
            assert_eq!(faults, [fault]);
            assert_eq!(parsed.0, [Paragraph::Lines(vec![text(source)])]);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_without_loss_of_letters(source in "[a-z*\\[\\](){}|\\\\ \n<>é-]{0,60}") {
            let (parsed, _) = RichText::parse(&source);
            let mut seen = String::new();
            parsed.walk(&mut |inline| if let Inline::Text(words) = inline { seen.push_str(words) });
            for letter in seen.chars().filter(|c| c.is_alphabetic()) {
                prop_assert!(source.contains(letter));
            }
        }
    }
}
