//! Owns the copy of an unsaved draft in the browser's storage, so that a closed tab loses nothing.
//! Refuses people: a draft has no recipients, and the person of the preview is no part of it.

use crate::domain::template::{TemplateDraft, TemplateId};
use serde::{Deserialize, Serialize};

/// What was typed and not saved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeptCopy {
    /// The version that was changed.
    pub version: u64,
    /// What was typed.
    pub draft: TemplateDraft,
    /// What was on its way to the backend when the copy was made, and may have arrived.
    pub sending: Option<TemplateDraft>,
}

fn storage() -> Option<web_sys::Storage> {
    // Private windows may refuse; then only what was saved outlives the tab.
    web_sys::window()?.local_storage().ok().flatten()
}

fn key(template: &TemplateId) -> String {
    format!("usher.draft.{}", template.0)
}

/// The copy of a template, if there is one that can be read.
#[must_use]
pub fn read(template: &TemplateId) -> Option<KeptCopy> {
    serde_json::from_str(&storage()?.get_item(&key(template)).ok()??).ok()
}

/// Keeps a copy.
pub fn keep(template: &TemplateId, copy: &KeptCopy) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(copy)) {
        // A full storage leaves the draft to the next save.
        let _ = storage.set_item(&key(template), &text);
    }
}

/// Forgets the copy.
pub fn forget(template: &TemplateId) {
    if let Some(storage) = storage() {
        // What is not there need not be removed.
        let _ = storage.remove_item(&key(template));
    }
}
