//! Owns settings that are typed and not saved: they outlive their page and, but for personal data, a reload of the tab.
//! Refuses to keep the sender and the name of whoever follows up in the browser's storage: these are people.

use super::{
    context::{Tone, listen_while_mounted, notices, words},
    place::Place,
};
use crate::api::payload::VersionedSettings;
use crate::backend::Storage;
use crate::domain::{follow_up::FollowUpDraft, settings::SettingsDraft};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::closure::Closure;

/// Where the tab keeps them. A tab's own storage, so that two tabs do not overwrite each other, and gone with the tab.
const KEY: &str = "usher.unsaved-settings";

/// What they were begun from, and what is typed.
type Typed = (VersionedSettings, SettingsDraft);

/// Settings that are typed and not saved.
#[derive(Clone, Copy)]
pub struct UnsavedSettings {
    typed: RwSignal<Option<Typed>>,
    /// Why the setting is to be turned off though something is missing.
    pub reason: RwSignal<String>,
    outlives_reload: bool,
    place: Place,
}

/// As the tab's storage holds them.
#[derive(Serialize, Deserialize)]
struct Stored {
    version: u64,
    original: SettingsDraft,
    typed: SettingsDraft,
    /// Whether something that is not kept was changed too.
    people_changed: bool,
}

impl UnsavedSettings {
    /// None yet. Until they are saved or discarded, leaving the console asks first. A backend that itself forgets
    /// everything at a reload has nothing that they could be compared with.
    #[must_use]
    pub fn none(place: Place, outlives_reload: bool) -> Self {
        let unsaved = Self { typed: RwSignal::new(None), reason: RwSignal::new(String::new()), outlives_reload, place };
        let ask = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            if unsaved.typed.with_untracked(Option::is_some) {
                event.prevent_default();
            }
        });
        listen_while_mounted("beforeunload", ask);
        unsaved
    }

    /// What is typed and not saved, or nothing any more.
    pub fn keep(self, typed: Option<Typed>) {
        if self.outlives_reload {
            let key = self.place.key(KEY);
            match &typed {
                Some((saved, typed)) => {
                    let stored = Stored {
                        version: saved.version,
                        original: without_people(&saved.settings),
                        typed: without_people(typed),
                        people_changed: saved.settings.sender != typed.sender || saved.settings.follow_up.owner != typed.follow_up.owner,
                    };
                    // What the browser does not keep is lost by a reload alone, and the tab asked about it before.
                    let _ = Storage::Tab.write_json(&key, &stored);
                }
                None => Storage::Tab.remove(&key),
            }
        }
        self.typed.set(typed);
    }

    /// Forgets what was saved, also when its page is gone; what was typed since then stays.
    pub fn was_saved(self, draft: &SettingsDraft) {
        // The console may have been taken from its page meanwhile.
        let same = self.typed.try_with_untracked(|typed| typed.as_ref().is_some_and(|(_, typed)| typed.says_the_same(draft)));
        if same.unwrap_or_default() {
            self.keep(None);
        }
        self.reason.set(String::new());
    }

    /// What to go on with: what this tab still knows, else what it kept through a reload, with the people as they are saved now.
    #[must_use]
    pub fn resume(self, read: &VersionedSettings) -> Option<Typed> {
        if let Some(typed) = self.typed.get_untracked() {
            return Some(typed);
        }
        let stored = Storage::Tab.read_json::<Stored>(&self.place.key(KEY)).filter(|_| self.outlives_reload)?;
        let with_people = |draft: SettingsDraft| SettingsDraft {
            sender: read.settings.sender.clone(),
            follow_up: FollowUpDraft { owner: read.settings.follow_up.owner.clone(), ..draft.follow_up.clone() },
            ..draft
        };
        let (original, typed) = (with_people(stored.original), with_people(stored.typed));
        let (text, notices) = (words().now(), notices());
        match (original == typed, stored.people_changed) {
            (true, false) => {}
            (false, false) => notices.show(Tone::Note, text.settings_restored()),
            (true | false, true) => notices.show(Tone::Note, text.settings_restored_without()),
        }
        let saved = if stored.version == read.version {
            read.clone()
        } else {
            VersionedSettings { version: stored.version, settings: original, changed_at: None, changed_by: None }
        };
        Some((saved, typed))
    }
}

/// The same without names and addresses of people.
fn without_people(draft: &SettingsDraft) -> SettingsDraft {
    SettingsDraft {
        sender: Default::default(),
        follow_up: FollowUpDraft { owner: String::new(), ..draft.follow_up.clone() },
        acknowledgement: String::new(),
        ..draft.clone()
    }
}
