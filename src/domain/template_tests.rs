//! Owns the tests of templates: every problem at its place, and who gets which language.
//! Refuses to test the checks, which stand under `check_tests`.

use super::fixtures::{organization, user};
use super::starter::starter_template;
use super::web_address::NotAWebAddress;
use super::{
    block::{BlockDraft, BlockField, BlockKind},
    email_kind::SuppressibleKind,
    language::{LANGUAGES, Language},
    rich_text::TextFault,
    template::*,
    template_reading::{PreviewReading, preview_variant},
    text_position::TextPosition,
    user::DirectoryUser,
};

fn draft() -> TemplateDraft {
    starter_template(SuppressibleKind::Activation, Language::English, &organization())
}

#[test]
fn starter_texts_are_templates() {
    for language in LANGUAGES.iter().map(|facts| facts.language) {
        for purpose in [SuppressibleKind::Activation, SuppressibleKind::Reminder] {
            let mut starter = starter_template(purpose, language, &organization());
            for block in &mut starter.variants[0].blocks {
                if block.kind.has(BlockField::Url) && block.url.is_empty() {
                    block.url = "https://help.example.com".into();
                }
            }
            assert_eq!(Template::parse(&starter).map(|_| ()), Ok(()), "{purpose:?} {language:?}");
        }
    }
}

#[test]
fn all_problems_are_returned_at_once_with_their_place() {
    let mut bad = draft();
    bad.name = String::new();
    let variant = &mut bad.variants[0];
    variant.subject = "Line\r\nBcc: x {{frist_name|a}}".into();
    variant.blocks = vec![
        BlockDraft { text: "[a](javascript:x)".into(), ..BlockDraft::empty("1".into(), BlockKind::Text) },
        BlockDraft { label: String::new(), url: "help".into(), ..BlockDraft::empty("2".into(), BlockKind::Button) },
        BlockDraft::empty("3".into(), BlockKind::Heading),
    ];
    bad.variants.push(VariantDraft { blocks: Vec::new(), ..bad.variants[0].clone() });
    let pointers: Vec<String> = Template::parse(&bad).unwrap_err().iter().map(|problem| problem.place.pointer()).collect();
    let expected = [
        "/name",
        "/variants/0/subject",
        "/variants/0/subject",
        "/variants/0/blocks/0/text",
        "/variants/0/blocks/1/label",
        "/variants/0/blocks/1/url",
        "/variants/0/blocks/2/title",
        "/variants/1/language",
        "/variants/1/blocks",
        "/variants/1/subject",
        "/variants/1/subject",
    ];
    assert_eq!(pointers, expected);
}

#[test]
fn a_bad_link_is_named() {
    let mut bad = draft();
    bad.variants[0].blocks =
        vec![BlockDraft { label: "Go".into(), url: "ftp://x".into(), ..BlockDraft::empty("b".into(), BlockKind::Button) }];
    let problems = Template::parse(&bad).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].kind, TemplateProblemKind::Text(TextFault::Link(NotAWebAddress::Scheme)));
}

#[test]
fn an_unknown_merge_field_is_named_with_its_place_and_the_nearest_one() {
    let mut bad = draft();
    bad.variants[0].blocks =
        vec![BlockDraft { text: "Hello\nto {{frist_name|x}}".into(), ..BlockDraft::empty("b".into(), BlockKind::Text) }];
    let problems = Template::parse(&bad).unwrap_err();
    assert_eq!(problems[0].at, Some(TextPosition { line: 2, character: 4 }));
    assert_eq!(problems[0].to_string(), "line 2, character 4: there is no merge field {{frist_name}}; the nearest is {{first_name}}");
}

#[test]
fn a_meeting_room_needs_no_fallback_where_a_sentence_stands_in() {
    let room = |url: &str, otherwise: &str| {
        let mut draft = draft();
        draft.variants[0].blocks.retain(|block| block.kind == BlockKind::MeetingRoom);
        (draft.variants[0].blocks[0].url, draft.variants[0].blocks[0].otherwise) = (url.into(), otherwise.into());
        Template::parse(&draft).map_err(|problems| problems[0].place.pointer()).map(|_| ())
    };
    let pointer = |field: &str| Err(format!("/variants/0/blocks/0/{field}"));
    assert_eq!(room("{{meeting_room_url}}", "Your room comes later."), Ok(()));
    assert_eq!(room("{{meeting_room_url}}", " "), pointer("url"));
    assert_eq!(room("{{meeting_room_url|https://rooms.example.com}}", ""), Ok(()));
    assert_eq!(room("{{meeting_room_url}}", "{{first_name}}"), pointer("otherwise"));
}

#[test]
fn pictures_and_the_accent_are_read_where_they_are_typed() {
    let mut bad = draft();
    bad.accent = "green".into();
    let picture =
        |url: &str, width: &str| BlockDraft { url: url.into(), width: width.into(), ..BlockDraft::empty("p".into(), BlockKind::Image) };
    bad.variants[0].blocks = vec![picture("http://a.example/p.png", ""), picture("https://a.example/p.png", "wide")];
    let pointers: Vec<String> = Template::parse(&bad).unwrap_err().iter().map(|problem| problem.place.pointer()).collect();
    assert_eq!(pointers, ["/accent", "/variants/0/blocks/0/url", "/variants/0/blocks/1/width"]);
}

#[test]
fn a_person_gets_their_language_else_the_organizations_else_the_first() {
    let variant = |language| VariantDraft { language, ..draft().variants[0].clone() };
    let filled = |mut draft: TemplateDraft| {
        for variant in &mut draft.variants {
            variant.blocks.retain(|block| !block.kind.has(BlockField::Url));
        }
        Template::parse(&draft).unwrap()
    };
    let all = filled(TemplateDraft {
        variants: vec![variant(Language::German), variant(Language::English), variant(Language::Polish)],
        ..draft()
    });
    let german = filled(TemplateDraft { variants: vec![variant(Language::German)], ..draft() });
    let mut person = user();
    let got = |template: &Template, person: &DirectoryUser| template.variant_for(&organization(), person).unwrap().language;
    assert_eq!(got(&all, &person), Language::Polish);
    assert_eq!(got(&german, &person), Language::German);
    person.language = Some(Language::Japanese);
    assert_eq!(got(&all, &person), Language::English);
    person.language = None;
    assert_eq!(got(&all, &person), Language::English);
}

proptest::proptest! {
    /// Whatever was read before: changed, moved, doubled and removed blocks, under new identifiers and old ones.
    #[test]
    fn a_variant_that_is_read_again_is_read_as_if_for_the_first_time(
        steps in proptest::collection::vec(proptest::collection::vec((0..3usize, 0..6usize), 0..6), 1..8),
        accents in proptest::collection::vec(proptest::sample::select(vec!["", "#005500", "red"]), 8),
    ) {
        let written = [
            (BlockKind::Text, "**Bold** {{first_name|there}}", ""),
            (BlockKind::Text, "{{frist_name}}", ""),
            (BlockKind::Heading, "", ""),
            (BlockKind::Button, "", "https://help.example.com"),
            (BlockKind::Button, "", "javascript:x"),
            (BlockKind::Image, "", "https://help.example.com/a.png"),
        ];
        let block = |(id, text): &(usize, usize)| {
            let (kind, text, url) = written[*text];
            BlockDraft { text: text.into(), label: "Go".into(), url: url.into(), ..BlockDraft::empty(id.to_string(), kind) }
        };
        let mut reading = PreviewReading::default();
        for (blocks, accent) in steps.iter().zip(accents) {
            let variant = VariantDraft { blocks: blocks.iter().map(block).collect(), ..draft().variants[0].clone() };
            proptest::prop_assert_eq!(reading.read(&variant, accent), preview_variant(&variant, accent));
        }
    }
}
