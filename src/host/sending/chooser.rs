//! Owns which delivery goes next: domains take turns, each with as many connections as it has shown to answer.
//! Refuses to let a domain that hangs or refuses hold up the others: it gets one connection, then none for a while.

use super::pace::Pace;
use crate::domain::fail_reason::FailReason;
use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

/// Failures in a row after which a domain is left alone.
const PATIENCE: u32 = 3;
/// Longest time for which it is.
const LONGEST_REST: Duration = Duration::from_secs(15 * 60);
/// Domains beyond which nothing is remembered of those that gave no trouble.
const MANY: usize = 10_000;
/// How long a domain may be silent before what waits for it makes room for others.
const SILENCE: Duration = Duration::from_secs(2);
/// How long it may be silent before what waits for it takes no room from others.
const PAUSE: Duration = Duration::from_millis(200);
/// How many may wait for a silent domain all the same.
const WAITING_FOR_SILENCE: usize = 8;

/// What waits, by domain.
#[derive(Debug)]
pub struct Chooser<T> {
    domains: HashMap<String, Domain<T>>,
    /// The domains for which somebody waits, in the order of their turns.
    turns: VecDeque<String>,
    waiting: usize,
    most: u32,
    pace: Pace,
    rest: Duration,
}

#[derive(Debug)]
struct Domain<T> {
    waiting: VecDeque<T>,
    in_hand: u32,
    /// How many may be in hand at once: one more after each answer, half of them after a failure.
    window: u32,
    failures: u32,
    closed: Option<(Instant, FailReason)>,
    heard: Instant,
    pace: Pace,
    has_turn: bool,
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<T> {
    /// This one, of this domain.
    This(String, T),
    /// Somebody waits, and may go after this time.
    Later(Duration),
    /// Nobody, until something is put or done.
    Nobody,
}

/// How a domain took a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It answered, whatever it said.
    Answered,
    /// It says nothing about the domain.
    Nothing,
    /// It failed for now.
    Failed(FailReason),
}

/// What goes back, since its domain does not take it now.
#[derive(Debug)]
pub struct GoesBack<T> {
    /// The delivery.
    pub item: T,
    /// For how long.
    pub wait: Duration,
    /// Why, where the domain said so.
    pub reason: Option<FailReason>,
}

impl<T> Chooser<T> {
    /// An empty one; a domain has at most so many connections, this pace, and this rest after its first failures.
    #[must_use]
    pub fn new(most: u32, pace: Pace, rest: Duration) -> Self {
        Self { domains: HashMap::new(), turns: VecDeque::new(), waiting: 0, most, pace, rest }
    }

    /// How many wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting
    }

    /// How many wait for a domain that has as many in hand as it may have, and keeps silent.
    #[must_use]
    pub fn held_up(&self, now: Instant) -> usize {
        let silent =
            |domain: &&Domain<T>| domain.in_hand >= domain.window.min(self.most) && now.saturating_duration_since(domain.heard) > PAUSE;
        self.domains.values().filter(silent).map(|domain| domain.waiting.len()).sum()
    }

    /// Whether nobody waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Adds one that waits.
    pub fn put(&mut self, domain: &str, item: T, now: Instant) {
        let of = self.domains.entry(domain.to_owned()).or_insert_with(|| Domain {
            waiting: VecDeque::new(),
            in_hand: 0,
            window: 1,
            failures: 0,
            closed: None,
            heard: now,
            pace: self.pace.clone(),
            has_turn: false,
        });
        of.waiting.push_back(item);
        self.waiting += 1;
        if !of.has_turn {
            of.has_turn = true;
            self.turns.push_back(domain.to_owned());
        }
    }

    /// Takes the next one.
    pub fn take(&mut self, now: Instant) -> Next<T> {
        let mut soonest: Option<Duration> = None;
        let many = self.domains.len() > MANY;
        for _ in 0..self.turns.len() {
            let Some(name) = self.turns.pop_front() else { break };
            let Some(domain) = self.domains.get_mut(&name) else { continue };
            if domain.waiting.is_empty() {
                domain.has_turn = false;
                if domain.in_hand == 0 && domain.failures == 0 && many {
                    self.domains.remove(&name);
                }
                continue;
            }
            let rest = domain.closed.as_ref().map(|(until, _)| until.saturating_duration_since(now)).filter(|rest| !rest.is_zero());
            let wait = rest.or_else(|| domain.pace.wait(now));
            let full = domain.in_hand >= domain.window.min(self.most);
            if wait.is_none()
                && !full
                && let Some(item) = domain.waiting.pop_front()
            {
                if domain.in_hand == 0 {
                    domain.heard = now;
                }
                domain.closed = None;
                domain.in_hand += 1;
                domain.pace.took(now);
                self.waiting -= 1;
                self.turns.push_back(name.clone());
                return Next::This(name, item);
            }
            if let Some(wait) = wait {
                soonest = Some(soonest.map_or(wait, |soonest| soonest.min(wait)));
            }
            self.turns.push_back(name);
        }
        soonest.map_or(Next::Nobody, Next::Later)
    }

    /// One that was taken is done. `chance` lies between 0 and 1 and moves the end of a rest.
    pub fn done(&mut self, name: &str, verdict: Verdict, now: Instant, chance: f64) {
        let many = self.domains.len() > MANY;
        let Some(domain) = self.domains.get_mut(name) else { return };
        domain.in_hand = domain.in_hand.saturating_sub(1);
        match verdict {
            Verdict::Nothing => {}
            Verdict::Answered => {
                domain.heard = now;
                domain.failures = 0;
                domain.window = domain.window.saturating_add(1).min(self.most.max(1));
            }
            Verdict::Failed(reason) => {
                domain.failures = domain.failures.saturating_add(1);
                domain.window = (domain.window / 2).max(1);
                if let Some(beyond) = domain.failures.checked_sub(PATIENCE) {
                    let rest = self.rest.saturating_mul(1 << beyond.min(12)).min(LONGEST_REST).mul_f64(0.8 + 0.4 * chance.clamp(0.0, 1.0));
                    domain.closed = Some((now + rest, reason));
                    domain.window = 1;
                }
            }
        }
        if domain.in_hand == 0 && domain.waiting.is_empty() && domain.failures == 0 && !domain.has_turn && many {
            self.domains.remove(name);
        }
    }

    /// Takes out what would wait here for a domain that is left alone, and most of what waits for a silent one.
    pub fn going_back(&mut self, now: Instant) -> Vec<GoesBack<T>> {
        let mut back = Vec::new();
        for domain in self.domains.values_mut().filter(|domain| !domain.waiting.is_empty()) {
            let rest = domain.closed.as_ref().map(|(until, reason)| (until.saturating_duration_since(now), Some(reason.clone())));
            let silent = domain.in_hand > 0 && now.saturating_duration_since(domain.heard) > SILENCE;
            let (keep, wait, reason) = match rest {
                Some((rest, reason)) if !rest.is_zero() => (0, rest, reason),
                Some(_) | None if silent => (WAITING_FOR_SILENCE, SILENCE, None),
                Some(_) | None => continue,
            };
            for item in domain.waiting.split_off(keep.min(domain.waiting.len())) {
                self.waiting -= 1;
                back.push(GoesBack { item, wait, reason: reason.clone() });
            }
        }
        back
    }

    /// Takes out everything that this is true of.
    pub fn remove(&mut self, leaves: impl Fn(&T) -> bool) -> Vec<T> {
        let mut left = Vec::new();
        for domain in self.domains.values_mut() {
            let (leaving, staying): (VecDeque<T>, VecDeque<T>) = std::mem::take(&mut domain.waiting).into_iter().partition(&leaves);
            self.waiting -= leaving.len();
            domain.waiting = staying;
            left.extend(leaving);
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fail_reason::SmtpStage;

    fn chooser(most: u32) -> Chooser<u32> {
        Chooser::new(most, Pace::new(None), Duration::from_secs(10))
    }

    fn failed() -> Verdict {
        Verdict::Failed(FailReason::TimedOut { stage: SmtpStage::Recipient })
    }

    #[test]
    fn domains_take_turns() {
        let now = Instant::now();
        let mut chooser = chooser(8);
        (0..4).for_each(|at| chooser.put("large.example", at, now));
        chooser.put("small.example", 9, now);
        assert_eq!(chooser.take(now), Next::This("large.example".into(), 0));
        assert_eq!(chooser.take(now), Next::This("small.example".into(), 9));
        assert_eq!(chooser.take(now), Next::Nobody, "one connection until it has answered");
        chooser.done("large.example", Verdict::Answered, now, 0.5);
        assert!(matches!(chooser.take(now), Next::This(_, 1)));
        assert!(matches!(chooser.take(now), Next::This(_, 2)), "it answered, so it has two now");
        assert_eq!(chooser.take(now), Next::Nobody);
        assert_eq!(chooser.len(), 1);
    }

    #[test]
    fn what_waits_for_a_silent_domain_is_held_up_and_what_waits_for_one_that_answers_is_not() {
        let now = Instant::now();
        let mut chooser = chooser(8);
        (0..4).for_each(|at| chooser.put("dead.example", at, now));
        (4..8).for_each(|at| chooser.put("alive.example", at, now));
        assert!(matches!(chooser.take(now), Next::This(_, 0)) && matches!(chooser.take(now), Next::This(_, 4)));
        assert_eq!(chooser.held_up(now), 0, "neither had the time to answer");
        let later = now + PAUSE * 2;
        chooser.done("alive.example", Verdict::Answered, later, 0.5);
        assert_eq!(chooser.held_up(later), 3);
        assert_eq!(chooser.len(), 6, "they wait all the same");
        chooser.done("dead.example", Verdict::Answered, later, 0.5);
        assert_eq!(chooser.held_up(later), 0);
    }

    #[test]
    fn a_domain_never_has_more_connections_than_are_allowed() {
        let now = Instant::now();
        let mut chooser = chooser(3);
        for at in 0..100 {
            chooser.put("a.example", at, now);
        }
        let mut in_hand = 0;
        for _ in 0..50 {
            while let Next::This(..) = chooser.take(now) {
                in_hand += 1;
            }
            assert!(in_hand <= 3);
            chooser.done("a.example", Verdict::Answered, now, 0.5);
            in_hand -= 1;
        }
        assert_eq!(in_hand, 2);
    }

    #[test]
    fn a_dead_domain_is_left_alone_for_longer_and_longer_and_what_waits_for_it_goes_back() {
        let (mut now, second) = (Instant::now(), Duration::from_secs(1));
        let mut chooser = chooser(8);
        (0..20).for_each(|at| chooser.put("dead.example", at, now));
        for _ in 0..PATIENCE {
            assert!(matches!(chooser.take(now), Next::This(..)));
            assert_eq!(chooser.take(now), Next::Nobody, "one at a time");
            chooser.done("dead.example", failed(), now, 0.5);
        }
        chooser.put("good.example", 77, now);
        assert_eq!(chooser.take(now), Next::This("good.example".into(), 77));
        assert_eq!(chooser.take(now), Next::Later(10 * second));
        let back = chooser.going_back(now);
        assert_eq!((back.len(), chooser.len()), (17, 0));
        assert!(back.iter().all(|back| back.wait == 10 * second && back.reason.is_some()));
        now += 10 * second;
        chooser.put("dead.example", 1, now);
        chooser.put("dead.example", 2, now);
        assert!(matches!(chooser.take(now), Next::This(_, 1)), "one probes");
        assert_eq!(chooser.take(now), Next::Nobody);
        chooser.done("dead.example", failed(), now, 0.5);
        assert_eq!(chooser.take(now), Next::Later(20 * second));
        chooser.done("dead.example", Verdict::Answered, now, 0.5);
    }

    #[test]
    fn a_silent_domain_makes_room() {
        let now = Instant::now();
        let mut chooser = chooser(8);
        (0..50).for_each(|at| chooser.put("slow.example", at, now));
        assert!(matches!(chooser.take(now), Next::This(_, 0)));
        assert!(chooser.going_back(now + Duration::from_secs(1)).is_empty());
        let back = chooser.going_back(now + Duration::from_secs(3));
        assert_eq!((back.len(), chooser.len()), (49 - WAITING_FOR_SILENCE, WAITING_FOR_SILENCE));
    }

    #[test]
    fn what_is_removed_no_longer_counts() {
        let now = Instant::now();
        let mut chooser = chooser(8);
        (0..10).for_each(|at| chooser.put(if at % 3 == 0 { "a" } else { "b" }, at, now));
        assert_eq!(chooser.remove(|at| at % 2 == 0).len(), 5);
        assert_eq!(chooser.len(), 5);
        assert_eq!(chooser.remove(|_| true).len(), 5);
        assert!(chooser.is_empty() && chooser.take(now) == Next::Nobody);
    }
}
