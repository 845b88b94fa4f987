//! Owns signing: DKIM (RFC 6376, RFC 8463) over a composed message, and the DNS record by which others check it.
//! Refuses keys that are too short to be believed, and to sign anything but what was composed here, where every line ends with CR LF.

use crate::domain::timestamp::Timestamp;
use base64::{Engine, prelude::BASE64_STANDARD};
use ring::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use rustls_pki_types::{PrivateKeyDer, pem::PemObject};
use sha2::{Digest, Sha256};

/// What is signed where it is there. `From` stands twice, so that nobody can put another one in front (RFC 6376, 8.15).
const SIGNED: &[&str] = &[
    "from",
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "list-unsubscribe",
    "list-unsubscribe-post",
];
/// Characters of one line of the signature.
const LINE: usize = 70;
/// Octets of one string of a DNS record (RFC 1035).
const STRING: usize = 250;

/// Signs messages in the name of a domain.
pub struct Signer {
    domain: String,
    selector: String,
    key: Key,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Why nothing can be signed with what was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotASigner {
    /// Not a domain.
    #[error("--dkim-domain is not a domain such as example.com")]
    Domain,
    /// Not a selector.
    #[error("--dkim-selector is not of letters, digits, - and . such as usher2026")]
    Selector,
    /// Not a PEM file with a private key.
    #[error("--dkim-key holds no private key in PEM form; make one with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048")]
    NoKey,
    /// A key of another kind, or a short one.
    #[error("--dkim-key holds neither an RSA key of 2048 to 8192 bits nor an Ed25519 key: {0}")]
    Key(String),
}

/// Why a message was not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the message could not be signed")]
pub struct NotSigned;

impl Signer {
    /// Signs for a domain with the key of a PEM file.
    ///
    /// # Errors
    /// [`NotASigner`]
    pub fn new(pem: &[u8], domain: &str, selector: &str) -> Result<Self, NotASigner> {
        if !is_name(domain) || !domain.contains('.') {
            return Err(NotASigner::Domain);
        }
        if !is_name(selector) {
            return Err(NotASigner::Selector);
        }
        let der = PrivateKeyDer::from_pem_slice(pem).map_err(|_| NotASigner::NoKey)?;
        Ok(Self { domain: domain.to_ascii_lowercase(), selector: selector.to_owned(), key: Key::of(&der)? })
    }

    /// The message with its signature in front.
    ///
    /// # Errors
    /// [`NotSigned`]
    pub fn sign(&self, message: &str, at: Timestamp) -> Result<String, NotSigned> {
        let (head, body) = halves(message.as_bytes()).ok_or(NotSigned)?;
        let headers = headers(head);
        let (mut names, mut signed) = (Vec::new(), Vec::new());
        for (place, name) in SIGNED.iter().enumerate() {
            let nth = SIGNED.iter().take(place).filter(|earlier| *earlier == name).count();
            match headers.iter().filter(|(known, _)| known == name).nth(nth) {
                Some((_, value)) => {
                    names.push(*name);
                    signed.extend_from_slice(format!("{name}:").as_bytes());
                    signed.extend_from_slice(value);
                    signed.extend_from_slice(b"\r\n");
                }
                // Signed as not there.
                None if nth > 0 => names.push(*name),
                None => {}
            }
        }
        let tags = format!(
            "v=1; a={}-sha256; c=relaxed/relaxed; d={}; s={}; t={};\r\n\th={};\r\n\tbh={};\r\n\tb=",
            self.key.name(),
            self.domain,
            self.selector,
            at.millis().div_euclid(1_000),
            names.join(":\r\n\t "),
            BASE64_STANDARD.encode(Sha256::digest(relaxed_body(body))),
        );
        signed.extend_from_slice(b"dkim-signature:");
        signed.extend(relaxed_value(tags.as_bytes()));
        let signature = BASE64_STANDARD.encode(self.key.sign(&signed)?);
        Ok(format!("DKIM-Signature: {tags}{}\r\n{message}", folded(&signature)))
    }

    /// The DNS record to publish, as a line of a zone file.
    #[must_use]
    pub fn record(&self) -> String {
        let value = format!("v=DKIM1; k={}; p={}", self.key.name(), BASE64_STANDARD.encode(self.key.public()));
        let strings: Vec<String> = value.as_bytes().chunks(STRING).map(|part| format!("\"{}\"", String::from_utf8_lossy(part))).collect();
        format!("{}._domainkey.{}. IN TXT ( {} )\n", self.selector, self.domain, strings.join(" "))
    }
}

impl Key {
    fn of(der: &PrivateKeyDer<'_>) -> Result<Self, NotASigner> {
        let refused = |reason: ring::error::KeyRejected| NotASigner::Key(reason.to_string());
        match der {
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()).map(|key| Self::Rsa(Box::new(key))).map_err(refused),
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                // OpenSSL leaves the public half out of the file.
                Ed25519KeyPair::from_pkcs8_maybe_unchecked(der)
                    .map(Self::Ed25519)
                    .or_else(|_| RsaKeyPair::from_pkcs8(der).map(|key| Self::Rsa(Box::new(key))).map_err(refused))
            }
            _ => Err(NotASigner::Key("it is of another kind".into())),
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa",
            Self::Ed25519(_) => "ed25519",
        }
    }

    fn sign(&self, octets: &[u8]) -> Result<Vec<u8>, NotSigned> {
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), octets, &mut signature).map_err(|_| NotSigned)?;
                Ok(signature)
            }
            // RFC 8463 signs the hash and not the octets.
            Self::Ed25519(key) => Ok(key.sign(&Sha256::digest(octets)).as_ref().to_vec()),
        }
    }

    /// The public half, as the record has it.
    fn public(&self) -> Vec<u8> {
        match self {
            Self::Rsa(key) => {
                // SubjectPublicKeyInfo: the algorithm (rsaEncryption, no parameters), then the key as a bit string.
                let algorithm = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
                let bits = [&[0][..], key.public().as_ref()].concat();
                der(0x30, &[&algorithm[..], &der(0x03, &bits)].concat())
            }
            Self::Ed25519(key) => key.public_key().as_ref().to_vec(),
        }
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("domain", &self.domain).field("selector", &self.selector).finish_non_exhaustive()
    }
}

/// Contents with their tag and length (X.690).
fn der(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|octet| *octet == 0).collect();
    let mut out = vec![tag];
    if contents.len() >= 0x80 {
        out.push(0x80 | u8::try_from(length.len()).unwrap_or_default());
    }
    out.extend(length);
    out.extend_from_slice(contents);
    out
}

/// Letters, digits, `-`, `_` and single dots between.
fn is_name(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.len() <= 63 && label.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'))
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// The headers without the empty line after them, and the body.
fn halves(message: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = message.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some((message.get(..end)?, message.get(end + 4..)?))
}

/// Every header with its name in lower case and its value as it is signed.
fn headers(head: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut whole: Vec<Vec<u8>> = Vec::new();
    for line in lines(head) {
        match (line.first(), whole.last_mut()) {
            (Some(b' ' | b'\t'), Some(before)) => before.extend_from_slice(line),
            _ => whole.push(line.to_vec()),
        }
    }
    let split = |header: &Vec<u8>| {
        let colon = header.iter().position(|octet| *octet == b':')?;
        let name = String::from_utf8_lossy(header.get(..colon)?).trim_end().to_ascii_lowercase();
        Some((name, relaxed_value(header.get(colon + 1..)?)))
    };
    whole.iter().filter_map(split).collect()
}

/// A value on one line, its white space as single spaces, none at its ends.
fn relaxed_value(value: &[u8]) -> Vec<u8> {
    let words = value.split(|octet| matches!(octet, b' ' | b'\t' | b'\r' | b'\n')).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(&b' ')
}

/// The body with white space as single spaces, none before a line's end, and no empty lines at its end.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut empty = 0;
    for line in lines(body) {
        let line = relaxed_line(line);
        if line.is_empty() {
            empty += 1;
            continue;
        }
        out.extend(std::iter::repeat_n(*b"\r\n", std::mem::take(&mut empty)).flatten());
        out.extend(line);
        out.extend_from_slice(b"\r\n");
    }
    out
}

fn relaxed_line(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    for octet in line {
        match (octet, out.last()) {
            (b' ' | b'\t', Some(b' ')) => {}
            (b' ' | b'\t', _) => out.push(b' '),
            (octet, _) => out.push(*octet),
        }
    }
    if out.last() == Some(&b' ') {
        out.pop();
    }
    out
}

/// Lines without their ends; what stands after the last end is a line too, if it is not empty.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|octet| *octet == b'\n').map(|line| line.strip_suffix(b"\r\n").unwrap_or(line))
}

/// A signature in lines of moderate length.
fn folded(signature: &str) -> String {
    signature.as_bytes().chunks(LINE).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\r\n\t ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_relaxed_as_the_standard_shows() {
        // RFC 6376, 3.4.5.
        let (head, body) = halves(b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n").unwrap();
        assert_eq!(headers(head), [("a".to_owned(), b"X".to_vec()), ("b".to_owned(), b"Y Z".to_vec())]);
        assert_eq!(relaxed_body(body), b" C\r\nD E\r\n");
        assert_eq!((relaxed_body(b""), relaxed_body(b"\r\n\r\n"), relaxed_body(b"a")), (vec![], vec![], b"a\r\n".to_vec()));
    }

    #[test]
    fn what_cannot_sign_is_refused_with_the_field() {
        let key = include_bytes!("../../../tests/data/dkim-rsa.pem");
        for domain in ["", "localhost", "a..b", "exa mple.com", "example.com;", "żółw.example"] {
            assert_eq!(Signer::new(key, domain, "s").unwrap_err(), NotASigner::Domain, "{domain}");
        }
        assert_eq!(Signer::new(key, "example.com", "a b").unwrap_err(), NotASigner::Selector);
        assert_eq!(Signer::new(b"not a key", "example.com", "s").unwrap_err(), NotASigner::NoKey);
        let short = include_bytes!("../../../tests/data/dkim-rsa-1024.pem");
        assert!(matches!(Signer::new(short, "example.com", "s").unwrap_err(), NotASigner::Key(_)));
    }
}
