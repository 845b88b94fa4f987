//! Owns the check that nothing promises a verification link or a password, which a hand-written email cannot carry.
//! Refuses the wording itself, which is in `promise`.

use super::{Finding, FindingKind, Subject, Verdict, blocking, links::links};
use crate::domain::{
    block::BlockField,
    promise::{find_link_promise, find_promise},
};

pub(super) fn no_promise(subject: &Subject<'_>) -> Verdict {
    let in_words = |text: &str| Some(FindingKind::PromisedInWords { words: find_promise(text, subject.variant.language)? });
    let head = [&subject.variant.subject, &subject.variant.preheader];
    let mut findings: Vec<Finding> = head.into_iter().filter_map(|text| in_words(text)).map(|what| Finding { block: None, what }).collect();
    for (at, block) in subject.variant.blocks.iter().enumerate() {
        let typed = block.kind.facts().fields.iter().filter(|field| **field != BlockField::Url).map(|field| block.field(*field));
        findings.extend(typed.filter_map(in_words).map(|what| Finding { block: Some(at), what }));
        let in_links = links(block).into_iter().filter_map(|link| find_link_promise(link.target.as_str()));
        findings.extend(in_links.map(|part| Finding { block: Some(at), what: FindingKind::PromisedInLink { part: part.into() } }));
    }
    blocking(findings)
}

#[cfg(test)]
mod tests {
    use super::super::{
        CheckId,
        tests::{finding, good, with},
    };
    use super::*;
    use crate::domain::{block::BlockKind, language::Language};

    #[test]
    fn promises_are_found_in_subject_text_and_links() {
        let mut variant = good(Language::English);
        variant.subject = "Verify your email".into();
        assert!(matches!(finding(CheckId::NoPromise, &variant), FindingKind::PromisedInWords { .. }));
        let mut variant = with(BlockKind::Text, |block| block.text = "Ustaw **hasło** do konta.".into());
        variant.language = Language::Polish;
        assert!(matches!(finding(CheckId::NoPromise, &variant), FindingKind::PromisedInWords { .. }));
        let variant = with(BlockKind::Text, |block| block.text = "[here](https://a.example/set-password)".into());
        assert!(matches!(finding(CheckId::NoPromise, &variant), FindingKind::PromisedInLink { .. }));
        let mut variant = good(Language::English);
        let room = variant.blocks.iter_mut().find(|block| block.kind == BlockKind::MeetingRoom).unwrap();
        room.otherwise = "Create your password first.".into();
        assert!(matches!(finding(CheckId::NoPromise, &variant), FindingKind::PromisedInWords { .. }));
    }
}
