//! Owns the plain text part: the same words and links as the HTML part, in short lines.
//! Refuses to be an afterthought: what is said by size or colour there is said by lines and order here.

use super::{
    picture::PictureSource,
    render::Recipient,
    rich_text::{Inline, Paragraph, RichText},
    template::{Block, Variant},
};

/// Longest line, in columns (RFC 5322 recommends 78 octets; answers are quoted with two). One word or link stays whole.
pub const WIDTH: usize = 76;

/// The plain text of one variant for one person, lines ended by `\n`.
#[must_use]
pub fn plain_text(variant: &Variant, recipient: Recipient<'_>) -> String {
    joined(&variant.blocks.iter().filter_map(|block| part(block, recipient)).collect::<Vec<_>>())
}

/// What blocks say, with a line between them.
pub(super) fn joined(parts: &[impl std::borrow::Borrow<str>]) -> String {
    let mut text = parts.join("\n\n");
    text.push('\n');
    text
}

/// What a block says; nothing where that is a picture for the eye alone.
pub(super) fn part(block: &Block, recipient: Recipient<'_>) -> Option<String> {
    match block {
        Block::Section { title, text, link, otherwise } => {
            let mut parts: Vec<String> = Vec::new();
            let title = recipient.line(title);
            if !title.is_empty() {
                parts.push(underlined(&title, '-'));
            }
            match link.as_ref().map(|(label, target)| (label, recipient.address(target))) {
                None => parts.extend(rich(text, recipient)),
                Some((_, None)) => parts.extend(rich(otherwise, recipient)),
                Some((label, Some(address))) => {
                    parts.extend(rich(text, recipient));
                    parts.push(labelled(&recipient.line(label), &address));
                }
            }
            (!parts.is_empty()).then(|| parts.join("\n\n"))
        }
        Block::Heading(heading) => Some(underlined(&recipient.line(heading), '=')),
        Block::Button { label, target } => Some(labelled(&recipient.line(label), &recipient.address_or_portal(target))),
        Block::Image { alt, .. } if alt.is_empty() => None,
        Block::Image { source: PictureSource::Remote(_) | PictureSource::Carried(_), alt, .. } => Some(wrap(&format!("[{alt}]"), "")),
        Block::Divider => Some("-".repeat(40)),
    }
}

fn underlined(line: &str, with: char) -> String {
    let wrapped = wrap(line, "");
    let longest = wrapped.lines().map(columns).max().unwrap_or_default();
    format!("{wrapped}\n{}", with.to_string().repeat(longest.min(WIDTH)))
}

fn labelled(label: &str, address: &str) -> String {
    if label == address { address.to_owned() } else { format!("{}\n{address}", wrap(&format!("{label}:"), "")) }
}

fn rich(text: &RichText, recipient: Recipient<'_>) -> Vec<String> {
    let list = |entries: &[Vec<Inline>], mark: &dyn Fn(usize) -> String| {
        let line = |(at, entry): (usize, &Vec<Inline>)| {
            let mark = mark(at);
            wrap(&format!("{mark}{}", inlines(entry, recipient)), &" ".repeat(mark.len()))
        };
        entries.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
    };
    let paragraph = |paragraph: &Paragraph| match paragraph {
        Paragraph::Lines(line) => inlines(line, recipient).lines().map(|line| wrap(line, "")).collect::<Vec<_>>().join("\n"),
        Paragraph::Bullets(entries) => list(entries, &|_| "- ".into()),
        Paragraph::Numbers(entries) => list(entries, &|at| format!("{}. ", at + 1)),
    };
    text.0.iter().map(paragraph).collect()
}

fn inlines(line: &[Inline], recipient: Recipient<'_>) -> String {
    let part = |inline: &Inline| match inline {
        Inline::Text(words) => words.clone(),
        Inline::Break => "\n".into(),
        Inline::Merge(merge) => merge.resolve(recipient.organization, recipient.user),
        Inline::Strong(inner) | Inline::Emphasis(inner) => inlines(inner, recipient),
        Inline::Link { label, target } => {
            let (label, address) = (inlines(label, recipient), recipient.address_or_portal(target));
            // In angle brackets a link ends where it ends (RFC 3986, appendix C).
            if label == address { address } else { format!("{label} <{address}>") }
        }
    };
    line.iter().map(part).collect()
}

/// Breaks a line at spaces, and between letters of scripts that are written without them.
fn wrap(line: &str, indent: &str) -> String {
    if line.is_ascii() && !line.starts_with(' ') && !line.ends_with(' ') && !line.contains("  ") {
        return wrap_plain(line, indent);
    }
    wrap_any(line, indent)
}

/// The same for most lines there are: letters of one octet and column, words with one space between them.
fn wrap_plain(line: &str, indent: &str) -> String {
    let mut wrapped = String::with_capacity(line.len() + line.len() / 16 + indent.len());
    let (mut rest, mut room) = (line, WIDTH);
    while rest.len() > room {
        let octets = rest.as_bytes();
        let fitting = octets.iter().take(room + 1).rposition(|octet| *octet == b' ');
        let Some(end) = fitting.or_else(|| octets.iter().position(|octet| *octet == b' ')) else { break };
        let (row, tail) = rest.split_at(end);
        wrapped.push_str(row);
        wrapped.push('\n');
        wrapped.push_str(indent);
        (rest, room) = (tail.get(1..).unwrap_or_default(), WIDTH - indent.len());
    }
    wrapped.push_str(rest);
    wrapped
}

fn wrap_any(line: &str, indent: &str) -> String {
    let (mut wrapped, mut column, mut space) = (String::new(), 0, false);
    for piece in pieces(line) {
        if piece == " " {
            space = true;
            continue;
        }
        let width = columns(piece);
        if column > 0 && column + usize::from(space) + width > WIDTH {
            wrapped.push('\n');
            wrapped.push_str(indent);
            column = indent.len();
        } else if space {
            wrapped.push(' ');
            column += 1;
        }
        space = false;
        wrapped.push_str(piece);
        column += width;
    }
    wrapped
}

/// Spaces, words, and single letters of scripts that are written without spaces, with the marks that may not begin a line.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut letters = line.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        let next = letters.peek().map(|(_, next)| *next);
        let breaks = match next {
            None => true,
            Some(next) => {
                letter == ' ' || next == ' ' || ((is_wide(letter) || is_wide(next)) && !begins_no_line(next) && !ends_no_line(letter))
            }
        };
        if breaks {
            pieces.extend(line.get(start..end));
            start = end;
        }
    }
    pieces
}

/// Columns of a line: letters of East Asian scripts take two (Unicode Standard Annex 11, the blocks that matter in mail).
fn columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(|letter| if is_wide(letter) { 2 } else { 1 }).sum()
}

fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{1F300}'..='\u{1FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

/// Closing marks and small letters do not begin a line (JIS X 4051).
fn begins_no_line(letter: char) -> bool {
    "、。，．・：；？！」』）］】〉》〕…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}>".contains(letter)
}

fn ends_no_line(letter: char) -> bool {
    "「『（［【〈《〔([{<".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces_and_hang_under_their_mark() {
        let words = "- ".to_owned() + &"word ".repeat(30);
        let wrapped = wrap(words.trim(), "  ");
        let lines: Vec<&str> = wrapped.lines().collect();
        assert!(lines.len() > 1 && lines.iter().all(|line| columns(line) <= WIDTH), "{wrapped}");
        assert!(lines.iter().skip(1).all(|line| line.starts_with("  word")));
        let link = format!("see <https://a.example/{}>", "x".repeat(100));
        assert_eq!(wrap(&link, "").lines().count(), 2, "a link stays whole");
    }

    #[test]
    fn text_without_spaces_is_broken_too_and_not_before_a_closing_mark() {
        let wrapped = wrap(&"会議、メッセージ。".repeat(10), "");
        for line in wrapped.lines() {
            assert!(columns(line) <= WIDTH && !line.starts_with(['、', '。', 'ー', 'ッ']), "{line}");
        }
        assert_eq!(wrapped.replace('\n', ""), "会議、メッセージ。".repeat(10));
    }

    proptest::proptest! {
        #[test]
        fn plain_lines_are_broken_where_any_line_would_be(
            words in proptest::collection::vec("[a-z]{1,12}|[a-z<>:/.]{70,80}|[a-z]{150}", 0..40),
            indent in "[ ]{0,4}",
        ) {
            let line = words.join(" ");
            proptest::prop_assert_eq!(wrap_plain(&line, &indent), wrap_any(&line, &indent));
        }
    }
}
