//! Owns the paths below which the host hands calls on to the platform's API.
//! Refuses more than a few octets of a request.

use crate::host::{
    extract::read_body,
    state::Host,
    webex_relay::{Asked, Handed, PREFIX},
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use std::sync::Arc;

/// Octets of a request: a change of the switch is the largest.
const BODY: usize = 1_024;

pub(super) fn routes() -> Router<Arc<Host>> {
    Router::new().route(&format!("{PREFIX}/{{*path}}"), any(relay))
}

async fn relay(State(host): State<Arc<Host>>, request: Request) -> Response {
    let Some(relay) = &host.webex else {
        let how = r#"{"message":"This host has no token for the platform: start it with --webex-token-file."}"#;
        return answer(Handed { status: StatusCode::NOT_FOUND, headers: axum::http::HeaderMap::new(), body: how.into() });
    };
    let (parts, body) = request.into_parts();
    let body = match read_body(body, BODY).await {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    let path = parts.uri.path().strip_prefix(PREFIX).unwrap_or_default();
    answer(relay.hand_on(Asked { method: &parts.method, path, query: parts.uri.query(), body: &body }).await)
}

fn answer(handed: Handed) -> Response {
    let Handed { status, headers, body } = handed;
    let mut response = (status, body).into_response();
    response.headers_mut().extend(headers);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
