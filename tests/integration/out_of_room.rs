//! A full disk, and a database that takes nothing: nothing is half done, and nothing leaves without its record.

use crate::harness::{REAL, THREE, TestHost, host};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use usher::{
    api::routes,
    host::{sending, store::connection::query},
};

/// Says this to the connection that writes.
async fn to_the_writer(test: &TestHost, statement: &'static str) {
    let mut db = test.host.store.write().await.unwrap();
    let _: Option<(i64,)> = query(statement).fetch_optional(&mut db).await.unwrap();
    db.commit().await.unwrap();
}

#[tokio::test]
async fn on_a_full_disk_a_batch_is_refused_whole_and_starts_by_the_same_key_once_there_is_room() {
    let test = host().await;
    let template = test.ready(REAL).await;
    let users = test.users().await;
    let plan = json!({"kind": "activation", "recipients": {"by": "users", "users": users}});
    let plan = test.post(routes::SEND_BATCHES_PLAN, &plan);
    let recipients = plan.await.json()["recipients"].clone();
    let request = json!({"kind": "activation", "template": template, "expected_recipients": recipients,
        "recipients": {"by": "users", "users": users}});
    let key = [("idempotency-key", "k")];
    // Not one page more than there are.
    to_the_writer(&test, "PRAGMA max_page_count = 1").await;
    let refused = test.call("POST", routes::SEND_BATCHES, &key, &request).await;
    let (status, code) = refused.problem();
    assert!(matches!(status, 503 | 507), "{status}");
    assert_eq!(code, "disk-full");
    assert_eq!(test.read(routes::SEND_BATCHES).await["batches"], json!([]), "nothing of it was kept");
    // The connection that met it is gone, and its limit with it.
    let started = test.call("POST", routes::SEND_BATCHES, &key, &request).await;
    assert_eq!(started.status, 201, "{}", started.text());
    assert_eq!(started.json()["counts"]["queued"], recipients);
}

#[tokio::test]
async fn while_nothing_can_be_recorded_nothing_leaves_and_then_each_goes_once() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    // It can be taken, and not be marked.
    to_the_writer(
        &test,
        "CREATE TRIGGER nothing_is_recorded BEFORE UPDATE OF document ON delivery BEGIN SELECT RAISE (ABORT, 'the disk fails'); END",
    )
    .await;
    let worker = tokio::spawn(sending::run(Arc::clone(&test.host)));
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(test.outbox().is_empty(), "a mail left without its record");
    let path = format!("{}/{}", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    assert_eq!(test.read(&path).await["counts"]["queued"], 3);
    assert!(!worker.is_finished(), "it waits for the database");
    worker.abort();
    to_the_writer(&test, "DROP TRIGGER nothing_is_recorded").await;
    let batch = test.finish(&batch).await;
    assert_eq!((&batch["counts"]["sent"], test.outbox().len()), (&json!(3), 3));
}
