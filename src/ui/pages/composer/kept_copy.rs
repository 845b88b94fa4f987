//! Owns the copies of unsaved drafts in the browser's storage, one for each tab, so that a closed tab loses nothing and two tabs
//! do not overwrite each other's.
//! Refuses people: a draft has no recipients, and the person of the preview is no part of it.

use crate::domain::{
    template::{TemplateDraft, TemplateId},
    timestamp::Timestamp,
};
use crate::ui::place::Place;
use serde::{Deserialize, Serialize};

/// An open tab saves, or copies anew, more often than this, in milliseconds.
const ABANDONED: i64 = 10_000;
const TAB: &str = "usher.tab";

/// What was typed and not saved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeptCopy {
    /// When it was copied.
    pub at: Timestamp,
    /// What was changed.
    pub original: TemplateDraft,
    /// What was typed.
    pub draft: TemplateDraft,
    /// Whether the tab was left when the copy was made.
    #[serde(default)]
    pub left: bool,
    /// What was on its way to the backend when the copy was made, and may have arrived.
    pub sending: Option<TemplateDraft>,
}

fn storage() -> Option<web_sys::Storage> {
    // Private windows may refuse; then only what was saved outlives the tab.
    web_sys::window()?.local_storage().ok().flatten()
}

/// What this tab is called, also after it was loaded again.
fn tab() -> String {
    let kept = || -> Option<String> {
        let window = web_sys::window()?;
        let storage = window.session_storage().ok().flatten()?;
        if let Some(known) = storage.get_item(TAB).ok().flatten() {
            return Some(known);
        }
        let name = window.crypto().ok()?.random_uuid();
        storage.set_item(TAB, &name).ok()?;
        Some(name)
    };
    kept().unwrap_or_default()
}

/// Under which names the copies of one template lie. Two organizations in one portal may each have a template of this identifier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copies {
    prefix: String,
    saved: String,
}

impl Copies {
    /// Those of a template, where the console is shown.
    #[must_use]
    pub fn of(place: Place, template: &TemplateId) -> Self {
        let named = |name: &str| format!("{}.{}", place.key(name), template.0);
        Self { prefix: named("usher.draft") + ".", saved: named("usher.saved") }
    }

    fn own(&self) -> String {
        self.prefix.clone() + &tab()
    }

    /// Where the last version that a tab saved is told to the others.
    #[must_use]
    pub fn saved_key(&self) -> &str {
        &self.saved
    }

    /// Tells the other tabs that a version was saved.
    pub fn tell_saved(&self, version: u64) {
        if let Some(storage) = storage() {
            // A full storage leaves the other tabs to their next save.
            let _ = storage.set_item(&self.saved, &version.to_string());
        }
    }

    /// Takes the copies that nobody goes on with: this tab's own, and those of tabs that are gone.
    #[must_use]
    pub fn abandoned(&self, now: Timestamp) -> Vec<KeptCopy> {
        let Some(storage) = storage() else { return Vec::new() };
        let own = self.own();
        let keys = (0..storage.length().unwrap_or_default()).filter_map(|at| storage.key(at).ok().flatten());
        let keys: Vec<String> = keys.filter(|key| key.starts_with(&self.prefix)).collect();
        let mut copies = Vec::new();
        for key in keys {
            let copy: Option<KeptCopy> = storage.get_item(&key).ok().flatten().and_then(|text| serde_json::from_str(&text).ok());
            let Some(copy) = copy else { continue };
            if key == own || copy.left || now.millis().saturating_sub(copy.at.millis()) > ABANDONED {
                // What is not there need not be removed.
                let _ = storage.remove_item(&key);
                copies.push(copy);
            }
        }
        copies.sort_by_key(|copy| copy.at);
        copies
    }

    /// Keeps a copy.
    pub fn keep(&self, copy: &KeptCopy) {
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(copy)) {
            // A full storage leaves the draft to the next save.
            let _ = storage.set_item(&self.own(), &text);
        }
    }

    /// Forgets the copy of this tab.
    pub fn forget(&self) {
        if let Some(storage) = storage() {
            // What is not there need not be removed.
            let _ = storage.remove_item(&self.own());
        }
    }
}
