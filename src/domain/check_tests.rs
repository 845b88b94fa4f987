//! Owns the tests of the checks, one or more for each entry of `CHECKS`.
//! Refuses to test the rules of templates, which stand under `template`.

use super::{
    block::{BLOCKS, BlockDraft, BlockKind},
    check::*,
    email_kind::SuppressibleKind,
    fixtures::organization,
    language::Language,
    license::Product,
    organization::Organization,
    starter::starter_variant,
    template::VariantDraft,
};

fn good(language: Language) -> VariantDraft {
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

fn judge(id: CheckId, variant: &VariantDraft, organization: &Organization) -> Verdict {
    CHECKS.iter().find(|check| check.id == id).unwrap().judge(&Subject { variant, organization, html_octets: 10_000 })
}

fn with(kind: BlockKind, change: impl FnOnce(&mut BlockDraft)) -> VariantDraft {
    let mut variant = good(Language::English);
    let mut block = BlockDraft::empty("new".into(), kind);
    change(&mut block);
    variant.blocks.push(block);
    variant
}

fn finding(id: CheckId, variant: &VariantDraft) -> FindingKind {
    match judge(id, variant, &organization()) {
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
fn a_filled_in_starter_passes_every_check_in_both_languages() {
    for language in [Language::English, Language::Polish] {
        let variant = good(language);
        let organization = organization();
        let verdicts = judge_all(&Subject { variant: &variant, organization: &organization, html_octets: 10_000 });
        assert!(verdicts.iter().all(|(_, verdict)| *verdict == Verdict::Passed), "{verdicts:?}");
        assert!(may_publish(&verdicts));
    }
}

#[test]
fn each_of_the_seven_items_is_missed_and_must_be_filled_in() {
    for kind in BLOCKS.iter().filter(|facts| facts.item).map(|facts| facts.kind) {
        let check = check_of(kind).unwrap();
        let mut variant = good(Language::English);
        let at = variant.blocks.iter().position(|block| block.kind == kind).unwrap();
        variant.blocks[at].text = "  ".into();
        assert_eq!(
            judge(check, &variant, &organization()),
            Verdict::Failed { weight: Weight::Blocks, findings: vec![Finding { block: Some(at), what: FindingKind::BlockEmpty }] }
        );
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
    assert_eq!(judge(CheckId::MeetingRoom, &variant, &without), Verdict::NotApplicable);
    assert_eq!(finding(CheckId::MeetingRoom, &variant), FindingKind::BlockMissing);
}

#[test]
fn promises_are_found_in_subject_text_and_links() {
    let mut variant = good(Language::English);
    variant.subject = "Verify your email".into();
    assert!(matches!(finding(CheckId::NoPromise, &variant), FindingKind::PromisedInWords { .. }));
    let variant = with(BlockKind::Text, |block| block.text = "Ustaw **hasło** do konta.".into());
    assert!(matches!(finding(CheckId::NoPromise, &variant), FindingKind::PromisedInWords { .. }));
    let variant = with(BlockKind::Text, |block| block.text = "[here](https://a.example/set-password)".into());
    assert!(matches!(finding(CheckId::NoPromise, &variant), FindingKind::PromisedInLink { .. }));
}

#[test]
fn a_label_that_shows_another_host_is_found() {
    let deceive =
        |label: &str| with(BlockKind::Button, |block| (block.label, block.url) = (label.into(), "https://help.example.com/x".into()));
    assert_eq!(
        finding(CheckId::HonestLinks, &deceive("https://settings.webex.com")),
        FindingKind::OtherHost { shown: "settings.webex.com".into(), target: "help.example.com".into() }
    );
    for honest in ["Help", "help.example.com", "www.help.example.com/x", "See v2.0 of the plan.", "{{organization}}"] {
        assert_eq!(judge(CheckId::HonestLinks, &deceive(honest), &organization()), Verdict::Passed, "{honest}");
    }
}

#[test]
fn unencrypted_shortened_and_numeric_links_are_found() {
    let link = |url: &str| with(BlockKind::Text, |block| block.text = format!("[x]({url})"));
    assert_eq!(finding(CheckId::SafeLinks, &link("http://help.example.com")), FindingKind::Unencrypted);
    assert_eq!(finding(CheckId::SafeLinks, &link("https://bit.ly/abc")), FindingKind::Shortened { host: "bit.ly".into() });
    assert_eq!(finding(CheckId::SafeLinks, &link("https://10.0.0.1/x")), FindingKind::SuspiciousHost { host: "10.0.0.1".into() });
    assert_eq!(
        finding(CheckId::SafeLinks, &link("https://xn--e1afmkfd.example")),
        FindingKind::SuspiciousHost { host: "xn--e1afmkfd.example".into() }
    );
    assert_eq!(finding(CheckId::SafeLinks, &link("{{meeting_room_url|http://a.example}}")), FindingKind::Unencrypted);
}

#[test]
fn pictures_need_words() {
    let picture = |alt: &str| with(BlockKind::Image, |block| (block.url, block.alt) = ("https://a.example/p.png".into(), alt.into()));
    assert_eq!(finding(CheckId::AltText, &picture(" ")), FindingKind::AltMissing);
    assert_eq!(judge(CheckId::AltText, &picture("Our team"), &organization()), Verdict::Passed);
}

#[test]
fn long_and_shouted_subjects_are_advised_against() {
    let mut variant = good(Language::English);
    variant.subject = "x".repeat(61);
    assert_eq!(finding(CheckId::Subject, &variant), FindingKind::SubjectLong { characters: 61 });
    variant.subject = "SIGN IN NOW".into();
    let Verdict::Failed { weight, findings } = judge(CheckId::Subject, &variant, &organization()) else { panic!("should fail") };
    assert_eq!((weight, findings[0].what.clone()), (Weight::Advises, FindingKind::SubjectShouted));
}

#[test]
fn size_is_advised_against_from_80_and_refused_from_100_kilobytes() {
    let (variant, organization) = (good(Language::English), organization());
    let weight = |html_octets| match judge_all(&Subject { variant: &variant, organization: &organization, html_octets }).pop() {
        Some((CheckId::Size, Verdict::Failed { weight, .. })) => Some(weight),
        Some((CheckId::Size, Verdict::Passed)) => None,
        other => panic!("{other:?}"),
    };
    assert_eq!([79_999, 80_000, 99_999, 100_000].map(weight), [None, Some(Weight::Advises), Some(Weight::Advises), Some(Weight::Blocks)]);
}
