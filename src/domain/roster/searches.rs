//! Owns the searches that were made last: one that only grew looks among those found before, one taken back is there already.
//! Refuses to keep many, and to trust one without looking at the rows that changed since.

use super::{journal::Seen, row_set::RowSet, search::Needle, store::Roster};

/// Most searches that are kept.
const MOST: usize = 12;
/// More changed rows than this, and the search is made anew.
const MOST_CHANGES: usize = 50_000;

#[derive(Default)]
pub(super) struct Searches {
    kept: Vec<Kept>,
}

struct Kept {
    words: Vec<String>,
    rows: RowSet,
    seen: Seen,
}

impl Searches {
    /// The rows of everybody in whose name, address or department all these folded words are.
    pub(super) fn rows(&mut self, roster: &Roster, words: &[String]) -> RowSet {
        let words = without_needless(words);
        if words.is_empty() {
            return roster.everybody().clone();
        }
        let mut among = None;
        while let Some(at) = self.closest(&words) {
            let mut kept = self.kept.remove(at);
            if !kept.catch_up(roster) {
                continue;
            }
            let (is_it, rows) = (kept.words == words, kept.rows.clone());
            self.kept.push(kept);
            if is_it {
                return rows;
            }
            among = Some(rows);
            break;
        }
        let mut rows = among.unwrap_or_else(|| roster.everybody().clone());
        words.iter().for_each(|word| rows = Needle::new(roster, word).among(roster, &rows));
        if self.kept.len() == MOST {
            self.kept.remove(0);
        }
        self.kept.push(Kept { words, rows: rows.clone(), seen: roster.journal.now() });
        rows
    }

    /// The kept search that most letters were looked for in, among those that found everybody whom these words find.
    fn closest(&self, words: &[String]) -> Option<usize> {
        let finds_all = |kept: &Kept| kept.words.iter().all(|known| words.iter().any(|word| word.contains(known.as_str())));
        let letters = |kept: &Kept| kept.words.iter().map(String::len).sum::<usize>();
        let known = self.kept.iter().enumerate().filter(|(_, kept)| finds_all(kept));
        known.max_by_key(|(_, kept)| letters(kept)).map(|(at, _)| at)
    }
}

impl Kept {
    /// Looks again at the rows that changed; `false` when these are too many.
    fn catch_up(&mut self, roster: &Roster) -> bool {
        let Some(changed) = roster.journal.since(self.seen).filter(|changed| changed.len() <= MOST_CHANGES) else { return false };
        let needles: Vec<Needle<'_>> =
            if changed.is_empty() { Vec::new() } else { self.words.iter().map(|word| Needle::new(roster, word)).collect() };
        for row in changed {
            if roster.everybody().contains(row) && needles.iter().all(|needle| needle.is_in(roster, row)) {
                self.rows.insert(row);
            } else {
                self.rows.remove(row);
            }
        }
        self.seen = roster.journal.now();
        true
    }
}

/// The words without those that are part of another one, longest first.
fn without_needless(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    let mut needed: Vec<String> = Vec::new();
    for word in words {
        if !needed.iter().any(|other| other.contains(&word)) {
            needed.push(word);
        }
    }
    needed
}
