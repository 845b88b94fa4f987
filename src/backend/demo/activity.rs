//! Owns what was done in the demonstration: adding to it, and reading it page by page through a filter.
//! Refuses to forget an entry or to change one.

use super::{ADMINISTRATOR, State, check_limit, malformed, unknown_cursor};
use crate::api::payload::{ActivityPage, ActorList};
use crate::backend::Failure;
use crate::domain::{
    activity::{ActivityAction, ActivityEntry},
    activity_filter::ActivityFilter,
    timestamp::Timestamp,
};
use std::collections::BTreeSet;

impl State {
    pub(super) fn record(&mut self, at: Timestamp, action: ActivityAction) {
        self.record_of(at, ADMINISTRATOR, action);
    }

    /// What somebody else than the one who looks at it did.
    pub(super) fn record_of(&mut self, at: Timestamp, actor: &str, action: ActivityAction) {
        let id = self.activity.len() as u64 + 1;
        self.activity.push(ActivityEntry { id, at, actor: actor.into(), action });
    }

    /// A page, newest first; the cursor is the identifier of the last entry of the page before.
    pub(super) fn activity_page(&self, filter: &ActivityFilter, cursor: Option<&str>, limit: u32) -> Result<ActivityPage, Failure> {
        check_limit(limit)?;
        filter.check().map_err(|fault| malformed(fault.parameter(), &format!("{} {fault}", fault.parameter())))?;
        let before = cursor.map(|cursor| cursor.parse::<u64>().map_err(|_| unknown_cursor())).transpose()?;
        let asked = |entry: &&ActivityEntry| before.is_none_or(|before| entry.id < before) && filter.admits(entry);
        let mut found = self.activity.iter().rev().filter(asked);
        let entries: Vec<ActivityEntry> = found.by_ref().take(limit as usize).cloned().collect();
        let next_cursor = found.next().and(entries.last()).map(|entry| entry.id.to_string());
        Ok(ActivityPage { entries, next_cursor })
    }

    /// Everybody who acted.
    pub(super) fn actors(&self) -> ActorList {
        let actors: BTreeSet<&String> = self.activity.iter().map(|entry| &entry.actor).collect();
        ActorList { actors: actors.into_iter().cloned().collect() }
    }
}
