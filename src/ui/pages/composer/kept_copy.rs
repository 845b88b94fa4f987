//! Owns the copies of unsaved drafts in the browser's storage, one for each tab, so that a closed tab loses nothing and two tabs
//! do not overwrite each other's.
//! Refuses people: a draft has no recipients, and the person of the preview is no part of it.

use crate::backend::Storage;
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

/// What this tab is called, also after it was loaded again.
fn tab() -> String {
    let kept = || -> Option<String> {
        if let Some(known) = Storage::Tab.read(TAB) {
            return Some(known);
        }
        let name = web_sys::window()?.crypto().ok()?.random_uuid();
        Storage::Tab.write(TAB, &name).ok()?;
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
        // What the browser does not keep leaves the other tabs to their next save.
        let _ = Storage::Browser.write(&self.saved, &version.to_string());
    }

    /// Takes the copies that nobody goes on with: this tab's own, and those of tabs that are gone.
    #[must_use]
    pub fn abandoned(&self, now: Timestamp) -> Vec<KeptCopy> {
        let own = self.own();
        let mut copies = Vec::new();
        for key in Storage::Browser.names().into_iter().filter(|key| key.starts_with(&self.prefix)) {
            let Some(copy) = Storage::Browser.read_json::<KeptCopy>(&key) else { continue };
            if key == own || copy.left || now.millis().saturating_sub(copy.at.millis()) > ABANDONED {
                Storage::Browser.remove(&key);
                copies.push(copy);
            }
        }
        copies.sort_by_key(|copy| copy.at);
        copies
    }

    /// Keeps a copy.
    pub fn keep(&self, copy: &KeptCopy) {
        // What the browser does not keep is left to the next save.
        let _ = Storage::Browser.write_json(&self.own(), copy);
    }

    /// Forgets the copy of this tab.
    pub fn forget(&self) {
        Storage::Browser.remove(&self.own());
    }
}
