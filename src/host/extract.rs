//! Owns reading requests: bodies, queries, paths and headers, each refusal a problem that names the field.
//! Refuses to hold more of a body than its limit.

use super::error::{malformed, not_found};
use crate::api::{
    problem::{Problem, ProblemCode},
    routes::IDEMPOTENCY_KEY,
};
use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

/// Largest JSON body unless a route says otherwise, in octets.
pub const JSON_BODY: usize = 1024 * 1024;

/// Octets beyond the limit that are read and thrown away, so that a browser gets to see the answer.
pub const DRAINED: usize = 64 * 1024 * 1024;

/// A JSON body of at most `LIMIT` octets.
pub struct Json<T, const LIMIT: usize = JSON_BODY>(pub T);

impl<T: DeserializeOwned, S: Send + Sync, const LIMIT: usize> FromRequest<S> for Json<T, LIMIT> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        expect_media_type(request.headers(), &["application/json"])?;
        let body = read_body(request.into_body(), LIMIT).await?;
        parse_json(&body).map(Self)
    }
}

/// A CSV file, which has not arrived yet.
pub struct Csv {
    /// Its octets, as they come.
    pub body: Body,
    /// How many there are, if the request says so.
    pub length: Option<u64>,
}

impl<S: Send + Sync> FromRequest<S> for Csv {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        expect_media_type(request.headers(), &["text/csv", "application/csv"])?;
        let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        Ok(Self { body: request.into_body(), length })
    }
}

/// The query of the address.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        axum::extract::Query::try_from_uri(&parts.uri).map(|axum::extract::Query(query)| Self(query)).map_err(|rejection| {
            let text = rejection.body_text();
            let reason = text.split_once(": ").map_or(text.as_str(), |(_, reason)| reason);
            // The reason begins with the parameter where one is to blame; an unknown one stands between backticks.
            let (name, reason) = match reason.split_once(": ") {
                Some((name, reason)) if !name.contains(' ') => (name, reason),
                _ => (reason.split('`').nth(1).unwrap_or("query"), reason),
            };
            malformed(name, reason)
        })
    }
}

/// The parameters of the path.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // PostgreSQL has no place for the sign NUL, so nothing is named by it.
        if parts.uri.path().contains("%00") {
            return Err(not_found("thing"));
        }
        let path = axum::extract::Path::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(path)| Self(path)).map_err(|_| malformed("path", "cannot be read"))
    }
}

/// The versions that `If-Match` names.
pub struct IfMatch(Vec<String>);

impl IfMatch {
    /// Whether this version is among them.
    ///
    /// # Errors
    /// The problem that it was changed meanwhile.
    pub fn check(&self, version: u64) -> Result<(), Problem> {
        if self.0.iter().any(|tag| *tag == version.to_string()) {
            return Ok(());
        }
        let detail =
            format!("It was changed meanwhile and is now at version {version}. Nothing was saved; look at the change and save again.");
        Err(Problem::new(ProblemCode::Stale, detail))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            let detail = "Send If-Match with the ETag of the version that you change, for example \"3\". Nothing was changed.";
            return Err(Problem::new(ProblemCode::VersionMissing, detail).with_error("If-Match", "is missing"));
        };
        let wrong = || malformed("If-Match", "must name a version in quotes, for example \"3\"");
        let value = value.to_str().map_err(|_| wrong())?;
        let tag = |text: &str| text.trim().strip_prefix('"').and_then(|text| text.strip_suffix('"')).map(str::to_owned);
        value.split(',').map(tag).collect::<Option<Vec<String>>>().map(Self).ok_or_else(wrong)
    }
}

/// The key that makes a repeated request do its work once.
pub struct IdempotencyKey(pub String);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let key = parts.headers.get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok()).map(str::trim).unwrap_or_default();
        if key.is_empty() || key.len() > 200 || !key.bytes().all(|octet| octet.is_ascii_graphic()) {
            let detail = "Send Idempotency-Key with 1 to 200 letters, digits or signs, new for every batch. Nothing was sent.";
            return Err(Problem::new(ProblemCode::IdempotencyKeyMissing, detail).with_error(IDEMPOTENCY_KEY, "is missing or malformed"));
        }
        Ok(Self(key.to_owned()))
    }
}

/// Refuses a body of another media type; parameters such as `charset` do not matter.
fn expect_media_type(headers: &HeaderMap, known: &[&str]) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if known.contains(&essence.as_str()) {
        return Ok(());
    }
    let detail = format!("Send the body as {}.", known.first().copied().unwrap_or_default());
    Err(Problem::new(ProblemCode::UnsupportedMediaType, detail).with_error("Content-Type", "is missing or another media type"))
}

pub(super) async fn read_body(mut body: Body, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut read = Vec::new();
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame
            .map_err(|_| Problem::new(ProblemCode::Malformed, "The request did not arrive whole. Nothing was changed; send it again."))?;
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen <= limit {
            read.extend_from_slice(&data);
        } else {
            read = Vec::new();
        }
        if seen > limit.saturating_add(DRAINED) {
            break;
        }
    }
    if seen <= limit {
        return Ok(read);
    }
    let detail = format!("The body is larger than {} MB. Nothing was changed.", limit / 1024 / 1024);
    Err(Problem::new(ProblemCode::TooLarge, detail))
}

fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer: String = error.path().iter().filter_map(segment).collect();
        let reason = error.inner().to_string();
        let problem = Problem::new(ProblemCode::Malformed, format!("The body is not JSON of the right shape: {reason}."));
        problem.with_error(pointer, reason)
    })?;
    let rest = |error: serde_json::Error| Problem::new(ProblemCode::Malformed, format!("The body is not JSON: {error}."));
    reader.end().map_err(rest)?;
    Ok(value)
}

/// One step of a JSON pointer (RFC 6901).
fn segment(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Seq { index } => Some(format!("/{index}")),
        Segment::Map { key } => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}
