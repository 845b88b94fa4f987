//! Owns what differs between two versions of a template, language by language and block by block.
//! Refuses words and markup; whoever shows it has those.

use super::{
    block::{BLOCK_FIELDS, BlockDraft, BlockField, BlockKind},
    email_kind::SuppressibleKind,
    language::Language,
    template::{TemplateDraft, VariantDraft},
};

/// Something before and after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change<T> {
    /// As it was.
    pub before: T,
    /// As it is.
    pub after: T,
}

/// What differs between two versions of a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplateDifference {
    /// Its name.
    pub name: Option<Change<String>>,
    /// What it is for.
    pub purpose: Option<Change<SuppressibleKind>>,
    /// The order of the languages that both have; the first is used where nothing fits better.
    pub order: Option<Change<Vec<Language>>>,
    /// The languages that differ: those there are now, in their order, then those that are gone.
    pub languages: Vec<LanguageDifference>,
}

/// What differs in one language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LanguageDifference {
    /// Which one.
    pub language: Language,
    /// How.
    pub change: LanguageChange,
}

/// How a language differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LanguageChange {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its text differs.
    Changed {
        /// Its subject.
        subject: Option<Change<String>>,
        /// The line beside the subject.
        preheader: Option<Change<String>>,
        /// The blocks that differ: those there are now, in their order, then those that are gone.
        blocks: Vec<BlockDifference>,
    },
}

/// What differs in one block. Positions count from 0.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockDifference {
    /// What it is for; for one that is gone, what it was for.
    pub kind: BlockKind,
    /// How it differs.
    pub change: BlockChange,
    /// Each field that differs. All of a new block's were empty before, all of one that is gone are empty after.
    pub fields: Vec<(BlockField, Change<String>)>,
}

/// How a block differs, besides its fields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BlockChange {
    /// It is new.
    Added {
        /// Where it is.
        at: usize,
    },
    /// It is gone.
    Removed {
        /// Where it was.
        at: usize,
    },
    /// It is still there.
    Kept {
        /// Where it is.
        at: usize,
        /// Where it was, if it was taken past others.
        moved_from: Option<usize>,
        /// What it was for, if that is another now.
        was: Option<BlockKind>,
    },
}

impl TemplateDifference {
    /// Compares. Languages are told by their tag, blocks by their identifier within the language.
    #[must_use]
    pub fn between(before: &TemplateDraft, after: &TemplateDraft) -> Self {
        let order = Change { before: languages(before, after), after: languages(after, before) };
        let now = after.variants.iter().filter_map(|variant| match variant_of(before, variant.language) {
            None => Some(LanguageDifference { language: variant.language, change: LanguageChange::Added }),
            Some(earlier) => language(earlier, variant),
        });
        let gone = before.variants.iter().filter(|variant| variant_of(after, variant.language).is_none());
        let gone = gone.map(|variant| LanguageDifference { language: variant.language, change: LanguageChange::Removed });
        Self {
            name: text(&before.name, &after.name),
            purpose: (before.purpose != after.purpose).then_some(Change { before: before.purpose, after: after.purpose }),
            order: (order.before != order.after).then_some(order),
            languages: now.chain(gone).collect(),
        }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.purpose.is_none() && self.order.is_none() && self.languages.is_empty()
    }
}

/// The languages of one draft that the other has too.
fn languages(of: &TemplateDraft, other: &TemplateDraft) -> Vec<Language> {
    of.variants.iter().map(|variant| variant.language).filter(|language| variant_of(other, *language).is_some()).collect()
}

fn variant_of(draft: &TemplateDraft, language: Language) -> Option<&VariantDraft> {
    draft.variants.iter().find(|variant| variant.language == language)
}

fn language(before: &VariantDraft, after: &VariantDraft) -> Option<LanguageDifference> {
    let subject = text(&before.subject, &after.subject);
    let preheader = text(&before.preheader, &after.preheader);
    let blocks = blocks(&before.blocks, &after.blocks);
    if subject.is_none() && preheader.is_none() && blocks.is_empty() {
        return None;
    }
    Some(LanguageDifference { language: after.language, change: LanguageChange::Changed { subject, preheader, blocks } })
}

fn blocks(before: &[BlockDraft], after: &[BlockDraft]) -> Vec<BlockDifference> {
    let pairs = pairs(before, after);
    let stayed = longest_rising(&pairs.iter().flatten().copied().collect::<Vec<_>>());
    let now = after.iter().zip(&pairs).enumerate().filter_map(|(at, (block, pair))| match pair.and_then(|from| before.get(from)) {
        None => Some(BlockDifference { kind: block.kind, change: BlockChange::Added { at }, fields: fields(None, Some(block)) }),
        Some(earlier) => {
            let moved_from = pair.filter(|from| !stayed.contains(from));
            let was = Some(earlier.kind).filter(|kind| *kind != block.kind);
            let fields = fields(Some(earlier), Some(block));
            let same = moved_from.is_none() && was.is_none() && fields.is_empty();
            (!same).then_some(BlockDifference { kind: block.kind, change: BlockChange::Kept { at, moved_from, was }, fields })
        }
    });
    let gone = before.iter().enumerate().filter(|(at, _)| !pairs.contains(&Some(*at)));
    let gone = gone.map(|(at, block)| BlockDifference {
        kind: block.kind,
        change: BlockChange::Removed { at },
        fields: fields(Some(block), None),
    });
    now.chain(gone).collect()
}

/// For each block now, where it was before. Of several with one identifier, the first is paired with the first.
fn pairs(before: &[BlockDraft], after: &[BlockDraft]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = Vec::with_capacity(after.len());
    for block in after {
        let free = before.iter().enumerate().find(|(at, earlier)| earlier.id == block.id && !pairs.contains(&Some(*at)));
        pairs.push(free.map(|(at, _)| at));
    }
    pairs
}

/// The most numbers that already rise: the blocks that stayed while the others were taken past them.
fn longest_rising(numbers: &[usize]) -> Vec<usize> {
    let mut runs: Vec<Vec<usize>> = Vec::with_capacity(numbers.len());
    for number in numbers {
        let before = runs.iter().filter(|run| run.last().is_some_and(|last| last < number));
        let mut run = before.fold(&Vec::new(), |longest, run| if run.len() > longest.len() { run } else { longest }).clone();
        run.push(*number);
        runs.push(run);
    }
    runs.into_iter().fold(Vec::new(), |longest, run| if run.len() > longest.len() { run } else { longest })
}

/// The fields that differ; a field that a kind of block does not have is empty, whatever was typed there.
fn fields(before: Option<&BlockDraft>, after: Option<&BlockDraft>) -> Vec<(BlockField, Change<String>)> {
    let typed = |block: Option<&BlockDraft>, field| {
        let block = block.filter(|block| block.kind.has(field));
        block.map_or_else(String::new, |block| block.field(field).to_owned())
    };
    BLOCK_FIELDS.into_iter().filter_map(|field| Some((field, text(&typed(before, field), &typed(after, field))?))).collect()
}

fn text(before: &str, after: &str) -> Option<Change<String>> {
    (before != after).then(|| Change { before: before.to_owned(), after: after.to_owned() })
}
