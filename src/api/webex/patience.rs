//! Owns how long the platform is waited for when it says that it is busy.
//! Refuses to wait in earnest; whoever calls has the timer.

use std::time::Duration;

/// How often a request is made at most.
const TRIES: u32 = 6;
/// The longest wait that nobody is asked about, in seconds.
const LONGEST: u64 = 120;

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
