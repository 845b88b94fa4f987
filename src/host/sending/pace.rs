//! Owns how many may go in a second.
//! Refuses to make up for time in which nothing went: a pause is followed by the same pace.

use std::time::{Duration, Instant};

/// A pace.
#[derive(Clone, Debug)]
pub struct Pace {
    every: Option<Duration>,
    next: Option<Instant>,
}

impl Pace {
    /// So many a second at most; without a number, any.
    #[must_use]
    pub fn new(per_second: Option<u32>) -> Self {
        Self { every: per_second.map(|most| Duration::from_secs(1) / most.max(1)), next: None }
    }

    /// How long until the next one may go; none when it may go now.
    #[must_use]
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        self.next.map(|next| next.saturating_duration_since(now)).filter(|wait| !wait.is_zero())
    }

    /// One goes.
    pub fn took(&mut self, now: Instant) {
        if let Some(every) = self.every {
            // A few milliseconds late are made up for, or timers would slow the pace.
            let due = self.next.filter(|next| now.saturating_duration_since(*next) < Duration::from_millis(50)).unwrap_or(now);
            self.next = Some(due + every);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_a_second_and_no_more() {
        let start = Instant::now();
        let mut pace = Pace::new(Some(10));
        let (mut now, mut gone) = (start, 0);
        while now < start + Duration::from_secs(5) {
            match pace.wait(now) {
                None => {
                    pace.took(now);
                    gone += 1;
                }
                // A timer that is late by a millisecond.
                Some(wait) => now += wait + Duration::from_millis(1),
            }
        }
        assert!((49..=51).contains(&gone), "{gone}");
        let later = now + Duration::from_secs(100);
        pace.took(later);
        assert!(pace.wait(later).is_some(), "a pause is not made up for");
        assert_eq!(Pace::new(None).wait(now), None);
    }
}
