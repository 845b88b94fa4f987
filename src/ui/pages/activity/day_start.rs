//! Owns when a day begins where the browser is.
//! Refuses to know time zones; the browser does, with every change of the clocks.

use super::query::Day;
use crate::domain::timestamp::Timestamp;
use js_sys::Date;

/// The moment at which a day begins in the browser's time zone, or one that is so many days later.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "milliseconds are whole and fit")]
pub fn day_start(day: &Day, later: i32) -> Timestamp {
    let (year, month, day) = day.parts();
    // A leap year, so that no day is lost before the year is set; a constructor would read 99 as 1999.
    let date = Date::new_with_year_month_day(2000, 0, 1);
    Timestamp::from_millis(date.set_full_year_with_month_date(year, month - 1, day + later) as i64)
}
