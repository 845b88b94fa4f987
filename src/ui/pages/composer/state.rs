//! Owns what the parts of the composer share: the draft under edit, what is shown of it, and what was found in it.
//! Refuses views, and rules of its own: `domain` edits, parses and judges.

use super::saving::Saving;
use crate::api::payload::StoredTemplate;
use crate::domain::{
    block::{BlockDraft, BlockField, BlockKind},
    check::{CheckId, Verdict},
    editing::{Editing, Shift, Touch},
    language::Language,
    organization::Organization,
    publish::{example_user, verdicts},
    template::{Place, Template, TemplateDraft, TemplateProblem, TemplateProblemKind, VariantDraft},
    user::DirectoryUser,
};
use crate::ui::components::remember;
use crate::ui::context::now;
use leptos::{html, prelude::*};
use std::collections::BTreeSet;
use wasm_bindgen::JsCast;

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

/// A block that was taken away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Removed {
    /// From which text.
    pub language: Language,
    /// Where it stood.
    pub at: usize,
    /// The block before it.
    pub after: Option<String>,
    /// The block.
    pub block: BlockDraft,
}

/// Something in the editor that can be given the focus.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The subject.
    Subject,
    /// The preheader.
    Preheader,
    /// A block as a whole.
    Block(String),
    /// A field of a block.
    Field(String, BlockField),
    /// The button that moves a block.
    Move(String, Shift),
    /// The button that puts back what was taken away.
    Restore,
    /// The button that adds a block.
    Add,
}

impl Anchor {
    /// Value of `data-anchor`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Subject => "subject".into(),
            Self::Preheader => "preheader".into(),
            Self::Block(block) => format!("block {block}"),
            Self::Field(block, field) => format!("{} {block}", field.name()),
            Self::Move(block, Shift::Up) => format!("up {block}"),
            Self::Move(block, Shift::Down) => format!("down {block}"),
            Self::Restore => "restore".into(),
            Self::Add => "add".into(),
        }
    }
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
        let problems = remember(move || editing.with(|editing| Template::parse(editing.draft()).err().unwrap_or_default()));
        let judge = move |draft: &TemplateDraft, at: usize, variant: &VariantDraft| Judged {
            language: variant.language,
            verdicts: organization.with_value(|organization| verdicts(draft, at, organization)),
        };
        let judged = remember(move || {
            editing.with(|editing| {
                let draft = editing.draft();
                draft.variants.iter().enumerate().map(|(at, variant)| judge(draft, at, variant)).collect()
            })
        });
        Self {
            editing,
            saving,
            organization,
            shown,
            variant,
            problems,
            judged,
            person: RwSignal::new(None),
            folded: RwSignal::new(BTreeSet::new()),
            removed: RwSignal::new(None),
            side: RwSignal::new(SideTab::Preview),
            said: RwSignal::new(String::new()),
            root: NodeRef::new(),
            chosen,
        }
    }

    /// Shows the text in a language.
    pub fn show(self, language: Language) {
        self.chosen.set(language);
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
        let language = self.shown.get_untracked();
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
    pub fn problems_at(self, place: impl Fn(usize) -> Option<Place> + Send + Sync + 'static) -> Signal<Vec<TemplateProblemKind>> {
        remember(move || {
            let language = self.shown.get();
            let at = self.editing.with(|editing| editing.draft().variants.iter().position(|variant| variant.language == language));
            let Some(place) = at.and_then(&place) else { return Vec::new() };
            self.problems
                .with(|problems| problems.iter().filter(|problem| problem.place == place).map(|problem| problem.kind.clone()).collect())
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
        if let Some(id) = self.edit_variant(Touch::Whole, |variant| variant.add(kind)) {
            let first = kind.facts().fields.first().map_or_else(|| Anchor::Block(id.clone()), |field| Anchor::Field(id.clone(), *field));
            self.focus(first);
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

/// Names may hold any character, so they are compared and not put into a selector.
fn find_anchor(root: &web_sys::Element, name: &str) -> Option<web_sys::HtmlElement> {
    let anchors = root.query_selector_all("[data-anchor]").ok()?;
    let elements = (0..anchors.length()).filter_map(|at| anchors.item(at)?.dyn_into::<web_sys::HtmlElement>().ok());
    elements.into_iter().find(|element| element.get_attribute("data-anchor").as_deref() == Some(name))
}
