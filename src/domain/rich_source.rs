//! Owns writing a message text as it is typed, and building one from what an editor or a pasted page holds.
//! Refuses documents; whoever has one walks it and tells what is in it.

use super::{
    merge_field::{Merge, MergeLine, Piece},
    rich_line::{Style, nested},
    rich_text::{Inline, LinkTarget, Paragraph, RichText, begins_like_a_list},
};

/// Letters that would be marks.
const MARKS: [char; 4] = ['*', '[', ']', '\\'];

impl RichText {
    /// As it is typed: read again, it is the same.
    #[must_use]
    pub fn source(&self) -> String {
        let list = |entries: &[Vec<Inline>], mark: &dyn Fn(usize) -> String| {
            let line = |(at, entry): (usize, &Vec<Inline>)| format!("{}{}", mark(at), line_source(entry));
            entries.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
        };
        let paragraph = |paragraph: &Paragraph| match paragraph {
            Paragraph::Lines(inlines) => {
                inlines.split(|inline| *inline == Inline::Break).map(|line| unlike_a_list(line_source(line))).collect::<Vec<_>>().join("\n")
            }
            Paragraph::Bullets(entries) => list(entries, &|_| "- ".into()),
            Paragraph::Numbers(entries) => list(entries, &|at| format!("{}. ", at + 1)),
        };
        self.0.iter().map(paragraph).collect::<Vec<_>>().join("\n\n")
    }
}

fn unlike_a_list(line: String) -> String {
    if !begins_like_a_list(&line) {
        return line;
    }
    match line.split_once(". ") {
        Some((number, rest)) if number.bytes().all(|octet| octet.is_ascii_digit()) => format!("{number}\\. {rest}"),
        Some(_) | None => format!("\\{line}"),
    }
}

/// A letter or part of a line with its style.
type Unit = (Inline, Style);

fn line_source(inlines: &[Inline]) -> String {
    let mut units = Vec::new();
    flatten(inlines, Style::default(), &mut units);
    let marks = kept_braces(&mut units);
    let mut source = String::new();
    let mut now = Style::default();
    for ((unit, style), braces) in bared_spaces(units).into_iter().zip(marks) {
        turn(&mut source, now, style);
        now = style;
        match unit {
            Inline::Text(letters) => {
                let escaped = match braces {
                    Braces::Apart => letters.starts_with(MARKS),
                    Braces::Within => false,
                    Braces::Escaped => true,
                };
                source.push_str(if escaped { "\\" } else { "" });
                source.push_str(&letters);
            }
            Inline::Merge(merge) => source.push_str(&merge.source()),
            Inline::Link { label, target } => {
                source.push_str(&format!("[{}]({})", line_source(&label), target_source(&target)));
            }
            Inline::Break | Inline::Strong(_) | Inline::Emphasis(_) => {}
        }
    }
    turn(&mut source, now, Style::default());
    source
}

fn turn(source: &mut String, from: Style, to: Style) {
    let marks = match (from.strong != to.strong, from.emphasis != to.emphasis) {
        (true, true) => "***",
        (true, false) => "**",
        (false, true) => "*",
        (false, false) => "",
    };
    source.push_str(marks);
}

/// Parentheses that come in no pairs would end the link too early.
fn target_source(target: &LinkTarget) -> String {
    let source = target.source();
    let mut open = 0_i32;
    let paired = source.chars().all(|letter| {
        open += i32::from(letter == '(') - i32::from(letter == ')');
        open >= 0
    });
    if paired && open == 0 { source } else { source.replace('(', "%28").replace(')', "%29") }
}

fn flatten(inlines: &[Inline], style: Style, units: &mut Vec<Unit>) {
    for inline in inlines {
        match inline {
            Inline::Strong(inner) => flatten(inner, Style { strong: true, ..style }, units),
            Inline::Emphasis(inner) => flatten(inner, Style { emphasis: true, ..style }, units),
            Inline::Text(letters) => units.extend(letters.chars().map(|letter| (Inline::Text(letter.into()), style))),
            Inline::Break | Inline::Merge(_) | Inline::Link { .. } => units.push((inline.clone(), style)),
        }
    }
}

/// Spaces at the edge of a mark stand outside of it, since a mark neither begins before a space nor ends behind one.
fn bared_spaces(mut units: Vec<Unit>) -> Vec<Unit> {
    let mut before = Style::default();
    for forwards in [true, false] {
        let length = units.len();
        for at in 0..length {
            let Some((unit, style)) = units.get_mut(if forwards { at } else { length - 1 - at }) else { continue };
            if is_space(unit) {
                *style = Style { strong: style.strong && before.strong, emphasis: style.emphasis && before.emphasis };
            }
            before = *style;
        }
        before = Style::default();
    }
    units
}

/// How a letter stands to braces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Braces {
    /// Not between any.
    Apart,
    /// Between braces that hold no merge field: written as it is, so that the fault is found again.
    Within,
    /// The first of two that would make a merge field out of letters.
    Escaped,
}

/// Finds the braces among letters. What stands between them has one style, since marks would become part of it.
fn kept_braces(units: &mut [Unit]) -> Vec<Braces> {
    let mut marks = vec![Braces::Apart; units.len()];
    let letter = |units: &[Unit], at: usize| match units.get(at) {
        Some((Inline::Text(letters), _)) => letters.chars().next(),
        Some(_) | None => None,
    };
    let mut at = 0;
    while at < units.len() {
        let style = |at: usize| units.get(at).map(|(_, style)| *style);
        // Where the style turns between two, a mark stands between them.
        let opens = letter(units, at) == Some('{')
            && style(at) == style(at + 1)
            && (letter(units, at + 1) == Some('{') || matches!(units.get(at + 1), Some((Inline::Merge(_), _))));
        if !opens {
            at += 1;
            continue;
        }
        let inner: String = (at + 2..).map_while(|at| letter(units, at)).collect();
        let closed = inner.split_once("}}").map(|(inner, _)| (Merge::parse(inner).is_ok(), inner.chars().count() + 4));
        let ends_line = at + 2 + inner.chars().count() >= units.len();
        let (mark, end) = match closed {
            _ if letter(units, at + 1).is_none() => (Braces::Escaped, at + 1),
            Some((false, length)) => (Braces::Within, at + length),
            None if ends_line => (Braces::Apart, at + 2),
            Some((true, _)) | None => (Braces::Escaped, at + 1),
        };
        let style = units.get(at).map(|(_, style)| *style).unwrap_or_default();
        for at in at..end {
            if let (Some(place), Some((_, own))) = (marks.get_mut(at), units.get_mut(at)) {
                *place = mark;
                *own = style;
            }
        }
        at = end;
    }
    marks
}

fn is_space(unit: &Inline) -> bool {
    matches!(unit, Inline::Text(letters) if letters.chars().all(char::is_whitespace))
}

/// What kind of line is being built.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LineKind {
    /// Running text.
    #[default]
    Running,
    /// Of a list with bullets.
    Bullet,
    /// Of a numbered list.
    Number,
}

/// Builds a text from parts as they come, for instance from a document that somebody pasted. Whatever comes, what is built is a
/// text that reads the same when it is written and read again.
#[derive(Default)]
pub struct RichTextBuilder {
    paragraphs: Vec<Paragraph>,
    kind: LineKind,
    units: Vec<Unit>,
    link: Option<(LinkTarget, Vec<Unit>)>,
}

impl RichTextBuilder {
    /// Ends what is open and begins a line of a kind.
    pub fn begin(&mut self, kind: LineKind) {
        self.end_line();
        self.kind = kind;
    }

    /// Letters; line ends among them are spaces. A merge field that is written out among them becomes one.
    pub fn letters(&mut self, letters: &str, style: Style) {
        for piece in MergeLine::parse(letters).0.0 {
            match piece {
                Piece::Text(letters) => self.plain_letters(&letters, style),
                Piece::Merge(merge) => self.merge(merge, style),
            }
        }
    }

    fn plain_letters(&mut self, letters: &str, style: Style) {
        let letters = letters.chars().filter(|letter| !matches!(letter, '\u{200B}' | '\u{FEFF}'));
        let units: Vec<Unit> = letters.map(|letter| (Inline::Text(if letter.is_control() { ' ' } else { letter }.into()), style)).collect();
        self.open().extend(units);
    }

    /// A merge field.
    pub fn merge(&mut self, merge: Merge, style: Style) {
        self.open().push((Inline::Merge(merge), style));
    }

    /// A line break; in a list a space, and two of them end a paragraph.
    pub fn line_break(&mut self) {
        self.end_link();
        match (self.kind, self.units.last()) {
            (LineKind::Bullet | LineKind::Number, _) => self.letters(" ", Style::default()),
            (LineKind::Running, Some((Inline::Break, _))) => self.end_line(),
            (LineKind::Running, _) => self.units.push((Inline::Break, Style::default())),
        }
    }

    /// Begins a link, which goes on until it is ended.
    pub fn begin_link(&mut self, target: LinkTarget) {
        self.end_link();
        self.link = Some((target, Vec::new()));
    }

    /// Ends a link. Its own style is what all of its label has in common.
    pub fn end_link(&mut self) {
        let Some((target, label)) = self.link.take() else { return };
        if label.iter().all(|(unit, _)| is_space(unit)) {
            self.units.extend(label);
            return;
        }
        let all = |is: fn(Style) -> bool| label.iter().all(|(_, style)| is(*style));
        let style = Style { strong: all(|style| style.strong), emphasis: all(|style| style.emphasis) };
        let inner = |own: Style| Style { strong: own.strong && !style.strong, emphasis: own.emphasis && !style.emphasis };
        let label = nested(label.into_iter().map(|(unit, own)| (unit, inner(own))).collect());
        self.units.push((Inline::Link { label, target }, style));
    }

    /// The text.
    #[must_use]
    pub fn build(self) -> RichText {
        // Written and read again, everything has the one form that the same text has when it is typed.
        RichText::parse(&self.source()).0
    }

    /// The text as it is typed.
    #[must_use]
    pub fn source(mut self) -> String {
        self.end_line();
        RichText(self.paragraphs).source()
    }

    fn open(&mut self) -> &mut Vec<Unit> {
        match &mut self.link {
            Some((_, label)) => label,
            None => &mut self.units,
        }
    }

    fn end_line(&mut self) {
        self.end_link();
        let units = std::mem::take(&mut self.units);
        let lines: Vec<&[Unit]> = units.split(|(unit, _)| *unit == Inline::Break).map(trimmed).filter(|line| !line.is_empty()).collect();
        let inlines = nested(lines.join(&(Inline::Break, Style::default())));
        if inlines.is_empty() {
            return;
        }
        match (self.kind, self.paragraphs.last_mut()) {
            (LineKind::Bullet, Some(Paragraph::Bullets(entries))) | (LineKind::Number, Some(Paragraph::Numbers(entries))) => {
                entries.push(inlines);
            }
            (LineKind::Bullet, _) => self.paragraphs.push(Paragraph::Bullets(vec![inlines])),
            (LineKind::Number, _) => self.paragraphs.push(Paragraph::Numbers(vec![inlines])),
            (LineKind::Running, _) => self.paragraphs.push(Paragraph::Lines(inlines)),
        }
    }
}

fn trimmed(mut line: &[Unit]) -> &[Unit] {
    while let [(first, _), rest @ ..] = line
        && is_space(first)
    {
        line = rest;
    }
    while let [rest @ .., (last, _)] = line
        && is_space(last)
    {
        line = rest;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::super::{merge_field::MergeField, rich_text::LinkFallback};
    use super::*;

    const PLAIN: Style = Style { strong: false, emphasis: false };
    const BOLD: Style = Style { strong: true, emphasis: false };
    const BOTH: Style = Style { strong: true, emphasis: true };

    fn built(build: impl FnOnce(&mut RichTextBuilder)) -> String {
        let mut builder = RichTextBuilder::default();
        build(&mut builder);
        builder.build().source()
    }

    #[test]
    fn spaces_at_the_edge_of_a_mark_stand_outside() {
        let source = built(|text| {
            text.letters("a ", PLAIN);
            text.letters(" b ", BOLD);
            text.letters("c ", BOTH);
            text.letters("d", PLAIN);
        });
        assert_eq!(source, "a  **b *c*** d");
    }

    #[test]
    fn letters_that_would_be_marks_stay_letters() {
        for letters in ["2*3*4", "[a](https://b.example)", "- no list", "1. no list", r"a\*b", "*", "• x"] {
            let (read, faults) = RichText::parse(&built(|text| text.letters(letters, PLAIN)));
            assert_eq!((read.0, faults), (vec![Paragraph::Lines(vec![Inline::Text(letters.into())])], vec![]));
        }
    }

    #[test]
    fn lists_links_and_merge_fields_are_built() {
        let target = LinkTarget::parse("https://a.example/b)", LinkFallback::InLink).unwrap();
        let source = built(|text| {
            text.begin(LineKind::Bullet);
            text.letters("one", PLAIN);
            text.line_break();
            text.letters("more", PLAIN);
            text.begin(LineKind::Bullet);
            text.begin_link(target);
            text.letters("x [y]", BOLD);
            text.begin(LineKind::Running);
            text.merge(Merge { field: MergeField::FirstName, fallback: Some("there".into()) }, BOLD);
            text.line_break();
            text.line_break();
            text.letters("end", PLAIN);
            text.line_break();
        });
        assert_eq!(source, "- one more\n- **[x \\[y\\]](https://a.example/b%29)**\n\n**{{first_name|there}}**\n\nend");
    }
}
