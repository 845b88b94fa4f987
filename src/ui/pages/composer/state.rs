//! Owns what the parts of the composer share: the draft under edit, what is shown of it, and what was found in it.
//! Refuses views, and rules of its own: `domain` edits, parses and judges.

use super::{
    anchor::{Anchor, find_anchor},
    on_demand,
    removed::Removed,
    saving::Saving,
    settling::{settled, timed},
    words::kind_words,
};
use crate::api::payload::{ComposedMessage, MessageRequest, StoredTemplate};
use crate::backend::{Backend, Failure};
use crate::domain::{
    block::BlockKind,
    check::{CheckId, Verdict},
    dry_run::{DryRun, Lacking, Needs, dry_run},
    editing::{Editing, Touch},
    language::Language,
    merge_field::MergeField,
    organization::Organization,
    publish::{example_user, verdicts},
    render::{Recipient, RenderedEmail, render},
    template::{Place, Template, TemplateDraft, TemplateProblem, VariantDraft},
    template_reading::PreviewReading,
    user::DirectoryUser,
};
use crate::ui::components::{failure_words, remember};
use crate::ui::context::{Notices, Tone, Words, directory, notices, now, session, words};
use leptos::{html, prelude::*, task::spawn_local};
use std::collections::BTreeSet;

/// Everything that the parts share; copied freely.
#[derive(Clone, Copy)]
pub struct Composer {
    /// The draft with its history.
    pub editing: RwSignal<Editing>,
    /// How it is kept.
    pub saving: Saving,
    /// Whose it is.
    pub organization: StoredValue<Organization>,
    /// The language whose text is shown; always one that is there, while any is.
    pub shown: Memo<Language>,
    /// That text.
    pub variant: Memo<Option<VariantDraft>>,
    /// What keeps the draft from being a template.
    pub problems: Memo<Vec<TemplateProblem>>,
    /// The verdicts on every text.
    pub judged: Memo<Vec<Judged>>,
    /// What it would be to the people who wait; nothing while they are being read.
    pub audience: Memo<Option<DryRun>>,
    /// The text that is shown, as the chosen person would get it.
    pub rendered: Memo<Option<RenderedEmail>>,
    /// The same with its headers, as the host would hand it over; nothing until it is asked for.
    pub composed: RwSignal<Option<Result<ComposedMessage, Failure>>>,
    /// In whose place the message is shown; nothing for the example person.
    pub person: RwSignal<Option<DirectoryUser>>,
    /// Blocks that are folded.
    pub folded: RwSignal<BTreeSet<String>>,
    /// The block that was taken away last, for as long as it can be put back beside its place.
    pub removed: RwSignal<Option<Removed>>,
    /// What the side shows.
    pub side: RwSignal<SideTab>,
    /// What is spoken to screen readers.
    pub said: RwSignal<String>,
    /// The element that holds all of it.
    pub root: NodeRef<html::Div>,
    backend: StoredValue<Backend>,
    /// What the page tells.
    pub notices: Notices,
    /// The language of the console.
    pub words: Words,
    chosen: RwSignal<Language>,
}

/// The verdicts on one text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// Its language.
    pub language: Language,
    /// One verdict per check.
    pub verdicts: Vec<(CheckId, Verdict)>,
}

/// What stands beside the editor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SideTab {
    /// The message as somebody gets it.
    Preview,
    /// The verdicts.
    Checks,
}

impl Composer {
    /// Begins to edit a template as it is kept.
    #[must_use]
    pub fn new(stored: StoredTemplate, organization: Organization) -> Self {
        let home = organization.language;
        let first = stored.draft.variants.first().map_or(home, |variant| variant.language);
        let editing = RwSignal::new(Editing::new(stored.draft.clone()));
        let saving = Saving::new(stored, editing);
        let organization = StoredValue::new(organization);
        let chosen = RwSignal::new(first);
        let shown = remember(move || {
            editing.with(|editing| {
                let written: Vec<Language> = editing.draft().variants.iter().map(|variant| variant.language).collect();
                let chosen = chosen.get();
                if written.contains(&chosen) { chosen } else { written.first().copied().unwrap_or(home) }
            })
        });
        let variant = remember(move || editing.with(|editing| editing.variant(shown.get()).cloned()));
        let settled = settled(editing);
        let problems = remember(move || settled.with(|draft| Template::parse(draft).err().unwrap_or_default()));
        let judge = move |draft: &TemplateDraft, at: usize, variant: &VariantDraft| Judged {
            language: variant.language,
            verdicts: organization.with_value(|organization| verdicts(draft, at, organization)),
        };
        let judged = remember(move || {
            settled.with(|draft| draft.variants.iter().enumerate().map(|(at, variant)| judge(draft, at, variant)).collect())
        });
        let needs = remember(move || settled.with(Needs::of));
        let people = directory();
        let audience = remember(move || {
            if !people.is_whole() {
                return None;
            }
            let counted = people.with(|people| {
                let users = people.rows().filter_map(|row| people.record(row)).map(|record| record.user);
                organization.with_value(|organization| needs.with(|needs| dry_run(needs, organization, users)))
            });
            Some(counted)
        });
        let person = RwSignal::new(None);
        let reading = StoredValue::new(PreviewReading::default());
        let rendered = remember(move || {
            let user = person.get().or_else(example_user)?;
            let accent = editing.with(|editing| editing.draft().accent.clone());
            variant.with(|variant| {
                timed("usher-render", || {
                    let draft = variant.as_ref()?;
                    let variant = reading.try_update_value(|reading| reading.read(draft, &accent))?;
                    Some(organization.with_value(|organization| render(&variant, Recipient { organization, user: &user })))
                })
            })
        });
        Self {
            editing,
            saving,
            audience,
            rendered,
            composed: RwSignal::new(None),
            backend: StoredValue::new(session().backend),
            organization,
            shown,
            variant,
            problems,
            judged,
            person,
            folded: RwSignal::new(BTreeSet::new()),
            removed: RwSignal::new(None),
            side: RwSignal::new(SideTab::Preview),
            said: RwSignal::new(String::new()),
            root: NodeRef::new(),
            notices: notices(),
            words: words(),
            chosen,
        }
    }

    /// Begins a text in a language, with the blocks of the main one, and shows it.
    pub fn add_language(self, language: Language) {
        self.fetched(on_demand::add_language(self, language), move |()| self.show(language));
    }

    /// Adds every one of the seven items that is missing in the text that is shown.
    pub fn add_missing(self) {
        self.fetched(on_demand::add_missing(self, self.shown.get_untracked()), |()| {});
    }

    /// Goes on with what a part of the console answers once it is there; where it cannot be fetched, that is said.
    pub fn fetched<T: 'static>(self, part: impl Future<Output = Result<T, Failure>> + 'static, go_on: impl FnOnce(T) + 'static) {
        spawn_local(async move {
            let answer = part.await;
            // Somebody may have left the page meanwhile; then there is nothing to go on with.
            match answer {
                Ok(answer) if !self.editing.is_disposed() => go_on(answer),
                Ok(_) => {}
                Err(failure) => self.notices.show(Tone::Bad, failure_words(self.words, &failure)),
            }
        });
    }

    /// Shows the text in a language.
    pub fn show(self, language: Language) {
        self.chosen.set(language);
    }

    /// How many of the readers of the text that is shown have no value for a merge field.
    pub fn lacking(self, field: MergeField) -> Memo<Option<(u64, u64)>> {
        remember(move || {
            let language = self.shown.get();
            self.audience.with(|audience| {
                let of = |lacking: &&Lacking| lacking.language == language && lacking.field == field;
                audience.as_ref()?.lacking.iter().find(of).map(|lacking| (lacking.people, lacking.of))
            })
        })
    }

    /// The accent as typed.
    pub fn accent(self) -> String {
        self.editing.with(|editing| editing.draft().accent.clone())
    }

    /// Changes the draft, by hand of the administrator.
    pub fn edit(self, touch: Touch, change: impl FnOnce(&mut TemplateDraft)) {
        let mut change = Some(change);
        self.apply(touch, &mut |draft| {
            if let Some(change) = change.take() {
                change(draft);
            }
        });
    }

    /// The same for every change, so that a browser gets it once.
    #[inline(never)]
    fn apply(self, touch: Touch, change: &mut dyn FnMut(&mut TemplateDraft)) {
        self.editing.update(|editing| editing.edit(touch, now(), change));
        self.saving.touched();
    }

    /// Changes the text that is shown.
    pub fn edit_variant<T>(self, touch: Touch, change: impl FnOnce(&mut VariantDraft) -> T) -> Option<T> {
        self.edit_in(self.shown.get_untracked(), touch, change)
    }

    /// Changes the text in a language.
    pub fn edit_in<T>(self, language: Language, touch: Touch, change: impl FnOnce(&mut VariantDraft) -> T) -> Option<T> {
        let mut done = None;
        self.edit(touch, |draft| done = draft.variants.iter_mut().find(|variant| variant.language == language).map(change));
        done
    }

    /// Takes the last step back.
    pub fn undo(self) {
        self.step(Editing::undo);
    }

    /// Does the step again that was taken back.
    pub fn redo(self) {
        self.step(Editing::redo);
    }

    fn step(self, step: fn(&mut Editing) -> Option<Language>) {
        let mut changed = None;
        self.editing.update(|editing| changed = step(editing));
        if let Some(language) = changed {
            self.chosen.set(language);
        }
        self.removed.set(None);
        self.saving.touched();
    }

    /// Undo and redo by keyboard. Fields have no history of their own here, since the draft has one across all of them.
    pub fn on_key(self, event: &web_sys::KeyboardEvent) {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
            return;
        }
        match (event.key().to_lowercase().as_str(), event.shift_key()) {
            ("z", false) => self.undo(),
            ("z", true) | ("y", false) => self.redo(),
            _ => return,
        }
        event.prevent_default();
    }

    /// What is wrong in one place of the text that is shown.
    pub fn problems_at(self, place: impl Fn(usize) -> Option<Place> + Send + Sync + 'static) -> Signal<Vec<TemplateProblem>> {
        remember(move || {
            let language = self.shown.get();
            let at = self.editing.with(|editing| editing.draft().variants.iter().position(|variant| variant.language == language));
            let Some(place) = at.and_then(&place) else { return Vec::new() };
            self.problems.with(|problems| problems.iter().filter(|problem| problem.place == place).cloned().collect())
        })
        .into()
    }

    /// The verdicts on the text that is shown.
    pub fn verdicts(self) -> Vec<(CheckId, Verdict)> {
        let shown = self.shown.get();
        self.judged.with(|judged| judged.iter().find(|text| text.language == shown).map(|text| text.verdicts.clone()).unwrap_or_default())
    }

    /// Adds a block to the text that is shown and gives it the focus.
    pub fn add(self, kind: BlockKind) {
        self.add_new(kind, None);
    }

    /// Adds a block behind another and gives it the focus.
    pub fn add_behind(self, block: &str, kind: BlockKind) {
        self.add_new(kind, Some(block.to_owned()));
    }

    fn add_new(self, kind: BlockKind, behind: Option<String>) {
        self.fetched(on_demand::add_block(self, self.shown.get_untracked(), kind, behind), move |id| {
            if let Some(id) = id {
                self.focus_new(kind, id);
            }
        });
    }

    fn focus_new(self, kind: BlockKind, id: String) {
        self.focus(match kind.facts().fields.first() {
            None => Anchor::Block(id),
            Some(field) => Anchor::Field(id, *field),
        });
    }

    /// Puts a block to another place, and says where it is now.
    pub fn move_block(self, block: &str, to: usize) {
        let moved = self.edit_variant(Touch::Whole, |variant| variant.move_to(block, to)).unwrap_or_default();
        let place = self.variant.with_untracked(|variant| {
            let variant = variant.as_ref()?;
            Some((variant.position(block)? + 1, variant.blocks.len(), variant.block(block)?.kind))
        });
        if let Some((place, count, kind)) = place.filter(|_| moved) {
            let text = self.words.now();
            self.said.set(text.block_moved(kind_words(text, kind), place, count));
        }
    }

    /// Takes a block away and offers to put it back.
    pub fn remove(self, block: &str) {
        let language = self.shown.get_untracked();
        let after = self.editing.with_untracked(|editing| {
            let variant = editing.variant(language)?;
            variant.position(block)?.checked_sub(1).and_then(|at| variant.blocks.get(at)).map(|before| before.id.clone())
        });
        if let Some((at, block)) = self.edit_variant(Touch::Whole, |variant| variant.remove(block)).flatten() {
            self.removed.set(Some(Removed { language, at, after, block }));
            self.focus(Anchor::Restore);
        }
    }

    /// Puts back what was taken away last.
    pub fn restore(self) {
        let Some(Removed { language, at, block, .. }) = self.removed.get_untracked() else { return };
        let id = block.id.clone();
        self.removed.set(None);
        self.edit(Touch::Whole, |draft| {
            if let Some(variant) = draft.variants.iter_mut().find(|variant| variant.language == language) {
                variant.insert(at, block);
            }
        });
        self.focus(Anchor::Block(id));
    }

    /// Asks for the message with its headers, as it is now.
    pub fn compose(self) {
        let backend = self.backend.get_value();
        let id = self.saving.stored.with_untracked(|stored| stored.id.clone());
        let draft = self.editing.with_untracked(|editing| editing.draft().clone());
        let as_user = self.person.with_untracked(|person| person.as_ref().map(|person| person.id.clone()));
        let request = MessageRequest { draft, language: Some(self.shown.get_untracked()), as_user };
        spawn_local(async move {
            let composed = backend.composed_message(&id, &request).await;
            // Somebody may have left the page meanwhile; then there is nobody to tell.
            self.composed.try_set(Some(composed));
        });
    }

    /// The person in whose place the message is shown.
    pub fn reader(self) -> Option<DirectoryUser> {
        self.person.get().or_else(example_user)
    }

    /// Gives something the focus, as soon as it is drawn.
    pub fn focus(self, anchor: Anchor) {
        if let Anchor::Block(block) | Anchor::Field(block, _) = &anchor
            && self.folded.with_untracked(|folded| folded.contains(block))
        {
            self.folded.update(|folded| {
                folded.remove(block);
            });
        }
        let name = anchor.name();
        request_animation_frame(move || {
            if let Some(element) = self.root.try_get_untracked().flatten().and_then(|root| find_anchor(&root, &name)) {
                // Refused only where the browser keeps the focus elsewhere.
                let _ = element.focus();
            }
        });
    }
}
