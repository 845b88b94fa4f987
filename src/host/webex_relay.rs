//! Owns handing the console's calls on to the platform's API, with the token that stays on this machine.
//! Refuses every call that Usher does not make, and to let out what must not leave: the token, a PIN, another address.

use super::outward::{self, NotWhole};
use crate::api::webex::{
    call::{Call, Method, SWITCH},
    reply::{below, next_address},
    room::WireRoom,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use reqwest::{Client, RequestBuilder};
use serde::{Deserialize, Serialize};
use std::{io, path::PathBuf, time::Duration};
use tokio::sync::Semaphore;
use url::Url;

/// Where the relay answers.
pub const PREFIX: &str = "/webex";
/// Longest query, in octets.
const LONGEST_QUERY: usize = 2_048;
/// Largest answer, in octets: a page of a thousand people is less.
const LARGEST: usize = 8 * 1024 * 1024;
/// How long an answer may take, and how long it may fall silent.
const WHOLE: Duration = Duration::from_secs(60);
const SILENT: Duration = Duration::from_secs(20);
/// Calls that are under way at once.
const AT_ONCE: usize = 8;
/// The platform's refusals that are handed on as they are.
const HANDED_ON: &[u16] = &[400, 403, 404, 405, 409, 410, 415, 423, 428, 429];

/// How the platform's API is reached.
#[derive(Debug, Default, clap::Args)]
pub struct WebexOptions {
    /// File with the token for the platform's API; it is read at every call, so it can be renewed while the host runs. With it
    /// the console can ask the platform for what only the platform can do
    #[arg(long, global = true, env = "USHER_WEBEX_TOKEN_FILE", value_name = "FILE", conflicts_with = "webex_token")]
    pub webex_token_file: Option<PathBuf>,
    /// The token itself; better set by the environment, where other users of this machine do not see it
    #[arg(long, global = true, env = "USHER_WEBEX_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub webex_token: Option<String>,
    /// Address of the platform's API
    #[arg(long, global = true, env = "USHER_WEBEX_BASE", value_name = "URL", default_value = "https://webexapis.com/v1")]
    pub webex_base: String,
}

/// Why the host does not start with these options.
#[derive(Debug, thiserror::Error)]
pub enum NotThePlatform {
    /// The address.
    #[error("--webex-base must be an https address such as https://webexapis.com/v1, without a name, a password, ? or #")]
    Base,
    /// The file.
    #[error("--webex-token-file {file} cannot be read: {source}")]
    Unreadable {
        /// Which.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// What is in it.
    #[error("the token for the platform's API is empty or has signs that no token has: put the token alone into the file")]
    Token,
    /// The client.
    #[error(transparent)]
    Client(#[from] outward::NoClient),
}

/// The relay.
#[derive(Debug)]
pub struct WebexRelay {
    base: String,
    token: Token,
    client: Client,
    room: Semaphore,
}

#[derive(Debug)]
enum Token {
    /// Read at every call.
    File(PathBuf),
    /// Marked as sensitive: it does not show when it is printed.
    Given(HeaderValue),
}

/// What is handed on to the console.
pub struct Handed {
    /// The platform's status, or the relay's.
    pub status: StatusCode,
    /// `Link` and `Retry-After`, as far as they came.
    pub headers: HeaderMap,
    /// JSON.
    pub body: Vec<u8>,
}

/// What the console asks for.
pub struct Asked<'a> {
    /// How.
    pub method: &'a axum::http::Method,
    /// Below the relay.
    pub path: &'a str,
    /// As it came.
    pub query: Option<&'a str>,
    /// As it came.
    pub body: &'a [u8],
}

/// A change of the switch, and of nothing else.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Change {
    key: String,
    value: bool,
}

#[derive(Serialize)]
struct Said<'a> {
    message: &'a str,
}

impl WebexOptions {
    /// The relay that they describe; nothing without a token.
    ///
    /// # Errors
    /// [`NotThePlatform`]
    pub fn open(&self) -> Result<Option<WebexRelay>, NotThePlatform> {
        let token = match (&self.webex_token_file, &self.webex_token) {
            (Some(file), _) => {
                read(std::fs::read_to_string(file), file)?;
                Token::File(file.clone())
            }
            (None, Some(given)) => Token::Given(bearer(given)?),
            (None, None) => return Ok(None),
        };
        let base = base(&self.webex_base).ok_or(NotThePlatform::Base)?;
        Ok(Some(WebexRelay { base, token, client: outward::client(SILENT)?, room: Semaphore::new(AT_ONCE) }))
    }
}

/// An address that tokens may go to: encrypted, or this machine's.
fn base(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    (bare && outward::keeps_secrets(&url)).then(|| url.as_str().trim_end_matches('/').to_owned())
}

fn bearer(token: &str) -> Result<HeaderValue, NotThePlatform> {
    outward::bearer(token).ok_or(NotThePlatform::Token)
}

fn read(text: io::Result<String>, file: &std::path::Path) -> Result<HeaderValue, NotThePlatform> {
    bearer(&text.map_err(|source| NotThePlatform::Unreadable { file: file.display().to_string(), source })?)
}

impl WebexRelay {
    /// Hands a call on, and the answer back.
    pub async fn hand_on(&self, asked: Asked<'_>) -> Handed {
        let method = match asked.method.as_str() {
            "GET" => Method::Get,
            "POST" => Method::Post,
            _ => return said(StatusCode::METHOD_NOT_ALLOWED, "The relay hands on GET and POST."),
        };
        let Some(call) = Call::of(method, asked.path) else {
            return said(StatusCode::NOT_FOUND, "The relay does not hand this call on.");
        };
        let query = asked.query.unwrap_or_default();
        if query.len() > LONGEST_QUERY {
            return said(StatusCode::URI_TOO_LONG, "The query is too long.");
        }
        let token = match self.token().await {
            Ok(token) => token,
            Err(error) => {
                tracing::error!(%error, "the platform is not asked");
                return said(StatusCode::FORBIDDEN, "The host cannot read its token for the platform; its log says why.");
            }
        };
        let mark = if query.is_empty() { "" } else { "?" };
        let url = format!("{}{}{mark}{query}", self.base, asked.path);
        let request = match method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url),
        };
        let request = request.header(header::AUTHORIZATION, token).header(header::ACCEPT, "application/json");
        let request = match (call, change(asked.body)) {
            (Call::WriteSetting, None) => return said(StatusCode::BAD_REQUEST, "The relay hands on a change of the switch alone."),
            (Call::WriteSetting, Some(change)) => request.header(header::CONTENT_TYPE, "application/json").body(change),
            _ => request,
        };
        let answered = tokio::time::timeout(WHOLE, self.answered(call, request)).await;
        let handed = answered.unwrap_or_else(|_| said(StatusCode::GATEWAY_TIMEOUT, "The platform took too long."));
        tracing::debug!(?call, status = handed.status.as_u16(), "the platform was asked");
        handed
    }

    async fn token(&self) -> Result<HeaderValue, NotThePlatform> {
        match &self.token {
            Token::Given(value) => Ok(value.clone()),
            Token::File(file) => read(tokio::fs::read_to_string(file).await, file),
        }
    }

    async fn answered(&self, call: Call, request: RequestBuilder) -> Handed {
        let Ok(_room) = self.room.acquire().await else {
            return said(StatusCode::BAD_GATEWAY, "The host is ending.");
        };
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => {
                // The address holds the address of a person.
                tracing::warn!(error = %error.without_url(), "the platform cannot be reached");
                return said(StatusCode::BAD_GATEWAY, "The platform cannot be reached.");
            }
        };
        let (status, headers) = (response.status(), response.headers().clone());
        if status == StatusCode::UNAUTHORIZED {
            let detail = "The platform does not take the host's token. Put a new one where the host reads it: --webex-token-file";
            return said(StatusCode::FORBIDDEN, detail);
        }
        if !status.is_success() && !HANDED_ON.contains(&status.as_u16()) {
            return said(StatusCode::BAD_GATEWAY, "The platform is out of order.");
        }
        match outward::whole(response, LARGEST).await {
            Ok(body) => self.handed(call, status, &headers, body),
            Err(NotWhole::TooLarge) => said(StatusCode::BAD_GATEWAY, "The platform's answer is too long."),
            Err(NotWhole::BrokeOff) => said(StatusCode::BAD_GATEWAY, "The platform's answer broke off."),
        }
    }

    fn handed(&self, call: Call, status: StatusCode, from: &HeaderMap, body: Vec<u8>) -> Handed {
        let mut headers = HeaderMap::new();
        if let Some(after) = from.get(header::RETRY_AFTER) {
            headers.insert(header::RETRY_AFTER, after.clone());
        }
        if let Some(next) = from.get(header::LINK).and_then(|link| link.to_str().ok()).and_then(next_address) {
            let link = below(&self.base, next).and_then(|path| HeaderValue::from_str(&format!("<{PREFIX}{path}>; rel=\"next\"")).ok());
            let Some(link) = link else {
                return said(StatusCode::BAD_GATEWAY, "The platform's next page lies elsewhere; the token is not sent there.");
            };
            headers.insert(header::LINK, link);
        }
        let body = match (call, status.is_success()) {
            (Call::MeetingRoom, true) => match serde_json::from_slice::<WireRoom>(&body).and_then(|room| serde_json::to_vec(&room)) {
                Ok(room) => room,
                Err(_) => return said(StatusCode::BAD_GATEWAY, "The platform's answer cannot be read."),
            },
            // What else is said beside a refusal is not for the console.
            (_, false) => refusal(&body),
            (_, true) => body,
        };
        Handed { status, headers, body }
    }
}

fn change(body: &[u8]) -> Option<Vec<u8>> {
    let change = serde_json::from_slice::<Change>(body).ok().filter(|change| change.key == SWITCH)?;
    serde_json::to_vec(&change).ok()
}

fn refusal(body: &[u8]) -> Vec<u8> {
    #[derive(Deserialize)]
    struct Refused {
        message: Option<String>,
    }
    let message = serde_json::from_slice::<Refused>(body).ok().and_then(|refused| refused.message).unwrap_or_default();
    serde_json::to_vec(&Said { message: &message }).unwrap_or_default()
}

/// What the relay says itself, in the platform's form.
fn said(status: StatusCode, message: &str) -> Handed {
    Handed { status, headers: HeaderMap::new(), body: serde_json::to_vec(&Said { message }).unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_to_an_encrypted_address_or_to_this_machine() {
        for (text, whole) in [
            ("https://webexapis.com/v1/", "https://webexapis.com/v1"),
            ("http://127.0.0.1:8081", "http://127.0.0.1:8081"),
            ("http://[::1]:1/v1", "http://[::1]:1/v1"),
        ] {
            assert_eq!(base(text).as_deref(), Some(whole));
        }
        for bad in [
            "http://webexapis.com/v1",
            "http://localhost.example.com",
            "https://a:b@webexapis.com",
            "https://x/?a",
            "ftp://127.0.0.1",
            "webexapis.com",
            "",
        ] {
            assert_eq!(base(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_token_is_one_word_and_does_not_show() {
        let token = bearer(" secret-token\n").unwrap();
        assert_eq!(token.as_bytes(), b"Bearer secret-token");
        assert!(!format!("{:?}", Token::Given(token)).contains("secret"));
        for bad in ["", "  ", "two words", "a\nb", "żaden"] {
            assert!(bearer(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_the_switch_is_changed() {
        assert!(change(br#"{"key":"allow-admin-invite-emails","value":false}"#).is_some());
        for bad in [&br#"{"key":"another","value":false}"#[..], br#"{"key":"allow-admin-invite-emails","value":false,"x":1}"#, b"", b"[]"] {
            assert!(change(bad).is_none());
        }
    }
}
