//! Owns templates: the draft as typed, and the template that can be sent.
//! Refuses to let a draft with any problem become a template; all problems are returned at once.

use super::{
    block::{BlockDraft, BlockField, BlockKind},
    email_kind::SuppressibleKind,
    language::Language,
    merge_field::{MergeFault, MergeLine},
    organization::Organization,
    rich_text::{LinkTarget, RichText, TextFault},
    user::DirectoryUser,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Names one template through all its versions.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct TemplateId(pub String);

/// A template as typed, perhaps wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateDraft {
    /// What administrators call it.
    pub name: String,
    /// What it is for.
    pub purpose: SuppressibleKind,
    /// One text per language; the first is used where nothing fits better.
    pub variants: Vec<VariantDraft>,
}

/// One language of a template as typed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VariantDraft {
    /// Its language.
    pub language: Language,
    /// Subject; merge fields allowed.
    pub subject: String,
    /// The line that mail programs show beside the subject; merge fields allowed.
    #[serde(default)]
    pub preheader: String,
    /// The blocks, in order.
    pub blocks: Vec<BlockDraft>,
}

/// A template that can be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template {
    purpose: SuppressibleKind,
    variants: Vec<Variant>,
}

/// One language of a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variant {
    /// Its language.
    pub language: Language,
    /// Subject.
    pub subject: MergeLine,
    /// The line beside the subject; may be empty.
    pub preheader: MergeLine,
    /// The blocks, in order.
    pub blocks: Vec<Block>,
}

/// A part of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// One of the seven items, or plain text: title (perhaps empty), text, perhaps a link.
    Section {
        /// Heading line; may be empty.
        title: MergeLine,
        /// Text.
        text: RichText,
        /// Label and target.
        link: Option<(MergeLine, LinkTarget)>,
    },
    /// A heading.
    Heading(MergeLine),
    /// A button.
    Button {
        /// What it shows.
        label: MergeLine,
        /// Where it leads.
        target: LinkTarget,
    },
    /// A picture.
    Image {
        /// Where it is.
        source: LinkTarget,
        /// What stands in for it.
        alt: String,
    },
    /// A line across.
    Divider,
}

/// Something that keeps a draft from becoming a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateProblem {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: TemplateProblemKind,
}

/// Where in a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The name.
    Name,
    /// The list of variants.
    Variants,
    /// The language of a variant.
    Language(usize),
    /// The subject of a variant.
    Subject(usize),
    /// The preheader of a variant.
    Preheader(usize),
    /// The list of blocks of a variant.
    Blocks(usize),
    /// A field of a block.
    Block {
        /// Position of the variant.
        variant: usize,
        /// Position of the block.
        block: usize,
        /// The field.
        field: BlockField,
    },
}

/// What keeps a draft from becoming a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateProblemKind {
    /// Nothing is typed where something must be.
    #[error("fill this in")]
    Missing,
    /// Too long.
    #[error("is longer than {most} characters")]
    TooLong {
        /// Most characters.
        most: usize,
    },
    /// A line break or control character in one line.
    #[error("must be one line")]
    NotOneLine,
    /// No variant at all.
    #[error("write the message in at least one language")]
    NoVariant,
    /// Two variants in one language.
    #[error("this language is there twice")]
    LanguageTwice,
    /// No block at all, or too many.
    #[error("a message has between 1 and {MOST_BLOCKS} blocks")]
    BlockCount,
    /// About text.
    #[error("{0}")]
    Text(TextFault),
}

/// Most blocks in one variant.
pub const MOST_BLOCKS: usize = 100;
/// Longest rich text of one block, in characters.
const LONGEST_TEXT: usize = 20_000;
/// Longest subject, preheader, title, label, name, in characters.
const LONGEST_LINE: usize = 300;

impl Place {
    /// JSON pointer to the field.
    #[must_use]
    pub fn pointer(self) -> String {
        match self {
            Self::Name => "/name".into(),
            Self::Variants => "/variants".into(),
            Self::Language(variant) => format!("/variants/{variant}/language"),
            Self::Subject(variant) => format!("/variants/{variant}/subject"),
            Self::Preheader(variant) => format!("/variants/{variant}/preheader"),
            Self::Blocks(variant) => format!("/variants/{variant}/blocks"),
            Self::Block { variant, block, field } => format!("/variants/{variant}/blocks/{block}/{}", field.name()),
        }
    }
}

impl Template {
    /// Reads a draft.
    ///
    /// # Errors
    /// Every problem, each with its place.
    pub fn parse(draft: &TemplateDraft) -> Result<Self, Vec<TemplateProblem>> {
        let mut problems = Problems(Vec::new());
        problems.line(Place::Name, &draft.name, Presence::Required);
        if draft.variants.is_empty() {
            problems.report(Place::Variants, TemplateProblemKind::NoVariant);
        }
        let mut variants = Vec::new();
        for (index, variant) in draft.variants.iter().enumerate() {
            if draft.variants.iter().take(index).any(|earlier| earlier.language == variant.language) {
                problems.report(Place::Language(index), TemplateProblemKind::LanguageTwice);
            }
            variants.push(problems.variant(index, variant));
        }
        if problems.0.is_empty() { Ok(Self { purpose: draft.purpose, variants }) } else { Err(problems.0) }
    }

    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> SuppressibleKind {
        self.purpose
    }

    /// Its languages; never empty.
    #[must_use]
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// The variant that a person gets: in their own language, else the organization's, else the first.
    #[must_use]
    pub fn variant_for(&self, organization: &Organization, user: &DirectoryUser) -> Option<&Variant> {
        let languages: Vec<Language> = self.variants.iter().map(|variant| variant.language).collect();
        let language = language_for(&languages, organization, user)?;
        self.variants.iter().find(|variant| variant.language == language)
    }
}

/// Of the languages in which a message is written, the one that a person gets: their own, else the organization's, else the first.
#[must_use]
pub fn language_for(written: &[Language], organization: &Organization, user: &DirectoryUser) -> Option<Language> {
    let there = |language: &Language| written.contains(language);
    user.language.filter(there).or_else(|| Some(organization.language).filter(there)).or_else(|| written.first().copied())
}

/// Reads one variant as far as it can be read, for a preview while typing.
#[must_use]
pub fn preview_variant(draft: &VariantDraft) -> Variant {
    Problems(Vec::new()).variant(0, draft)
}

#[derive(Clone, Copy)]
enum Presence {
    Required,
    Optional,
}

struct Problems(Vec<TemplateProblem>);

impl Problems {
    fn report(&mut self, place: Place, kind: TemplateProblemKind) {
        self.0.push(TemplateProblem { place, kind });
    }

    fn variant(&mut self, index: usize, draft: &VariantDraft) -> Variant {
        if draft.blocks.is_empty() || draft.blocks.len() > MOST_BLOCKS {
            self.report(Place::Blocks(index), TemplateProblemKind::BlockCount);
        }
        Variant {
            language: draft.language,
            subject: self.line(Place::Subject(index), &draft.subject, Presence::Required),
            preheader: self.line(Place::Preheader(index), &draft.preheader, Presence::Optional),
            blocks: draft.blocks.iter().enumerate().filter_map(|(block, draft)| self.block(index, block, draft)).collect(),
        }
    }

    /// Reads one block; `None` where nothing of it can be shown.
    fn block(&mut self, variant: usize, block: usize, draft: &BlockDraft) -> Option<Block> {
        let place = |field| Place::Block { variant, block, field };
        match draft.kind {
            BlockKind::Goals | BlockKind::Value | BlockKind::Activate | BlockKind::Text => {
                let title = if draft.kind.has(BlockField::Title) { draft.title.as_str() } else { "" };
                let title = self.line(place(BlockField::Title), title, Presence::Optional);
                Some(Block::Section { title, text: self.text(place(BlockField::Text), &draft.text), link: None })
            }
            BlockKind::MeetingRoom | BlockKind::HelpDesk | BlockKind::Training | BlockKind::Portal => {
                let title = self.line(place(BlockField::Title), &draft.title, Presence::Optional);
                let text = self.text(place(BlockField::Text), &draft.text);
                let label = self.line(place(BlockField::Label), &draft.label, Presence::Required);
                let target = self.target(place(BlockField::Url), &draft.url);
                Some(Block::Section { title, text, link: target.map(|target| (label, target)) })
            }
            BlockKind::Heading => Some(Block::Heading(self.line(place(BlockField::Title), &draft.title, Presence::Required))),
            BlockKind::Button => {
                let label = self.line(place(BlockField::Label), &draft.label, Presence::Required);
                self.target(place(BlockField::Url), &draft.url).map(|target| Block::Button { label, target })
            }
            BlockKind::Image => {
                self.line(place(BlockField::Alt), &draft.alt, Presence::Optional);
                self.target(place(BlockField::Url), &draft.url).map(|source| Block::Image { source, alt: draft.alt.trim().to_owned() })
            }
            BlockKind::Divider => Some(Block::Divider),
        }
    }

    fn line(&mut self, place: Place, text: &str, presence: Presence) -> MergeLine {
        match presence {
            Presence::Required if text.trim().is_empty() => self.report(place, TemplateProblemKind::Missing),
            Presence::Required | Presence::Optional => {}
        }
        if text.chars().count() > LONGEST_LINE {
            self.report(place, TemplateProblemKind::TooLong { most: LONGEST_LINE });
        }
        if text.chars().any(char::is_control) {
            self.report(place, TemplateProblemKind::NotOneLine);
        }
        let (line, faults) = MergeLine::parse(text.trim());
        self.merge_faults(place, faults);
        line
    }

    fn text(&mut self, place: Place, text: &str) -> RichText {
        if text.trim().is_empty() {
            self.report(place, TemplateProblemKind::Missing);
        }
        if text.chars().count() > LONGEST_TEXT {
            self.report(place, TemplateProblemKind::TooLong { most: LONGEST_TEXT });
        }
        let (rich, faults) = RichText::parse(text);
        faults.into_iter().for_each(|fault| self.report(place, TemplateProblemKind::Text(fault)));
        rich
    }

    fn target(&mut self, place: Place, text: &str) -> Option<LinkTarget> {
        LinkTarget::parse(text).map_err(|fault| self.report(place, TemplateProblemKind::Text(fault))).ok()
    }

    fn merge_faults(&mut self, place: Place, faults: Vec<MergeFault>) {
        faults.into_iter().for_each(|fault| self.report(place, TemplateProblemKind::Text(TextFault::Merge(fault))));
    }
}
