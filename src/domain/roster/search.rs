//! Owns how a word is found in what people are searched by: name, address and department, folded.
//! Refuses to read a text whose letters say already that the word is not in it.
//!
//! The searched text of a row holds the name and the local part of the address. Departments and domains repeat, so a word is
//! looked for in each of them once. A word holds no white space, so it lies in one of the three, but across the `@` of an address.

use super::{
    columns::set,
    row_set::{Row, RowSet},
    store::Roster,
};

/// Which of 64 bits stands for a pair of letters. The commonest pairs have one of their own, the others share the rest.
pub(super) struct PairBits {
    bits: Box<[u8]>,
    /// Bits below this stand for one pair alone.
    own: u8,
}

/// How many pairs have a bit of their own.
const OWN: u8 = 42;

impl Default for PairBits {
    fn default() -> Self {
        Self { bits: (0..1usize << 16).map(|pair| shared(pair, 0)).collect(), own: 0 }
    }
}

impl PairBits {
    /// Gives the commonest pairs in these texts bits of their own.
    pub(super) fn learn<'t>(texts: impl Iterator<Item = &'t [u8]>) -> Self {
        let mut counts = vec![0u32; 1 << 16];
        for text in texts {
            each_pair(text, |pair| {
                if let Some(count) = counts.get_mut(pair) {
                    *count += 1;
                }
            });
        }
        let mut commonest: Vec<(u32, usize)> = counts.into_iter().zip(0..).filter(|(count, _)| *count > 0).collect();
        commonest.sort_unstable_by(|a, b| b.cmp(a));
        let mut bits: Box<[u8]> = (0..1usize << 16).map(|pair| shared(pair, OWN)).collect();
        for ((_, pair), bit) in commonest.into_iter().zip(0..OWN) {
            set(&mut bits, pair, bit);
        }
        Self { bits, own: OWN }
    }

    /// Letters and pairs of letters of a text, as bits. Each of `a` to `z` and `0` to `9` has a bit of its own among the letters.
    pub(super) fn masks(&self, text: &[u8]) -> (u64, u64) {
        let letters = text.iter().fold(0, |letters, byte| letters | letter(*byte));
        let mut pairs = 0;
        each_pair(text, |pair| pairs |= 1u64 << (self.bit(pair) & 63));
        (letters, pairs)
    }

    fn bit(&self, pair: usize) -> u8 {
        self.bits.get(pair).copied().unwrap_or_default()
    }

    /// Whether the masks alone say that a word is in a text.
    fn say_all(&self, word: &[u8]) -> bool {
        match word {
            [b'a'..=b'z' | b'0'..=b'9'] => true,
            [first, second] => self.bit(pair_of(*first, *second)) < self.own,
            _ => false,
        }
    }
}

/// A bit that several pairs have, none of the first `own`.
fn shared(pair: usize, own: u8) -> u8 {
    let mixed = (pair as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48;
    own + (mixed % u64::from(64 - own)) as u8
}

fn pair_of(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

/// The pairs in a text that a word may hold: none with a space.
fn each_pair(text: &[u8], mut visit: impl FnMut(usize)) {
    for (first, second) in text.iter().zip(text.iter().skip(1)) {
        if *first != b' ' && *second != b' ' {
            visit(pair_of(*first, *second));
        }
    }
}

fn letter(byte: u8) -> u64 {
    1 << match byte {
        b'a'..=b'z' => byte - b'a',
        b'0'..=b'9' => byte - b'0' + 26,
        other => other % 28 + 36,
    }
}

/// A word that is looked for, with everything that is known of it before any row is looked at.
pub(super) struct Needle<'w> {
    word: &'w [u8],
    letters: u64,
    pairs: u64,
    /// Whether these say all.
    sure: bool,
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
        let (letters, pairs) = roster.pair_bits.masks(word.as_bytes());
        let across = word.rfind('@').and_then(|at| word.split_at_checked(at + 1)).and_then(|(ending, rest)| {
            let domains = judge(&roster.folded_domains, |domain| domain.starts_with(rest));
            let (letters, pairs) = roster.pair_bits.masks(ending.as_bytes());
            (!domains.is_empty()).then_some(Across { ending: ending.as_bytes(), letters, pairs, domains })
        });
        Self {
            word: word.as_bytes(),
            letters,
            pairs,
            sure: roster.pair_bits.say_all(word.as_bytes()),
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
            let left = candidates & !sure;
            let maybe = if left == 0 { 0 } else { left & with(letters, self.letters) & with(pairs, self.pairs) };
            let sure = sure | if self.sure { maybe } else { checked(at, maybe, |row| contains(roster.searched(row), self.word)) };
            let Some(across) = &self.across else { return sure };
            let maybe = candidates & !sure & bits(domains, &across.domains) & with(letters, across.letters) & with(pairs, across.pairs);
            sure | checked(at, maybe, |row| roster.searched(row).ends_with(across.ending))
        });
        RowSet::from_words(found.collect())
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
    if all == 0 {
        return u64::MAX;
    }
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

/// Whether a short text contains a word. Its first two bytes are looked for at eight places at a time.
fn contains(text: &[u8], word: &[u8]) -> bool {
    let [first, second, ..] = word else { return word.first().is_none_or(|only| text.contains(only)) };
    let next = text.get(1..).unwrap_or_default();
    let (firsts, seconds) = (eight(*first), eight(*second));
    let mut at = 0;
    for (here, next) in text.chunks_exact(8).zip(next.chunks_exact(8)) {
        let differ = (number(here) ^ firsts) | (number(next) ^ seconds);
        if has_zero(differ) && (at..at + 8).any(|at| starts(text, at, word)) {
            return true;
        }
        at += 8;
    }
    (at..text.len()).any(|at| starts(text, at, word))
}

fn starts(text: &[u8], at: usize, word: &[u8]) -> bool {
    text.get(at..).is_some_and(|text| text.starts_with(word))
}

fn eight(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

fn number(eight: &[u8]) -> u64 {
    eight.try_into().map(u64::from_le_bytes).unwrap_or_default()
}

/// Whether any of its eight bytes is 0.
fn has_zero(number: u64) -> bool {
    number.wrapping_sub(eight(1)) & !number & eight(0x80) != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_that_contains_a_word_has_its_letters(text in "[ab@1 ż]{0,40}", word in "[ab@1ż]{1,4}", learns in any::<bool>()) {
            let bits = if learns { PairBits::learn([text.as_bytes(), b"ababa1@"].into_iter()) } else { PairBits::default() };
            let is_in = text.contains(&word);
            prop_assert_eq!(contains(text.as_bytes(), word.as_bytes()), is_in);
            let ((letters, pairs), (of_word, pairs_of_word)) = (bits.masks(text.as_bytes()), bits.masks(word.as_bytes()));
            let passes = letters & of_word == of_word && pairs & pairs_of_word == pairs_of_word;
            prop_assert!(passes || !is_in);
            prop_assert!(is_in || !(passes && bits.say_all(word.as_bytes())));
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
