//! Owns identifiers that whoever asks makes up, so that a request that is repeated does its work once.
//! Refuses to make any: chance is not for rules.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest identifier, in characters.
const LONGEST: usize = 64;

/// An identifier that was made where the request began, such as a UUID.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9._-]+$", example = "0192f0c2-7a4e-7b11-9d0f-3f2a4c5b6d7e")]
pub struct ClientId(String);

/// The text cannot be an identifier.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be 1 to 64 letters, digits, dots, dashes or underscores, new for everything that is added; a UUID will do")]
pub struct NotAnId;

impl ClientId {
    /// Reads an identifier.
    ///
    /// # Errors
    /// [`NotAnId`]
    pub fn parse(text: &str) -> Result<Self, NotAnId> {
        let fits =
            (1..=LONGEST).contains(&text.len()) && text.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"._-".contains(&octet));
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAnId) }
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ClientId {
    type Error = NotAnId;
    fn try_from(text: String) -> Result<Self, NotAnId> {
        Self::parse(&text)
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_short_and_plain() {
        for text in ["a", "0192f0c2-7a4e-7b11-9d0f-3f2a4c5b6d7e", "k1763990000000", &"x".repeat(64)] {
            assert_eq!(ClientId::parse(text).unwrap().as_str(), text);
        }
        for text in ["", " ", "a b", "a/b", "ä", "a\n", "a%20", &"x".repeat(65)] {
            assert_eq!(ClientId::parse(text), Err(NotAnId), "{text:?}");
        }
        assert!(serde_json::from_str::<ClientId>("\"a/b\"").is_err());
    }
}
