//! Owns how a draft is kept: saved shortly after typing, copied to the browser's storage until then, never over a stranger's change.
//! Refuses to lose what is typed: whatever the answer, the draft stays as it is.

use super::{
    find_template,
    kept_copy::{Copies, KeptCopy},
};
use crate::api::payload::StoredTemplate;
use crate::backend::{Backend, Failure};
use crate::domain::{
    editing::{Editing, Touch},
    template::{TemplateDraft, TemplateId},
    template_merge::{Conflict, Favour, Merged, merge},
};
use crate::ui::components::Pause;
use crate::ui::components::remember;
use crate::ui::context::{Tone, notices, now, session, words};
use crate::ui::place::place;
use leptos::{ev, prelude::*, task::spawn_local};
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

/// What somebody else made of the template meanwhile.
#[derive(Clone, PartialEq, Debug)]
pub struct Meanwhile {
    /// The template as it is kept now.
    pub theirs: StoredTemplate,
    /// The parts that both changed differently.
    pub conflicts: Vec<Conflict>,
}

/// How the draft is kept.
#[derive(Clone, Copy)]
pub struct Saving {
    /// The template as the backend has it: its version and what is published.
    pub stored: RwSignal<StoredTemplate>,
    /// How the draft stands.
    pub state: Memo<SaveState>,
    /// Where both changed the same part; whoever writes chooses.
    pub meanwhile: RwSignal<Option<Meanwhile>>,
    catch_up: Action<(), Result<(), Failure>>,
    editing: RwSignal<Editing>,
    /// What the backend was given last, as it was given.
    clean: RwSignal<TemplateDraft>,
    save: Save,
    sending: Memo<bool>,
    timer: Pause,
    copying: Pause,
    /// Whether copies outlive the page, which they do not where the backend does not.
    keeps_copies: bool,
    copies: StoredValue<Copies>,
}

impl Saving {
    /// Keeps a draft; what an earlier visit could not save is put into it.
    #[must_use]
    pub fn new(stored: StoredTemplate, editing: RwSignal<Editing>) -> Self {
        let backend = session().backend;
        let keeps_copies = backend.outlives_reload();
        let clean = RwSignal::new(editing.with_untracked(|editing| editing.draft().clone()));
        let stored = RwSignal::new(stored);
        let copies = Copies::of(place(), &stored.with_untracked(|stored| stored.id.clone()));
        let save = save_action(backend.clone(), copies.clone(), stored, clean, editing);
        let copies = StoredValue::new(copies);
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
        let meanwhile = RwSignal::new(None);
        let catch_up = catch_up_action(backend.clone(), stored, clean, editing, save, meanwhile);
        let (timer, copying) = (Pause::new(), Pause::new());
        let saving = Self { stored, state, meanwhile, catch_up, editing, clean, save, sending, timer, copying, keeps_copies, copies };
        saving.take_up_copies();
        // Somebody else was first: what they changed and what I changed are brought together.
        Effect::new(move |_| {
            if matches!(save.value().get(), Some(Err(Failure::Stale))) {
                catch_up.dispatch_local(());
            }
        });
        // Another tab of this browser saved: whoever has nothing unsaved here follows at once.
        // The tab is closed, or comes back from where the browser kept it.
        let leaving = window_event_listener_untyped("pagehide", move |_| saving.keep_copy(true));
        let returning = window_event_listener_untyped("pageshow", move |_| saving.keep_copy(false));
        on_cleanup(move || {
            leaving.remove();
            returning.remove();
        });
        let listener = window_event_listener(ev::storage, move |event: web_sys::StorageEvent| {
            let newer = event.key().is_some_and(|key| copies.with_value(|copies| key == copies.saved_key()))
                && event.new_value().and_then(|version| version.parse().ok()).is_some_and(|version: u64| version > saving.version());
            if newer && !saving.is_dirty() && !saving.sending.get_untracked() {
                catch_up.dispatch_local(());
            }
        });
        on_cleanup(move || listener.remove());
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
        self.timer.stop();
        let stale = self.save.value().with_untracked(|value| matches!(value, Some(Err(Failure::Stale))));
        if !self.is_dirty() || stale {
            return;
        }
        if self.sending.get_untracked() {
            self.plan_save();
            return;
        }
        self.save.dispatch_local((self.version(), self.editing.with_untracked(|editing| editing.draft().clone())));
    }

    /// Settles the parts that both changed, and saves; what was here before stays one undo away.
    pub fn settle(self, favour: Favour) {
        let Some(Meanwhile { theirs, .. }) = self.meanwhile.get_untracked() else { return };
        self.meanwhile.set(None);
        let merged = bring_together(self.editing, self.clean, &theirs.draft, favour).draft;
        let version = theirs.version;
        put_together(self.editing, self.clean, self.stored, theirs, merged.clone());
        self.save.clear();
        self.save.dispatch_local((version, merged));
    }

    /// Brings together what is kept now and what is here.
    pub fn look_again(self) {
        self.catch_up.dispatch_local(());
    }

    fn version(self) -> u64 {
        self.stored.with_untracked(|stored| stored.version)
    }

    fn id(self) -> TemplateId {
        self.stored.with_untracked(|stored| stored.id.clone())
    }

    fn is_dirty(self) -> bool {
        self.clean.with_untracked(|clean| self.editing.with_untracked(|editing| editing.draft() != clean))
    }

    fn plan_save(self) {
        self.timer.restart(SAVE_AFTER, move || self.save_now());
    }

    fn plan_copy(self) {
        // Not begun anew at every key: typing on does not put the copy off.
        if self.keeps_copies && !self.copying.is_waiting() {
            self.copying.restart(COPY_AFTER, move || self.copy());
        }
    }

    fn keep_copy(self, left: bool) {
        if self.keeps_copies && self.is_dirty() {
            self.copy_as(left);
        }
    }

    fn copy(self) {
        self.copy_as(false);
    }

    fn copy_as(self, left: bool) {
        if !self.is_dirty() {
            self.copies.with_value(Copies::forget);
            return;
        }
        let sending = self.save.input().get_untracked().filter(|_| self.sending.get_untracked()).map(|(_, draft)| draft);
        let draft = self.editing.with_untracked(|editing| editing.draft().clone());
        let original = self.clean.with_untracked(Clone::clone);
        let copy = KeptCopy { at: now(), original, draft, left, sending };
        self.copies.with_value(|copies| copies.keep(&copy));
    }

    /// Goes on with what an earlier visit, or a tab that was closed, could not save. Where the template was changed since, both
    /// are brought together.
    fn take_up_copies(self) {
        if !self.keeps_copies {
            return;
        }
        let mut found = false;
        for copy in self.copies.with_value(|copies| copies.abandoned(now())) {
            let arrived = self.stored.with_untracked(|stored| copy.sending.as_ref() == Some(&stored.draft) || stored.draft == copy.draft);
            if arrived && copy.sending.as_ref().is_none_or(|sending| *sending == copy.draft) {
                continue;
            }
            let original = copy.sending.filter(|_| arrived).unwrap_or(copy.original);
            self.editing.update(|editing| {
                let merged = merge(&original, &copy.draft, editing.draft(), Favour::Mine).draft;
                editing.edit(Touch::Whole, now(), |draft| *draft = merged);
            });
            found = true;
        }
        if found && self.is_dirty() {
            notices().show(Tone::Note, words().now().composer_restored());
            self.copy();
            self.plan_save();
        }
    }

    /// The page is left: what is not saved is copied, and saved if the backend takes it.
    fn leave(self, backend: Backend) {
        self.timer.stop();
        self.copying.stop();
        if !self.is_dirty() {
            return;
        }
        if self.keeps_copies {
            self.copy();
        }
        if self.sending.get_untracked() || matches!(self.state.get_untracked(), SaveState::Failed(Failure::Stale)) {
            return;
        }
        let (id, copies) = (self.id(), self.copies.get_value());
        let version = self.stored.with_untracked(|stored| stored.version);
        let draft = self.editing.with_untracked(|editing| editing.draft().clone());
        spawn_local(async move {
            if backend.save_template(&id, version, &draft).await.is_ok() {
                copies.forget();
            }
        });
    }
}

type Save = Action<(u64, TemplateDraft), Result<(), Failure>>;

fn save_action(
    backend: Backend,
    copies: Copies,
    stored: RwSignal<StoredTemplate>,
    clean: RwSignal<TemplateDraft>,
    editing: RwSignal<Editing>,
) -> Save {
    Action::new_local(move |(version, draft): &(u64, TemplateDraft)| {
        let (backend, copies, version, draft) = (backend.clone(), copies.clone(), *version, draft.clone());
        let id = stored.with_untracked(|stored| stored.id.clone());
        async move {
            let saved = backend.save_template(&id, version, &draft).await?;
            // Somebody may have left the page meanwhile; then there is nobody to tell.
            if editing.try_with_untracked(|editing| *editing.draft() == draft) == Some(true) {
                copies.forget();
            }
            copies.tell_saved(saved.version);
            stored.try_set(saved);
            clean.try_set(draft);
            Ok(())
        }
    })
}

/// What they made of it and what I made of it, in one.
fn bring_together(editing: RwSignal<Editing>, clean: RwSignal<TemplateDraft>, theirs: &TemplateDraft, favour: Favour) -> Merged {
    clean.with_untracked(|original| editing.with_untracked(|editing| merge(original, editing.draft(), theirs, favour)))
}

/// Goes on from what they saved, with both in the draft; what was there before stays one undo away.
fn put_together(
    editing: RwSignal<Editing>,
    clean: RwSignal<TemplateDraft>,
    stored: RwSignal<StoredTemplate>,
    theirs: StoredTemplate,
    merged: TemplateDraft,
) {
    clean.set(theirs.draft.clone());
    editing.update(|editing| editing.edit(Touch::Whole, now(), |draft| *draft = merged));
    stored.set(theirs);
}

fn catch_up_action(
    backend: Backend,
    stored: RwSignal<StoredTemplate>,
    clean: RwSignal<TemplateDraft>,
    editing: RwSignal<Editing>,
    save: Save,
    meanwhile: RwSignal<Option<Meanwhile>>,
) -> Action<(), Result<(), Failure>> {
    let (notices, words) = (notices(), words());
    Action::new_local(move |(): &()| {
        let backend = backend.clone();
        let id = stored.with_untracked(|stored| stored.id.clone());
        async move {
            let theirs = find_template(&backend, &id).await?;
            // Somebody may have left the page meanwhile; then there is nobody to tell.
            if editing.is_disposed() {
                return Ok(());
            }
            let Merged { draft, conflicts } = bring_together(editing, clean, &theirs.draft, Favour::Mine);
            if !conflicts.is_empty() {
                meanwhile.set(Some(Meanwhile { theirs, conflicts }));
                return Ok(());
            }
            save.clear();
            let (version, adds) = (theirs.version, draft != theirs.draft);
            put_together(editing, clean, stored, theirs, draft.clone());
            if adds {
                notices.show(Tone::Note, words.now().composer_merged());
                save.dispatch_local((version, draft));
            }
            Ok(())
        }
    })
}
