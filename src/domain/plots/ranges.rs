//! Owns the ranges of days that people are counted in.
//! Refuses what is not known; that is counted beside them.

/// Days from the first to the last, both counted in; without a last one, all that are later.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DayRange {
    /// The first.
    pub from: i64,
    /// The last.
    pub to: Option<i64>,
}

const fn range(from: i64, to: i64) -> DayRange {
    DayRange { from, to: Some(to) }
}

const fn later(from: i64) -> DayRange {
    DayRange { from, to: None }
}

/// How long people wait: days since they were added.
pub const AGES: [DayRange; 7] = [range(0, 2), range(3, 7), range(8, 14), range(15, 30), range(31, 60), range(61, 90), later(91)];

/// How long after the last mail they signed in: days on the organization's clocks, one by one for two weeks.
pub const AFTER_MAIL: [DayRange; 17] = [
    range(0, 0),
    range(1, 1),
    range(2, 2),
    range(3, 3),
    range(4, 4),
    range(5, 5),
    range(6, 6),
    range(7, 7),
    range(8, 8),
    range(9, 9),
    range(10, 10),
    range(11, 11),
    range(12, 12),
    range(13, 13),
    range(14, 14),
    range(15, 30),
    later(31),
];

/// The place of the range in which so many days lie; what lies before the first is of the first.
pub(super) fn place(ranges: &[DayRange], days: i64) -> usize {
    ranges.iter().position(|range| range.to.is_none_or(|to| days <= to)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_in_one_range() {
        for ranges in [&AGES[..], &AFTER_MAIL[..]] {
            assert_eq!((ranges[0].from, ranges[ranges.len() - 1].to), (0, None));
            assert!(ranges.windows(2).all(|pair| pair[0].to == Some(pair[1].from - 1)), "no gap and no overlap");
            for days in 0..200 {
                let range = ranges[place(ranges, days)];
                assert!(range.from <= days && range.to.is_none_or(|to| days <= to), "{days}");
            }
        }
        assert_eq!((place(&AGES, -5), place(&AGES, i64::MAX)), (0, 6), "added in the future, and long ago");
    }
}
