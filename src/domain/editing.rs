//! Owns the editing of a draft: its history, and adding, moving, copying and removing blocks.
//! Refuses to judge what is typed; `Template::parse` and the checks do.

use super::{
    block::{BLOCKS, BlockDraft, BlockField, BlockKind},
    language::Language,
    organization::Organization,
    starter::starter_block,
    template::{TemplateDraft, VariantDraft},
    timestamp::Timestamp,
};

/// What a change touches. Typing in one field without a long pause is one step to undo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Touch {
    /// The name.
    Name,
    /// The subject in a language.
    Subject(Language),
    /// The preheader in a language.
    Preheader(Language),
    /// A field of a block.
    Field {
        /// In which text.
        language: Language,
        /// Which block.
        block: String,
        /// Which field.
        field: BlockField,
    },
    /// Anything else; always a step of its own.
    Whole,
}

/// A draft while it is edited, with what it was before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Editing {
    draft: TemplateDraft,
    past: Vec<TemplateDraft>,
    future: Vec<TemplateDraft>,
    last: Option<(Touch, Timestamp)>,
}

/// Most steps that can be undone.
const MOST_STEPS: usize = 100;
/// A pause in typing after which a new step begins, in milliseconds.
const PAUSE: i64 = 2_000;

impl Editing {
    /// Begins to edit. Blocks of one text get identifiers that differ, which whoever wrote the draft may have missed.
    #[must_use]
    pub fn new(mut draft: TemplateDraft) -> Self {
        draft.variants.iter_mut().for_each(part_identifiers);
        Self { draft, past: Vec::new(), future: Vec::new(), last: None }
    }

    /// The draft as it is now.
    #[must_use]
    pub fn draft(&self) -> &TemplateDraft {
        &self.draft
    }

    /// The text in a language.
    #[must_use]
    pub fn variant(&self, language: Language) -> Option<&VariantDraft> {
        self.draft.variants.iter().find(|variant| variant.language == language)
    }

    /// Changes the draft; a change that changes nothing leaves no step.
    pub fn edit(&mut self, touch: Touch, now: Timestamp, change: impl FnOnce(&mut TemplateDraft)) {
        let before = self.draft.clone();
        change(&mut self.draft);
        if before == self.draft {
            return;
        }
        let typing_on = touch != Touch::Whole
            && self.last.as_ref().is_some_and(|(last, at)| *last == touch && now.millis().saturating_sub(at.millis()) < PAUSE);
        if !typing_on {
            self.past.push(before);
            let surplus = self.past.len().saturating_sub(MOST_STEPS);
            self.past.drain(..surplus);
        }
        self.future.clear();
        self.last = Some((touch, now));
    }

    /// Takes the last step back; the language whose text changed, if only one did.
    pub fn undo(&mut self) -> Option<Language> {
        let earlier = self.past.pop()?;
        let later = std::mem::replace(&mut self.draft, earlier);
        let language = changed_language(&later, &self.draft);
        self.future.push(later);
        self.last = None;
        language
    }

    /// Does the step again that was taken back last; the language whose text changed, if only one did.
    pub fn redo(&mut self) -> Option<Language> {
        let later = self.future.pop()?;
        let earlier = std::mem::replace(&mut self.draft, later);
        let language = changed_language(&earlier, &self.draft);
        self.past.push(earlier);
        self.last = None;
        language
    }

    /// Whether there is a step to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step to do again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

fn changed_language(before: &TemplateDraft, after: &TemplateDraft) -> Option<Language> {
    let mut changed = after.variants.iter().filter(|variant| !before.variants.contains(variant)).map(|variant| variant.language);
    changed.next().filter(|_| changed.next().is_none())
}

/// Towards the beginning or the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shift {
    /// Towards the beginning.
    Up,
    /// Towards the end.
    Down,
}

impl VariantDraft {
    /// Where a block stands.
    #[must_use]
    pub fn position(&self, block: &str) -> Option<usize> {
        self.blocks.iter().position(|known| known.id == block)
    }

    /// The block of that identifier.
    #[must_use]
    pub fn block(&self, block: &str) -> Option<&BlockDraft> {
        self.blocks.iter().find(|known| known.id == block)
    }

    /// Moves a block by one place; its new position, or `None` where it stands at that end already.
    pub fn shift(&mut self, block: &str, shift: Shift) -> Option<usize> {
        let from = self.position(block)?;
        let to = match shift {
            Shift::Up => from.checked_sub(1)?,
            Shift::Down => Some(from + 1).filter(|to| *to < self.blocks.len())?,
        };
        self.blocks.swap(from, to);
        Some(to)
    }

    /// Puts a copy of a block behind it; the copy's identifier.
    pub fn duplicate(&mut self, block: &str) -> Option<String> {
        let at = self.position(block)?;
        let original = self.blocks.get(at)?;
        let copy = BlockDraft { id: self.fresh_id(original.kind), ..original.clone() };
        let id = copy.id.clone();
        self.blocks.insert(at + 1, copy);
        Some(id)
    }

    /// Takes a block away; where it stood, and the block.
    pub fn remove(&mut self, block: &str) -> Option<(usize, BlockDraft)> {
        let at = self.position(block)?;
        Some((at, self.blocks.remove(at)))
    }

    /// Puts a block in at a position, or at the end where there are fewer.
    pub fn insert(&mut self, at: usize, mut block: BlockDraft) {
        if self.block(&block.id).is_some() {
            block.id = self.fresh_id(block.kind);
        }
        self.blocks.insert(at.min(self.blocks.len()), block);
    }

    /// Adds a block with its starter text: one of the seven items in its order among them, any other at the end. Its identifier.
    pub fn add(&mut self, kind: BlockKind) -> String {
        let id = self.fresh_id(kind);
        let at = if kind.facts().item { self.place_of_item(kind) } else { self.blocks.len() };
        self.blocks.insert(at, starter_block(kind, self.language, id.clone()));
        id
    }

    /// Those of the seven items that this organization's people need and that are not there.
    #[must_use]
    pub fn missing_items(&self, organization: &Organization) -> Vec<BlockKind> {
        let needed = |kind: BlockKind| kind != BlockKind::MeetingRoom || organization.has_meetings();
        let items = BLOCKS.iter().filter(|facts| facts.item).map(|facts| facts.kind);
        items.filter(|kind| needed(*kind) && !self.blocks.iter().any(|block| block.kind == *kind)).collect()
    }

    /// Behind the last item that comes before this one, else before the first that comes after it.
    fn place_of_item(&self, kind: BlockKind) -> usize {
        let before = self.blocks.iter().rposition(|block| block.kind.facts().item && block.kind <= kind);
        let after = || self.blocks.iter().position(|block| block.kind.facts().item && block.kind > kind);
        before.map(|at| at + 1).or_else(after).unwrap_or(self.blocks.len())
    }

    fn fresh_id(&self, kind: BlockKind) -> String {
        let name = format!("{kind:?}").to_lowercase();
        let numbered = |number: usize| if number == 1 { name.clone() } else { format!("{name}-{number}") };
        // One more candidate than there are blocks, so one is always free.
        (1..=self.blocks.len() + 1).map(numbered).find(|id| self.block(id).is_none()).unwrap_or_default()
    }
}

fn part_identifiers(variant: &mut VariantDraft) {
    let blocks = std::mem::take(&mut variant.blocks);
    for block in blocks {
        variant.insert(usize::MAX, block);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        email_kind::SuppressibleKind,
        fixtures::{now, organization},
        starter::starter_template,
    };
    use super::*;

    fn editing() -> Editing {
        Editing::new(starter_template(SuppressibleKind::Activation, Language::English, &organization()))
    }

    fn type_subject(editing: &mut Editing, text: &str, after: i64) {
        let at = Timestamp::from_millis(now().millis() + after);
        editing.edit(Touch::Subject(Language::English), at, |draft| draft.variants[0].subject = text.into());
    }

    fn variant() -> VariantDraft {
        editing().draft().variants[0].clone()
    }

    fn ids(variant: &VariantDraft) -> Vec<&str> {
        variant.blocks.iter().map(|block| block.id.as_str()).collect()
    }

    #[test]
    fn typing_on_in_one_field_is_one_step() {
        let mut editing = editing();
        let before = editing.draft().clone();
        type_subject(&mut editing, "H", 0);
        type_subject(&mut editing, "He", 300);
        assert_eq!(editing.undo(), Some(Language::English));
        assert_eq!(*editing.draft(), before);
        assert_eq!(editing.redo(), Some(Language::English));
        assert_eq!(editing.draft().variants[0].subject, "He");
        assert!(!editing.can_redo());
    }

    #[test]
    fn a_pause_or_another_field_begins_a_new_step() {
        let mut editing = editing();
        type_subject(&mut editing, "one", 0);
        type_subject(&mut editing, "two", 5_000);
        editing.edit(Touch::Name, now().plus_days(1), |draft| draft.name = "n".into());
        type_subject(&mut editing, "three", 86_400_100);
        let mut subjects = Vec::new();
        while editing.can_undo() {
            editing.undo();
            subjects.push(editing.draft().variants[0].subject.clone());
        }
        assert_eq!(subjects[..3], ["two", "two", "one"]);
        assert_eq!(subjects.len(), 4);
    }

    #[test]
    fn a_change_after_undo_ends_what_could_be_redone_and_no_change_is_no_step() {
        let mut editing = editing();
        type_subject(&mut editing, "a", 0);
        editing.undo();
        let unchanged = editing.draft().variants[0].subject.clone();
        type_subject(&mut editing, &unchanged, 0);
        assert!(editing.can_redo() && !editing.can_undo());
        type_subject(&mut editing, "b", 0);
        assert!(!editing.can_redo());
    }

    #[test]
    fn a_hundred_steps_are_kept() {
        let mut editing = editing();
        for step in 0..150 {
            editing.edit(Touch::Whole, now(), |draft| draft.name = step.to_string());
        }
        let mut steps = 0;
        while editing.can_undo() {
            editing.undo();
            steps += 1;
        }
        assert_eq!(steps, MOST_STEPS);
    }

    #[test]
    fn blocks_of_one_identifier_are_parted() {
        let mut draft = editing().draft().clone();
        draft.variants[0].blocks.iter_mut().for_each(|block| block.id = "same".into());
        let editing = Editing::new(draft.clone());
        let variant = &editing.draft().variants[0];
        for block in &variant.blocks {
            assert_eq!(variant.blocks.iter().filter(|other| other.id == block.id).count(), 1);
        }
        assert_eq!(variant.blocks.len(), draft.variants[0].blocks.len());
    }

    #[test]
    fn blocks_move_to_the_ends_and_no_further() {
        let mut variant = variant();
        assert_eq!(variant.shift("greeting", Shift::Up), None);
        assert_eq!(variant.shift("greeting", Shift::Down), Some(1));
        assert_eq!(ids(&variant)[..2], ["goals", "greeting"]);
        assert_eq!(variant.shift("activate", Shift::Down), None);
        assert_eq!(variant.shift("nowhere", Shift::Down), None);
    }

    #[test]
    fn a_copy_stands_behind_its_original_under_another_identifier() {
        let mut variant = variant();
        assert_eq!(variant.duplicate("goals").as_deref(), Some("goals-2"));
        assert_eq!(variant.duplicate("goals").as_deref(), Some("goals-3"));
        assert_eq!(ids(&variant)[..4], ["greeting", "goals", "goals-3", "goals-2"]);
    }

    #[test]
    fn a_removed_block_goes_back_to_its_place() {
        let mut variant = variant();
        let before = variant.clone();
        let (at, block) = variant.remove("value").unwrap();
        assert_eq!(variant.missing_items(&organization()), [BlockKind::Value]);
        variant.insert(at, block);
        assert_eq!(variant, before);
    }

    #[test]
    fn an_item_is_added_in_its_order_and_anything_else_at_the_end() {
        for facts in BLOCKS.iter().filter(|facts| facts.item) {
            let mut variant = variant();
            let before = ids(&variant).join(" ");
            let (_, block) = variant.remove(&format!("{:?}", facts.kind).to_lowercase()).unwrap();
            assert_eq!(variant.add(facts.kind), block.id);
            assert_eq!(ids(&variant).join(" "), before);
        }
        let mut variant = variant();
        variant.add(BlockKind::Button);
        assert_eq!(variant.blocks.last().unwrap().kind, BlockKind::Button);
    }
}
