//! Owns the mark of an address: short, the same for every spelling of one mailbox, and no way back to the address.
//! Refuses to be a secret: whoever guesses an address can compute its mark.

use super::email_address::EmailAddress;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// Octets of a mark: enough that no two of a million addresses share one by chance.
pub const OCTETS: usize = 8;

/// By what an address is known again: the first 16 hexadecimal digits of SHA-256 over its key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, example = "b4c9a289323b21a0")]
pub struct AddressMark(String);

impl AddressMark {
    /// The mark of an address.
    #[must_use]
    pub fn of(address: &EmailAddress) -> Self {
        Self::of_octets(Sha256::digest(address.key().as_bytes()).into_iter().take(OCTETS))
    }

    /// A mark as it was written.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let hexadecimal = text.len() == 2 * OCTETS && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        hexadecimal.then(|| Self(text.to_owned()))
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of_octets(octets: impl Iterator<Item = u8>) -> Self {
        Self(octets.map(|octet| format!("{octet:02x}")).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_mailbox_share_a_mark_and_others_do_not() {
        let mark = |text: &str| AddressMark::of(&EmailAddress::parse(text).unwrap());
        assert_eq!(mark("Ada@Example.com"), mark("ada@example.com"));
        assert_ne!(mark("ada@example.com"), mark("ada@example.org"));
        assert_eq!(AddressMark::read(mark("ada@example.com").as_str()), Some(mark("ada@example.com")));
        for bad in ["", "b4c9", "B4C9A289323B21A0", "b4c9a289323b21a0b4", "xyzwa289323b21a0"] {
            assert_eq!(AddressMark::read(bad), None, "{bad}");
        }
    }
}
