//! Owns what is counted for whoever watches the host, under the names that Prometheus expects.
//! Refuses addresses, identifiers and anything else of people in labels: outcomes, states, routes and numbers alone.

use super::state::Host;
use crate::domain::{batch::DeliveryState, bounce::BounceVerdict};
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};
use std::{sync::Arc, time::Duration};

/// Upper ends of the buckets of hand-overs, in seconds.
const HANDOVERS: [f64; 12] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 120.0];
/// What stands for the route of a request that has none.
const NO_ROUTE: &str = "other";

/// What came of a hand-over.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// A request, by what it asked for and what came of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Answered {
    route: String,
    method: &'static str,
    status: u16,
}

/// A bounce, by what it means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Bounced {
    kind: &'static str,
}

/// What came of a pull from the SCIM server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PullOutcome {
    /// Everything was kept.
    Pulled,
    /// Nothing was.
    Failed,
}

/// Everything that is counted while the host runs. What lies in the database is counted there when somebody looks.
#[derive(Clone, Debug)]
pub struct Metrics {
    deliveries: Family<Outcome, Counter>,
    handover: Histogram,
    retries: Counter,
    connections: Gauge,
    requests: Family<Answered, Counter>,
    bounces: Family<Bounced, Counter>,
    pulls: Family<Outcome, Counter>,
}

/// A connection that is open.
#[derive(Debug)]
pub struct OpenConnection(Gauge);

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            deliveries: Family::default(),
            handover: Histogram::new(HANDOVERS),
            retries: Counter::default(),
            connections: Gauge::default(),
            requests: Family::default(),
            bounces: Family::default(),
            pulls: Family::default(),
        }
    }
}

impl Metrics {
    /// Counts what came of a delivery, or that it is tried again later.
    pub fn settled(&self, state: &DeliveryState) {
        let outcome = match state {
            DeliveryState::Sent => "sent",
            DeliveryState::Failed { .. } => "failed",
            DeliveryState::Skipped { .. } => "skipped",
            DeliveryState::Uncertain => "uncertain",
            DeliveryState::Queued { .. } => {
                self.retries.inc();
                return;
            }
            DeliveryState::Sending => return,
        };
        self.deliveries.get_or_create(&Outcome { outcome }).inc();
    }

    /// Counts how long the relay, or the outbox, was busy with one message.
    pub fn handed_over(&self, took: Duration) {
        self.handover.observe(took.as_secs_f64());
    }

    /// Counts a connection to the relay for as long as the answer lives.
    #[must_use]
    pub fn connection(&self) -> OpenConnection {
        self.connections.inc();
        OpenConnection(self.connections.clone())
    }

    /// Counts a bounce: its verdict, or nothing where it cannot be believed or told whom it is about.
    pub fn bounced(&self, verdict: Option<BounceVerdict>) {
        let kind = match verdict {
            Some(BounceVerdict::Hard) => "hard",
            Some(BounceVerdict::Soft | BounceVerdict::Refused) => "soft",
            None => "unmatched",
        };
        self.bounces.get_or_create(&Bounced { kind }).inc();
    }

    /// Counts a pull from the SCIM server.
    pub fn pulled(&self, outcome: PullOutcome) {
        let outcome = match outcome {
            PullOutcome::Pulled => "pulled",
            PullOutcome::Failed => "failed",
        };
        self.pulls.get_or_create(&Outcome { outcome }).inc();
    }

    /// Everything by its name, with what it means.
    #[must_use]
    pub fn registry(&self) -> Registry {
        let mut all = Registry::with_prefix("usher");
        all.register("deliveries", "Deliveries that this host brought to an outcome, by outcome", self.deliveries.clone());
        let help = "Time from connecting to the relay, or taking a connection that was kept, to its answer about the message";
        all.register_with_unit("handover_duration", help, Unit::Seconds, self.handover.clone());
        all.register("delivery_retries", "Deliveries that are tried again later", self.retries.clone());
        all.register("relay_connections", "Connections to the mail relay that are open", self.connections.clone());
        all.register("http_requests", "Requests that were answered, by route, method and status", self.requests.clone());
        all.register("bounces", "Bounces that were read, by what they mean", self.bounces.clone());
        all.register("directory_pulls", "Pulls of people from the SCIM server, by outcome", self.pulls.clone());
        all
    }
}

/// Counts every request by the pattern of its route, never by its path, which may name a person.
pub async fn count_requests(State(host): State<Arc<Host>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let method = match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => NO_ROUTE,
    };
    let response = next.run(request).await;
    host.metrics.requests.get_or_create(&Answered { route, method, status: response.status().as_u16() }).inc();
    response
}
