//! Owns what waits to be sent by this host, and who of the lines gets which delivery when.
//! Refuses to let a line go ahead of the pace, or reach for a relay that is left alone.

use super::{
    breaker::Breaker,
    chooser::{Chooser, GoesBack, Next, Verdict},
    options::Options,
    pace::Pace,
};
use crate::host::store::{batches::RunningBatch, sending::Taken};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::{Notify, watch};

/// Longest wait of a line without a look.
const LOOK: Duration = Duration::from_millis(500);

/// A delivery with its batch.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The batch.
    pub batch: Arc<RunningBatch>,
    /// The delivery.
    pub taken: Taken,
}

/// A delivery in the hand of a line.
#[derive(Debug)]
pub struct InHand {
    /// The delivery.
    pub letter: Letter,
    /// The mail domain whose turn it is.
    pub domain: String,
}

/// Where deliveries wait.
#[derive(Debug)]
pub struct Room {
    inside: Mutex<Inside>,
    /// There is something to take.
    filled: Notify,
    /// There is room for more.
    hungry: Notify,
    capacity: usize,
}

#[derive(Debug)]
struct Inside {
    chooser: Chooser<Letter>,
    /// How many of those that wait were held up when somebody last looked.
    held_up: usize,
    breaker: Breaker,
    pace: Pace,
}

impl Room {
    /// An empty room.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        let pace = Pace::new(options.domain_per_second);
        let inside = Inside {
            chooser: Chooser::new(options.most_of_domain(), pace, options.retry_after() / 6),
            held_up: 0,
            breaker: Breaker::new(options.retry_after()),
            pace: Pace::new(options.per_second),
        };
        let capacity = (options.connections as usize * 6).max(64);
        Self { inside: Mutex::new(inside), filled: Notify::new(), hungry: Notify::new(), capacity }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many more it takes in; none while it is more than half full of what can go. As much again may be held up.
    #[must_use]
    pub fn lacks(&self) -> usize {
        let mut inside = self.inside();
        inside.held_up = inside.chooser.held_up(Instant::now()).min(self.capacity);
        let waiting = inside.waiting();
        if waiting > self.capacity / 2 { 0 } else { self.capacity - waiting }
    }

    /// Waits until it may lack something.
    pub async fn hungry(&self) {
        self.hungry.notified().await;
    }

    /// Adds a delivery.
    pub fn put(&self, letter: Letter) {
        let domain = letter.taken.record.user.email.domain();
        self.inside().chooser.put(&domain, letter, Instant::now());
        self.filled.notify_one();
    }

    /// Takes the next delivery for a line; nothing once the host stops. A line without a connection waits while the relay is
    /// left alone.
    pub async fn next(&self, has_connection: bool, stopping: &mut watch::Receiver<bool>) -> Option<InHand> {
        loop {
            if *stopping.borrow() {
                return None;
            }
            let (wait, listens) = match self.try_next(has_connection) {
                Try::This(in_hand) => return Some(*in_hand),
                Try::Later(wait) => (wait.min(LOOK), true),
                // Listening, it would be called in place of one that can go.
                Try::RelayRests(wait) => (wait.min(LOOK), false),
            };
            tokio::select! {
                () = self.filled.notified(), if listens => {}
                () = tokio::time::sleep(wait) => {}
                _ = stopping.changed() => {}
            }
        }
    }

    fn try_next(&self, has_connection: bool) -> Try {
        let now = Instant::now();
        let mut inside = self.inside();
        if !has_connection && let Some(wait) = inside.breaker.wait(now) {
            return Try::RelayRests(wait);
        }
        if let Some(wait) = inside.pace.wait(now) {
            return Try::Later(wait);
        }
        let wait = match inside.chooser.take(now) {
            Next::This(domain, letter) => {
                inside.pace.took(now);
                if !has_connection {
                    inside.breaker.begin(now);
                }
                let (all, waiting) = (inside.chooser.len(), inside.waiting());
                drop(inside);
                if all > 0 {
                    self.filled.notify_one();
                }
                if waiting <= self.capacity / 2 {
                    self.hungry.notify_one();
                }
                return Try::This(Box::new(InHand { letter, domain }));
            }
            Next::Later(wait) => wait,
            Next::Nobody => LOOK,
        };
        // A line has nothing to do: what is here may all be held up.
        self.hungry.notify_one();
        Try::Later(wait)
    }

    /// A delivery is out of its line's hand.
    pub fn done(&self, domain: &str, verdict: Verdict) {
        self.inside().chooser.done(domain, verdict, Instant::now(), rand::random::<f64>());
        self.filled.notify_one();
    }

    /// A connection was made.
    pub fn connected(&self) {
        self.inside().breaker.succeeded();
        self.filled.notify_one();
    }

    /// A connection could not be made; answers how long the relay is left alone.
    pub fn not_connected(&self) -> Duration {
        self.inside().breaker.failed(Instant::now())
    }

    /// Takes out what would wait here in vain.
    #[must_use]
    pub fn going_back(&self) -> Vec<GoesBack<Letter>> {
        self.inside().chooser.going_back(Instant::now())
    }

    /// Takes out what belongs to no batch that goes on.
    #[must_use]
    pub fn keep_only(&self, batches: &HashSet<i64>) -> Vec<Letter> {
        self.inside().chooser.remove(|letter| !batches.contains(&letter.taken.batch))
    }
}

impl Inside {
    /// How many wait that can go before long.
    fn waiting(&self) -> usize {
        self.chooser.len().saturating_sub(self.held_up)
    }
}

enum Try {
    This(Box<InHand>),
    Later(Duration),
    RelayRests(Duration),
}
