//! Owns what the parts of one person's panel share: what was read of them, and whether they are still there.
//! Refuses to draw.

use crate::api::payload::UserTimeline;
use crate::backend::Failure;
use crate::domain::{mail_history::UserRecord, user::UserId};
use crate::ui::{
    context::session,
    pages::tracker::state::{Tracker, tracker},
};
use leptos::prelude::*;

/// The person whose panel is open.
#[derive(Clone, Copy)]
pub struct OpenPerson {
    id: StoredValue<UserId>,
    /// Their timeline as it was read last; what was read before stays until then, and when reading fails.
    pub timeline: Memo<Option<UserTimeline>>,
    /// Why it was not read, if the last attempt failed.
    pub failure: Memo<Option<Failure>>,
    /// What is known of them: by the timeline, and by the list until it is there.
    pub record: Memo<Option<UserRecord>>,
    /// Whether they are gone from the directory.
    pub gone: Memo<bool>,
    reading: LocalResource<Result<UserTimeline, Failure>>,
    tracker: Tracker,
}

impl OpenPerson {
    /// Begins to read what happened to a person.
    pub fn new(id: UserId) -> Self {
        let (backend, tracker) = (session().backend, tracker());
        let of = id.clone();
        let reading = LocalResource::new(move || {
            let (backend, id) = (backend.clone(), of.clone());
            async move { backend.user_timeline(&id).await }
        });
        let timeline = Memo::new(move |before: Option<&Option<UserTimeline>>| {
            let read = reading.get().and_then(Result::ok);
            read.or_else(|| before.cloned().flatten())
        });
        let failure = Memo::new(move |_| reading.get().and_then(Result::err));
        let of = id.clone();
        let listed = Memo::new(move |_| tracker.listed(&of));
        let record = Memo::new(move |_| timeline.with(|read| read.as_ref().map(|read| read.record.clone())).or_else(|| listed.get()));
        // Nobody is listed while the list itself could not be read.
        let unlisted = Memo::new(move |_| listed.read().is_none() && tracker.directory.is_whole());
        let gone = Memo::new(move |_| unlisted.get() || failure.with(|failure| *failure == Some(Failure::NotFound)));
        Self { id: StoredValue::new(id), timeline, failure, record, gone, reading, tracker }
    }

    /// Who it is.
    pub fn id(self) -> UserId {
        self.id.get_value()
    }

    /// Reads what happened again.
    pub fn read_again(self) {
        self.reading.refetch();
    }

    /// Reads what happened again, and tells the list, which shows some of it.
    pub fn changed(self, id: &UserId) {
        self.read_again();
        self.tracker.person_changed(id);
    }

    /// Looks whether they are still there, where a call found nobody.
    pub fn failed(self, failure: &Failure) {
        if *failure == Failure::NotFound {
            self.read_again();
        }
    }
}
