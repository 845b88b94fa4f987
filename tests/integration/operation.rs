//! The host as whoever operates it sees it: alive, ready, counted, logged, stopped.

use crate::{
    harness::{REAL, THREE, TOKEN, host, host_with_relay},
    running::{self, Running},
    small_relay::{Reply, relay},
};
use serde_json::{Value, json};
use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use usher::api::routes;

#[tokio::test]
async fn a_host_is_alive_and_ready_without_sign_in_and_says_what_is_missing() {
    let test = host().await;
    let bare =
        |path: &str| axum::http::Request::builder().uri(path).header("host", "usher.internal").body(axum::body::Body::empty()).unwrap();
    let alive = test.send(bare("/health")).await;
    assert_eq!((alive.status, alive.json()), (200, json!({"status": "alive"})));
    let ready = test.send(bare("/ready")).await;
    let passed = json!({"running": "passed", "database": "passed", "mail": "passed"});
    assert_eq!((ready.status, ready.json()), (200, json!({"status": "ready", "checks": passed})));
    assert!(test.outbox().is_empty(), "the look at the folder leaves nothing");

    std::fs::remove_dir_all(test.dir.path().join("outbox")).unwrap();
    let no_outbox = test.send(bare("/ready")).await;
    assert_eq!((no_outbox.status, no_outbox.json()["checks"]["mail"].clone()), (503, json!("failed")));
    assert_eq!(no_outbox.header("retry-after"), "5");
    test.host.stop_worker();
    assert_eq!(test.send(bare("/ready")).await.json()["checks"]["running"], "failed");
    test.host.store.close().await;
    let gone = test.send(bare("/ready")).await;
    assert_eq!((gone.status, gone.json()["checks"]["database"].clone()), (503, json!("failed")));
    assert_eq!(test.send(bare("/health")).await.status, 200, "it lives nevertheless");
}

#[tokio::test]
async fn readiness_looks_for_the_relay() {
    let (address, _) = relay(|_| Reply::Accept).await;
    assert_eq!(host_with_relay(&address).await.get("/ready").await.status, 200);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("smtp://{}", listener.local_addr().unwrap());
    drop(listener);
    let answer = host_with_relay(&nobody).await.get("/ready").await;
    assert_eq!((answer.status, answer.json()["checks"]["mail"].clone()), (503, json!("failed")));
}

/// The value of a line of numbers.
fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(series)).unwrap_or_else(|| panic!("no {series} in\n{text}"));
    line.trim().parse().unwrap()
}

#[tokio::test]
async fn numbers_add_up_with_what_was_done_and_name_nobody() {
    let (address, _) = relay(|recipient| if recipient.starts_with("bo@") { Reply::RefuseRecipient } else { Reply::Accept }).await;
    let test = host_with_relay(&address).await;
    let template = test.ready(THREE).await;
    let users = test.users().await;
    let batch = test.start_batch("k", &template, &users).await;
    let waiting = test.get("/metrics").await.text();
    assert_eq!(value(&waiting, "usher_queue_deliveries{state=\"queued\"}"), 3.0);
    assert_eq!(value(&waiting, "usher_batches{state=\"running\"}"), 1.0);
    test.finish(&batch).await;
    test.get(&format!("{}/{}", routes::USERS, users[0])).await;
    let answer = test.get("/metrics").await;
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.text();
    assert_eq!(value(&text, "usher_deliveries_total{outcome=\"sent\"}"), 2.0);
    assert_eq!(value(&text, "usher_deliveries_total{outcome=\"failed\"}"), 1.0);
    assert_eq!(value(&text, "usher_handover_duration_seconds_count"), 3.0);
    assert!(value(&text, "usher_handover_duration_seconds_sum") > 0.0);
    assert_eq!(value(&text, "usher_queue_deliveries{state=\"queued\"}"), 0.0);
    assert_eq!(value(&text, "usher_batches{state=\"finished\"}"), 1.0);
    assert_eq!(value(&text, "usher_database_up"), 1.0);
    assert!(value(&text, "usher_http_requests_total{route=\"/api/v1/users/{user_id}\",method=\"GET\",status=\"200\"}") >= 1.0);
    for name in ["delivery_retries_total", "relay_connections", "sending_hosts", "lease_remaining_seconds"] {
        value(&text, &format!("usher_{name}"));
    }
    assert!(!text.contains('@') && !users.iter().any(|user| text.contains(user)), "{text}");
    // The form that Prometheus reads: every series has a help text and a type, and belongs to them.
    let mut names = std::collections::HashSet::new();
    for line in text.lines() {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["#", "HELP", name, _, ..] => assert!(names.insert(name.to_owned()), "{name} is described twice"),
            ["#", "TYPE", name, kind] => {
                assert!(names.contains(name) && ["counter", "gauge", "histogram"].contains(&kind), "{line}");
                assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            }
            _ => {
                let name = line.split(['{', ' ']).next().unwrap();
                let family =
                    ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).filter(|family| names.contains(*family));
                assert!(names.contains(family.unwrap_or(name)), "{line}");
                assert!(line.rsplit(' ').next().unwrap().parse::<f64>().is_ok(), "{line}");
            }
        }
    }
}

#[tokio::test]
async fn numbers_are_for_this_machine_or_for_who_shows_the_token() {
    let test = host().await;
    let ask = |headers: &[(&'static str, &'static str)]| {
        let request = axum::http::Request::builder().uri("/metrics");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        test.send(request.body(axum::body::Body::empty()).unwrap())
    };
    let token: &'static str = Box::leak(format!("Bearer {TOKEN}").into_boxed_str());
    let here = ("host", "127.0.0.1:8080");
    assert_eq!(ask(&[here]).await.status, 200);
    assert_eq!(ask(&[here, ("authorization", token)]).await.status, 200);
    assert_eq!(ask(&[here, ("x-forwarded-for", "10.0.0.1"), ("authorization", token)]).await.status, 200);
    assert_eq!(ask(&[here, ("authorization", "Bearer wrong")]).await.status, 401);
    assert_eq!(ask(&[here, ("x-forwarded-for", "10.0.0.1")]).await.status, 401);
    assert_eq!(ask(&[("host", "usher.example.com")]).await.status, 403, "a name that others can make point here");
}

/// A running program with its log.
fn logged(data: &Path, relay: &str) -> Running {
    let mut command = running::sending(data, relay);
    command.args(["--log-format", "json"]).env("RUST_LOG", "warn,usher=trace,lettre=trace,tower_http=trace,sqlx=info");
    Running::start(command.stderr(Stdio::piped()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_journey_is_logged_as_json_without_address_subject_or_body() {
    let (address, mut taken) = relay(|recipient| match recipient {
        "ada@example.com" => Reply::RefuseRecipient,
        "bo@example.com" => Reply::RefuseMessage,
        _ => Reply::Accept,
    })
    .await;
    let test = host().await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let path = format!("{}/{}", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    test.host.store.close().await;
    let running = logged(test.dir.path(), &address);
    let over = async {
        while running.get(&path).await["state"] != "finished" {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), over).await.unwrap();
    taken.wait_for(|taken| taken.messages.len() >= 2).await.unwrap();
    running.signal("TERM");
    let (status, log) = running.end(20);
    assert!(status.success(), "{status}: {log}");
    assert!(log.lines().count() >= 2, "{log}");
    for line in log.lines() {
        let entry: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        assert!(entry["timestamp"].is_string() && entry["level"].is_string(), "{line}");
    }
    let message = taken.borrow().messages[0].clone();
    let message = mail_parser::MessageParser::default().parse(&message).unwrap();
    let (subject, body) = (message.subject().unwrap().to_owned(), message.body_text(0).unwrap().into_owned());
    let words: Vec<&str> = body.lines().map(str::trim).filter(|line| line.len() > 15).collect();
    assert!(!words.is_empty() && !subject.is_empty());
    for secret in ["@example", "Ada", "no such user", &subject, TOKEN].into_iter().chain(words) {
        assert!(!log.contains(secret), "“{secret}” is in the log: {log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_the_host_brings_to_an_end_what_is_in_hand_and_ends_well() {
    let (address, mut taken) = relay(|_| Reply::Accept).await;
    let test = host().await;
    let template = test.ready(REAL).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let id = batch["id"].as_str().unwrap().to_owned();
    test.host.store.close().await;
    for name in ["TERM", "INT"] {
        let before = taken.borrow().messages.len();
        let running = logged(test.dir.path(), &address);
        taken.wait_for(|taken| taken.messages.len() > before + 20).await.unwrap();
        running.signal(name);
        let (status, log) = running.end(40);
        assert_eq!(status.code(), Some(0), "{log}");
    }
    let test = test.restart().await;
    let counts = test.read(&format!("{}/{id}", routes::SEND_BATCHES)).await["counts"].clone();
    assert_eq!((&counts["uncertain"], &counts["sending"]), (&json!(0), &json!(0)), "{counts}");
    assert_eq!(counts["sent"], taken.borrow().messages.len(), "what was taken is recorded, and nothing else");
    assert!(counts["queued"].as_u64() > Some(0), "{counts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_does_not_wait() {
    // A relay that takes the message and never answers.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let (reached, mut waits) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let reached = reached.clone();
            tokio::spawn(async move {
                stream.write_all(b"220 silent.example\r\n").await.ok()?;
                let mut octets = Vec::new();
                loop {
                    octets.push(stream.read_u8().await.ok()?);
                    if octets.ends_with(b"\r\n") {
                        let is_data = octets.starts_with(b"DATA");
                        octets.clear();
                        stream.write_all(if is_data { b"354 go ahead\r\n" } else { b"250 ok\r\n" }).await.ok()?;
                        if is_data {
                            let _ = reached.send(());
                            let mut rest = Vec::new();
                            return stream.read_to_end(&mut rest).await.ok().map(|_| ());
                        }
                    }
                }
            });
        }
    });
    let test = host().await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let id = batch["id"].as_str().unwrap().to_owned();
    test.host.store.close().await;
    let running = logged(test.dir.path(), &address);
    tokio::time::timeout(Duration::from_secs(30), waits.recv()).await.unwrap().unwrap();
    running.signal("TERM");
    tokio::time::sleep(Duration::from_millis(500)).await;
    let begun = Instant::now();
    running.signal("TERM");
    let (status, log) = running.end(10);
    assert!(begun.elapsed() < Duration::from_secs(5), "it waited");
    assert_eq!(status.code(), Some(130), "{log}");
    let test = test.restart().await;
    let counts = test.read(&format!("{}/{id}", routes::SEND_BATCHES)).await["counts"].clone();
    assert!(counts["uncertain"].as_u64() > Some(0), "what nobody waited for is uncertain, and is not sent again: {counts}");
    assert_eq!(counts["sent"], 0);
}
