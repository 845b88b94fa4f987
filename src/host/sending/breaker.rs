//! Owns whether the relay may be reached for anew: after a failure it is left alone for a while, then one connection probes.
//! Refuses to count one outage once for each connection that met it.

use std::time::{Duration, Instant};

/// First rest after a failure, and the longest.
const RESTS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// Whether connections may be made.
#[derive(Debug)]
pub struct Breaker {
    state: State,
    first: Duration,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Sound,
    Resting { until: Instant, failures: u32 },
    Probing { failures: u32 },
}

impl Breaker {
    /// Sound; after a first failure it rests as long as a delivery would, a second at most.
    #[must_use]
    pub fn new(retry_after: Duration) -> Self {
        Self { state: State::Sound, first: RESTS.0.min(retry_after) }
    }

    /// How long until a connection may be made; none when it may be made now.
    #[must_use]
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        match self.state {
            State::Sound => None,
            State::Resting { until, .. } => Some(until.saturating_duration_since(now)).filter(|wait| !wait.is_zero()),
            // Whoever probes says what came of it.
            State::Probing { .. } => Some(Duration::from_millis(100)),
        }
    }

    /// A connection is being made.
    pub fn begin(&mut self, now: Instant) {
        match self.state {
            State::Resting { until, failures } if until <= now => self.state = State::Probing { failures },
            State::Resting { .. } | State::Sound | State::Probing { .. } => {}
        }
    }

    /// It was made.
    pub fn succeeded(&mut self) {
        self.state = State::Sound;
    }

    /// It could not be made; answers how long the relay is left alone.
    pub fn failed(&mut self, now: Instant) -> Duration {
        let failures = match self.state {
            State::Sound => 1,
            State::Probing { failures } => failures.saturating_add(1),
            State::Resting { until, .. } => return until.saturating_duration_since(now),
        };
        let rest = self.first.saturating_mul(1 << (failures - 1).min(12)).min(RESTS.1);
        self.state = State::Resting { until: now + rest, failures };
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_that_many_met_counts_once_and_rests_grow() {
        let (now, second) = (Instant::now(), Duration::from_secs(1));
        let mut breaker = Breaker::new(Duration::from_secs(60));
        assert_eq!(breaker.wait(now), None);
        assert_eq!((breaker.failed(now), breaker.failed(now)), (second, second));
        assert_eq!(breaker.wait(now), Some(second));
        assert_eq!(breaker.wait(now + second), None);
        breaker.begin(now + second);
        assert!(breaker.wait(now + second).is_some(), "one probes, the others wait");
        assert_eq!(breaker.failed(now + second), 2 * second);
        for _ in 0..20 {
            let later = now + Duration::from_secs(100_000);
            breaker.begin(later);
            assert!(breaker.failed(later) <= RESTS.1);
            breaker.begin(later + RESTS.1);
        }
        breaker.succeeded();
        assert_eq!(breaker.wait(now), None);
    }
}
