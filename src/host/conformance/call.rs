//! Owns calling the backend and reading what it answers: what was asked for, or the problem that was expected.
//! Refuses answers of another media type, of another shape, too large or too late; each is told with method and path.

use super::{
    finding::{Finding, Found, holds},
    token::TokenSource,
    trial::NotTried,
};
use crate::api::problem::{MEDIA_TYPE, Problem, ProblemCode};
use crate::host::outward::{self, NotWhole};
use reqwest::{
    Client, Method,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;
use tokio::sync::Mutex;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Largest answer that is read, in octets.
const LARGEST: usize = 64 * 1024 * 1024;

/// Calls one backend.
pub struct Caller {
    client: Client,
    base: String,
    source: TokenSource,
    token: Mutex<Option<String>>,
}

/// One request.
pub struct Ask {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    anonymous: bool,
}

/// What came back.
pub struct Answer {
    asked: String,
    /// The status.
    pub status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Ask {
    /// Reads something.
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), headers: Vec::new(), body: Vec::new(), anonymous: false }
    }

    /// Does something that takes no body.
    pub fn post(path: impl Into<String>) -> Self {
        Self { method: Method::POST, ..Self::get(path) }
    }

    /// The same with another method.
    pub fn put(path: impl Into<String>) -> Self {
        Self { method: Method::PUT, ..Self::get(path) }
    }

    /// With a body.
    pub fn json(self, body: &impl Serialize) -> Self {
        // Every payload is written as JSON.
        let body = serde_json::to_vec(body).unwrap_or_default();
        self.text("application/json", body)
    }

    /// With a body of some type.
    pub fn text(self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }.header("content-type", media_type)
    }

    /// With a header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Against a version.
    pub fn at_version(self, version: u64) -> Self {
        self.header("if-match", format!("\"{version}\""))
    }

    /// Without the token.
    pub fn anonymous(self) -> Self {
        Self { anonymous: true, ..self }
    }
}

impl Caller {
    /// Calls this backend with a token from there.
    ///
    /// # Errors
    /// [`NotTried`]
    pub async fn new(base: String, source: TokenSource) -> Result<Self, NotTried> {
        let client = outward::client(PATIENCE).map_err(|_| NotTried::Client)?;
        let token = Mutex::new(source.read().await?);
        Ok(Self { client, base, source, token })
    }

    /// Where it is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether there is a token at all.
    pub fn has_token(&self) -> bool {
        !matches!(self.source, TokenSource::None)
    }

    /// Reads something.
    pub async fn get(&self, path: &str) -> Found<Answer> {
        self.send(Ask::get(path)).await
    }

    /// Reads something of this shape.
    pub async fn read<T: DeserializeOwned>(&self, path: &str) -> Found<T> {
        self.get(path).await?.reads(&[200])
    }

    /// Asks, and once more with a new token where the token is refused.
    pub async fn send(&self, ask: Ask) -> Found<Answer> {
        let answer = self.once(&ask).await?;
        if answer.status != 401 || ask.anonymous || !self.source.may_change() {
            return Ok(answer);
        }
        let new = self.source.read().await.map_err(|reason| Finding::NotTried(reason.to_string()))?;
        *self.token.lock().await = new;
        self.once(&ask).await
    }

    async fn once(&self, ask: &Ask) -> Found<Answer> {
        let asked = format!("{} {}", ask.method, ask.path);
        let broken = |what: &str| Finding::Broken(format!("{asked}: {what}"));
        let mut request = self.client.request(ask.method.clone(), format!("{}{}", self.base, ask.path));
        // A server may end a connection after a refusal; a call on what it just ended would be blamed on it.
        request = request.header("accept", "application/json").header("connection", "close");
        for (name, value) in &ask.headers {
            request = request.header(HeaderName::from_static(name), value);
        }
        if let (Some(token), false) = (self.token.lock().await.as_ref(), ask.anonymous) {
            let mut value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| broken("the token fits into no header"))?;
            value.set_sensitive(true);
            request = request.header("authorization", value);
        }
        // Also an empty body of POST has a length, which some servers want to be told.
        let body = if ask.method == Method::GET { request } else { request.body(ask.body.clone()) };
        let whole = async {
            let response = body.send().await.map_err(|_| broken("no answer"))?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            match outward::whole(response, LARGEST).await {
                Ok(body) => Ok(Answer { asked: asked.clone(), status, headers, body }),
                Err(NotWhole::TooLarge) => Err(broken(&format!("the answer is larger than {} MB", LARGEST / 1024 / 1024))),
                Err(NotWhole::BrokeOff) => Err(broken("the answer broke off")),
            }
        };
        match tokio::time::timeout(PATIENCE, whole).await {
            Ok(answer) => answer,
            Err(_) => Err(broken(&format!("no whole answer within {} seconds", PATIENCE.as_secs()))),
        }
    }
}

impl Answer {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// What was asked for, with one of these statuses.
    pub fn reads<T: DeserializeOwned>(&self, statuses: &[u16]) -> Found<T> {
        let told = || self.problem().map(|problem| format!(": {}", problem.detail)).unwrap_or_default();
        holds(statuses.contains(&self.status), || self.says(&format!("status {}, not {statuses:?}{}", self.status, told())))?;
        holds(self.is_of("application/json"), || self.says(&format!("media type {:?}, not application/json", self.media_type())))?;
        serde_json::from_slice(&self.body).map_err(|reason| Finding::Broken(self.says(&format!("not of the right shape: {reason}"))))
    }

    /// A refusal of this kind, as a problem document (RFC 9457).
    pub fn refuses(&self, code: ProblemCode) -> Found<Problem> {
        let expected = Problem::new(code, "");
        holds(self.status == expected.status, || {
            self.says(&format!("status {}, not {} ({})", self.status, expected.status, expected.title))
        })?;
        holds(self.is_of(MEDIA_TYPE), || self.says(&format!("media type {:?}, not {MEDIA_TYPE}", self.media_type())))?;
        let problem = self.problem().ok_or_else(|| Finding::Broken(self.says("no problem document")))?;
        holds(problem.status == self.status, || self.says("the document names another status than the answer"))?;
        holds(problem.code() == code, || self.says(&format!("a problem of type {:?}, not {:?}", problem.type_uri, expected.type_uri)))?;
        holds(!problem.detail.trim().is_empty(), || self.says("the problem has no detail"))?;
        Ok(problem)
    }

    /// A refusal of this kind that names these fields, in any order, and no other.
    pub fn refuses_fields(&self, code: ProblemCode, pointers: &[&str]) -> Found {
        let problem = self.refuses(code)?;
        let mut named: Vec<&str> = problem.errors.iter().map(|error| error.pointer.as_str()).collect();
        let mut expected = pointers.to_vec();
        named.sort_unstable();
        expected.sort_unstable();
        holds(named == expected, || self.says(&format!("the problem names {named:?}, not {expected:?}")))
    }

    fn problem(&self) -> Option<Problem> {
        serde_json::from_slice(&self.body).ok()
    }

    fn media_type(&self) -> &str {
        self.header("content-type").unwrap_or_default()
    }

    fn is_of(&self, expected: &str) -> bool {
        self.media_type().split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case(expected))
    }

    /// A sentence about this answer.
    pub fn says(&self, what: &str) -> String {
        format!("{}: {what}", self.asked)
    }
}
