//! Sending by SMTP, against a small relay within the test.

use crate::{
    harness::{THREE, TestHost, host_with_relay},
    small_relay::{Reply, relay},
};
use mail_parser::MessageParser;
use serde_json::json;
use std::sync::Arc;
use tokio::net::TcpListener;
use usher::{api::routes, domain::email_kind::SuppressibleKind, host::sending};

async fn send_to_three(test: &TestHost) -> Vec<serde_json::Value> {
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    test.finish(&batch).await;
    let deliveries = test.deliveries(&batch).await;
    deliveries.into_iter().map(|delivery| delivery["state"].clone()).collect()
}

#[tokio::test]
async fn what_the_relay_takes_is_sent_and_arrives_whole() {
    let (address, taken) = relay(|_| Reply::Accept).await;
    let test = host_with_relay(&address).await;
    assert_eq!(test.read(routes::CAPABILITIES).await["mail"], json!({"route": "relay"}));
    assert_eq!(send_to_three(&test).await, [json!({"state": "sent"}), json!({"state": "sent"}), json!({"state": "sent"})]);
    let mut recipients = taken.borrow().recipients.clone();
    recipients.sort();
    assert_eq!(recipients, ["ada@example.com", "bo@example.com", "cy@example.com"]);
    for octets in &taken.borrow().messages {
        let message = MessageParser::default().parse(octets).unwrap();
        assert!(message.body_text(0).unwrap().contains("https://help.example.com"));
        assert!(!octets.windows(2).any(|pair| pair[1] == b'\n' && pair[0] != b'\r'));
    }
}

#[tokio::test]
async fn a_refusal_is_told_without_addresses_and_silence_after_the_message_is_uncertain() {
    let (address, taken) = relay(|recipient| match recipient {
        "ada@example.com" => Reply::RefuseRecipient,
        "bo@example.com" => Reply::RefuseMessage,
        _ => Reply::HangUp,
    })
    .await;
    let test = host_with_relay(&address).await;
    let states = send_to_three(&test).await;
    assert_eq!(states[0], json!({"state": "failed", "reason": {"code": "refused", "stage": "recipient", "reply": 550, "status": "5.1.1"}}));
    assert_eq!(states[1], json!({"state": "failed", "reason": {"code": "refused", "stage": "message", "reply": 554, "status": "5.7.1"}}));
    assert_eq!(states[2], json!({"state": "uncertain"}));
    assert_eq!(taken.borrow().recipients.len(), 2, "nothing was tried twice");
    let users = test.users().await;
    let ada = test.read(&format!("{}/{}", routes::USERS, users[0])).await;
    assert_eq!(ada["mail"]["last"]["outcome"], "failed");
    let plan =
        test.post(routes::SEND_BATCHES_PLAN, &json!({"kind": "activation", "recipients": {"by": "users", "users": users}})).await.json();
    assert_eq!(plan["sample"], json!([users[0], users[1]]), "who was refused may be tried again, who is uncertain not yet");
}

#[tokio::test]
async fn for_a_relay_that_is_not_there_deliveries_wait_and_say_why_and_so_does_a_test_mail() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    drop(listener);
    let test = host_with_relay(&address).await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let worker = tokio::spawn(sending::run(Arc::clone(&test.host)));
    let waiting = test.until(|| async {
        let deliveries = test.deliveries(&batch).await;
        deliveries.iter().find(|delivery| delivery["state"]["retry"] != json!(null)).map(|delivery| delivery["state"].clone())
    });
    let waiting = waiting.await;
    assert_eq!((waiting["state"].as_str(), waiting["retry"]["attempts"].as_u64()), (Some("queued"), Some(0)), "{waiting}");
    assert_eq!(waiting["retry"]["reason"], json!({"code": "connection_lost", "stage": "connect"}));
    test.host.stop_worker();
    worker.await.unwrap();
    let path = format!("{}/{}", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    assert_eq!(test.read(&path).await["counts"]["queued"], 3, "nobody failed");
    let mail = json!({"to": "me@example.com", "draft": crate::harness::draft(SuppressibleKind::Activation), "as_user": null});
    let answer = test.post(&format!("{}/{template}/test-mail", routes::TEMPLATES), &mail).await;
    assert_eq!(answer.problem(), (409, "not-ready".into()));
}
