//! Owns the small Markdown subset of message texts: paragraphs, lists, bold, italic, links, merge fields.
//! Refuses HTML, images, headings and nesting beyond that: everything else stays the letters it is.

use super::{
    merge_field::{Merge, MergeFault, MergeKind},
    rich_line::parse_line,
    text_position::At,
    web_address::{NotAWebAddress, WebAddress},
};

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

/// What stands in where a person has no value for a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkFallback {
    /// The link's own fallback, which must be there.
    InLink,
    /// Something beside the link.
    Beside,
}

impl LinkTarget {
    /// Reads a link target: an address, or one merge field of kind link.
    ///
    /// # Errors
    /// [`TextFault`] names the reason.
    pub fn parse(text: &str, fallback: LinkFallback) -> Result<Self, TextFault> {
        let text = text.trim();
        let Some(inner) = text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) else {
            return WebAddress::parse(text).map(Self::Fixed).map_err(TextFault::Link);
        };
        let merge = match fallback {
            LinkFallback::InLink => Merge::parse(inner),
            LinkFallback::Beside => Merge::parse_without_fallback(inner),
        };
        let merge = merge.map_err(TextFault::Merge)?;
        if merge.field.facts().kind != MergeKind::Link {
            return Err(TextFault::NotALink { name: merge.field.facts().name });
        }
        if let Some(fallback) = &merge.fallback {
            WebAddress::parse(fallback).map_err(TextFault::Link)?;
        }
        Ok(Self::Merge(merge))
    }

    /// Whether it leads everybody in an organization to the same place.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        match self {
            Self::Fixed(_) => true,
            Self::Merge(merge) => merge.field.is_shared(),
        }
    }

    /// As it is typed.
    #[must_use]
    pub fn source(&self) -> String {
        match self {
            Self::Fixed(address) => address.as_str().to_owned(),
            Self::Merge(merge) => merge.source(),
        }
    }
}

impl RichText {
    /// Reads a text. What is faulty stays as typed, so that a preview can go on; each fault says at which octet it begins.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<At<TextFault>>) {
        let mut reading = Reading { whole: text, paragraphs: Vec::new(), open: Vec::new(), faults: Vec::new() };
        for line in text.split('\n').map(str::trim) {
            match entry(line) {
                Some(entry) => reading.entry(entry),
                None if line.is_empty() => reading.end_paragraph(),
                None => reading.open.push(line),
            }
        }
        reading.end_paragraph();
        (Self(reading.paragraphs), reading.faults)
    }

    /// Whether it says the same to everybody in an organization.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        let mut is_shared = true;
        self.walk(&mut |inline| match inline {
            Inline::Text(_) | Inline::Break | Inline::Strong(_) | Inline::Emphasis(_) => {}
            Inline::Merge(merge) => is_shared &= merge.field.is_shared(),
            Inline::Link { target, .. } => is_shared &= target.is_shared(),
        });
        is_shared
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

/// Calls `see` with every part of a line, outermost first.
pub fn walk<'a>(inlines: &'a [Inline], see: &mut impl FnMut(&'a Inline)) {
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

/// What a line of a list says, if it is one.
fn entry(line: &str) -> Option<Entry<'_>> {
    if let Some(rest) = line.strip_prefix("- ").or_else(|| line.strip_prefix("• ")) {
        return Some(Entry::Bullet(rest));
    }
    let (number, rest) = line.split_once(". ")?;
    (number.len() <= 3 && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(Entry::Number(rest))
}

/// Whether a line would be read as one of a list.
#[must_use]
pub fn begins_like_a_list(line: &str) -> bool {
    entry(line).is_some()
}

struct Reading<'a> {
    whole: &'a str,
    paragraphs: Vec<Paragraph>,
    open: Vec<&'a str>,
    faults: Vec<At<TextFault>>,
}

impl Reading<'_> {
    fn end_paragraph(&mut self) {
        let mut inlines = Vec::new();
        for (index, line) in std::mem::take(&mut self.open).into_iter().enumerate() {
            if index > 0 {
                inlines.push(Inline::Break);
            }
            inlines.extend(parse_line(self.whole, line, &mut self.faults));
        }
        if !inlines.is_empty() {
            self.paragraphs.push(Paragraph::Lines(inlines));
        }
    }

    fn entry(&mut self, entry: Entry<'_>) {
        self.end_paragraph();
        let (Entry::Bullet(text) | Entry::Number(text)) = entry;
        let inlines = parse_line(self.whole, text, &mut self.faults);
        match (entry, self.paragraphs.last_mut()) {
            (Entry::Bullet(_), Some(Paragraph::Bullets(entries))) | (Entry::Number(_), Some(Paragraph::Numbers(entries))) => {
                entries.push(inlines);
            }
            (Entry::Bullet(_), _) => self.paragraphs.push(Paragraph::Bullets(vec![inlines])),
            (Entry::Number(_), _) => self.paragraphs.push(Paragraph::Numbers(vec![inlines])),
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
            parse("a **b *c*** [d](https://e.example/f_(g))"),
            [Paragraph::Lines(vec![
                text("a "),
                Inline::Strong(vec![text("b "), Inline::Emphasis(vec![text("c")])]),
                text(" "),
                Inline::Link {
                    label: vec![text("d")],
                    target: LinkTarget::parse("https://e.example/f_(g)", LinkFallback::InLink).unwrap()
                },
            ])]
        );
        assert_eq!(
            parse("**a***b* ***c** d*"),
            [Paragraph::Lines(vec![
                Inline::Strong(vec![text("a")]),
                Inline::Emphasis(vec![text("b")]),
                text(" "),
                Inline::Strong(vec![Inline::Emphasis(vec![text("c")])]),
                Inline::Emphasis(vec![text(" d")]),
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
            assert_eq!(faults, [At { octet: 0, what: fault }]);
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

        #[test]
        fn what_was_read_is_written_so_that_it_reads_the_same(source in "([a-z*\\[\\](){}|\\\\ \n<>.1-]|\\*\\*|- |2\\. |\\]\\(https://a\\.example\\)|\\{\\{first_name\\|x\\}\\}){0,40}") {
            let (parsed, _) = RichText::parse(&source);
            prop_assert_eq!(&RichText::parse(&parsed.source()).0, &parsed, "{:?}", parsed.source());
        }
    }
}
