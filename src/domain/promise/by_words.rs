//! Owns finding promises where blanks stand between words.
//! Refuses languages without them, and Arabic, whose words take others in front; see `by_letters`.

use super::pair::{First, Index, Then};
use crate::domain::text_position::octet_of;
use std::ops::Range;

/// Words before a promise among which a negation makes it honest.
const BEFORE: usize = 4;
/// Words behind a promise among which "not needed" makes it honest.
const BEHIND: usize = 7;
/// An entry that is the beginning of every word.
const ANY_WORD: &str = "*";
/// French words that lose their vowel before another and become one with it.
const ELIDED: [&str; 9] = ["l", "d", "n", "m", "t", "s", "c", "j", "qu"];

/// The rules of a language. An entry is one word or several joined by `_`: `verif*` is the beginning of a word, `hasło:` a word
/// with its colon, anything else a whole word.
pub(super) struct WordRules {
    pub(super) index: Index,
    /// Words over which no promise goes: "confirm your attendance *by* email".
    pub(super) stop: &'static str,
    /// Negations that make it honest: "you do *not* need to create a password".
    pub(super) guard: &'static str,
    /// Words that take a negation back: "do not *forget* to verify".
    pub(super) unguard: &'static str,
    /// Words that make it honest when they follow with a negation: "a new password is not *needed*".
    pub(super) need: &'static str,
}

struct Word<'a> {
    letters: &'a str,
    colon: bool,
    ends_clause: bool,
}

impl WordRules {
    /// The first promise among the letters of a reading.
    pub(super) fn find(&self, letters: &str) -> Option<Range<usize>> {
        let words = words(letters);
        words.split_inclusive(|word| word.ends_clause).find_map(|clause| {
            let (at, next) = (0..clause.len()).find_map(|at| Some((at, self.promised_at(clause, at)?)))?;
            let (first, last) = (clause.get(at)?, clause.get(next.checked_sub(1)?)?);
            Some(octet_of(letters, first.letters)..octet_of(letters, last.letters) + last.letters.len())
        })
    }

    /// The word behind a promise that begins at a word.
    fn promised_at(&self, clause: &[Word<'_>], at: usize) -> Option<usize> {
        let initial = clause.get(at)?.letters.chars().next()?;
        let stopped = || at.checked_sub(1).is_some_and(|before| begins(self.stop, clause, before).is_some());
        self.index.at(initial).iter().find_map(|First { entry, then }| {
            let next = at + length(entry, clause, at)?;
            if stopped() {
                return None;
            }
            let (other, behind) = match then {
                Then::Nothing => (at, next),
                Then::OneOf { entries, within } => self.other_end(clause, next..next + within, entries)?,
            };
            (!self.is_honest(clause, at, other)).then_some(behind)
        })
    }

    /// Where one of the entries begins, and the word behind it.
    fn other_end(&self, clause: &[Word<'_>], among: Range<usize>, entries: &str) -> Option<(usize, usize)> {
        // "Your password: by letter" promises one, whatever follows.
        let stops = |at: &usize| entries != ANY_WORD && begins(self.stop, clause, *at).is_some();
        among.take_while(|at| !stops(at)).find_map(|at| Some((at, at + begins(entries, clause, at)?)))
    }

    fn is_honest(&self, clause: &[Word<'_>], first: usize, other: usize) -> bool {
        let any = |entries: &str, mut among: Range<usize>| among.any(|at| begins(entries, clause, at).is_some());
        let (before, behind) = (first.saturating_sub(BEFORE)..other, other + 1..other + 1 + BEHIND);
        let negated = any(self.guard, before.clone()) && !any(self.unguard, before);
        negated || any(self.guard, behind.clone()) && any(self.need, behind)
    }
}

/// How many words the entry has that begins at a word.
fn begins(entries: &str, clause: &[Word<'_>], at: usize) -> Option<usize> {
    entries.split_ascii_whitespace().find_map(|entry| length(entry, clause, at))
}

fn length(entry: &str, clause: &[Word<'_>], at: usize) -> Option<usize> {
    let parts = || entry.split('_');
    let mut words = clause.get(at..)?.iter();
    parts().all(|part| words.next().is_some_and(|word| word.is(part))).then(|| parts().count())
}

impl Word<'_> {
    fn is(&self, entry: &str) -> bool {
        match (entry.strip_suffix('*'), entry.strip_suffix(':')) {
            (Some(beginning), _) => self.letters.starts_with(beginning),
            (None, Some(word)) => self.colon && self.letters == word,
            (None, None) => self.letters == entry,
        }
    }
}

/// Letters and digits, joined by hyphens and apostrophes.
fn words(letters: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut begun = None;
    for (at, letter) in letters.char_indices() {
        if letter.is_alphanumeric() {
            begun.get_or_insert(at);
            continue;
        }
        let next = letters.get(at + letter.len_utf8()..).and_then(|rest| rest.chars().next());
        if let Some(word) = begun.and_then(|from| letters.get(from..at)) {
            if matches!(letter, '-' | '\'') && next.is_some_and(char::is_alphanumeric) && !(letter == '\'' && is_elided(word)) {
                continue;
            }
            words.push(Word { letters: word, colon: letter == ':', ends_clause: false });
            begun = None;
        }
        if let Some(last) = words.last_mut() {
            last.ends_clause |= ends_clause(letter, next);
        }
    }
    if let Some(word) = begun.and_then(|from| letters.get(from..)) {
        words.push(Word { letters: word, colon: false, ends_clause: false });
    }
    words
}

fn is_elided(word: &str) -> bool {
    word.rsplit(['-', '\'']).next().is_some_and(|part| ELIDED.contains(&part))
}

fn ends_clause(letter: char, next: Option<char>) -> bool {
    letter == '\n' || matches!(letter, '.' | '!' | '?' | ';' | ',' | '—' | '–') && next.is_none_or(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::super::pair::{Pair, pair};
    use super::*;

    const RULES: &[Pair] = &[pair("verify mot_de_passe", "address* ci-dessous", 2), pair("code:", "*", 1)];

    fn found(letters: &str) -> Option<&str> {
        let rules = WordRules { index: Index::of(RULES), stop: "by", guard: "not", unguard: "forget", need: "needed" };
        rules.find(letters).and_then(|range| letters.get(range))
    }

    #[test]
    fn words_are_cut_at_elisions_and_keep_their_hyphens_and_colons() {
        let cut: Vec<_> = words("l'e-mail: qu'il don't- -a_b").iter().map(|word| (word.letters, word.colon)).collect();
        let plain = ["qu", "il", "don't", "a", "b"].map(|word| (word, false));
        assert_eq!(cut, [&[("l", false), ("e-mail", true)], &plain[..]].concat());
    }

    #[test]
    fn a_pair_is_found_within_its_reach_and_its_clause() {
        assert_eq!(found("now verify your addresses."), Some("verify your addresses"));
        assert_eq!(found("verify it at your address"), None);
        assert_eq!(found("verify, address"), None);
        assert_eq!(found("verify ,address"), Some("verify ,address"));
        assert_eq!(found("verify\naddress"), None);
        assert_eq!(found("le mot de passe est ci-dessous"), Some("mot de passe est ci-dessous"));
        assert_eq!(found("code: 12"), Some("code: 12"));
        assert_eq!(found("code: by letter"), Some("code: by"));
        assert_eq!(found("code 12"), None);
    }

    #[test]
    fn stops_and_negations_make_it_honest() {
        for honest in ["verify by address", "by verify address", "do not verify the address", "verify address is not really needed"] {
            assert_eq!(found(honest), None, "{honest}");
        }
        assert_eq!(found("do not forget to verify the address"), Some("verify the address"));
    }
}
