//! Owns the checks of links: where they lead is what they show, and a place that people can trust.
//! Refuses targets that are no links at all; reading a draft reports those where they are typed.

use super::{Finding, FindingKind, Subject, Verdict, blocking};
use crate::domain::{
    block::{BlockDraft, BlockField, BlockKind},
    merge_field::MergeLine,
    rich_text::{Inline, LinkFallback, LinkTarget, RichText, walk},
    web_address::WebAddress,
};

const SHORTENERS: &[&str] = &[
    "bit.ly",
    "bitly.com",
    "tinyurl.com",
    "t.co",
    "goo.gl",
    "ow.ly",
    "is.gd",
    "v.gd",
    "buff.ly",
    "rebrand.ly",
    "cutt.ly",
    "tiny.cc",
    "tiny.pl",
    "lnkd.in",
    "rb.gy",
    "shorturl.at",
    "t.ly",
    "s.id",
    "bl.ink",
    "short.io",
    "dub.sh",
    "aka.ms",
    "g.co",
    "youtu.be",
    "fb.me",
    "amzn.to",
    "adf.ly",
];

/// A link whose target is known before merging.
pub(super) struct Link {
    /// What it shows.
    pub label: String,
    /// Where it leads.
    pub target: WebAddress,
}

/// Every such link of a block; fallbacks count.
pub(super) fn links(block: &BlockDraft) -> Vec<Link> {
    let mut links = Vec::new();
    let mut add = |label: String, target: &LinkTarget| {
        let address = match target {
            LinkTarget::Fixed(address) => Some(address.clone()),
            LinkTarget::Merge(merge) => merge.fallback.as_deref().and_then(|fallback| WebAddress::parse(fallback).ok()),
        };
        links.extend(address.map(|target| Link { label, target }));
    };
    if block.kind.has(BlockField::Url)
        && let Ok(target) = LinkTarget::parse(&block.url, LinkFallback::Beside)
    {
        add(block.label.clone(), &target);
    }
    for field in [BlockField::Text, BlockField::Otherwise].into_iter().filter(|field| block.kind.has(*field)) {
        RichText::parse(block.field(field)).0.walk(&mut |inline| {
            if let Inline::Link { label, target } = inline {
                let mut words = String::new();
                walk(label, &mut |part| {
                    if let Inline::Text(text) = part {
                        words.push_str(text);
                    }
                });
                add(words, target);
            }
        });
    }
    links
}

fn link_findings(subject: &Subject<'_>, mut judge: impl FnMut(&BlockDraft, &Link) -> Option<FindingKind>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, block) in subject.variant.blocks.iter().enumerate() {
        let found = links(block).into_iter().filter_map(|link| judge(block, &link));
        findings.extend(found.map(|what| Finding { block: Some(at), what }));
    }
    findings
}

pub(super) fn honest_links(subject: &Subject<'_>) -> Verdict {
    blocking(link_findings(subject, |_, link| {
        let (line, _) = MergeLine::parse(link.label.trim());
        let shown = host_in(&link.label).filter(|_| line.0.len() == 1)?;
        let target = link.target.host()?;
        let same = |a: &str, b: &str| a == b || a.trim_start_matches("www.") == b.trim_start_matches("www.");
        (!same(&shown, &target)).then_some(FindingKind::OtherHost { shown, target })
    }))
}

/// A host that a label shows: one word with a dot and a top-level domain of letters.
fn host_in(label: &str) -> Option<String> {
    let word = label.split_whitespace().find(|word| word.contains('.'))?.to_lowercase();
    let word = word.split_once("://").map_or(word.as_str(), |(_, rest)| rest).to_owned();
    let host = word.split(['/', '?', '#', ':']).next()?.trim_end_matches(['.', ',']).to_owned();
    let (name, top) = host.rsplit_once('.')?;
    (!name.is_empty() && top.len() >= 2 && top.chars().all(char::is_alphabetic)).then_some(host)
}

pub(super) fn safe_links(subject: &Subject<'_>) -> Verdict {
    blocking(link_findings(subject, |block, link| {
        let host = link.target.host()?;
        match () {
            // What a picture's address must be is said where it is typed.
            () if link.target.is_unencrypted() => (block.kind != BlockKind::Image).then_some(FindingKind::Unencrypted),
            () if SHORTENERS.contains(&host.trim_start_matches("www.")) => Some(FindingKind::Shortened { host }),
            () if is_suspicious(&host) => Some(FindingKind::SuspiciousHost { host }),
            () => None,
        }
    }))
}

/// Numbers, and names that show other letters than they have.
fn is_suspicious(host: &str) -> bool {
    let is_number = |label: &str| label.bytes().all(|b| b.is_ascii_digit()) || label.starts_with("0x");
    host.split('.').any(|label| label.starts_with("xn--")) || host.split('.').all(is_number) || host.split('.').any(mixes_scripts)
}

/// A name of Latin letters with Greek or Cyrillic ones among them, which look alike.
fn mixes_scripts(label: &str) -> bool {
    let any = |is: fn(char) -> bool| label.chars().any(is);
    any(|c| c.is_ascii_alphabetic()) && any(|c| matches!(c, '\u{0370}'..='\u{052F}'))
}

#[cfg(test)]
mod tests {
    use super::super::{
        CheckId,
        tests::{finding, judge, with},
    };
    use super::*;

    #[test]
    fn a_label_that_shows_another_host_is_found() {
        let deceive =
            |label: &str| with(BlockKind::Button, |block| (block.label, block.url) = (label.into(), "https://help.example.com/x".into()));
        assert_eq!(
            finding(CheckId::HonestLinks, &deceive("https://settings.webex.com")),
            FindingKind::OtherHost { shown: "settings.webex.com".into(), target: "help.example.com".into() }
        );
        for honest in ["Help", "help.example.com", "www.help.example.com/x", "See v2.0 of the plan.", "{{organization}}"] {
            assert_eq!(judge(CheckId::HonestLinks, &deceive(honest)), Verdict::Passed, "{honest}");
        }
        let in_text = with(BlockKind::Text, |block| block.text = "[**settings.webex.com**](https://evil.example)".into());
        assert!(matches!(finding(CheckId::HonestLinks, &in_text), FindingKind::OtherHost { .. }));
    }

    #[test]
    fn unencrypted_shortened_and_numeric_links_are_found() {
        let link = |url: &str| with(BlockKind::Text, |block| block.text = format!("[x]({url})"));
        let suspicious = |host: &str| FindingKind::SuspiciousHost { host: host.into() };
        for (url, found) in [
            ("http://help.example.com", FindingKind::Unencrypted),
            ("https://bit.ly/abc", FindingKind::Shortened { host: "bit.ly".into() }),
            ("https://www.tinyurl.com/abc", FindingKind::Shortened { host: "www.tinyurl.com".into() }),
            ("https://10.0.0.1/x", suspicious("10.0.0.1")),
            ("https://2130706433/x", suspicious("2130706433")),
            ("https://0x7f.1/x", suspicious("0x7f.1")),
            ("https://xn--e1afmkfd.example", suspicious("xn--e1afmkfd.example")),
            ("https://wеbex.com", suspicious("wеbex.com")),
            ("{{meeting_room_url|http://a.example}}", FindingKind::Unencrypted),
        ] {
            assert_eq!(finding(CheckId::SafeLinks, &link(url)), found, "{url}");
        }
        for good in ["https://pomoc.spółka.example", "https://365.example.com", "mailto:help@example.com"] {
            assert_eq!(judge(CheckId::SafeLinks, &link(good)), Verdict::Passed, "{good}");
        }
    }
}
