//! Owns which rows changed, so that whoever remembers something about rows looks at those again and at no other.
//! Refuses to remember for ever: who looked away for too long begins anew.

use super::row_set::Row;

/// Most changes that are remembered.
const MOST: usize = 1 << 17;

/// The rows that changed, oldest first. New rows are not written down: they are those beyond the last one known.
#[derive(Default)]
pub(super) struct Journal {
    changed: Vec<Row>,
    /// How many changes were forgotten.
    forgotten: u64,
    rows: usize,
    revision: u64,
}

/// Up to where somebody knows the changes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Seen {
    changes: u64,
    rows: usize,
}

impl Journal {
    /// A row was added.
    pub(super) fn append(&mut self) {
        self.rows += 1;
        self.revision += 1;
    }

    /// A row changed, or its person went.
    pub(super) fn note(&mut self, row: Row) {
        self.revision += 1;
        if self.changed.len() == MOST {
            self.changed.drain(..MOST / 2);
            self.forgotten += (MOST / 2) as u64;
        }
        self.changed.push(row);
    }

    /// How many changes there were in all.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// The present.
    pub(super) fn now(&self) -> Seen {
        Seen { changes: self.forgotten + self.changed.len() as u64, rows: self.rows }
    }

    /// The rows that changed or were added since then, each once, in order; `None` when that is not known any more.
    pub(super) fn since(&self, seen: Seen) -> Option<Vec<Row>> {
        let known = usize::try_from(seen.changes.checked_sub(self.forgotten)?).ok()?;
        let mut rows: Vec<Row> = self.changed.get(known..)?.to_vec();
        rows.extend((seen.rows..self.rows).map(Row::at));
        rows.sort_unstable();
        rows.dedup();
        Some(rows)
    }

    pub(super) fn bytes(&self) -> usize {
        self.changed.capacity() * size_of::<Row>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_since_then_is_said_once_until_it_is_forgotten() {
        let mut journal = Journal::default();
        let start = journal.now();
        (0..3).for_each(|_| journal.append());
        let loaded = journal.now();
        [Row(1), Row(0), Row(1)].into_iter().for_each(|row| journal.note(row));
        assert_eq!(journal.since(start), Some(vec![Row(0), Row(1), Row(2)]));
        assert_eq!(journal.since(loaded), Some(vec![Row(0), Row(1)]));
        assert_eq!((journal.since(journal.now()), journal.revision()), (Some(Vec::new()), 6));
        (0..MOST).for_each(|_| journal.note(Row(2)));
        assert_eq!(journal.since(loaded), None);
        assert_eq!(journal.since(journal.now()), Some(Vec::new()));
    }
}
