//! What messages hold and what they must not.

use super::{
    Letter,
    compose::{compose, has_bare_line_end, parts, quoted, text_part},
    outgoing::Outgoing,
    unsubscribe::Unsubscribe,
};
use crate::domain::{
    email_address::EmailAddress,
    fingerprint::fingerprint,
    language::Language,
    picture::{CarriedPicture, PictureFormat},
    render::{AttachedPicture, RenderedEmail},
    settings::Sender,
    timestamp::Timestamp,
    transfer_encoding::shorter_encoding,
};
use crate::host::secret::hex;
use base64::{Engine, prelude::BASE64_STANDARD};
use lettre::message::header::ContentType;
use mail_parser::MessageParser;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn composed(sender_name: &str, to_name: &str, subject: &str, text: &str) -> String {
    composed_with(sender_name, to_name, subject, text, Unsubscribe::NotOffered)
}

fn composed_with(sender_name: &str, to_name: &str, subject: &str, text: &str, unsubscribe: Unsubscribe) -> String {
    let sender = Sender {
        name: sender_name.into(),
        address: EmailAddress::parse("it@example.com").unwrap(),
        reply_to: Some(EmailAddress::parse("help@example.com").unwrap()),
    };
    let email =
        RenderedEmail { language: Language::Polish, subject: subject.into(), html: text.into(), text: text.into(), pictures: Vec::new() };
    let letter = Letter {
        name: "b-u".into(),
        batch: None,
        sender: &sender,
        to: &EmailAddress::parse("ada@spółka.example").unwrap(),
        to_name,
        user: None,
        email: &email,
        return_path: None,
        unsubscribe,
        at: Timestamp::parse("2026-11-22T12:00:00Z").unwrap(),
        outgoing: &Outgoing::default(),
    };
    compose(&letter).unwrap().text
}

#[test]
fn nothing_breaks_out_of_a_header() {
    for hostile in ["Ada\r\nBcc: eve@example.org", "Ada\nBcc: eve@example.org", "Ada\rBcc: eve@example.org", "Ada\0\u{85}\u{2028}Bcc: eve"]
    {
        let message = composed(hostile, hostile, hostile, "x");
        assert!(!message.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{message}");
    }
    let quoted = composed("\"Eve\" <eve@example.org>,", "a\\\"b <c@d.example>", "s", "x");
    assert!(quoted.contains("<it@example.com>"), "{quoted}");
}

#[test]
fn a_name_like_an_encoded_word_is_not_decoded() {
    let message = composed("IT", "=?utf-8?q?Eve?=", "=?utf-8?q?Bcc=3A_eve=40example.org?=", "x");
    assert!(!message.contains("=?utf-8?q?"), "{message}");
}

#[test]
fn every_line_ends_with_cr_lf_whatever_the_text_holds() {
    let message = composed("IT", "Ada", "s", "one\ntwo\rthree\r\nfour\n.\n\nfive\r\n.\r\n");
    assert!(!has_bare_line_end(message.as_bytes()));
    assert!(has_bare_line_end(b"a\nb") && has_bare_line_end(b"a\rb") && has_bare_line_end(b"\n") && has_bare_line_end(b"a\r"));
}

#[test]
fn the_size_that_is_checked_is_the_size_that_travels() {
    for text in ["x", "Zażółć gęślą jaźń. ", "<p style=\"a:b\">حسابك جاهز</p>", "a=b ", "trailing \r\n", "1234567890"] {
        for times in [1, 7, 40, 400] {
            let text = text.repeat(times);
            let (_, octets) = shorter_encoding(&text);
            let part = text_part(ContentType::TEXT_HTML, text.clone()).unwrap().formatted();
            let begins = part.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
            assert_eq!(part.len() - begins, octets + 2, "{times} times {text:.20}");
        }
    }
}

#[test]
fn pictures_stand_beside_the_html_that_shows_them() {
    let picture = CarriedPicture { format: PictureFormat::Gif, base64: BASE64_STANDARD.encode(b"GIF89a....") };
    let pictures = vec![AttachedPicture { content_id: "picture-1@usher".into(), picture }];
    let email = RenderedEmail { language: Language::English, subject: "s".into(), html: "<p>".into(), text: "t".into(), pictures };
    let message = String::from_utf8(parts(&email).unwrap().formatted()).unwrap();
    let order = ["multipart/alternative", "text/plain", "multipart/related", "text/html", "Content-ID: <picture-1@usher>", "image/gif"];
    let places: Vec<usize> = order.iter().map(|part| message.find(part).unwrap_or_else(|| panic!("{part} in {message}"))).collect();
    assert!(places.is_sorted(), "{message}");
    assert!(message.contains("picture-1.gif") && message.contains("inline"), "{message}");
}

#[test]
fn declining_is_offered_in_headers_of_ascii_that_say_whole_addresses() {
    let none = composed("IT", "Ada", "s", "x");
    assert!(!none.contains("List-Unsubscribe"), "{none}");
    let by_mail = composed_with("IT", "Ada", "s", "x", Unsubscribe::ByMail);
    assert!(by_mail.contains("List-Unsubscribe: <mailto:help@example.com?subject=unsubscribe>\r\n"), "{by_mail}");
    assert!(!by_mail.contains("List-Unsubscribe-Post"), "one click needs https");
    let address = format!("https://usher.example.com/{}", "a".repeat(400));
    let both = composed_with("IT", "Ada", "s", "x", Unsubscribe::OneClick { address: address.clone() });
    let value = format!("<{address}>,\r\n <mailto:help@example.com?subject=unsubscribe>\r\n");
    let line = both.split_once("List-Unsubscribe: ").unwrap().1;
    assert!(line.trim_start().starts_with(&value), "{both}");
    assert!(both.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n") && both.is_ascii(), "{both}");
}

#[test]
fn international_domains_travel_in_ascii() {
    let message = composed("IT", "Ada", "Zażółć", "x");
    assert!(message.contains("To: Ada <ada@xn--spka-w7a95a.example>") || message.contains("@xn--sp"), "{message}");
    assert!(message.contains("Content-Language: pl\r\n") && message.contains("Auto-Submitted: auto-generated\r\n"), "{message}");
    assert!(message.is_ascii(), "{message}");
}

proptest! {
    #[test]
    fn whoever_decodes_a_message_finds_the_fingerprints_of_what_was_rendered(
        html in "(?s:.{0,300})",
        text in "([a-z =\\.]{0,90}[\r\n\t ]{0,3}|\\PC{0,40}\n){0,9}",
    ) {
        let email = RenderedEmail { language: Language::English, subject: "s".into(), html, text, pictures: Vec::new() };
        let octets = parts(&email).unwrap().formatted();
        prop_assert!(octets.is_ascii());
        let message = MessageParser::default().parse(&octets).unwrap();
        let decoded = |position| message.part(position).unwrap().text_contents().unwrap();
        let travels = (email.text_octets(), email.html_octets());
        prop_assert_eq!((decoded(1), decoded(2)), (travels.0.as_str(), travels.1.as_str()));
        let hashed = |octets: &str| hex(&Sha256::digest(octets));
        prop_assert_eq!((hashed(decoded(1)), hashed(decoded(2))), (fingerprint(&email.text), fingerprint(&email.html)));
    }

    #[test]
    fn lines_are_encoded_as_the_whole_text_is(lines in proptest::collection::vec("[ -~\t]{0,3}|[a-z ]{70,80}|[a-z=é ]{0,160}", 0..5)) {
        let text = lines.join("\r\n");
        prop_assert_eq!(quoted(&text), quoted_printable::encode(&text));
    }

    #[test]
    fn a_bare_line_end_is_found_wherever_it_stands(octets in proptest::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'a')], 0..12)) {
        let bare = (0..octets.len()).any(|at| match octets[at] {
            b'\n' => at == 0 || octets[at - 1] != b'\r',
            b'\r' => octets.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        prop_assert_eq!(has_bare_line_end(&octets), bare);
    }
}
