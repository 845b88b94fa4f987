//! Owns what was found: who, and in which order.
//! Refuses to stay right when the roster changes; it is found anew then.

use super::row_set::{Row, RowSet};

/// Those who pass a filter, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Found {
    /// Who.
    pub set: RowSet,
    /// The same rows in order.
    pub rows: Vec<Row>,
}

impl Found {
    /// At which place a row stands, counted from 0.
    #[must_use]
    pub fn position(&self, row: Row) -> Option<usize> {
        if self.set.contains(row) { self.rows.iter().position(|other| *other == row) } else { None }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
