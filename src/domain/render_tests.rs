//! Owns the tests of the renderer: what arrives, letter by letter, in three languages and from hostile names.
//! Refuses mail programs; what they make of it is checked with the mails themselves.

use super::{
    block::{BlockDraft, BlockField, BlockKind},
    email_kind::SuppressibleKind,
    fixtures::{PIXEL, organization, user},
    language::{LANGUAGES, Language},
    plain_text::WIDTH,
    render::{Recipient, RenderedEmail, line_ends, render},
    starter::starter_template,
    template::{Template, TemplateDraft},
    template_reading::preview_variant,
    transfer_encoding::{TransferEncoding, encoding_for},
    user::{DirectoryUser, PersonName},
    web_address::WebAddress,
};

/// The starter text with every kind of block and every way to set text.
fn draft(language: Language) -> TemplateDraft {
    let mut draft = starter_template(SuppressibleKind::Activation, language, &organization());
    let blocks = &mut draft.variants[0].blocks;
    for block in blocks.iter_mut().filter(|block| block.kind.has(BlockField::Url) && block.url.is_empty()) {
        block.url = "https://help.example.com/?a=1&b=2".into();
    }
    blocks[0].text.push_str("\n\n{{display_name}}, **{{first_name|you}}** and *[the portal]({{portal_url}})*");
    let new = |kind| BlockDraft::empty(format!("{kind:?}"), kind);
    blocks.push(BlockDraft { title: "{{organization}} <b>".into(), ..new(BlockKind::Heading) });
    blocks.push(BlockDraft { label: "Open".into(), url: "https://web.webex.com".into(), ..new(BlockKind::Button) });
    let size = ("1104".to_owned(), "200".to_owned());
    let picture = BlockDraft { alt: "Us".into(), width: size.0, height: size.1, ..new(BlockKind::Image) };
    blocks.push(BlockDraft { url: "https://a.example/p.png".into(), ..picture.clone() });
    blocks.push(new(BlockKind::Divider));
    blocks.push(BlockDraft { url: PIXEL.into(), id: "carried".into(), ..picture });
    draft
}

/// As if the HTML part were written in one line: elements that stand below each other need no space, and words one alone.
fn rendered(language: Language, user: &DirectoryUser) -> RenderedEmail {
    let template = Template::parse(&draft(language)).unwrap();
    let mail = render(&template.variants()[0], Recipient { organization: &organization(), user });
    RenderedEmail { html: mail.html.replace("\n<", "<").replace('\n', " "), ..mail }
}

fn hostile() -> DirectoryUser {
    let mut user = user();
    user.name = PersonName::new(
        "=HYPERLINK(\"http://evil\")\r\nBcc: x@y.z",
        "</td><script>alert(1)</script>",
        "{{email}} **<img src=x onerror=alert(1)>** \u{202E}gnp.exe <![endif]--> ]]>",
    );
    user
}

#[test]
fn english_polish_and_arabic_snapshots_with_hostile_names() {
    for (language, name) in [(Language::English, "english"), (Language::Polish, "polish"), (Language::Arabic, "arabic")] {
        for (user, whose) in [(user(), ""), (hostile(), "_hostile")] {
            let mail = rendered(language, &user);
            insta::assert_snapshot!(format!("{name}{whose}_html"), mail.html.replace("><", ">\n<"));
            insta::assert_snapshot!(format!("{name}{whose}_text"), format!("Subject: {}\n\n{}", mail.subject, mail.text));
        }
    }
}

#[test]
fn hostile_names_stay_letters() {
    for language in [Language::English, Language::Polish, Language::Arabic] {
        let (mail, tame) = (rendered(language, &hostile()), rendered(language, &user()));
        for opener in ["<script", "<img", "<!--", "<![endif]", "<td", "<a "] {
            assert_eq!(mail.html.matches(opener).count(), tame.html.matches(opener).count(), "{opener}");
        }
        assert!(!mail.subject.contains(['\r', '\n']) && !mail.text.contains('\u{202E}') && !mail.html.contains('\u{202E}'));
    }
}

#[test]
fn plain_text_has_the_links_of_the_html_part_and_short_lines() {
    for facts in LANGUAGES {
        let mail = rendered(facts.language, &user());
        let links: Vec<String> =
            mail.html.split("href=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.replace("&amp;", "&"))).collect();
        assert!(links.len() > 4);
        for link in links {
            assert!(mail.text.contains(&link), "{} {link}", facts.tag);
        }
        for line in mail.text.lines() {
            assert!(line.chars().count() <= WIDTH || !line.trim().contains(' '), "{line}");
        }
    }
}

#[test]
fn right_to_left_is_said_where_each_program_looks_for_it() {
    let mail = rendered(Language::Arabic, &user());
    assert!(mail.html.contains("<html lang=\"ar\" dir=\"rtl\">"));
    let cells = mail.html.matches("<td class=\"ink\"").count();
    assert_eq!(mail.html.matches("<td class=\"ink\" dir=\"rtl\" align=\"right\"").count(), cells, "Outlook reads the attributes");
    assert_eq!(mail.html.matches("text-align:right;direction:rtl;").count(), cells);
    assert!(mail.html.contains("margin:0 24px 12px 0;padding:0;") && !mail.html.contains("margin:0 0 12px 24px"), "lists");
}

#[test]
fn nothing_is_fetched_but_pictures_that_were_put_in_and_nothing_runs() {
    let mail = rendered(Language::English, &user());
    let fetched: Vec<&str> = mail.html.split("src=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect();
    assert_eq!(fetched, ["https://a.example/p.png", "cid:picture-1@usher"]);
    assert_eq!(mail.pictures.iter().map(|picture| picture.content_id.as_str()).collect::<Vec<_>>(), ["picture-1@usher"]);
    assert_eq!(mail.pictures[0].picture.data_address(), PIXEL);
    for active in ["<script", "<link", "url(", "@import", "@font-face", "onerror=", "onclick="] {
        assert!(!mail.html.contains(active), "{active}");
    }
    assert_eq!(mail.html.matches("@media").count(), 1);
    assert!(mail.html.contains("width=\"552\" height=\"100\""), "a wide picture shrinks in proportion");
}

#[test]
fn every_line_of_what_travels_ends_with_cr_lf_and_its_words_stay() {
    let text = "one\ntwo\rthree\r\nfour\u{0}five\n\r\n\r";
    let mail = RenderedEmail { html: text.into(), text: text.into(), ..rendered(Language::Arabic, &user()) };
    let travels = "one\r\ntwo\r\nthree\r\nfour\r\nfive\r\n\r\n\r\n";
    assert_eq!((mail.html_octets().as_str(), mail.text_octets().as_str()), (travels, travels));
    let whole = rendered(Language::Arabic, &hostile());
    assert_eq!(whole.text_octets().replace("\r\n", "\n"), whole.text);
}

#[test]
fn a_person_without_a_meeting_room_reads_a_sentence_in_its_place() {
    let mut with = user();
    with.meeting_room_url = Some(WebAddress::parse("https://example.webex.com/meet/ada").unwrap());
    let (with, without) = (rendered(Language::English, &with), rendered(Language::English, &user()));
    let sentence = draft(Language::English).variants[0].block("meetingroom").unwrap().otherwise.clone();
    let flowing = |text: &str| text.replace('\n', " ");
    assert!(with.html.contains("https://example.webex.com/meet/ada") && with.text.contains("https://example.webex.com/meet/ada"));
    assert!(!with.html.contains(&sentence) && !with.text.contains("Open my meeting room:\nhttps://settings"));
    assert!(without.html.contains(&sentence) && flowing(&without.text).contains(&sentence));
    assert!(!without.html.contains("Open my meeting room") && !without.text.contains("Open my meeting room"));
}

#[test]
fn a_mail_in_a_latin_script_travels_as_it_is_and_none_has_long_lines() {
    for (language, encoding) in [
        (Language::English, TransferEncoding::SevenBit),
        (Language::Polish, TransferEncoding::SevenBit),
        (Language::Arabic, TransferEncoding::QuotedPrintable),
    ] {
        let template = Template::parse(&draft(language)).unwrap();
        let user = DirectoryUser { name: PersonName::new("Željko", "Ørsted", ""), ..user() };
        let mail = render(&template.variants()[0], Recipient { organization: &organization(), user: &user });
        assert_eq!(encoding_for(&mail.html_octets()), encoding, "{language:?}");
        assert!(mail.html.lines().count() > 50 && mail.html.lines().all(|line| line.len() < 998), "{}", mail.html);
    }
}

#[test]
fn a_link_value_that_is_no_link_is_replaced() {
    let text = "[x]({{meeting_room_url|https://a.example}})";
    let mut draft = draft(Language::English);
    draft.variants[0].blocks = vec![BlockDraft { text: text.into(), ..BlockDraft::empty("t".into(), BlockKind::Text) }];
    let mail = render(&preview_variant(&draft.variants[0], ""), Recipient { organization: &organization(), user: &user() });
    assert!(mail.html.contains("href=\"https://a.example\""), "{}", mail.html);
}

#[test]
fn the_accent_colours_links_and_buttons_in_light_and_dark() {
    let mail = |accent: &str| {
        let draft = draft(Language::English);
        render(&preview_variant(&draft.variants[0], accent), Recipient { organization: &organization(), user: &user() }).html
    };
    assert!(mail("").contains("color:#0b5d66") && !mail("#0000aa").contains("#0b5d66"));
    assert!(mail("#0000aa").contains("bgcolor=\"#0000aa\"") && mail("no colour").contains("#0b5d66"));
}

proptest::proptest! {
    #[test]
    fn every_line_end_of_any_kind_becomes_one_that_mail_has(text in "([ab]|\r|\n|\x00){0,12}") {
        let plainly = text.replace("\r\n", "\n").replace(['\r', '\u{0}'], "\n").replace('\n', "\r\n");
        proptest::prop_assert_eq!(line_ends(&text), plainly);
    }
}
