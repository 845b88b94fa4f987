//! Owns notes and contacts in the demonstration, kept as the host keeps them.
//! Refuses to forget what was removed or taken back; a reload does.

use super::{ADMINISTRATOR, State};
use crate::api::notes::{ContactRequest, NoteRequest, id_taken};
use crate::backend::Failure;
use crate::domain::{
    activity::{ActivityAction, TimelineEntry, timeline},
    client_id::ClientId,
    contact::{Contact, last_contact},
    note::Note,
    timestamp::Timestamp,
    user::UserId,
};

#[derive(Default)]
pub(super) struct Notes {
    notes: Vec<(UserId, Note)>,
    contacts: Vec<(UserId, Contact)>,
}

fn of<T: Clone>(kept: &[(UserId, T)], user: &UserId) -> Vec<T> {
    kept.iter().filter(|(of, _)| of == user).map(|(_, one)| one.clone()).collect()
}

impl State {
    pub(super) fn timeline_of(&self, user: &UserId) -> Result<Vec<TimelineEntry>, Failure> {
        let (notes, contacts) = (of(&self.notes.notes, user), of(&self.notes.contacts, user));
        Ok(timeline(self.person(user)?, &self.batches.deliveries_to(user), &notes, &contacts, &self.returned.bounces_of(user)))
    }

    pub(super) fn add_note(&mut self, user: &UserId, request: &NoteRequest, now: Timestamp) -> Result<Note, Failure> {
        let (id, text) = request.parse()?;
        self.person(user)?;
        if let Some((before, note)) = self.notes.notes.iter().find(|(_, note)| note.id == id) {
            return if before == user && note.text == text { Ok(note.clone()) } else { Err(id_taken().into()) };
        }
        let note = Note { id: id.clone(), at: now, by: ADMINISTRATOR.into(), text, removed: None };
        self.notes.notes.push((user.clone(), note.clone()));
        self.record(now, ActivityAction::NoteAdded { user: user.clone(), note: id });
        Ok(note)
    }

    pub(super) fn remove_note(&mut self, user: &UserId, id: &ClientId, now: Timestamp) -> Result<Note, Failure> {
        let note = self.note(user, id)?;
        let Some(removed) = note.remove(ADMINISTRATOR, now) else { return Ok(note.clone()) };
        *note = removed.clone();
        self.record(now, ActivityAction::NoteRemoved { user: user.clone(), note: id.clone() });
        Ok(removed)
    }

    pub(super) fn restore_note(&mut self, user: &UserId, id: &ClientId, now: Timestamp) -> Result<Note, Failure> {
        let note = self.note(user, id)?;
        let Some(restored) = note.restore() else { return Ok(note.clone()) };
        *note = restored.clone();
        self.record(now, ActivityAction::NoteRestored { user: user.clone(), note: id.clone() });
        Ok(restored)
    }

    pub(super) fn add_contact(&mut self, user: &UserId, request: &ContactRequest, now: Timestamp) -> Result<Contact, Failure> {
        let (id, note) = request.parse()?;
        self.person(user)?;
        if let Some((before, contact)) = self.notes.contacts.iter().find(|(_, contact)| contact.id == id) {
            let same = before == user && contact.way == request.way && contact.note == note;
            return if same { Ok(contact.clone()) } else { Err(id_taken().into()) };
        }
        let contact = Contact { id: id.clone(), at: now, by: ADMINISTRATOR.into(), way: request.way, note, withdrawn: None };
        self.notes.contacts.push((user.clone(), contact.clone()));
        self.keep_last_contact(user);
        self.record(now, ActivityAction::ContactNoted { user: user.clone(), contact: id, way: contact.way });
        Ok(contact)
    }

    pub(super) fn withdraw_contact(&mut self, user: &UserId, id: &ClientId, now: Timestamp) -> Result<Contact, Failure> {
        let found = self.notes.contacts.iter_mut().find(|(of, contact)| of == user && contact.id == *id);
        let (_, contact) = found.ok_or(Failure::NotFound)?;
        let Some(withdrawn) = contact.withdraw(ADMINISTRATOR, now) else { return Ok(contact.clone()) };
        *contact = withdrawn.clone();
        self.keep_last_contact(user);
        self.record(now, ActivityAction::ContactWithdrawn { user: user.clone(), contact: id.clone() });
        Ok(withdrawn)
    }

    fn note(&mut self, user: &UserId, id: &ClientId) -> Result<&mut Note, Failure> {
        let found = self.notes.notes.iter_mut().find(|(of, note)| of == user && note.id == *id);
        found.map(|(_, note)| note).ok_or(Failure::NotFound)
    }

    fn keep_last_contact(&mut self, user: &UserId) {
        let contacted = last_contact(self.notes.contacts.iter().filter(|(of, _)| of == user).map(|(_, contact)| contact));
        let at = self.people.iter().position(|record| record.user.id == *user);
        if let Some(record) = at.and_then(|at| self.people.change(at)) {
            record.mail.contacted = contacted;
        }
    }
}
