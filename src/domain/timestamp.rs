//! Owns points in time as the product writes them: UTC, millisecond precision, RFC 3339 with `Z`.
//! Refuses clocks: "now" is always an argument. Refuses time zones other than UTC.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime, format_description::well_known::Rfc3339};
use utoipa::ToSchema;

/// Milliseconds in a day.
const DAY: i64 = 86_400_000;

/// A point in time, milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = DateTime, example = "2026-11-22T09:30:00Z")]
pub struct Timestamp(i64);

/// The text is neither an RFC 3339 time nor a `YYYY-MM-DD` date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a date (2026-11-22) or a time (2026-11-22T09:30:00Z)")]
pub struct NotATime;

impl Timestamp {
    /// The point `millis` milliseconds after 1970, clamped to the years 0001–9999 that RFC 3339 can write.
    #[must_use]
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(-62_135_596_800_000, 253_402_300_799_999))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 time (any offset), or a date, which means the start of that day in UTC.
    ///
    /// # Errors
    /// [`NotATime`] for anything else.
    pub fn parse(text: &str) -> Result<Self, NotATime> {
        let text = text.trim();
        if let Ok(at) = OffsetDateTime::parse(text, &Rfc3339) {
            return Ok(Self::from_nanos(at.unix_timestamp_nanos()));
        }
        let day = parse_date(text).ok_or(NotATime)?;
        Ok(Self::from_nanos(day.midnight().assume_utc().unix_timestamp_nanos()))
    }

    /// The point `days` days later (earlier when negative).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_millis(self.0.saturating_add(days.saturating_mul(DAY)))
    }

    /// Whole days from `self` to `later`; negative when `later` is earlier.
    #[must_use]
    pub fn days_until(self, later: Self) -> i64 {
        later.0.saturating_sub(self.0).div_euclid(DAY)
    }

    /// The calendar day in UTC, `YYYY-MM-DD`.
    #[must_use]
    pub fn day(self) -> String {
        String::from(self).chars().take(10).collect()
    }

    fn from_nanos(nanos: i128) -> Self {
        Self::from_millis(i64::try_from(nanos.div_euclid(1_000_000)).unwrap_or(i64::MAX))
    }
}

/// Reads `YYYY-MM-DD`.
pub(super) fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return None;
    }
    if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    let month: u8 = month.parse().ok()?;
    Date::from_calendar_date(year.parse().ok()?, month.try_into().ok()?, day.parse().ok()?).ok()
}

impl TryFrom<String> for Timestamp {
    type Error = NotATime;
    fn try_from(text: String) -> Result<Self, NotATime> {
        Self::parse(&text)
    }
}

impl From<Timestamp> for String {
    fn from(at: Timestamp) -> Self {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000_000)
            .ok()
            .and_then(|time| time.format(&Rfc3339).ok())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_read_and_written_in_utc() {
        for (text, written) in [
            ("2026-11-22", "2026-11-22T00:00:00Z"),
            ("2026-11-22T09:30:00Z", "2026-11-22T09:30:00Z"),
            ("2026-11-22T09:30:00.123+02:00", "2026-11-22T07:30:00.123Z"),
            (" 2024-02-29 ", "2024-02-29T00:00:00Z"),
        ] {
            assert_eq!(String::from(Timestamp::parse(text).unwrap()), written, "{text}");
        }
    }

    #[test]
    fn what_is_not_a_time_is_refused() {
        for text in ["", "yesterday", "2026-13-01", "2026-02-30", "26-01-01", "2026-1-1", "2026-01-01-01", "+026-01-01"] {
            assert_eq!(Timestamp::parse(text), Err(NotATime), "{text}");
        }
    }

    #[test]
    fn days_are_whole_and_signed() {
        let start = Timestamp::from_millis(0);
        assert_eq!(start.days_until(Timestamp::from_millis(DAY - 1)), 0);
        assert_eq!(start.days_until(start.plus_days(30)), 30);
        assert_eq!(start.plus_days(2).days_until(start), -2);
    }
}
