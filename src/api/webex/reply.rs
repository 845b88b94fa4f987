//! Owns reading what the platform's API answers: the body, the next page, or why there is none.
//! Refuses addresses of next pages that lead elsewhere: the token would go along.

use super::call::{Call, Method};
use serde::{Deserialize, de::DeserializeOwned};

/// Longest explanation that is passed on, in characters.
const LONGEST: usize = 300;

/// An answer as it came.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// `Retry-After`, if it came.
    pub retry_after: Option<String>,
    /// `Link`, if it came.
    pub link: Option<String>,
    /// The body.
    pub body: String,
}

/// Why the platform did not do what was asked.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// The token is missing, wrong or over.
    #[error("the platform does not take the token")]
    Token,
    /// The token may not do this.
    #[error("the platform refuses{}: the token's administrator or its scopes do not allow it", .0)]
    Forbidden(String),
    /// It is not there.
    #[error("the platform does not know it")]
    NotFound,
    /// Something else is under way.
    #[error("the platform says that something stands in the way{}", .0)]
    Conflict(String),
    /// It wants to be left alone for a while.
    #[error("the platform is busy; try again later")]
    Busy,
    /// It does not understand or accept the request.
    #[error("the platform refuses{}", .0)]
    Other(String),
    /// It is out of order.
    #[error("the platform cannot be reached")]
    Unavailable,
    /// What answered is not the platform, or another version of it.
    #[error("what answered is not the platform's API")]
    NotThePlatform,
}

#[derive(Deserialize)]
struct Explanation {
    #[serde(default)]
    message: Option<String>,
    // The host's relay explains itself so.
    #[serde(default)]
    detail: Option<String>,
}

impl Reply {
    /// Whether it asks to come again later.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self.status, 423 | 429)
    }

    /// Reads the body.
    ///
    /// # Errors
    /// [`Refusal`]
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        match self.status {
            200..=299 => serde_json::from_str(&self.body).map_err(|_| Refusal::NotThePlatform),
            401 => Err(Refusal::Token),
            403 => Err(Refusal::Forbidden(self.explanation())),
            404 | 410 => Err(Refusal::NotFound),
            409 => Err(Refusal::Conflict(self.explanation())),
            423 | 429 => Err(Refusal::Busy),
            400..=499 => Err(Refusal::Other(self.explanation())),
            500..=599 => Err(Refusal::Unavailable),
            // A redirect is not followed, and nothing else is expected.
            _ => Err(Refusal::NotThePlatform),
        }
    }

    /// The path of the next page below `base`; nothing after the last.
    ///
    /// # Errors
    /// [`Refusal::NotThePlatform`] where it leads elsewhere, or to another call than this one.
    pub fn next(&self, base: &str, call: Call) -> Result<Option<String>, Refusal> {
        let Some(address) = self.link.as_deref().and_then(next_address) else { return Ok(None) };
        let path = below(base, address).ok_or(Refusal::NotThePlatform)?;
        let bare = path.split('?').next().unwrap_or_default();
        if Call::of(Method::Get, bare) == Some(call) { Ok(Some(path.to_owned())) } else { Err(Refusal::NotThePlatform) }
    }

    /// What the platform says about it, after a colon.
    fn explanation(&self) -> String {
        let said = serde_json::from_str::<Explanation>(&self.body).ok().and_then(|said| said.message.or(said.detail));
        let said: String = said.unwrap_or_default().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        if said.is_empty() { said } else { format!(": {said}") }
    }
}

/// The address that a `Link` header (RFC 8288) names as the next page.
#[must_use]
pub fn next_address(link: &str) -> Option<&str> {
    let mut rest = link;
    loop {
        let (_, after) = rest.split_once('<')?;
        let (address, after) = after.split_once('>')?;
        // Its parameters end where the next address begins: a comma within quotes is followed by no "<".
        let parameters = after.split_once('<').map_or(after, |(parameters, _)| parameters);
        if parameters.split(';').any(is_next) {
            return Some(address.trim());
        }
        rest = after;
    }
}

fn is_next(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return false };
    let value = value.trim().trim_end_matches(',').trim().trim_matches('"');
    name.trim().eq_ignore_ascii_case("rel") && value.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
}

/// The part of an address that is below `base`, which is an address or a path.
#[must_use]
pub fn below<'a>(base: &str, address: &'a str) -> Option<&'a str> {
    let base = base.trim_end_matches('/');
    let base_path = base.split_once("://").map_or(base, |(_, rest)| rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default());
    let path =
        if address.starts_with('/') && !address.starts_with("//") { address.strip_prefix(base_path) } else { address.strip_prefix(base) };
    // What follows must be a path, or the host may be another that begins in the same way.
    path.filter(|path| path.starts_with('/') && !path.contains(['#', '\\']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://webexapis.com/v1";

    fn linked(link: &str) -> Result<Option<String>, Refusal> {
        Reply { status: 200, link: Some(link.into()), ..Reply::default() }.next(BASE, Call::People)
    }

    #[test]
    fn the_next_page_is_found_wherever_it_stands() {
        for link in [
            r#"<https://webexapis.com/v1/people?cursor=a%3D,b;c>; rel="next""#,
            r#"<https://webexapis.com/v1/people?x=1>; rel="first", <https://webexapis.com/v1/people?cursor=a%3D,b;c>; rel=next"#,
            r#"<https://webexapis.com/v1/people?cursor=a%3D,b;c>; title="a, b"; REL="last NEXT", </v1/people>; rel="first""#,
            r#"</v1/people?cursor=a%3D,b;c>; rel="next""#,
        ] {
            assert_eq!(linked(link).unwrap().as_deref(), Some("/people?cursor=a%3D,b;c"), "{link}");
        }
        for link in ["", "<>", r#"</v1/people>; rel="prev""#, "rel=next", "<https://webexapis.com/v1/people"] {
            assert_eq!(linked(link).unwrap(), None, "{link}");
        }
    }

    #[test]
    fn a_next_page_elsewhere_is_refused() {
        for address in [
            "https://evil.example/v1/people",
            "https://webexapis.com.evil.example/v1/people",
            "https://webexapis.com/v1evil/people",
            "//evil.example/v1/people",
            "http://webexapis.com/v1/people",
            "https://webexapis.com/v1/people/../licenses",
            "https://webexapis.com/v1/licenses",
            "/people",
            "https://webexapis.com/v2/people",
        ] {
            assert_eq!(linked(&format!("<{address}>; rel=next")), Err(Refusal::NotThePlatform), "{address}");
        }
    }

    #[test]
    fn through_the_relay_it_is_a_path_of_the_relay() {
        let reply = Reply { link: Some(r#"</webex/people?c=1>; rel="next""#.into()), ..Reply::default() };
        assert_eq!(reply.next("/webex", Call::People).unwrap().as_deref(), Some("/people?c=1"));
    }

    #[test]
    fn a_refusal_says_what_the_platform_said() {
        let reply = |status, body: &str| Reply { status, body: body.into(), ..Reply::default() }.read::<serde_json::Value>().unwrap_err();
        assert_eq!(reply(403, r#"{"message":"missing\nscope","trackingId":"x"}"#), Refusal::Forbidden(": missingscope".into()));
        assert_eq!(reply(403, "<html>"), Refusal::Forbidden(String::new()));
        assert_eq!(reply(401, ""), Refusal::Token);
        assert_eq!(reply(429, ""), Refusal::Busy);
        assert_eq!(reply(302, ""), Refusal::NotThePlatform);
        assert_eq!(reply(504, ""), Refusal::Unavailable);
        assert_eq!(reply(200, "<!doctype html>"), Refusal::NotThePlatform);
    }
}
