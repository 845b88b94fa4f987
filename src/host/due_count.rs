//! Owns how many reminders are due: counted once, and again only when somebody changed, the settings were saved or the day
//! turned.
//! Refuses to count a large directory again and again while a batch changes it person by person: then it lags behind a little.

use super::{
    organization_facts::OrganizationFacts,
    reminders::begun_today,
    settings_return::settled,
    state::Host,
    store::{self, StoreError, connection::Db, users::Everybody},
};
use crate::{
    api::payload::DueReminders,
    domain::{
        automatic_reminders::next_run,
        people_filter::{DueFilter, FilterFacts, Standing, due_of, standing},
        settings::EmailSettings,
        timestamp::Timestamp,
    },
};
use std::{
    sync::PoisonError,
    time::{Duration, Instant},
};

/// People who are read at once.
const AT_ONCE: u32 = 2_000;
/// A count that takes no longer is always exact.
const SHORT: Duration = Duration::from_millis(50);
/// After a longer one, so many times as long nothing is counted again, whoever changed.
const REST: u32 = 20;

/// The last count.
#[derive(Debug, Default)]
pub struct DueCount {
    last: std::sync::Mutex<Option<Counted>>,
    counting: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug)]
struct Counted {
    of: State,
    took: Duration,
    at: Instant,
    count: Counts,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    due_today: u64,
    waiting: u64,
}

/// What a count depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct State {
    people: i64,
    settings: u64,
    day: i64,
}

impl Counted {
    fn holds(&self, state: State) -> bool {
        self.of == state
            || (State { people: state.people, ..self.of } == state && self.took > SHORT && self.at.elapsed() < self.took * REST)
    }
}

impl DueCount {
    fn kept(&self, state: State) -> Option<Counts> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|counted| counted.holds(state)).map(|counted| counted.count)
    }
}

/// How many are due now, and when the next run would begin.
///
/// # Errors
/// [`StoreError`]
pub async fn due_reminders(host: &Host) -> Result<DueReminders, StoreError> {
    let now = host.clock.now();
    let Counts { due_today, waiting } = counts(host, now).await?;
    let begun_today = begun_today(host, now).await?;
    Ok(DueReminders { due_today, waiting, next_run: next_run(&host.facts.time_zone, now, begun_today) })
}

async fn counts(host: &Host, now: Timestamp) -> Result<Counts, StoreError> {
    let kept = settled(host).await?;
    let state = async |db: &mut Db| {
        let people = store::users::changes(db).await?;
        Ok::<State, StoreError>(State { people, settings: kept.version, day: host.facts.time_zone.day_number(now) })
    };
    if let Some(count) = host.due_count.kept(state(&mut *host.store.read().await?).await?) {
        return Ok(count);
    }
    // Whoever asks meanwhile waits for this count in the place of counting too, and keeps no connection for it.
    let _counting = host.due_count.counting.lock().await;
    let mut db = host.store.read().await?;
    let of = state(&mut db).await?;
    if let Some(count) = host.due_count.kept(of) {
        return Ok(count);
    }
    let begun = Instant::now();
    let count = count(&mut db, &host.facts, &kept.settings, now).await?;
    let counted = Counted { of, took: begun.elapsed(), at: Instant::now(), count };
    *host.due_count.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(counted);
    Ok(count)
}

async fn count(db: &mut Db, facts: &OrganizationFacts, settings: &EmailSettings, now: Timestamp) -> Result<Counts, StoreError> {
    let organization = facts.organization(db).await?;
    let facts = FilterFacts { organization: &organization, settings, now };
    let (mut count, mut everybody) = (Counts::default(), Everybody::in_slices(AT_ONCE));
    loop {
        let slice = everybody.next(db).await?;
        if slice.is_empty() {
            return Ok(count);
        }
        for placed in &slice {
            count.due_today += u64::from(due_of(facts, &placed.record) == DueFilter::Today);
            count.waiting += u64::from(standing(&placed.record) == Standing::Waiting);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_holds_until_something_changed_and_a_long_one_a_little_longer() {
        let of = State { people: 1, settings: 1, day: 1 };
        let counted = |took| Counted { of, took, at: Instant::now(), count: Counts::default() };
        let (short, long) = (counted(SHORT), counted(Duration::from_secs(8)));
        assert!(short.holds(of) && long.holds(of));
        let somebody_changed = State { people: 2, ..of };
        assert!(!short.holds(somebody_changed) && long.holds(somebody_changed));
        for changed in [State { settings: 2, ..of }, State { day: 2, ..of }, State { settings: 2, people: 2, ..of }] {
            assert!(!short.holds(changed) && !long.holds(changed), "{changed:?}");
        }
        let rested = Counted { at: Instant::now().checked_sub(Duration::from_secs(161)).unwrap(), ..long };
        assert!(!rested.holds(somebody_changed) && rested.holds(of));
    }
}
