//! Owns how a draft is kept: saved shortly after typing, copied to the browser's storage until then, never over a stranger's change.
//! Refuses to lose what is typed: whatever the answer, the draft stays as it is.

use super::{
    find_template,
    kept_copy::{self, KeptCopy},
};
use crate::api::payload::StoredTemplate;
use crate::backend::{Backend, Failure};
use crate::domain::{
    editing::{Editing, Touch},
    template::{TemplateDraft, TemplateId},
};
use crate::ui::components::remember;
use crate::ui::context::{Tone, notices, now, session, words};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;

/// Typing pauses this long before the draft is saved.
const SAVE_AFTER: Duration = Duration::from_millis(1_000);
/// The longest time that typing is kept in memory alone.
const COPY_AFTER: Duration = Duration::from_millis(700);

/// How a draft stands with the backend.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SaveState {
    /// The backend has it as it is.
    Saved,
    /// It is about to be saved.
    Typed,
    /// It is on its way.
    Saving,
    /// It was not saved; the failure says what can be done.
    Failed(Failure),
}

/// What to do when somebody else changed the template.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// Their text; mine stays one undo away.
    Theirs,
    /// My text, over theirs.
    Mine,
}

/// How the draft is kept.
#[derive(Clone, Copy)]
pub struct Saving {
    /// The template as the backend has it: its version and what is published.
    pub stored: RwSignal<StoredTemplate>,
    /// How the draft stands.
    pub state: Memo<SaveState>,
    /// Settles a stale save.
    pub resolve: Action<Resolution, Result<(), Failure>>,
    editing: RwSignal<Editing>,
    /// What the backend was given last, as it was given.
    clean: RwSignal<TemplateDraft>,
    save: Save,
    sending: Memo<bool>,
    timer: StoredValue<Option<TimeoutHandle>>,
    copying: StoredValue<Option<TimeoutHandle>>,
    /// Whether copies outlive the page, which they do not where the backend does not.
    keeps_copies: bool,
}

impl Saving {
    /// Keeps a draft; what an earlier visit could not save is put into it.
    #[must_use]
    pub fn new(stored: StoredTemplate, editing: RwSignal<Editing>) -> Self {
        let backend = session().backend;
        let keeps_copies = !matches!(backend, Backend::InMemory(_));
        let clean = RwSignal::new(editing.with_untracked(|editing| editing.draft().clone()));
        let stored = RwSignal::new(stored);
        let save = save_action(backend.clone(), stored, clean, editing);
        let sending = save.pending();
        let state = remember(move || {
            if sending.get() {
                SaveState::Saving
            } else if clean.with(|clean| editing.with(|editing| editing.draft() == clean)) {
                SaveState::Saved
            } else {
                save.value().get().and_then(Result::err).map_or(SaveState::Typed, SaveState::Failed)
            }
        });
        let resolve = resolve_action(backend.clone(), stored, clean, editing, save);
        let (timer, copying) = (StoredValue::new(None), StoredValue::new(None));
        let saving = Self { stored, state, resolve, editing, clean, save, sending, timer, copying, keeps_copies };
        saving.take_up_copy();
        on_cleanup(move || saving.leave(backend));
        saving
    }

    /// Something was typed.
    pub fn touched(self) {
        self.plan_copy();
        self.plan_save();
    }

    /// Saves now, unless there is nothing to save or somebody else's change stands in the way; after the save that is on its way.
    pub fn save_now(self) {
        cancel(self.timer);
        let stale = self.save.value().with_untracked(|value| matches!(value, Some(Err(Failure::Stale))));
        if !self.is_dirty() || stale {
            return;
        }
        if self.sending.get_untracked() {
            self.plan_save();
            return;
        }
        let version = self.stored.with_untracked(|stored| stored.version);
        self.save.dispatch_local((version, self.editing.with_untracked(|editing| editing.draft().clone())));
    }

    fn id(self) -> TemplateId {
        self.stored.with_untracked(|stored| stored.id.clone())
    }

    fn is_dirty(self) -> bool {
        self.clean.with_untracked(|clean| self.editing.with_untracked(|editing| editing.draft() != clean))
    }

    fn plan_save(self) {
        cancel(self.timer);
        self.timer.set_value(set_timeout_with_handle(move || self.save_now(), SAVE_AFTER).ok());
    }

    fn plan_copy(self) {
        if self.keeps_copies && self.copying.with_value(Option::is_none) {
            let copy = move || {
                self.copying.set_value(None);
                self.copy();
            };
            self.copying.set_value(set_timeout_with_handle(copy, COPY_AFTER).ok());
        }
    }

    fn copy(self) {
        if !self.is_dirty() {
            kept_copy::forget(&self.id());
            return;
        }
        let sending = self.save.input().get_untracked().filter(|_| self.sending.get_untracked()).map(|(_, draft)| draft);
        let version = self.stored.with_untracked(|stored| stored.version);
        let draft = self.editing.with_untracked(|editing| editing.draft().clone());
        kept_copy::keep(&self.id(), &KeptCopy { version, draft, sending });
    }

    /// Goes on with what an earlier visit could not save. Where the template was changed since, saving it asks first.
    fn take_up_copy(self) {
        let Some(copy) = kept_copy::read(&self.id()).filter(|_| self.keeps_copies) else { return };
        let arrived = self.stored.with_untracked(|stored| copy.sending.as_ref() == Some(&stored.draft));
        if self.stored.with_untracked(|stored| stored.draft == copy.draft) {
            kept_copy::forget(&self.id());
            return;
        }
        self.editing.update(|editing| editing.edit(Touch::Whole, now(), |draft| *draft = copy.draft));
        if !arrived {
            self.stored.update(|stored| stored.version = copy.version);
        }
        notices().show(Tone::Note, words().now().composer_restored());
        self.plan_save();
    }

    /// The page is left: what is not saved is copied, and saved if the backend takes it.
    fn leave(self, backend: Backend) {
        cancel(self.timer);
        cancel(self.copying);
        if !self.is_dirty() {
            return;
        }
        if self.keeps_copies {
            self.copy();
        }
        if self.sending.get_untracked() || matches!(self.state.get_untracked(), SaveState::Failed(Failure::Stale)) {
            return;
        }
        let id = self.id();
        let version = self.stored.with_untracked(|stored| stored.version);
        let draft = self.editing.with_untracked(|editing| editing.draft().clone());
        spawn_local(async move {
            if backend.save_template(&id, version, &draft).await.is_ok() {
                kept_copy::forget(&id);
            }
        });
    }
}

fn cancel(timer: StoredValue<Option<TimeoutHandle>>) {
    timer.update_value(|timer| {
        if let Some(timer) = timer.take() {
            timer.clear();
        }
    });
}

type Save = Action<(u64, TemplateDraft), Result<(), Failure>>;

fn save_action(backend: Backend, stored: RwSignal<StoredTemplate>, clean: RwSignal<TemplateDraft>, editing: RwSignal<Editing>) -> Save {
    Action::new_local(move |(version, draft): &(u64, TemplateDraft)| {
        let (backend, version, draft) = (backend.clone(), *version, draft.clone());
        let id = stored.with_untracked(|stored| stored.id.clone());
        async move {
            let saved = backend.save_template(&id, version, &draft).await?;
            // Somebody may have left the page meanwhile; then there is nobody to tell.
            if editing.try_with_untracked(|editing| *editing.draft() == draft) == Some(true) {
                kept_copy::forget(&id);
            }
            stored.try_set(saved);
            clean.try_set(draft);
            Ok(())
        }
    })
}

fn resolve_action(
    backend: Backend,
    stored: RwSignal<StoredTemplate>,
    clean: RwSignal<TemplateDraft>,
    editing: RwSignal<Editing>,
    save: Save,
) -> Action<Resolution, Result<(), Failure>> {
    Action::new_local(move |resolution: &Resolution| {
        let (backend, resolution) = (backend.clone(), *resolution);
        let id = stored.with_untracked(|stored| stored.id.clone());
        async move {
            let theirs = find_template(&backend, &id).await?;
            save.clear();
            stored.try_set(theirs.clone());
            match resolution {
                Resolution::Theirs => {
                    clean.try_set(theirs.draft.clone());
                    editing.try_update(|editing| editing.edit(Touch::Whole, now(), |draft| *draft = theirs.draft));
                    kept_copy::forget(&id);
                }
                Resolution::Mine => {
                    if let Some(mine) = editing.try_with_untracked(|editing| editing.draft().clone()) {
                        save.dispatch_local((theirs.version, mine));
                    }
                }
            }
            Ok(())
        }
    })
}
