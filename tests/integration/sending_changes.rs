//! What changes between the choice of a delivery and its leaving counts: a corrected address, a cancelled batch, a day that is over.

use crate::{
    harness::{THREE, host, host_sending},
    scripted_relay::{Fault, ScriptedRelay, Stage},
};
use serde_json::json;
use std::{collections::HashSet, sync::Arc};
use usher::{
    api::routes,
    domain::{email_address::EmailAddress, user::UserId},
    host::{
        batches, sending,
        sending::options::Options,
        store::{self, connection::query},
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_corrected_while_the_relay_waits_for_the_message_is_the_one_that_gets_it() {
    let relay = ScriptedRelay::start(|stage, to, _| (stage == Stage::Data && to == "ada@example.com").then_some(Fault::Hold)).await;
    let test = host_sending(&relay.address, Options::default()).await;
    let template = test.ready("Email,Status,App\nada@example.com,Not Verified,TRUE\n").await;
    let users = test.users().await;
    let batch = test.start_batch("k", &template, &users).await;
    let worker = tokio::spawn(sending::run(Arc::clone(&test.host)));
    relay.reached(Stage::Data, "ada@example.com").await;
    let mut db = test.host.store.write().await.unwrap();
    let mut person = store::users::find(&mut db, &UserId(users[0].clone())).await.unwrap().unwrap().record.user;
    person.email = EmailAddress::parse("ada@correct.example").unwrap();
    store::users::change(&mut db, &person).await.unwrap();
    db.commit().await.unwrap();
    relay.go_on();
    let path = format!("{}/{}", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    test.until(|| async { (test.read(&path).await["counts"]["sent"] == 1).then_some(()) }).await;
    worker.abort();
    assert_eq!(relay.accepted(), ["ada@correct.example"]);
    assert_eq!(relay.heard.borrow().messages.len(), 1, "the wrong mailbox got nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_cancelled_while_the_relay_waits_for_the_message_sends_none() {
    let relay = ScriptedRelay::start(|stage, _, _| (stage == Stage::Data).then_some(Fault::Hold)).await;
    let test = host_sending(&relay.address, Options::default()).await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let worker = tokio::spawn(sending::run(Arc::clone(&test.host)));
    relay.reached(Stage::Data, "ada@example.com").await;
    let path = format!("{}/{}/cancellation", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    let cancelled = test.send(test.request("POST", &path).body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(cancelled.json()["counts"]["skipped"], 3);
    relay.go_on();
    test.host.stop_worker();
    worker.await.unwrap();
    assert_eq!(relay.heard.borrow().messages.len(), 0);
    assert_eq!(test.deliveries(&batch).await[0]["state"]["reason"]["code"], "batch_cancelled");
}

#[tokio::test]
async fn waves_send_so_many_a_day() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let mut db = test.host.store.write().await.unwrap();
    query("UPDATE send_batch SET per_day = 1").execute(&mut db).await.unwrap();
    db.commit().await.unwrap();
    let worker = tokio::spawn(sending::run(Arc::clone(&test.host)));
    let path = format!("{}/{}", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    for sent in 1..=3 {
        test.until(|| async { (test.read(&path).await["counts"]["sent"] == sent).then_some(()) }).await;
        test.clock.set(test.clock.now().plus_days(1));
    }
    worker.abort();
    let deliveries = test.deliveries(&batch).await;
    let days: HashSet<&str> = deliveries.iter().map(|delivery| &delivery["at"].as_str().unwrap()[..10]).collect();
    assert_eq!(days.len(), 3, "{deliveries:?}");
}

#[tokio::test]
async fn a_scheduled_batch_begins_when_its_time_has_come() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let users = test.users().await;
    let later = test.start_batch("k", &template, &users[..2]).await;
    let begins = test.clock.now().plus_days(1);
    let mut db = test.host.store.write().await.unwrap();
    let held = query("UPDATE send_batch SET hold = 'scheduled', starts_at = $1").bind(begins.millis());
    held.execute(&mut db).await.unwrap();
    db.commit().await.unwrap();
    let now = test.start_batch("k2", &template, &users[2..]).await;
    assert_eq!(test.finish(&now).await["counts"]["sent"], 1);
    let path = format!("{}/{}", routes::SEND_BATCHES, later["id"].as_str().unwrap());
    let waiting = test.read(&path).await;
    assert_eq!((waiting["state"].as_str(), waiting["counts"]["queued"].as_u64()), (Some("scheduled"), Some(2)));
    test.clock.set(begins);
    let worker = tokio::spawn(sending::run(Arc::clone(&test.host)));
    test.until(|| async { (test.read(&path).await["state"] == "finished").then_some(()) }).await;
    worker.abort();
    assert_eq!(test.read(&path).await["counts"]["sent"], 2);
}

#[tokio::test]
async fn a_person_in_two_batches_at_once_gets_one_mail() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let users = test.users().await;
    let first = test.start_batch("k1", &template, &users).await;
    let second = test.start_batch("k2", &template, &users).await;
    test.finish(&first).await;
    let second = test.finish(&second).await;
    assert_eq!(test.outbox().len(), 3);
    let first = test.read(&format!("{}/{}", routes::SEND_BATCHES, first["id"].as_str().unwrap())).await;
    let of = |name: &str| first["counts"][name].as_u64().unwrap() + second["counts"][name].as_u64().unwrap();
    assert_eq!((of("sent"), of("skipped")), (3, 3), "{first} {second}");
}

#[tokio::test]
async fn counts_are_those_of_the_deliveries() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let mut db = test.host.store.write().await.unwrap();
    for (position, state) in ["failed", "skipped"].into_iter().enumerate() {
        let reason = json!({"state": state, "reason": {"code": "batch_cancelled"}}).to_string();
        let change = query("UPDATE delivery SET document = $1 WHERE position = $2").bind(reason).bind(position as i64);
        change.execute(&mut db).await.unwrap();
    }
    let kept = store::batches::find(&mut db, &usher::domain::batch::BatchId(batch["id"].as_str().unwrap().into())).await;
    let counts = kept.unwrap().unwrap().batch.counts;
    assert_eq!((counts.total, counts.queued, counts.failed, counts.skipped), (3, 1, 1, 1));
    let none = batches::cancel(&mut db, &usher::domain::batch::BatchId("x".into()), "Grace", test.clock.now()).await.unwrap();
    assert!(none.is_none());
}
