//! Owns what is done with a batch in the demonstration, and how far it comes as time passes.
//! Refuses to decide what may be done; `domain::batch_control` does, as in the host.

use super::{
    State,
    batches::{Line, Running},
    relay::{Tried, deliver},
    undeliverable::comes_back,
};
use crate::api::problem::{Problem, ProblemCode};
use crate::backend::Failure;
use crate::domain::{
    activity::ActivityAction,
    batch::{BatchId, BatchRules, BatchState, DeliveryState, Retry, SkipReason},
    batch_control::{BatchChange, BatchControl, Resolution, ResolutionRequest},
    mail_history::{LastMail, MailOutcome},
    time_zone::TimeZone,
    timestamp::Timestamp,
    user::UserId,
};
use std::collections::{HashMap, HashSet};

/// Deliveries that the simulated relay takes in a second.
const PACE: i64 = 250;

impl State {
    /// Does this with a batch. What was done already changes nothing and is not recorded again.
    pub(super) fn control_batch(&mut self, id: &BatchId, control: &BatchControl, now: Timestamp) -> Result<BatchChange, Failure> {
        let at = self.batches.all.iter().position(|running| running.batch.id == *id).ok_or(Failure::NotFound)?;
        let running = self.batches.all.get_mut(at).ok_or(Failure::NotFound)?;
        let before = running.batch();
        let next = control.next(before.state).map_err(Problem::of_control)?;
        let (changed, action) = match control {
            BatchControl::Pause => (0, ActivityAction::BatchPaused { batch: id.clone(), counts: before.counts }),
            BatchControl::Resume => (0, ActivityAction::BatchResumed { batch: id.clone(), counts: before.counts }),
            BatchControl::Cancel => {
                if next != before.state {
                    running.skip_queued(now);
                }
                running.batch.state = next;
                (0, ActivityAction::BatchCancelled { batch: id.clone(), counts: running.batch().counts })
            }
            BatchControl::Retry => {
                let deliveries =
                    running.again(|line| matches!(line.delivery.state, DeliveryState::Failed { .. }), &DeliveryState::QUEUED, now);
                (deliveries.len(), ActivityAction::BatchRetried { batch: id.clone(), deliveries: deliveries.len() as u64 })
            }
            BatchControl::Resolve(request) => {
                let resolved = running.resolve(request, now)?;
                let (resolution, deliveries) = (request.resolution, resolved.len() as u64);
                self.keep_resolved(&resolved, before.kind, resolution);
                (resolved.len(), ActivityAction::UncertainResolved { batch: id.clone(), resolution, deliveries })
            }
        };
        let running = self.batches.all.get_mut(at).ok_or(Failure::NotFound)?;
        let waits_again = match control {
            BatchControl::Retry | BatchControl::Resolve(ResolutionRequest { resolution: Resolution::Resend, .. }) => changed as u64,
            BatchControl::Pause
            | BatchControl::Resume
            | BatchControl::Cancel
            | BatchControl::Resolve(ResolutionRequest { resolution: Resolution::Sent, .. }) => 0,
        };
        let next = BatchControl::reopened(next, waits_again);
        if next == BatchState::Running && before.state != BatchState::Running {
            running.clock = now;
            running.batch.starts_at = running.batch.starts_at.map(|at| at.min(now));
        }
        running.batch.state = next;
        let batch = running.batch();
        if changed > 0 || next != before.state {
            self.record(now, action);
        }
        Ok(BatchChange { batch, changed: changed as u64 })
    }

    /// Keeps in each person's history what now counts as true, as the host does.
    fn keep_resolved(
        &mut self,
        resolved: &[(UserId, Timestamp)],
        kind: crate::domain::email_kind::SuppressibleKind,
        resolution: Resolution,
    ) {
        let outcome = match resolution {
            Resolution::Resend => MailOutcome::Failed,
            Resolution::Sent => MailOutcome::Sent,
        };
        let positions: HashMap<UserId, usize> = self.people.iter().enumerate().map(|(at, record)| (record.user.id.clone(), at)).collect();
        for (user, at) in resolved {
            let person = positions.get(user).and_then(|position| self.people.change(*position));
            let Some(person) = person else { continue };
            if person.mail.last.as_ref().is_none_or(|last| last.kind == kind && last.outcome == MailOutcome::Uncertain) {
                let address = person.mail.last.as_ref().and_then(|last| last.address.clone());
                person.mail = std::mem::take(&mut person.mail).after(LastMail { kind, at: *at, outcome, address });
            }
        }
    }

    /// Lets every batch come as far as the time allows.
    pub(super) fn advance(&mut self, now: Timestamp) {
        for running in &mut self.batches.all {
            if let (BatchState::Scheduled, Some(start)) = (running.batch.state, running.batch.starts_at)
                && start <= now
            {
                (running.batch.state, running.clock) = (BatchState::Running, start);
            }
        }
        if self.batches.all.iter().all(|running| running.batch.state != BatchState::Running) {
            return;
        }
        let positions: HashMap<UserId, usize> = self.people.iter().enumerate().map(|(at, record)| (record.user.id.clone(), at)).collect();
        let (mut finished, mut returned) = (Vec::new(), Vec::new());
        for running in self.batches.all.iter_mut().filter(|running| running.batch.state == BatchState::Running) {
            let rules = BatchRules {
                organization: &self.organization,
                settings: &self.settings,
                kind: running.batch.kind,
                origin: running.batch.origin,
            };
            while let Some(Share { mut most, from, until }) = running.share(&self.organization.time_zone, now) {
                // First whoever waits at the beginning, then whoever was put off and whose next try fell into the same time.
                for due_by in [from, until] {
                    let due = running.due(most, due_by);
                    most = most.saturating_sub(due.len());
                    for (nth, index) in (0..).zip(due) {
                        let Some(line) = running.lines.get_mut(index) else { continue };
                        let at = until.min(Timestamp::from_millis(due_by.millis().saturating_add(nth * 1_000 / PACE)));
                        let position = positions.get(&line.delivery.user).copied();
                        let state = deliver(rules, &mut self.people, position, line.tried, at);
                        let begun = line.tried.attempts == 0 && !matches!(state, DeliveryState::Skipped { .. });
                        running.begun_today += u32::from(begun);
                        line.tried.attempts =
                            line.tried.attempts.saturating_add(u32::from(!matches!(state, DeliveryState::Skipped { .. })));
                        (line.delivery.state, line.delivery.at) = (state, at);
                        let address = position.and_then(|at| self.people.get(at)).map(|record| &record.user.email);
                        if line.delivery.state == DeliveryState::Sent && address.is_some_and(comes_back) {
                            returned.push((line.delivery.user.clone(), line.delivery.batch.clone(), line.delivery.kind, at));
                        }
                    }
                }
            }
            if running.lines.iter().all(|line| !matches!(line.delivery.state, DeliveryState::Queued { .. })) {
                running.batch.state = BatchState::Finished;
                finished.push(running.batch());
            }
        }
        for (user, batch, kind, at) in returned {
            self.came_back(&user, &batch, kind, at);
        }
        for batch in finished {
            self.record(now, ActivityAction::BatchFinished { batch: batch.id, counts: batch.counts });
        }
    }
}

/// A part of a day.
struct Share {
    /// How many may be tried in it.
    most: usize,
    from: Timestamp,
    until: Timestamp,
}

impl Running {
    /// What may be tried between where the batch stands in time and `now`, or the end of that day; nothing when it has come to `now`.
    fn share(&mut self, zone: &TimeZone, now: Timestamp) -> Option<Share> {
        let from = self.clock;
        let day = zone.day_number(self.clock);
        if self.day != day {
            (self.day, self.begun_today) = (day, 0);
        }
        let midnight = zone.start_of_day(zone.clock(self.clock).get(..10)?, 1)?;
        let end = now.min(midnight);
        let passed = end.millis().saturating_sub(self.clock.millis());
        let most = passed.saturating_mul(PACE) / 1_000;
        if end < midnight {
            if most == 0 {
                return None;
            }
            // What is left of a thousandth goes to the next look.
            self.clock = Timestamp::from_millis(self.clock.millis().saturating_add(most.saturating_mul(1_000) / PACE));
        } else {
            self.clock = end;
        }
        let left_today = self.batch.per_day.map_or(u32::MAX, |most| most.saturating_sub(self.begun_today));
        let most = usize::try_from(most).unwrap_or_default().min(usize::try_from(left_today).unwrap_or(usize::MAX));
        Some(Share { most, from, until: end })
    }

    /// The next ones that wait and whose time has come.
    fn due(&self, most: usize, now: Timestamp) -> Vec<usize> {
        let waits = |line: &Line| match &line.delivery.state {
            DeliveryState::Queued { retry: Some(Retry { next, .. }) } => *next <= now,
            DeliveryState::Queued { retry: None } => true,
            DeliveryState::Sending
            | DeliveryState::Sent
            | DeliveryState::Failed { .. }
            | DeliveryState::Skipped { .. }
            | DeliveryState::Uncertain => false,
        };
        self.lines.iter().enumerate().filter(|(_, line)| waits(line)).map(|(index, _)| index).take(most).collect()
    }

    fn skip_queued(&mut self, now: Timestamp) {
        for line in self.lines.iter_mut().filter(|line| matches!(line.delivery.state, DeliveryState::Queued { .. })) {
            (line.delivery.state, line.delivery.at) = (DeliveryState::Skipped { reason: SkipReason::BatchCancelled }, now);
        }
    }

    /// Gives these deliveries a new state by the administrator's decision; answers whose, and since when they stood as they did.
    fn again(&mut self, which: impl Fn(&Line) -> bool, state: &DeliveryState, now: Timestamp) -> Vec<(UserId, Timestamp)> {
        let mut changed = Vec::new();
        for line in self.lines.iter_mut().filter(|line| which(line)) {
            changed.push((line.delivery.user.clone(), line.delivery.at));
            (line.delivery.state, line.delivery.at) = (state.clone(), now);
            line.tried = Tried { attempts: 0, rounds: line.tried.rounds.saturating_add(1) };
        }
        changed
    }

    fn resolve(&mut self, request: &ResolutionRequest, now: Timestamp) -> Result<Vec<(UserId, Timestamp)>, Failure> {
        let members: HashSet<&UserId> = self.lines.iter().map(|line| &line.delivery.user).collect();
        let strange = |(_, user): &(usize, &UserId)| !members.contains(user);
        if let Some((at, _)) = request.users.iter().flatten().enumerate().find(strange) {
            let problem = Problem::new(ProblemCode::Invalid, "Nothing was done; correct the fields named below.");
            return Err(problem.with_error(format!("/users/{at}"), "is not in this batch").into());
        }
        let state = match request.resolution {
            Resolution::Resend => DeliveryState::QUEUED,
            Resolution::Sent => DeliveryState::Sent,
        };
        let meant = |line: &Line| request.users.as_ref().is_none_or(|users| users.contains(&line.delivery.user));
        Ok(self.again(|line| line.delivery.state == DeliveryState::Uncertain && meant(line), &state, now))
    }
}
