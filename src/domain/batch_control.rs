//! Owns what an administrator may do with a batch that was started: hold it, let it go on, try again, resolve what is uncertain.
//! Refuses to do it; a backend keeps what came of it, and records it.

use super::{
    batch::{BatchState, SendBatch},
    timestamp::Timestamp,
    user::UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A batch begins at most so many days from now; whatever lies farther ahead is a slip of the pen.
pub const FARTHEST_START_DAYS: i64 = 366;

/// What is done with a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BatchControl {
    /// Hold it.
    Pause,
    /// Let it go on; one that waits for its time begins at once.
    Resume,
    /// Stop it for good.
    Cancel,
    /// Try those again that failed.
    Retry,
    /// Say what becomes of the uncertain ones.
    Resolve(ResolutionRequest),
}

/// What becomes of a delivery of which nobody knows whether it left.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// It is sent again; whoever got the first one gets two.
    Resend,
    /// It counts as sent.
    Sent,
}

/// What becomes of the uncertain deliveries of a batch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolutionRequest {
    /// What becomes of them.
    pub resolution: Resolution,
    /// Whose; without it, everybody's. Whose delivery is not uncertain, or not any more, is left as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<Vec<UserId>>,
}

/// A batch as it stands after something was done with its deliveries.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct BatchChange {
    /// The batch.
    #[serde(flatten)]
    pub batch: SendBatch,
    /// How many deliveries it changed.
    #[serde(default)]
    pub changed: u64,
}

/// Why something cannot be done with a batch in its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ControlRefusal {
    /// It came to its end.
    #[error("the batch is finished; everybody in it has an outcome")]
    Finished,
    /// It was stopped.
    #[error("the batch was cancelled; start a new one for those whom it did not reach")]
    Cancelled,
    /// It has not begun.
    #[error("the batch has not begun; let it begin now, or cancel it")]
    Scheduled,
}

impl BatchControl {
    /// The state of a batch after this is done with it. What was done already changes nothing and is no mistake.
    ///
    /// # Errors
    /// [`ControlRefusal`]
    pub fn next(&self, state: BatchState) -> Result<BatchState, ControlRefusal> {
        match (self, state) {
            (Self::Pause, BatchState::Running | BatchState::Paused) => Ok(BatchState::Paused),
            (Self::Pause, BatchState::Scheduled) => Err(ControlRefusal::Scheduled),
            (Self::Pause | Self::Resume, BatchState::Finished) => Err(ControlRefusal::Finished),
            (Self::Pause | Self::Resume | Self::Retry, BatchState::Cancelled) => Err(ControlRefusal::Cancelled),
            (Self::Resume, BatchState::Scheduled | BatchState::Running | BatchState::Paused) => Ok(BatchState::Running),
            (Self::Cancel, BatchState::Scheduled | BatchState::Running | BatchState::Paused) => Ok(BatchState::Cancelled),
            (Self::Cancel, BatchState::Finished | BatchState::Cancelled) => Ok(state),
            (Self::Resolve(request), BatchState::Cancelled) => match request.resolution {
                Resolution::Resend => Err(ControlRefusal::Cancelled),
                Resolution::Sent => Ok(state),
            },
            // What is to be sent again makes a finished batch go on; where nothing is, it stays as it is.
            (Self::Retry | Self::Resolve(_), BatchState::Scheduled | BatchState::Running | BatchState::Paused | BatchState::Finished) => {
                Ok(state)
            }
        }
    }

    /// The state once this many deliveries wait again: a batch that was over goes on.
    #[must_use]
    pub fn reopened(state: BatchState, waiting_again: u64) -> BatchState {
        match state {
            BatchState::Finished if waiting_again > 0 => BatchState::Running,
            BatchState::Finished | BatchState::Scheduled | BatchState::Running | BatchState::Paused | BatchState::Cancelled => state,
        }
    }
}

/// When a batch is to begin and how many are sent a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// When it begins; without it, at once.
    pub starts_at: Option<Timestamp>,
    /// How many a day at most.
    pub per_day: Option<u32>,
}

/// What is wrong with such a plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PlanProblem {
    /// It is not in the future.
    #[error("is not in the future; leave it out to begin at once")]
    StartPassed,
    /// It lies too far ahead.
    #[error("is more than a year ahead")]
    StartTooFar,
    /// None a day.
    #[error("is at least 1; leave it out to send as fast as the relay takes them")]
    NoneADay,
}

impl PlanProblem {
    /// The field that is wrong.
    #[must_use]
    pub const fn pointer(self) -> &'static str {
        match self {
            Self::StartPassed | Self::StartTooFar => "/starts_at",
            Self::NoneADay => "/per_day",
        }
    }
}

impl Plan {
    /// Everything that is wrong with it.
    #[must_use]
    pub fn problems(self, now: Timestamp) -> Vec<PlanProblem> {
        let start = self.starts_at.and_then(|at| match at {
            _ if at <= now => Some(PlanProblem::StartPassed),
            _ if at > now.plus_days(FARTHEST_START_DAYS) => Some(PlanProblem::StartTooFar),
            _ => None,
        });
        start.into_iter().chain(self.per_day.filter(|most| *most == 0).map(|_| PlanProblem::NoneADay)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::now;
    use super::*;

    const STATES: [BatchState; 5] =
        [BatchState::Scheduled, BatchState::Running, BatchState::Paused, BatchState::Finished, BatchState::Cancelled];

    fn resolve(resolution: Resolution) -> BatchControl {
        BatchControl::Resolve(ResolutionRequest { resolution, users: None })
    }

    #[test]
    fn every_step_fits_some_states_and_is_refused_in_the_others_by_name() {
        use BatchState::{Cancelled, Finished, Paused, Running, Scheduled};
        use ControlRefusal as No;
        let table = [
            (BatchControl::Pause, [Err(No::Scheduled), Ok(Paused), Ok(Paused), Err(No::Finished), Err(No::Cancelled)]),
            (BatchControl::Resume, [Ok(Running), Ok(Running), Ok(Running), Err(No::Finished), Err(No::Cancelled)]),
            (BatchControl::Cancel, [Ok(Cancelled), Ok(Cancelled), Ok(Cancelled), Ok(Finished), Ok(Cancelled)]),
            (BatchControl::Retry, [Ok(Scheduled), Ok(Running), Ok(Paused), Ok(Finished), Err(No::Cancelled)]),
            (resolve(Resolution::Resend), [Ok(Scheduled), Ok(Running), Ok(Paused), Ok(Finished), Err(No::Cancelled)]),
            (resolve(Resolution::Sent), [Ok(Scheduled), Ok(Running), Ok(Paused), Ok(Finished), Ok(Cancelled)]),
        ];
        for (control, expected) in table {
            assert_eq!(STATES.map(|state| control.next(state)), expected, "{control:?}");
        }
    }

    #[test]
    fn what_was_done_already_is_no_mistake() {
        let steps = [BatchControl::Pause, BatchControl::Resume, BatchControl::Cancel, BatchControl::Retry, resolve(Resolution::Sent)];
        for (control, state) in steps.iter().flat_map(|control| STATES.map(|state| (control, state))) {
            if let Ok(next) = control.next(state) {
                assert_eq!(control.next(next), Ok(next), "{control:?} of {state:?}");
            }
        }
    }

    #[test]
    fn a_finished_batch_goes_on_only_for_somebody() {
        assert_eq!(BatchControl::reopened(BatchState::Finished, 1), BatchState::Running);
        assert_eq!(BatchControl::reopened(BatchState::Finished, 0), BatchState::Finished);
        assert_eq!(BatchControl::reopened(BatchState::Paused, 9), BatchState::Paused);
    }

    #[test]
    fn a_batch_begins_in_the_future_and_within_a_year() {
        let of = |days: i64| Plan { starts_at: Some(now().plus_days(days)), per_day: Some(1) }.problems(now());
        assert_eq!(of(1), []);
        assert_eq!(of(0), [PlanProblem::StartPassed]);
        assert_eq!(of(367), [PlanProblem::StartTooFar]);
        let both = Plan { starts_at: Some(now()), per_day: Some(0) }.problems(now());
        assert_eq!(both.iter().map(|problem| problem.pointer()).collect::<Vec<_>>(), ["/starts_at", "/per_day"]);
        assert_eq!(Plan::default().problems(now()), []);
    }
}
