//! Owns sending in the demonstration: batches that go on as time passes, with nothing leaving the browser.
//! Refuses timers: how far a batch has come is computed whenever somebody looks.

use super::{ADMINISTRATOR, State, directory::People, undeliverable::comes_back};
use crate::api::{
    payload::BatchRequest,
    problem::{Problem, ProblemCode},
};
use crate::backend::Failure;
use crate::domain::{
    activity::ActivityAction,
    address_mark::AddressMark,
    batch::{BatchId, BatchOrigin, BatchRules, BatchState, Delivery, DeliveryCounts, DeliveryState, SendBatch, SkipReason, may_receive},
    batch_mode::BatchMode,
    batch_plan::{BatchPlan, Planner},
    email_kind::SuppressibleKind,
    mail_history::{LastMail, MailOutcome, UserRecord},
    organization::Organization,
    recipients::{MOST_STRANGERS, Moved, Recipients, each_once},
    template::TemplateId,
    timestamp::Timestamp,
    user::UserId,
};
use std::collections::{HashMap, HashSet};

/// Deliveries that the simulated relay takes in a second.
const PACE: u64 = 250;

#[derive(Default)]
pub(super) struct Batches {
    all: Vec<Running>,
    keys: HashMap<String, (BatchRequest, BatchId)>,
}

pub(super) struct Running {
    batch: SendBatch,
    deliveries: Vec<Delivery>,
    done: usize,
}

impl Running {
    pub(super) fn batch(&self) -> SendBatch {
        let mut counts = DeliveryCounts::default();
        self.deliveries.iter().for_each(|delivery| counts.add(&delivery.state));
        SendBatch { counts, ..self.batch.clone() }
    }

    pub(super) fn deliveries(&self) -> &[Delivery] {
        &self.deliveries
    }
}

impl Batches {
    pub(super) fn newest_first(&self) -> Vec<SendBatch> {
        self.all.iter().rev().map(Running::batch).collect()
    }

    pub(super) fn find(&self, id: &BatchId) -> Option<&Running> {
        self.all.iter().find(|running| running.batch.id == *id)
    }

    pub(super) fn deliveries_to(&self, user: &UserId) -> Vec<Delivery> {
        self.all.iter().flat_map(|running| running.deliveries.iter().filter(|delivery| delivery.user == *user)).cloned().collect()
    }
}

impl State {
    /// The newest published version for a purpose.
    pub(super) fn newest_published(&self, kind: SuppressibleKind) -> Option<(TemplateId, u32)> {
        let of_kind = self.templates.iter().filter(|kept| kept.stored.draft.purpose == kind);
        let newest =
            of_kind.filter_map(|kept| kept.stored.published.as_ref().map(|published| (published.at, &kept.stored.id, published.version)));
        newest.max_by_key(|(at, ..)| *at).map(|(_, id, version)| (id.clone(), version))
    }

    /// Who of the chosen would receive now and who not, and those who would.
    pub(super) fn plan(&self, kind: SuppressibleKind, chosen: &Recipients, now: Timestamp) -> Result<(BatchPlan, Vec<UserId>), Failure> {
        let by_id: HashMap<&UserId, &UserRecord> = self.people.iter().map(|record| (&record.user.id, record)).collect();
        let rules = BatchRules { organization: &self.organization, settings: &self.settings, kind, origin: BatchOrigin::Administrator };
        let mut planner = Planner::new(rules, now);
        match chosen {
            Recipients::Users { users } => {
                each_once(users).into_iter().for_each(|id| planner.named(id, by_id.get(id).map(|record| (&record.user.id, *record))));
            }
            Recipients::Filter { filter, except, .. } => {
                let strangers: Vec<usize> =
                    except.iter().enumerate().filter(|(_, id)| !by_id.contains_key(id)).map(|(at, _)| at).take(MOST_STRANGERS).collect();
                if !strangers.is_empty() {
                    return Err(Problem::of_strangers(chosen.named().0, &strangers).into());
                }
                let (excepted, words): (HashSet<&UserId>, _) = (except.iter().collect(), filter.words());
                for record in self.people.iter() {
                    planner.passing(filter, &words, &record.user.id, record, excepted.contains(&record.user.id));
                }
            }
        }
        let (plan, recipients) = planner.finish();
        Ok((plan, recipients.into_iter().cloned().collect()))
    }

    /// Of these people, those to whom an automatic activation email would go.
    pub(super) fn automatic(&self, organization: &Organization, people: &[UserRecord], now: Timestamp) -> Vec<UserId> {
        let rules =
            BatchRules { organization, settings: &self.settings, kind: SuppressibleKind::Activation, origin: BatchOrigin::Automatic };
        people.iter().filter(|record| may_receive(rules, record, now).is_ok()).map(|record| record.user.id.clone()).collect()
    }

    pub(super) fn start_automatic(&mut self, recipients: Vec<UserId>, now: Timestamp) -> Option<BatchId> {
        let (template, version) = self.newest_published(SuppressibleKind::Activation)?;
        Some(self.enqueue(SuppressibleKind::Activation, BatchOrigin::Automatic, (template, version), recipients, 0, now))
    }

    pub(super) fn start_batch(&mut self, key: &str, request: &BatchRequest, now: Timestamp) -> Result<SendBatch, Failure> {
        if let Some((earlier, id)) = self.batches.keys.get(key) {
            if earlier != request {
                return Err(Problem::new(ProblemCode::IdempotencyKeyReused, "This key was used for another batch.").into());
            }
            return self.batches.find(id).map(Running::batch).ok_or(Failure::NotFound);
        }
        let kept = self.find_template(&request.template)?;
        let Some(published) = kept.stored.published.as_ref().map(|published| published.version) else {
            return Err(Problem::new(ProblemCode::NotReady, "Publish the template first.").into());
        };
        if kept.stored.draft.purpose != request.kind {
            let problem = Problem::new(ProblemCode::Invalid, "The template is for another kind of email.");
            return Err(problem.with_error("/template", "is for another kind of email").into());
        }
        if self.settings.sender.is_none() {
            return Err(Problem::new(ProblemCode::NotReady, "Set the sender in the email settings first.").into());
        }
        let (plan, recipients) = self.plan(request.kind, &request.recipients, now)?;
        if let Some(moved) = request.recipients.moved(plan.matching) {
            return Err(Problem::of_matching(moved).into());
        }
        if let Some(moved) = Moved::between(request.expected_recipients, plan.recipients) {
            return Err(Problem::of_receiving(moved).into());
        }
        super::CEILING.check(plan.recipients, request.confirmed_recipients).map_err(Problem::of_second_look)?;
        if recipients.is_empty() {
            let problem = Problem::new(ProblemCode::Invalid, "Nobody of them receives this email; see the plan for the reasons.");
            return Err(problem.with_error("/recipients", "nobody of them receives this email").into());
        }
        let id = self.enqueue(
            request.kind,
            BatchOrigin::Administrator,
            (request.template.clone(), published),
            recipients,
            plan.left_out_total(),
            now,
        );
        self.batches.keys.insert(key.to_owned(), (request.clone(), id.clone()));
        self.batches.find(&id).map(Running::batch).ok_or(Failure::NotFound)
    }

    fn enqueue(
        &mut self,
        kind: SuppressibleKind,
        origin: BatchOrigin,
        template: (TemplateId, u32),
        recipients: Vec<UserId>,
        left_out: u64,
        now: Timestamp,
    ) -> BatchId {
        let recipients_count = recipients.len() as u64;
        let id = self.add_batch(kind, origin, template, recipients, ADMINISTRATOR, now);
        self.record(now, ActivityAction::BatchStarted { batch: id.clone(), kind, origin, recipients: recipients_count, left_out });
        self.advance(now);
        id
    }

    /// Adds a running batch without recording it.
    pub(super) fn add_batch(
        &mut self,
        kind: SuppressibleKind,
        origin: BatchOrigin,
        template: (TemplateId, u32),
        recipients: Vec<UserId>,
        by: &str,
        now: Timestamp,
    ) -> BatchId {
        let id = BatchId(format!("batch-{}", self.batches.all.len() + 1));
        let queued = |user| Delivery { batch: id.clone(), user, kind, state: DeliveryState::QUEUED, at: now };
        let batch = SendBatch {
            id: id.clone(),
            kind,
            template: template.0,
            template_version: template.1,
            created: now,
            created_by: by.into(),
            origin,
            mode: BatchMode::Real,
            state: BatchState::Running,
            starts_at: None,
            per_day: None,
            counts: DeliveryCounts::default(),
        };
        self.batches.all.push(Running { batch, deliveries: recipients.into_iter().map(queued).collect(), done: 0 });
        id
    }

    pub(super) fn cancel_batch(&mut self, id: &BatchId, now: Timestamp) -> Result<SendBatch, Failure> {
        let running = self.batches.all.iter_mut().find(|running| running.batch.id == *id).ok_or(Failure::NotFound)?;
        if running.batch.state == BatchState::Running {
            running.batch.state = BatchState::Cancelled;
            for delivery in running.deliveries.iter_mut().filter(|delivery| delivery.state == DeliveryState::QUEUED) {
                (delivery.state, delivery.at) = (DeliveryState::Skipped { reason: SkipReason::BatchCancelled }, now);
            }
            let batch = running.batch();
            self.record(now, ActivityAction::BatchCancelled { batch: id.clone(), counts: batch.counts });
            return Ok(batch);
        }
        Ok(running.batch())
    }

    /// Lets every running batch come as far as the time allows.
    pub(super) fn advance(&mut self, now: Timestamp) {
        let (mut finished, mut returned) = (Vec::new(), Vec::new());
        let positions: HashMap<UserId, usize> = if self.batches.all.iter().any(|running| running.batch.state == BatchState::Running) {
            self.people.iter().enumerate().map(|(at, record)| (record.user.id.clone(), at)).collect()
        } else {
            return;
        };
        for running in self.batches.all.iter_mut().filter(|running| running.batch.state == BatchState::Running) {
            let elapsed = u64::try_from(now.millis().saturating_sub(running.batch.created.millis())).unwrap_or_default();
            let due = usize::try_from(elapsed.saturating_mul(PACE) / 1_000).unwrap_or(usize::MAX).min(running.deliveries.len());
            let rules = BatchRules {
                organization: &self.organization,
                settings: &self.settings,
                kind: running.batch.kind,
                origin: running.batch.origin,
            };
            for delivery in running.deliveries.iter_mut().take(due).skip(running.done) {
                let at = positions.get(&delivery.user).copied();
                (delivery.state, delivery.at) = (deliver(rules, &mut self.people, at, now), now);
                let address = at.and_then(|at| self.people.get(at)).map(|record| &record.user.email);
                if delivery.state == DeliveryState::Sent && address.is_some_and(comes_back) {
                    returned.push((delivery.user.clone(), delivery.batch.clone(), delivery.kind));
                }
            }
            running.done = due.max(running.done);
            if running.done == running.deliveries.len() {
                running.batch.state = BatchState::Finished;
                finished.push(running.batch());
            }
        }
        for (user, batch, kind) in returned {
            self.came_back(&user, &batch, kind, now);
        }
        for batch in finished {
            self.record(now, ActivityAction::BatchFinished { batch: batch.id, counts: batch.counts });
        }
    }
}

/// One simulated delivery, with the same check at the moment of sending as in the host.
fn deliver(rules: BatchRules<'_>, people: &mut People, at: Option<usize>, now: Timestamp) -> DeliveryState {
    let found = at.and_then(|at| Some((at, people.get(at)?))).ok_or(SkipReason::NotInDirectory);
    let allowed = found.and_then(|(at, record)| may_receive(rules, record, now).map(|()| at));
    let record = match allowed {
        Ok(at) => people.change(at),
        Err(reason) => return DeliveryState::Skipped { reason },
    };
    let Some(record) = record else { return DeliveryState::Skipped { reason: SkipReason::NotInDirectory } };
    let address = Some(AddressMark::of(&record.user.email));
    let last = LastMail { kind: rules.kind, at: now, outcome: MailOutcome::Sent, address };
    record.mail = std::mem::take(&mut record.mail).after(last);
    DeliveryState::Sent
}
