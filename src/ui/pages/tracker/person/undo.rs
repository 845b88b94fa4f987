//! Owns taking a note or a contact out of the timeline, and bringing a note back.
//! Refuses to ask beforehand: what can be undone need not be confirmed.

use super::open_person::OpenPerson;
use crate::backend::Failure;
use crate::domain::client_id::ClientId;
use crate::ui::context::session;
use leptos::prelude::*;

/// What is done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// A note is removed.
    Remove(ClientId),
    /// Its removal is undone.
    Restore(ClientId),
    /// A contact is taken back.
    Withdraw(ClientId),
}

/// Does it, one at a time.
#[derive(Clone, Copy)]
pub struct Changing {
    /// What was done last.
    pub done: RwSignal<Option<Change>>,
    action: Action<Change, Result<(), Failure>>,
    pending: Memo<bool>,
}

impl Changing {
    /// Nothing was done yet.
    pub fn new(person: OpenPerson) -> Self {
        let backend = session().backend;
        let done = RwSignal::new(None);
        let action = Action::new_local(move |change: &Change| {
            let (backend, of, change) = (backend.clone(), person.id(), change.clone());
            async move {
                let answer = match &change {
                    Change::Remove(note) => backend.remove_note(&of, note).await.map(|_| ()),
                    Change::Restore(note) => backend.restore_note(&of, note).await.map(|_| ()),
                    Change::Withdraw(contact) => backend.withdraw_contact(&of, contact).await.map(|_| ()),
                };
                match (&answer, &change) {
                    (Ok(()), Change::Withdraw(_)) => person.changed(&of),
                    (Ok(()), Change::Remove(_) | Change::Restore(_)) => person.read_again(),
                    (Err(failure), _) => person.failed(failure),
                }
                if answer.is_ok() {
                    done.try_set(Some(change));
                }
                answer
            }
        });
        Self { done, action, pending: action.pending() }
    }

    /// Begins, unless something else is under way.
    pub fn begin(self, change: Change) {
        if !self.pending.get_untracked() {
            self.action.dispatch_local(change);
        }
    }

    /// Why it was not done.
    pub fn failure(self) -> Option<Failure> {
        self.action.value().get().and_then(Result::err).filter(|_| !self.pending.get())
    }
}
