//! Owns reading a draft: what of it is a template, and every problem at its place.
//! Refuses types, which are in `template`, and judgement of what is well typed; checks judge.

use super::{
    block::{BlockDraft, BlockField, BlockKind},
    colour::Colour,
    merge_field::MergeLine,
    palette::Palette,
    picture::{PictureSize, PictureSource},
    rich_text::{LinkFallback, LinkTarget, RichText, TextFault},
    template::{Block, MOST_BLOCKS, Place, Template, TemplateDraft, TemplateProblem, TemplateProblemKind, Variant, VariantDraft},
    text_position::{At, TextPosition},
};

/// Longest rich text of one block, in characters.
const LONGEST_TEXT: usize = 20_000;
/// Longest subject, preheader, title, label, name, in characters.
const LONGEST_LINE: usize = 300;

impl Template {
    /// Reads a draft.
    ///
    /// # Errors
    /// Every problem, each with its place.
    pub fn parse(draft: &TemplateDraft) -> Result<Self, Vec<TemplateProblem>> {
        let mut problems = Problems(Vec::new());
        problems.line(Place::Name, &draft.name, Presence::Required);
        let palette = problems.palette(&draft.accent);
        if draft.variants.is_empty() {
            problems.report(Place::Variants, TemplateProblemKind::NoVariant);
        }
        let mut variants = Vec::new();
        for (index, variant) in draft.variants.iter().enumerate() {
            if draft.variants.iter().take(index).any(|earlier| earlier.language == variant.language) {
                problems.report(Place::Language(index), TemplateProblemKind::LanguageTwice);
            }
            variants.push(problems.variant(index, variant, palette, |problems, at, block| problems.block(index, at, block)));
        }
        if problems.0.is_empty() { Ok(Self::of(draft.purpose, variants)) } else { Err(problems.0) }
    }
}

/// Reads one variant as far as it can be read, for a preview while typing.
#[must_use]
pub fn preview_variant(draft: &VariantDraft, accent: &str) -> Variant {
    PreviewReading::default().read(draft, accent)
}

/// Reads a variant again and again while it is typed: a block that stands as it did is not read once more.
#[derive(Default)]
pub struct PreviewReading {
    /// What was read last; nothing of a block that cannot be shown.
    blocks: Vec<(BlockDraft, Option<Block>)>,
}

impl PreviewReading {
    /// The variant as far as it can be read, as [`preview_variant`] has it.
    #[must_use]
    pub fn read(&mut self, draft: &VariantDraft, accent: &str) -> Variant {
        let mut problems = Problems(Vec::new());
        let palette = problems.palette(accent);
        let mut known = std::mem::take(&mut self.blocks);
        problems.variant(0, draft, palette, |problems, at, draft| {
            // Moved, since a block may carry a picture of many octets.
            let read = known.iter().position(|(known, _)| known == draft).map(|found| known.swap_remove(found));
            let (draft, block) = read.unwrap_or_else(|| (draft.clone(), problems.block(0, at, draft)));
            self.blocks.push((draft, block.clone()));
            block
        })
    }
}

#[derive(Clone, Copy)]
enum Presence {
    Required,
    Optional,
}

struct Problems(Vec<TemplateProblem>);

impl Problems {
    fn report(&mut self, place: Place, kind: TemplateProblemKind) {
        self.0.push(TemplateProblem { place, at: None, kind });
    }

    fn report_in(&mut self, place: Place, text: &str, faults: Vec<At<TextFault>>) {
        self.0.extend(faults.into_iter().map(|fault| TemplateProblem {
            place,
            at: Some(TextPosition::of(text, fault.octet)),
            kind: TemplateProblemKind::Text(fault.what),
        }));
    }

    fn palette(&mut self, accent: &str) -> Palette {
        if accent.trim().is_empty() {
            return Palette::default();
        }
        Colour::parse(accent).map(Palette::around).unwrap_or_else(|| {
            self.report(Place::Accent, TemplateProblemKind::NotAColour);
            Palette::default()
        })
    }

    /// Reads one variant, its blocks as `block` reads them, each with its place among them.
    fn variant(
        &mut self,
        index: usize,
        draft: &VariantDraft,
        palette: Palette,
        mut block: impl FnMut(&mut Self, usize, &BlockDraft) -> Option<Block>,
    ) -> Variant {
        if draft.blocks.is_empty() || draft.blocks.len() > MOST_BLOCKS {
            self.report(Place::Blocks(index), TemplateProblemKind::BlockCount);
        }
        Variant {
            language: draft.language,
            subject: self.line(Place::Subject(index), &draft.subject, Presence::Required),
            preheader: self.line(Place::Preheader(index), &draft.preheader, Presence::Optional),
            blocks: draft.blocks.iter().enumerate().filter_map(|(at, draft)| block(self, at, draft)).collect(),
            palette,
        }
    }

    /// Reads one block; `None` where nothing of it can be shown.
    fn block(&mut self, variant: usize, block: usize, draft: &BlockDraft) -> Option<Block> {
        let place = |field| Place::Block { variant, block, field };
        match draft.kind {
            BlockKind::Goals | BlockKind::Value | BlockKind::Activate | BlockKind::Text => {
                let title = if draft.kind.has(BlockField::Title) { draft.title.as_str() } else { "" };
                let title = self.line(place(BlockField::Title), title, Presence::Optional);
                let text = self.text(place(BlockField::Text), &draft.text, Presence::Required);
                Some(Block::Section { title, text, link: None, otherwise: RichText::default() })
            }
            BlockKind::MeetingRoom | BlockKind::HelpDesk | BlockKind::Training | BlockKind::Portal => {
                let title = self.line(place(BlockField::Title), &draft.title, Presence::Optional);
                let text = self.text(place(BlockField::Text), &draft.text, Presence::Required);
                let label = self.line(place(BlockField::Label), &draft.label, Presence::Required);
                let otherwise = if draft.kind.has(BlockField::Otherwise) { draft.otherwise.as_str() } else { "" };
                let otherwise = self.text(place(BlockField::Otherwise), otherwise, Presence::Optional);
                let target = self.target(place(BlockField::Url), &draft.url, draft.link_fallback());
                Some(Block::Section { title, text, link: target.map(|target| (label, target)), otherwise })
            }
            BlockKind::Heading => Some(Block::Heading(self.line(place(BlockField::Title), &draft.title, Presence::Required))),
            BlockKind::Button => {
                let label = self.line(place(BlockField::Label), &draft.label, Presence::Required);
                let target = self.target(place(BlockField::Url), &draft.url, LinkFallback::InLink);
                target.map(|target| Block::Button { label, target })
            }
            BlockKind::Image => {
                self.line(place(BlockField::Alt), &draft.alt, Presence::Optional);
                let size = PictureSize::parse(&draft.width, &draft.height);
                if size.is_none() && !(draft.width.trim().is_empty() && draft.height.trim().is_empty()) {
                    self.report(place(BlockField::Width), TemplateProblemKind::NotASize);
                }
                let source = PictureSource::parse(&draft.url);
                let source = source.map_err(|fault| self.report(place(BlockField::Url), TemplateProblemKind::Picture(fault))).ok()?;
                Some(Block::Image { source, alt: draft.alt.trim().to_owned(), size })
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
        let faults = faults.into_iter().map(|At { octet, what }| At { octet, what: TextFault::Merge(what) }).collect();
        self.report_in(place, text.trim(), faults);
        line
    }

    fn text(&mut self, place: Place, text: &str, presence: Presence) -> RichText {
        match presence {
            Presence::Required if text.trim().is_empty() => self.report(place, TemplateProblemKind::Missing),
            Presence::Required | Presence::Optional => {}
        }
        if text.chars().count() > LONGEST_TEXT {
            self.report(place, TemplateProblemKind::TooLong { most: LONGEST_TEXT });
        }
        let (rich, faults) = RichText::parse(text);
        self.report_in(place, text, faults);
        rich
    }

    fn target(&mut self, place: Place, text: &str, fallback: LinkFallback) -> Option<LinkTarget> {
        LinkTarget::parse(text, fallback).map_err(|fault| self.report(place, TemplateProblemKind::Text(fault))).ok()
    }
}
