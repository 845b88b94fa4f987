//! Owns how long the platform is waited for when it says that it is busy.
//! Refuses to wait in earnest; whoever calls has the timer.

use crate::domain::timestamp::Timestamp;
use std::time::Duration;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

/// How often a request is made at most.
const TRIES: u32 = 6;
/// The longest wait that nobody is asked about, in seconds.
const LONGEST: u64 = 120;

/// The seconds that `Retry-After` names: as a number, or as a date (RFC 9110).
#[must_use]
pub fn retry_after(text: &str, now: Timestamp) -> Option<u64> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(seconds);
    }
    let at = OffsetDateTime::parse(text, &Rfc2822).ok()?.unix_timestamp();
    Some(u64::try_from(at.saturating_sub(now.millis().div_euclid(1_000))).unwrap_or(0))
}

/// How long to wait before the try after `tries` tries; nothing where it is time to tell somebody.
#[must_use]
pub fn wait(tries: u32, asked: Option<u64>) -> Option<Duration> {
    if tries >= TRIES {
        return None;
    }
    // Nobody said how long: twice as long as before.
    let seconds = asked.unwrap_or_else(|| 1 << tries.min(6));
    // At once would only be refused again.
    (seconds <= LONGEST).then(|| Duration::from_secs(seconds.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_platform_asks_for_is_obeyed() {
        let now = Timestamp::parse("2026-11-27T12:00:00Z").unwrap();
        assert_eq!(retry_after(" 17 ", now), Some(17));
        assert_eq!(retry_after("Fri, 27 Nov 2026 12:00:30 GMT", now), Some(30));
        assert_eq!(retry_after("Fri, 27 Nov 2026 11:00:00 GMT", now), Some(0));
        for wrong in ["", "-1", "soon", "1.5"] {
            assert_eq!(retry_after(wrong, now), None, "{wrong}");
        }
        assert_eq!(wait(1, Some(17)), Some(Duration::from_secs(17)));
        assert_eq!(wait(1, Some(0)), Some(Duration::from_secs(1)));
    }

    #[test]
    fn patience_ends() {
        assert_eq!(wait(1, Some(LONGEST + 1)), None);
        assert_eq!(wait(TRIES, Some(1)), None);
        let unasked: u64 = (1..TRIES).filter_map(|tries| wait(tries, None)).map(|wait| wait.as_secs()).sum();
        assert_eq!(unasked, 2 + 4 + 8 + 16 + 32);
    }
}
