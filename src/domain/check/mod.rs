//! Owns the checks: each judges one practice of a good activation email. `CHECKS` is the list; each is in a file with its test.
//! Refuses to repair; a finding says where and what, and the composer offers the way out.

mod contrast;
mod finding;
mod follows;
mod items;
mod length;
mod links;
mod pictures;
mod promises;
mod size;
mod subject_line;

use super::{language::Language, organization::Organization, palette::Palette, template::VariantDraft};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use finding::{Finding, FindingKind};
pub use follows::follow_marks;
pub use items::{check_of, item_of};
pub use length::reading_words;
pub use size::{LARGE, TOO_LARGE};
pub use subject_line::{LONG_SUBJECT, sentence_case};

/// Names one check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckId {
    /// The company's goals and rollout plan are there.
    Goals,
    /// The value of the app is there.
    Value,
    /// The Personal Meeting Room is linked, where Meetings was bought.
    MeetingRoom,
    /// The help desk is linked.
    HelpDesk,
    /// Training is linked.
    Training,
    /// The end-user portal is linked.
    Portal,
    /// The way to activate is described.
    Activate,
    /// Nothing promises a verification link or a password.
    NoPromise,
    /// No link shows another host than it leads to.
    HonestLinks,
    /// Links are encrypted and not shortened.
    SafeLinks,
    /// Pictures say what they show.
    AltText,
    /// Pictures say how large they are.
    PictureSize,
    /// The subject is there, short and not shouted.
    Subject,
    /// Text can be told from its ground, in light and dark.
    Contrast,
    /// The message is read in two minutes.
    Length,
    /// The HTML part is small enough not to be cut off.
    Size,
    /// The text says what the main one says.
    UpToDate,
}

/// What a failed check means for publishing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Advice.
    Advises,
    /// Cannot be published.
    Blocks,
}

/// The judgement of one check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Good.
    Passed,
    /// Does not concern this organization or this text.
    NotApplicable,
    /// Not good.
    Failed {
        /// What it means for publishing.
        weight: Weight,
        /// Where and what.
        findings: Vec<Finding>,
    },
}

/// What a check looks at.
pub struct Subject<'a> {
    /// The message as typed.
    pub variant: &'a VariantDraft,
    /// The main text of the template, where this is another one.
    pub main: Option<&'a VariantDraft>,
    /// Whose it is.
    pub organization: &'a Organization,
    /// Its colours.
    pub palette: Palette,
    /// Octets of the HTML part as it is encoded for its way, rendered for somebody.
    pub html_octets: usize,
}

/// One judged practice.
pub struct Check {
    /// Which one.
    pub id: CheckId,
    judge: fn(&Subject<'_>) -> Verdict,
}

impl Check {
    /// Judges a message.
    #[must_use]
    pub fn judge(&self, subject: &Subject<'_>) -> Verdict {
        (self.judge)(subject)
    }
}

/// Every check, in the order in which they are shown: the seven items first.
pub const CHECKS: &[Check] = &[
    Check { id: CheckId::Goals, judge: items::goals },
    Check { id: CheckId::Value, judge: items::value },
    Check { id: CheckId::MeetingRoom, judge: items::meeting_room },
    Check { id: CheckId::HelpDesk, judge: items::help_desk },
    Check { id: CheckId::Training, judge: items::training },
    Check { id: CheckId::Portal, judge: items::portal },
    Check { id: CheckId::Activate, judge: items::activate },
    Check { id: CheckId::NoPromise, judge: promises::no_promise },
    Check { id: CheckId::HonestLinks, judge: links::honest_links },
    Check { id: CheckId::SafeLinks, judge: links::safe_links },
    Check { id: CheckId::AltText, judge: pictures::alt_text },
    Check { id: CheckId::PictureSize, judge: pictures::picture_size },
    Check { id: CheckId::Subject, judge: subject_line::subject_line },
    Check { id: CheckId::Contrast, judge: contrast::contrast },
    Check { id: CheckId::Length, judge: length::length },
    Check { id: CheckId::Size, judge: size::size },
    Check { id: CheckId::UpToDate, judge: follows::up_to_date },
];

/// Judges a message by every check.
#[must_use]
pub fn judge_all(subject: &Subject<'_>) -> Vec<(CheckId, Verdict)> {
    CHECKS.iter().map(|check| (check.id, check.judge(subject))).collect()
}

/// True when nothing keeps the message from being published.
#[must_use]
pub fn may_publish(verdicts: &[(CheckId, Verdict)]) -> bool {
    !verdicts.iter().any(|(_, verdict)| matches!(verdict, Verdict::Failed { weight: Weight::Blocks, .. }))
}

/// Failed with the heaviest of what was found, or passed.
fn verdict(found: impl IntoIterator<Item = (Weight, Finding)>) -> Verdict {
    let (weights, findings): (Vec<Weight>, Vec<Finding>) = found.into_iter().unzip();
    weights.into_iter().max().map_or(Verdict::Passed, |weight| Verdict::Failed { weight, findings })
}

fn blocking(findings: impl IntoIterator<Item = Finding>) -> Verdict {
    verdict(findings.into_iter().map(|finding| (Weight::Blocks, finding)))
}

fn advising(findings: impl IntoIterator<Item = Finding>) -> Verdict {
    verdict(findings.into_iter().map(|finding| (Weight::Advises, finding)))
}

/// Whether a language is written without spaces between words.
fn is_without_spaces(language: Language) -> bool {
    match language {
        Language::Japanese => true,
        Language::English
        | Language::Polish
        | Language::German
        | Language::French
        | Language::Spanish
        | Language::BrazilianPortuguese
        | Language::Arabic => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        block::{BLOCKS, BlockDraft, BlockKind},
        email_kind::SuppressibleKind,
        fixtures::organization,
        language::LANGUAGES,
        starter::starter_variant,
    };
    use super::*;

    /// A text that passes every check.
    pub fn good(language: Language) -> VariantDraft {
        let mut variant = starter_variant(SuppressibleKind::Activation, language, &organization());
        for block in &mut variant.blocks {
            match block.kind {
                BlockKind::HelpDesk => block.url = "https://help.example.com".into(),
                BlockKind::Training => block.url = "https://learn.example.com".into(),
                _ => {}
            }
        }
        variant
    }

    pub fn judge_beside(id: CheckId, variant: &VariantDraft, main: Option<&VariantDraft>) -> Verdict {
        let subject = Subject { variant, main, organization: &organization(), palette: Palette::default(), html_octets: 10_000 };
        CHECKS.iter().find(|check| check.id == id).unwrap().judge(&subject)
    }

    pub fn judge(id: CheckId, variant: &VariantDraft) -> Verdict {
        judge_beside(id, variant, None)
    }

    /// A good text with one more block.
    pub fn with(kind: BlockKind, change: impl FnOnce(&mut BlockDraft)) -> VariantDraft {
        let mut variant = good(Language::English);
        let mut block = BlockDraft::empty("new".into(), kind);
        change(&mut block);
        variant.blocks.push(block);
        variant
    }

    /// What a check that must fail found first.
    pub fn finding(id: CheckId, variant: &VariantDraft) -> FindingKind {
        match judge(id, variant) {
            Verdict::Failed { findings, .. } => findings[0].what.clone(),
            other => panic!("{id:?} should fail, is {other:?}"),
        }
    }

    #[test]
    fn every_check_is_listed_once_and_the_seven_items_come_first() {
        for check in CHECKS {
            assert_eq!(CHECKS.iter().filter(|other| other.id == check.id).count(), 1);
        }
        let items: Vec<CheckId> = BLOCKS.iter().filter_map(|facts| check_of(facts.kind)).collect();
        assert_eq!(items, CHECKS.iter().take(7).map(|check| check.id).collect::<Vec<_>>());
        assert!(items.iter().all(|id| item_of(*id).and_then(check_of) == Some(*id)));
    }

    #[test]
    fn a_filled_in_starter_passes_every_check_in_every_language() {
        for facts in LANGUAGES {
            for purpose in [SuppressibleKind::Activation, SuppressibleKind::Reminder] {
                let mut variant = good(facts.language);
                let starter = starter_variant(purpose, facts.language, &organization());
                (variant.subject, variant.preheader) = (starter.subject, starter.preheader);
                variant.blocks[0] = starter.blocks[0].clone();
                let organization = organization();
                let subject = Subject {
                    variant: &variant,
                    main: None,
                    organization: &organization,
                    palette: Palette::default(),
                    html_octets: 10_000,
                };
                let verdicts = judge_all(&subject);
                let failed: Vec<_> = verdicts.iter().filter(|(_, verdict)| matches!(verdict, Verdict::Failed { .. })).collect();
                assert!(failed.is_empty(), "{}: {failed:?}", facts.tag);
                assert!(may_publish(&verdicts));
            }
        }
    }

    #[test]
    fn the_heaviest_finding_decides() {
        let at = |what| Finding { block: None, what };
        let both = verdict([(Weight::Blocks, at(FindingKind::BlockMissing)), (Weight::Advises, at(FindingKind::SubjectShouted))]);
        assert!(matches!(both, Verdict::Failed { weight: Weight::Blocks, findings } if findings.len() == 2));
        assert_eq!(verdict([]), Verdict::Passed);
    }
}
