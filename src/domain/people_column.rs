//! Owns the two packed kinds of column in a page of people: values that repeat, and times.
//! Refuses to know what the values mean; [`super::people_columns`] says which column holds which.

use super::{
    people_columns::{ColumnFault, ColumnProblem},
    timestamp::Timestamp,
};
use serde::Serialize;
use std::{borrow::Borrow, collections::HashMap, hash::Hash};
use utoipa::ToSchema;

/// A column whose values repeat. Code 0 says that there is nothing; code 1 is the first of `values`, 2 the second, and so on.
/// Where everybody has the first value, or where nobody has any and `values` is empty, `codes` may be empty.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Coded<T> {
    /// Each value once.
    pub values: Vec<T>,
    /// One per person; empty stands for the first value, or for nothing where there are no values.
    #[serde(default = "Vec::new")]
    pub codes: Vec<u32>,
}

/// A column of times. A person's time is `start` + `step` × their entry of `at`, in milliseconds since 1970-01-01T00:00:00Z;
/// null says that it is not known. Where everybody's time is `start`, or null together with `start`, `at` may be empty.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// Milliseconds since 1970 from which the entries count; null where no time is known.
    pub start: Option<i64>,
    /// How many milliseconds one unit of the entries is, for example 86,400,000 where all are whole days after `start`.
    #[serde(default)]
    pub step: u64,
    /// One per person; empty stands for `start`.
    #[serde(default)]
    pub at: Vec<Option<u64>>,
}

impl<T> Default for Coded<T> {
    fn default() -> Self {
        Self { values: Vec::new(), codes: Vec::new() }
    }
}

impl<T> Coded<T> {
    /// Writes a column in its shortest form.
    #[must_use]
    pub fn of<B: Borrow<T>>(entries: impl Iterator<Item = Option<B>>) -> Self
    where
        T: Clone + Eq + Hash,
    {
        let mut known: HashMap<T, u32> = HashMap::new();
        let mut values = Vec::new();
        let mut codes: Vec<u32> = entries
            .map(|entry| {
                let Some(entry) = entry else { return 0 };
                let value = entry.borrow();
                if let Some(code) = known.get(value) {
                    return *code;
                }
                values.push(value.clone());
                let code = u32::try_from(values.len()).unwrap_or_default();
                known.insert(value.clone(), code);
                code
            })
            .collect();
        let alike = u32::from(!values.is_empty());
        if codes.iter().all(|code| *code == alike) {
            codes.clear();
        }
        Self { values, codes }
    }

    /// Where in `values` a person's value stands; `None` says that there is nothing.
    #[must_use]
    pub fn place(&self, row: usize) -> Option<usize> {
        let code = if self.codes.is_empty() { u32::from(!self.values.is_empty()) } else { self.codes.get(row).copied()? };
        usize::try_from(code.checked_sub(1)?).ok()
    }

    /// A person's value.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&T> {
        self.values.get(self.place(row)?)
    }

    /// Whether the column fits a page of so many people.
    pub(super) fn check(&self, column: &'static str, rows: usize, required: bool) -> Result<(), ColumnFault> {
        let fault = |row, problem| Err(ColumnFault { column, row, problem });
        if self.codes.is_empty() {
            return if required && rows > 0 && self.values.is_empty() { fault(0, ColumnProblem::Missing) } else { Ok(()) };
        }
        if self.codes.len() != rows {
            return fault(self.codes.len().min(rows), ColumnProblem::Length);
        }
        let known = self.values.len();
        let beyond = |code: u32| usize::try_from(code).map_or(true, |code| code > known);
        match self.codes.iter().position(|code| beyond(*code) || (required && *code == 0)) {
            Some(row) if self.codes.get(row) == Some(&0) => fault(row, ColumnProblem::Missing),
            Some(row) => fault(row, ColumnProblem::Code),
            None => Ok(()),
        }
    }
}

impl Times {
    /// Writes a column in its shortest form: from the earliest time on, in the largest unit that loses nothing.
    #[must_use]
    pub fn of(entries: impl Iterator<Item = Option<Timestamp>> + Clone) -> Self {
        let millis = entries.map(|entry| entry.map(Timestamp::millis));
        let Some(start) = millis.clone().flatten().min() else { return Self::default() };
        let step = millis.clone().flatten().fold(0, |step, at| greatest_divisor(step, at.abs_diff(start)));
        let at = millis.map(|at| at.map(|at| at.abs_diff(start).checked_div(step).unwrap_or_default())).collect::<Vec<_>>();
        let alike = at.iter().all(|at| *at == Some(0));
        Self { start: Some(start), step, at: if alike { Vec::new() } else { at } }
    }

    /// A person's time, where it is known.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<Timestamp> {
        let start = self.start?;
        let units = if self.at.is_empty() { 0 } else { self.at.get(row).copied().flatten()? };
        self.after(start, units)
    }

    fn after(&self, start: i64, units: u64) -> Option<Timestamp> {
        let millis = start.checked_add_unsigned(self.step.checked_mul(units)?)?;
        let at = Timestamp::from_millis(millis);
        (at.millis() == millis).then_some(at)
    }

    /// Whether the column fits a page of so many people.
    pub(super) fn check(&self, column: &'static str, rows: usize, required: bool) -> Result<(), ColumnFault> {
        let fault = |row, problem| Err(ColumnFault { column, row, problem });
        if !self.at.is_empty() && self.at.len() != rows {
            return fault(self.at.len().min(rows), ColumnProblem::Length);
        }
        if self.start.is_some_and(|start| self.after(start, 0).is_none()) {
            return fault(0, ColumnProblem::Time);
        }
        if self.at.is_empty() {
            return if required && rows > 0 && self.start.is_none() { fault(0, ColumnProblem::Missing) } else { Ok(()) };
        }
        for (row, entry) in self.at.iter().enumerate() {
            match (self.start, entry) {
                (_, None) if required => return fault(row, ColumnProblem::Missing),
                (_, None) => {}
                (None, Some(_)) => return fault(row, ColumnProblem::Time),
                (Some(start), Some(units)) if self.after(start, *units).is_none() => return fault(row, ColumnProblem::Time),
                (Some(_), Some(_)) => {}
            }
        }
        Ok(())
    }
}

fn greatest_divisor(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}
