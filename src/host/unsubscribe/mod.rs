//! Owns how people decline reminders: the link that reminders carry (RFC 2369, RFC 8058), and the page behind it.
//! Refuses to change anything for `GET`: mail programs and link checkers open links before people do.
//!
//! It is no part of the API, and `public/openapi.json` does not know it: mail providers and people call it, never a console.
//! They have no session and come from other sites, so neither is asked for; the token in the path says whose wish it is. A
//! wrong token and a person who is gone get one and the same page. Nothing is logged but the person's identifier.

pub mod bounds;
pub mod link;
pub mod page;
pub mod wish;
pub mod words;

use super::{
    state::Host,
    store::{self, StoreError},
};
use crate::domain::{
    activity::THE_PERSON,
    reminder_wish::ReminderWish,
    user::{DirectoryUser, UserId},
};
use axum::{
    Router,
    body::Bytes,
    extract::{
        DefaultBodyLimit, Path, State,
        rejection::{BytesRejection, PathRejection},
    },
    http::{HeaderMap, header},
    response::Response,
    routing::get,
};
use page::Page;
use std::{sync::Arc, time::Instant};

/// Largest body, in octets; a form with one field is far smaller.
const LARGEST_BODY: usize = 4 * 1024;

/// The route of the link. To be merged where no session and no origin is asked for.
pub fn routes() -> Router<Arc<Host>> {
    Router::new().route("/unsubscribe/{*rest}", get(show).post(decide)).layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// What is answered, and to whom where it is known.
type Outcome = Result<(Page, Option<DirectoryUser>), StoreError>;

async fn show(State(host): State<Arc<Host>>, rest: Result<Path<String>, PathRejection>) -> Response {
    answer(&host, look(&host, rest).await)
}

async fn decide(
    State(host): State<Arc<Host>>,
    rest: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let wish = body.ok().and_then(|body| wish::read(content_type, &body));
    answer(&host, keep(&host, rest, wish).await)
}

async fn look(host: &Host, rest: Result<Path<String>, PathRejection>) -> Outcome {
    let Some(id) = whose(host, rest) else { return Ok((Page::Missing, None)) };
    if !host.unsubscribe_bounds.admit(&id, Instant::now()) {
        return Ok((Page::TooMany, None));
    }
    let mut db = host.store.read().await?;
    let Some(placed) = store::users::find(&mut db, &id).await? else { return Ok((Page::Missing, None)) };
    let user = placed.record.user;
    let page = if user.reminders_declined.is_some() { Page::Stopped } else { Page::Ask };
    Ok((page, Some(user)))
}

async fn keep(host: &Host, rest: Result<Path<String>, PathRejection>, wish: Option<ReminderWish>) -> Outcome {
    let Some(id) = whose(host, rest) else { return Ok((Page::Missing, None)) };
    if !host.unsubscribe_bounds.admit(&id, Instant::now()) {
        return Ok((Page::TooMany, None));
    }
    let now = host.clock.now();
    let mut db = host.store.write().await?;
    let Some(placed) = store::users::find(&mut db, &id).await? else { return Ok((Page::Missing, None)) };
    let user = placed.record.user;
    let (wish, page) = match wish {
        None => return Ok((Page::NotUnderstood, Some(user))),
        Some(ReminderWish::Stop) => (ReminderWish::Stop, Page::Stopped),
        Some(ReminderWish::Resume) => (ReminderWish::Resume, Page::Resumed),
    };
    let Some((user, action)) = wish.grant(&user, now) else { return Ok((page, Some(user))) };
    if wish == ReminderWish::Resume && !host.unsubscribe_bounds.admit_resume(&id, Instant::now()) {
        return Ok((Page::TooMany, Some(user)));
    }
    store::users::change(&mut db, &user).await?;
    store::activity::add(&mut db, now, THE_PERSON, &action).await?;
    db.commit().await?;
    tracing::info!(user = %id.0, action = action.name(), "a person said whether they want reminders");
    Ok((page, Some(user)))
}

fn whose(host: &Host, rest: Result<Path<String>, PathRejection>) -> Option<UserId> {
    let Path(rest) = rest.ok()?;
    host.unsubscribe_links.read(&rest)
}

fn answer(host: &Host, outcome: Outcome) -> Response {
    let (page, user) = outcome.unwrap_or_else(|error| {
        tracing::error!(%error, "the store failed");
        (Page::Failed, None)
    });
    let language = user.and_then(|user| user.language).unwrap_or(host.facts.language);
    page.answer(language, &host.facts.name)
}
