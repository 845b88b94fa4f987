//! Owns the letters of a text as bits: single ones, pairs and threes, so that most texts need not be read to be ruled out.
//! Refuses to rule out a text that contains the word; and where each part of a word has a bit of its own, nothing is left to read.

use super::columns::set;
use std::collections::HashMap;

/// How many pairs, and how many threes, have a bit of their own. What is more common than the last of these is never read.
const OWN_PAIRS: u8 = 84;
const OWN_THREES: u8 = 42;
/// Entries of the table of threes.
const THREES: usize = 1 << 12;

/// Which letters, pairs and threes occur in a text.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Masks {
    /// Each of `a` to `z` and `0` to `9` has a bit of its own.
    pub letters: u64,
    pub pairs: [u64; 2],
    pub threes: u64,
}

/// Which bit stands for a pair or for three letters. The commonest have one of their own, the others share the rest.
pub(super) struct Grams {
    pairs: Box<[u8]>,
    /// By a short form of three letters, these and their bit, where it is their own.
    threes: Box<[u32]>,
    /// Bits of pairs below this stand for one pair alone.
    own: u8,
}

impl Default for Grams {
    fn default() -> Self {
        Self { pairs: (0..1 << 16).map(|pair| shared(pair, 0, 128)).collect(), threes: vec![0; THREES].into(), own: 0 }
    }
}

impl Grams {
    /// Gives the commonest pairs and threes in these texts bits of their own.
    pub(super) fn learn<'t>(texts: impl Iterator<Item = &'t [u8]>) -> Self {
        let (mut pairs, mut threes) = (HashMap::<u32, u32>::new(), HashMap::<u32, u32>::new());
        for text in texts {
            each_pair(text, |pair| *pairs.entry(pair).or_default() += 1);
            each_three(text, |three| *threes.entry(three).or_default() += 1);
        }
        let mut grams = Self { pairs: (0..1 << 16).map(|pair| shared(pair, OWN_PAIRS, 128)).collect(), own: OWN_PAIRS, ..Self::default() };
        for (pair, bit) in commonest(pairs).into_iter().zip(0..OWN_PAIRS) {
            set(&mut grams.pairs, pair as usize, bit);
        }
        for (three, bit) in commonest(threes).into_iter().zip(0..OWN_THREES) {
            // Of two in one place the commoner has it.
            if grams.threes.get(short(three)) == Some(&0) {
                set(&mut grams.threes, short(three), three << 8 | u32::from(bit));
            }
        }
        grams
    }

    pub(super) fn masks(&self, text: &[u8]) -> Masks {
        let mut masks = Masks { letters: text.iter().fold(0, |letters, byte| letters | letter(*byte)), ..Masks::default() };
        each_pair(text, |pair| {
            let bit = self.pair(pair) & 127;
            let [near, far] = &mut masks.pairs;
            *(if bit < 64 { near } else { far }) |= 1 << (bit & 63);
        });
        each_three(text, |three| masks.threes |= 1 << (self.three(three).unwrap_or_else(|| shared(three, OWN_THREES, 64)) & 63));
        masks
    }

    #[inline(always)]
    fn pair(&self, pair: u32) -> u8 {
        self.pairs.get(pair as usize).copied().unwrap_or_default()
    }

    /// The bit that these three letters have for themselves.
    #[inline(always)]
    fn three(&self, three: u32) -> Option<u8> {
        let entry = self.threes.get(short(three)).copied().filter(|entry| *entry != 0 && entry >> 8 == three)?;
        Some(entry.to_le_bytes()[0])
    }

    /// Whether the masks alone say that a word is in a text.
    pub(super) fn say_all(&self, word: &[u8]) -> bool {
        match *word {
            // An `@` is in every text that is searched.
            [b'a'..=b'z' | b'0'..=b'9' | b'@'] => true,
            [first, second] => self.pair(pair_of(first, second)) < self.own,
            [first, second, third] => self.three(pair_of(first, second) << 8 | u32::from(third)).is_some(),
            _ => false,
        }
    }
}

fn commonest(counts: HashMap<u32, u32>) -> Vec<u32> {
    let mut counts: Vec<(u32, u32)> = counts.into_iter().collect();
    counts.sort_unstable_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then(a.cmp(b)));
    counts.into_iter().map(|(gram, _)| gram).collect()
}

#[inline(always)]
fn mixed(gram: u32) -> u64 {
    u64::from(gram).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A bit that several have, from `own` on and below `all`.
#[inline(always)]
fn shared(gram: u32, own: u8, all: u8) -> u8 {
    own + ((mixed(gram) >> 32) % u64::from(all - own)) as u8
}

/// Where three letters stand in the table.
#[inline(always)]
fn short(three: u32) -> usize {
    (mixed(three) >> 52) as usize
}

#[inline(always)]
fn pair_of(first: u8, second: u8) -> u32 {
    u32::from(first) << 8 | u32::from(second)
}

/// The pairs in a text that a word may hold: none with a space.
#[inline(always)]
fn each_pair(text: &[u8], mut visit: impl FnMut(u32)) {
    for (first, second) in text.iter().zip(text.iter().skip(1)) {
        if *first != b' ' && *second != b' ' {
            visit(pair_of(*first, *second));
        }
    }
}

#[inline(always)]
fn each_three(text: &[u8], mut visit: impl FnMut(u32)) {
    for ((first, second), third) in text.iter().zip(text.iter().skip(1)).zip(text.iter().skip(2)) {
        if *first != b' ' && *second != b' ' && *third != b' ' {
            visit(pair_of(*first, *second) << 8 | u32::from(*third));
        }
    }
}

#[inline(always)]
fn letter(byte: u8) -> u64 {
    1 << match byte {
        b'a'..=b'z' => byte - b'a',
        b'0'..=b'9' => byte - b'0' + 26,
        other => other % 28 + 36,
    }
}

/// Whether a short text contains a word. Its first two bytes are looked for at eight places at a time.
#[inline(always)]
pub(super) fn contains(text: &[u8], word: &[u8]) -> bool {
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
    // What is left is less than eight places, which the last eight hold.
    if let (Some(here), Some(last)) = (text.len().checked_sub(9).and_then(|from| text.get(from..text.len() - 1)), text.last_chunk::<8>())
        && !has_zero((number(here) ^ firsts) | (number(last) ^ seconds))
    {
        return false;
    }
    (at..text.len()).any(|at| starts(text, at, word))
}

#[inline(always)]
fn starts(text: &[u8], at: usize, word: &[u8]) -> bool {
    text.get(at..).is_some_and(|text| text.starts_with(word))
}

#[inline(always)]
fn eight(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[inline(always)]
fn number(eight: &[u8]) -> u64 {
    eight.try_into().map(u64::from_le_bytes).unwrap_or_default()
}

/// Whether any of its eight bytes is 0.
#[inline(always)]
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
            let bits = if learns { Grams::learn([text.as_bytes(), b"ababa1@"].into_iter()) } else { Grams::default() };
            let is_in = text.contains(&word);
            prop_assert_eq!(contains(text.as_bytes(), word.as_bytes()), is_in);
            let (of_text, of_word) = (bits.masks(text.as_bytes()), bits.masks(word.as_bytes()));
            let all = Masks {
                letters: of_text.letters & of_word.letters,
                pairs: [of_text.pairs[0] & of_word.pairs[0], of_text.pairs[1] & of_word.pairs[1]],
                threes: of_text.threes & of_word.threes,
            };
            let passes = all == of_word;
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
