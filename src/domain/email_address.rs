//! Owns the one address type that mail can be sent to.
//! Refuses to exist with anything a mail header or an SMTP command could misread.

use super::condition::is_in_domain;
use email_address::Options;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest address in octets (RFC 5321, erratum 1690).
const LONGEST: usize = 254;

/// A syntactically valid mailbox such as `ada@example.com`; international names allowed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = Email, example = "ada@example.com")]
pub struct EmailAddress(String);

/// Why a text is not an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// Nothing was given.
    #[error("the address is missing")]
    Missing,
    /// A line break, another control character or a space inside.
    #[error("the address contains a line break, a space or another character that no address may hold")]
    ForbiddenCharacter,
    /// Over 254 octets.
    #[error("the address is longer than 254 characters")]
    TooLong,
    /// Not of the form `name@domain.example`.
    #[error("the address is not of the form name@example.com")]
    Malformed,
}

impl EmailAddress {
    /// Reads an address; surrounding spaces are dropped, nothing else is repaired.
    ///
    /// # Errors
    /// [`NotAnAddress`] names the first reason.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim_matches(' ');
        if text.is_empty() {
            return Err(NotAnAddress::Missing);
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || is_invisible(c)) {
            return Err(NotAnAddress::ForbiddenCharacter);
        }
        if text.len() > LONGEST {
            return Err(NotAnAddress::TooLong);
        }
        let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
        // The quoted form ("a b"@example.com) is legal and never seen in a directory; headers are safer without.
        match email_address::EmailAddress::parse_with_options(text, options) {
            Ok(_) if !text.contains(['"', '\\', '<', '>', ',', ';']) => Ok(Self(text.to_owned())),
            Ok(_) | Err(_) => Err(NotAnAddress::Malformed),
        }
    }

    /// The address as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Equal for two spellings of one mailbox: the whole address in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The part after the last `@`, in lower case.
    #[must_use]
    pub fn domain(&self) -> String {
        self.host().to_lowercase()
    }

    /// Whether it lies in a domain, given in lower case, or below it where that counts too.
    #[must_use]
    pub fn is_in(&self, domain: &str, below: bool) -> bool {
        let host = self.host();
        if !host.is_ascii() {
            return is_in_domain(&host.to_lowercase(), domain, below);
        }
        // Asked for every person and rule: compared where it lies.
        let (host, domain) = (host.as_bytes(), domain.as_bytes());
        let (above, end) = host.split_at(host.len().saturating_sub(domain.len()));
        end.eq_ignore_ascii_case(domain) && (above.is_empty() || (below && above.ends_with(b".")))
    }

    /// The part after the last `@`.
    fn host(&self) -> &str {
        self.0.rsplit_once('@').map(|(_, host)| host).unwrap_or_default()
    }
}

/// Zero-width and direction-changing characters: two addresses that look alike must be alike.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

impl TryFrom<String> for EmailAddress {
    type Error = NotAnAddress;
    fn try_from(text: String) -> Result<Self, NotAnAddress> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_addresses_are_taken_as_they_are() {
        for text in ["ada@example.com", "o'neill+tag@mail.example.org", "user@spółka.example", "A.B@EXAMPLE.com"] {
            assert_eq!(EmailAddress::parse(text).unwrap().as_str(), text);
        }
        assert_eq!(EmailAddress::parse("  ada@example.com ").unwrap().as_str(), "ada@example.com");
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        for (text, reason) in [
            ("", NotAnAddress::Missing),
            ("   ", NotAnAddress::Missing),
            ("a@example.com\r\nBcc: b@example.com", NotAnAddress::ForbiddenCharacter),
            ("a\u{0}@example.com", NotAnAddress::ForbiddenCharacter),
            ("a b@example.com", NotAnAddress::ForbiddenCharacter),
            ("a\u{202E}b@example.com", NotAnAddress::ForbiddenCharacter),
            ("no-at-sign", NotAnAddress::Malformed),
            ("a@b", NotAnAddress::Malformed),
            ("a@[127.0.0.1]", NotAnAddress::Malformed),
            ("\"a\"@example.com", NotAnAddress::Malformed),
            ("Ada <ada@example.com>", NotAnAddress::ForbiddenCharacter),
            ("a@example.com,b@example.com", NotAnAddress::Malformed),
        ] {
            assert_eq!(EmailAddress::parse(text), Err(reason), "{text:?}");
        }
        assert_eq!(EmailAddress::parse(&format!("x@{}.com", "d".repeat(260))), Err(NotAnAddress::TooLong));
    }

    #[test]
    fn spellings_of_one_mailbox_share_a_key() {
        let (a, b) = (EmailAddress::parse("A@EXAMPLE.com").unwrap(), EmailAddress::parse("a@example.com").unwrap());
        assert_eq!(a.key(), b.key());
        assert_eq!(a.domain(), "example.com");
    }

    #[test]
    fn not_even_json_makes_a_bad_one() {
        assert!(serde_json::from_str::<EmailAddress>("\"a@b\\r\\nx\"").is_err());
    }
}
