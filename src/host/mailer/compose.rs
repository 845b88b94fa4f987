//! Owns the message as it leaves: headers, both parts, envelope.
//! Refuses whatever could break out of a header or a line before the mail library sees it: the library panics on line
//! breaks in display names, and relays that take a bare line feed for a line end could be made to see two messages.

use super::{Letter, unsubscribe};
use crate::domain::{
    email_address::EmailAddress,
    render::{AttachedPicture, RenderedEmail},
    transfer_encoding::{TransferEncoding, shorter_encoding},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Attachment, Body, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue},
    },
};
use std::time::{Duration, UNIX_EPOCH};

/// Longest display name, in characters.
const LONGEST_NAME: usize = 100;

/// A composed message.
#[derive(Debug)]
pub struct Composed {
    /// Sender and recipient for the relay.
    pub envelope: Envelope,
    /// The message; every line ends with CR LF.
    pub octets: Vec<u8>,
}

/// Why a message cannot be composed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotComposed {
    /// An address that mail cannot use.
    #[error("the {0} address cannot be used for mail")]
    Address(&'static str),
    /// The parts do not make a message.
    #[error("the message could not be composed")]
    Parts,
    /// A line break that is none.
    #[error("the message contains a broken line end")]
    LineEnd,
}

/// Composes a message.
///
/// # Errors
/// [`NotComposed`]
pub fn compose(letter: &Letter<'_>) -> Result<Composed, NotComposed> {
    let from = address(&letter.sender.address).ok_or(NotComposed::Address("sender's"))?;
    let to = address(letter.to).ok_or(NotComposed::Address("recipient's"))?;
    let return_path = letter.return_path.as_ref().map_or(Some(from.clone()), address).ok_or(NotComposed::Address("return"))?;
    let envelope = Envelope::new(Some(return_path), vec![to.clone()]).map_err(|_| NotComposed::Parts)?;
    let since_1970 = Duration::from_millis(u64::try_from(letter.at.millis()).unwrap_or_default());
    let mut message = Message::builder()
        .from(Mailbox::new(display_name(&letter.sender.name), from.clone()))
        .to(Mailbox::new(display_name(letter.to_name), to))
        .subject(clean(&letter.email.subject))
        .date(UNIX_EPOCH + since_1970)
        .message_id(Some(format!("<{}@{}>", atom(&letter.name), from.domain())))
        .header(AutoSubmitted)
        .header(ContentLanguage(letter.email.language.tag()))
        .envelope(envelope.clone());
    let mut answers = from;
    if let Some(reply_to) = &letter.sender.reply_to {
        answers = address(reply_to).ok_or(NotComposed::Address("reply"))?;
        message = message.reply_to(Mailbox::new(None, answers.clone()));
    }
    for header in unsubscribe::headers(&letter.unsubscribe, &answers) {
        message = message.raw_header(header);
    }
    if let Some(batch) = letter.batch {
        message = message.header(UsherBatch(atom(&batch.0)));
    }
    let octets = message.multipart(parts(letter.email)?).map_err(|_| NotComposed::Parts)?.formatted();
    if has_bare_line_end(&octets) { Err(NotComposed::LineEnd) } else { Ok(Composed { envelope, octets }) }
}

/// Plain text, then HTML, which has its pictures beside it where it carries any (RFC 2387).
fn parts(email: &RenderedEmail) -> Result<MultiPart, NotComposed> {
    let plain = text_part(ContentType::TEXT_PLAIN, email.text_octets())?;
    let html = text_part(ContentType::TEXT_HTML, email.html_octets())?;
    let alternative = MultiPart::alternative().singlepart(plain);
    if email.pictures.is_empty() {
        return Ok(alternative.singlepart(html));
    }
    let mut related = MultiPart::related().singlepart(html);
    for picture in &email.pictures {
        related = related.singlepart(picture_part(picture)?);
    }
    Ok(alternative.multipart(related))
}

/// A text in the encoding in which it is shorter, which is what its size was checked by.
fn text_part(content_type: ContentType, text: String) -> Result<SinglePart, NotComposed> {
    let encoding = match shorter_encoding(&text).0 {
        TransferEncoding::QuotedPrintable => ContentTransferEncoding::QuotedPrintable,
        TransferEncoding::Base64 => ContentTransferEncoding::Base64,
    };
    let body = Body::new_with_encoding(text, encoding).map_err(|_| NotComposed::Parts)?;
    Ok(SinglePart::builder().header(content_type).body(body))
}

fn picture_part(attached: &AttachedPicture) -> Result<SinglePart, NotComposed> {
    let format = attached.picture.format;
    let octets = BASE64_STANDARD.decode(&attached.picture.base64).map_err(|_| NotComposed::Parts)?;
    let content_type = ContentType::parse(format.media_type()).map_err(|_| NotComposed::Parts)?;
    let name = attached.content_id.split('@').next().unwrap_or_default();
    let inline = Attachment::new_inline_with_name(attached.content_id.clone(), format!("{}.{}", atom(name), format.ending()));
    Ok(inline.body(octets, content_type))
}

/// An address for mail: an international domain in its ASCII form, which every relay understands.
fn address(address: &EmailAddress) -> Option<Address> {
    let (name, domain) = address.as_str().rsplit_once('@')?;
    if domain.is_ascii() {
        return Address::new(name, domain).ok();
    }
    match url::Host::parse(domain).ok()? {
        url::Host::Domain(domain) => Address::new(name, domain).ok(),
        url::Host::Ipv4(_) | url::Host::Ipv6(_) => None,
    }
}

/// A name as a header may carry it; nothing where nothing is left of it.
fn display_name(name: &str) -> Option<String> {
    let name: String = clean(name).chars().take(LONGEST_NAME).collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// One line: control characters become spaces, and marks that change the reading direction go, since they can make a
/// name look like another one.
fn clean(text: &str) -> String {
    let visible =
        text.chars().filter(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}'));
    let line: String = visible.map(|c| if c.is_control() { ' ' } else { c }).collect();
    // A name that is written like an encoded word (RFC 2047) would be decoded into another one: a mark of no width parts it.
    line.replace("=?", "=\u{2060}?")
}

/// Letters, digits and `-` alone, as identifiers here have them.
fn atom(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

fn has_bare_line_end(octets: &[u8]) -> bool {
    let lonely = |pair: &[u8]| matches!(pair, [before, b'\n'] if *before != b'\r') || matches!(pair, [b'\r', after] if *after != b'\n');
    octets.windows(2).any(lonely) || octets.first() == Some(&b'\n') || octets.last() == Some(&b'\r')
}

/// Tells vacation responders to keep quiet (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

/// Language of the message (RFC 3282).
#[derive(Clone)]
struct ContentLanguage(&'static str);

/// The batch, for whoever looks a message up.
#[derive(Clone)]
struct UsherBatch(String);

fn header_value(name: HeaderName, value: &str) -> HeaderValue {
    HeaderValue::new(name, value.to_owned())
}

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        header_value(Self::name(), "auto-generated")
    }
}

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        crate::domain::language::Language::read(text).map(|language| Self(language.tag())).ok_or_else(|| "an unknown language".into())
    }

    fn display(&self) -> HeaderValue {
        header_value(Self::name(), self.0)
    }
}

impl Header for UsherBatch {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Usher-Batch")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(atom(text)))
    }

    fn display(&self) -> HeaderValue {
        header_value(Self::name(), &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::unsubscribe::Unsubscribe, *};
    use crate::domain::{
        fingerprint::fingerprint,
        language::Language,
        picture::{CarriedPicture, PictureFormat},
        settings::Sender,
        timestamp::Timestamp,
    };
    use crate::host::secret::hex;
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
        let email = RenderedEmail {
            language: Language::Polish,
            subject: subject.into(),
            html: text.into(),
            text: text.into(),
            pictures: Vec::new(),
        };
        let letter = Letter {
            name: "b-u".into(),
            batch: None,
            sender: &sender,
            to: &EmailAddress::parse("ada@spółka.example").unwrap(),
            to_name,
            email: &email,
            return_path: None,
            unsubscribe,
            at: Timestamp::parse("2026-11-22T12:00:00Z").unwrap(),
        };
        String::from_utf8(compose(&letter).unwrap().octets).unwrap()
    }

    #[test]
    fn nothing_breaks_out_of_a_header() {
        for hostile in
            ["Ada\r\nBcc: eve@example.org", "Ada\nBcc: eve@example.org", "Ada\rBcc: eve@example.org", "Ada\0\u{85}\u{2028}Bcc: eve"]
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
        for text in ["x", "Zażółć gęślą jaźń. ", "<p style=\"a:b\">حسابك جاهز</p>", "a=b ", "trailing \r\n", "1234567890"]
        {
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
    }
}
