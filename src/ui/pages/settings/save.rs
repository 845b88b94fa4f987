//! Owns saving: what is sent, what is asked before, and what becomes of the answer.
//! Refuses to lose what is typed, whatever the answer.

use super::editor::{Editor, SwitchChange};
use crate::api::payload::VersionedSettings;
use crate::backend::Failure;
use crate::domain::settings::SettingsDraft;
use crate::ui::{
    context::{Tone, notices, session, unsaved_settings, words},
    due_today::reminders_due,
    place::place,
};
use leptos::prelude::*;

/// Saves the settings.
#[derive(Clone, Copy)]
pub struct Save {
    /// Whether the question before turning off is open.
    pub asking: RwSignal<bool>,
    /// Whether the advice against it is acknowledged.
    pub acknowledged: RwSignal<bool>,
    /// Why it is turned off though something is missing.
    pub reason: RwSignal<String>,
    /// Whether the comparison with somebody else's change is open.
    pub comparing: RwSignal<bool>,
    /// Whether the setting was just turned on, so that people already wait.
    pub turned_on: RwSignal<bool>,
    /// What somebody else saved meanwhile, once saving has run into it.
    pub stale: Memo<Option<Stale>>,
    action: Action<(u64, SettingsDraft), Result<VersionedSettings, Failure>>,
    editor: Editor,
}

/// What somebody else saved while this was typed.
#[derive(Clone, PartialEq, Debug)]
pub struct Stale {
    /// What both began from.
    pub original: VersionedSettings,
    /// What they saved.
    pub theirs: VersionedSettings,
}

impl Save {
    /// Nothing is being saved yet.
    pub fn new(editor: Editor) -> Self {
        let (backend, words, notices, unsaved) = (session().backend, words(), notices(), unsaved_settings());
        let (asking, acknowledged, due, place) = (RwSignal::new(false), RwSignal::new(false), reminders_due(), place());
        let turned_on = RwSignal::new(false);
        let action = Action::new_unsync(move |(version, draft): &(u64, SettingsDraft)| {
            let (backend, version, draft) = (backend.clone(), *version, draft.clone());
            async move {
                let on = untrack(|| editor.switch_change()) == SwitchChange::TurnedOn;
                let answer = backend.save_email_settings(version, &draft).await;
                if let Ok(saved) = &answer {
                    notices.show(Tone::Good, words.now().settings_saved());
                    place.tell("settings-saved", &format!("{{\"version\":{}}}", saved.version));
                    due.look_again();
                    // What was typed while the answer was on its way stays; the page may be gone by now.
                    match editor.draft.try_with_untracked(|now| now.says_the_same(&draft)) {
                        Some(as_sent) => {
                            editor.rebase(saved.clone(), !as_sent);
                            turned_on.set(on);
                            acknowledged.set(false);
                            unsaved.reason.set(String::new());
                        }
                        None => unsaved.was_saved(&draft),
                    }
                }
                asking.try_set(false);
                answer
            }
        });
        let stale = stale(editor, action);
        Self { asking, acknowledged, reason: unsaved.reason, comparing: RwSignal::new(false), turned_on, stale, action, editor }
    }

    /// Saves, or asks first where that turns the setting off.
    pub fn begin(self) {
        let ready = untrack(|| self.editor.errors()) == 0 && untrack(|| self.editor.is_changed());
        match untrack(|| self.editor.switch_change()) {
            _ if !ready => {}
            SwitchChange::TurnedOff => self.asking.set(true),
            SwitchChange::TurnedOn | SwitchChange::None => self.send(),
        }
    }

    /// Leaves the setting on after all. What was written as a reason stays for another time.
    pub fn leave_on(self) {
        self.acknowledged.set(false);
        self.asking.set(false);
    }

    /// Sends what is typed, with what was acknowledged.
    pub fn send(self) {
        let draft = SettingsDraft {
            advice_acknowledged: self.acknowledged.get_untracked(),
            acknowledgement: self.reason.get_untracked(),
            ..self.editor.draft.get_untracked()
        };
        self.action.dispatch_local((self.editor.saved.with_untracked(|saved| saved.version), draft));
    }

    /// Takes over what somebody else saved, with what is to be typed over it; nothing for nothing.
    pub fn take_over(self, theirs: VersionedSettings, typed: Option<SettingsDraft>) {
        self.editor.rebase(theirs, typed.is_some());
        if let Some(typed) = typed {
            self.editor.draft.set(typed);
        }
        self.comparing.set(false);
        self.action.clear();
    }

    /// Throws away what is typed, for what is saved now as far as that is known.
    pub fn discard(self) {
        match self.stale.get_untracked() {
            Some(Stale { theirs, .. }) => self.take_over(theirs, None),
            None => {
                self.editor.discard();
                self.action.clear();
            }
        }
    }

    /// Whether an answer is on its way.
    pub fn pending(self) -> Memo<bool> {
        self.action.pending()
    }

    /// Why the last save did not succeed.
    pub fn failure(self) -> Option<Failure> {
        self.action.value().get().and_then(Result::err)
    }
}

fn stale(editor: Editor, action: Action<(u64, SettingsDraft), Result<VersionedSettings, Failure>>) -> Memo<Option<Stale>> {
    let backend = StoredValue::new(session().backend);
    let (value, pending) = (action.value(), action.pending());
    let theirs = LocalResource::new(move || {
        let refused = value.with(|answer| matches!(answer, Some(Err(Failure::Stale))));
        // Read again when the next save, too, comes too late.
        let asked = refused && !pending.get();
        async move { if asked { backend.get_value().email_settings().await.ok() } else { None } }
    });
    Memo::new(move |_| {
        let theirs = theirs.get().flatten()?;
        let original = editor.saved.get();
        (original.version != theirs.version).then_some(Stale { original, theirs })
    })
}
