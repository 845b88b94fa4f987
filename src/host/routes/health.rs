//! Owns what machines ask of the host: whether it lives, whether it is ready, and its numbers.
//! Refuses to say more than that without sign-in: the numbers go to this machine alone, or to who shows the token.

use crate::{
    api::problem::{Problem, ProblemCode},
    domain::timestamp::Timestamp,
    host::{
        health::{Check, Readiness},
        state::Host,
        store::{self, StoreError, operation::InHand},
    },
};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use prometheus_client::{
    encoding::{
        EncodeLabelSet,
        prometheus_text::{CONTENT_TYPE, encode},
    },
    metrics::{family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};
use serde_json::json;
use std::sync::Arc;

/// Seconds after which it is worth asking again.
const AGAIN: &str = "5";
/// Headers of requests that a proxy handed on: they do not come from this machine, though their connection does.
const HANDED_ON: &[&str] = &["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/// Health and readiness, which anybody may ask.
pub fn open() -> Router<Arc<Host>> {
    Router::new().route("/health", get(health)).route("/ready", get(ready))
}

/// The numbers.
pub fn guarded() -> Router<Arc<Host>> {
    Router::new().route("/metrics", get(metrics))
}

async fn health() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(json!({"status": "alive"}))).into_response()
}

async fn ready(State(host): State<Arc<Host>>) -> Response {
    let readiness = Readiness::of(&host).await;
    let word = |check| match check {
        Check::Passed => "passed",
        Check::Failed => "failed",
    };
    let Readiness { running, database, mail } = readiness;
    let (status, said) = if readiness.is_ready() { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready") };
    let checks = json!({"running": word(running), "database": word(database), "mail": word(mail)});
    let mut answer = (status, [(header::CACHE_CONTROL, "no-store")], Json(json!({"status": said, "checks": checks}))).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static(AGAIN));
    }
    answer
}

/// A state by its name.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Labelled {
    state: String,
}

async fn metrics(State(host): State<Arc<Host>>, headers: HeaderMap) -> Result<Response, Problem> {
    let token = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let may_look = match token {
        Some(shown) => shown.split_once(' ').is_some_and(|(_, token)| host.is_api_token(token.trim())),
        None => !HANDED_ON.iter().any(|name| headers.contains_key(*name)),
    };
    if !may_look {
        let detail = "Ask from the machine where Usher runs, or show the token: Authorization: Bearer";
        return Err(Problem::new(ProblemCode::SignInNeeded, detail));
    }
    let mut all = host.metrics.registry();
    let in_hand = async { store::operation::in_hand(&mut *host.store.read().await?).await }.await;
    register_in_hand(&mut all, in_hand, host.clock.now());
    let mut text = String::new();
    encode(&mut text, &all).map_err(|_| crate::host::error::internal())?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE), (header::CACHE_CONTROL, "no-store")], text).into_response())
}

/// What lies in the database. Where that does not answer, its numbers are left out, and that is a number too.
fn register_in_hand(all: &mut Registry, in_hand: Result<InHand, StoreError>, now: Timestamp) {
    let up = Gauge::<i64>::default();
    all.register("database_up", "Whether the database answered (1) or not (0)", up.clone());
    let Ok(in_hand) = in_hand else { return };
    up.set(1);
    let by_state = |counts: Vec<(String, i64)>, known: &[&str]| {
        let family = Family::<Labelled, Gauge>::default();
        known.iter().for_each(|state| drop(family.get_or_create(&Labelled { state: (*state).to_owned() })));
        for (state, count) in counts {
            family.get_or_create(&Labelled { state }).set(count);
        }
        family
    };
    let queue = by_state(in_hand.queue, &["queued", "sending"]);
    all.register("queue_deliveries", "Deliveries of open batches that have no outcome yet, by state", queue);
    let batches = by_state(in_hand.batches, &["scheduled", "running", "paused", "finished", "cancelled"]);
    all.register("batches", "Send batches, by state", batches);
    let left = in_hand.leases.iter().map(|until| until.saturating_sub(now.millis()));
    let (hosts, soonest) = (Gauge::<i64>::default(), Gauge::<i64>::default());
    hosts.set(i64::try_from(left.clone().filter(|left| *left > 0).count()).unwrap_or(i64::MAX));
    soonest.set(left.min().unwrap_or(0).div_euclid(1_000));
    all.register("sending_hosts", "Hosts that send from this database and whose lease is in force", hosts);
    all.register_with_unit("lease_remaining", "Time until the first lease ends; negative when one is over", Unit::Seconds, soonest);
}
