//! Owns how words are written into the HTML part: escaped, in short lines, and in a Latin script as plain ASCII, with references for
//! letters that are not, which no program takes for others and which are no longer than their encoding in mail would be.
//! Refuses other scripts, which would become longer so.

use maud::Render;
use std::fmt::Write;

/// Line from which words are broken, in octets; with the elements around them they stay far below what mail allows (998).
const WIDTH: usize = 120;

/// Words between elements, where a line end means the same as a space does. Not for values of attributes.
#[derive(Clone, Copy)]
pub struct Words<'a>(pub &'a str);

impl Render for Words<'_> {
    fn render_to(&self, html: &mut String) {
        let mut rest = self.0;
        while let Some((line, tail)) = broken(rest) {
            escape(line, html);
            html.push('\n');
            rest = tail;
        }
        escape(rest, html);
    }
}

/// Words in the value of an attribute, which is one line.
#[derive(Clone, Copy)]
pub struct Value<'a>(pub &'a str);

impl Render for Value<'_> {
    fn render_to(&self, html: &mut String) {
        escape(self.0, html);
    }
}

/// A line and what follows after the space; nothing where the words are short enough, or are one word.
fn broken(words: &str) -> Option<(&str, &str)> {
    if words.len() <= WIDTH {
        return None;
    }
    let fitting = words.as_bytes().get(..=WIDTH)?.iter().rposition(|octet| *octet == b' ');
    let space = fitting.or_else(|| words.find(' '))?;
    Some((words.get(..space)?, words.get(space + 1..)?))
}

fn escape(words: &str, html: &mut String) {
    if words.is_ascii() {
        return words.render_to(html);
    }
    for piece in words.split_inclusive(is_referred_to) {
        match piece.chars().next_back().filter(|last| is_referred_to(*last)) {
            None => piece.render_to(html),
            Some(letter) => {
                piece.get(..piece.len() - letter.len_utf8()).unwrap_or_default().render_to(html);
                // Writing to a text cannot fail.
                let _ = write!(html, "&#{};", u32::from(letter));
            }
        }
    }
}

/// Latin letters that are not ASCII, the signs among them, dashes, quotation marks and the like.
const fn is_referred_to(letter: char) -> bool {
    matches!(letter, '\u{a0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2027}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(words: &str) -> String {
        Words(words).render().into_string()
    }

    #[test]
    fn latin_letters_and_marks_become_references_and_other_scripts_stay() {
        assert_eq!(
            written("Zoë’s “ł – ễ”\u{a0}… <i> Ж حسابك"),
            "Zo&#235;&#8217;s &#8220;&#322; &#8211; &#7877;&#8221;&#160;&#8230; &lt;i&gt; Ж حسابك"
        );
        assert_eq!(Value("ł\" \n").render().into_string(), "&#322;&quot; \n");
    }

    #[test]
    fn lines_break_between_words_and_a_long_word_stays_whole() {
        let word = "x".repeat(300);
        assert_eq!(
            written(&format!("a {word} b {word} {}", "y ".repeat(70))),
            format!("a\n{word}\nb\n{word}\n{}\n{}", "y ".repeat(60).trim_end(), "y ".repeat(10))
        );
        assert_eq!(written(&word), word);
    }

    proptest::proptest! {
        #[test]
        fn only_spaces_become_line_ends(words in "[a-z é<&]{0,400}|([a-zł’]{1,30} ){0,40}") {
            let lines = written(&words);
            proptest::prop_assert_eq!(lines.replace('\n', " ").replace("&#8217;", "’").replace("&#322;", "ł").replace("&#233;", "é"), words.render().into_string());
            proptest::prop_assert!(words.split('\n').all(|line| !line.contains(' ')) || lines.lines().all(|line| line.len() <= 5 * WIDTH));
        }
    }
}
