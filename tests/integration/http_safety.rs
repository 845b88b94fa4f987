//! Test-only mode and the ceiling: nothing leaves for people by mistake.

use crate::harness::{THREE, TestHost, host_guarded, now};
use mail_parser::MessageParser;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use usher::{
    api::routes,
    domain::{ceiling::Ceiling, email_address::EmailAddress, email_kind::SuppressibleKind, settings::Switch},
    host::{mailer::outgoing::Outgoing, reminders, safety::Safety, sending},
};

fn test_only() -> Safety {
    Safety { outgoing: Outgoing::new(EmailAddress::parse("admin@example.org").ok(), None), ceiling: Ceiling::NONE }
}

fn at_most(most: u64) -> Safety {
    Safety { ceiling: Ceiling::of(most), ..Safety::default() }
}

async fn actions(test: &TestHost) -> Vec<Value> {
    let page = test.read(&format!("{}?limit=100", routes::ACTIVITY)).await;
    page["entries"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect()
}

#[tokio::test]
async fn in_test_only_mode_every_mail_goes_to_one_address_and_nobody_counts_as_mailed() {
    let test = host_guarded(test_only()).await;
    let template = test.ready(THREE).await;
    assert_eq!(test.read(routes::CAPABILITIES).await["test_only_to"], "admin@example.org");
    let users = test.users().await;
    let batch = test.start_batch("k", &template, &users).await;
    assert_eq!(batch["mode"], "test_only");
    let batch = test.finish(&batch).await;
    assert_eq!((&batch["counts"]["sent"], &batch["mode"]), (&json!(3), &json!("test_only")));
    let outbox = test.outbox();
    assert_eq!(outbox.len(), 3);
    for octets in &outbox {
        let text = String::from_utf8(octets.clone()).unwrap();
        let message = MessageParser::default().parse(octets).unwrap();
        let to = message.to().unwrap().as_list().unwrap();
        assert_eq!((to.len(), to[0].address.as_deref()), (1, Some("admin@example.org")));
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!["ada@", "bo@", "cy@"].iter().any(|whose| head.contains(whose)), "no header says whose address it is: {head}");
        let subject = message.subject().unwrap();
        assert!(users.iter().any(|user| subject.starts_with(&format!("[Test: intended for {user}] "))), "{subject}");
    }
    for user in &users {
        let detail = test.read(&format!("{}/{user}", routes::USERS)).await;
        assert_eq!(detail["mail"]["last"], Value::Null, "{detail}");
        let timeline = test.read(&format!("{}/{user}/timeline", routes::USERS)).await;
        assert!(!timeline.to_string().contains("\"delivery\""), "{timeline}");
    }
    assert!(actions(&test).await.iter().any(|action| action["action"] == "batch_is_test" && action["recipients"] == 3));
    // The cooldown does not hold them back, since they got nothing.
    let test = test.restart_guarded(Safety::default()).await;
    assert_eq!(test.read(routes::CAPABILITIES).await["test_only_to"], Value::Null);
    let batch = test.start_batch("real", &template, &users).await;
    let batch = test.finish(&batch).await;
    assert_eq!((&batch["counts"]["sent"], &batch["mode"]), (&json!(3), &json!("real")));
}

#[tokio::test]
async fn a_test_mail_goes_to_the_test_address_too() {
    let test = host_guarded(test_only()).await;
    let template = test.ready(THREE).await;
    let mail = json!({"to": "me@example.com", "draft": crate::harness::draft(SuppressibleKind::Activation), "as_user": null});
    let answer = test.post(&format!("{}/{template}/test-mail", routes::TEMPLATES), &mail).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = String::from_utf8(test.outbox().remove(0)).unwrap();
    assert!(text.contains("To: admin@example.org\r\n") && !text.contains("me@example.com"), "{text}");
}

#[tokio::test]
async fn a_batch_that_was_begun_in_one_mode_is_never_sent_in_the_other() {
    let test = host_guarded(test_only()).await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let path = format!("{}/{}", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    let test = test.restart_guarded(Safety::default()).await;
    let real = test.start_batch("real", &template, &test.users().await[..1]).await;
    let worker = tokio::spawn(sending::run(Arc::clone(&test.host)));
    let real_path = format!("{}/{}", routes::SEND_BATCHES, real["id"].as_str().unwrap());
    test.until(|| async { (test.read(&real_path).await["state"] == "finished").then_some(()) }).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    worker.abort();
    let waiting = test.read(&path).await;
    assert_eq!((&waiting["state"], &waiting["counts"]["queued"]), (&json!("running"), &json!(3)), "it waits for a host in its mode");
    assert_eq!(test.outbox().len(), 1);
    let test = test.restart_guarded(test_only()).await;
    let batch = test.finish(&batch).await;
    // Whoever got the real mail meanwhile is left out, as in any other batch.
    assert_eq!((&batch["counts"]["sent"], &batch["counts"]["skipped"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn above_the_ceiling_a_batch_needs_its_number_once_more() {
    let test = host_guarded(at_most(2)).await;
    let template = test.ready(THREE).await;
    assert_eq!(test.read(routes::CAPABILITIES).await["batch_ceiling"], 2);
    let users = test.users().await;
    let request = |people: &[String], confirmed: Option<u64>| {
        let mut request = json!({"kind": "activation", "template": template, "expected_recipients": people.len(),
            "recipients": {"by": "users", "users": people}});
        if let Some(confirmed) = confirmed {
            request["confirmed_recipients"] = json!(confirmed);
        }
        request
    };
    let key = |name: &'static str| [("idempotency-key", name)];
    for confirmed in [None, Some(2), Some(4)] {
        let refused = test.call("POST", routes::SEND_BATCHES, &key("k"), &request(&users, confirmed)).await;
        assert_eq!(refused.problem(), (409, "second-look-needed".into()));
        assert_eq!(refused.pointers(), ["/confirmed_recipients"]);
        assert!(refused.json()["detail"].as_str().unwrap().contains("3 people would receive it"), "{}", refused.text());
    }
    assert_eq!(test.read(routes::SEND_BATCHES).await["batches"], json!([]), "nothing was started");
    // The same key, since nothing was done under it.
    let started = test.call("POST", routes::SEND_BATCHES, &key("k"), &request(&users, Some(3))).await;
    assert_eq!(started.status, 201, "{}", started.text());
    let replayed = test.call("POST", routes::SEND_BATCHES, &key("k"), &request(&users, Some(3))).await;
    assert_eq!((replayed.status, replayed.header("idempotency-replayed")), (201, "true"));
}

#[tokio::test]
async fn up_to_the_ceiling_no_second_look_is_asked_for() {
    let test = host_guarded(at_most(3)).await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    assert_eq!(batch["state"], "running");
}

#[tokio::test]
async fn what_begins_by_itself_above_the_ceiling_is_held_and_said() {
    let test = host_guarded(at_most(2)).await;
    test.set_sender().await;
    test.publish(SuppressibleKind::Activation).await;
    test.publish(SuppressibleKind::Reminder).await;
    let report = test.import(THREE, "?newly_added=true").await.json();
    assert_eq!(report["automatic_emails"], 3, "{report}");
    let path = format!("{}/{}", routes::SEND_BATCHES, report["batch"].as_str().unwrap());
    let held = test.read(&path).await;
    assert_eq!((&held["state"], &held["counts"]["queued"]), (&json!("paused"), &json!(3)));
    let all = actions(&test).await;
    let entry = all.iter().find(|action| action["action"] == "batch_held").unwrap();
    assert_eq!((&entry["recipients"], &entry["ceiling"]), (&json!(3), &json!(2)));
    let worker = tokio::spawn(sending::run(Arc::clone(&test.host)));
    tokio::time::sleep(Duration::from_millis(300)).await;
    worker.abort();
    assert!(test.outbox().is_empty(), "nothing was sent");
    let cancelled = test.post(&format!("{path}/cancellation"), &json!(null)).await;
    assert_eq!(cancelled.json()["state"], "cancelled", "an administrator may let it go: {}", cancelled.text());
}

#[tokio::test]
async fn reminders_above_the_ceiling_are_held_too() {
    let test = host_guarded(at_most(3)).await;
    let template = test.ready(THREE).await;
    test.publish(SuppressibleKind::Reminder).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    assert_eq!(test.finish(&batch).await["counts"]["sent"], 3);
    let saved = test.save_settings(|draft| {
        draft.follow_up.reminder_days = "2".into();
        draft.follow_up.automatic_reminders = Switch::On;
    });
    let saved = saved.await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let test = test.restart_guarded(at_most(2)).await;
    test.clock.set(now().plus_days(3));
    let run = reminders::start_due(&test.host).await.unwrap();
    let reminders::Run::Started(batch) = run else { panic!("{run:?}") };
    assert_eq!(test.read(&format!("{}/{}", routes::SEND_BATCHES, batch.0)).await["state"], "paused");
}
