//! Owns how a word is found in what people are searched by: name, address and department, folded.
//! Refuses to read a text whose letters say already that the word is not in it.
//!
//! The searched text of a row holds the name and the local part of the address. Departments and domains repeat, so a word is
//! looked for in each of them once. A word holds no white space, so it lies in one of the three, but across the `@` of an address.

use super::{
    row_set::{Row, RowSet},
    store::Roster,
};

/// Letters and pairs of letters of a text, as bits. Each of `a` to `z` and `0` to `9` has a bit of its own among the letters.
pub(super) fn masks(text: &[u8]) -> (u64, u64) {
    let (mut letters, mut pairs, mut before) = (0, 0, b' ');
    for byte in text.iter().copied() {
        letters |= letter(byte);
        if before != b' ' && byte != b' ' {
            pairs |= pair(before, byte);
        }
        before = byte;
    }
    (letters, pairs)
}

fn letter(byte: u8) -> u64 {
    1 << match byte {
        b'a'..=b'z' => byte - b'a',
        b'0'..=b'9' => byte - b'0' + 26,
        other => other % 28 + 36,
    }
}

fn pair(first: u8, second: u8) -> u64 {
    let both = (u64::from(first) << 8) | u64::from(second);
    1 << (both.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58)
}

/// A word that is looked for, with everything that is known of it before any row is looked at.
pub(super) struct Needle<'w> {
    word: &'w [u8],
    letters: u64,
    pairs: u64,
    /// By code: whether the word lies in that department, or in that domain; empty where it lies in none.
    departments: Vec<bool>,
    domains: Vec<bool>,
    across: Option<Across<'w>>,
}

/// A word with an `@`: what stands before it, and the `@`, must end the searched text of a row with the right domain.
struct Across<'w> {
    ending: &'w [u8],
    letters: u64,
    pairs: u64,
    domains: Vec<bool>,
}

impl<'w> Needle<'w> {
    pub(super) fn new(roster: &Roster, word: &'w str) -> Self {
        let (letters, pairs) = masks(word.as_bytes());
        let across = word.rfind('@').and_then(|at| word.split_at_checked(at + 1)).and_then(|(ending, rest)| {
            let domains = judge(&roster.folded_domains, |domain| domain.starts_with(rest));
            let (letters, pairs) = masks(ending.as_bytes());
            (!domains.is_empty()).then_some(Across { ending: ending.as_bytes(), letters, pairs, domains })
        });
        Self {
            word: word.as_bytes(),
            letters,
            pairs,
            departments: judge(&roster.folded_departments, |department| department.contains(word)),
            domains: judge(&roster.folded_domains, |domain| domain.contains(word)),
            across,
        }
    }

    /// Whether it is in what one person is searched by.
    pub(super) fn is_in(&self, roster: &Roster, row: Row) -> bool {
        let code = |codes: &[u32]| codes.get(row.index()).copied().unwrap_or_default();
        let domain = code(&roster.columns.domains);
        let text = roster.searched(row);
        holds(&self.departments, code(&roster.columns.departments))
            || holds(&self.domains, domain)
            || contains(text, self.word)
            || self.across.as_ref().is_some_and(|across| holds(&across.domains, domain) && text.ends_with(across.ending))
    }

    /// Those among the candidates in whose texts it is.
    pub(super) fn among(&self, roster: &Roster, candidates: &RowSet) -> RowSet {
        let columns = &roster.columns;
        let masks = columns.letters.chunks(64).zip(columns.pairs.chunks(64));
        let codes = columns.departments.chunks(64).zip(columns.domains.chunks(64));
        let chunks = candidates.words().iter().copied().zip(masks.zip(codes)).enumerate();
        let found = chunks.map(|(at, (candidates, ((letters, pairs), (departments, domains))))| {
            if candidates == 0 {
                return 0;
            }
            let sure = candidates & (bits(departments, &self.departments) | bits(domains, &self.domains));
            let maybe = candidates & !sure & with(letters, self.letters) & with(pairs, self.pairs);
            let sure = sure | if self.is_letter() { maybe } else { checked(at, maybe, |row| contains(roster.searched(row), self.word)) };
            let Some(across) = &self.across else { return sure };
            let maybe = candidates & !sure & bits(domains, &across.domains) & with(letters, across.letters) & with(pairs, across.pairs);
            sure | checked(at, maybe, |row| roster.searched(row).ends_with(across.ending))
        });
        RowSet::from_words(found.collect())
    }

    /// Whether the letters alone say that it is in a text.
    fn is_letter(&self) -> bool {
        matches!(self.word, [b'a'..=b'z' | b'0'..=b'9'])
    }
}

impl Roster {
    pub(super) fn searched(&self, row: Row) -> &[u8] {
        self.columns.start(row).map(|start| self.arena.searched(start)).unwrap_or_default()
    }
}

/// For every code what holds of its text; empty where it holds of none.
fn judge(folded: &[String], holds: impl Fn(&str) -> bool) -> Vec<bool> {
    let judged: Vec<bool> = std::iter::once(false).chain(folded.iter().map(|text| holds(text))).collect();
    if judged.contains(&true) { judged } else { Vec::new() }
}

fn holds(judged: &[bool], code: u32) -> bool {
    judged.get(code as usize) == Some(&true)
}

/// A bit for each of at most 64 rows whose code holds.
fn bits(codes: &[u32], judged: &[bool]) -> u64 {
    if judged.is_empty() {
        return 0;
    }
    codes.iter().rev().fold(0, |bits, code| (bits << 1) | u64::from(holds(judged, *code)))
}

/// A bit for each of at most 64 rows whose mask has all of these.
fn with(masks: &[u64], all: u64) -> u64 {
    masks.iter().rev().fold(0, |bits, mask| (bits << 1) | u64::from(mask & all == all))
}

/// Those bits of a word of rows for which something holds.
fn checked(at: usize, maybe: u64, holds: impl Fn(Row) -> bool) -> u64 {
    let (mut left, mut found) = (maybe, 0);
    while left != 0 {
        let bit = left.trailing_zeros();
        left &= left - 1;
        found |= u64::from(holds(Row::at(at * 64 + bit as usize))) << bit;
    }
    found
}

/// Whether a short text contains a word: its first two bytes are compared where they lie.
fn contains(text: &[u8], word: &[u8]) -> bool {
    match word {
        [] => true,
        [only] => text.contains(only),
        [first, second, rest @ ..] => {
            let mut left = text;
            while let [a, after @ ..] = left {
                if a == first && after.first() == Some(second) && after.get(1..).is_some_and(|after| after.starts_with(rest)) {
                    return true;
                }
                left = after;
            }
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_that_contains_a_word_has_its_letters(text in "[ab@1 ż]{0,9}", word in "[ab@1ż]{1,3}") {
            let is_in = text.contains(&word);
            prop_assert_eq!(contains(text.as_bytes(), word.as_bytes()), is_in);
            let ((letters, pairs), (of_word, pairs_of_word)) = (masks(text.as_bytes()), masks(word.as_bytes()));
            prop_assert!(!is_in || (letters & of_word == of_word && pairs & pairs_of_word == pairs_of_word));
        }
    }

    #[test]
    fn plain_letters_and_digits_have_bits_of_their_own() {
        let alone: Vec<u64> = (b'a'..=b'z').chain(b'0'..=b'9').map(letter).collect();
        let others =
            (0..=255u8).filter(|byte| !byte.is_ascii_lowercase() && !byte.is_ascii_digit()).fold(0, |bits, byte| bits | letter(byte));
        assert_eq!(alone.iter().fold(others, |all, bit| all ^ bit).count_ones(), 64);
    }
}
