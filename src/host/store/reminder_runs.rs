//! Owns the rows of the days on which reminders were started by themselves.
//! Refuses a second start on one day; the table itself does.

use super::{
    StoreError,
    connection::{Db, query},
    time,
};
use crate::domain::timestamp::Timestamp;

/// What came of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunOutcome {
    /// The batch of this row number sends the reminders.
    Started(i64),
    /// No reminder was due.
    NobodyDue,
    /// Something was missing; once it is there, they can still be started that day.
    Blocked,
}

/// A day on which reminders were to be started.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeptRun {
    /// Days since 1970 by the clocks that the organization had then.
    pub day: i64,
    /// When.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: RunOutcome,
}

/// The last one, if there was one.
///
/// # Errors
/// [`StoreError`]
pub async fn last(db: &mut Db) -> Result<Option<KeptRun>, StoreError> {
    let row: Option<(i64, i64, String, Option<i64>)> =
        query("SELECT day, at, outcome, batch FROM reminder_run ORDER BY day DESC LIMIT 1").fetch_optional(db).await?;
    row.map(|(day, at, outcome, batch)| {
        let outcome = match (outcome.as_str(), batch) {
            ("started", Some(batch)) => RunOutcome::Started(batch),
            ("nobody_due", None) => RunOutcome::NobodyDue,
            ("blocked", None) => RunOutcome::Blocked,
            _ => return Err(StoreError::Unreadable("run of reminders")),
        };
        Ok(KeptRun { day, at: time(at), outcome })
    })
    .transpose()
}

/// Keeps what came of a day.
///
/// # Errors
/// [`StoreError`], also where reminders were started on that day already.
pub async fn keep(db: &mut Db, run: KeptRun) -> Result<(), StoreError> {
    let (outcome, batch) = match run.outcome {
        RunOutcome::Started(batch) => ("started", Some(batch)),
        RunOutcome::NobodyDue => ("nobody_due", None),
        RunOutcome::Blocked => ("blocked", None),
    };
    query(
        "INSERT INTO reminder_run (day, at, outcome, batch) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (day) DO UPDATE SET at = excluded.at, outcome = excluded.outcome, batch = excluded.batch",
    )
    .bind(run.day)
    .bind(run.at.millis())
    .bind(outcome)
    .bind(batch)
    .execute(db)
    .await?;
    Ok(())
}
