//! The contract of a batch's events: at once, on change, to an end; one look for everybody who watches.

use crate::harness::{THREE, TestHost, host};
use axum::body::Body;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tower::ServiceExt;
use usher::{
    api::routes,
    host::{routes as host_routes, sending},
};

struct Events {
    body: Body,
    text: String,
}

impl Events {
    async fn open(test: &TestHost, batch: &Value) -> Self {
        let path = format!("{}/{}/events", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
        let response = host_routes::all(&test.host).oneshot(test.request("GET", &path).body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!((response.status().as_u16(), response.headers()["content-type"].to_str().unwrap()), (200, "text/event-stream"));
        assert_eq!(response.headers()["cache-control"], "no-store");
        Self { body: response.into_body(), text: String::new() }
    }

    /// The next batch that is told; nothing at the end.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                if event.starts_with(':') {
                    continue;
                }
                assert!(event.lines().any(|line| line == "event: batch"), "{event}");
                let data = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
                return Some(serde_json::from_str(data).unwrap());
            }
            let frame = tokio::time::timeout(Duration::from_secs(30), self.body.frame()).await.expect("something is told in time");
            let frame = frame?;
            self.text += std::str::from_utf8(&frame.unwrap().into_data().unwrap()).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_watches_sees_every_end_and_one_look_serves_them_all() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let mut watchers = Vec::new();
    for _ in 0..20 {
        let mut events = Events::open(&test, &batch).await;
        assert_eq!(events.next().await, Some(batch.clone()), "at once");
        watchers.push(events);
    }
    assert_eq!(test.host.watches.count(), 1);
    let worker = tokio::spawn(sending::run(Arc::clone(&test.host)));
    for mut events in watchers {
        let mut last = batch.clone();
        while let Some(told) = events.next().await {
            assert_ne!(told, last, "only what changed");
            last = told;
        }
        assert_eq!((last["state"].as_str(), last["counts"]["sent"].as_u64()), (Some("finished"), Some(3)));
    }
    worker.abort();
    test.until(|| async { (test.host.watches.count() == 0).then_some(()) }).await;
    let mut over = Events::open(&test, &batch).await;
    assert_eq!(over.next().await.unwrap()["state"], "finished");
    assert!(over.text.is_empty() && over.next().await.is_none());
    let path = format!("{}/{}/events", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    let again = test.send(test.request("GET", &path).header("last-event-id", "over").body(Body::empty()).unwrap()).await;
    assert_eq!(again.status, 204, "a browser that connects again by itself stops");
    assert_eq!(test.get(&format!("{}/none/events", routes::SEND_BATCHES)).await.problem(), (404, "not-found".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_host_did_is_seen_and_what_nobody_watches_is_not_looked_at() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let mut events = Events::open(&test, &batch).await;
    events.next().await.unwrap();
    // As another host would: nothing tells this one.
    let mut db = test.host.store.write().await.unwrap();
    let held = "UPDATE send_batch SET hold = 'paused'";
    usher::host::store::connection::query(held).execute(&mut db).await.unwrap();
    db.commit().await.unwrap();
    assert_eq!(events.next().await.unwrap()["state"], "paused");
    drop(events);
    test.until(|| async { (test.host.watches.count() == 0).then_some(()) }).await;
    let mut events = Events::open(&test, &batch).await;
    events.next().await.unwrap();
    test.host.stop_worker();
    assert!(events.next().await.is_none(), "a host that stops lets its watchers go");
    assert_eq!(test.post(&format!("{}/x/events", routes::SEND_BATCHES), &json!({})).await.status, 405);
}
