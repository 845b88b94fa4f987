//! Owns the checks: each judges one practice of a good activation email. `CHECKS` is the list.
//! Refuses to repair; a finding says where and what, and the composer offers the way out.

use super::{
    block::{BLOCKS, BlockDraft, BlockField, BlockKind},
    merge_field::MergeLine,
    organization::Organization,
    promise::{find_link_promise, find_promise},
    rich_text::{Inline, LinkTarget, RichText},
    template::VariantDraft,
    web_address::WebAddress,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
    /// The subject is short and not shouted.
    Subject,
    /// The HTML part is small enough not to be cut off.
    Size,
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
    /// Does not concern this organization.
    NotApplicable,
    /// Not good.
    Failed {
        /// What it means for publishing.
        weight: Weight,
        /// Where and what.
        findings: Vec<Finding>,
    },
}

/// Where and what a check found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Position of the block; `None` for the message as a whole.
    pub block: Option<usize>,
    /// What.
    pub what: FindingKind,
}

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FindingKind {
    /// The block is not there.
    #[error("this part is missing")]
    BlockMissing,
    /// The block is there and empty, or its link is.
    #[error("this part is not filled in")]
    BlockEmpty,
    /// Wording that promises a verification link or a password.
    #[error("“{words}” promises a verification link or a password, which this email cannot carry")]
    PromisedInWords {
        /// The words.
        words: String,
    },
    /// A link that looks like a verification or password link.
    #[error("the link looks like a verification or password link (“{part}”)")]
    PromisedInLink {
        /// The part of the target.
        part: String,
    },
    /// A label that names one host on a link that leads to another.
    #[error("the link shows {shown} and leads to {target}")]
    OtherHost {
        /// Host in the label.
        shown: String,
        /// Host of the target.
        target: String,
    },
    /// `http:`
    #[error("the link is not encrypted: use https")]
    Unencrypted,
    /// A shortener hides where the link leads.
    #[error("{host} hides where the link leads: link to the page itself")]
    Shortened {
        /// The shortener.
        host: String,
    },
    /// A numeric or disguised host.
    #[error("{host} is a number or a disguised name, as in phishing")]
    SuspiciousHost {
        /// The host.
        host: String,
    },
    /// A picture without alternative text.
    #[error("say in words what the picture shows")]
    AltMissing,
    /// A long subject.
    #[error("the subject has {characters} characters; phones show about 60")]
    SubjectLong {
        /// How many.
        characters: usize,
    },
    /// A shouted subject.
    #[error("the subject is all capitals, as in spam")]
    SubjectShouted,
    /// A large HTML part.
    #[error("the HTML part has {kilobytes} KB; Gmail cuts off at about 102")]
    Large {
        /// Its size.
        kilobytes: usize,
    },
}

/// What a check looks at.
pub struct Subject<'a> {
    /// The message as typed.
    pub variant: &'a VariantDraft,
    /// Whose it is.
    pub organization: &'a Organization,
    /// Octets of the HTML part, rendered for somebody.
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
    Check { id: CheckId::Goals, judge: |s| item(s, BlockKind::Goals) },
    Check { id: CheckId::Value, judge: |s| item(s, BlockKind::Value) },
    Check {
        id: CheckId::MeetingRoom,
        judge: |s| {
            if s.organization.has_meetings() { item(s, BlockKind::MeetingRoom) } else { Verdict::NotApplicable }
        },
    },
    Check { id: CheckId::HelpDesk, judge: |s| item(s, BlockKind::HelpDesk) },
    Check { id: CheckId::Training, judge: |s| item(s, BlockKind::Training) },
    Check { id: CheckId::Portal, judge: |s| item(s, BlockKind::Portal) },
    Check { id: CheckId::Activate, judge: |s| item(s, BlockKind::Activate) },
    Check { id: CheckId::NoPromise, judge: no_promise },
    Check { id: CheckId::HonestLinks, judge: honest_links },
    Check { id: CheckId::SafeLinks, judge: safe_links },
    Check { id: CheckId::AltText, judge: alt_text },
    Check { id: CheckId::Subject, judge: subject_line },
    Check { id: CheckId::Size, judge: size },
];

/// HTML size from which the size is advised against, in octets.
pub const LARGE: usize = 80_000;
/// HTML size from which publishing is refused, in octets.
pub const TOO_LARGE: usize = 100_000;
/// Longest subject that phones show whole, in characters.
pub const LONG_SUBJECT: usize = 60;

const SHORTENERS: &[&str] =
    &["bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "buff.ly", "rebrand.ly", "cutt.ly", "tiny.pl", "lnkd.in", "rb.gy"];

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

fn verdict(weight: Weight, findings: Vec<Finding>) -> Verdict {
    if findings.is_empty() { Verdict::Passed } else { Verdict::Failed { weight, findings } }
}

fn blocks<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = (usize, &'a BlockDraft)> {
    subject.variant.blocks.iter().enumerate()
}

/// One of the seven items is there, with every field that matters filled in.
fn item(subject: &Subject<'_>, kind: BlockKind) -> Verdict {
    let mut of_kind = blocks(subject).filter(|(_, block)| block.kind == kind).peekable();
    if of_kind.peek().is_none() {
        return verdict(Weight::Blocks, vec![Finding { block: None, what: FindingKind::BlockMissing }]);
    }
    let filled = |block: &BlockDraft| {
        let needed = kind.facts().fields.iter().filter(|field| **field != BlockField::Title);
        needed.into_iter().all(|field| !block.field(*field).trim().is_empty())
            && (!kind.has(BlockField::Url) || LinkTarget::parse(&block.url).is_ok())
    };
    let empty: Vec<Finding> =
        of_kind.filter(|(_, block)| !filled(block)).map(|(at, _)| Finding { block: Some(at), what: FindingKind::BlockEmpty }).collect();
    verdict(Weight::Blocks, empty)
}

fn no_promise(subject: &Subject<'_>) -> Verdict {
    let in_words = |words: String| FindingKind::PromisedInWords { words };
    let head = [&subject.variant.subject, &subject.variant.preheader];
    let mut findings: Vec<Finding> =
        head.into_iter().filter_map(|text| find_promise(text)).map(|words| Finding { block: None, what: in_words(words) }).collect();
    for (at, block) in blocks(subject) {
        let typed = block.kind.facts().fields.iter().filter(|field| **field != BlockField::Url).map(|field| block.field(*field));
        findings.extend(typed.filter_map(find_promise).map(|words| Finding { block: Some(at), what: in_words(words) }));
        let in_links = links(block).into_iter().filter_map(|link| find_link_promise(link.target.as_str()));
        findings.extend(in_links.map(|part| Finding { block: Some(at), what: FindingKind::PromisedInLink { part: part.into() } }));
    }
    verdict(Weight::Blocks, findings)
}

struct Link {
    label: String,
    target: WebAddress,
}

/// Every link of a block whose target is known before merging; fallbacks count.
fn links(block: &BlockDraft) -> Vec<Link> {
    let mut links = Vec::new();
    let mut add = |label: String, target: &LinkTarget| {
        let address = match target {
            LinkTarget::Fixed(address) => Some(address.clone()),
            LinkTarget::Merge(merge) => merge.fallback.as_deref().and_then(|fallback| WebAddress::parse(fallback).ok()),
        };
        links.extend(address.map(|target| Link { label, target }));
    };
    if block.kind.has(BlockField::Url)
        && let Ok(target) = LinkTarget::parse(&block.url)
    {
        add(block.label.clone(), &target);
    }
    if block.kind.has(BlockField::Text) {
        let (text, _) = RichText::parse(&block.text);
        text.walk(&mut |inline| {
            if let Inline::Link { label, target } = inline {
                let mut words = String::new();
                RichText(vec![super::rich_text::Paragraph::Lines(label.clone())]).walk(&mut |part| {
                    if let Inline::Text(text) = part {
                        words.push_str(text)
                    }
                });
                add(words, target);
            }
        });
    }
    links
}

fn link_findings(subject: &Subject<'_>, mut judge: impl FnMut(&Link) -> Option<FindingKind>) -> Vec<Finding> {
    blocks(subject)
        .flat_map(|(at, block)| links(block).into_iter().map(move |link| (at, link)))
        .filter_map(|(at, link)| judge(&link).map(|what| Finding { block: Some(at), what }))
        .collect()
}

fn honest_links(subject: &Subject<'_>) -> Verdict {
    let findings = link_findings(subject, |link| {
        let (line, _) = MergeLine::parse(link.label.trim());
        let shown = host_in(&link.label).filter(|_| line.0.len() == 1)?;
        let target = link.target.host()?;
        let same = |a: &str, b: &str| a == b || a.trim_start_matches("www.") == b.trim_start_matches("www.");
        (!same(&shown, &target)).then_some(FindingKind::OtherHost { shown, target })
    });
    verdict(Weight::Blocks, findings)
}

/// A host that a label shows: one word with a dot and a top-level domain of letters.
fn host_in(label: &str) -> Option<String> {
    let word = label.split_whitespace().find(|word| word.contains('.'))?.to_lowercase();
    let word = word.split_once("://").map_or(word.as_str(), |(_, rest)| rest).to_owned();
    let host = word.split(['/', '?', '#', ':']).next()?.trim_end_matches(['.', ',']).to_owned();
    let (name, top) = host.rsplit_once('.')?;
    (!name.is_empty() && top.len() >= 2 && top.chars().all(char::is_alphabetic)).then_some(host)
}

fn safe_links(subject: &Subject<'_>) -> Verdict {
    let findings = link_findings(subject, |link| {
        let host = link.target.host()?;
        if link.target.is_unencrypted() {
            Some(FindingKind::Unencrypted)
        } else if SHORTENERS.contains(&host.as_str()) {
            Some(FindingKind::Shortened { host })
        } else if host.split('.').any(|label| label.starts_with("xn--")) || host.chars().all(|c| c.is_ascii_digit() || c == '.') {
            Some(FindingKind::SuspiciousHost { host })
        } else {
            None
        }
    });
    verdict(Weight::Blocks, findings)
}

fn alt_text(subject: &Subject<'_>) -> Verdict {
    let silent = blocks(subject).filter(|(_, block)| block.kind == BlockKind::Image && block.alt.trim().is_empty());
    verdict(Weight::Blocks, silent.map(|(at, _)| Finding { block: Some(at), what: FindingKind::AltMissing }).collect())
}

fn subject_line(subject: &Subject<'_>) -> Verdict {
    let text = subject.variant.subject.trim();
    let characters = text.chars().count();
    let letters = || text.chars().filter(|c| c.is_uppercase() || c.is_lowercase());
    let mut findings = Vec::new();
    if characters > LONG_SUBJECT {
        findings.push(Finding { block: None, what: FindingKind::SubjectLong { characters } });
    }
    if letters().count() > 5 && letters().all(char::is_uppercase) {
        findings.push(Finding { block: None, what: FindingKind::SubjectShouted });
    }
    verdict(Weight::Advises, findings)
}

fn size(subject: &Subject<'_>) -> Verdict {
    let finding = || vec![Finding { block: None, what: FindingKind::Large { kilobytes: subject.html_octets / 1000 } }];
    if subject.html_octets >= TOO_LARGE {
        verdict(Weight::Blocks, finding())
    } else if subject.html_octets >= LARGE {
        verdict(Weight::Advises, finding())
    } else {
        Verdict::Passed
    }
}

/// The check that asks for this one of the seven items.
#[must_use]
pub fn check_of(kind: BlockKind) -> Option<CheckId> {
    let item = match kind {
        BlockKind::Goals => CheckId::Goals,
        BlockKind::Value => CheckId::Value,
        BlockKind::MeetingRoom => CheckId::MeetingRoom,
        BlockKind::HelpDesk => CheckId::HelpDesk,
        BlockKind::Training => CheckId::Training,
        BlockKind::Portal => CheckId::Portal,
        BlockKind::Activate => CheckId::Activate,
        BlockKind::Heading | BlockKind::Text | BlockKind::Button | BlockKind::Image | BlockKind::Divider => return None,
    };
    Some(item)
}

/// The one of the seven items that this check asks for.
#[must_use]
pub fn item_of(check: CheckId) -> Option<BlockKind> {
    BLOCKS.iter().map(|facts| facts.kind).find(|kind| check_of(*kind) == Some(check))
}
