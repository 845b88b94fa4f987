//! Every mail taken apart by another library: the parts and headers that are meant, and no others.

use crate::harness::{THREE, TestHost, draft_in, host_at};
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use serde_json::json;
use usher::{
    api::routes,
    domain::{
        block::{BlockDraft, BlockKind},
        email_kind::SuppressibleKind,
        language::Language,
        template::{TemplateDraft, TemplateId},
    },
};

const PIXEL: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
/// The first and the last octets of it.
const PIXEL_ENDS: (&[u8], &[u8]) = (b"GIF89a\x01\x00\x01\x00", b"\x01D\x00;");

/// The headers of a mail, in their order.
fn meant(purpose: SuppressibleKind) -> Vec<&'static str> {
    let declining: &[&str] = match purpose {
        SuppressibleKind::Activation => &[],
        SuppressibleKind::Reminder => &["List-Unsubscribe", "List-Unsubscribe-Post"],
    };
    let all = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "Reply-To"].iter();
    all.chain(declining).chain(&["MIME-Version", "Content-Type"]).copied().collect()
}

fn media_type(part: &MessagePart<'_>) -> String {
    let content_type = part.content_type().unwrap();
    format!("{}/{}", content_type.ctype(), content_type.subtype().unwrap())
}

/// A part with those inside it: `multipart/alternative(text/plain, text/html)`.
fn outline(message: &Message<'_>, part: &MessagePart<'_>) -> String {
    match &part.body {
        PartType::Multipart(inside) => {
            let inside: Vec<_> = inside.iter().map(|at| outline(message, message.part(*at).unwrap())).collect();
            format!("{}({})", media_type(part), inside.join(", "))
        }
        PartType::Text(_) | PartType::Html(_) | PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) => media_type(part),
    }
}

fn part<'m>(message: &'m Message<'_>, wanted: &str) -> &'m MessagePart<'m> {
    message.parts.iter().find(|part| media_type(part) == wanted).unwrap()
}

fn names(part: &MessagePart<'_>) -> Vec<String> {
    part.headers.iter().map(|header| header.name().to_owned()).collect()
}

fn with_picture(mut draft: TemplateDraft) -> TemplateDraft {
    for variant in &mut draft.variants {
        let empty = BlockDraft::empty("carried".into(), BlockKind::Image);
        let url = format!("data:image/gif;base64,{PIXEL}");
        variant.blocks.push(BlockDraft { url, alt: "Us".into(), width: "1".into(), height: "1".into(), ..empty });
    }
    draft
}

async fn message(test: &TestHost, template: &str, draft: &TemplateDraft, language: Language) -> String {
    let request = json!({"draft": draft, "language": language, "as_user": test.users().await[0]});
    let answer = test.post(&routes::template_message(&TemplateId(template.to_owned())), &request).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_mail_has_the_parts_and_headers_that_are_meant_and_no_others() {
    let test = host_at("https://usher.example.com").await;
    let template = test.ready(THREE).await;
    let languages = [Language::English, Language::Polish, Language::Arabic];
    for purpose in [SuppressibleKind::Activation, SuppressibleKind::Reminder] {
        let bare = draft_in(purpose, &languages);
        for language in languages {
            let octets = message(&test, &template, &with_picture(bare.clone()), language).await;
            let mail = MessageParser::default().parse(octets.as_bytes()).unwrap();
            let parts = "multipart/alternative(text/plain, multipart/related(text/html, image/gif))";
            assert_eq!(outline(&mail, mail.root_part()), parts, "{language:?} {purpose:?}");
            assert_eq!(names(mail.root_part()), meant(purpose));
            check_headers(&mail, language);
            check_texts(&mail, language);
            check_picture(&mail);

            let octets = message(&test, &template, &bare, language).await;
            let mail = MessageParser::default().parse(octets.as_bytes()).unwrap();
            assert_eq!(outline(&mail, mail.root_part()), "multipart/alternative(text/plain, text/html)");
            check_headers(&mail, language);
            check_texts(&mail, language);
            assert!(!mail.body_html(0).unwrap().contains("cid:"));
        }
    }
}

fn check_headers(mail: &Message<'_>, language: Language) {
    let raw = |name: &str| mail.header_raw(name).unwrap().trim().to_owned();
    assert_eq!((raw("Content-Language").as_str(), raw("Auto-Submitted").as_str()), (language.tag(), "auto-generated"));
    assert_eq!(raw("MIME-Version"), "1.0");
    let (from, to) = (mail.from().unwrap().first().unwrap(), mail.to().unwrap().first().unwrap());
    assert_eq!((from.name(), from.address()), (Some("IT, Help"), Some("it@example.com")));
    assert_eq!((to.name(), to.address()), (Some("Ada"), Some("ada@example.com")));
    assert_eq!((mail.to().unwrap().iter().count(), mail.from().unwrap().iter().count()), (1, 1));
    assert_eq!(mail.reply_to().unwrap().first().unwrap().address(), Some("help@example.com"));
    assert_eq!(mail.date().unwrap().to_timestamp(), crate::harness::now().millis() / 1_000);
    let subject = mail.subject().unwrap();
    assert!(subject.contains("Webex") && !subject.contains("{{") && !subject.contains("=?"), "{subject}");
}

fn check_texts(mail: &Message<'_>, language: Language) {
    for (wanted, own) in [("text/plain", mail.body_text(0)), ("text/html", mail.body_html(0))] {
        let (part, text) = (part(mail, wanted), own.unwrap());
        assert_eq!(part.text_contents(), Some(&*text));
        assert_eq!(names(part), ["Content-Type", "Content-Transfer-Encoding"]);
        assert_eq!(part.content_type().unwrap().attribute("charset"), Some("utf-8"));
        // HTML in a Latin script is ASCII in short lines, plain text is as it was typed.
        let travels_as_it_is = wanted == "text/html" && language != Language::Arabic || text.is_ascii();
        let encoding = part.headers.iter().find(|header| header.name() == "Content-Transfer-Encoding").unwrap().value().as_text().unwrap();
        assert_eq!((encoding == "7bit", part.encoding == Encoding::None), (travels_as_it_is, travels_as_it_is), "{wanted} {encoding}");
        assert!(travels_as_it_is || ["quoted-printable", "base64"].contains(&encoding), "{wanted} {encoding}");
        assert!(!part.is_encoding_problem && text.lines().count() > 0 && !text.contains('\u{FFFD}'));
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "every line ends with CR LF");
        assert!(text.contains("https://help.example.com") && !text.contains("{{"));
    }
    let (html, text) = (mail.body_html(0).unwrap(), mail.body_text(0).unwrap());
    assert!(html.starts_with("<!DOCTYPE html>") && html.trim_end().ends_with("</html>"));
    assert!(html.contains(&format!("lang=\"{}\"", language.tag())) && !text.contains("<td"));
    let arabic = |text: &str| text.chars().any(|c| ('\u{600}'..='\u{6FF}').contains(&c));
    assert_eq!((arabic(&html), arabic(&text)), (language == Language::Arabic, language == Language::Arabic));
}

fn check_picture(mail: &Message<'_>) {
    let picture = part(mail, "image/gif");
    assert_eq!(names(picture), ["Content-ID", "Content-Disposition", "Content-Type", "Content-Transfer-Encoding"]);
    assert_eq!((picture.content_id(), picture.encoding), (Some("picture-1@usher"), Encoding::Base64));
    let disposition = picture.content_disposition().unwrap();
    assert!(disposition.is_inline() && disposition.attribute("filename") == Some("picture-1.gif"), "{disposition:?}");
    let (begins, ends) = PIXEL_ENDS;
    assert!(picture.contents().len() == 42 && picture.contents().starts_with(begins) && picture.contents().ends_with(ends));
    assert_eq!(mail.body_html(0).unwrap().matches("src=\"cid:picture-1@usher\"").count(), 1);
}
