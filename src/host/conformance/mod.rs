//! Owns the trial of a backend that speaks `/api/v1`, whoever wrote it: each promise of the contract is tried over HTTP and told.
//! Refuses to take a promise for kept that could not be tried, and to write anything unless it was told to and no mail goes to people.
//!
//! [`promises::PROMISES`] is the contract, an entry each. A [`trial::Trial`] holds what several of them need: what the backend can
//! do, its people, and, where it may write, a stage with a template and people who would be mailed.

mod activity;
mod batch_control;
mod batches;
pub mod call;
mod changes;
mod decided;
mod finding;
mod notes;
pub mod options;
mod people;
pub mod promises;
mod refusals;
pub mod report;
mod settings;
mod stage;
mod templates;
pub mod token;
pub mod trial;

use super::clock::Clock;
use finding::Finding;
use options::ConformanceOptions;
use promises::{Needs, PROMISES, Promise};
use report::{Outcome, Report, Tried};
use std::time::Duration;
use trial::{NotTried, Trial};

/// How long one promise may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Tries every promise.
///
/// # Errors
/// [`NotTried`]: nothing could be learned of this backend, or it may not be written to.
pub async fn examine(options: &ConformanceOptions, clock: &Clock) -> Result<Report, NotTried> {
    let trial = Trial::begin(options, clock.clone()).await?;
    let mut tried = Vec::with_capacity(PROMISES.len());
    for promise in PROMISES {
        let outcome = match tokio::time::timeout(PATIENCE, try_one(promise, &trial, options.writes)).await {
            Ok(outcome) => outcome,
            Err(_) => Outcome::Broken(format!("nothing was learned within {} seconds", PATIENCE.as_secs())),
        };
        tried.push(Tried { promise, outcome });
    }
    let left = trial.put_back().await;
    Ok(Report { base: trial.caller.base().to_owned(), backend: trial.name(), writes: options.writes, tried, left })
}

async fn try_one(promise: &Promise, trial: &Trial, writes: bool) -> Outcome {
    if promise.writes && !writes {
        return Outcome::NotTried("it writes; give --writes to try it".into());
    }
    let needs = match (promise.needs, trial.capabilities.as_ref()) {
        (Needs::Nothing, _) => Ok(()),
        (needs, Ok(capabilities)) => needs.of(capabilities),
        (_, Err(_)) => Err(Finding::NotTried("the capabilities cannot be read".into())),
    };
    let found = match needs {
        Ok(()) => (promise.check)(trial).await,
        Err(finding) => Err(finding),
    };
    match found {
        Ok(()) => Outcome::Kept,
        Err(Finding::Broken(seen)) => Outcome::Broken(seen),
        Err(Finding::NotOffered(why)) => Outcome::NotOffered(why),
        Err(Finding::NotTried(why)) => Outcome::NotTried(why),
    }
}
