//! Owns how often one person's link is answered.
//! Refuses to bound all people together: whoever floods one link must not keep others from declining. Links with a wrong token
//! are not counted, since they cost no more than a page that is not there.

use crate::domain::user::UserId;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Requests for one link within a minute.
const MOST_REQUESTS: u32 = 30;
/// How often one person can take it back within a day. Declining always counts, so these bound how often it changes.
const MOST_RESUMES: u32 = 10;

/// Counts per person.
pub struct Bounds {
    requests: Mutex<Window>,
    resumes: Mutex<Window>,
}

struct Window {
    length: Duration,
    most: u32,
    since: Option<Instant>,
    counts: HashMap<UserId, u32>,
}

impl Default for Bounds {
    fn default() -> Self {
        let window = |length, most| Mutex::new(Window { length, most, since: None, counts: HashMap::new() });
        Self { requests: window(Duration::from_secs(60), MOST_REQUESTS), resumes: window(Duration::from_secs(86_400), MOST_RESUMES) }
    }
}

impl Bounds {
    /// Whether one more request for this person's link is answered.
    pub fn admit(&self, user: &UserId, now: Instant) -> bool {
        admit(&self.requests, user, now)
    }

    /// Whether this person may take it back once more.
    pub fn admit_resume(&self, user: &UserId, now: Instant) -> bool {
        admit(&self.resumes, user, now)
    }
}

fn admit(window: &Mutex<Window>, user: &UserId, now: Instant) -> bool {
    let mut window = window.lock().unwrap_or_else(PoisonError::into_inner);
    let since = *window.since.get_or_insert(now);
    if now.duration_since(since) >= window.length {
        window.counts.clear();
        window.since = Some(now);
    }
    let most = window.most;
    let count = window.counts.entry(user.clone()).or_default();
    *count = count.saturating_add(1);
    *count <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_at_one_link_ends_and_leaves_the_others_alone() {
        let (bounds, begin) = (Bounds::default(), Instant::now());
        let (ada, bo) = (UserId("ada".into()), UserId("bo".into()));
        let admitted = (0..1_000).filter(|_| bounds.admit(&ada, begin)).count();
        assert_eq!(admitted, MOST_REQUESTS as usize);
        assert!(bounds.admit(&bo, begin) && bounds.admit_resume(&ada, begin));
        assert!(!bounds.admit(&ada, begin + Duration::from_secs(59)));
        assert!(bounds.admit(&ada, begin + Duration::from_secs(60)));
    }
}
