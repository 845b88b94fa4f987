//! Owns pulling again and again while the host runs.
//! Refuses to pull twice where several hosts share a database: whoever begins first does it.

use super::{
    apply::Purpose,
    options::ScimOptions,
    pull::{Pulling, Source, pull},
};
use crate::{
    domain::timestamp::Timestamp,
    host::{import::Importer, metrics::PullOutcome, settings_return::ITSELF, state::Host},
};
use std::{sync::Arc, time::Duration};

/// How often it is looked whether it is time.
const LOOK: Duration = Duration::from_secs(20);
/// Refused people that the log names, one by one, by the server's identifiers.
const NAMED: usize = 10;

/// What is pulled, how often, and whether it causes mail.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// From where.
    pub source: Source,
    /// Minutes between two pulls.
    pub every: u32,
    /// Whether people who are new are mailed.
    pub newly_added: bool,
}

impl Schedule {
    /// As the options say; nothing where they name no server, or no time.
    #[must_use]
    pub fn of(options: &ScimOptions) -> Option<Self> {
        let source = options.source()?;
        (options.every > 0).then_some(Self { source, every: options.every, newly_added: options.newly_added })
    }
}

/// Pulls until the host stops.
pub async fn run(host: Arc<Host>, schedule: Option<Schedule>) {
    let Some(schedule) = schedule else { return };
    while !host.is_stopping() {
        tokio::select! {
            () = pull_if_due(&host, &schedule) => {}
            () = host.stopped() => return,
        }
        tokio::select! {
            () = host.stopped() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Pulls if the last one began long enough ago.
pub async fn pull_if_due(host: &Host, schedule: &Schedule) {
    let now = host.clock.now();
    let importer = Importer { facts: &host.facts, by: ITSELF, now, told: NAMED, safety: &host.safety };
    let unless_after = Timestamp::from_millis(now.millis().saturating_sub(i64::from(schedule.every) * 60_000));
    let pulling = Pulling { purpose: Purpose::Pull, full: false, newly_added: schedule.newly_added, unless_after: Some(unless_after) };
    match pull(&host.store, importer, &schedule.source, pulling).await {
        Ok(None) => {}
        Ok(Some(report)) => {
            host.metrics.pulled(PullOutcome::Pulled);
            for refusal in &report.refused {
                tracing::warn!(resource = refusal.resource, reason = %refusal.reason, "a person of the SCIM server was refused");
            }
            if report.batch.is_some() {
                host.wake_worker();
            }
        }
        Err(error) => {
            host.metrics.pulled(PullOutcome::Failed);
            tracing::warn!(%error, "nobody was pulled from the SCIM server; trying again at the next time");
        }
    }
}
