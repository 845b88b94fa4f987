//! Owns what is checked before every request.
//! Refuses requests that another site makes in the administrator's name, by script, by form or by a name that it made
//! point to this machine.

use super::error::internal;
use crate::api::problem::{MEDIA_TYPE, Problem, ProblemCode};
use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{any::Any, net::IpAddr};

/// Refuses foreign names and foreign pages.
pub async fn refuse_foreign(request: Request, next: Next) -> Response {
    let host = named_host(request.headers(), request.uri());
    if !host.as_deref().is_some_and(is_this_machine) {
        let detail = "Usher answers on this machine alone: use 127.0.0.1 or localhost in the address.";
        return Problem::new(ProblemCode::ForeignOrigin, detail).into_response();
    }
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    // A token is shown on purpose, which no foreign page can make a browser do; a cookie goes along by itself.
    let by_token = request.headers().contains_key(header::AUTHORIZATION);
    if !safe && !by_token && !is_own_page(request.headers(), host.as_deref().unwrap_or_default()) {
        let detail = "The request comes from a page of another site. Nothing was changed.";
        return Problem::new(ProblemCode::ForeignOrigin, detail).into_response();
    }
    next.run(request).await
}

/// Makes a problem document of every refusal that is none yet, such as the router's own "method not allowed".
pub async fn as_problems(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_problem = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(MEDIA_TYPE.as_bytes()));
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let problem = match status {
        StatusCode::NOT_FOUND => super::error::not_found("path"),
        StatusCode::METHOD_NOT_ALLOWED => Problem::new(ProblemCode::MethodNotAllowed, "The header Allow names the methods of this path."),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(ProblemCode::TooLarge, "The body is too large. Nothing was changed."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(ProblemCode::UnsupportedMediaType, "This media type is not read here."),
        _ if status.is_client_error() => Problem::new(ProblemCode::Malformed, "The request cannot be read."),
        _ => internal(),
    };
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut answer = problem.into_response();
    answer.headers_mut().extend(allow.map(|methods| (header::ALLOW, methods)));
    answer
}

/// What a fault that nobody foresaw is answered with; the host goes on.
pub fn on_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request ended in a fault that nobody foresaw");
    internal().into_response()
}

fn named_host(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let authority = uri.authority().map(|authority| authority.as_str().to_owned());
    authority.or_else(|| headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned))
}

/// Whether `name[:port]` is a name of this machine that nobody else can make point here.
fn is_this_machine(authority: &str) -> bool {
    let host = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) if port.is_empty() || port.starts_with(':') => address,
        Some(_) => return false,
        None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
    };
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether an unsafe request comes from this host's own page, or from no page at all. What browsers say of the site
/// counts first: behind the proxy of the edit loop the origin is another port.
fn is_own_page(headers: &HeaderMap, host: &str) -> bool {
    let value = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match (value("sec-fetch-site"), value("origin")) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => origin.strip_prefix("http://").is_some_and(|origin| origin.eq_ignore_ascii_case(host)),
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    #[test]
    fn only_names_that_nobody_can_redirect_are_this_machine() {
        for good in ["127.0.0.1", "127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080", "[::1]", "127.1.2.3:1"] {
            assert!(is_this_machine(good), "{good}");
        }
        for bad in [
            "",
            "evil.example",
            "127.0.0.1.evil.example:8080",
            "localhost.evil.example",
            "192.168.0.1",
            "[::1]evil",
            "[::2]:80",
            "0.0.0.0:8080",
        ] {
            assert!(!is_this_machine(bad), "{bad}");
        }
    }

    #[test]
    fn foreign_pages_are_told_apart() {
        let own = |pairs: &[(&'static str, &'static str)]| {
            let headers = pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect();
            is_own_page(&headers, "127.0.0.1:8080")
        };
        assert!(own(&[]), "a program, not a browser");
        assert!(own(&[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:8081")]));
        assert!(own(&[("origin", "http://127.0.0.1:8080")]));
        assert!(!own(&[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:8080")]), "another port of this machine");
        assert!(!own(&[("sec-fetch-site", "cross-site")]));
        assert!(!own(&[("origin", "null")]) && !own(&[("origin", "https://evil.example")]) && !own(&[("origin", "http://127.0.0.1:9")]));
    }
}
