//! Owns the blocks that a template is made of: the seven best-practice items and the layout blocks.
//! Refuses text, languages and HTML: starter text and rendering live elsewhere.

use super::rich_text::LinkFallback;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a block is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// The company's goals and the rollout plan.
    Goals,
    /// Value and purpose of the app.
    Value,
    /// Link to the Personal Meeting Room, where Meetings was bought.
    MeetingRoom,
    /// Internal help-desk links.
    HelpDesk,
    /// Internal training links.
    Training,
    /// Link to the end-user portal.
    Portal,
    /// How to activate: sign in with company credentials.
    Activate,
    /// A heading.
    Heading,
    /// Text.
    Text,
    /// A button.
    Button,
    /// A picture.
    Image,
    /// A line across.
    Divider,
}

/// A field of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BlockField {
    /// Heading line.
    Title,
    /// Rich text.
    Text,
    /// What a link shows.
    Label,
    /// Where a link leads.
    Url,
    /// What stands in for a picture.
    Alt,
    /// How wide a picture is shown.
    Width,
    /// How high a picture is shown.
    Height,
    /// What a person reads who has none of what the block is about.
    Otherwise,
}

/// Every field of a block, in the order of editing.
pub const BLOCK_FIELDS: [BlockField; 8] = [
    BlockField::Title,
    BlockField::Text,
    BlockField::Label,
    BlockField::Url,
    BlockField::Alt,
    BlockField::Width,
    BlockField::Height,
    BlockField::Otherwise,
];

impl BlockField {
    /// Name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
            Self::Label => "label",
            Self::Url => "url",
            Self::Alt => "alt",
            Self::Width => "width",
            Self::Height => "height",
            Self::Otherwise => "otherwise",
        }
    }
}

/// What is known of one kind of block.
pub struct BlockFacts {
    /// Which one.
    pub kind: BlockKind,
    /// Whether it is one of the seven items.
    pub item: bool,
    /// The fields that it has, in the order of editing.
    pub fields: &'static [BlockField],
}

/// Every kind of block: the seven items in their order (source: the platform's best practice for activation emails), then layout.
pub const BLOCKS: &[BlockFacts] = &[
    item(BlockKind::Goals, &[BlockField::Title, BlockField::Text]),
    item(BlockKind::Value, &[BlockField::Title, BlockField::Text]),
    item(BlockKind::MeetingRoom, &[BlockField::Title, BlockField::Text, BlockField::Label, BlockField::Url, BlockField::Otherwise]),
    item(BlockKind::HelpDesk, &[BlockField::Title, BlockField::Text, BlockField::Label, BlockField::Url]),
    item(BlockKind::Training, &[BlockField::Title, BlockField::Text, BlockField::Label, BlockField::Url]),
    item(BlockKind::Portal, &[BlockField::Title, BlockField::Text, BlockField::Label, BlockField::Url]),
    item(BlockKind::Activate, &[BlockField::Title, BlockField::Text]),
    layout(BlockKind::Heading, &[BlockField::Title]),
    layout(BlockKind::Text, &[BlockField::Text]),
    layout(BlockKind::Button, &[BlockField::Label, BlockField::Url]),
    layout(BlockKind::Image, &[BlockField::Url, BlockField::Alt, BlockField::Width, BlockField::Height]),
    layout(BlockKind::Divider, &[]),
];

const fn item(kind: BlockKind, fields: &'static [BlockField]) -> BlockFacts {
    BlockFacts { kind, item: true, fields }
}

const fn layout(kind: BlockKind, fields: &'static [BlockField]) -> BlockFacts {
    BlockFacts { kind, item: false, fields }
}

impl BlockKind {
    /// What is known of this kind.
    #[must_use]
    pub fn facts(self) -> &'static BlockFacts {
        const FALLBACK: &BlockFacts = &layout(BlockKind::Divider, &[]);
        BLOCKS.iter().find(|facts| facts.kind == self).unwrap_or(FALLBACK)
    }

    /// Whether blocks of this kind have the field.
    #[must_use]
    pub fn has(self, field: BlockField) -> bool {
        self.facts().fields.contains(&field)
    }
}

/// A block as typed, perhaps wrong. Fields that its kind does not have are ignored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockDraft {
    /// Identifier within the variant, chosen by whoever adds the block.
    pub id: String,
    /// What it is for.
    pub kind: BlockKind,
    /// Heading line; merge fields allowed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Rich text: paragraphs, `- ` lists, `**bold**`, `*italic*`, `[label](link)`, merge fields.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What the link or button shows; merge fields allowed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Where the link leads: `https://…` or a merge field of kind link. Where the picture is: `https://…`, or the picture
    /// itself as `data:image/png;base64,…` (PNG, JPEG or GIF), which is then attached to the message.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// What stands in for the picture.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alt: String,
    /// How wide the picture is shown, in CSS pixels.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub width: String,
    /// How high the picture is shown, in CSS pixels.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub height: String,
    /// Rich text in the place of text and link for a person without a Personal Meeting Room.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub otherwise: String,
}

impl BlockDraft {
    /// An empty block.
    #[must_use]
    pub fn empty(id: String, kind: BlockKind) -> Self {
        let [title, text, label, url, alt, width, height, otherwise] = std::array::from_fn(|_| String::new());
        Self { id, kind, title, text, label, url, alt, width, height, otherwise }
    }

    /// Whether something stands in for a link that a person has none of, or the link's own fallback must.
    #[must_use]
    pub fn link_fallback(&self) -> LinkFallback {
        let beside = self.kind.has(BlockField::Otherwise) && !self.otherwise.trim().is_empty();
        if beside { LinkFallback::Beside } else { LinkFallback::InLink }
    }

    /// What is typed in a field.
    #[must_use]
    pub fn field(&self, field: BlockField) -> &str {
        match field {
            BlockField::Title => &self.title,
            BlockField::Text => &self.text,
            BlockField::Label => &self.label,
            BlockField::Url => &self.url,
            BlockField::Alt => &self.alt,
            BlockField::Width => &self.width,
            BlockField::Height => &self.height,
            BlockField::Otherwise => &self.otherwise,
        }
    }

    /// A field to type into.
    pub fn field_mut(&mut self, field: BlockField) -> &mut String {
        match field {
            BlockField::Title => &mut self.title,
            BlockField::Text => &mut self.text,
            BlockField::Label => &mut self.label,
            BlockField::Url => &mut self.url,
            BlockField::Alt => &mut self.alt,
            BlockField::Width => &mut self.width,
            BlockField::Height => &mut self.height,
            BlockField::Otherwise => &mut self.otherwise,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_seven_items_and_every_kind_has_one_entry() {
        assert_eq!(BLOCKS.iter().filter(|facts| facts.item).count(), 7);
        for facts in BLOCKS {
            assert_eq!(BLOCKS.iter().filter(|other| other.kind == facts.kind).count(), 1);
            assert_eq!(facts.kind.facts().fields, facts.fields);
        }
    }

    #[test]
    fn each_field_is_read_where_it_is_written() {
        let mut block = BlockDraft::empty("b".into(), BlockKind::Image);
        for field in BLOCK_FIELDS {
            *block.field_mut(field) = field.name().into();
            assert_eq!(block.field(field), field.name());
        }
    }
}
