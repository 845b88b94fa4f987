//! Owns sending in the demonstration: batches that go on as time passes, with nothing leaving the browser.
//! Refuses timers: how far a batch has come is computed whenever somebody looks.

use super::{ADMINISTRATOR, State, relay::Tried};
use crate::api::{
    payload::{BatchRequest, DeliveryRow},
    problem::{Problem, ProblemCode},
};
use crate::backend::Failure;
use crate::domain::{
    activity::ActivityAction,
    batch::{BatchId, BatchOrigin, BatchRules, BatchState, Delivery, DeliveryCounts, DeliveryState, SendBatch, may_receive},
    batch_control::Plan as Ahead,
    batch_mode::BatchMode,
    batch_plan::{BatchPlan, Planner},
    delivery_filter::DeliveryFilter,
    email_kind::SuppressibleKind,
    mail_history::UserRecord,
    organization::Organization,
    recipients::{MOST_STRANGERS, Moved, Recipients, each_once},
    template::TemplateId,
    timestamp::Timestamp,
    user::UserId,
};
use std::collections::{HashMap, HashSet};

#[derive(Default)]
pub(super) struct Batches {
    pub(super) all: Vec<Running>,
    keys: HashMap<String, (BatchRequest, BatchId)>,
}

pub(super) struct Running {
    pub(super) batch: SendBatch,
    pub(super) lines: Vec<Line>,
    /// Up to which moment it was advanced.
    pub(super) clock: Timestamp,
    /// The day on the organization's clocks on which it went on last, and how many were begun on it.
    pub(super) day: i64,
    pub(super) begun_today: u32,
}

/// One person in a batch.
pub(super) struct Line {
    pub(super) delivery: Delivery,
    pub(super) tried: Tried,
}

impl Running {
    pub(super) fn batch(&self) -> SendBatch {
        let mut counts = DeliveryCounts::default();
        self.lines.iter().for_each(|line| counts.add(&line.delivery.state));
        SendBatch { counts, ..self.batch.clone() }
    }

    /// The deliveries that a filter lets pass, in the order of sending.
    pub(super) fn deliveries(&self, filter: &DeliveryFilter) -> Vec<DeliveryRow> {
        let admitted = self.lines.iter().filter(|line| filter.admits(&line.delivery));
        admitted.map(|line| DeliveryRow { delivery: line.delivery.clone(), attempts: line.tried.attempts }).collect()
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
        let all = self.all.iter().flat_map(|running| running.lines.iter().map(|line| &line.delivery));
        all.filter(|delivery| delivery.user == *user).cloned().collect()
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
        let ahead = Ahead { starts_at: request.starts_at, per_day: request.per_day };
        let wrong = ahead.problems(now);
        if !wrong.is_empty() {
            return Err(Problem::of_plan(&wrong).into());
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
        if let Some(running) = self.batches.all.iter_mut().find(|running| running.batch.id == id) {
            (running.batch.starts_at, running.batch.per_day) = (ahead.starts_at, ahead.per_day);
            if ahead.starts_at.is_some() {
                running.batch.state = BatchState::Scheduled;
            }
        }
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
        let lines = recipients.into_iter().map(queued).map(|delivery| Line { delivery, tried: Tried::default() }).collect();
        self.batches.all.push(Running { batch, lines, clock: now, day: 0, begun_today: 0 });
        id
    }
}
