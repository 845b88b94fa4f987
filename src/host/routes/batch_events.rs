//! Owns the progress of a batch as server-sent events.
//! Refuses to ask the store for every one who watches; `batch_watch` looks once for all of them.

use crate::{
    api::{problem::Problem, routes::SEND_BATCH_EVENTS},
    domain::batch::{BatchId, SendBatch},
    host::{
        batch_watch::{is_over, watch},
        error::not_found,
        extract::Path,
        state::Host,
        store,
    },
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::sync::watch::Receiver;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Name of the event.
const BATCH: &str = "batch";
/// Identifier of the last event. A browser repeats it when it connects again by itself, and is told that there is no more.
const OVER: &str = "over";
/// How often something is said where nothing changes, so that nobody on the way takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(events))
}

/// A batch as it goes on
///
/// Server-sent events named `batch`, each with the whole batch as JSON: at once, then whenever it changed, a few a second at most.
/// The answer ends when the batch is over; whoever then connects again with the last identifier gets 204.
#[utoipa::path(get, path = SEND_BATCH_EVENTS, tag = "send batches", params(("batch_id" = String, Path, description = "Which")), responses(
    (status = 200, description = "Events with a `SendBatch` each", body = String, content_type = "text/event-stream"),
    (status = 204, description = "The batch is over, and its last event was received"),
    (status = 404, description = "There is no such batch", body = Problem, content_type = "application/problem+json"),
))]
async fn events(State(host): State<Arc<Host>>, Path(id): Path<BatchId>, headers: HeaderMap) -> Result<Response, Problem> {
    let mut db = host.store.read().await?;
    let batch = store::batches::find(&mut db, &id).await?.ok_or_else(|| not_found("send batch"))?.batch;
    drop(db);
    let seen_last = headers.get("last-event-id").is_some_and(|id| id.as_bytes() == OVER.as_bytes());
    if seen_last && is_over(&batch) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let watched = stream::unfold(Watching::Begun(batch, host), next);
    // Proxies hold answers back unless they are told not to.
    let headers = [(HeaderName::from_static("x-accel-buffering"), "no")];
    Ok((headers, Sse::new(watched).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))).into_response())
}

/// How far somebody has watched.
enum Watching {
    Begun(SendBatch, Arc<Host>),
    On(Receiver<SendBatch>),
    Ended,
}

async fn next(watching: Watching) -> Option<(Result<Event, Infallible>, Watching)> {
    let (batch, on) = match watching {
        Watching::Begun(batch, host) if is_over(&batch) => {
            drop(host);
            (batch, Watching::Ended)
        }
        Watching::Begun(batch, host) => {
            let receiver = watch(&host, batch.clone());
            (batch, Watching::On(receiver))
        }
        Watching::On(mut receiver) => {
            receiver.changed().await.ok()?;
            let batch = receiver.borrow_and_update().clone();
            (batch, Watching::On(receiver))
        }
        Watching::Ended => return None,
    };
    let event = Event::default().event(BATCH);
    let (event, on) = if is_over(&batch) { (event.id(OVER), Watching::Ended) } else { (event, on) };
    // A batch is always written as JSON.
    let event = event.json_data(&batch).ok()?;
    Some((Ok(event), on))
}
