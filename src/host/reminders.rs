//! Owns starting the reminders that are due by themselves: once a day of the organization, where that is switched on.
//! Refuses to send, which the worker does, and to decide to whom, which `domain` does, here and again for each mail.

use super::{
    batches::{self, NewBatch},
    settings_return::{ITSELF, settle, settled},
    state::Host,
    store::{
        self, StoreError,
        connection::Db,
        reminder_runs::{KeptRun, RunOutcome},
        users::Everybody,
    },
};
use crate::domain::{
    activity::ActivityAction,
    automatic_reminders::run_of_the_day,
    batch::{BatchId, BatchOrigin, BatchRules, may_receive},
    email_kind::SuppressibleKind,
    not_ready::NotReady,
    timestamp::Timestamp,
};
use std::{sync::Arc, time::Duration};

/// How often it is looked whether the hour has come.
const LOOK: Duration = Duration::from_secs(5);
/// People who are read at once; only the row numbers of those who are due stay in memory.
const AT_ONCE: u32 = 2_000;

/// What came of looking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Run {
    /// It is not switched on, not the hour yet, or done for today.
    NotNow,
    /// Nobody was due today.
    NobodyDue,
    /// So many are due, and this is missing.
    Blocked(u64, NotReady),
    /// This batch sends them.
    Started(BatchId),
}

/// Starts what is due, day by day, until the host stops.
pub async fn run(host: Arc<Host>) {
    while !host.is_stopping() {
        if let Err(error) = start_due(&host).await {
            tracing::error!(%error, "the store failed; reminders wait");
        }
        tokio::select! {
            () = host.settings_changed() => {}
            () = host.stopped() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Starts today's reminders if it is time for it and that was not done yet.
///
/// # Errors
/// [`StoreError`]; nothing was started.
pub async fn start_due(host: &Host) -> Result<Run, StoreError> {
    let (now, zone) = (host.clock.now(), &host.facts.time_zone);
    let kept = settled(host).await?;
    if !kept.settings.reminds_by_itself() || now < run_of_the_day(zone, now) {
        return Ok(Run::NotNow);
    }
    let day = zone.day_number(now);
    let mut db = host.store.read().await?;
    let blocked = match of_today(host, store::reminder_runs::last(&mut db).await?, now) {
        None => false,
        Some(RunOutcome::Blocked) if batches::not_ready(&mut db, &kept.settings, SuppressibleKind::Reminder).await?.is_none() => true,
        Some(RunOutcome::Blocked | RunOutcome::Started(_) | RunOutcome::NobodyDue) => return Ok(Run::NotNow),
    };
    let organization = host.facts.organization(&mut db).await?;
    let rules = BatchRules {
        organization: &organization,
        settings: &kept.settings,
        kind: SuppressibleKind::Reminder,
        origin: BatchOrigin::Automatic,
    };
    let due = due(&mut db, rules, now).await?;
    drop(db);

    let mut db = host.store.write().await?;
    let settled = settle(&mut db, &host.facts, now).await?;
    let of_today = of_today(host, store::reminder_runs::last(&mut db).await?, now);
    if settled.version != kept.version || of_today != blocked.then_some(RunOutcome::Blocked) {
        // Somebody else was faster with the settings, or with today's reminders: the next look begins anew.
        return Ok(Run::NotNow);
    }
    let run = begin(host, &mut db, &kept.settings, &due, now).await?;
    let outcome = match &run {
        Begun::Nobody => RunOutcome::NobodyDue,
        Begun::Blocked(_) => RunOutcome::Blocked,
        Begun::Batch(seq, _) => RunOutcome::Started(*seq),
    };
    store::reminder_runs::keep(&mut db, KeptRun { day, at: now, outcome }).await?;
    db.commit().await?;
    Ok(match run {
        Begun::Nobody => Run::NobodyDue,
        Begun::Blocked(reason) => Run::Blocked(due.len() as u64, reason),
        Begun::Batch(_, batch) => {
            host.wake_worker();
            Run::Started(batch)
        }
    })
}

enum Begun {
    Nobody,
    Blocked(NotReady),
    Batch(i64, BatchId),
}

/// Begins the batch within the caller's transaction, or records why not.
async fn begin(
    host: &Host,
    db: &mut Db,
    settings: &crate::domain::settings::EmailSettings,
    due: &[i64],
    now: Timestamp,
) -> Result<Begun, StoreError> {
    if due.is_empty() {
        return Ok(Begun::Nobody);
    }
    let kind = SuppressibleKind::Reminder;
    let (missing, template) = (batches::not_ready(db, settings, kind).await?, store::templates::newest_for(db, kind).await?);
    let template = match (missing, template) {
        (None, Some(template)) => template,
        (missing, _) => {
            let reason = missing.unwrap_or(NotReady::TemplateMissing);
            let action = ActivityAction::RemindersNotStarted { due: due.len() as u64, reason };
            store::activity::add(db, now, ITSELF, &action).await?;
            tracing::warn!(due = due.len(), ?reason, "reminders are due and cannot be started");
            return Ok(Begun::Blocked(reason));
        }
    };
    let new = NewBatch { kind, origin: BatchOrigin::Automatic, template, recipients: &[], left_out: 0, by: ITSELF, safety: &host.safety };
    let (seq, batch) = batches::add(db, &new, due.len() as u64, now).await?;
    store::deliveries::queue(db, seq, due, now).await?;
    let action = ActivityAction::RemindersStarted { batch: batch.id.clone(), due: due.len() as u64 };
    store::activity::add(db, now, ITSELF, &action).await?;
    tracing::info!(batch = %batch.id.0, due = due.len(), "reminders were started");
    Ok(Begun::Batch(seq, batch.id))
}

/// Whether today's were begun already, or nobody was due.
///
/// # Errors
/// [`StoreError`]
pub async fn begun_today(host: &Host, now: Timestamp) -> Result<bool, StoreError> {
    let last = store::reminder_runs::last(&mut *host.store.read().await?).await?;
    Ok(match of_today(host, last, now) {
        Some(RunOutcome::Started(_) | RunOutcome::NobodyDue) => true,
        Some(RunOutcome::Blocked) | None => false,
    })
}

/// What came of today's, if it was begun. Whoever moves the organization to another time zone, or sets a clock back, does not
/// get two of them by that.
fn of_today(host: &Host, last: Option<KeptRun>, now: Timestamp) -> Option<RunOutcome> {
    let zone = &host.facts.time_zone;
    let today = zone.day_number(now);
    last.filter(|run| run.day >= today || zone.day_number(run.at) >= today).map(|run| run.outcome)
}

/// The row numbers of everybody to whom a reminder may go now.
async fn due(db: &mut Db, rules: BatchRules<'_>, now: Timestamp) -> Result<Vec<i64>, StoreError> {
    let (mut due, mut everybody) = (Vec::new(), Everybody::in_slices(AT_ONCE));
    loop {
        let slice = everybody.next(db).await?;
        if slice.is_empty() {
            return Ok(due);
        }
        due.extend(slice.iter().filter(|placed| may_receive(rules, &placed.record, now).is_ok()).map(|placed| placed.seq));
    }
}
