//! Owns what is typed about people and not saved: it outlives their panel and the page, and leaving the console asks first.
//! Refuses the browser's storage: it is about people.

use super::context::{listen_while_mounted, new_key};
use crate::domain::user::UserId;
use leptos::prelude::*;
use std::collections::HashMap;
use wasm_bindgen::closure::Closure;

/// Where something is typed about a person.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NoteField {
    /// The new note.
    Note,
    /// What is to be remembered of a contact elsewhere.
    Contact,
}

#[derive(Clone, Default)]
struct Typed {
    text: String,
    /// What was sent last without an answer that it is kept, and its key.
    tried: Option<(String, String)>,
}

/// What is typed about people and not saved.
#[derive(Clone, Copy)]
pub struct UnsavedNotes(RwSignal<HashMap<(UserId, NoteField), Typed>>);

impl UnsavedNotes {
    /// None yet.
    #[must_use]
    pub fn none() -> Self {
        let unsaved = Self(RwSignal::new(HashMap::new()));
        let ask = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            if unsaved.0.with_untracked(|all| all.values().any(|typed| !typed.text.trim().is_empty())) {
                event.prevent_default();
            }
        });
        listen_while_mounted("beforeunload", ask);
        unsaved
    }

    /// What is typed in this field about this person.
    #[must_use]
    pub fn typed(self, of: &UserId, field: NoteField) -> String {
        self.0.with(|all| all.get(&(of.clone(), field)).map(|typed| typed.text.clone()).unwrap_or_default())
    }

    /// Keeps what is typed.
    pub fn write(self, of: &UserId, field: NoteField, text: String) {
        self.0.update(|all| all.entry((of.clone(), field)).or_default().text = text);
    }

    /// The key under which these contents are sent: the same for the same contents until they are saved, so that an answer that
    /// was lost is asked for again and nothing is added twice.
    #[must_use]
    pub fn key(self, of: &UserId, field: NoteField, contents: &str) -> String {
        let place = (of.clone(), field);
        let tried = self.0.with_untracked(|all| all.get(&place).and_then(|typed| typed.tried.clone()));
        if let Some((_, key)) = tried.filter(|(before, _)| before == contents) {
            return key;
        }
        let key = new_key();
        self.0.update_untracked(|all| all.entry(place).or_default().tried = Some((contents.to_owned(), key.clone())));
        key
    }

    /// Forgets what was saved; what was typed since then stays.
    pub fn was_saved(self, of: &UserId, field: NoteField, text: &str) {
        self.0.update(|all| {
            let place = (of.clone(), field);
            let typed_on = all.get(&place).is_some_and(|typed| typed.text != text);
            match all.get_mut(&place).filter(|_| typed_on) {
                Some(typed) => typed.tried = None,
                None => drop(all.remove(&place)),
            }
        });
    }

    /// Sends the same contents under another key from now on: the backend refused this one.
    pub fn change_key(self, of: &UserId, field: NoteField) {
        self.0.update_untracked(|all| {
            if let Some(typed) = all.get_mut(&(of.clone(), field)) {
                typed.tried = None;
            }
        });
    }

    /// Forgets all that is typed about a person.
    pub fn discard(self, of: &UserId) {
        self.0.update(|all| all.retain(|(about, _), _| about != of));
    }
}
