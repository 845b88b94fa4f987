//! Owns who receives a batch and who is left out and why, counted while people pass by one at a time.
//! Refuses to hold everybody's name: a plan for a million people has samples and numbers.

use super::{
    batch::{BatchRules, SkipReason, may_receive},
    mail_history::UserRecord,
    people_filter::{FilterFacts, PeopleFilter},
    timestamp::Timestamp,
    user::UserId,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;

/// Most names in a sample.
pub const SAMPLE: usize = 200;

/// Who receives and who does not, before a batch begins.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct BatchPlan {
    /// How many the filter finds, exceptions included; of people who were named, how many they are.
    pub matching: u64,
    /// How many receive.
    pub recipients: u64,
    /// The first 200 of them, in the order of sending.
    pub sample: Vec<UserId>,
    /// Who does not, by reason; the most frequent first.
    pub left_out: Vec<LeftOutCount>,
}

/// People who were meant and do not receive, for one reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct LeftOutCount {
    /// Why. Everybody who was mailed a short while ago stands here once, with the moment of the last of these mails, and everybody
    /// whose address takes no mail, with the moment at which the last of these was found out.
    pub reason: SkipReason,
    /// How many.
    pub count: u64,
    /// The first 200 of them.
    pub sample: Vec<UserId>,
}

impl BatchPlan {
    /// How many do not receive, for whatever reason.
    #[must_use]
    pub fn left_out_total(&self) -> u64 {
        self.left_out.iter().map(|left| left.count).sum()
    }
}

/// Judges people one after the other. `Place` is how whoever keeps them finds them again: a row number, a position.
pub struct Planner<'a, Place> {
    rules: BatchRules<'a>,
    now: Timestamp,
    plan: BatchPlan,
    places: Vec<Place>,
    groups: HashMap<SkipReason, usize>,
}

impl<'a, Place> Planner<'a, Place> {
    /// Nobody so far.
    #[must_use]
    pub fn new(rules: BatchRules<'a>, now: Timestamp) -> Self {
        Self { rules, now, plan: BatchPlan::default(), places: Vec::new(), groups: HashMap::new() }
    }

    /// A person who was named, with what is known of them, if they are in the directory.
    pub fn named(&mut self, id: &UserId, found: Option<(Place, &UserRecord)>) {
        self.plan.matching += 1;
        match found {
            Some((place, record)) => self.judge(place, record),
            None => self.leave_out(id, SkipReason::NotInDirectory),
        }
    }

    /// A person of the directory: the filter says whether they are meant at all. `words` are those of its search.
    pub fn passing(&mut self, filter: &PeopleFilter, words: &[String], place: Place, record: &UserRecord, excepted: bool) {
        let facts = FilterFacts { organization: self.rules.organization, settings: self.rules.settings, now: self.now };
        if filter.passes(facts, words, record) {
            self.plan.matching += 1;
            if !excepted {
                self.judge(place, record);
            }
        }
    }

    /// The plan, and where those who receive are found, in the order of sending.
    #[must_use]
    pub fn finish(mut self) -> (BatchPlan, Vec<Place>) {
        self.plan.left_out.sort_by_key(|left| std::cmp::Reverse(left.count));
        (self.plan, self.places)
    }

    fn judge(&mut self, place: Place, record: &UserRecord) {
        match may_receive(self.rules, record, self.now) {
            Ok(()) => {
                self.plan.recipients += 1;
                self.places.push(place);
                if self.plan.sample.len() < SAMPLE {
                    self.plan.sample.push(record.user.id.clone());
                }
            }
            Err(reason) => self.leave_out(&record.user.id, reason),
        }
    }

    fn leave_out(&mut self, id: &UserId, reason: SkipReason) {
        let at = *self.groups.entry(key(&reason)).or_insert_with(|| {
            self.plan.left_out.push(LeftOutCount { reason: reason.clone(), count: 0, sample: Vec::new() });
            self.plan.left_out.len() - 1
        });
        let Some(group) = self.plan.left_out.get_mut(at) else { return };
        group.count += 1;
        if group.sample.len() < SAMPLE {
            group.sample.push(id.clone());
        }
        // Of one reason only the moment of a mail differs, and orders.
        if reason > group.reason {
            group.reason = reason;
        }
    }
}

/// What people are grouped by: each of those who were mailed a short while ago was mailed at another moment.
fn key(reason: &SkipReason) -> SkipReason {
    match reason {
        SkipReason::MailedRecently { .. } => SkipReason::MailedRecently { at: Timestamp::from_millis(0) },
        SkipReason::Undeliverable { .. } => SkipReason::Undeliverable { since: Timestamp::from_millis(0) },
        SkipReason::Deactivated
        | SkipReason::AlreadyActivated
        | SkipReason::ActivationUnknown
        | SkipReason::AwaitingAcceptance
        | SkipReason::NoLicenseThatCounts
        | SkipReason::DeclinedReminders
        | SkipReason::RuleSuppresses { .. }
        | SkipReason::SettingIsOff
        | SkipReason::ReminderNotDue
        | SkipReason::AutomaticRemindersOff
        | SkipReason::NotInDirectory
        | SkipReason::BatchCancelled => reason.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        batch::BatchOrigin,
        email_kind::SuppressibleKind,
        fixtures::{now, organization, user},
        mail_history::{LastMail, MailHistory, MailOutcome},
        people_filter::Standing,
        settings::EmailSettings,
        user::{AccountStatus, Activation},
    };
    use super::*;
    use proptest::prelude::*;

    fn record(id: &str, change: impl FnOnce(&mut UserRecord)) -> UserRecord {
        let mut record = UserRecord { user: user(), mail: MailHistory::default() };
        record.user.id = UserId(id.into());
        change(&mut record);
        record
    }

    fn planned(act: impl FnOnce(&mut Planner<'_, usize>)) -> (BatchPlan, Vec<usize>) {
        let (organization, settings) = (organization(), EmailSettings::default());
        let kind = SuppressibleKind::Activation;
        let rules = BatchRules { organization: &organization, settings: &settings, kind, origin: BatchOrigin::Administrator };
        let mut planner = Planner::new(rules, now());
        act(&mut planner);
        planner.finish()
    }

    fn mailed(minutes_ago: i64) -> impl FnOnce(&mut UserRecord) {
        let at = Timestamp::from_millis(now().millis() - minutes_ago * 60_000);
        move |record| {
            record.mail.last = Some(LastMail { kind: SuppressibleKind::Activation, at, outcome: MailOutcome::Sent, address: None })
        }
    }

    #[test]
    fn a_plan_counts_everybody_who_was_named() {
        let unlicensed = record("b", |r| r.user.licenses = Vec::new());
        let (plan, places) = planned(|planner| {
            planner.named(&UserId("gone".into()), None);
            planner.named(&UserId("a".into()), Some((7, &record("a", |_| {}))));
            planner.named(&UserId("b".into()), Some((8, &unlicensed)));
        });
        assert_eq!((plan.matching, plan.recipients, plan.left_out_total(), places), (3, 1, 2, vec![7]));
        assert_eq!(plan.sample, [UserId("a".into())]);
        let reasons: Vec<&SkipReason> = plan.left_out.iter().map(|left| &left.reason).collect();
        assert_eq!(reasons, [&SkipReason::NotInDirectory, &SkipReason::NoLicenseThatCounts]);
    }

    #[test]
    fn whoever_the_filter_does_not_find_is_not_meant_and_exceptions_only_match() {
        let filter = PeopleFilter { standing: Standing::Waiting, ..PeopleFilter::default() };
        let signed_in = record("in", |r| r.user.activation = Activation::Activated { last_seen: None });
        let (plan, places) = planned(|planner| {
            for (place, (record, excepted)) in
                [(&record("a", |_| {}), false), (&signed_in, false), (&record("c", |_| {}), true)].into_iter().enumerate()
            {
                planner.passing(&filter, &filter.words(), place, record, excepted);
            }
        });
        assert_eq!((plan.matching, plan.recipients, plan.left_out_total(), places), (2, 1, 0, vec![0]));
    }

    #[test]
    fn people_left_out_are_grouped_by_reason_the_most_first_and_recent_mails_are_one() {
        let (plan, _) = planned(|planner| {
            planner.named(&UserId("x".into()), Some((0, &record("x", |r| r.user.account_status = AccountStatus::Deactivated))));
            for minutes in [9, 3, 6] {
                planner.named(&UserId("m".into()), Some((0, &record("m", mailed(minutes)))));
            }
        });
        let groups: Vec<(&SkipReason, u64)> = plan.left_out.iter().map(|left| (&left.reason, left.count)).collect();
        let last = SkipReason::MailedRecently { at: Timestamp::from_millis(now().millis() - 180_000) };
        assert_eq!(groups, [(&last, 3), (&SkipReason::Deactivated, 1)]);
    }

    proptest! {
        #[test]
        fn a_plan_adds_up_and_its_samples_are_the_first(kinds in proptest::collection::vec(0..4_u8, 0..700)) {
            let people: Vec<UserRecord> = kinds.iter().enumerate().map(|(at, kind)| record(&format!("u{at}"), |r| match kind {
                0 => {}
                1 => r.user.account_status = AccountStatus::Deactivated,
                2 => r.user.licenses = Vec::new(),
                _ => mailed(i64::try_from(at).unwrap() % 60)(r),
            })).collect();
            let (plan, places) = planned(|planner| {
                people.iter().enumerate().for_each(|(at, person)| planner.named(&person.user.id, Some((at, person))));
            });
            let of = |wanted: u8| kinds.iter().enumerate().filter(move |(_, kind)| **kind == wanted).map(|(at, _)| at);
            prop_assert_eq!(&places, &of(0).collect::<Vec<_>>());
            prop_assert_eq!((plan.matching, plan.recipients), (kinds.len() as u64, places.len() as u64));
            prop_assert_eq!(plan.recipients + plan.left_out_total(), plan.matching);
            prop_assert_eq!(plan.sample.clone(), of(0).take(SAMPLE).map(|at| UserId(format!("u{at}"))).collect::<Vec<_>>());
            prop_assert!(plan.left_out.is_sorted_by(|more, less| more.count >= less.count));
            prop_assert!(plan.left_out.iter().all(|left| left.sample.len() as u64 == left.count.min(SAMPLE as u64)));
        }
    }
}
