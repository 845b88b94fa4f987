//! Owns the people of the demonstration with the number of each one's last change, and listing them page by page.
//! Refuses a change without a number: nobody outside gets hold of a person to change them any other way.

use super::{malformed, unknown_cursor};
use crate::api::{
    payload::UserPage,
    problem::{Problem, ProblemCode},
};
use crate::backend::Failure;
use crate::domain::{
    mail_history::UserRecord,
    people_listing::{ChangesToken, Listing, ListingCursor},
    timestamp::Timestamp,
};
use std::ops::Deref;

/// Everybody, in the order in which they came.
pub(super) struct People {
    records: Vec<UserRecord>,
    /// Of each person, the number of the last change.
    changed: Vec<u64>,
    last: u64,
    /// Numbers of another demonstration mean nothing here.
    origin: String,
}

impl Deref for People {
    type Target = [UserRecord];

    fn deref(&self) -> &[UserRecord] {
        &self.records
    }
}

impl People {
    pub(super) fn new(records: Vec<UserRecord>, now: Timestamp) -> Self {
        let mut people = Self { records: Vec::new(), changed: Vec::new(), last: 0, origin: format!("demo{}", now.millis().unsigned_abs()) };
        people.add(records);
        people
    }

    pub(super) fn add(&mut self, records: Vec<UserRecord>) {
        for record in records {
            self.records.push(record);
            self.last += 1;
            self.changed.push(self.last);
        }
    }

    /// The person at a position, to be changed.
    pub(super) fn change(&mut self, at: usize) -> Option<&mut UserRecord> {
        let (record, changed) = (self.records.get_mut(at)?, self.changed.get_mut(at)?);
        self.last += 1;
        *changed = self.last;
        Some(record)
    }

    /// A page of everybody, or of who changed since.
    pub(super) fn page(&self, cursor: Option<&str>, limit: u32, largest: u32, changed_since: Option<&str>) -> Result<UserPage, Failure> {
        if !(1..=largest).contains(&limit) {
            return Err(malformed("limit", &format!("limit is a number from 1 to {largest}")));
        }
        let now = ChangesToken { origin: self.origin.clone(), last: self.last };
        let known = |known: &ChangesToken| known.origin == now.origin && known.last <= now.last;
        let since = changed_since.map(|token| ChangesToken::parse(token).filter(known).ok_or_else(changes_unknown)).transpose()?;
        let listing = if since.is_some() { Listing::Changed } else { Listing::Everybody };
        let place = match cursor {
            Some(text) => {
                ListingCursor::parse(text).filter(|cursor| cursor.listing == listing && known(&cursor.known)).ok_or_else(unknown_cursor)?
            }
            None => ListingCursor { listing, after: since.map_or(0, |since| since.last), known: now },
        };
        let mut listed: Vec<(u64, &UserRecord)> = match listing {
            Listing::Everybody => (1..).zip(&self.records).filter(|(at, _)| *at > place.after).collect(),
            Listing::Changed => {
                let asked = |(changed, _): &(u64, &UserRecord)| (place.after + 1..=place.known.last).contains(changed);
                self.changed.iter().copied().zip(&self.records).filter(asked).collect()
            }
        };
        listed.sort_unstable_by_key(|(at, _)| *at);
        let rest = listed.len() > limit as usize;
        listed.truncate(limit as usize);
        let last = listed.last().filter(|_| rest).map(|(at, _)| *at);
        Ok(UserPage {
            users: listed.into_iter().map(|(_, record)| record.clone()).collect(),
            total: self.records.len() as u64,
            changes_token: Some(place.known.to_string()),
            next_cursor: last.map(|after| ListingCursor { after, ..place }.to_string()),
            removed: Vec::new(),
        })
    }
}

fn changes_unknown() -> Failure {
    Problem::new(ProblemCode::ChangesUnknown, "What changed since then is not known here. Read everything again.").into()
}
