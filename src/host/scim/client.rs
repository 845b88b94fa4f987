//! Owns asking a SCIM server: the token, how long to wait, how often to try, how much to take.
//! Refuses to send the token anywhere else, and an answer without end.

use super::endpoint::Endpoint;
use crate::{
    api::retry_after,
    domain::scim::{failure::PullFailure, list::NotAList},
    host::{
        clock::Clock,
        outward::{self, NotWhole},
    },
};
use reqwest::{
    Client, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, RETRY_AFTER},
};
use std::{io, path::Path, time::Duration};

/// How patient a pull is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Tries of one request.
    pub tries: u32,
    /// First pause before a request is tried again; each further one is twice as long.
    pub first_pause: Duration,
    /// Longest pause, also where the server asks for a longer one: then the pull ends.
    pub longest_pause: Duration,
    /// Longest wait for one whole answer.
    pub answer: Duration,
    /// Longest wait for all of them.
    pub whole: Duration,
    /// Largest answer, in octets.
    pub largest: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 5,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(120),
            answer: Duration::from_secs(120),
            whole: Duration::from_secs(60 * 60),
            largest: 32 * 1024 * 1024,
        }
    }
}

/// Why a server did not give what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum ScimFault {
    /// The token's file.
    #[error("--scim-token-file {file} cannot be used: {reason}")]
    Token {
        /// Which file.
        file: String,
        /// Why.
        reason: String,
    },
    /// No connection, or it broke.
    #[error("the SCIM server could not be reached ({0})")]
    Unreachable(&'static str),
    /// The token is missing, wrong, or may not read people.
    #[error("the SCIM server refused the token (HTTP {0})")]
    TokenRefused(u16),
    /// It asks to wait for longer than a pull lasts, or was busy at every try.
    #[error("the SCIM server is too busy (HTTP {0})")]
    Busy(u16),
    /// Another error.
    #[error("the SCIM server answered {path} with HTTP {status}")]
    Status {
        /// What was asked for.
        path: String,
        /// The status.
        status: u16,
    },
    /// It wants to be asked elsewhere.
    #[error("the SCIM server sends {path} elsewhere (HTTP {status}); give the address that answers itself")]
    Redirect {
        /// What was asked for.
        path: String,
        /// The status.
        status: u16,
    },
    /// More octets than are taken.
    #[error("one answer of the SCIM server is larger than {0} MB")]
    TooLarge(usize),
    /// Not SCIM.
    #[error("{path} of the SCIM server: {reason}")]
    NotScim {
        /// What was asked for.
        path: String,
        /// What it is.
        reason: NotAList,
    },
    /// The client cannot be made.
    #[error(transparent)]
    Client(#[from] outward::NoClient),
}

impl ScimFault {
    /// As the record of what was done tells it.
    #[must_use]
    pub const fn failure(&self) -> PullFailure {
        match self {
            Self::Unreachable(_) => PullFailure::Unreachable,
            Self::TokenRefused(_) => PullFailure::TokenRefused,
            Self::Busy(_) => PullFailure::Busy,
            Self::Status { .. } | Self::Redirect { .. } => PullFailure::ServerError,
            Self::TooLarge(_) => PullFailure::TooLarge,
            Self::NotScim { .. } => PullFailure::NotScim,
            Self::Token { .. } | Self::Client(_) => PullFailure::HostFailed,
        }
    }
}

/// What was answered.
#[derive(Debug)]
pub enum Answer {
    /// The same as that version.
    Same,
    /// This.
    Body {
        /// The octets.
        body: Vec<u8>,
        /// Their version, where the server gives one.
        version: Option<String>,
    },
}

/// What came of one try.
enum Tried {
    Answer(Answer),
    /// Worth another one, after this pause if the server named one.
    Again(ScimFault, Option<Duration>),
}

/// Asks one server.
pub struct ScimClient {
    http: Client,
    endpoint: Endpoint,
    token: Option<HeaderValue>,
    patience: Patience,
}

impl ScimClient {
    /// For this server, with the token of a file.
    ///
    /// # Errors
    /// [`ScimFault::Token`], [`ScimFault::Client`]
    pub fn new(endpoint: Endpoint, token_file: Option<&Path>, patience: Patience) -> Result<Self, ScimFault> {
        let token = token_file.map(token).transpose()?;
        Ok(Self { http: outward::client(patience.answer)?, endpoint, token, patience })
    }

    /// How patient it is.
    #[must_use]
    pub const fn patience(&self) -> Patience {
        self.patience
    }

    /// Asks for a path and query; a version that is known already is not given again.
    ///
    /// # Errors
    /// [`ScimFault`]
    pub async fn get(&self, path: &str, query: &str, known: Option<&str>) -> Result<Answer, ScimFault> {
        let mut pause = self.patience.first_pause;
        let mut tries = 1;
        loop {
            let tried = tokio::time::timeout(self.patience.answer, self.try_once(path, query, known));
            let (fault, asked) = match tried.await {
                Ok(Ok(Tried::Answer(answer))) => return Ok(answer),
                Ok(Ok(Tried::Again(fault, asked))) => (fault, asked),
                Ok(Err(fault)) => return Err(fault),
                Err(_) => (ScimFault::Unreachable("no whole answer in time"), None),
            };
            let wait = asked.unwrap_or(pause);
            if tries >= self.patience.tries || wait > self.patience.longest_pause {
                return Err(fault);
            }
            tracing::info!(%fault, tries, "the SCIM server is asked again");
            tokio::time::sleep(wait).await;
            tries += 1;
            pause = pause.saturating_mul(2);
        }
    }

    async fn try_once(&self, path: &str, query: &str, known: Option<&str>) -> Result<Tried, ScimFault> {
        let mut address = self.endpoint.join(path);
        if !query.is_empty() {
            address = format!("{address}?{query}");
        }
        let mut request = self.http.get(address).header(ACCEPT, "application/scim+json, application/json");
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, token.clone());
        }
        if let Some(known) = known {
            request = request.header(IF_NONE_MATCH, known);
        }
        // What went wrong is told by its kind: the library's words may hold the address with the filter.
        let Ok(response) = request.send().await else {
            return Ok(Tried::Again(ScimFault::Unreachable("no connection"), None));
        };
        let status = response.status();
        let (number, path) = (status.as_u16(), path.to_owned());
        match status {
            StatusCode::NOT_MODIFIED if known.is_some() => Ok(Tried::Answer(Answer::Same)),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                Ok(Tried::Again(ScimFault::Busy(number), asked_pause(response.headers())))
            }
            StatusCode::REQUEST_TIMEOUT | StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => {
                Ok(Tried::Again(ScimFault::Status { path, status: number }, None))
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(ScimFault::TokenRefused(number)),
            _ if status.is_redirection() => Err(ScimFault::Redirect { path, status: number }),
            StatusCode::OK => self.take(path, response).await,
            _ => Err(ScimFault::Status { path, status: number }),
        }
    }

    /// Reads an answer up to the largest that is taken.
    async fn take(&self, path: String, response: Response) -> Result<Tried, ScimFault> {
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let version = header(ETAG);
        if header(CONTENT_TYPE).is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html")) {
            return Err(ScimFault::NotScim { path, reason: NotAList::Html });
        }
        let largest = self.patience.largest;
        match outward::whole(response, largest).await {
            Ok(body) => Ok(Tried::Answer(Answer::Body { body, version })),
            Err(NotWhole::TooLarge) => Err(ScimFault::TooLarge(largest / 1024 / 1024)),
            Err(NotWhole::BrokeOff) => Ok(Tried::Again(ScimFault::Unreachable("the answer broke off"), None)),
        }
    }
}

/// The pause that a server asks for.
fn asked_pause(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?;
    retry_after::read(text, Clock::System.now()).map(Duration::from_secs)
}

fn token(file: &Path) -> Result<HeaderValue, ScimFault> {
    let unusable = |reason: String| ScimFault::Token { file: file.display().to_string(), reason };
    let text = std::fs::read_to_string(file).map_err(|error: io::Error| unusable(error.to_string()))?;
    outward::bearer(&text).ok_or_else(|| unusable("it must hold one line with the token and nothing else".into()))
}
