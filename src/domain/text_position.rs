//! Owns places in a text as people count them: line and character.
//! Refuses octets, which only programs count.

/// A place in a text. Both count from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TextPosition {
    /// Which line.
    pub line: usize,
    /// Which character of it.
    pub character: usize,
}

impl TextPosition {
    /// The place of an octet; behind the text, its end.
    #[must_use]
    pub fn of(text: &str, octet: usize) -> Self {
        let octet = (0..=octet.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        let before = text.get(..octet).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let character = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { line, character }
    }
}

impl std::fmt::Display for TextPosition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.line > 1 {
            write!(f, "line {}, character {}", self.line, self.character)
        } else {
            write!(f, "character {}", self.character)
        }
    }
}

/// Something about a text, and where in it: the octet at which it begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct At<T> {
    /// The octet.
    pub octet: usize,
    /// What.
    pub what: T,
}

/// Where a part of a text begins in it; 0 for what is no part of it.
#[must_use]
pub fn octet_of(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize).filter(|octet| *octet <= whole.len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_lines_and_characters() {
        let text = "żółć\nab{{";
        assert_eq!(TextPosition::of(text, 0), TextPosition { line: 1, character: 1 });
        assert_eq!(TextPosition::of(text, text.find('{').unwrap()), TextPosition { line: 2, character: 3 });
        assert_eq!(TextPosition::of(text, 1), TextPosition { line: 1, character: 1 }, "inside a letter");
        assert_eq!(TextPosition::of(text, 99), TextPosition { line: 2, character: 5 });
        assert_eq!(TextPosition::of(text, 9).to_string(), "line 2, character 1");
        assert_eq!(TextPosition::of(text, 2).to_string(), "character 2");
    }

    #[test]
    fn a_part_knows_where_it_begins() {
        let text = "one two";
        let (_, two) = text.split_once(' ').unwrap();
        assert_eq!(octet_of(text, two), 4);
        assert_eq!(octet_of(two, text), 0);
    }
}
