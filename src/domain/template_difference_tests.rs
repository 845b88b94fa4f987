//! Owns the tests of what differs between two versions of a template.
//! Refuses drafts that are right in every way; comparing does not ask for it.

use super::{
    block::{BlockDraft, BlockField, BlockKind},
    email_kind::SuppressibleKind,
    language::Language,
    template::{TemplateDraft, VariantDraft},
    template_difference::{BlockChange, BlockDifference, Change, LanguageChange, LanguageDifference, TemplateDifference},
};
use proptest::prelude::*;

fn block(id: &str) -> BlockDraft {
    BlockDraft { text: id.into(), ..BlockDraft::empty(id.into(), BlockKind::Text) }
}

fn variant(language: Language, ids: &str) -> VariantDraft {
    let blocks = ids.split(' ').filter(|id| !id.is_empty()).map(block).collect();
    VariantDraft { language, subject: "Hello".into(), preheader: String::new(), blocks, follows: Default::default() }
}

fn draft(variants: &[VariantDraft]) -> TemplateDraft {
    TemplateDraft { name: "Welcome".into(), purpose: SuppressibleKind::Activation, accent: String::new(), variants: variants.to_vec() }
}

fn english(ids: &str) -> TemplateDraft {
    draft(&[variant(Language::English, ids)])
}

fn change(before: &str, after: &str) -> Change<String> {
    Change { before: before.into(), after: after.into() }
}

/// What differs in the blocks of the one language that differs.
fn blocks_of(before: &TemplateDraft, after: &TemplateDraft) -> Vec<BlockDifference> {
    match TemplateDifference::between(before, after).languages.as_slice() {
        [] => Vec::new(),
        [LanguageDifference { change: LanguageChange::Changed { subject: None, preheader: None, blocks }, .. }] => blocks.clone(),
        other => panic!("only blocks should differ: {other:?}"),
    }
}

/// Added, removed and moved blocks in a few signs.
fn told(before: &str, after: &str) -> String {
    let one = |difference: BlockDifference| match difference.change {
        BlockChange::Added { at } => format!("+{at}"),
        BlockChange::Removed { at } => format!("-{at}"),
        BlockChange::Kept { at, moved_from: Some(from), .. } => format!("{from}>{at}"),
        BlockChange::Kept { at, moved_from: None, .. } => format!("={at}"),
    };
    blocks_of(&english(before), &english(after)).into_iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn blocks_are_told_by_their_identifier() {
    for (before, after, expected) in [
        ("a b c", "a b c", ""),
        ("", "a", "+0"),
        ("a", "", "-0"),
        ("a b c", "a c", "-1"),
        ("a c", "a b c", "+1"),
        ("a b c d", "d a b c", "3>0"),
        ("a b c d", "b c d a", "0>3"),
        ("a b", "b a", "0>1"),
        ("a b c", "x c b", "+0 1>2 -0"),
        ("a b c d e", "a d c b e", "2>2 1>3"),
        ("a a", "a", "-1"),
        ("a", "a a", "+1"),
    ] {
        assert_eq!(told(before, after), expected, "{before} to {after}");
    }
}

#[test]
fn fields_are_compared_one_by_one() {
    let before = english("a");
    let mut after = before.clone();
    after.variants[0].blocks[0].text = "b".into();
    assert_eq!(
        blocks_of(&before, &after),
        [BlockDifference {
            kind: BlockKind::Text,
            change: BlockChange::Kept { at: 0, moved_from: None, was: None },
            fields: vec![(BlockField::Text, change("a", "b"))],
        }]
    );
    // A text block has no link: what stands there does not show in any mail.
    after.variants[0].blocks[0] = BlockDraft { url: "https://example.com".into(), ..block("a") };
    assert_eq!(blocks_of(&before, &after), []);
    after.variants[0].blocks[0].kind = BlockKind::Button;
    assert_eq!(
        blocks_of(&before, &after),
        [BlockDifference {
            kind: BlockKind::Button,
            change: BlockChange::Kept { at: 0, moved_from: None, was: Some(BlockKind::Text) },
            fields: vec![(BlockField::Text, change("a", "")), (BlockField::Url, change("", "https://example.com"))],
        }]
    );
}

#[test]
fn a_new_block_and_one_that_is_gone_come_with_what_they_say() {
    let added = blocks_of(&english("a"), &english("a b"));
    assert_eq!(added[0].fields, [(BlockField::Text, change("", "b"))]);
    let removed = blocks_of(&english("a b"), &english("b"));
    assert_eq!(removed[0].fields, [(BlockField::Text, change("a", ""))]);
}

#[test]
fn a_block_can_be_moved_and_changed_at_once() {
    let mut after = english("c a b");
    after.variants[0].blocks[0].text = "new".into();
    let found = blocks_of(&english("a b c"), &after);
    assert_eq!(
        found,
        [BlockDifference {
            kind: BlockKind::Text,
            change: BlockChange::Kept { at: 0, moved_from: Some(2), was: None },
            fields: vec![(BlockField::Text, change("c", "new"))],
        }]
    );
}

#[test]
fn languages_come_go_and_change_places() {
    let (english, polish, german) = (variant(Language::English, "a"), variant(Language::Polish, "a"), variant(Language::German, "a"));
    let found = TemplateDifference::between(&draft(&[english.clone(), polish.clone()]), &draft(&[polish.clone(), german.clone()]));
    assert_eq!(
        found.languages,
        [
            LanguageDifference { language: Language::German, change: LanguageChange::Added },
            LanguageDifference { language: Language::English, change: LanguageChange::Removed },
        ]
    );
    assert_eq!(found.order, None, "only one of them is in both");
    let found = TemplateDifference::between(&draft(&[english.clone(), polish.clone()]), &draft(&[polish, german, english]));
    let order = Change { before: vec![Language::English, Language::Polish], after: vec![Language::Polish, Language::English] };
    assert_eq!(found.order, Some(order));
}

#[test]
fn lines_and_facts_are_told_before_and_after() {
    let before = english("a");
    let mut after = before.clone();
    (after.name, after.purpose) = ("Reminder".into(), SuppressibleKind::Reminder);
    (after.variants[0].subject, after.variants[0].preheader) = ("Good morning".into(), "Soon".into());
    assert_eq!(
        TemplateDifference::between(&before, &after),
        TemplateDifference {
            name: Some(change("Welcome", "Reminder")),
            purpose: Some(Change { before: SuppressibleKind::Activation, after: SuppressibleKind::Reminder }),
            order: None,
            languages: vec![LanguageDifference {
                language: Language::English,
                change: LanguageChange::Changed {
                    subject: Some(change("Hello", "Good morning")),
                    preheader: Some(change("", "Soon")),
                    blocks: Vec::new(),
                },
            }],
        }
    );
    assert!(TemplateDifference::between(&before, &before).is_empty());
}

proptest! {
    /// Whatever is done to the blocks: what is told leads from the one list to the other.
    #[test]
    fn what_is_told_accounts_for_every_block(before in prop::collection::vec(0..8_u8, 0..12), after in prop::collection::vec(0..8_u8, 0..12)) {
        let ids = |list: &[u8]| list.iter().map(u8::to_string).collect::<Vec<_>>().join(" ");
        let found = blocks_of(&english(&ids(&before)), &english(&ids(&after)));
        let added = found.iter().filter(|one| matches!(one.change, BlockChange::Added { .. })).count();
        let removed: Vec<usize> = found.iter().filter_map(|one| match one.change { BlockChange::Removed { at } => Some(at), _ => None }).collect();
        let moved: Vec<usize> = found.iter().filter_map(|one| match one.change { BlockChange::Kept { moved_from, .. } => moved_from, _ => None }).collect();
        prop_assert_eq!(after.len() - added, before.len() - removed.len());
        // Those that were neither removed nor moved are in the same order on both sides.
        let left: Vec<u8> = before.iter().enumerate().filter(|(at, _)| !removed.contains(at) && !moved.contains(at)).map(|(_, id)| *id).collect();
        let gone: Vec<usize> = found.iter().filter_map(|one| match one.change {
            BlockChange::Added { at } | BlockChange::Kept { at, moved_from: Some(_), .. } => Some(at),
            BlockChange::Kept { .. } | BlockChange::Removed { .. } => None,
        }).collect();
        let right: Vec<u8> = after.iter().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, id)| *id).collect();
        prop_assert_eq!(left, right);
    }
}
