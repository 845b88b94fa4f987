//! Owns the order by a number: a stable sort by digits, from rows that are in order by name already.
//! Refuses to compare rows.

use super::{
    facts::NONE,
    permutation::Permutation,
    row_set::{Row, RowSet},
};

/// Bits of a digit.
const DIGIT: u32 = 11;

/// The rows by a number, one for each row and [`NONE`] where it is not known, which comes last; otherwise as they were.
pub(super) fn by_number(base: &[Row], numbers: &[i64]) -> Permutation {
    let known = || numbers.iter().copied().filter(|number| *number != NONE);
    let (least, most) = known().fold((i64::MAX, i64::MIN), |(least, most), number| (least.min(number), most.max(number)));
    let unknown = if least > most { 0 } else { most.abs_diff(least).saturating_add(1) };
    let key = |row: Row| match numbers.get(row.index()).copied().unwrap_or(NONE) {
        NONE => unknown,
        number => number.abs_diff(least),
    };
    let row_bits = u32::BITS - u32::try_from(numbers.len()).unwrap_or(u32::MAX).leading_zeros();
    let key_bits = u64::BITS - unknown.leading_zeros();
    if row_bits + key_bits > u64::BITS {
        let mut wide: Vec<(u64, Row)> = base.iter().map(|row| (key(*row), *row)).collect();
        wide.sort_by_key(|(key, _)| *key);
        return permutation(wide.len(), wide.into_iter(), unknown);
    }
    let packed = base.iter().map(|row| key(*row).checked_shl(row_bits).unwrap_or_default() | u64::from(row.0)).collect();
    let sorted = sorted(packed, row_bits, key_bits);
    let mask = (1u64 << row_bits) - 1;
    let entries = sorted.iter().map(|entry| (entry.checked_shr(row_bits).unwrap_or_default(), Row((entry & mask) as u32)));
    permutation(sorted.len(), entries, unknown)
}

/// Sorts by `bits` bits from `lowest` on; what is alike in these stays in its order.
fn sorted(mut entries: Vec<u64>, lowest: u32, bits: u32) -> Vec<u64> {
    let mut other = vec![0; entries.len()];
    let mut shift = lowest;
    while shift < lowest + bits {
        let digit = |entry: u64| ((entry >> shift) & ((1 << DIGIT) - 1)) as usize;
        let mut places = [0usize; 1 << DIGIT];
        for entry in &entries {
            if let Some(place) = places.get_mut(digit(*entry)) {
                *place += 1;
            }
        }
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        for entry in &entries {
            if let Some(place) = places.get_mut(digit(*entry)) {
                super::columns::set(&mut other, *place, *entry);
                *place += 1;
            }
        }
        std::mem::swap(&mut entries, &mut other);
        shift += DIGIT;
    }
    entries
}

fn permutation(len: usize, entries: impl Iterator<Item = (u64, Row)>, unknown: u64) -> Permutation {
    let (mut rows, mut begins, mut known) = (Vec::with_capacity(len), RowSet::default(), 0);
    let mut before = None;
    for (key, row) in entries {
        if before.replace(key) != Some(key) {
            begins.insert(row);
        }
        known += usize::from(key != unknown);
        rows.push(row);
    }
    Permutation::new(rows, begins, known)
}

#[cfg(test)]
mod tests {
    use super::super::super::people::SortOrder;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_in_order_and_what_is_alike_stays_as_it_was(
            numbers in prop::collection::vec(prop::option::of(prop_oneof![-3i64..3, any::<i64>().prop_map(|n| n >> 14)]), 0..50),
            wide in any::<bool>(),
        ) {
            let at = |row: Row| numbers[row.index()].map(|number| if wide { number } else { number >> 30 });
            let base: Vec<Row> = (0..numbers.len()).rev().map(Row::at).collect();
            let mut expected = base.clone();
            expected.sort_by_key(|row| (at(*row).is_none(), at(*row)));
            let keys: Vec<i64> = (0..numbers.len()).map(|row| at(Row::at(row)).unwrap_or(NONE)).collect();
            let mut found = by_number(&base, &keys);
            prop_assert_eq!(found.ascending(), &expected[..]);
            expected.sort_by_key(|row| (at(*row).is_none(), std::cmp::Reverse(at(*row))));
            let mut reversed = base;
            reversed.sort_by_key(|row| (at(*row).is_none(), std::cmp::Reverse(at(*row))));
            prop_assert_eq!(found.walk(SortOrder::Descending), &reversed[..]);
        }
    }
}
