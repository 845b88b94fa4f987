//! Owns the tests of editing: the history, and blocks that are added, moved, copied and removed.
//! Refuses to test what a draft is judged by.

use super::{
    block::{BLOCKS, BlockField, BlockKind},
    editing::*,
    language::Language,
    template::VariantDraft,
    timestamp::Timestamp,
};
use super::{
    email_kind::SuppressibleKind,
    fixtures::{now, organization},
    starter::starter_template,
};

fn editing() -> Editing {
    Editing::new(starter_template(SuppressibleKind::Activation, Language::English, &organization()))
}

fn type_subject(editing: &mut Editing, text: &str, after: i64) {
    let at = Timestamp::from_millis(now().millis() + after);
    editing.edit(Touch::Subject(Language::English), at, |draft| draft.variants[0].subject = text.into());
}

fn variant() -> VariantDraft {
    editing().draft().variants[0].clone()
}

fn ids(variant: &VariantDraft) -> Vec<&str> {
    variant.blocks.iter().map(|block| block.id.as_str()).collect()
}

#[test]
fn typing_on_in_one_field_is_one_step() {
    let mut editing = editing();
    let before = editing.draft().clone();
    type_subject(&mut editing, "H", 0);
    type_subject(&mut editing, "He", 300);
    assert_eq!(editing.undo(), Some(Language::English));
    assert_eq!(*editing.draft(), before);
    assert_eq!(editing.redo(), Some(Language::English));
    assert_eq!(editing.draft().variants[0].subject, "He");
    assert!(!editing.can_redo());
}

#[test]
fn a_pause_or_another_field_begins_a_new_step() {
    let mut editing = editing();
    type_subject(&mut editing, "one", 0);
    type_subject(&mut editing, "two", 5_000);
    editing.edit(Touch::Name, now().plus_days(1), |draft| draft.name = "n".into());
    type_subject(&mut editing, "three", 86_400_100);
    let mut subjects = Vec::new();
    while editing.can_undo() {
        editing.undo();
        subjects.push(editing.draft().variants[0].subject.clone());
    }
    assert_eq!(subjects[..3], ["two", "two", "one"]);
    assert_eq!(subjects.len(), 4);
}

#[test]
fn a_change_after_undo_ends_what_could_be_redone_and_no_change_is_no_step() {
    let mut editing = editing();
    type_subject(&mut editing, "a", 0);
    editing.undo();
    let unchanged = editing.draft().variants[0].subject.clone();
    type_subject(&mut editing, &unchanged, 0);
    assert!(editing.can_redo() && !editing.can_undo());
    type_subject(&mut editing, "b", 0);
    assert!(!editing.can_redo());
}

#[test]
fn every_step_since_the_beginning_can_be_taken_back_and_done_again() {
    let mut editing = editing();
    let first = editing.draft().clone();
    let mut drafts = vec![first.clone()];
    for step in 0..1_000_i64 {
        let at = Timestamp::from_millis(now().millis() + step * 5_000);
        let text = step.to_string();
        match step % 5 {
            0 => editing.edit(Touch::Name, at, |draft| draft.name = text),
            1 => editing.edit(Touch::Subject(Language::English), at, |draft| draft.variants[0].subject = text),
            2 => editing.edit(Touch::Whole, at, |draft| drop(draft.variants[0].add(BlockKind::Text))),
            3 => {
                let (block, field) = (editing.draft().variants[0].blocks[0].id.clone(), BlockField::Text);
                let touch = Touch::Field { language: Language::English, block, field };
                editing.edit(touch, at, |draft| draft.variants[0].blocks[0].text = text);
            }
            _ => editing.edit(Touch::Whole, at, |draft| {
                draft.variants[0].shift("greeting", Shift::Down);
            }),
        }
        drafts.push(editing.draft().clone());
    }
    drafts.dedup();
    for draft in drafts.iter().rev().skip(1) {
        editing.undo();
        assert_eq!(editing.draft(), draft);
    }
    assert!(!editing.can_undo() && *editing.draft() == first);
    for draft in drafts.iter().skip(1) {
        editing.redo();
        assert_eq!(editing.draft(), draft);
    }
    assert!(!editing.can_redo());
}

#[test]
fn a_block_is_put_anywhere_and_added_behind_another() {
    let mut variant = variant();
    assert!(variant.move_to("activate", 0) && !variant.move_to("activate", 0) && !variant.move_to("nowhere", 3));
    assert_eq!(ids(&variant)[..2], ["activate", "greeting"]);
    assert!(variant.move_to("activate", 99));
    assert_eq!(ids(&variant).last(), Some(&"activate"));
    assert_eq!(variant.add_behind("greeting", BlockKind::Button), "button");
    assert_eq!(ids(&variant)[..2], ["greeting", "button"]);
}

#[test]
fn everything_that_is_missing_is_added_at_once() {
    let mut variant = variant();
    let before = ids(&variant).join(" ");
    variant.blocks.retain(|block| !matches!(block.kind, BlockKind::Goals | BlockKind::Portal));
    assert_eq!(variant.add_missing_items(&organization()), 2);
    assert_eq!(ids(&variant).join(" "), before);
}

#[test]
fn blocks_of_one_identifier_are_parted() {
    let mut draft = editing().draft().clone();
    draft.variants[0].blocks.iter_mut().for_each(|block| block.id = "same".into());
    let editing = Editing::new(draft.clone());
    let variant = &editing.draft().variants[0];
    for block in &variant.blocks {
        assert_eq!(variant.blocks.iter().filter(|other| other.id == block.id).count(), 1);
    }
    assert_eq!(variant.blocks.len(), draft.variants[0].blocks.len());
}

#[test]
fn blocks_move_to_the_ends_and_no_further() {
    let mut variant = variant();
    assert_eq!(variant.shift("greeting", Shift::Up), None);
    assert_eq!(variant.shift("greeting", Shift::Down), Some(1));
    assert_eq!(ids(&variant)[..2], ["goals", "greeting"]);
    assert_eq!(variant.shift("activate", Shift::Down), None);
    assert_eq!(variant.shift("nowhere", Shift::Down), None);
}

#[test]
fn a_copy_stands_behind_its_original_under_another_identifier() {
    let mut variant = variant();
    assert_eq!(variant.duplicate("goals").as_deref(), Some("goals-2"));
    assert_eq!(variant.duplicate("goals").as_deref(), Some("goals-3"));
    assert_eq!(ids(&variant)[..4], ["greeting", "goals", "goals-3", "goals-2"]);
}

#[test]
fn a_removed_block_goes_back_to_its_place() {
    let mut variant = variant();
    let before = variant.clone();
    let (at, block) = variant.remove("value").unwrap();
    assert_eq!(variant.missing_items(&organization()), [BlockKind::Value]);
    variant.insert(at, block);
    assert_eq!(variant, before);
}

#[test]
fn an_item_is_added_in_its_order_and_anything_else_at_the_end() {
    for facts in BLOCKS.iter().filter(|facts| facts.item) {
        let mut variant = variant();
        let before = ids(&variant).join(" ");
        let (_, block) = variant.remove(&format!("{:?}", facts.kind).to_lowercase()).unwrap();
        assert_eq!(variant.add(facts.kind), block.id);
        assert_eq!(ids(&variant).join(" "), before);
    }
    let mut variant = variant();
    variant.add(BlockKind::Button);
    assert_eq!(variant.blocks.last().unwrap().kind, BlockKind::Button);
}

#[test]
fn a_text_becomes_headings_and_text() {
    let mut variant = variant();
    variant.replace_by_text("**Hello**\r\n\r\none\n\n- two\n\n**Bold** start\n\n**Bye**");
    let blocks: Vec<(BlockKind, &str)> = variant
        .blocks
        .iter()
        .map(|block| (block.kind, if block.title.is_empty() { block.text.as_str() } else { block.title.as_str() }))
        .collect();
    assert_eq!(blocks, [(BlockKind::Heading, "Hello"), (BlockKind::Text, "one\n\n- two\n\n**Bold** start"), (BlockKind::Heading, "Bye")]);
    assert_eq!(ids(&variant), ["heading", "text", "heading-2"]);
}
