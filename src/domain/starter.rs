//! Owns the starter texts of templates: good wording to begin from, in every language that a template can have.
//! Refuses to promise what a hand-written email cannot keep: no verification link, no password.
//! What only the organization knows (help desk, training) is left empty, so that a check asks for it.

use super::{
    block::{BLOCKS, BlockDraft, BlockKind},
    email_kind::SuppressibleKind,
    language::Language,
    organization::Organization,
    template::{TemplateDraft, VariantDraft},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The texts of one language. A part that a block does not have is empty.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Texts {
    activation: Opening,
    reminder: Opening,
    goals: Words,
    value: Words,
    meeting_room: Words,
    help_desk: Words,
    training: Words,
    portal: Words,
    activate: Words,
    heading: Words,
    text: Words,
    button: Words,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Opening {
    name: String,
    subject: String,
    preheader: String,
    greeting: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Words {
    title: String,
    text: String,
    label: String,
    otherwise: String,
}

fn file(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("starter/en.json"),
        Language::Polish => include_str!("starter/pl.json"),
        Language::German => include_str!("starter/de.json"),
        Language::French => include_str!("starter/fr.json"),
        Language::Spanish => include_str!("starter/es.json"),
        Language::BrazilianPortuguese => include_str!("starter/pt-BR.json"),
        Language::Japanese => include_str!("starter/ja.json"),
        Language::Arabic => include_str!("starter/ar.json"),
    }
}

impl Texts {
    /// The files are part of the program, and a test reads each.
    fn of(language: Language) -> Self {
        serde_json::from_str(file(language)).unwrap_or_default()
    }

    fn opening(&self, purpose: SuppressibleKind) -> &Opening {
        match purpose {
            SuppressibleKind::Activation => &self.activation,
            SuppressibleKind::Reminder => &self.reminder,
        }
    }

    fn words(&self, kind: BlockKind) -> Option<&Words> {
        match kind {
            BlockKind::Goals => Some(&self.goals),
            BlockKind::Value => Some(&self.value),
            BlockKind::MeetingRoom => Some(&self.meeting_room),
            BlockKind::HelpDesk => Some(&self.help_desk),
            BlockKind::Training => Some(&self.training),
            BlockKind::Portal => Some(&self.portal),
            BlockKind::Activate => Some(&self.activate),
            BlockKind::Heading => Some(&self.heading),
            BlockKind::Text => Some(&self.text),
            BlockKind::Button => Some(&self.button),
            BlockKind::Image | BlockKind::Divider => None,
        }
    }

    fn block(&self, kind: BlockKind, id: String) -> BlockDraft {
        let mut block = BlockDraft::empty(id, kind);
        if let Some(Words { title, text, label, otherwise }) = self.words(kind) {
            (block.title, block.text) = (title.clone(), text.clone());
            (block.label, block.otherwise) = (label.clone(), otherwise.clone());
        }
        block.url = address(kind).into();
        block
    }
}

/// Where the links lead whose target is the same for every organization.
fn address(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::MeetingRoom => "{{meeting_room_url}}",
        BlockKind::Portal => "{{portal_url}}",
        BlockKind::Button => "https://web.webex.com",
        BlockKind::Goals
        | BlockKind::Value
        | BlockKind::HelpDesk
        | BlockKind::Training
        | BlockKind::Activate
        | BlockKind::Heading
        | BlockKind::Text
        | BlockKind::Image
        | BlockKind::Divider => "",
    }
}

/// A new template in one language.
#[must_use]
pub fn starter_template(purpose: SuppressibleKind, language: Language, organization: &Organization) -> TemplateDraft {
    let name = Texts::of(language).opening(purpose).name.clone();
    TemplateDraft { name, purpose, accent: String::new(), variants: vec![starter_variant(purpose, language, organization)] }
}

/// The starter text of one language.
#[must_use]
pub fn starter_variant(purpose: SuppressibleKind, language: Language, organization: &Organization) -> VariantDraft {
    let texts = Texts::of(language);
    let Opening { subject, preheader, greeting, .. } = texts.opening(purpose);
    let mut blocks = vec![BlockDraft { text: greeting.clone(), ..BlockDraft::empty("greeting".into(), BlockKind::Text) }];
    for facts in BLOCKS.iter().filter(|facts| facts.item) {
        if facts.kind != BlockKind::MeetingRoom || organization.has_meetings() {
            blocks.push(texts.block(facts.kind, format!("{:?}", facts.kind).to_lowercase()));
        }
    }
    VariantDraft { language, subject: subject.clone(), preheader: preheader.clone(), blocks, follows: BTreeMap::new() }
}

/// A text in another language with the blocks of a given one: the seven items and the greeting in their starter text, everything
/// else as it is there, to be translated.
#[must_use]
pub fn starter_translation(of: &VariantDraft, purpose: SuppressibleKind, language: Language, organization: &Organization) -> VariantDraft {
    let texts = Texts::of(language);
    let starter = starter_variant(purpose, language, organization);
    let block = |block: &BlockDraft| match starter.block(&block.id).filter(|known| known.kind == block.kind) {
        Some(known) => BlockDraft { url: if known.url.is_empty() { block.url.clone() } else { known.url.clone() }, ..known.clone() },
        None if block.kind.facts().item => BlockDraft { url: block.url.clone(), ..texts.block(block.kind, block.id.clone()) },
        None => block.clone(),
    };
    VariantDraft { blocks: of.blocks.iter().map(block).collect(), ..starter }
}

/// Fills in what starter texts leave to the organization: where its help desk and its training are.
pub fn fill_in(draft: &mut TemplateDraft, url: &str) {
    for block in draft.variants.iter_mut().flat_map(|variant| &mut variant.blocks) {
        if matches!(block.kind, BlockKind::HelpDesk | BlockKind::Training) {
            url.clone_into(&mut block.url);
        }
    }
}

/// A block with its starter text.
#[must_use]
pub fn starter_block(kind: BlockKind, language: Language, id: String) -> BlockDraft {
    Texts::of(language).block(kind, id)
}

#[cfg(test)]
mod tests {
    use super::super::{fixtures::organization, language::LANGUAGES};
    use super::*;

    #[test]
    fn every_language_has_every_text() {
        for facts in LANGUAGES {
            let texts: Texts = serde_json::from_str(file(facts.language)).unwrap();
            for kind in BLOCKS.iter().map(|facts| facts.kind) {
                let block = texts.block(kind, "b".into());
                let missing = |field: &&super::super::block::BlockField| block.field(**field).is_empty();
                let missing: Vec<&str> = kind.facts().fields.iter().filter(missing).map(|field| field.name()).collect();
                let left: &[&str] = match kind {
                    BlockKind::HelpDesk | BlockKind::Training => &["url"],
                    BlockKind::Image => &["url", "alt", "width", "height"],
                    _ => &[],
                };
                assert_eq!(missing, left, "{} {kind:?}", facts.tag);
            }
        }
    }

    #[test]
    fn a_translation_keeps_the_order_and_the_links_of_its_original() {
        let mut original = starter_variant(SuppressibleKind::Activation, Language::English, &organization());
        original.blocks.reverse();
        original
            .blocks
            .iter_mut()
            .filter(|block| block.kind == BlockKind::HelpDesk)
            .for_each(|block| block.url = "https://h.example".into());
        let own = BlockDraft { title: "Ours".into(), ..BlockDraft::empty("own".into(), BlockKind::Heading) };
        original.blocks.push(own.clone());
        let polish = starter_translation(&original, SuppressibleKind::Activation, Language::Polish, &organization());
        let ids = |variant: &VariantDraft| variant.blocks.iter().map(|block| block.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&polish), ids(&original));
        assert_eq!(polish.block("helpdesk").unwrap().url, "https://h.example");
        assert_ne!(polish.block("goals").unwrap().text, original.block("goals").unwrap().text);
        assert_eq!(polish.block("own"), Some(&own));
    }
}
