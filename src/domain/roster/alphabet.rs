//! Owns the order of letters: a language's, as data from whoever knows the language, or the plain one.
//! Refuses to know a language; the browser's own collation says which letters are one and which comes first.

use super::super::people::fold;
use std::{cmp::Ordering, str::Chars};

/// The order of letters in a language. Letters that it does not name come after all it names, by folded letter and code point.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Alphabet {
    groups: Vec<Vec<char>>,
}

impl Alphabet {
    /// Letters in order; those of one group are one letter at base level, for example `a` and `A`, in Spanish `á` too.
    #[must_use]
    pub fn new(ordered: &[Vec<char>]) -> Self {
        Self { groups: ordered.to_vec() }
    }
}

/// The characters that texts contain.
#[derive(Default)]
pub(super) struct Characters {
    /// One bit per code point, as far as the greatest one met.
    words: Vec<u64>,
    /// Those of ASCII that texts of ASCII alone contain: what is here needs no second look.
    ascii: u128,
    count: usize,
}

impl Characters {
    pub(super) fn take_in(&mut self, text: &str) {
        if text.is_ascii() {
            let met = text.bytes().fold(0u128, |met, byte| met | 1 << (byte & 0x7f));
            if self.ascii | met == self.ascii {
                return;
            }
            self.ascii |= met;
        }
        for c in text.chars() {
            let (at, bit) = (c as usize / 64, 1u64 << (c as u32 % 64));
            if at >= self.words.len() {
                self.words.resize(at + 1, 0);
            }
            if let Some(word) = self.words.get_mut(at).filter(|word| **word & bit == 0) {
                *word |= bit;
                self.count += 1;
            }
        }
    }

    /// How many there are; it never becomes less.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = char> + '_ {
        let codes = self.words.iter().zip(0u32..).filter(|(word, _)| **word != 0);
        codes.flat_map(|(word, at)| (0..64).filter(move |bit| word >> bit & 1 == 1).filter_map(move |bit| char::from_u32(at * 64 + bit)))
    }
}

/// Each character's place in an order, for comparing texts letter by letter.
#[derive(Default)]
pub(super) struct Letters {
    /// By code point; 0 for characters that do not count, such as combining accents.
    ranks: Vec<u32>,
    /// How many bits a rank takes.
    bits: u32,
}

impl Letters {
    /// The places of these characters in an alphabet.
    pub(super) fn of(alphabet: &Alphabet, characters: &Characters) -> Self {
        let folded = |c: char| fold(c.encode_utf8(&mut [0; 4])).chars().next();
        let mut letters = Self::default();
        let mut last = 0;
        for group in alphabet.groups.iter().filter(|group| !group.is_empty()) {
            last += 1;
            for c in group {
                if letters.rank(*c) == 0 && folded(*c).is_some() {
                    letters.put(*c, last);
                }
            }
        }
        let mut others: Vec<(char, char)> =
            characters.iter().filter(|c| letters.rank(*c) == 0).filter_map(|c| Some((folded(c)?, c))).collect();
        others.sort_unstable();
        let mut before = None;
        for (folded, c) in others {
            last += u32::from(before.replace(folded) != Some(folded));
            letters.put(c, last);
        }
        letters.bits = u32::BITS - last.leading_zeros();
        letters
    }

    /// The places of the lower-case letters of these characters by code point.
    pub(super) fn plain(characters: &Characters) -> Self {
        let mut lower: Vec<char> = characters.iter().flat_map(char::to_lowercase).chain(['ς']).collect();
        lower.sort_unstable();
        lower.dedup();
        let (mut letters, mut last) = (Self::default(), 0);
        for c in lower {
            last += 1;
            letters.put(c, last);
            letters.put(c.to_ascii_uppercase(), last);
        }
        letters.bits = u32::BITS - last.leading_zeros();
        letters
    }

    fn put(&mut self, c: char, rank: u32) {
        let at = c as usize;
        if at >= self.ranks.len() {
            self.ranks.resize(at + 1, 0);
        }
        super::columns::set(&mut self.ranks, at, rank);
    }

    #[inline(always)]
    fn rank(&self, c: char) -> u32 {
        self.ranks.get(c as usize).copied().unwrap_or_default()
    }

    /// As many letters as there is room for in 64 bits, the first in the highest; what is missing is 0, so a word that ends in 0 is
    /// the text's last one.
    pub(super) fn word(&self, text: &mut Chars<'_>) -> u64 {
        let bits = self.bits.max(1);
        let mut word = 0;
        for _ in 0..64 / bits {
            let rank = text.by_ref().map(|c| self.rank(c)).find(|rank| *rank > 0).unwrap_or_default();
            word = word << bits | u64::from(rank);
        }
        word << (64 % bits)
    }

    /// Whether a word is a text's last one.
    #[inline(always)]
    pub(super) fn ends(&self, word: u64) -> bool {
        let bits = self.bits.max(1);
        word >> (64 % bits) & ((1 << bits) - 1) == 0
    }

    /// Which text comes first.
    pub(super) fn compare(&self, a: &str, b: &str) -> Ordering {
        let ranks = |text: &str| -> _ { text.chars().map(|c| self.rank(c)).filter(|rank| *rank > 0).collect::<Vec<u32>>() };
        if a.len() > 64 || b.len() > 64 {
            return ranks(a).cmp(&ranks(b));
        }
        let (mut a, mut b) = (a.chars(), b.chars());
        loop {
            let order = self.word(&mut a).cmp(&self.word(&mut b));
            if order.is_ne() || a.as_str().is_empty() && b.as_str().is_empty() {
                return order;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters(texts: &[&str]) -> Characters {
        let mut characters = Characters::default();
        texts.iter().for_each(|text| characters.take_in(text));
        characters
    }

    fn sorted(letters: &Letters, mut texts: Vec<&'static str>) -> Vec<&'static str> {
        texts.sort_by(|a, b| letters.compare(a, b));
        texts
    }

    #[test]
    fn characters_are_listed_once() {
        let met = characters(&["Ada", "ada", "\u{1F600}"]);
        assert_eq!((met.iter().collect::<String>().as_str(), met.len()), ("Aad\u{1F600}", 4));
    }

    #[test]
    fn a_language_orders_its_letters_and_others_come_after() {
        let texts = vec!["żaba", "Zofia", "ąb", "az", "Ab", "я", "Łoś", "lz", "a"];
        let met = characters(&texts);
        let polish: Vec<Vec<char>> =
            ["aA", "ąĄ", "bB", "fF", "iI", "lL", "łŁ", "oO", "sS", "śŚ", "zZ", "żŻ"].iter().map(|group| group.chars().collect()).collect();
        let polish = Letters::of(&Alphabet::new(&polish), &met);
        assert_eq!(sorted(&polish, texts.clone()), ["a", "Ab", "az", "ąb", "lz", "Łoś", "Zofia", "żaba", "я"]);
        let plain = Letters::of(&Alphabet::default(), &met);
        assert_eq!(sorted(&plain, texts), ["a", "ąb", "Ab", "az", "Łoś", "lz", "żaba", "Zofia", "я"]);
    }

    #[test]
    fn the_plain_order_is_that_of_folded_texts() {
        let texts =
            ["Éa", "e\u{301}b", "e", "", "ﬁ", "O’Brien", "o'brien", "żżżżżżżżżżżżżżżżżżżżż", "ZZZZZZZZZZZZZZZZZZZZ", "İ", "i", "李", "ё"];
        let letters = Letters::of(&Alphabet::default(), &characters(&texts));
        let long = "ż".repeat(9_000);
        for a in texts.iter().copied().chain([long.as_str()]) {
            for b in texts {
                assert_eq!(letters.compare(a, b), fold(a).cmp(&fold(b)), "{a} {b}");
                assert_eq!(letters.compare(b, a), fold(b).cmp(&fold(a)), "{b} {a}");
            }
        }
    }
}
