//! Owns link targets: `https://…`, `http://…`, `mailto:…` and `tel:…`, as an email may carry them.
//! Refuses every other scheme, above all `javascript:` and `data:`, and anything with hidden characters.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A link target that is safe to write into an email.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "https://settings.webex.com")]
pub struct WebAddress(String);

/// Why a text is not a link target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAWebAddress {
    /// Nothing was given.
    #[error("the link is missing")]
    Missing,
    /// A scheme other than https, http, mailto, tel; or none.
    #[error("the link must begin with https://, mailto: or tel:")]
    Scheme,
    /// A user name before the host, which serves to deceive.
    #[error("the link hides where it leads: take out what stands before the @")]
    UserName,
    /// No host, a malformed one, or characters that belong in no link.
    #[error("the link is malformed: it needs a host such as help.example.com and no spaces")]
    Malformed,
}

impl WebAddress {
    /// Reads a link target; surrounding white space is dropped.
    ///
    /// # Errors
    /// [`NotAWebAddress`] names the first reason.
    pub fn parse(text: &str) -> Result<Self, NotAWebAddress> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NotAWebAddress::Missing);
        }
        if text.len() > 2_000
            || text.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`' | '{' | '}'))
        {
            return Err(NotAWebAddress::Malformed);
        }
        let (scheme, rest) = text.split_once(':').ok_or(NotAWebAddress::Scheme)?;
        match scheme.to_ascii_lowercase().as_str() {
            "https" | "http" => {
                let rest = rest.strip_prefix("//").ok_or(NotAWebAddress::Malformed)?;
                let host = host_and_port(rest);
                match () {
                    () if host.contains('@') => Err(NotAWebAddress::UserName),
                    () if is_host(host) => Ok(Self(text.to_owned())),
                    () => Err(NotAWebAddress::Malformed),
                }
            }
            "mailto" if rest.contains('@') => Ok(Self(text.to_owned())),
            "tel" if rest.chars().any(|c| c.is_ascii_digit()) => Ok(Self(text.to_owned())),
            "mailto" | "tel" => Err(NotAWebAddress::Malformed),
            _ => Err(NotAWebAddress::Scheme),
        }
    }

    /// The target as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for `http:`, which anyone on the way can read and change.
    #[must_use]
    pub fn is_unencrypted(&self) -> bool {
        self.0.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"))
    }

    /// The host in lower case without port; `None` for `mailto:` and `tel:`.
    #[must_use]
    pub fn host(&self) -> Option<String> {
        let (_, rest) = self.0.split_once("://")?;
        let host = host_and_port(rest);
        Some(host.split_once(':').map_or(host, |(host, _)| host).to_lowercase())
    }
}

/// What stands between `//` and the path, query or fragment.
fn host_and_port(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// `name.example` or `name.example:8443`.
fn is_host(host_and_port: &str) -> bool {
    let (host, port) = host_and_port.split_once(':').unwrap_or((host_and_port, "443"));
    let labels = !host.is_empty()
        && host.split('.').all(|label| {
            !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
    labels && port.parse::<u16>().is_ok()
}

impl TryFrom<String> for WebAddress {
    type Error = NotAWebAddress;
    fn try_from(text: String) -> Result<Self, NotAWebAddress> {
        Self::parse(&text)
    }
}

impl From<WebAddress> for String {
    fn from(address: WebAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_links_are_taken() {
        for text in [
            "https://settings.webex.com",
            "https://help.example.com:8443/a?b=c#d",
            "HTTP://a.example",
            "mailto:help@example.com",
            "tel:+48123456789",
            "https://pomoc.spółka.example/",
        ] {
            assert!(WebAddress::parse(text).is_ok(), "{text}");
        }
        assert_eq!(WebAddress::parse("https://A.Example:8443/x").unwrap().host().as_deref(), Some("a.example"));
        assert!(WebAddress::parse("HTTP://a.example").unwrap().is_unencrypted());
        assert!(!WebAddress::parse("https://a.example").unwrap().is_unencrypted());
    }

    #[test]
    fn dangerous_and_broken_links_are_refused() {
        for (text, reason) in [
            ("", NotAWebAddress::Missing),
            ("javascript:alert(1)", NotAWebAddress::Scheme),
            ("data:text/html,x", NotAWebAddress::Scheme),
            ("help.example.com", NotAWebAddress::Scheme),
            ("https://", NotAWebAddress::Malformed),
            ("https:///path", NotAWebAddress::Malformed),
            ("https://user@evil.example", NotAWebAddress::UserName),
            ("https://settings.webex.com:443@evil.example", NotAWebAddress::UserName),
            ("https://[::1]/x", NotAWebAddress::Malformed),
            ("https://a b.example", NotAWebAddress::Malformed),
            ("https://a.example/\"onclick=", NotAWebAddress::Malformed),
            ("https://a.example:99999", NotAWebAddress::Malformed),
            ("java\nscript:alert(1)", NotAWebAddress::Malformed),
            ("mailto:", NotAWebAddress::Malformed),
        ] {
            assert_eq!(WebAddress::parse(text), Err(reason), "{text:?}");
        }
    }
}
