//! Owns the address under which people reach this host from elsewhere, which links in mails begin with.
//! Refuses plain http, and everything that a beginning cannot have behind it.

use url::Url;

/// Longest address, in characters: with an identifier and a token behind it, it must fit a line of a header (RFC 5322).
const LONGEST: usize = 300;

/// An https address without query and fragment, in ASCII; no slash at its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicUrl(String);

/// Why a text is no public address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPublicUrl {
    /// It cannot be read.
    #[error("is not an address such as https://usher.example.com")]
    Unreadable,
    /// It is not encrypted.
    #[error("must begin with https://: mail programs unsubscribe people by https alone")]
    NotHttps,
    /// It has a name or a password.
    #[error("must not hold a name or a password: it stands in every reminder")]
    Credentials,
    /// It has a query or a fragment.
    #[error("must end with the host or a path, without ? and #")]
    Tail,
    /// It is too long.
    #[error("is longer than {LONGEST} characters")]
    TooLong,
}

impl PublicUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// [`NotAPublicUrl`]
    pub fn parse(text: &str) -> Result<Self, NotAPublicUrl> {
        let url = Url::parse(text.trim()).map_err(|_| NotAPublicUrl::Unreadable)?;
        if url.scheme() != "https" {
            return Err(NotAPublicUrl::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NotAPublicUrl::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(NotAPublicUrl::Tail);
        }
        let whole = url.as_str().trim_end_matches('/');
        if whole.len() > LONGEST { Err(NotAPublicUrl::TooLong) } else { Ok(Self(whole.to_owned())) }
    }

    /// The address of a path, which begins with a slash.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_with_a_host_and_perhaps_a_path_is_taken() {
        for (text, whole) in [
            ("https://usher.example.com", "https://usher.example.com/x"),
            (" https://Usher.example.com/ ", "https://usher.example.com/x"),
            ("https://example.com:8443/tools/usher/", "https://example.com:8443/tools/usher/x"),
            ("https://spółka.example", "https://xn--spka-w7a95a.example/x"),
            ("https://example.com/a b>", "https://example.com/a%20b%3E/x"),
        ] {
            let joined = PublicUrl::parse(text).unwrap().join("/x");
            assert!(joined.is_ascii() && !joined.contains(['<', '>', ' ']), "{joined}");
            if !text.contains('ó') {
                assert_eq!(joined, whole);
            }
        }
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        for (text, reason) in [
            ("", NotAPublicUrl::Unreadable),
            ("usher.example.com", NotAPublicUrl::Unreadable),
            ("https://", NotAPublicUrl::Unreadable),
            ("http://usher.example.com", NotAPublicUrl::NotHttps),
            ("mailto:it@example.com", NotAPublicUrl::NotHttps),
            ("https://ada:secret@example.com", NotAPublicUrl::Credentials),
            ("https://example.com/?a=b", NotAPublicUrl::Tail),
            ("https://example.com/#a", NotAPublicUrl::Tail),
        ] {
            assert_eq!(PublicUrl::parse(text), Err(reason), "{text}");
        }
        assert_eq!(PublicUrl::parse(&format!("https://example.com/{}", "a".repeat(300))), Err(NotAPublicUrl::TooLong));
    }
}
