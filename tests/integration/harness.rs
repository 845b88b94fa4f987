//! A host in a folder of its own, called without a socket; and everything that tests set up again and again.

use crate::postgres;
pub use crate::{
    answer::Answer,
    database_kind::{Kind, database_of},
    drafts::{draft, draft_in, settings},
};
use axum::{Router, body::Body};
use http_body_util::BodyExt;
use serde::Serialize;
use serde_json::{Value, json};
use std::{path::Path, sync::Arc, time::Duration};
use tempfile::TempDir;
use tower::ServiceExt;
use usher::{
    api::routes,
    domain::{
        email_kind::SuppressibleKind,
        language::Language,
        license::LicensePolicy,
        organization::SingleSignOn,
        settings::{SenderDraft, SettingsDraft, Switch},
        time_zone::TimeZone,
        timestamp::Timestamp,
        web_address::WebAddress,
    },
    host::{
        bounces::{
            Bounces,
            folder::BounceFolder,
            return_path::{BounceAddress, ReturnPaths},
        },
        clock::Clock,
        headers::Headers,
        mailer::{Mailer, outbox::Outbox, relay::Relay},
        organization_facts::OrganizationFacts,
        public_url::PublicUrl,
        routes as host_routes,
        safety::Safety,
        sending::{self, options::Options},
        state::{Host, Parts},
        store::Store,
        time_zones,
        unsubscribe::link::Links,
        uploads::Uploads,
    },
};

/// The file in the platform's form.
pub const REAL: &[u8] = include_bytes!("../data/control-hub-users.csv");
pub const TOKEN: &str = "a-token-of-the-tests";
pub const MEETINGS: &str = "example.webex.com - WebEx Meeting Center";

/// Largest file that these hosts take, so that a test need not write half a gigabyte.
pub const LARGEST_UPLOAD: usize = 16 * 1024 * 1024;

/// A host with its data.
pub struct TestHost {
    kind: Kind,
    pub dir: TempDir,
    pub host: Arc<Host>,
    pub clock: Clock,
    public_url: Option<PublicUrl>,
    app: Router,
}

pub fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T12:00:00Z").unwrap()
}

/// A host whose mail goes into its outbox.
pub async fn host() -> TestHost {
    host_on(Kind::of_this_run()).await
}

/// A host on a database of this kind, for what only that kind has.
pub async fn host_on(kind: Kind) -> TestHost {
    open_in(kind, tempfile::tempdir().unwrap(), None, TimeZone::default(), None).await
}

/// A host whose mail goes to a relay.
pub async fn host_with_relay(address: &str) -> TestHost {
    open_in(Kind::of_this_run(), tempfile::tempdir().unwrap(), Some(address), TimeZone::default(), None).await
}

/// A host of an organization in this time zone.
pub async fn host_in(zone: &str) -> TestHost {
    open_in(Kind::of_this_run(), tempfile::tempdir().unwrap(), None, time_zones::find(zone).unwrap(), None).await
}

/// A host that people reach from elsewhere under this address.
pub async fn host_at(public_url: &str) -> TestHost {
    open_in(Kind::of_this_run(), tempfile::tempdir().unwrap(), None, TimeZone::default(), PublicUrl::parse(public_url).ok()).await
}

/// A host that sends in this way to a relay, by the machine's clock.
pub async fn host_sending(relay: &str, options: Options) -> TestHost {
    let dir = tempfile::tempdir().unwrap();
    let store = open_store(Kind::of_this_run(), dir.path()).await;
    open_with(Kind::of_this_run(), dir, store, Some(relay), TimeZone::default(), None, Clock::System, options, Safety::default()).await
}

/// A host for whose mails and batches this holds.
pub async fn host_guarded(safety: Safety) -> TestHost {
    let (kind, dir) = (Kind::of_this_run(), tempfile::tempdir().unwrap());
    let store = open_store(kind, dir.path()).await;
    open_with(kind, dir, store, None, TimeZone::default(), None, Clock::standing_at(now()), Options::default(), safety).await
}

async fn open_store(kind: Kind, dir: &Path) -> Store {
    match kind {
        Kind::Sqlite => Store::open(&dir.join("usher.db")).await.unwrap(),
        Kind::Postgres => Store::connect(&postgres::of(dir)).await.unwrap(),
    }
}

async fn open_in(kind: Kind, dir: TempDir, relay: Option<&str>, time_zone: TimeZone, public_url: Option<PublicUrl>) -> TestHost {
    let store = open_store(kind, dir.path()).await;
    open_with(kind, dir, store, relay, time_zone, public_url, Clock::standing_at(now()), Options::default(), Safety::default()).await
}

#[allow(clippy::too_many_arguments, reason = "each of them is what some test is about")]
async fn open_with(
    kind: Kind,
    dir: TempDir,
    store: Store,
    relay: Option<&str>,
    time_zone: TimeZone,
    public_url: Option<PublicUrl>,
    clock: Clock,
    options: Options,
    safety: Safety,
) -> TestHost {
    let mailer = match relay {
        Some(address) => Mailer::Relay(Relay::parse(address).unwrap().with_limits(options.limits())),
        None => Mailer::Outbox(Outbox::open(dir.path().join("outbox")).unwrap()),
    };
    let unsubscribe_links = Links::open(&store, public_url.clone()).await.unwrap();
    let uploads = Uploads::open(dir.path().join("uploads")).unwrap().with_limit(LARGEST_UPLOAD as u64);
    let bounces = test_bounces(&store, dir.path()).await;
    let facts = OrganizationFacts {
        name: "Example & Sons".into(),
        language: Language::English,
        license_policy: LicensePolicy::FreeAndPaid,
        single_sign_on: SingleSignOn::On,
        portal_url: WebAddress::parse("https://settings.webex.com").unwrap(),
        time_zone,
    };
    let host = Host::new(Parts {
        store,
        mailer,
        clock: clock.clone(),
        facts,
        administrator: "Grace".into(),
        api_token: Some(TOKEN.into()),
        allow_origin: vec!["https://portal.example".parse().unwrap()],
        headers: Headers::new(&[]),
        dist: dir.path().join("dist"),
        unsubscribe_links,
        uploads,
        options,
        bounces,
        safety,
        webex: None,
    });
    TestHost { kind, app: host_routes::all(&host), dir, host, clock, public_url }
}

/// Notifications lie in a folder beside the database.
async fn test_bounces(store: &Store, dir: &Path) -> Bounces {
    let return_paths = ReturnPaths::open(store, BounceAddress::parse("bounces@example.org").ok()).await.unwrap();
    Bounces::new(return_paths, BounceFolder::open(dir.join("bounces")).ok(), None)
}

impl TestHost {
    /// Ends this host and starts another one on the same data.
    pub async fn restart(self) -> Self {
        self.host.store.close().await;
        let next = open_in(self.kind, self.dir, None, self.host.facts.time_zone.clone(), self.public_url).await;
        next.clock.set(self.clock.now());
        sending::recover(&next.host).await.unwrap();
        next
    }

    /// Another host on the same database, with files of its own.
    pub async fn beside(&self) -> Self {
        let dir = tempfile::tempdir().unwrap();
        postgres::share(self.dir.path(), dir.path());
        let host = open_in(Kind::Postgres, dir, None, self.host.facts.time_zone.clone(), self.public_url.clone()).await;
        host.clock.set(self.clock.now());
        host
    }

    /// Another host on the same database, which sends in this way to a relay.
    pub async fn beside_sending(&self, relay: &str, options: Options) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = match self.kind {
            Kind::Sqlite => open_store(Kind::Sqlite, self.dir.path()).await,
            Kind::Postgres => {
                postgres::share(self.dir.path(), dir.path());
                open_store(Kind::Postgres, dir.path()).await
            }
        };
        open_with(self.kind, dir, store, Some(relay), TimeZone::default(), None, self.clock.clone(), options, Safety::default()).await
    }

    /// The same, for whose mails and batches this holds from now on.
    pub async fn restart_guarded(self, safety: Safety) -> Self {
        self.host.store.close().await;
        let (zone, clock) = (self.host.facts.time_zone.clone(), Clock::standing_at(self.clock.now()));
        let store = open_store(self.kind, self.dir.path()).await;
        let next = open_with(self.kind, self.dir, store, None, zone, self.public_url, clock, Options::default(), safety).await;
        sending::recover(&next.host).await.unwrap();
        next
    }

    pub fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        axum::http::Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:8080")
            .header("authorization", format!("Bearer {TOKEN}"))
    }

    pub async fn send(&self, request: axum::http::Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    /// What `GET` answers, which must succeed.
    pub async fn read(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    pub async fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &impl Serialize) -> Answer {
        let mut request = self.request(method, path).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(serde_json::to_vec(body).unwrap().into()).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.call("POST", path, &[], body).await
    }

    /// Imports a file; `query` begins with `?` or is empty.
    pub async fn import(&self, file: impl Into<Vec<u8>>, query: &str) -> Answer {
        let path = format!("{}{query}", routes::USERS_IMPORT);
        let request = self.request("POST", &path).header("content-type", "text/csv");
        self.send(request.body(Body::from(file.into())).unwrap()).await
    }

    pub async fn save_settings(&self, change: impl FnOnce(&mut SettingsDraft)) -> Answer {
        let kept = self.read(routes::EMAIL_SETTINGS).await;
        let mut draft: SettingsDraft = serde_json::from_value(kept["settings"].clone()).unwrap();
        change(&mut draft);
        let tag = format!("\"{}\"", kept["version"]);
        self.call("PUT", routes::EMAIL_SETTINGS, &[("if-match", &tag)], &draft).await
    }

    pub async fn set_sender(&self) {
        let sender = SenderDraft { name: "IT, Help".into(), address: "it@example.com".into(), reply_to: "help@example.com".into() };
        assert_eq!(self.save_settings(|draft| draft.sender = sender).await.status, 200);
    }

    /// Turns automatic emails off though nothing is ready for it.
    pub async fn turn_off(&self, until: &str) {
        let answer = self.save_settings(|draft| {
            draft.automatic_activation_emails = Switch::Off;
            draft.off_until = until.into();
            draft.advice_acknowledged = true;
            draft.acknowledgement = "Everybody is onboarded in class.".into();
        });
        let answer = answer.await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    /// Adds a template in English and Polish and publishes it; answers its identifier.
    pub async fn publish(&self, purpose: SuppressibleKind) -> String {
        let created = self.post(routes::TEMPLATES, &draft(purpose)).await;
        assert_eq!(created.status, 201, "{}", created.text());
        let id = created.json()["id"].as_str().unwrap().to_owned();
        let published = self.call("POST", &format!("{}/{id}/versions", routes::TEMPLATES), &[("if-match", "\"1\"")], &json!(null)).await;
        assert_eq!(published.status, 201, "{}", published.text());
        id
    }

    /// Everything that sending needs: people of this file, a sender, an activation template. Answers the template.
    pub async fn ready(&self, file: impl Into<Vec<u8>>) -> String {
        let report = self.import(file, "").await;
        assert_eq!(report.status, 200, "{}", report.text());
        self.set_sender().await;
        self.publish(SuppressibleKind::Activation).await
    }

    /// Everybody's identifier, in the order of the file.
    pub async fn users(&self) -> Vec<String> {
        let (mut all, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let page = self.read(&routes::page(routes::USERS, cursor.as_deref(), 1_000)).await;
            all.extend(page["users"].as_array().unwrap().iter().map(|record| record["user"]["id"].as_str().unwrap().to_owned()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return all,
            }
        }
    }

    /// Starts an activation batch to those of these people who receive; answers the batch.
    pub async fn start_batch(&self, key: &str, template: &str, users: &[String]) -> Value {
        self.start_batch_of("activation", key, template, users).await
    }

    /// Starts a batch of this kind to those of these people who receive; answers the batch.
    pub async fn start_batch_of(&self, kind: &str, key: &str, template: &str, users: &[String]) -> Value {
        let plan = self.post(routes::SEND_BATCHES_PLAN, &json!({"kind": kind, "recipients": {"by": "users", "users": users}})).await.json();
        let recipients = plan["recipients"].as_u64().unwrap();
        let request =
            json!({"kind": kind, "template": template, "recipients": {"by": "users", "users": users}, "expected_recipients": recipients});
        let answer = self.call("POST", routes::SEND_BATCHES, &[("idempotency-key", key)], &request).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    }

    /// Lets the worker run until this batch is over; answers the batch.
    pub async fn finish(&self, batch: &Value) -> Value {
        let path = format!("{}/{}", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
        let worker = tokio::spawn(sending::run(Arc::clone(&self.host)));
        let finished = self.until(|| async {
            let batch = self.read(&path).await;
            (batch["state"] != "running" && batch["counts"]["sending"] == 0).then_some(batch)
        });
        let finished = finished.await;
        worker.abort();
        finished
    }

    /// Looks whenever the worker came further, and now and then, until there is something: not everything that can be
    /// looked for is told as progress.
    pub async fn until<T, F: Future<Output = Option<T>>>(&self, look: impl Fn() -> F) -> T {
        let mut progress = self.host.progress();
        let waiting = async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                if let Ok(changed) = tokio::time::timeout(Duration::from_millis(50), progress.changed()).await {
                    changed.unwrap();
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("it came about in time")
    }

    /// The messages in the outbox.
    pub fn outbox(&self) -> Vec<Vec<u8>> {
        read_folder(&self.dir.path().join("outbox"))
    }

    /// The deliveries of a batch.
    pub async fn deliveries(&self, batch: &Value) -> Vec<Value> {
        let path = format!("{}/{}/deliveries?limit=1000", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
        self.read(&path).await["deliveries"].as_array().unwrap().clone()
    }
}

fn read_folder(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.iter().all(|path| path.extension().is_some_and(|kind| kind == "eml")), "half-written: {paths:?}");
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// A small directory: three people who wait.
pub const THREE: &str = "Email,First Name,Preferred Language,Status,App\n\
ada@example.com,Ada,Polish,Not Verified,TRUE\nbo@example.com,Bo,English,Not Verified,TRUE\ncy@example.com,Cy,,Verified,TRUE\n";
