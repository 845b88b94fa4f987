//! Owns reading one line of a message text: bold, italic, links, merge fields, and letters that a backslash keeps from being marks.
//! Refuses lines and lists, which are in `rich_text`.

use super::{
    merge_field::{Merge, MergeFault},
    rich_text::{Inline, LinkFallback, LinkTarget, TextFault},
    text_position::{At, octet_of},
};

/// How letters are set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Style {
    /// Bold.
    pub strong: bool,
    /// Italic.
    pub emphasis: bool,
}

/// Letters that a backslash keeps from being marks.
const ESCAPED: [char; 8] = ['*', '[', ']', '\\', '-', '{', '.', '•'];

/// Reads a line, which is a part of the whole text.
pub fn parse_line(whole: &str, line: &str, faults: &mut Vec<At<TextFault>>) -> Vec<Inline> {
    nested(styled(whole, line, Links::Read, faults))
}

/// Letters and parts, each with its style, as lines of text and links.
#[must_use]
pub fn nested(parts: Vec<(Inline, Style)>) -> Vec<Inline> {
    let strong = grouped(parts, |style| style.strong);
    strong.into_iter().flat_map(|(is_strong, parts)| wrapped(is_strong, emphasised(parts), Inline::Strong)).collect()
}

fn emphasised(parts: Vec<(Inline, Style)>) -> Vec<Inline> {
    let groups = grouped(parts, |style| style.emphasis);
    groups.into_iter().flat_map(|(emphasis, parts)| wrapped(emphasis, joined(parts), Inline::Emphasis)).collect()
}

fn wrapped(wrap: bool, inlines: Vec<Inline>, with: fn(Vec<Inline>) -> Inline) -> Vec<Inline> {
    if wrap { vec![with(inlines)] } else { inlines }
}

fn grouped(parts: Vec<(Inline, Style)>, is: fn(Style) -> bool) -> Vec<(bool, Vec<(Inline, Style)>)> {
    let mut groups: Vec<(bool, Vec<(Inline, Style)>)> = Vec::new();
    for part in parts {
        match groups.last_mut() {
            Some((set, group)) if *set == is(part.1) => group.push(part),
            Some(_) | None => groups.push((is(part.1), vec![part])),
        }
    }
    groups
}

fn joined(parts: Vec<(Inline, Style)>) -> Vec<Inline> {
    let mut joined = Vec::new();
    for (part, _) in parts {
        match (part, joined.last_mut()) {
            (Inline::Text(letters), Some(Inline::Text(before))) => before.push_str(&letters),
            (part, _) => joined.push(part),
        }
    }
    joined
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    Read,
    Letters,
}

fn styled(whole: &str, line: &str, links: Links, faults: &mut Vec<At<TextFault>>) -> Vec<(Inline, Style)> {
    let (mut parts, mut style, mut rest, mut before) = (Vec::new(), Style::default(), line, None);
    while let Some(next) = rest.chars().next() {
        let (inline, tail) = match next {
            '\\' => escaped(rest).unwrap_or_else(|| letter(rest, next)),
            '{' => merge(whole, rest, faults).unwrap_or_else(|| letter(rest, next)),
            '*' => marks(rest, before, &mut style),
            '[' if links == Links::Read => link(whole, rest, faults).unwrap_or_else(|| letter(rest, next)),
            _ => plain(rest),
        };
        before = line.get(..octet_of(line, tail)).and_then(|passed| passed.chars().next_back());
        if inline != Inline::Text(String::new()) {
            parts.push((inline, style));
        }
        rest = tail;
    }
    parts
}

/// Everything up to what may be a mark.
fn plain(rest: &str) -> (Inline, &str) {
    let (letters, tail) = rest.split_at(rest.find(['\\', '{', '*', '[']).unwrap_or(rest.len()));
    (Inline::Text(letters.into()), tail)
}

fn letter(rest: &str, next: char) -> (Inline, &str) {
    (Inline::Text(next.into()), rest.get(next.len_utf8()..).unwrap_or_default())
}

fn escaped(rest: &str) -> Option<(Inline, &str)> {
    escaped_letter(rest).map(|(letter, tail)| (Inline::Text(letter.into()), tail))
}

/// The letter behind a backslash that keeps it from being a mark, and what follows.
pub(super) fn escaped_letter(rest: &str) -> Option<(char, &str)> {
    let letter = rest.chars().nth(1).filter(|letter| ESCAPED.contains(letter))?;
    Some((letter, rest.get(1 + letter.len_utf8()..)?))
}

/// One to three `*`: italic, bold, both. Those that neither begin nor end anything are letters.
fn marks<'a>(rest: &'a str, before: Option<char>, style: &mut Style) -> (Inline, &'a str) {
    let count = rest.len() - rest.trim_start_matches('*').len();
    let (run, tail) = rest.split_at(count);
    let turn = |set: bool, mark: fn(usize) -> bool| {
        mark(count) && if set { ends_word(before) } else { begins_word(tail) && is_closed(tail, mark) }
    };
    let (strong, emphasis) = (turn(style.strong, is_strong), turn(style.emphasis, is_emphasis));
    style.strong ^= strong;
    style.emphasis ^= emphasis;
    let used = if strong { 2 } else { 0 } + usize::from(emphasis);
    (Inline::Text(run.get(used..).unwrap_or_default().into()), tail)
}

fn is_strong(count: usize) -> bool {
    matches!(count, 2 | 3)
}

fn is_emphasis(count: usize) -> bool {
    matches!(count, 1 | 3)
}

fn begins_word(text: &str) -> bool {
    text.chars().next().is_some_and(|letter| !letter.is_whitespace())
}

fn ends_word(before: Option<char>) -> bool {
    before.is_some_and(|letter| !letter.is_whitespace())
}

/// Whether a mark that begins before this text ends in it.
fn is_closed(text: &str, mark: fn(usize) -> bool) -> bool {
    let (mut rest, mut before) = (text, Some('*'));
    while let Some(next) = rest.chars().next() {
        let skipped = match next {
            '\\' => escaped(rest).map(|(_, tail)| tail),
            '{' => rest.strip_prefix("{{").and_then(|after| after.split_once("}}")).map(|(_, tail)| tail),
            '*' => {
                let tail = rest.trim_start_matches('*');
                if mark(rest.len() - tail.len()) && ends_word(before) {
                    return true;
                }
                Some(tail)
            }
            _ => None,
        };
        before = Some(next);
        rest = skipped.unwrap_or_else(|| rest.get(next.len_utf8()..).unwrap_or_default());
    }
    false
}

fn merge<'a>(whole: &str, rest: &'a str, faults: &mut Vec<At<TextFault>>) -> Option<(Inline, &'a str)> {
    let after = rest.strip_prefix("{{")?;
    let mut report = |fault| faults.push(At { octet: octet_of(whole, rest), what: TextFault::Merge(fault) });
    let Some((inner, tail)) = after.split_once("}}") else {
        report(MergeFault::Unclosed);
        return Some((Inline::Text("{{".into()), after));
    };
    match Merge::parse(inner) {
        Ok(merge) => Some((Inline::Merge(merge), tail)),
        Err(fault) => {
            report(fault);
            Some((Inline::Text(format!("{{{{{inner}}}}}")), tail))
        }
    }
}

/// The parts of a link and what follows it.
pub(super) struct LinkParts<'a> {
    pub(super) label: &'a str,
    pub(super) target: &'a str,
    pub(super) tail: &'a str,
}

/// `[label](target)`; brackets in the label are escaped, parentheses in the target come in pairs.
pub(super) fn link_parts(rest: &str) -> Option<LinkParts<'_>> {
    let inside = rest.strip_prefix('[')?;
    let label = inside.get(..end_of_label(inside)?)?;
    let after = inside.get(label.len() + 2..)?;
    let target = after.get(..end_of_target(after)?)?;
    let tail = after.get(target.len() + 1..)?;
    (!label.trim().is_empty()).then_some(LinkParts { label, target, tail })
}

fn link<'a>(whole: &str, rest: &'a str, faults: &mut Vec<At<TextFault>>) -> Option<(Inline, &'a str)> {
    let LinkParts { label, target, tail } = link_parts(rest)?;
    match LinkTarget::parse(target, LinkFallback::InLink) {
        Ok(target) => Some((Inline::Link { label: nested(styled(whole, label, Links::Letters, faults)), target }, tail)),
        Err(fault) => {
            faults.push(At { octet: octet_of(whole, rest), what: fault });
            Some((Inline::Text(format!("[{label}]({target})")), tail))
        }
    }
}

fn end_of_label(inside: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in inside.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => return None,
            ']' if inside.get(at..)?.starts_with("](") => return Some(at),
            _ => {}
        }
    }
    None
}

fn end_of_target(after: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, letter) in after.char_indices() {
        match letter {
            '(' => open += 1,
            ')' if open == 0 => return Some(at),
            ')' => open -= 1,
            _ => {}
        }
    }
    None
}
