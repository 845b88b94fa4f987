//! That no field of a letter breaks out of its place: whatever stands in it, what is composed is one message with the very
//! headers that were meant and the very bodies.

use super::{Letter, compose::compose, outgoing::Outgoing, unsubscribe::Unsubscribe};
use crate::domain::{
    batch::BatchId, email_address::EmailAddress, language::Language, render::RenderedEmail, settings::Sender, timestamp::Timestamp,
    user::UserId,
};
use mail_parser::{Message, MessageParser, MimeHeaders};
use proptest::prelude::*;

/// What somebody typed or imported.
#[derive(Clone, Debug)]
struct Fields {
    sender_name: String,
    to_name: String,
    subject: String,
    text: String,
    html: String,
    name: String,
    batch: String,
    user: String,
    redirected: bool,
}

fn composed(fields: &Fields) -> Vec<u8> {
    let address = |text| EmailAddress::parse(text).unwrap();
    let sender =
        Sender { name: fields.sender_name.clone(), address: address("it@example.com"), reply_to: Some(address("help@example.com")) };
    let email = RenderedEmail {
        language: Language::English,
        subject: fields.subject.clone(),
        html: fields.html.clone(),
        text: fields.text.clone(),
        pictures: Vec::new(),
    };
    let (to, batch, user) = (address("ada@example.com"), BatchId(fields.batch.clone()), UserId(fields.user.clone()));
    let letter = Letter {
        name: fields.name.clone(),
        batch: Some(&batch),
        sender: &sender,
        to: &to,
        to_name: &fields.to_name,
        user: Some(&user),
        email: &email,
        return_path: None,
        unsubscribe: Unsubscribe::ByMail,
        at: Timestamp::parse("2026-11-22T12:00:00Z").unwrap(),
        outgoing: &Outgoing::new(fields.redirected.then(|| address("test@example.com")), None),
    };
    compose(&letter).unwrap().text.into_bytes()
}

/// Every header of the whole message, in the order in which they are written.
const HEADERS: [&str; 12] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "Reply-To",
    "List-Unsubscribe",
    "X-Usher-Batch",
    "MIME-Version",
    "Content-Type",
];

fn whole(octets: &[u8]) -> Message<'_> {
    MessageParser::default().parse(octets).unwrap()
}

/// One message, the headers that were meant and no other, the bodies that were given.
fn is_as_meant(fields: &Fields, octets: &[u8]) -> Result<(), TestCaseError> {
    prop_assert!(octets.is_ascii());
    for line in octets.split(|octet| *octet == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        prop_assert!(line.len() <= 998 && !line.contains(&b'\r') && !line.contains(&0), "{:?}", String::from_utf8_lossy(line));
    }
    let lone = octets.windows(2).filter(|pair| pair[1] == b'\n' && pair[0] != b'\r').count();
    prop_assert_eq!(lone, 0);
    let message = whole(octets);
    let mut names: Vec<&str> = message.parts[0].headers.iter().map(|header| header.name()).collect();
    let mut meant = HEADERS.to_vec();
    names.sort_unstable();
    meant.sort_unstable();
    prop_assert_eq!(names, meant, "{}", String::from_utf8_lossy(octets));
    let one = |list: Option<&mail_parser::Address<'_>>| {
        let list = list.unwrap().as_list().unwrap().to_vec();
        (list.len(), list[0].address.clone().unwrap().into_owned())
    };
    prop_assert_eq!(one(message.from()), (1, "it@example.com".to_owned()));
    let to = if fields.redirected { "test@example.com" } else { "ada@example.com" };
    prop_assert_eq!(one(message.to()), (1, to.to_owned()));
    prop_assert_eq!(one(message.reply_to()), (1, "help@example.com".to_owned()));
    prop_assert!(message.cc().is_none() && message.bcc().is_none());
    prop_assert_eq!(message.parts.len(), 3, "alternative, text, html");
    let body = |text: &str| text.replace("\r\n", "\n").replace(['\r', '\0'], "\n").replace('\n', "\r\n");
    prop_assert_eq!(message.parts[1].text_contents().unwrap(), body(&fields.text));
    prop_assert_eq!(message.parts[2].text_contents().unwrap(), body(&fields.html));
    prop_assert!(message.parts[1].content_type().unwrap().subtype() == Some("plain"));
    Ok(())
}

fn fields(text: &str) -> Fields {
    let owned = || text.to_owned();
    Fields {
        sender_name: owned(),
        to_name: owned(),
        subject: owned(),
        text: owned(),
        html: owned(),
        name: owned(),
        batch: owned(),
        user: owned(),
        redirected: false,
    }
}

#[test]
fn what_others_broke_out_by_stays_in_its_place() {
    let long = "a".repeat(10_000);
    let words = "słowo ".repeat(2_000);
    let hostile = [
        "",
        "\r\nBcc: eve@example.org\r\n\r\nbody",
        "a\nBcc: eve@example.org",
        "a\rBcc: eve@example.org",
        "a\r\n.\r\nMAIL FROM:<eve@example.org>\r\nRCPT TO:<eve@example.org>\r\nDATA\r\nSubject: second\r\n\r\nx\r\n.\r\n",
        "a\n.\nMAIL FROM:<eve@example.org>",
        "a\r.\rQUIT",
        ".\n..\n...\n. \n",
        "\0\u{1}\u{7f}\u{85}\u{2028}\u{2029}\u{b}\u{c}",
        "=?utf-8?q?a=0D=0ABcc:_eve@example.org?=",
        "=?utf-8?b?DQpCY2M6IGV2ZUBleGFtcGxlLm9yZw==?=",
        "\"Eve\" <eve@example.org>, Ada",
        "a\\\"b; (comment <eve@example.org>)",
        "Group: eve@example.org;",
        "\u{202e}moc.elpmaxe@eve\u{202c}",
        "--boundary\r\nContent-Type: text/html\r\n\r\n<script>",
        "[1.2.3.4] \"a b\"@example.com",
        &long,
        &words,
    ];
    for text in hostile {
        for redirected in [false, true] {
            let fields = Fields { redirected, ..fields(text) };
            is_as_meant(&fields, &composed(&fields)).unwrap_or_else(|fault| panic!("{text:.80?}: {fault}"));
        }
    }
}

#[test]
fn identifiers_that_differ_by_what_headers_cannot_hold_stay_two() {
    let id_of = |name: &str| whole(&composed(&Fields { name: name.into(), ..fields("x") })).message_id().unwrap().to_owned();
    let names = ["b-u.1", "b-u1", "b-u_1", "b-u 1", "b-u\r\n1", "", " ", &"u".repeat(300), &"u".repeat(301)];
    let ids: std::collections::HashSet<String> = names.iter().map(|name| id_of(name)).collect();
    assert_eq!(ids.len(), names.len(), "{ids:?}");
    assert!(id_of("b-u1").starts_with("b-u1@"), "an identifier that needs no change has none");
}

#[test]
fn a_test_says_whom_it_is_meant_for_and_never_by_an_address() {
    let subject = |user: &str| {
        let octets = composed(&Fields { redirected: true, user: user.into(), ..fields("Hello") });
        assert!(!String::from_utf8_lossy(&octets).contains("ada@example.com"), "nowhere in the message");
        whole(&octets).subject().unwrap().to_owned()
    };
    assert_eq!(subject("u-17"), "[Test: intended for u-17] Hello");
    assert_eq!(subject("ada@example.com"), "[Test] Hello");
}

/// Texts of all kinds, and often those that break out elsewhere.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "\\PC{0,12}",
        2 => "[a-z ]{0,20}",
        2 => prop::sample::select(vec!["\r\n", "\n", "\r", "\r\n.\r\n", "\n.\n", "\0", "=?utf-8?q?", "?=", "\t", " ", "<", ">", "\"", "\\", ",", ";", ":", "\u{2028}", "\u{85}", ".", "Bcc: e@x.example"])
            .prop_map(str::to_owned),
        1 => Just("x".repeat(1_200)),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_stands_in_the_fields_it_is_one_message_as_meant(
        (sender_name, to_name, subject) in (text(), text(), text()),
        (body, html) in (text(), text()),
        (name, batch, user) in (text(), text(), text()),
        redirected in any::<bool>(),
    ) {
        let fields = Fields { sender_name, to_name, subject, text: body, html, name, batch, user, redirected };
        is_as_meant(&fields, &composed(&fields))?;
    }

    #[test]
    fn no_address_that_can_be_read_breaks_out_of_the_envelope(text in "(\\PC|[\"<>@.\\[\\] ,;:\\\\\r\n\0]){0,40}") {
        if let Ok(address) = EmailAddress::parse(&text) {
            let written = address.as_str();
            prop_assert!(!written.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\\' | ',' | ';')));
        }
    }
}
