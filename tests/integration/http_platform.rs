//! The host's relay to the platform's API, against a mock that is made from the platform's own description of it.

use crate::{harness::TOKEN, running::Running};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;
use usher::api::webex::{
    call::Call,
    lists::WireLicenses,
    person::WirePeople,
    reply::{Refusal, Reply},
    request::Request,
    resend::{ResendError, ResendJob, ResendReason, ResendState, WireErrors, WireJob},
    setting::WireSetting,
};
use usher::domain::{
    settings::Switch,
    timestamp::Timestamp,
    user::{Activation, DirectoryUser},
};

const PLATFORM_TOKEN: &str = "the-token-of-the-platform";

/// The platform, as its description says.
struct Platform {
    child: Child,
    base: String,
}

impl Platform {
    fn start() -> Self {
        let mock = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/platform/mock.mjs");
        let mut child = Command::new("node").arg(mock).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut base = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut base).unwrap();
        Self { child, base: base.trim().to_owned() }
    }

    async fn tell(&self, path: &str, body: Value) {
        let origin = self.base.trim_end_matches("/v1");
        let answer = http().post(format!("{origin}{path}")).body(body.to_string()).send().await.unwrap();
        assert!(answer.status().is_success());
    }

    async fn told(&self, path: &str) -> Vec<Value> {
        let origin = self.base.trim_end_matches("/v1");
        let text = http().get(format!("{origin}{path}")).send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// That nothing was asked or answered which the description does not allow.
    async fn has_nothing_to_complain_of(&self) {
        assert_eq!(self.told("/__complaints").await, Vec::<Value>::new());
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A host beside a platform.
struct Relay {
    platform: Platform,
    host: Running,
    dir: TempDir,
}

fn http() -> reqwest::Client {
    usher::host::outward::client(std::time::Duration::from_secs(20)).unwrap()
}

impl Relay {
    fn start() -> Self {
        let (platform, dir) = (Platform::start(), tempfile::tempdir().unwrap());
        std::fs::write(dir.path().join("token"), format!("{PLATFORM_TOKEN}\n")).unwrap();
        let data = dir.path().join("data");
        // A database is dropped when its folder is not there.
        std::fs::create_dir(&data).unwrap();
        let mut command = crate::running::sending(&data, "smtp://127.0.0.1:1");
        command.args(["--webex-base", &platform.base, "--webex-token-file"]).arg(dir.path().join("token"));
        command.env("RUST_LOG", "trace").stderr(std::fs::File::create(dir.path().join("log")).unwrap());
        let host = Running::start(&mut command);
        Self { platform, host, dir }
    }

    async fn send(&self, method: &str, path: &str, body: Option<String>, token: Option<&str>) -> (Reply, String) {
        let url = format!("http://{}/webex{path}", self.host.address);
        let mut request = if method == "POST" { http().post(url) } else { http().get(url) };
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let response = request.body(body.unwrap_or_default()).send().await.unwrap();
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (status, headers) = (response.status().as_u16(), format!("{:?}", response.headers()));
        let (retry_after, link) = (header("retry-after"), header("link"));
        let body = response.text().await.unwrap();
        (Reply { status, retry_after, link, body }, headers)
    }

    /// As the console's adapter asks.
    async fn ask(&self, request: &Request) -> Reply {
        let method = match request.method {
            usher::api::webex::call::Method::Get => "GET",
            usher::api::webex::call::Method::Post => "POST",
        };
        let (reply, headers) = self.send(method, &request.path, request.body.clone(), Some(TOKEN)).await;
        assert!(!format!("{headers}{}", reply.body).contains(PLATFORM_TOKEN));
        reply
    }
}

fn learned() -> Timestamp {
    Timestamp::parse("2026-11-27T12:00:00Z").unwrap()
}

async fn everybody(relay: &Relay) -> Result<Vec<DirectoryUser>, Refusal> {
    let (mut users, mut request) = (Vec::new(), Request::people(100));
    loop {
        let reply = relay.ask(&request).await;
        users.extend(reply.read::<WirePeople>()?.items.iter().filter_map(|person| person.user(learned()).ok()));
        match reply.next("/webex", Call::People)? {
            Some(next) => request = Request::next(&next),
            None => return Ok(users),
        }
    }
}

#[tokio::test]
async fn everybody_is_read_page_by_page_through_the_relay() {
    let relay = Relay::start();
    let people: Vec<Value> = (0..250)
        .map(|at| {
            let (pending, seen) = if at % 5 == 0 { ("true", Value::Null) } else { ("false", json!("2026-10-18T14:26:16.028Z")) };
            // Some have no activity that is told.
            let seen = if at % 7 == 0 { Value::Null } else { seen };
            json!({"emails": [format!("p{at}@example.com")], "status": null, "invitePending": pending, "lastActivity": seen})
        })
        .collect();
    relay.platform.tell("/__items", json!({"path": "/people", "items": people})).await;
    let users = everybody(&relay).await.unwrap();
    assert_eq!(users.len(), 250);
    for (at, user) in users.iter().enumerate() {
        assert_eq!(user.email.as_str(), format!("p{at}@example.com"));
        let expected = match (at % 5 == 0, at % 7 == 0) {
            (true, _) => Activation::NotActivated,
            (false, true) => Activation::Unknown,
            (false, false) => Activation::Activated { last_seen: Timestamp::parse("2026-10-18T14:26:16.028Z").ok() },
        };
        assert_eq!(user.activation, expected, "{at}");
    }
    let seen = relay.platform.told("/__seen").await;
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(|call| call["query"].as_str().unwrap().contains("excludeStatus=true")));
    relay.platform.has_nothing_to_complain_of().await;
}

#[tokio::test]
async fn what_goes_wrong_is_told_as_what_it_is() {
    let relay = Relay::start();
    let fault = |fault: Value| async { relay.platform.tell("/__faults", fault).await };
    for status in [429, 423] {
        fault(json!({"path": "/people", "status": status, "headers": {"Retry-After": "17"}})).await;
        let busy = relay.ask(&Request::people(100)).await;
        assert!(busy.is_busy() && busy.retry_after.as_deref() == Some("17"), "{busy:?}");
    }
    fault(json!({"path": "/people", "drop": true})).await;
    assert_eq!(everybody(&relay).await, Err(Refusal::Unavailable), "a page that breaks off is no page");
    fault(json!({"path": "/people", "status": 503, "body": "<html>secret</html>"})).await;
    assert_eq!(everybody(&relay).await, Err(Refusal::Unavailable));
    fault(json!({"path": "/people", "status": 403, "body": {"message": "no scope", "internal": "x"}})).await;
    let refused = relay.ask(&Request::people(100)).await;
    assert_eq!((refused.status, refused.body.as_str()), (403, r#"{"message":"no scope"}"#));
    for address in ["https://evil.example/v1/people", "/v2/people"] {
        let body = json!({"items": []});
        relay
            .platform
            .tell(
                "/__faults",
                json!({"path": "/people", "status": 200, "body": body, "headers": {"Link": format!("<{address}>; rel=\"next\"")}}),
            )
            .await;
        assert_eq!(everybody(&relay).await, Err(Refusal::Unavailable), "{address}");
    }
    assert_eq!(everybody(&relay).await.unwrap().len(), 1);

    // The token is over: that is the host's affair, and no reason to sign in anew.
    std::fs::write(relay.dir.path().join("token"), "another").unwrap();
    let over = relay.ask(&Request::me()).await;
    assert_eq!(over.status, 403);
    assert!(over.body.contains("--webex-token-file"));
    std::fs::write(relay.dir.path().join("token"), PLATFORM_TOKEN).unwrap();
    assert_eq!(relay.ask(&Request::me()).await.status, 200, "a new token is taken without a restart");
    relay.platform.has_nothing_to_complain_of().await;
}

#[tokio::test]
async fn the_switch_the_licenses_and_the_resend_go_through_and_the_pin_does_not() {
    let relay = Relay::start();
    let org = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi85NmFi";
    let switch = |reply: &Reply| reply.read::<WireSetting>().unwrap().switch().unwrap();
    assert_eq!(switch(&relay.ask(&Request::switch(org)).await), Switch::Off);
    assert_eq!(switch(&relay.ask(&Request::set_switch(org, Switch::On)).await), Switch::On);
    assert_eq!(switch(&relay.ask(&Request::switch(org)).await), Switch::On);
    assert_eq!(relay.ask(&Request::licenses()).await.read::<WireLicenses>().unwrap().licenses(&[]).len(), 1);

    let job: ResendJob = relay.ask(&Request::start_resend(org)).await.read::<WireJob>().unwrap().into();
    assert_eq!((job.state, job.automatic_emails), (ResendState::Running, Some(Switch::On)));
    let done: ResendJob = relay.ask(&Request::resend_status(org, &job.id)).await.read::<WireJob>().unwrap().into();
    assert_eq!((done.state, done.counts.skipped, done.counts.total), (ResendState::Completed, 1, 1));
    let errors: Vec<ResendError> = relay.ask(&Request::resend_errors(org, &job.id)).await.read::<WireErrors>().unwrap().into();
    assert_eq!(errors.len(), 1);
    assert_eq!((&errors[0].reason, errors[0].address.as_ref().unwrap().as_str()), (&ResendReason::MailedRecently, "user@example.com"));

    let ada = usher::domain::email_address::EmailAddress::parse("ada.secret@example.com").unwrap();
    let room = relay.ask(&Request::meeting_room(&ada, Some("site4-example.webex.com"))).await;
    assert_eq!(room.body, r#"{"personalMeetingRoomLink":"https://site4-example.webex.com/meet/john"}"#);
    relay.platform.has_nothing_to_complain_of().await;

    let capabilities = relay.host.get("/api/v1/capabilities").await;
    assert_eq!((&capabilities["platform_resend"], &capabilities["platform_relay"]), (&json!("available"), &json!("/webex")));
    let log = std::fs::read_to_string(relay.dir.path().join("log")).unwrap();
    assert!(log.contains("the platform was asked"), "{log}");
    assert!(!log.contains(PLATFORM_TOKEN) && !log.contains("ada.secret"), "{log}");
}

#[tokio::test]
async fn nothing_else_passes() {
    let relay = Relay::start();
    for (method, path, body, status) in [
        ("GET", "/messages", None, 404),
        ("GET", "/people/../messages", None, 404),
        ("GET", "/people/%2e%2e%2fmessages", None, 404),
        ("POST", "/people", None, 404),
        ("GET", "/settings/organizations/o/settings/another", None, 404),
        ("POST", "/settings/organizations/o/settings", Some(r#"{"key":"another","value":true}"#), 400),
        ("POST", "/settings/organizations/o/settings", None, 400),
    ] {
        let (reply, _) = relay.send(method, path, body.map(str::to_owned), Some(TOKEN)).await;
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.body);
    }
    let long = format!("/people?max={}", "1".repeat(3_000));
    assert_eq!(relay.send("GET", &long, None, Some(TOKEN)).await.0.status, 414);
    let (reply, _) = relay.send("POST", "/settings/organizations/o/settings", Some("x".repeat(5_000)), Some(TOKEN)).await;
    assert_eq!(reply.status, 413);
    assert_eq!(relay.send("GET", "/people/me", None, None).await.0.status, 401);
    assert_eq!(
        relay.send("GET", "/people/me", None, Some(PLATFORM_TOKEN)).await.0.status,
        401,
        "the platform's token is no key to the host"
    );
    assert_eq!(relay.platform.told("/__seen").await, Vec::<Value>::new());
}
