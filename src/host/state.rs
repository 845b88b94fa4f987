//! Owns what every handler and the worker share.
//! Refuses to change after the start; what changes lies in the store.

use super::{
    batch_watch::Watches,
    bounces::Bounces,
    clock::Clock,
    due_count::DueCount,
    headers::Headers,
    health::RelayWatch,
    mailer::Mailer,
    metrics::Metrics,
    organization_facts::OrganizationFacts,
    safety::Safety,
    secret,
    sending::options::Options,
    store::Store,
    unsubscribe::{bounds::Bounds, link::Links},
    uploads::Uploads,
    webex_relay::WebexRelay,
};
use axum::http::HeaderValue;
use std::{collections::HashSet, path::PathBuf, sync::Arc, sync::Mutex};
use tokio::sync::{Notify, watch};

/// What a host is made of.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// Where mail goes.
    pub mailer: Mailer,
    /// Where "now" comes from.
    pub clock: Clock,
    /// What the configuration says about the organization.
    pub facts: OrganizationFacts,
    /// Who is named as the one who did it.
    pub administrator: String,
    /// Token that other programs send in place of a session, if any.
    pub api_token: Option<String>,
    /// Origins of pages elsewhere that may call the API with the token.
    pub allow_origin: Vec<HeaderValue>,
    /// The headers of every answer.
    pub headers: Headers,
    /// Folder of the built console.
    pub dist: PathBuf,
    /// The links by which people decline reminders.
    pub unsubscribe_links: Links,
    /// Where files lie while they are imported.
    pub uploads: Uploads,
    /// How mail is sent.
    pub options: Options,
    /// What comes back.
    pub bounces: Bounces,
    /// What holds for every mail and every batch.
    pub safety: Safety,
    /// How the platform's API is reached, if it is.
    pub webex: Option<WebexRelay>,
}

/// A host.
pub struct Host {
    /// The database.
    pub store: Store,
    /// Where mail goes.
    pub mailer: Mailer,
    /// Where "now" comes from.
    pub clock: Clock,
    /// What the configuration says about the organization.
    pub facts: OrganizationFacts,
    /// Who is named as the one who did it.
    pub administrator: String,
    /// Origins of pages elsewhere that may call the API with the token.
    pub allow_origin: Vec<HeaderValue>,
    /// The headers of every answer.
    pub headers: Headers,
    /// Folder of the built console.
    pub dist: PathBuf,
    /// The links by which people decline reminders.
    pub unsubscribe_links: Links,
    /// Where files lie while they are imported.
    pub uploads: Uploads,
    /// What comes back.
    pub bounces: Bounces,
    /// What holds for every mail and every batch.
    pub safety: Safety,
    /// How the platform's API is reached, if it is.
    pub webex: Option<WebexRelay>,
    /// What is counted for whoever watches the host.
    pub metrics: Metrics,
    /// Whether the relay could be reached lately.
    pub relay_watch: RelayWatch,
    /// How often each of them is answered.
    pub unsubscribe_bounds: Bounds,
    /// How many reminders are due.
    pub due_count: DueCount,
    /// How mail is sent.
    pub options: Options,
    /// Names this process among those that send from one database.
    pub sending_id: String,
    /// The batches that somebody watches.
    pub watches: Watches,
    api_token: Option<[u8; 32]>,
    work: Notify,
    settings: Notify,
    progress: watch::Sender<u64>,
    stopping: watch::Sender<bool>,
    in_flight: Mutex<HashSet<String>>,
}

/// Holds an idempotency key until its request is answered.
pub struct InFlight {
    host: Arc<Host>,
    key: String,
}

impl Host {
    /// A host made of these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Arc<Self> {
        Arc::new(Self {
            store: parts.store,
            mailer: parts.mailer,
            clock: parts.clock,
            facts: parts.facts,
            administrator: parts.administrator,
            allow_origin: parts.allow_origin,
            headers: parts.headers,
            dist: parts.dist,
            unsubscribe_links: parts.unsubscribe_links,
            uploads: parts.uploads,
            bounces: parts.bounces,
            safety: parts.safety,
            webex: parts.webex,
            metrics: Metrics::default(),
            relay_watch: RelayWatch::default(),
            unsubscribe_bounds: Bounds::default(),
            due_count: DueCount::default(),
            options: parts.options,
            sending_id: uuid::Uuid::now_v7().to_string(),
            watches: Watches::default(),
            api_token: parts.api_token.as_deref().map(secret::hash),
            work: Notify::new(),
            settings: Notify::new(),
            progress: watch::Sender::new(0),
            stopping: watch::Sender::new(false),
            in_flight: Mutex::new(HashSet::new()),
        })
    }

    /// Whether this is the token of other programs.
    #[must_use]
    pub fn is_api_token(&self, token: &str) -> bool {
        self.api_token.is_some_and(|kept| secret::same(&kept, &secret::hash(token)))
    }

    /// Tells the worker that there is something to send.
    pub fn wake_worker(&self) {
        self.work.notify_one();
    }

    /// Waits until there may be something to send.
    pub async fn woken(&self) {
        self.work.notified().await;
    }

    /// Says that the settings were saved, which may make reminders due.
    pub fn report_settings(&self) {
        self.settings.notify_one();
    }

    /// Waits until the settings are saved.
    pub async fn settings_changed(&self) {
        self.settings.notified().await;
    }

    /// Tells the worker to end after what it has in hand.
    pub fn stop_worker(&self) {
        self.stopping.send_replace(true);
    }

    /// Whether the worker is to end.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Changes when the worker is to end.
    #[must_use]
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Waits until the worker is to end.
    pub async fn stopped(&self) {
        // The sender lives in this very value.
        let _ = self.stopping.subscribe().wait_for(|stopping| *stopping).await;
    }

    /// Says that the worker came further.
    pub fn report_progress(&self) {
        self.progress.send_modify(|steps| *steps = steps.wrapping_add(1));
    }

    /// Changes whenever the worker came further.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<u64> {
        self.progress.subscribe()
    }

    /// Takes an idempotency key for as long as its request runs; nothing while another request holds it.
    #[must_use]
    pub fn hold_key(self: &Arc<Self>, key: &str) -> Option<InFlight> {
        let free = self.in_flight.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(key.to_owned());
        free.then(|| InFlight { host: Arc::clone(self), key: key.to_owned() })
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.host.in_flight.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(&self.key);
    }
}
