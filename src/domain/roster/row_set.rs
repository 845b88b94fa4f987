//! Owns rows, and sets of them as bitmaps: what a filter lets pass, what is selected.
//! Refuses to know who stands in a row.

/// Where a person stands in the roster. They keep it for ever, whatever changes; a removed person's row is never reused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Row(pub(super) u32);

impl Row {
    /// The row as a number, counted from 0.
    #[must_use]
    #[inline(always)]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    #[inline(always)]
    pub(super) fn at(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// A set of rows, one bit for each.
#[derive(Clone, Default, Debug)]
pub struct RowSet {
    words: Vec<u64>,
    len: usize,
}

impl RowSet {
    /// Whether a row is in it.
    #[must_use]
    #[inline(always)]
    pub fn contains(&self, row: Row) -> bool {
        self.words.get(word_of(row)).is_some_and(|word| word & bit_of(row) != 0)
    }

    /// Takes a row in; `false` when it was in already.
    #[inline(always)]
    pub fn insert(&mut self, row: Row) -> bool {
        let at = word_of(row);
        if at >= self.words.len() {
            self.words.resize(at + 1, 0);
        }
        let Some(word) = self.words.get_mut(at).filter(|word| **word & bit_of(row) == 0) else { return false };
        *word |= bit_of(row);
        self.len += 1;
        true
    }

    /// Takes a row out; `false` when it was not in.
    pub fn remove(&mut self, row: Row) -> bool {
        let Some(word) = self.words.get_mut(word_of(row)).filter(|word| **word & bit_of(row) != 0) else { return false };
        *word &= !bit_of(row);
        self.len -= 1;
        true
    }

    /// Takes a row in or out, whichever changes something; `true` when it is in now.
    pub fn toggle(&mut self, row: Row) -> bool {
        !self.remove(row) && self.insert(row)
    }

    /// How many rows are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// True when no row is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes all rows out.
    pub fn clear(&mut self) {
        self.words.clear();
        self.len = 0;
    }

    /// The rows, smallest first.
    pub fn iter(&self) -> impl Iterator<Item = Row> + '_ {
        self.words.iter().enumerate().filter(|(_, word)| **word != 0).flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.wrapping_sub(1);
                (bit < 64).then(|| Row::at(at * 64 + bit))
            })
        })
    }

    /// Takes in all rows of another set.
    pub fn union_with(&mut self, other: &Self) {
        if other.words.len() > self.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
        self.count();
    }

    /// Takes out all rows of another set.
    pub fn subtract(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
        self.count();
    }

    /// Keeps the rows alone that are in another set too.
    pub fn intersect_with(&mut self, other: &Self) {
        self.words.truncate(other.words.len());
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
        self.count();
    }

    /// The rows that are in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self::from_words(self.words.iter().zip(&other.words).map(|(word, other)| word & other).collect())
    }

    /// How many rows are in both.
    #[must_use]
    pub fn intersect_len(&self, other: &Self) -> usize {
        self.words.iter().zip(&other.words).map(|(word, other)| (word & other).count_ones() as usize).sum()
    }

    /// Whether every row of this set is in the other.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.intersect_len(other) == self.len
    }

    pub(super) fn from_words(words: Vec<u64>) -> Self {
        let mut set = Self { words, len: 0 };
        set.count();
        set
    }

    /// The bits, 64 rows a word, the smallest row in the lowest bit.
    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    /// The rows at which something holds in a column.
    #[inline(always)]
    pub(super) fn scan<T: Copy>(column: &[T], holds: impl Fn(T) -> bool) -> Self {
        let word = |chunk: &[T]| chunk.iter().rev().fold(0, |word, value| (word << 1) | u64::from(holds(*value)));
        Self::from_words(column.chunks(64).map(word).collect())
    }

    pub(super) fn bytes(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }

    fn count(&mut self) {
        self.len = self.words.iter().map(|word| word.count_ones() as usize).sum();
    }
}

#[inline(always)]
fn word_of(row: Row) -> usize {
    row.index() / 64
}

#[inline(always)]
fn bit_of(row: Row) -> u64 {
    1 << (row.0 % 64)
}

impl PartialEq for RowSet {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.intersect_len(other) == self.len
    }
}

impl Eq for RowSet {}

impl Extend<Row> for RowSet {
    fn extend<I: IntoIterator<Item = Row>>(&mut self, rows: I) {
        rows.into_iter().for_each(|row| {
            self.insert(row);
        });
    }
}

impl FromIterator<Row> for RowSet {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Self {
        let mut set = Self::default();
        set.extend(rows);
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn any_rows() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::vec(prop_oneof![0u32..70, 0u32..400], 0..60)
    }

    fn set(rows: &[u32]) -> (RowSet, HashSet<u32>) {
        (rows.iter().map(|row| Row(*row)).collect(), rows.iter().copied().collect())
    }

    fn sorted(model: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let mut rows: Vec<u32> = model.into_iter().collect();
        rows.sort_unstable();
        rows
    }

    fn same(set: &RowSet, model: impl IntoIterator<Item = u32>) {
        let model = sorted(model);
        assert_eq!(set.iter().map(|row| row.0).collect::<Vec<_>>(), model);
        assert_eq!((set.len(), set.is_empty()), (model.len(), model.is_empty()));
        assert_eq!(*set, model.into_iter().map(Row).collect(), "whatever room it once took");
    }

    #[test]
    fn a_set_that_lost_its_far_rows_equals_one_that_never_had_them() {
        let (mut far, _) = set(&[1, 900]);
        far.remove(Row(900));
        assert_eq!(far, [Row(1)].into_iter().collect());
        assert_ne!(far, RowSet::default());
    }

    proptest! {
        #[test]
        fn sets_of_rows_do_what_sets_do(a in any_rows(), b in any_rows(), turned in any_rows()) {
            let ((one, model), (two, other)) = (set(&a), set(&b));
            let mut union = one.clone();
            union.union_with(&two);
            same(&union, model.union(&other).copied());
            let mut rest = one.clone();
            rest.subtract(&two);
            same(&rest, model.difference(&other).copied());
            let mut both = one.clone();
            both.intersect_with(&two);
            same(&both, model.intersection(&other).copied());
            same(&one.intersection(&two), model.intersection(&other).copied());
            prop_assert_eq!(one.intersect_len(&two), model.intersection(&other).count());
            prop_assert_eq!(one.is_subset(&two), model.is_subset(&other));
            prop_assert_eq!(one == two, model == other);
            let (mut changed, mut changed_model) = (one, model);
            for row in turned {
                prop_assert_eq!(changed.contains(Row(row)), changed_model.contains(&row));
                let is_in = changed_model.insert(row) || !changed_model.remove(&row);
                prop_assert_eq!(changed.toggle(Row(row)), is_in);
            }
            same(&changed, changed_model);
            changed.clear();
            same(&changed, []);
        }
    }
}
