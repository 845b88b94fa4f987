//! Owns the organization's time zone: which point in time a day or a time on its clocks is, where clocks are set back or
//! forward too.
//! Refuses the time zone database: a backend knows it and hands over the changes of one zone, so that the browser and the
//! host read a date in the same way.

use super::timestamp::{NotATime, Timestamp, parse_date};
use serde::{Deserialize, Serialize};
use time::Time;
use utoipa::ToSchema;

/// Clocks differ from UTC by less than this many seconds anywhere (the database's own bound is 25:59:59).
const WIDEST_OFFSET: i32 = 26 * 3_600;
/// Farther from each other than this, a change of the clocks and a time on them have nothing to do with each other.
const NEAR: i64 = 2 * 86_400_000;

/// A time zone. Offsets are seconds east of UTC.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "ZoneDocument", into = "ZoneDocument")]
#[schema(as = TimeZone)]
pub struct TimeZone {
    /// Its name in the time zone database, for example `Europe/Warsaw`.
    name: String,
    first_offset: i32,
    changes: Vec<OffsetChange>,
}

/// A moment at which clocks are set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct OffsetChange {
    /// From when on.
    pub at: Timestamp,
    /// Seconds east of UTC from then on.
    pub offset: i32,
}

/// A time zone as it travels.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct ZoneDocument {
    name: String,
    first_offset: i32,
    changes: Vec<OffsetChange>,
}

/// A list of changes that no clock follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAZone {
    /// Not in the order of time, or two at once.
    #[error("the changes of the time zone are not in the order of time")]
    Disordered,
    /// Over 26 hours from UTC.
    #[error("an offset of the time zone is more than 26 hours")]
    TooWide,
}

/// A point in time as it was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// How sure that is.
    pub reading: Reading,
}

/// How a written time became a point in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// There is no other.
    Exact,
    /// Clocks show this time twice, since they are set back; the first one is meant.
    First,
    /// Clocks never show this time, since they are set forward; the moment at which they are is given in its place.
    Skipped,
}

impl Default for TimeZone {
    /// UTC.
    fn default() -> Self {
        Self { name: "UTC".into(), first_offset: 0, changes: Vec::new() }
    }
}

impl TimeZone {
    /// A zone: `first_offset` holds before the first change, the last offset for good after it.
    ///
    /// # Errors
    /// [`NotAZone`]
    pub fn new(name: impl Into<String>, first_offset: i32, changes: Vec<OffsetChange>) -> Result<Self, NotAZone> {
        if changes.windows(2).any(|pair| matches!(pair, [earlier, later] if later.at <= earlier.at)) {
            return Err(NotAZone::Disordered);
        }
        if changes.iter().map(|change| change.offset).chain([first_offset]).any(|offset| offset.abs() > WIDEST_OFFSET) {
            return Err(NotAZone::TooWide);
        }
        Ok(Self { name: name.into(), first_offset, changes })
    }

    /// Its name in the time zone database.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads a date (its first moment), a date and time on the clocks of the zone (`2026-11-22T09:30`), or an RFC 3339 time
    /// with its own offset.
    ///
    /// # Errors
    /// [`NotATime`] for anything else.
    pub fn read(&self, text: &str) -> Result<Moment, NotATime> {
        let text = text.trim();
        if let Some((day, clock)) = text.split_once(['T', ' '])
            && let (Some(day), Some(clock)) = (parse_date(day), parse_clock(clock))
        {
            return Ok(self.at_clock(millis(day.with_time(clock))));
        }
        match parse_date(text) {
            Some(day) => Ok(Moment { reading: Reading::Exact, ..self.at_clock(millis(day.midnight())) }),
            None => Timestamp::parse(text).map(|at| Moment { at, reading: Reading::Exact }),
        }
    }

    /// The first moment of a day, or of the one that is so many days later; nothing for what is no day.
    #[must_use]
    pub fn start_of_day(&self, day: &str, later: i64) -> Option<Timestamp> {
        let day = parse_date(day)?.checked_add(time::Duration::days(later))?;
        Some(self.at_clock(millis(day.midnight())).at)
    }

    /// What the clocks show then, to the minute: `2026-11-22T09:30`.
    #[must_use]
    pub fn clock(&self, at: Timestamp) -> String {
        let shown = Timestamp::from_millis(at.millis().saturating_add(i64::from(self.offset_at(at)) * 1_000));
        String::from(shown).chars().take(16).collect()
    }

    /// Days since the beginning of 1970 by these clocks.
    #[must_use]
    pub fn day_number(&self, at: Timestamp) -> i64 {
        at.millis().saturating_add(i64::from(self.offset_at(at)) * 1_000).div_euclid(86_400_000)
    }

    /// Seconds east of UTC at that moment.
    fn offset_at(&self, at: Timestamp) -> i32 {
        let passed = self.changes.partition_point(|change| change.at <= at);
        passed.checked_sub(1).and_then(|last| self.changes.get(last)).map_or(self.first_offset, |change| change.offset)
    }

    /// The moment at which clocks show this time, given as if they showed UTC.
    fn at_clock(&self, shown: i64) -> Moment {
        let mut offset = self.offset_at(Timestamp::from_millis(shown.saturating_sub(NEAR)));
        let mut found: Vec<Timestamp> = Vec::new();
        let mut try_offset = |offset: i32| {
            let at = Timestamp::from_millis(shown.saturating_sub(i64::from(offset) * 1_000));
            if self.offset_at(at) == offset && !found.contains(&at) {
                found.push(at);
            }
        };
        try_offset(offset);
        let mut skipped = None;
        let near = |change: &&OffsetChange| change.at.millis().abs_diff(shown) <= NEAR.unsigned_abs();
        for change in self.changes.iter().filter(near) {
            let [before, after] = [offset, change.offset].map(|offset| change.at.millis().saturating_add(i64::from(offset) * 1_000));
            if (before..after).contains(&shown) {
                skipped = Some(change.at);
            }
            offset = change.offset;
            try_offset(offset);
        }
        let reading = match (found.len(), skipped) {
            (0, _) => Reading::Skipped,
            (1, _) => Reading::Exact,
            (_, _) => Reading::First,
        };
        let at = found.into_iter().min().or(skipped).unwrap_or(Timestamp::from_millis(shown));
        Moment { at, reading }
    }
}

fn parse_clock(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(|part| part.parse::<u8>().ok().filter(|_| part.len() == 2 && !part.starts_with('+')));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() { None } else { Time::from_hms(hour, minute, second).ok() }
}

fn millis(shown: time::PrimitiveDateTime) -> i64 {
    shown.assume_utc().unix_timestamp().saturating_mul(1_000)
}

impl TryFrom<ZoneDocument> for TimeZone {
    type Error = NotAZone;
    fn try_from(document: ZoneDocument) -> Result<Self, NotAZone> {
        Self::new(document.name, document.first_offset, document.changes)
    }
}

impl From<TimeZone> for ZoneDocument {
    fn from(zone: TimeZone) -> Self {
        Self { name: zone.name, first_offset: zone.first_offset, changes: zone.changes }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{cairo, warsaw};
    use super::*;
    use proptest::prelude::*;

    fn read(zone: &TimeZone, text: &str) -> (String, Reading) {
        let moment = zone.read(text).unwrap();
        (moment.at.into(), moment.reading)
    }

    #[test]
    fn days_and_times_are_those_of_the_zone() {
        for (text, at, reading) in [
            ("2026-11-22", "2026-11-21T23:00:00Z", Reading::Exact),
            ("2026-07-01", "2026-06-30T22:00:00Z", Reading::Exact),
            ("2026-07-01T09:30", "2026-07-01T07:30:00Z", Reading::Exact),
            ("2026-07-01 09:30:15", "2026-07-01T07:30:15Z", Reading::Exact),
            ("2026-07-01T09:30:00Z", "2026-07-01T09:30:00Z", Reading::Exact),
            ("2026-07-01T09:30:00+09:00", "2026-07-01T00:30:00Z", Reading::Exact),
            // Clocks go from 2 to 3 on 29 March, and from 3 to 2 on 25 October.
            ("2026-03-29", "2026-03-28T23:00:00Z", Reading::Exact),
            ("2026-03-29T01:59", "2026-03-29T00:59:00Z", Reading::Exact),
            ("2026-03-29T02:00", "2026-03-29T01:00:00Z", Reading::Skipped),
            ("2026-03-29T02:59", "2026-03-29T01:00:00Z", Reading::Skipped),
            ("2026-03-29T03:00", "2026-03-29T01:00:00Z", Reading::Exact),
            ("2026-03-30", "2026-03-29T22:00:00Z", Reading::Exact),
            ("2026-10-25T01:59", "2026-10-24T23:59:00Z", Reading::Exact),
            ("2026-10-25T02:00", "2026-10-25T00:00:00Z", Reading::First),
            ("2026-10-25T02:30", "2026-10-25T00:30:00Z", Reading::First),
            ("2026-10-25T03:00", "2026-10-25T02:00:00Z", Reading::Exact),
            ("2026-10-26", "2026-10-25T23:00:00Z", Reading::Exact),
        ] {
            assert_eq!(read(&warsaw(), text), (at.into(), reading), "{text}");
        }
    }

    #[test]
    fn a_later_day_begins_when_its_own_clocks_say_so() {
        let start = |day, later| warsaw().start_of_day(day, later).map(String::from);
        assert_eq!(start("2026-10-25", 0).as_deref(), Some("2026-10-24T22:00:00Z"));
        assert_eq!(start("2026-10-25", 1).as_deref(), Some("2026-10-25T23:00:00Z"));
        assert_eq!(start("2026-02-28", 1).as_deref(), Some("2026-02-28T23:00:00Z"));
        assert_eq!(start("soon", 0), None);
    }

    #[test]
    fn a_day_whose_midnight_is_skipped_begins_when_clocks_are_set() {
        assert_eq!(read(&cairo(), "2026-04-24"), ("2026-04-23T22:00:00Z".into(), Reading::Exact));
        assert_eq!(read(&cairo(), "2026-04-24T00:30"), ("2026-04-23T22:00:00Z".into(), Reading::Skipped));
    }

    #[test]
    fn what_is_not_a_time_is_refused() {
        for text in ["", "soon", "2026-02-30", "2026-11-22T24:00", "2026-11-22T9:30", "2026-11-22T09:30:00:00", "2026-11-22T+9:30", "09:30"]
        {
            assert_eq!(warsaw().read(text), Err(NotATime), "{text}");
        }
    }

    #[test]
    fn a_zone_that_no_clock_follows_is_refused() {
        let change = |at: &str, offset| OffsetChange { at: Timestamp::parse(at).unwrap(), offset };
        let twice = vec![change("2026-03-29", 7_200), change("2026-03-29", 3_600)];
        assert_eq!(TimeZone::new("x", 0, twice), Err(NotAZone::Disordered));
        assert_eq!(TimeZone::new("x", 100_000, Vec::new()), Err(NotAZone::TooWide));
        let wire = serde_json::to_string(&warsaw()).unwrap();
        assert_eq!(serde_json::from_str::<TimeZone>(&wire).unwrap(), warsaw());
        assert!(serde_json::from_str::<TimeZone>(r#"{"name":"x","first_offset":100000,"changes":[]}"#).is_err());
    }

    proptest! {
        #[test]
        fn what_the_clocks_show_is_read_back(minutes in 29_000_000i64..30_500_000) {
            let at = Timestamp::from_millis(minutes * 60_000);
            for zone in [warsaw(), cairo(), TimeZone::default()] {
                let moment = zone.read(&zone.clock(at)).unwrap();
                // An hour that comes twice is read as its first.
                prop_assert!(moment.at == at || (moment.reading == Reading::First && moment.at < at));
                prop_assert!(moment.reading != Reading::Skipped);
            }
        }
    }
}
