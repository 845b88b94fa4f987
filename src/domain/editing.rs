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

/// A draft while it is edited, with every step since it was opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Editing {
    draft: TemplateDraft,
    past: Vec<Was>,
    future: Vec<Was>,
    last: Option<(Touch, Timestamp)>,
}

/// What a step changed, as it was. Typing keeps the one text alone, so that a long session stays small.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Was {
    Text(Touch, String),
    All(Box<TemplateDraft>),
}

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
            self.past.push(self.was(&touch, before));
        }
        self.future.clear();
        self.last = Some((touch, now));
    }

    /// Takes the last step back; the language whose text changed, if only one did.
    pub fn undo(&mut self) -> Option<Language> {
        let was = self.past.pop()?;
        let (language, is) = self.put(was);
        self.future.push(is);
        language
    }

    /// Does the step again that was taken back last; the language whose text changed, if only one did.
    pub fn redo(&mut self) -> Option<Language> {
        let is = self.future.pop()?;
        let (language, was) = self.put(is);
        self.past.push(was);
        language
    }

    /// What was, as small as it can be kept: the one text, where nothing else changed.
    fn was(&self, touch: &Touch, mut before: TemplateDraft) -> Was {
        let Some(text) = text_of(&mut before, touch).map(|text| text.clone()) else { return Was::All(Box::new(before)) };
        let mut back = self.draft.clone();
        if let Some(now) = text_of(&mut back, touch) {
            now.clone_from(&text);
        }
        if back == before { Was::Text(touch.clone(), text) } else { Was::All(Box::new(before)) }
    }

    /// Puts back what was; what is then the step the other way, and the language whose text changed, if only one did.
    fn put(&mut self, was: Was) -> (Option<Language>, Was) {
        self.last = None;
        match was {
            Was::Text(touch, text) => {
                let now = text_of(&mut self.draft, &touch).map(|place| std::mem::replace(place, text)).unwrap_or_default();
                let language = match &touch {
                    Touch::Subject(language) | Touch::Preheader(language) | Touch::Field { language, .. } => Some(*language),
                    Touch::Name | Touch::Whole => None,
                };
                (language, Was::Text(touch, now))
            }
            Was::All(draft) => {
                let before = std::mem::replace(&mut self.draft, *draft);
                (changed_language(&before, &self.draft), Was::All(Box::new(before)))
            }
        }
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

/// The text that a touch is about.
fn text_of<'a>(draft: &'a mut TemplateDraft, touch: &Touch) -> Option<&'a mut String> {
    let (Touch::Subject(language) | Touch::Preheader(language) | Touch::Field { language, .. }) = touch else {
        return match touch {
            Touch::Name => Some(&mut draft.name),
            Touch::Subject(_) | Touch::Preheader(_) | Touch::Field { .. } | Touch::Whole => None,
        };
    };
    let variant = draft.variants.iter_mut().find(|variant| variant.language == *language)?;
    match touch {
        Touch::Subject(_) => Some(&mut variant.subject),
        Touch::Preheader(_) => Some(&mut variant.preheader),
        Touch::Field { block, field, .. } => Some(variant.blocks.iter_mut().find(|known| known.id == *block)?.field_mut(*field)),
        Touch::Name | Touch::Whole => None,
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

    /// Puts a block at another place among the others, counted without it; whether it moved.
    pub fn move_to(&mut self, block: &str, to: usize) -> bool {
        let Some(from) = self.position(block) else { return false };
        let to = to.min(self.blocks.len() - 1);
        let moving = self.blocks.remove(from);
        self.blocks.insert(to, moving);
        from != to
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

    /// Adds a block with its starter text behind another. Its identifier.
    pub fn add_behind(&mut self, block: &str, kind: BlockKind) -> String {
        let id = self.fresh_id(kind);
        let at = self.position(block).map_or(self.blocks.len(), |at| at + 1);
        self.blocks.insert(at, starter_block(kind, self.language, id.clone()));
        id
    }

    /// Adds those of the seven items that are missing, each in its order. How many.
    pub fn add_missing_items(&mut self, organization: &Organization) -> usize {
        let missing = self.missing_items(organization);
        missing.iter().for_each(|kind| drop(self.add(*kind)));
        missing.len()
    }

    /// Adds a block with its starter text: one of the seven items in its order among them, any other at the end. Its identifier.
    pub fn add(&mut self, kind: BlockKind) -> String {
        let id = self.fresh_id(kind);
        let at = if kind.facts().item { self.place_of_item(kind) } else { self.blocks.len() };
        self.blocks.insert(at, starter_block(kind, self.language, id.clone()));
        id
    }

    /// Puts a text in the place of all blocks: lines that are bold as a whole become headings, everything else text.
    pub fn replace_by_text(&mut self, text: &str) {
        let heading = |part: &str| {
            let inner = part.strip_prefix("**")?.strip_suffix("**")?;
            (!inner.contains(['\n', '*']) && inner.chars().count() <= 100).then(|| inner.to_owned())
        };
        self.blocks.clear();
        for part in text.replace("\r\n", "\n").split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
            match (heading(part), self.blocks.last_mut()) {
                (Some(title), _) => self.push(BlockKind::Heading, BlockField::Title, title),
                (None, Some(block)) if block.kind == BlockKind::Text => block.text.push_str(&format!("\n\n{part}")),
                (None, _) => self.push(BlockKind::Text, BlockField::Text, part.to_owned()),
            }
        }
    }

    fn push(&mut self, kind: BlockKind, field: BlockField, text: String) {
        let mut block = BlockDraft::empty(self.fresh_id(kind), kind);
        *block.field_mut(field) = text;
        self.blocks.push(block);
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
