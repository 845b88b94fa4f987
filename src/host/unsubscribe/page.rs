//! Owns the pages about reminders: a heading, a sentence, and at most one button. No script, and a policy that allows none.
//! Refuses to name the person: whoever has the link learns nothing but what it is for.

use super::{
    wish::{RESUME, STOP},
    words::{Saying, words},
};
use crate::domain::language::Language;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, PreEscaped, html};
use sha2::{Digest, Sha256};

/// What a page is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Page {
    /// Reminders are wanted as far as is known; there is the button to stop them.
    Ask,
    /// Reminders are stopped; there is the button to take it back.
    Stopped,
    /// It was taken back.
    Resumed,
    /// There is no such link.
    Missing,
    /// What was sent asks for nothing that is known.
    NotUnderstood,
    /// Too many requests for one link.
    TooMany,
    /// The host itself failed.
    Failed,
}

const STYLE: &str = ":root{color-scheme:light dark}\
body{max-width:34rem;margin:12vh auto;padding:0 1.25rem;font:1.125rem/1.6 system-ui,sans-serif}\
h1{font-size:1.5rem;line-height:1.3}\
button{font:inherit;padding:.6rem 1.2rem;cursor:pointer}";

impl Page {
    fn status(self) -> StatusCode {
        match self {
            Self::Ask | Self::Stopped | Self::Resumed => StatusCode::OK,
            Self::Missing => StatusCode::NOT_FOUND,
            Self::NotUnderstood => StatusCode::BAD_REQUEST,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn saying(self, language: Language) -> &'static Saying {
        let words = words(language);
        match self {
            Self::Ask | Self::NotUnderstood => &words.ask,
            Self::Stopped => &words.stopped,
            Self::Resumed => &words.resumed,
            Self::Missing => &words.missing,
            Self::TooMany | Self::Failed => &words.later,
        }
    }

    /// What the button sends, and its words.
    fn button(self, language: Language) -> Option<((&'static str, &'static str), &'static str)> {
        match self {
            Self::Ask | Self::Resumed | Self::NotUnderstood => Some((STOP, words(language).stop)),
            Self::Stopped => Some((RESUME, words(language).resume)),
            Self::Missing | Self::TooMany | Self::Failed => None,
        }
    }

    /// The page as it is answered.
    #[must_use]
    pub fn answer(self, language: Language, organization: &str) -> Response {
        let mut response = (self.status(), axum::response::Html(self.document(language, organization))).into_response();
        let headers = response.headers_mut();
        if let Ok(policy) = HeaderValue::from_str(&policy()) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
        match self {
            Self::TooMany | Self::Failed => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
            }
            Self::Ask | Self::Stopped | Self::Resumed | Self::Missing | Self::NotUnderstood => {}
        }
        response
    }

    /// The form goes to the address of the page itself, whatever stands before the host.
    fn document(self, language: Language, organization: &str) -> String {
        let saying = self.saying(language);
        // Isolated: the name may be written in the other direction.
        let text = saying.text.replace("{organization}", &format!("\u{2068}{organization}\u{2069}"));
        let page = html! {
            (DOCTYPE)
            html lang=(language.tag()) dir=(language.facts().direction.html()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (saying.title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        h1 { (saying.title) }
                        p { (text) }
                        @if let Some(((name, value), words)) = self.button(language) {
                            form method="post" {
                                button type="submit" name=(name) value=(value) { (words) }
                            }
                        }
                    }
                }
            }
        };
        page.into_string()
    }
}

/// What the pages may do: show their own style, by its hash, and send their form where they come from.
#[must_use]
pub fn policy() -> String {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::language::LANGUAGES;

    #[test]
    fn every_page_is_in_its_language_and_direction_and_harmless() {
        for facts in LANGUAGES {
            for page in [Page::Ask, Page::Stopped, Page::Resumed, Page::Missing, Page::NotUnderstood, Page::TooMany, Page::Failed] {
                let document = page.document(facts.language, "Example & <Sons>");
                assert!(document.contains(&format!("<html lang=\"{}\" dir=\"{}\">", facts.tag, facts.direction.html())), "{document}");
                assert!(
                    !document.contains("<Sons>") && !document.contains("<script") && !document.contains("{organization}"),
                    "{document}"
                );
                assert_eq!(document.contains("<form method=\"post\">"), page.button(facts.language).is_some());
            }
        }
    }
}
