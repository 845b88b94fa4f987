//! Owns signing in: one-time links, sessions, and the guard before the API.
//! Refuses passwords; real sign-in comes with another way of binding than this machine alone.

use super::{
    secret,
    state::Host,
    store::{self, StoreError, connection::Db},
};
use crate::api::{
    problem::{Problem, ProblemCode},
    routes::SIGN_IN,
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use std::sync::Arc;

/// Name of the session's cookie.
pub const COOKIE: &str = "usher_session";
/// Days until somebody must sign in again.
const SESSION_DAYS: i64 = 7;
/// Days until an unused link is void.
const LINK_DAYS: i64 = 1;

/// The route of the one-time link.
pub fn routes() -> Router<Arc<Host>> {
    Router::new().route(SIGN_IN, get(sign_in))
}

/// Makes a new one-time link below this address.
///
/// # Errors
/// [`StoreError`]
pub async fn new_link(db: &mut Db, base_url: &str, now: crate::domain::timestamp::Timestamp) -> Result<String, StoreError> {
    let token = secret::new_token();
    store::access::add_token(db, &secret::hash(&token), now, now.plus_days(LINK_DAYS)).await?;
    Ok(format!("{base_url}{SIGN_IN}?token={token}"))
}

/// Exchanges the token for a session. The cookie is `SameSite=Strict`, so a browser that came from another site's link
/// does not send it with the redirect's own request; that request fetches the page alone, and the page's calls send it.
async fn sign_in(State(host): State<Arc<Host>>, method: Method, headers: HeaderMap, request: Request) -> Result<Response, Problem> {
    // Link checkers and browsers that look ahead must not use the link up.
    let looks_ahead =
        ["sec-purpose", "purpose"].iter().any(|name| headers.get(*name).is_some_and(|value| value.as_bytes().starts_with(b"prefetch")));
    if method == Method::HEAD || looks_ahead {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let query = request.uri().query().unwrap_or_default();
    let token = query.split('&').find_map(|pair| pair.strip_prefix("token=")).unwrap_or_default();
    let now = host.clock.now();
    let mut db = host.store.write().await?;
    if !store::access::use_token(&mut db, &secret::hash(token), now).await? {
        tracing::warn!("a sign-in link was refused");
        return Ok((StatusCode::UNAUTHORIZED, Html(USED_LINK)).into_response());
    }
    let session = secret::new_token();
    store::access::add_session(&mut db, &secret::hash(&session), now, now.plus_days(SESSION_DAYS)).await?;
    db.commit().await.map_err(StoreError::from)?;
    tracing::info!("somebody signed in");
    let cookie = format!("{COOKIE}={session}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}", SESSION_DAYS * 86_400);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

/// Lets a request pass that has a session or the token of other programs.
pub async fn require_session(State(host): State<Arc<Host>>, request: Request, next: Next) -> Response {
    match is_signed_in(&host, request.headers()).await {
        Ok(true) => next.run(request).await,
        Ok(false) => {
            let detail = "Open the sign-in link that Usher printed when it started, or print a new one with: usher-host sign-in";
            Problem::new(ProblemCode::SignInNeeded, detail).into_response()
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

async fn is_signed_in(host: &Host, headers: &HeaderMap) -> Result<bool, StoreError> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        return Ok(token.is_some_and(|(_, token)| host.is_api_token(token.trim())));
    }
    let Some(session) = session_cookie(headers) else { return Ok(false) };
    let mut db = host.store.read().await?;
    store::access::has_session(&mut db, &secret::hash(session), host.clock.now()).await
}

fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == COOKIE).map(|(_, value)| value)
}

const USED_LINK: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Usher: this link is used up</title>\
<h1>This sign-in link is used up or wrong</h1>\
<p>Each link works once, for one day. Print a new one on the machine where Usher runs:</p>\
<pre>usher-host sign-in</pre>\
<p>With a data folder of your own, add <code>--data FOLDER</code>. If you are signed in already, <a href=\"/\">go to Usher</a>.</p></html>";
