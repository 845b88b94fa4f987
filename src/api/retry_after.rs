//! Owns reading for how long a server asks to be left alone.
//! Refuses to wait, and to say for how long one should.

use crate::domain::timestamp::Timestamp;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

/// The seconds that `Retry-After` names: as a number, or as a date (RFC 9110).
#[must_use]
pub fn read(text: &str, now: Timestamp) -> Option<u64> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(seconds);
    }
    let at = OffsetDateTime::parse(text, &Rfc2822).ok()?.unix_timestamp();
    Some(u64::try_from(at.saturating_sub(now.millis().div_euclid(1_000))).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read_and_nothing_else() {
        let now = Timestamp::parse("2026-11-27T12:00:00Z").unwrap();
        assert_eq!(read(" 17 ", now), Some(17));
        assert_eq!(read("Fri, 27 Nov 2026 12:00:30 GMT", now), Some(30));
        assert_eq!(read("Fri, 27 Nov 2026 11:00:00 GMT", now), Some(0));
        for wrong in ["", "-1", "soon", "1.5"] {
            assert_eq!(read(wrong, now), None, "{wrong}");
        }
    }
}
