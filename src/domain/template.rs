//! Owns templates: the draft as typed, and the template that can be sent.
//! Refuses to let a draft with any problem become a template; all problems are returned at once.

use super::{
    block::{BlockDraft, BlockField},
    email_kind::SuppressibleKind,
    language::Language,
    merge_field::MergeLine,
    organization::Organization,
    palette::Palette,
    picture::{NotAPicture, PictureSize, PictureSource},
    rich_text::{LinkTarget, RichText, TextFault},
    text_position::TextPosition,
    user::DirectoryUser,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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
    /// Colour of links and buttons, `#rrggbb`; nothing for the usual one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub accent: String,
    /// One text per language; the first is the main one, used where nothing fits better.
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
    /// For a text that is not the main one: what the main one said when this one was last held against it, as a mark per part.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub follows: BTreeMap<String, String>,
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
    /// Its colours.
    pub palette: Palette,
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
        /// What stands in the place of text and link where the link has no target.
        otherwise: RichText,
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
        source: PictureSource,
        /// What stands in for it.
        alt: String,
        /// How large it is, if anybody said.
        size: Option<PictureSize>,
    },
    /// A line across.
    Divider,
}

/// Something that keeps a draft from becoming a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateProblem {
    /// Where.
    pub place: Place,
    /// Where in the text of that place, if it is about a part of it.
    pub at: Option<TextPosition>,
    /// What.
    pub kind: TemplateProblemKind,
}

impl std::fmt::Display for TemplateProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.at {
            Some(at) => write!(f, "{at}: {}", self.kind),
            None => write!(f, "{}", self.kind),
        }
    }
}

/// Where in a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The name.
    Name,
    /// The accent.
    Accent,
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
    /// About a picture.
    #[error("{0}")]
    Picture(NotAPicture),
    /// Not a size.
    #[error("width and height are whole numbers of pixels, such as 536 and 200")]
    NotASize,
    /// Not a colour.
    #[error("a colour is written as #0b5d66")]
    NotAColour,
}

/// Most blocks in one variant.
pub const MOST_BLOCKS: usize = 100;

impl Place {
    /// JSON pointer to the field.
    #[must_use]
    pub fn pointer(self) -> String {
        match self {
            Self::Name => "/name".into(),
            Self::Accent => "/accent".into(),
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
    /// Of what was read without a problem.
    pub(super) fn of(purpose: SuppressibleKind, variants: Vec<Variant>) -> Self {
        Self { purpose, variants }
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
