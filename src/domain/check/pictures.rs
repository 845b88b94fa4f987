//! Owns the checks of pictures: they say what they show, and how large they are.
//! Refuses their addresses; reading a draft reports those where they are typed.

use super::{Finding, FindingKind, Subject, Verdict, blocking};
use crate::domain::{
    block::{BlockDraft, BlockKind},
    picture::PictureSize,
};

pub(super) fn alt_text(subject: &Subject<'_>) -> Verdict {
    pictures(subject, FindingKind::AltMissing, |block| block.alt.trim().is_empty())
}

pub(super) fn picture_size(subject: &Subject<'_>) -> Verdict {
    pictures(subject, FindingKind::SizeMissing, |block| PictureSize::parse(&block.width, &block.height).is_none())
}

fn pictures(subject: &Subject<'_>, what: FindingKind, is_bad: fn(&BlockDraft) -> bool) -> Verdict {
    let bad = subject.variant.blocks.iter().enumerate().filter(|(_, block)| block.kind == BlockKind::Image && is_bad(block));
    blocking(bad.map(|(at, _)| Finding { block: Some(at), what: what.clone() }))
}

#[cfg(test)]
mod tests {
    use super::super::{
        CheckId,
        tests::{finding, judge, with},
    };
    use super::*;

    #[test]
    fn pictures_need_words_and_a_size() {
        let picture = |alt: &str, width: &str| {
            with(BlockKind::Image, |block| {
                block.url = "https://a.example/p.png".into();
                (block.alt, block.width, block.height) = (alt.into(), width.into(), "100".into());
            })
        };
        assert_eq!(finding(CheckId::AltText, &picture(" ", "100")), FindingKind::AltMissing);
        assert_eq!(judge(CheckId::AltText, &picture("Our team", "")), Verdict::Passed);
        assert_eq!(finding(CheckId::PictureSize, &picture("Our team", "")), FindingKind::SizeMissing);
        assert_eq!(judge(CheckId::PictureSize, &picture("Our team", "100")), Verdict::Passed);
    }
}
