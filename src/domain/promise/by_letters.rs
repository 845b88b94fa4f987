//! Owns finding promises in Japanese, which sets no blanks between words, and in Arabic, whose words take others in front.
//! Refuses languages whose words stand alone; see `by_words`.

use super::pair::{First, Index, Then};
use crate::domain::text_position::octet_of;
use std::ops::Range;

/// Letters before a promise among which an Arabic negation makes it honest.
const BEFORE: usize = 30;
/// Letters at the end of a promise in which a Japanese negation may begin.
const OVERLAP: usize = 3;
/// Arabic "and" and "so", written as one with the word behind them.
const CONJUNCTIONS: [char; 2] = ['و', 'ف'];
/// Arabic "with", written so: "with a password" is no object of what comes before.
const WITH: char = 'ب';

/// The rules of a language. An entry is a run of letters anywhere; `^` in front makes it a word of its own.
pub(super) struct LetterRules {
    pub(super) index: Index,
    /// Marks that end a sentence.
    pub(super) ends: &'static str,
    /// What no promise goes over.
    pub(super) stop: &'static str,
    /// Words before a promise that make it honest.
    pub(super) guard_before: &'static str,
    /// Words that take those back.
    pub(super) unguard: &'static str,
    /// What makes a promise honest later in the sentence.
    pub(super) guard_after: &'static str,
}

impl LetterRules {
    /// The first promise among the letters of a reading.
    pub(super) fn find(&self, letters: &str) -> Option<Range<usize>> {
        letters.split(|letter| letter == '\n' || self.ends.contains(letter)).find_map(|sentence| {
            let (from, to) = sentence.char_indices().find_map(|(at, letter)| Some((at, self.promised_at(sentence, at, letter)?)))?;
            let begin = octet_of(letters, sentence);
            Some(begin + from..begin + to)
        })
    }

    /// The end of a promise that begins at a letter.
    fn promised_at(&self, sentence: &str, at: usize, letter: char) -> Option<usize> {
        self.index.at(letter).iter().find_map(|First { entry, then }| {
            let behind = end_of(entry, sentence, at)?;
            match then {
                Then::Nothing => Some(behind).filter(|end| !self.is_honest(sentence, at, *end)),
                Then::OneOf { entries, within } => {
                    let rest = sentence.get(behind..)?;
                    rest.char_indices().take(within + 1).map(|(gap, _)| behind + gap).find_map(|other| {
                        entries.split_ascii_whitespace().find_map(|entry| {
                            let end = end_of(entry, sentence, other)?;
                            let stops = is_any_within(self.stop, sentence.get(behind..other)?) || is_with(sentence.get(..other)?);
                            (!stops && !self.is_honest(sentence, at, end)).then_some(end)
                        })
                    })
                }
            }
        })
    }

    fn is_honest(&self, sentence: &str, from: usize, to: usize) -> bool {
        let (before, until) = (sentence.get(..from).unwrap_or_default(), sentence.get(..to).unwrap_or_default());
        let since = |text: &str, letters: usize| text.char_indices().rev().take(letters).last().map_or(text.len(), |(at, _)| at);
        if is_any_within(self.guard_after, sentence.get(since(until, OVERLAP)..).unwrap_or_default()) {
            return true;
        }
        let nearest = since(before, BEFORE);
        let words = || until.split(|letter: char| !letter.is_alphanumeric()).filter(|word| octet_of(sentence, word) >= nearest);
        let has = |entries: &str| entries.split_ascii_whitespace().any(|entry| words().any(|word| word == entry));
        has(self.guard_before) && !has(self.unguard)
    }
}

fn is_any_within(entries: &str, letters: &str) -> bool {
    entries.split_ascii_whitespace().any(|entry| letters.char_indices().any(|(at, _)| end_of(entry, letters, at).is_some()))
}

/// Where an entry ends that begins at an octet.
fn end_of(entry: &str, sentence: &str, at: usize) -> Option<usize> {
    let (own_word, entry) = entry.strip_prefix('^').map_or((false, entry), |entry| (true, entry));
    let mut rest = sentence.get(at..)?.chars();
    let begins = entry.chars().all(|wanted| rest.next() == Some(if wanted == '_' { ' ' } else { wanted }));
    let end = sentence.len() - rest.as_str().len();
    let alone = || begins_word(sentence.get(..at).unwrap_or_default()) && rest.clone().next().is_none_or(|next| !next.is_alphanumeric());
    (begins && (!own_word || alone())).then_some(end)
}

/// Whether a word begins behind these letters, a conjunction in front of it allowed.
fn begins_word(before: &str) -> bool {
    is_between_words(before) || before.strip_suffix(CONJUNCTIONS).is_some_and(is_between_words)
}

fn is_with(before: &str) -> bool {
    before.strip_suffix(WITH).is_some_and(is_between_words)
}

fn is_between_words(before: &str) -> bool {
    before.chars().next_back().is_none_or(|letter| !letter.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::super::pair::{Pair, alone, pair};
    use super::*;

    const RULES: &[Pair] = &[pair("^اكد", "بريد", 4), pair("パスワード", "設定", 3), alone("確認リンク")];

    fn found(letters: &str) -> Option<&str> {
        let rules =
            LetterRules {
                index: Index::of(RULES), ends: "。", stop: "عبر", guard_before: "لا", unguard: "تنس", guard_after: "不要"
            };
        rules.find(letters).and_then(|range| letters.get(range))
    }

    #[test]
    fn runs_of_letters_are_found_within_their_gap_and_sentence() {
        assert_eq!(found("今パスワードを設定する"), Some("パスワードを設定"));
        assert_eq!(found("パスワードの今の設定"), Some("パスワードの今の設定"));
        assert_eq!(found("パスワードの今日の設定"), None);
        assert_eq!(found("パスワード。設定"), None);
        assert_eq!(found("パスワードの設定は不要。確認リンク"), Some("確認リンク"));
    }

    #[test]
    fn arabic_words_stand_alone_but_for_conjunctions() {
        assert_eq!(found("واكد بريدك"), Some("اكد بريد"));
        for honest in ["تاكد بريدك", "اكدت بريدك", "اكد ببريد", "اكد عبر بريد", "لا اكد بريد"]
        {
            assert_eq!(found(honest), None, "{honest}");
        }
        assert_eq!(found("لا تنس اكد بريد"), Some("اكد بريد"));
    }
}
