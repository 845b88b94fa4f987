//! Owns how a word is found in what people are searched by: name, address and department, folded.
//! Refuses to read a text whose letters say already that the word is not in it.
//!
//! The searched text of a row holds the name and the local part of the address. Departments and domains repeat, so a word is
//! looked for in each of them once. A word holds no white space, so it lies in one of the three, but across the `@` of an address.

use super::{
    letters::{Masks, contains},
    row_set::{Row, RowSet},
    store::Roster,
};

/// A word that is looked for, with everything that is known of it before any row is looked at.
pub(super) struct Needle<'w> {
    word: &'w [u8],
    masks: Masks,
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
    masks: Masks,
    domains: Vec<bool>,
}

impl<'w> Needle<'w> {
    pub(super) fn new(roster: &Roster, word: &'w str) -> Self {
        let across = word.rfind('@').and_then(|at| word.split_at_checked(at + 1)).and_then(|(ending, rest)| {
            let domains = judge(&roster.folded_domains, |domain| domain.starts_with(rest));
            let masks = roster.grams.masks(ending.as_bytes());
            (!domains.is_empty()).then_some(Across { ending: ending.as_bytes(), masks, domains })
        });
        Self {
            word: word.as_bytes(),
            masks: roster.grams.masks(word.as_bytes()),
            sure: roster.grams.say_all(word.as_bytes()),
            departments: judge(&roster.folded_departments, |department| department.contains(word)),
            domains: judge(&roster.folded_domains, |domain| domain.contains(word)),
            across,
        }
    }

    /// Whether it is in what one person is searched by.
    #[inline(always)]
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
        let [near, far] = &columns.pairs;
        let masks = columns.letters.chunks(64).zip(near.chunks(64).zip(far.chunks(64)).zip(columns.threes.chunks(64)));
        let codes = columns.departments.chunks(64).zip(columns.domains.chunks(64));
        let chunks = candidates.words().iter().copied().zip(masks.zip(codes)).enumerate();
        let found = chunks.map(|(at, (candidates, (masks, (departments, domains))))| {
            if candidates == 0 {
                return 0;
            }
            let sure = candidates & (bits(departments, &self.departments) | bits(domains, &self.domains));
            let left = candidates & !sure;
            let maybe = if left == 0 { 0 } else { left & self.masks.all_in(masks) };
            let sure = sure | if self.sure { maybe } else { checked(at, maybe, |row| contains(roster.searched(row), self.word)) };
            let Some(across) = &self.across else { return sure };
            let maybe = candidates & !sure & bits(domains, &across.domains) & across.masks.all_in(masks);
            sure | checked(at, maybe, |row| roster.searched(row).ends_with(across.ending))
        });
        RowSet::from_words(found.collect())
    }
}

impl Roster {
    #[inline(always)]
    pub(super) fn searched(&self, row: Row) -> &[u8] {
        self.columns.start(row).map(|start| self.arena.searched(start)).unwrap_or_default()
    }
}

/// For every code what holds of its text; empty where it holds of none.
fn judge(folded: &[String], holds: impl Fn(&str) -> bool) -> Vec<bool> {
    let judged: Vec<bool> = std::iter::once(false).chain(folded.iter().map(|text| holds(text))).collect();
    if judged.contains(&true) { judged } else { Vec::new() }
}

#[inline(always)]
fn holds(judged: &[bool], code: u32) -> bool {
    judged.get(code as usize) == Some(&true)
}

/// A bit for each of at most 64 rows whose code holds.
#[inline(always)]
fn bits(codes: &[u32], judged: &[bool]) -> u64 {
    if judged.is_empty() {
        return 0;
    }
    codes.iter().rev().fold(0, |bits, code| (bits << 1) | u64::from(holds(judged, *code)))
}

impl Masks {
    /// A bit for each of at most 64 rows whose masks have all of these.
    #[inline(always)]
    fn all_in(&self, (letters, ((near, far), threes)): MaskChunks<'_>) -> u64 {
        let [of_near, of_far] = self.pairs;
        let columns = [(letters, self.letters), (near, of_near), (far, of_far), (threes, self.threes)];
        columns.into_iter().fold(u64::MAX, |rows, (masks, all)| if rows == 0 { 0 } else { rows & with(masks, all) })
    }
}

/// The masks of at most 64 rows: letters, pairs in two parts, threes.
type MaskChunks<'c> = (&'c [u64], ((&'c [u64], &'c [u64]), &'c [u64]));

/// A bit for each of at most 64 rows whose mask has all of these.
#[inline(always)]
fn with(masks: &[u64], all: u64) -> u64 {
    if all == 0 {
        return u64::MAX;
    }
    masks.iter().rev().fold(0, |bits, mask| (bits << 1) | u64::from(*mask & all == all))
}

/// Those bits of a word of rows for which something holds.
#[inline(always)]
fn checked(at: usize, maybe: u64, holds: impl Fn(Row) -> bool) -> u64 {
    let (mut left, mut found) = (maybe, 0);
    while left != 0 {
        let bit = left.trailing_zeros();
        left &= left - 1;
        found |= u64::from(holds(Row::at(at * 64 + bit as usize))) << bit;
    }
    found
}
