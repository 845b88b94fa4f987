//! Owns the checks of the seven items: each is there, and filled in.
//! Refuses to judge what is written in them.

use super::{CheckId, Finding, FindingKind, Subject, Verdict, blocking};
use crate::domain::{
    block::{BLOCKS, BlockDraft, BlockField, BlockKind},
    rich_text::LinkTarget,
};

pub(super) fn goals(subject: &Subject<'_>) -> Verdict {
    item(subject, BlockKind::Goals)
}

pub(super) fn value(subject: &Subject<'_>) -> Verdict {
    item(subject, BlockKind::Value)
}

pub(super) fn meeting_room(subject: &Subject<'_>) -> Verdict {
    if subject.organization.has_meetings() { item(subject, BlockKind::MeetingRoom) } else { Verdict::NotApplicable }
}

pub(super) fn help_desk(subject: &Subject<'_>) -> Verdict {
    item(subject, BlockKind::HelpDesk)
}

pub(super) fn training(subject: &Subject<'_>) -> Verdict {
    item(subject, BlockKind::Training)
}

pub(super) fn portal(subject: &Subject<'_>) -> Verdict {
    item(subject, BlockKind::Portal)
}

pub(super) fn activate(subject: &Subject<'_>) -> Verdict {
    item(subject, BlockKind::Activate)
}

/// One of the seven items is there, with every field that matters filled in.
fn item(subject: &Subject<'_>, kind: BlockKind) -> Verdict {
    let mut of_kind = subject.variant.blocks.iter().enumerate().filter(|(_, block)| block.kind == kind).peekable();
    if of_kind.peek().is_none() {
        return blocking([Finding { block: None, what: FindingKind::BlockMissing }]);
    }
    blocking(of_kind.filter(|(_, block)| !is_filled(block)).map(|(at, _)| Finding { block: Some(at), what: FindingKind::BlockEmpty }))
}

fn is_filled(block: &BlockDraft) -> bool {
    let needed = |field: BlockField| match field {
        BlockField::Text | BlockField::Label | BlockField::Url => true,
        BlockField::Title | BlockField::Alt | BlockField::Width | BlockField::Height | BlockField::Otherwise => false,
    };
    block.kind.facts().fields.iter().filter(|field| needed(**field)).all(|field| !block.field(*field).trim().is_empty())
        && (!block.kind.has(BlockField::Url) || LinkTarget::parse(&block.url, block.link_fallback()).is_ok())
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

#[cfg(test)]
mod tests {
    use super::super::{
        CHECKS, Weight,
        tests::{finding, good, judge},
    };
    use super::*;
    use crate::domain::{fixtures::organization, language::Language, license::Product, palette::Palette};

    #[test]
    fn each_of_the_seven_items_is_missed_and_must_be_filled_in() {
        for kind in BLOCKS.iter().filter(|facts| facts.item).map(|facts| facts.kind) {
            let check = check_of(kind).unwrap();
            let mut variant = good(Language::English);
            let at = variant.blocks.iter().position(|block| block.kind == kind).unwrap();
            variant.blocks[at].text = "  ".into();
            let empty = Finding { block: Some(at), what: FindingKind::BlockEmpty };
            assert_eq!(judge(check, &variant), Verdict::Failed { weight: Weight::Blocks, findings: vec![empty] });
            variant.blocks.remove(at);
            assert_eq!(finding(check, &variant), FindingKind::BlockMissing, "{kind:?}");
        }
    }

    #[test]
    fn the_meeting_room_is_asked_for_only_where_meetings_was_bought() {
        let mut without = organization();
        without.licenses.retain(|license| license.product != Product::Meetings);
        let mut variant = good(Language::English);
        variant.blocks.retain(|block| block.kind != BlockKind::MeetingRoom);
        let subject = Subject { variant: &variant, main: None, organization: &without, palette: Palette::default(), html_octets: 0 };
        let check = CHECKS.iter().find(|check| check.id == CheckId::MeetingRoom).unwrap();
        assert_eq!(check.judge(&subject), Verdict::NotApplicable);
        assert_eq!(finding(CheckId::MeetingRoom, &variant), FindingKind::BlockMissing);
    }

    #[test]
    fn a_meeting_room_needs_a_sentence_for_those_without_or_a_link_of_its_own() {
        let mut variant = good(Language::English);
        let at = variant.blocks.iter().position(|block| block.kind == BlockKind::MeetingRoom).unwrap();
        assert_eq!(judge(CheckId::MeetingRoom, &variant), Verdict::Passed);
        variant.blocks[at].otherwise = " ".into();
        assert_eq!(finding(CheckId::MeetingRoom, &variant), FindingKind::BlockEmpty);
        variant.blocks[at].url = "{{meeting_room_url|https://rooms.example.com}}".into();
        assert_eq!(judge(CheckId::MeetingRoom, &variant), Verdict::Passed);
    }
}
