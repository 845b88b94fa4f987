//! Owns rendering one template for many people of one organization: what a block says to all of them is written once.
//! Refuses to keep what depends on the person: a block with any such merge field is rendered anew each time.

use super::{
    language::Language,
    merge_field::MergeLine,
    organization::Organization,
    plain_text::{joined, part},
    render::{Drawing, Look, Recipient, RenderedEmail},
    rich_text::LinkTarget,
    template::{Block, Template, Variant, language_for},
    user::DirectoryUser,
};
use std::{
    borrow::Cow,
    sync::{Arc, OnceLock},
};

/// A template that is rendered for many people of an organization.
pub struct TemplateRenderer {
    organization: Arc<Organization>,
    languages: Vec<Language>,
    variants: Vec<VariantRenderer>,
}

struct VariantRenderer {
    variant: Variant,
    look: Look,
    /// For each block what is kept of it; nothing for one that says something else to everybody.
    kept: Vec<Option<OnceLock<Kept>>>,
}

/// A block, as everybody gets it.
struct Kept {
    row: String,
    text: Option<String>,
}

impl TemplateRenderer {
    /// Nothing is rendered yet.
    #[must_use]
    pub fn new(template: &Template, organization: Arc<Organization>) -> Self {
        let variants = template.variants();
        Self {
            organization,
            languages: variants.iter().map(|variant| variant.language).collect(),
            variants: variants.iter().cloned().map(VariantRenderer::new).collect(),
        }
    }

    /// Whose people it is for.
    #[must_use]
    pub const fn organization(&self) -> &Arc<Organization> {
        &self.organization
    }

    /// Renders the variant that a person gets: as [`render`](super::render::render) does, letter by letter. Nothing where the
    /// template has none.
    #[must_use]
    pub fn render(&self, user: &DirectoryUser) -> Option<RenderedEmail> {
        let recipient = Recipient { organization: &self.organization, user };
        let language = language_for(&self.languages, &self.organization, user)?;
        Some(self.variants.iter().find(|one| one.variant.language == language)?.render(recipient))
    }
}

impl VariantRenderer {
    fn new(variant: Variant) -> Self {
        let kept = variant.blocks.iter().map(|block| is_shared(block).then(OnceLock::new)).collect();
        Self { look: Look::new(&variant), variant, kept }
    }

    fn render(&self, recipient: Recipient<'_>) -> RenderedEmail {
        let mut drawing = Drawing::new(&self.variant, &self.look, recipient);
        let (mut rows, mut texts) = (String::new(), Vec::with_capacity(self.kept.len()));
        for (at, (block, kept)) in self.variant.blocks.iter().zip(&self.kept).enumerate() {
            match kept {
                Some(kept) => {
                    let kept = kept.get_or_init(|| Kept { row: drawing.row(at, block), text: part(block, recipient) });
                    rows.push_str(&kept.row);
                    texts.extend(kept.text.as_deref().map(Cow::Borrowed));
                }
                None => {
                    rows.push_str(&drawing.row(at, block));
                    texts.extend(part(block, recipient).map(Cow::Owned));
                }
            }
        }
        drawing.document(&rows, joined(&texts))
    }
}

/// Whether a block has nothing of the person. A picture that the mail carries has a number in that mail.
fn is_shared(block: &Block) -> bool {
    match block {
        Block::Section { title, text, link, otherwise } => {
            let leads_to_one_place = |(label, target): &(MergeLine, LinkTarget)| label.is_shared() && target.is_shared();
            title.is_shared() && text.is_shared() && otherwise.is_shared() && link.as_ref().is_none_or(leads_to_one_place)
        }
        Block::Heading(heading) => heading.is_shared(),
        Block::Button { label, target } => label.is_shared() && target.is_shared(),
        Block::Image { .. } => false,
        Block::Divider => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        block::{BlockDraft, BlockKind},
        email_kind::SuppressibleKind,
        fixtures::{PIXEL, organization, user},
        render::render,
        starter::starter_template,
        template_reading::preview_variant,
        user::PersonName,
        web_address::WebAddress,
    };
    use proptest::prelude::*;

    const WORDS: [&str; 9] = [
        "",
        "Hello",
        "{{first_name|you}}",
        "**{{display_name}}**",
        "*[x]({{portal_url}})*",
        "[x](https://a.example)",
        "- {{email}}\n- {{department|none}}",
        "1. {{organization}}",
        "a **b**\n\n- c",
    ];
    const LINES: [&str; 4] = ["", "Label", "{{email}}", "{{organization}} <b>"];
    const LINKS: [&str; 3] = ["https://help.example.com/?a=1&b=2", "{{portal_url}}", "{{meeting_room_url|https://b.example}}"];

    fn block() -> impl Strategy<Value = BlockDraft> {
        use BlockKind::{Activate, Button, Divider, Goals, Heading, Image, MeetingRoom, Text};
        let kind = prop::sample::select(vec![Goals, MeetingRoom, Activate, Heading, Text, Button, Divider]);
        let (line, words) = (|| prop::sample::select(LINES.to_vec()), || prop::sample::select(WORDS.to_vec()));
        let link = prop::sample::select(LINKS.to_vec());
        let of_words = (kind, line(), words(), line(), link, words()).prop_map(|(kind, title, text, label, url, otherwise)| {
            let [title, text, label, url, otherwise] = [title, text, label, url, otherwise].map(str::to_owned);
            BlockDraft { title, text, label, url, otherwise, ..BlockDraft::empty("b".into(), kind) }
        });
        let picture = prop::sample::select(vec![PIXEL, "https://a.example/p.png"]).prop_map(|url| BlockDraft {
            url: url.into(),
            alt: "Us".into(),
            ..BlockDraft::empty("p".into(), Image)
        });
        prop_oneof![6 => of_words, 1 => picture]
    }

    fn people() -> [DirectoryUser; 3] {
        let room = WebAddress::parse("https://example.webex.com/meet/zoe").ok();
        let other = DirectoryUser { name: PersonName::new("Zoë", "<b>", ""), department: None, meeting_room_url: room, ..user() };
        [user(), other, user()]
    }

    proptest! {
        #[test]
        fn nobody_gets_what_was_written_for_another(blocks in prop::collection::vec(block(), 0..6)) {
            let mut draft = starter_template(SuppressibleKind::Activation, Language::English, &organization()).variants.remove(0);
            draft.blocks = blocks;
            let variant = preview_variant(&draft, "");
            let (renderer, organization) = (VariantRenderer::new(variant.clone()), organization());
            for user in people() {
                let recipient = Recipient { organization: &organization, user: &user };
                prop_assert_eq!(renderer.render(recipient), render(&variant, recipient));
            }
        }
    }

    #[test]
    fn everybody_gets_their_language_and_most_of_a_starter_text_is_kept() {
        let languages = [Language::English, Language::Polish];
        let mut draft = starter_template(SuppressibleKind::Activation, Language::English, &organization());
        draft.variants.extend(starter_template(SuppressibleKind::Activation, Language::Polish, &organization()).variants);
        for block in draft.variants.iter_mut().flat_map(|variant| &mut variant.blocks).filter(|block| block.url.is_empty()) {
            block.url = "https://help.example.com".into();
        }
        let template = Template::parse(&draft).unwrap();
        let organization = Arc::new(organization());
        let renderer = TemplateRenderer::new(&template, Arc::clone(&organization));
        for language in languages {
            let user = DirectoryUser { language: Some(language), ..user() };
            let variant = template.variant_for(&organization, &user).unwrap();
            assert_eq!(variant.language, language);
            assert_eq!(renderer.render(&user).unwrap(), render(variant, Recipient { organization: &organization, user: &user }));
        }
        for variant in &renderer.variants {
            let kept = variant.kept.iter().flatten().filter(|kept| kept.get().is_some()).count();
            assert!(kept * 2 > variant.kept.len(), "{kept} of {}", variant.kept.len());
        }
    }
}
