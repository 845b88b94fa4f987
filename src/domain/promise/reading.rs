//! Owns a text as promises are looked for in it: no marks, link targets nor merge fields, and every letter in its plain form.
//! Refuses faults in the text, which `rich_text` reports.

use crate::domain::{
    rich_line::{escaped_letter, link_parts},
    text_position::octet_of,
};
use std::ops::Range;

/// Katakana of half width, U+FF66 to U+FF9D, as they are at full width.
const HALF_WIDTH: &str = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

/// The plain letters of a text, and where in it each of their octets comes from.
pub(super) struct Reading<'a> {
    source: &'a str,
    letters: String,
    origins: Vec<(usize, usize)>,
}

impl<'a> Reading<'a> {
    /// Reads a text.
    pub(super) fn of(source: &'a str) -> Self {
        let mut reading = Self { source, letters: String::with_capacity(source.len()), origins: Vec::with_capacity(source.len()) };
        source.split_inclusive('\n').for_each(|line| reading.line(line));
        reading
    }

    /// The letters: small, blanks single, lines ended by `\n`.
    pub(super) fn letters(&self) -> &str {
        &self.letters
    }

    /// What was typed for some of the letters, with the marks between them.
    pub(super) fn typed(&self, letters: &Range<usize>) -> Option<&'a str> {
        let (from, _) = self.origins.get(letters.start)?;
        let (_, to) = self.origins.get(letters.end.checked_sub(1)?)?;
        self.source.get(*from..*to)
    }

    fn line(&mut self, line: &str) {
        let mut rest = line;
        // Known before, so that braces without end are not searched again and again.
        let last_close = line.rfind("}}").and_then(|at| line.get(at..)).map_or(0, str::len);
        while let Some(next) = rest.chars().next() {
            let after = rest.get(next.len_utf8()..).unwrap_or_default();
            let (letter, tail) = match next {
                '*' => (None, after),
                '\\' => escaped_letter(rest).map_or((Some(next), after), |(letter, tail)| (Some(letter), tail)),
                '{' if after.starts_with('{') && rest.len() > last_close => (Some(' '), behind_merge(rest)),
                '[' => match link_parts(rest) {
                    Some(link) => {
                        self.line(link.label);
                        (None, link.tail)
                    }
                    None => (Some(next), after),
                },
                _ => (Some(next), after),
            };
            let origin = (octet_of(self.source, rest), octet_of(self.source, tail));
            letter.into_iter().flat_map(char::to_lowercase).for_each(|letter| self.read(letter, origin));
            rest = tail;
        }
    }

    fn read(&mut self, letter: char, origin: (usize, usize)) {
        match letter {
            '\n' | '\r' => self.add('\n', origin),
            _ if is_invisible(letter) => {}
            _ if letter.is_whitespace() || letter.is_control() => {
                if !self.letters.ends_with(' ') {
                    self.add(' ', origin);
                }
            }
            '\u{300}'..='\u{36F}' | '\u{3099}' | '\u{309A}' | '\u{FF9E}' | '\u{FF9F}' => self.compose(letter, origin),
            _ => {
                let letter = plain(letter);
                // French sets a blank before a colon, and the colon belongs to the word all the same.
                if letter == ':' && self.letters.ends_with(' ') {
                    self.remove(' ');
                }
                self.add(letter, origin);
            }
        }
    }

    fn add(&mut self, letter: char, origin: (usize, usize)) {
        self.letters.push(letter);
        self.origins.resize(self.letters.len(), origin);
    }

    fn remove(&mut self, last: char) -> Option<(usize, usize)> {
        self.letters.truncate(self.letters.len() - last.len_utf8());
        let origin = self.origins.last().copied();
        self.origins.truncate(self.letters.len());
        origin
    }

    /// Joins a mark with the letter before it; one that makes no letter of our languages is nothing.
    fn compose(&mut self, mark: char, (_, to): (usize, usize)) {
        let Some((base, whole)) = self.letters.chars().next_back().and_then(|base| Some((base, composed(base, mark)?))) else { return };
        if let Some((from, _)) = self.remove(base) {
            self.add(whole, (from, to));
        }
    }
}

fn behind_merge(rest: &str) -> &str {
    rest.get(2..).and_then(|inner| inner.split_once("}}")).map_or("", |(_, tail)| tail)
}

/// Hyphens, joiners and directions that nobody sees, the strokes that lengthen Arabic words, and their vowel marks.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
        || matches!(letter, '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}')
}

/// One form for letters that mean the same.
fn plain(letter: char) -> char {
    match letter {
        '‘' | '’' | 'ʼ' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ئ' => 'ي',
        'ة' => 'ه',
        'ؤ' => 'و',
        // This one stays: it ends a sentence, which a point within an address does not.
        '．' => '．',
        '！'..='～' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        'ｦ'..='ﾝ' => HALF_WIDTH.chars().nth((u32::from(letter) - 0xFF66) as usize).unwrap_or(letter),
        _ => letter,
    }
}

/// A letter and a mark that some programs write as two.
fn composed(base: char, mark: char) -> Option<char> {
    let pairs = match mark {
        '\u{300}' => "aàeèiìoòuù",
        '\u{301}' => "aáeéiíoóuúyýcćnńsśzź",
        '\u{302}' => "aâeêiîoôuû",
        '\u{303}' => "aãnñoõ",
        '\u{307}' => "zż",
        '\u{308}' => "aäeëiïoöuüyÿ",
        '\u{327}' => "cç",
        '\u{328}' => "aąeę",
        _ => {
            let kana = matches!(base, 'か'..='ほ' | 'カ'..='ホ');
            let step = if matches!(mark, '\u{309A}' | '\u{FF9F}') { 2 } else { 1 };
            return char::from_u32(u32::from(base) + step).filter(|_| kana && mark > '\u{36F}');
        }
    };
    let mut letters = pairs.chars();
    letters.by_ref().step_by(2).position(|letter| letter == base).and_then(|at| pairs.chars().nth(at * 2 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_targets_and_merge_fields_are_not_read() {
        for (source, letters) in [
            ("**Verify** *your* e-mail", "verify your e-mail"),
            ("veri**fy**", "verify"),
            (r"\*verify\* 1\. \x", r"*verify* 1. \x"),
            ("[**Sign** in](https://a.example/verify(1)) now", "sign in now"),
            ("[no link] (verify) [", "[no link] (verify) ["),
            ("a {{email|verify}}b {{ c }} {{d", "a b {{d"),
            ("[{{a|b}} x](https://a.example)", " x"),
            ("one\r\ntwo \u{A0}\tthree", "one\n\ntwo three"),
        ] {
            assert_eq!(Reading::of(source).letters(), letters);
        }
    }

    #[test]
    fn letters_have_one_form() {
        for (source, letters) in [
            ("DON’T Übe\u{AD}r", "don't über"),
            ("Hasło : e\u{301}z\u{307}x\u{301}", "hasło: éżx"),
            ("ＵＲＬ：ﾊﾟｽﾜｰﾄﾞ．カ\u{3099}", "url:パスワード．ガ"),
            ("أنشِئ كـلمة", "انشي كلمه"),
        ] {
            assert_eq!(Reading::of(source).letters(), letters);
        }
    }

    #[test]
    fn what_was_typed_is_found_again() {
        let reading = Reading::of("Please **Ve\u{301}rify**  [your](https://a.example) *e-mail*");
        let from = reading.letters().find("vérify").unwrap();
        assert_eq!(reading.typed(&(from..from + "vérify".len())), Some("Ve\u{301}rify"));
        assert_eq!(reading.typed(&(from..reading.letters().len())), Some("Ve\u{301}rify**  [your](https://a.example) *e-mail"));
    }
}
