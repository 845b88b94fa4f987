//! Owns how fast a batch goes: by what was done in the last minute, as this page saw it.
//! Refuses promises: while nothing is done, or the page has not looked for long enough, there is no pace and no time left.

use crate::domain::{batch::SendBatch, timestamp::Timestamp};
use std::collections::VecDeque;

/// How far back is looked, in milliseconds.
const WINDOW: i64 = 60_000;
/// A pace is not told of a shorter time than this.
const LEAST: i64 = 2_000;

/// What was done by when.
#[derive(Clone, Debug, Default)]
pub struct Pace(VecDeque<(i64, u64)>);

/// How fast it goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Speed {
    /// Deliveries with an outcome in a minute.
    pub per_minute: u64,
    /// Minutes until everybody has one, rounded up.
    pub minutes_left: u64,
}

impl Pace {
    /// Notes how far the batch is. One that fell back, since some wait again, is measured anew.
    pub fn note(&mut self, now: Timestamp, done: u64) {
        if self.0.back().is_some_and(|(_, before)| *before > done) {
            self.0.clear();
        }
        self.0.push_back((now.millis(), done));
        // The last one before the window stays, so that the window is filled.
        while self.0.get(1).is_some_and(|(at, _)| now.millis().saturating_sub(*at) >= WINDOW) {
            self.0.pop_front();
        }
    }

    /// How fast it goes, where that can be said.
    #[must_use]
    pub fn speed(&self, now: Timestamp, batch: &SendBatch) -> Option<Speed> {
        let (since, before) = self.0.front()?;
        let (_, done) = self.0.back()?;
        let passed = u64::try_from(now.millis().saturating_sub(*since).max(LEAST)).ok()?;
        let did = done.saturating_sub(*before);
        if did == 0 || now.millis().saturating_sub(*since) < LEAST {
            return None;
        }
        let left = batch.counts.total.saturating_sub(batch.counts.done());
        Some(Speed {
            per_minute: did.saturating_mul(60_000).div_ceil(passed),
            minutes_left: left.saturating_mul(passed).div_ceil(did.saturating_mul(60_000)).max(1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        batch::{BatchId, BatchOrigin, BatchState, DeliveryCounts},
        email_kind::SuppressibleKind,
        template::TemplateId,
    };

    fn batch(total: u64, sent: u64) -> SendBatch {
        SendBatch {
            id: BatchId("b".into()),
            kind: SuppressibleKind::Activation,
            template: TemplateId("t".into()),
            template_version: 1,
            created: Timestamp::from_millis(0),
            created_by: "Ada".into(),
            origin: BatchOrigin::Administrator,
            mode: crate::domain::batch_mode::BatchMode::Real,
            state: BatchState::Running,
            starts_at: None,
            per_day: None,
            counts: DeliveryCounts { total, sent, queued: total - sent, ..DeliveryCounts::default() },
        }
    }

    #[test]
    fn the_last_minute_counts_and_not_what_was_before() {
        let mut pace = Pace::default();
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        assert_eq!(pace.speed(at(0), &batch(1_000, 0)), None);
        // Fast for an hour, then one a second.
        pace.note(at(0), 0);
        pace.note(at(3_600), 500);
        for second in 1..=120 {
            pace.note(at(3_600 + second), 500 + u64::try_from(second).unwrap());
        }
        let speed = pace.speed(at(3_720), &batch(1_000, 620)).unwrap();
        assert!((58..=62).contains(&speed.per_minute), "{speed:?}");
        assert!((6..=7).contains(&speed.minutes_left), "{speed:?}");
    }

    #[test]
    fn a_batch_that_stands_still_has_no_pace_and_one_that_fell_back_begins_anew() {
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        let mut pace = Pace::default();
        for second in 0..90 {
            pace.note(at(second), 10);
        }
        assert_eq!(pace.speed(at(90), &batch(20, 10)), None);
        pace.note(at(91), 4);
        assert_eq!(pace.speed(at(91), &batch(20, 4)), None, "some wait again");
        pace.note(at(94), 7);
        assert_eq!(pace.speed(at(94), &batch(20, 7)), Some(Speed { per_minute: 60, minutes_left: 1 }));
    }
}
