//! Owns an order of everybody that is kept: walked in either direction, and mended where rows changed.
//! Refuses to sort; it is built from rows that are in order.

use super::{
    super::people::SortOrder,
    row_set::{Row, RowSet},
};
use std::cmp::Ordering;

/// Everybody by one key, what is not known last, and within what is alike by name and identifier.
#[derive(Default)]
pub(super) struct Permutation {
    rows: Vec<Row>,
    /// The rows whose key differs from that of the row before.
    begins: RowSet,
    /// How many, from the first on, have a key that is known.
    known: usize,
    /// The same the other way round, once it was asked for: what is alike stays as it is, what is not known stays last.
    reversed: Vec<Row>,
}

/// What tells two rows apart.
pub(super) trait Judge {
    /// Which comes first in an ascending order, to the last.
    fn compare(&self, a: Row, b: Row) -> Ordering;
    /// Whether the key of two rows is alike.
    fn alike(&self, a: Row, b: Row) -> bool;
    /// Whether the key of a row is known.
    fn known(&self, row: Row) -> bool;
}

impl Permutation {
    pub(super) fn new(rows: Vec<Row>, begins: RowSet, known: usize) -> Self {
        Self { rows, begins, known, reversed: Vec::new() }
    }

    /// Everybody in ascending order.
    pub(super) fn ascending(&self) -> &[Row] {
        &self.rows
    }

    /// Everybody in one order or the other.
    pub(super) fn walk(&mut self, order: SortOrder) -> &[Row] {
        match order {
            SortOrder::Ascending => &self.rows,
            SortOrder::Descending => {
                if self.reversed.len() != self.rows.len() {
                    let mut reversed = Vec::with_capacity(self.rows.len());
                    self.groups(SortOrder::Descending, |group| reversed.extend_from_slice(group));
                    self.reversed = reversed;
                }
                &self.reversed
            }
        }
    }

    /// The rows that are alike, group by group.
    fn groups(&self, order: SortOrder, mut visit: impl FnMut(&[Row])) {
        let (known, unknown) = self.rows.split_at_checked(self.known).unwrap_or((&self.rows, &[]));
        match order {
            SortOrder::Ascending => known.chunk_by(|_, next| !self.begins.contains(*next)).for_each(&mut visit),
            SortOrder::Descending => {
                let mut left = known;
                while !left.is_empty() {
                    let start = left.iter().rposition(|row| self.begins.contains(*row)).unwrap_or_default();
                    let (before, group) = left.split_at_checked(start).unwrap_or((&[], left));
                    visit(group);
                    left = before;
                }
            }
        }
        if !unknown.is_empty() {
            visit(unknown);
        }
    }

    /// For every row up to `rows` its place in an order; what is alike has one place.
    pub(super) fn places(&self, order: SortOrder, rows: usize) -> Vec<i64> {
        let (mut places, mut place) = (vec![0; rows], 0);
        self.groups(order, |group| {
            group.iter().for_each(|row| super::columns::set(&mut places, row.index(), place));
            place += 1;
        });
        places
    }

    /// Puts these rows, each once and in the order of rows, where they belong now; those who are not `present` go.
    pub(super) fn mend(&mut self, changed: &[Row], present: &RowSet, judge: &impl Judge) {
        if changed.is_empty() {
            return;
        }
        self.reversed = Vec::new();
        let moved: RowSet = changed.iter().copied().collect();
        let mut fresh: Vec<Row> = changed.iter().copied().filter(|row| present.contains(*row)).collect();
        fresh.sort_unstable_by(|a, b| judge.compare(*a, *b));
        let (mut kept, mut behind_gaps) = (Vec::with_capacity(self.rows.len() + fresh.len()), Vec::new());
        let mut gap = false;
        for row in self.rows.iter().copied() {
            let stays = !moved.contains(row);
            if stays && gap {
                behind_gaps.push(kept.len());
            }
            if stays {
                kept.push(row);
            }
            gap = !stays;
        }
        self.begins.subtract(&moved);
        let unsure = self.merge(&kept, &fresh, behind_gaps, judge);
        for at in unsure {
            let Some(row) = self.rows.get(at).copied() else { continue };
            let before = at.checked_sub(1).and_then(|before| self.rows.get(before)).copied();
            if before.is_some_and(|before| judge.alike(before, row)) {
                self.begins.remove(row);
            } else {
                self.begins.insert(row);
            }
        }
        self.known = self.rows.partition_point(|row| judge.known(*row));
    }

    /// Merges rows in order into those that stayed; gives the places whose row may begin a group now or no longer.
    fn merge(&mut self, kept: &[Row], fresh: &[Row], behind_gaps: Vec<usize>, judge: &impl Judge) -> Vec<usize> {
        let (mut unsure, mut gaps) = (Vec::new(), behind_gaps.into_iter().peekable());
        let mut places = vec![0; fresh.len()];
        place(kept, fresh, 0, &mut places, judge);
        let mut done = 0;
        self.rows.clear();
        self.rows.reserve(kept.len() + fresh.len());
        for (at, (row, next)) in fresh.iter().zip(places).enumerate() {
            self.rows.extend_from_slice(kept.get(done..next).unwrap_or_default());
            done = next;
            while let Some(gap) = gaps.next_if(|gap| *gap < done) {
                unsure.push(gap + at);
            }
            unsure.extend([self.rows.len(), self.rows.len() + 1]);
            self.rows.push(*row);
        }
        self.rows.extend_from_slice(kept.get(done..).unwrap_or_default());
        unsure.extend(gaps.map(|gap| gap + fresh.len()));
        unsure
    }

    pub(super) fn bytes(&self) -> usize {
        4 * (self.rows.capacity() + self.reversed.capacity()) + self.begins.bytes()
    }
}

/// Before which of the kept rows, counted from `from` on, each of the fresh ones belongs: the middle one first, so that those on
/// either side are looked for on their side alone.
fn place(kept: &[Row], fresh: &[Row], from: usize, places: &mut [usize], judge: &impl Judge) {
    let middle = fresh.len() / 2;
    let (Some((before, [row, after @ ..])), Some((places_before, [place_of_row, places_after @ ..]))) =
        (fresh.split_at_checked(middle), places.split_at_mut_checked(middle))
    else {
        return;
    };
    let next = kept.partition_point(|other| judge.compare(*other, *row).is_lt());
    *place_of_row = from + next;
    let (left, right) = kept.split_at_checked(next).unwrap_or((kept, &[]));
    place(left, before, from, places_before, judge);
    place(right, after, from + next, places_after, judge);
}

/// Those of an order who are in a set.
pub(super) fn pick(order: &[Row], set: &RowSet) -> Vec<Row> {
    if set.len() == order.len() {
        return order.to_vec();
    }
    // Written whether or not it is in the set, and counted only if so: no branch to guess wrong.
    let (mut picked, mut count) = (vec![Row(0); set.len() + 1], 0);
    for row in order {
        super::columns::set(&mut picked, count, *row);
        count += usize::from(set.contains(*row));
    }
    picked.truncate(count);
    picked
}
