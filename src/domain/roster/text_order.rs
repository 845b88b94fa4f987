//! Owns the order by a text: as many letters as a number holds at a time, and those alone are read on who are alike so far.
//! Refuses to read a text twice from its beginning, however long it is.

use super::{
    alphabet::Letters,
    columns::set,
    permutation::Permutation,
    row_set::{Row, RowSet},
    store::Roster,
};
use std::{borrow::Cow, cmp::Ordering};

/// Bits of the first letters that heads are parted by before they are compared, so that each part fits the nearest memory.
const BUCKET: u32 = 12;

/// The letters that a sort begins with.
#[derive(Clone, Copy)]
struct Head {
    first: u64,
    second: u64,
    row: Row,
}

/// Where those who are alike so far are read on.
struct Tail {
    word: u64,
    row: Row,
    /// Byte from which the text is read on.
    from: usize,
}

struct Sorter<'r, 'b, T, C> {
    letters: &'r Letters,
    text: T,
    /// What orders those whose texts are alike; nothing where rows are in that order already.
    otherwise: Option<C>,
    begins: &'b mut RowSet,
}

/// Everybody by a text and, where texts are alike, otherwise or as the rows are.
pub(super) fn by_text<'r>(
    roster: &'r Roster,
    letters: &'r Letters,
    text: impl Fn(Row) -> Cow<'r, str>,
    otherwise: Option<impl Fn(Row, Row) -> Ordering>,
) -> Permutation {
    let mut order = Unfinished::default();
    order.go_on(roster, letters, text, otherwise, usize::MAX);
    order.finish()
}

/// An order in the making, in steps that do not take long. Whoever changes meanwhile is put where they belong afterwards.
#[derive(Default)]
pub(super) struct Unfinished {
    heads: Vec<Head>,
    /// Rows whose heads were read.
    read: usize,
    /// Heads that are in order.
    done: usize,
    parted: bool,
    begins: RowSet,
}

impl Unfinished {
    /// Does this with some `most` people more, or a little more than that; `true` when everybody is in order.
    pub(super) fn go_on<'r>(
        &mut self,
        roster: &'r Roster,
        letters: &'r Letters,
        text: impl Fn(Row) -> Cow<'r, str>,
        otherwise: Option<impl Fn(Row, Row) -> Ordering>,
        most: usize,
    ) -> bool {
        if !self.parted {
            self.heads.reserve_exact(roster.len().saturating_sub(self.heads.len()));
            let end = self.read.saturating_add(most).min(roster.columns.len());
            for row in (self.read..end).map(Row::at).filter(|row| roster.everybody().contains(*row)) {
                let text = text(row);
                let mut left = text.chars();
                let first = letters.word(&mut left);
                let second = if letters.ends(first) { 0 } else { letters.word(&mut left) };
                self.heads.push(Head { first, second, row });
            }
            self.read = end;
            if end < roster.columns.len() {
                return false;
            }
            self.heads = in_buckets(std::mem::take(&mut self.heads));
            self.parted = true;
        }
        let end = self.done.saturating_add(most);
        let mut sorter = Sorter { letters, text, otherwise, begins: &mut self.begins };
        let left = self.heads.get_mut(self.done..).unwrap_or_default();
        for bucket in left.chunk_by_mut(|a, b| bucket_of(a) == bucket_of(b)) {
            if self.done >= end {
                return false;
            }
            bucket.sort_unstable_by_key(|head| (head.first, head.second, head.row));
            for alike in bucket.chunk_by_mut(|a, b| a.first == b.first && a.second == b.second) {
                sorter.settle(alike);
            }
            self.done += bucket.len();
        }
        true
    }

    /// The order, once everybody is in it.
    pub(super) fn finish(self) -> Permutation {
        let rows: Vec<Row> = self.heads.iter().map(|head| head.row).collect();
        let known = rows.len();
        Permutation::new(rows, self.begins, known)
    }
}

fn bucket_of(head: &Head) -> usize {
    (head.first >> (u64::BITS - BUCKET)) as usize
}

/// The same heads, those of one bucket beside each other, the buckets in order.
fn in_buckets(heads: Vec<Head>) -> Vec<Head> {
    let mut places = vec![0usize; 1 << BUCKET];
    for head in &heads {
        if let Some(place) = places.get_mut(bucket_of(head)) {
            *place += 1;
        }
    }
    let mut next = 0;
    for place in &mut places {
        next += std::mem::replace(place, next);
    }
    let mut parted = heads.clone();
    for head in heads {
        if let Some(place) = places.get_mut(bucket_of(&head)) {
            set(&mut parted, *place, head);
            *place += 1;
        }
    }
    parted
}

impl<'r, T: Fn(Row) -> Cow<'r, str>, C: Fn(Row, Row) -> Ordering> Sorter<'r, '_, T, C> {
    fn settle(&mut self, alike: &mut [Head]) {
        let several = alike.len() > 1;
        if several && alike.first().is_some_and(|head| !self.letters.ends(head.first) && !self.letters.ends(head.second)) {
            let mut tails: Vec<Tail> = alike.iter().map(|head| self.tail(head.row)).collect();
            self.read_on(&mut tails);
            alike.iter_mut().zip(tails).for_each(|(head, tail)| head.row = tail.row);
            return;
        }
        if let Some(otherwise) = self.otherwise.as_ref().filter(|_| several) {
            alike.sort_unstable_by(|a, b| otherwise(a.row, b.row));
        }
        self.begins.extend(alike.first().map(|head| head.row));
    }

    /// Behind the letters that its head holds.
    fn tail(&self, row: Row) -> Tail {
        let text = (self.text)(row);
        let mut left = text.chars();
        self.letters.word(&mut left);
        self.letters.word(&mut left);
        Tail { word: 0, row, from: text.len() - left.as_str().len() }
    }

    fn read_on(&mut self, tails: &mut [Tail]) {
        loop {
            for tail in tails.iter_mut() {
                let text = (self.text)(tail.row);
                let mut left = text.get(tail.from..).unwrap_or_default().chars();
                tail.word = self.letters.word(&mut left);
                tail.from = text.len() - left.as_str().len();
            }
            tails.sort_unstable_by_key(|tail| (tail.word, tail.row));
            let (first, last) = (tails.first().map(|tail| tail.word), tails.last().map(|tail| tail.word));
            if first != last || first.is_none_or(|word| self.letters.ends(word)) {
                break;
            }
        }
        for alike in tails.chunk_by_mut(|a, b| a.word == b.word) {
            if alike.len() > 1 && alike.first().is_some_and(|tail| !self.letters.ends(tail.word)) {
                self.read_on(alike);
                continue;
            }
            if let Some(otherwise) = &self.otherwise {
                alike.sort_unstable_by(|a, b| otherwise(a.row, b.row));
            }
            self.begins.extend(alike.first().map(|tail| tail.row));
        }
    }
}
