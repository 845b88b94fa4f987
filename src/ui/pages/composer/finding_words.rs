//! Owns the words for what a check found, and the way from a finding to where it can be mended.
//! Refuses to judge; `domain::check` does.

use super::{anchor::Anchor, problem_words::is_empty_problem, state::Composer, words::kind_words};
use crate::domain::{
    block::{BlockField, BlockKind},
    check::{CheckId, Finding, FindingKind, item_of},
    mend::can_mend,
    palette::ColourScheme,
    template::Place,
};
use crate::ui::text::Text;
use leptos::prelude::*;

/// One finding in words.
#[must_use]
pub fn finding_words(text: Text, what: &FindingKind) -> String {
    match what {
        FindingKind::BlockMissing => text.check_found_block_missing().to_owned(),
        FindingKind::BlockEmpty => text.check_found_block_empty().to_owned(),
        FindingKind::PromisedInWords { words } => text.check_found_promised_words(words),
        FindingKind::PromisedInLink { part } => text.check_found_promised_link(part),
        FindingKind::OtherHost { shown, target } => text.check_found_different_host(shown, target),
        FindingKind::Unencrypted => text.check_found_unencrypted().to_owned(),
        FindingKind::Shortened { host } => text.check_found_shortened(host),
        FindingKind::SuspiciousHost { host } => text.check_found_suspicious_host(host),
        FindingKind::AltMissing => text.check_found_alt_missing().to_owned(),
        FindingKind::SubjectLong { characters } => text.check_found_subject_long(*characters as u64),
        FindingKind::SubjectShouted => text.check_found_subject_shouted().to_owned(),
        FindingKind::SizeMissing => text.check_found_size_missing().to_owned(),
        FindingKind::SubjectEmpty => text.check_found_subject_empty().to_owned(),
        FindingKind::SubjectWordless => text.check_found_subject_wordless().to_owned(),
        FindingKind::Faint { text: ink, ground, scheme: ColourScheme::Light, tenths } => {
            text.check_found_faint(ink, ground, text.decimal(f64::from(*tenths) / 10.0))
        }
        FindingKind::Faint { text: ink, ground, scheme: ColourScheme::Dark, tenths } => {
            text.check_found_faint_dark(ink, ground, text.decimal(f64::from(*tenths) / 10.0))
        }
        FindingKind::Long { words } => text.check_found_long(*words as u64),
        FindingKind::SubjectBehind => text.check_found_subject_behind().to_owned(),
        FindingKind::PreheaderBehind => text.check_found_preheader_behind().to_owned(),
        FindingKind::BlockBehind => text.check_found_block_behind().to_owned(),
        FindingKind::NotHere { kind, .. } => text.check_found_not_here(kind_words(text, *kind)),
        FindingKind::Untranslated => text.check_found_untranslated().to_owned(),
        FindingKind::Large { kilobytes } => text.check_found_large(text.number(*kilobytes as u64)),
    }
}

/// What mending it at once is called, where there is one plain way.
#[must_use]
pub fn mend_words(what: &FindingKind) -> Option<fn(Text) -> &'static str> {
    match what {
        FindingKind::Unencrypted => Some(Text::check_mend_https),
        FindingKind::SubjectShouted => Some(Text::check_mend_sentence),
        _ if can_mend(what) => Some(Text::check_mend_label),
        _ => None,
    }
}

/// The way to mend a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Remedy {
    /// Look there.
    Go(Anchor),
    /// Add the part that is missing.
    Add(BlockKind),
    /// Nothing in particular.
    None,
}

/// Where a finding can be mended.
#[must_use]
pub fn remedy(composer: Composer, check: CheckId, finding: &Finding) -> Remedy {
    let Some(at) = finding.block else {
        return match &finding.what {
            FindingKind::BlockMissing => item_of(check).map_or(Remedy::None, Remedy::Add),
            FindingKind::PromisedInWords { words } => {
                let in_subject =
                    composer.variant.with(|variant| variant.as_ref().is_some_and(|variant| variant.subject.contains(words.as_str())));
                Remedy::Go(if in_subject { Anchor::Subject } else { Anchor::Preheader })
            }
            FindingKind::SubjectLong { .. }
            | FindingKind::SubjectShouted
            | FindingKind::SubjectEmpty
            | FindingKind::SubjectWordless
            | FindingKind::SubjectBehind => Remedy::Go(Anchor::Subject),
            FindingKind::PreheaderBehind => Remedy::Go(Anchor::Preheader),
            FindingKind::BlockEmpty
            | FindingKind::PromisedInLink { .. }
            | FindingKind::OtherHost { .. }
            | FindingKind::Unencrypted
            | FindingKind::Shortened { .. }
            | FindingKind::SuspiciousHost { .. }
            | FindingKind::AltMissing
            | FindingKind::SizeMissing
            | FindingKind::Faint { .. }
            | FindingKind::Long { .. }
            | FindingKind::BlockBehind
            | FindingKind::NotHere { .. }
            | FindingKind::Untranslated
            | FindingKind::Large { .. } => Remedy::None,
        };
    };
    let Some(block) = composer.variant.with(|variant| variant.as_ref().and_then(|variant| variant.blocks.get(at).cloned())) else {
        return Remedy::None;
    };
    let fields = block.kind.facts().fields;
    let blank = || fields.iter().copied().find(|field| *field != BlockField::Title && block.field(*field).trim().is_empty());
    let field = match &finding.what {
        FindingKind::BlockEmpty => blank().or_else(|| faulty_field(composer, at)),
        FindingKind::AltMissing => Some(BlockField::Alt),
        FindingKind::PromisedInWords { words } => fields.iter().copied().find(|field| block.field(*field).contains(words.as_str())),
        FindingKind::PromisedInLink { part } => {
            fields.iter().copied().find(|field| block.field(*field).to_lowercase().contains(part.as_str()))
        }
        FindingKind::OtherHost { target: host, .. } | FindingKind::Shortened { host } | FindingKind::SuspiciousHost { host } => {
            fields.iter().copied().rfind(|field| block.field(*field).to_lowercase().contains(host.as_str()))
        }
        FindingKind::Unencrypted => fields.iter().copied().rfind(|field| block.field(*field).contains("http:")),
        FindingKind::SizeMissing => Some(BlockField::Width),
        FindingKind::BlockBehind | FindingKind::Untranslated => Some(BlockField::Text).filter(|field| block.kind.has(*field)),
        FindingKind::BlockMissing
        | FindingKind::SubjectEmpty
        | FindingKind::SubjectLong { .. }
        | FindingKind::SubjectShouted
        | FindingKind::SubjectWordless
        | FindingKind::SubjectBehind
        | FindingKind::PreheaderBehind
        | FindingKind::NotHere { .. }
        | FindingKind::Faint { .. }
        | FindingKind::Long { .. }
        | FindingKind::Large { .. } => None,
    };
    Remedy::Go(field.map_or_else(|| Anchor::Block(block.id.clone()), |field| Anchor::Field(block.id.clone(), field)))
}

/// The first field of a block in which something wrong is typed.
fn faulty_field(composer: Composer, at: usize) -> Option<BlockField> {
    let shown = composer.shown.get();
    let text = composer.editing.with(|editing| editing.draft().variants.iter().position(|variant| variant.language == shown))?;
    composer.problems.with(|problems| {
        problems.iter().filter(|problem| !is_empty_problem(&problem.kind)).find_map(|problem| match problem.place {
            Place::Block { variant, block, field } if (variant, block) == (text, at) => Some(field),
            Place::Block { .. }
            | Place::Name
            | Place::Accent
            | Place::Variants
            | Place::Language(_)
            | Place::Subject(_)
            | Place::Preheader(_)
            | Place::Blocks(_) => None,
        })
    })
}
