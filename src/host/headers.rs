//! Owns the headers of every answer, read from the one list that static servers are set up from as well.
//! Refuses a frame around the console in any page but those that the configuration names.

use super::state::Host;
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use std::{str::FromStr, sync::Arc};

/// The list, for every server.
const LIST: &str = include_str!("headers.txt");
/// What the list says of frames around the console.
const NO_FRAME: &str = "frame-ancestors 'none'";
/// The block for every file.
const EVERY: &str = "/*";

/// A page that may show the console in a frame: the host's own, or an origin by https, or of this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrameAncestor(String);

/// Why this names no page that may show the console.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("give an origin such as https://portal.example.com (scheme, host and port alone), or 'self'")]
pub struct NoFrameAncestor;

impl FromStr for FrameAncestor {
    type Err = NoFrameAncestor;

    fn from_str(text: &str) -> Result<Self, NoFrameAncestor> {
        if text.trim_matches('\'') == "self" {
            return Ok(Self("'self'".to_owned()));
        }
        let uri = text.parse::<axum::http::Uri>().map_err(|_| NoFrameAncestor)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Err(NoFrameAncestor) };
        let local = ["127.0.0.1", "localhost", "[::1]"].contains(&authority.host());
        // A semicolon or a comma would end the directive, and begin another.
        let plain = text.bytes().all(|c| c.is_ascii_alphanumeric() || b":/.-[]".contains(&c));
        let bare = uri.path_and_query().is_none_or(|path| path.as_str() == "/") && !text.ends_with('/');
        if plain && bare && (scheme == "https" || (scheme == "http" && local)) { Ok(Self(text.to_owned())) } else { Err(NoFrameAncestor) }
    }
}

/// The headers by path.
#[derive(Clone, Debug, Default)]
pub struct Headers {
    every: Vec<(HeaderName, HeaderValue)>,
    own: Vec<(String, HeaderName, HeaderValue)>,
}

impl Headers {
    /// The headers of the list, with these pages allowed to show the console in a frame.
    #[must_use]
    pub fn new(ancestors: &[FrameAncestor]) -> Self {
        let allowed: Vec<_> = ancestors.iter().map(|ancestor| ancestor.0.as_str()).collect();
        let frame = if allowed.is_empty() { NO_FRAME.to_owned() } else { format!("frame-ancestors {}", allowed.join(" ")) };
        let mut headers = Self::default();
        let mut path = EVERY;
        for line in LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if line.starts_with('/') {
                path = line;
                continue;
            }
            // A test reads every line, so none is left out here.
            let Some((name, value)) = line.split_once(": ") else { continue };
            let (Ok(name), Ok(value)) = (HeaderName::from_str(name), HeaderValue::from_str(&value.replace(NO_FRAME, &frame))) else {
                continue;
            };
            if path == EVERY {
                headers.every.push((name, value));
            } else {
                headers.own.push((path.to_owned(), name, value));
            }
        }
        headers
    }

    /// What is sent with this path.
    pub fn of<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a HeaderName, &'a HeaderValue)> {
        let own = self.own.iter().filter(move |(file, ..)| file == path).map(|(_, name, value)| (name, value));
        self.every.iter().map(|(name, value)| (name, value)).chain(own)
    }
}

/// Sets the headers of every answer.
pub async fn set(State(host): State<Arc<Host>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // A page that brings a policy of its own has a stricter one.
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).cloned();
    for (name, value) in host.headers.of(&path) {
        headers.insert(name, value.clone());
    }
    if let Some(policy) = policy {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if path.starts_with("/api/") || path == crate::api::routes::SIGN_IN {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(headers: &Headers, path: &str) -> String {
        let all: Vec<_> = headers.of(path).filter(|(name, _)| **name == header::CONTENT_SECURITY_POLICY).collect();
        all.last().map(|(_, value)| value.to_str().unwrap_or_default().to_owned()).unwrap_or_default()
    }

    #[test]
    fn the_list_is_read_whole_and_a_files_own_headers_come_last() {
        let headers = Headers::new(&[]);
        assert_eq!(
            headers.every.len() + headers.own.len(),
            LIST.lines().filter(|line| line.contains(": ") && !line.starts_with('#')).count()
        );
        assert!(policy(&headers, "/").contains("require-trusted-types-for 'script'"));
        assert!(policy(&headers, "/preview.html").contains("sandbox allow-scripts"));
        assert_eq!(headers.of("/preview.js").filter(|(_, value)| *value == "cross-origin").count(), 1);
    }

    #[test]
    fn nothing_unsafe_is_allowed_on_the_console_but_to_compile_the_program() {
        let policy = policy(&Headers::new(&[]), "/index.html");
        assert_eq!(policy.matches("unsafe").count(), 1);
        assert!(policy.contains("'wasm-unsafe-eval'"));
    }

    #[test]
    fn a_portal_that_is_named_may_show_the_console_and_nobody_else() {
        let portal = "https://portal.example.com:8443".parse().unwrap();
        let headers = Headers::new(&["self".parse().unwrap(), portal]);
        assert!(policy(&headers, "/").contains("; frame-ancestors 'self' https://portal.example.com:8443; "));
        assert!(policy(&headers, "/preview.html").contains("frame-ancestors 'self';"));
        assert!(policy(&Headers::new(&[]), "/").contains("; frame-ancestors 'none'; "));
    }

    #[test]
    fn a_page_that_may_show_the_console_is_named_by_its_origin_alone() {
        for good in ["self", "'self'", "https://portal.example.com", "http://127.0.0.1:8090", "http://localhost:1"] {
            assert!(good.parse::<FrameAncestor>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "*",
            "none",
            "portal.example.com",
            "http://portal.example.com",
            "https://portal.example.com/",
            "https://portal.example.com/page",
            "https://portal.example.com; script-src *",
            "https://a.example,https://b.example",
            "https://portal.example.com?x",
            "https://user@portal.example.com",
        ] {
            assert_eq!(bad.parse::<FrameAncestor>(), Err(NoFrameAncestor), "{bad}");
        }
    }
}
