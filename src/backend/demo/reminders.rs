//! Owns reminders in the demonstration: how many are due, and that they start by themselves where that is switched on.
//! Refuses rules of its own; `domain` says who is due and when, as in the host.

use super::{ITSELF, State};
use crate::api::payload::DueReminders;
use crate::domain::{
    activity::ActivityAction,
    automatic_reminders::{next_run, run_of_the_day},
    batch::{BatchOrigin, BatchRules, may_receive},
    email_kind::SuppressibleKind,
    not_ready::NotReady,
    people_filter::{DueFilter, FilterFacts, Standing, due_of, standing},
    timestamp::Timestamp,
    user::UserId,
};

/// The last day on which reminders were to start.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reminded {
    /// They were started, or nobody was due.
    On(i64),
    /// Something was missing.
    NotOn(i64),
}

impl State {
    pub(super) fn due_reminders(&self, now: Timestamp) -> DueReminders {
        let facts = FilterFacts { organization: &self.organization, settings: &self.settings, now };
        let due_today = self.people.iter().filter(|record| due_of(facts, record) == DueFilter::Today).count() as u64;
        let waiting = self.people.iter().filter(|record| standing(record) == Standing::Waiting).count() as u64;
        let zone = &self.organization.time_zone;
        let begun_today = self.reminded == Some(Reminded::On(zone.day_number(now)));
        DueReminders { due_today, waiting, next_run: next_run(zone, now, begun_today) }
    }

    /// Starts today's reminders if it is time for it and that was not done yet.
    pub(super) fn remind(&mut self, now: Timestamp) {
        let (kind, origin, zone) = (SuppressibleKind::Reminder, BatchOrigin::Automatic, &self.organization.time_zone);
        let day = zone.day_number(now);
        if !self.settings.reminds_by_itself() || self.reminded == Some(Reminded::On(day)) || now < run_of_the_day(zone, now) {
            return;
        }
        let missing = self.not_ready(kind);
        let blocked = self.reminded == Some(Reminded::NotOn(day));
        if blocked && missing.is_some() {
            return;
        }
        let rules = BatchRules { organization: &self.organization, settings: &self.settings, kind, origin };
        let may = self.people.iter().filter(|record| may_receive(rules, record, now).is_ok());
        let due: Vec<UserId> = may.map(|record| record.user.id.clone()).collect();
        let count = due.len() as u64;
        match (count, missing, self.newest_published(kind)) {
            (0, _, _) => self.reminded = Some(Reminded::On(day)),
            (_, None, Some(template)) => {
                self.reminded = Some(Reminded::On(day));
                let batch = self.add_batch(kind, origin, template, due, ITSELF, now);
                self.record_of(now, ITSELF, ActivityAction::RemindersStarted { batch, due: count });
            }
            (_, missing, _) => {
                self.reminded = Some(Reminded::NotOn(day));
                let reason = missing.unwrap_or(NotReady::TemplateMissing);
                self.record_of(now, ITSELF, ActivityAction::RemindersNotStarted { due: count, reason });
            }
        }
    }
}
