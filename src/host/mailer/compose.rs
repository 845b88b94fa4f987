//! Owns the message as it leaves: headers, both parts, envelope.
//! Refuses whatever could break out of a header or a line before the mail library sees it: the library panics on line
//! breaks in display names, and relays that take a bare line feed for a line end could be made to see two messages.

use super::{Letter, dkim::NotSigned, unsubscribe};
use crate::domain::{
    email_address::EmailAddress,
    render::{AttachedPicture, RenderedEmail},
    transfer_encoding::{LONGEST_LINE, TransferEncoding, encoding_for, is_quoted_as_it_is},
};
use crate::host::secret::hex;
use base64::{Engine, prelude::BASE64_STANDARD};
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Attachment, Body, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue},
    },
};
use memchr::{memchr, memchr_iter};
use sha2::{Digest, Sha256};
use std::time::{Duration, UNIX_EPOCH};

/// Longest display name, in characters.
const LONGEST_NAME: usize = 100;
/// Longest subject, in characters: one without a space still fits into one line.
const LONGEST_SUBJECT: usize = 900;
/// Longest identifier that stands as it is in a header.
const LONGEST_ID: usize = 100;

/// A composed message.
#[derive(Debug)]
pub struct Composed {
    /// Sender and recipient for the relay.
    pub envelope: Envelope,
    /// The message; every line ends with CR LF.
    pub text: String,
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
    /// A line break that is none, or a character that no message may hold.
    #[error("the message contains a broken line end or a character that no message may hold")]
    LineEnd,
    /// A line that relays may break.
    #[error("the message contains a line of more than 998 characters")]
    LineTooLong,
    /// It is to be signed and cannot be.
    #[error(transparent)]
    NotSigned(#[from] NotSigned),
}

/// Composes a message, as test-only mode turns it and signed where there is a key.
///
/// # Errors
/// [`NotComposed`]
pub fn compose(letter: &Letter<'_>) -> Result<Composed, NotComposed> {
    let composed = match letter.outgoing.turned(letter) {
        None => written(letter)?,
        Some((to, email, unsubscribe)) => {
            let (name, return_path) = (letter.name.clone(), letter.return_path.clone());
            written(&Letter { to, to_name: "", email: &email, unsubscribe, name, return_path, ..*letter })?
        }
    };
    check(composed.text.as_bytes())?;
    match letter.outgoing.signer() {
        None => Ok(composed),
        Some(signer) => Ok(Composed { text: signer.sign(&composed.text, letter.at)?, ..composed }),
    }
}

fn written(letter: &Letter<'_>) -> Result<Composed, NotComposed> {
    let from = address(&letter.sender.address).ok_or(NotComposed::Address("sender's"))?;
    let to = address(letter.to).ok_or(NotComposed::Address("recipient's"))?;
    let return_path = letter.return_path.as_ref().map_or(Some(from.clone()), address).ok_or(NotComposed::Address("return"))?;
    let envelope = Envelope::new(Some(return_path), vec![to.clone()]).map_err(|_| NotComposed::Parts)?;
    let since_1970 = Duration::from_millis(u64::try_from(letter.at.millis()).unwrap_or_default());
    let mut message = Message::builder()
        .from(Mailbox::new(display_name(&letter.sender.name), from.clone()))
        .to(Mailbox::new(display_name(letter.to_name), to))
        .subject(subject(&letter.email.subject))
        .date(UNIX_EPOCH + since_1970)
        .message_id(Some(format!("<{}@{}>", identifier(&letter.name), from.domain())))
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
        message = message.header(UsherBatch(identifier(&batch.0)));
    }
    let octets = message.multipart(parts(letter.email)?).map_err(|_| NotComposed::Parts)?.formatted();
    Ok(Composed { envelope, text: String::from_utf8(octets).map_err(|_| NotComposed::Parts)? })
}

/// Plain text, then HTML, which has its pictures beside it where it carries any (RFC 2387).
pub(super) fn parts(email: &RenderedEmail) -> Result<MultiPart, NotComposed> {
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

/// A text, its lines ended by CR LF, in the encoding that its size was checked by.
pub(super) fn text_part(content_type: ContentType, text: String) -> Result<SinglePart, NotComposed> {
    let body = match encoding_for(&text) {
        // Its line ends are right already, and nobody else is to choose.
        TransferEncoding::SevenBit => Body::dangerous_pre_encoded(text.into_bytes(), ContentTransferEncoding::SevenBit),
        TransferEncoding::QuotedPrintable => Body::dangerous_pre_encoded(quoted(&text), ContentTransferEncoding::QuotedPrintable),
        TransferEncoding::Base64 => Body::new_with_encoding(text, ContentTransferEncoding::Base64).map_err(|_| NotComposed::Parts)?,
    };
    Ok(SinglePart::builder().header(content_type).body(body))
}

/// A text, its lines ended by CR LF, by what the mail library encodes with. Lines are encoded one by one, and need not be where
/// nothing comes of it.
pub(super) fn quoted(text: &str) -> Vec<u8> {
    let mut octets = Vec::with_capacity(text.len() + text.len() / 8);
    for line in text.split_inclusive('\n') {
        if line.strip_suffix("\r\n").is_some_and(is_quoted_as_it_is) {
            octets.extend_from_slice(line.as_bytes());
        } else {
            octets.extend(quoted_printable::encode(line));
        }
    }
    octets
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

/// A subject as a header may carry it.
fn subject(text: &str) -> String {
    let text = clean(text);
    if text.chars().count() <= LONGEST_SUBJECT { text } else { text.chars().take(LONGEST_SUBJECT - 1).chain(['…']).collect() }
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

/// An identifier as headers have it: as it is, or, where that cannot be, by its hash, so that two never become one.
fn identifier(text: &str) -> String {
    let (plain, hash) = (atom(text), Sha256::digest(text));
    if plain == text && (1..=LONGEST_ID).contains(&text.len()) {
        return plain;
    }
    plain.chars().take(LONGEST_ID / 2).chain(['-']).chain(hex(&hash).chars().take(32)).collect()
}

/// The last look at what leaves, whatever was done before.
fn check(octets: &[u8]) -> Result<(), NotComposed> {
    if has_bare_line_end(octets) || memchr(0, octets).is_some() {
        return Err(NotComposed::LineEnd);
    }
    // Of every line with its carriage return; the last one ends as if it had one.
    let mut begins = 0;
    let longest = memchr_iter(b'\n', octets).chain([octets.len() + 1]).map(|end| end - std::mem::replace(&mut begins, end + 1)).max();
    if longest.is_some_and(|octets| octets > LONGEST_LINE + 1) { Err(NotComposed::LineTooLong) } else { Ok(()) }
}

/// Every line feed has its carriage return before it, and every carriage return its line feed behind it.
pub(super) fn has_bare_line_end(octets: &[u8]) -> bool {
    let mut pairs = 0;
    for at in memchr_iter(b'\n', octets) {
        if at.checked_sub(1).and_then(|before| octets.get(before)) != Some(&b'\r') {
            return true;
        }
        pairs += 1;
    }
    memchr_iter(b'\r', octets).count() != pairs
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
