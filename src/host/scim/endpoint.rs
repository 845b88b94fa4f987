//! Owns the address of a SCIM server, below which everything is asked.
//! Refuses plain http to other machines: people and the token would travel for everybody to read.

use crate::host::outward::keeps_secrets;
use url::Url;

/// Longest address, in characters.
const LONGEST: usize = 1_000;

/// An address without query and fragment; no slash at its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint(String);

/// Why a text is no address of a SCIM server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEndpoint {
    /// It cannot be read.
    #[error("is not an address such as https://directory.example.com/scim/v2")]
    Unreadable,
    /// It is not encrypted.
    #[error("must begin with https://; http:// is for this machine alone")]
    NotHttps,
    /// It has a name or a password.
    #[error("must not hold a name or a password; put a token into a file and name it with --scim-token-file")]
    Credentials,
    /// It has a query or a fragment.
    #[error("must end with the path of the API, without ? and #")]
    Tail,
    /// It is too long.
    #[error("is longer than {LONGEST} characters")]
    TooLong,
}

impl Endpoint {
    /// Reads an address.
    ///
    /// # Errors
    /// [`NotAnEndpoint`]
    pub fn parse(text: &str) -> Result<Self, NotAnEndpoint> {
        let url = Url::parse(text.trim()).map_err(|_| NotAnEndpoint::Unreadable)?;
        if !url.has_host() {
            return Err(NotAnEndpoint::Unreadable);
        }
        if !keeps_secrets(&url) {
            return Err(NotAnEndpoint::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NotAnEndpoint::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(NotAnEndpoint::Tail);
        }
        let whole = url.as_str().trim_end_matches('/');
        if whole.len() > LONGEST { Err(NotAnEndpoint::TooLong) } else { Ok(Self(whole.to_owned())) }
    }

    /// The address of a path below it, which begins with a slash.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// As it is kept and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_taken_everywhere_and_http_on_this_machine() {
        for (text, whole) in [
            ("https://Directory.example.com/scim/v2/", "https://directory.example.com/scim/v2/Users"),
            ("http://127.0.0.1:8099", "http://127.0.0.1:8099/Users"),
            ("http://[::1]:80/v2", "http://[::1]/v2/Users"),
            (" http://localhost:1/ ", "http://localhost:1/Users"),
        ] {
            assert_eq!(Endpoint::parse(text).unwrap().join("/Users"), whole);
        }
    }

    #[test]
    fn anything_else_is_refused_with_the_way_out() {
        for (text, reason) in [
            ("", NotAnEndpoint::Unreadable),
            ("directory.example.com/scim", NotAnEndpoint::Unreadable),
            ("http://directory.example.com/scim", NotAnEndpoint::NotHttps),
            ("http://localhost.example.com/", NotAnEndpoint::NotHttps),
            ("http://127.0.0.1.example.com/", NotAnEndpoint::NotHttps),
            ("file:///etc/passwd", NotAnEndpoint::Unreadable),
            ("ftp://127.0.0.1/", NotAnEndpoint::NotHttps),
            ("https://user:secret@example.com/", NotAnEndpoint::Credentials),
            ("https://example.com/?token=secret", NotAnEndpoint::Tail),
            ("https://example.com/#a", NotAnEndpoint::Tail),
        ] {
            assert_eq!(Endpoint::parse(text), Err(reason), "{text}");
        }
        assert_eq!(Endpoint::parse(&format!("https://example.com/{}", "a".repeat(LONGEST))), Err(NotAnEndpoint::TooLong));
    }
}
