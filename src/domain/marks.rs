//! Owns where searched words stand in a text, whatever case and accents: what a list marks.
//! Refuses to search, and markup.

use super::people::fold;
use std::ops::Range;

/// The parts of the text, in order, in which a word stands; none touches the next. The words are folded.
#[must_use]
pub fn marks(text: &str, words: &[String]) -> Vec<Range<usize>> {
    if words.is_empty() {
        return Vec::new();
    }
    let (folded, origins) = folded_with_origins(text);
    let mut marked: Vec<Range<usize>> = Vec::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        for (at, found) in folded.match_indices(word.as_str()) {
            let begin = origins.get(at).copied().unwrap_or_default();
            let end = origins.get(at + found.len()).copied().unwrap_or(text.len());
            marked.push(begin..end);
        }
    }
    marked.sort_by_key(|range| range.start);
    marked.into_iter().fold(Vec::new(), |mut apart: Vec<Range<usize>>, range| {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
        apart
    })
}

/// The folded text, and for each of its bytes where in the text the letter begins that it came from.
fn folded_with_origins(text: &str) -> (String, Vec<usize>) {
    let (mut folded, mut origins) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
    let mut letter = [0; 4];
    for (at, c) in text.char_indices() {
        folded.push_str(&fold(c.encode_utf8(&mut letter)));
        origins.resize(folded.len(), at);
    }
    (folded, origins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(text: &str, search: &str) -> String {
        let words: Vec<String> = fold(search).split_whitespace().map(str::to_owned).collect();
        marks(text, &words)
            .into_iter()
            .rev()
            .fold(text.to_owned(), |text, range| format!("{}[{}]{}", &text[..range.start], &text[range.clone()], &text[range.end..]))
    }

    #[test]
    fn what_was_searched_is_marked_as_it_is_written() {
        for (text, search, expected) in [
            ("Świętosława Łoś", "SWIETO los", "[Święto]sława [Łoś]"),
            ("anna@example.com", "ann na", "[anna]@example.com"),
            ("banana", "ana", "b[ana]na"),
            ("Zoe\u{308} Adams", "zoe a", "[Zoe\u{308}] [A]d[a]ms"),
            ("İpek", "i", "[İ]pek"),
            ("R&D", "x", "R&D"),
            ("", "a", ""),
            ("a", "", "a"),
        ] {
            assert_eq!(marked(text, search), expected, "{search}");
        }
    }

    proptest! {
        #[test]
        fn marks_are_parts_of_the_text_in_order_and_apart(text in "\\PC{0,30}", search in "\\PC{0,5}") {
            let words: Vec<String> = fold(&search).split_whitespace().map(str::to_owned).collect();
            let found = marks(&text, &words);
            for range in &found {
                prop_assert!(text.get(range.clone()).is_some_and(|part| !part.is_empty()));
            }
            prop_assert!(found.windows(2).all(|pair| pair[0].end < pair[1].start));
            prop_assert_eq!(!found.is_empty(), words.iter().any(|word| fold(&text).contains(word.as_str())));
        }
    }
}
