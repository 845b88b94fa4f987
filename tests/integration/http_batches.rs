//! The contract of send batches: plan, one batch for one key, the second look at the moment of sending, no duplicates.

use crate::harness::{REAL, THREE, TestHost, host};
use axum::body::Body;
use serde_json::{Value, json};
use usher::host::store::connection;
use usher::{api::routes, domain::email_kind::SuppressibleKind};

async fn create(test: &TestHost, key: &str, request: &Value) -> crate::harness::Answer {
    test.call("POST", routes::SEND_BATCHES, &[("idempotency-key", key)], request).await
}

fn request(template: &str, users: &[String], expected: u64) -> Value {
    json!({"kind": "activation", "template": template, "recipients": {"by": "users", "users": users}, "expected_recipients": expected})
}

async fn batches(test: &TestHost) -> usize {
    test.read(routes::SEND_BATCHES).await["batches"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_plan_says_who_receives_who_not_and_what_is_missing() {
    let test = host().await;
    test.import("Email,Status,App\na@x.example,Not Verified,TRUE\nb@x.example,Active,TRUE\nc@x.example,Not Verified,FALSE\n", "").await;
    let mut users = test.users().await;
    users.extend(["nobody".to_owned(), users[0].clone()]);
    let plan = async || {
        test.post(routes::SEND_BATCHES_PLAN, &json!({"kind": "activation", "recipients": {"by": "users", "users": users}})).await.json()
    };
    let first = plan().await;
    assert_eq!((&first["recipients"], &first["sample"], &first["matching"]), (&json!(1), &json!([users[0]]), &json!(4)));
    let reasons: Vec<_> = first["left_out"].as_array().unwrap().iter().map(|left| left["reason"]["code"].clone()).collect();
    assert_eq!(reasons, ["already_activated", "no_license_that_counts", "not_in_directory"]);
    assert_eq!(first["not_ready"], "sender_missing");
    test.set_sender().await;
    assert_eq!(plan().await["not_ready"], "template_missing");
    test.publish(SuppressibleKind::Reminder).await;
    assert_eq!(plan().await["not_ready"], "template_missing", "a reminder is no activation email");
    test.publish(SuppressibleKind::Activation).await;
    assert_eq!(plan().await["not_ready"], json!(null));
}

#[tokio::test]
async fn a_batch_is_refused_where_anything_is_not_as_it_was_shown() {
    let test = host().await;
    test.import(THREE, "").await;
    let users = test.users().await;
    let reminder = test.publish(SuppressibleKind::Reminder).await;
    let draft =
        test.post(routes::TEMPLATES, &crate::harness::draft(SuppressibleKind::Activation)).await.json()["id"].as_str().unwrap().to_owned();
    let unpublished = create(&test, "k", &request(&draft, &users, 3)).await;
    assert_eq!(unpublished.problem(), (409, "not-ready".into()));
    let other_purpose = create(&test, "k", &request(&reminder, &users, 3)).await;
    assert_eq!((other_purpose.problem(), other_purpose.pointers()), ((422, "invalid".into()), vec!["/template".to_owned()]));
    let unknown = create(&test, "k", &request("x", &users, 3)).await;
    assert_eq!(unknown.pointers(), ["/template"]);
    let template = test.publish(SuppressibleKind::Activation).await;
    assert_eq!(create(&test, "k", &request(&template, &users, 3)).await.problem(), (409, "not-ready".into()), "no sender");
    test.set_sender().await;
    let changed = create(&test, "k", &request(&template, &users, 2)).await;
    assert_eq!(changed.problem(), (409, "recipients-changed".into()));
    assert!(changed.json()["detail"].as_str().unwrap().starts_with("3 people would receive now, not 2."));
    assert_eq!(changed.json()["moved"], json!({"expected": 2, "now": 3}));
    assert_eq!(create(&test, "k", &request(&template, &[], 0)).await.pointers(), ["/recipients"]);
    assert_eq!(batches(&test).await, 0);
    for key in ["", " ", "ż", "two words", &"k".repeat(201)] {
        let answer = create(&test, key, &request(&template, &users, 3)).await;
        assert_eq!(answer.problem(), (400, "idempotency-key-missing".into()), "{key}");
    }
    assert_eq!(test.post(routes::SEND_BATCHES, &request(&template, &users, 3)).await.problem(), (400, "idempotency-key-missing".into()));
    assert_eq!(create(&test, "k", &request(&template, &users, 3)).await.status, 201, "a refusal does not use the key up");
}

#[tokio::test]
async fn the_same_key_does_its_work_once_even_after_a_restart_and_for_a_day() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let users = test.users().await;
    let first = create(&test, "key-1", &request(&template, &users, 3)).await;
    assert_eq!((first.status, first.header("idempotency-replayed")), (201, ""));
    let second = create(&test, "key-1", &request(&template, &users, 3)).await;
    assert_eq!((second.status, second.header("idempotency-replayed")), (201, "true"));
    assert_eq!((first.json(), first.header("location")), (second.json(), second.header("location")));
    let other = create(&test, "key-1", &request(&template, &users[..2], 2)).await;
    assert_eq!(other.problem(), (422, "idempotency-key-reused".into()));
    let test = test.restart().await;
    assert_eq!(create(&test, "key-1", &request(&template, &users, 3)).await.header("idempotency-replayed"), "true");
    assert_eq!(batches(&test).await, 1);
    test.finish(&first.json()).await;
    test.clock.set(test.clock.now().plus_days(2));
    let later = create(&test, "key-1", &request(&template, &users, 3)).await;
    assert_eq!((later.status, later.header("idempotency-replayed")), (201, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_posts_of_one_key_at_the_same_moment_make_one_batch() {
    let test = std::sync::Arc::new(host().await);
    let template = test.ready(REAL).await;
    let users = test.users().await;
    let plan =
        test.post(routes::SEND_BATCHES_PLAN, &json!({"kind": "activation", "recipients": {"by": "users", "users": users}})).await.json();
    let request = request(&template, &users, plan["recipients"].as_u64().unwrap());
    let posts: Vec<_> = (0..1_000)
        .map(|_| {
            let (test, request) = (test.clone(), request.clone());
            tokio::spawn(async move { create(&test, "same", &request).await })
        })
        .collect();
    let mut fresh = 0;
    for post in posts {
        let answer = post.await.unwrap();
        match answer.status {
            201 => fresh += usize::from(answer.header("idempotency-replayed").is_empty()),
            _ => assert_eq!(answer.problem(), (409, "idempotency-in-flight".into())),
        }
    }
    assert_eq!((fresh, batches(&test).await), (1, 1));
}

#[tokio::test]
async fn who_must_not_receive_any_more_is_skipped_at_the_moment_of_sending() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let users = test.users().await;
    let batch = test.start_batch("k", &template, &users).await;
    test.import("Email,First Name,Status,App\nada@example.com,Ada,Inactive,TRUE\nbo@example.com,Bo,Active,TRUE\n", "").await;
    let finished = test.finish(&batch).await;
    assert_eq!((finished["counts"]["sent"].as_u64(), finished["counts"]["skipped"].as_u64()), (Some(1), Some(2)));
    let deliveries = test.deliveries(&batch).await;
    assert_eq!(deliveries[0]["state"], json!({"state": "skipped", "reason": {"code": "deactivated"}}));
    assert_eq!(deliveries[1]["state"], json!({"state": "skipped", "reason": {"code": "already_activated"}}));
    assert_eq!(deliveries[2]["state"], json!({"state": "sent"}));
    assert_eq!(test.outbox().len(), 1);
    let actions: Vec<_> =
        test.read(routes::ACTIVITY).await["entries"].as_array().unwrap().iter().map(|e| e["action"]["action"].clone()).collect();
    assert_eq!(actions[0], "batch_finished");
    assert!(actions.contains(&json!("batch_started")));
}

#[tokio::test]
async fn a_death_while_handing_over_leaves_it_uncertain_and_nobody_gets_two() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let users = test.users().await;
    let batch = test.start_batch("k", &template, &users).await;
    // The host died after it had claimed the first delivery.
    let mut db = test.host.store.write().await.unwrap();
    let marked = "UPDATE delivery SET document = '{\"state\":\"sending\"}', owner = 'gone' WHERE position = 0";
    connection::query("INSERT INTO sending_host (id, until) VALUES ('gone', 0)").execute(&mut db).await.unwrap();
    connection::query(marked).execute(&mut db).await.unwrap();
    db.commit().await.unwrap();
    let test = test.restart().await;
    let finished = test.finish(&batch).await;
    assert_eq!((finished["counts"]["uncertain"].as_u64(), finished["counts"]["sent"].as_u64()), (Some(1), Some(2)));
    assert_eq!(test.outbox().len(), 2);
    let test = test.restart().await;
    let plan =
        test.post(routes::SEND_BATCHES_PLAN, &json!({"kind": "activation", "recipients": {"by": "users", "users": users}})).await.json();
    assert!(plan["left_out"].as_array().unwrap().iter().all(|left| left["reason"]["code"] == "mailed_recently"), "{plan}");
    assert_eq!(test.finish(&batch).await["counts"], finished["counts"]);
    assert_eq!(test.outbox().len(), 2);
    let ada = test.read(&format!("{}/{}", routes::USERS, users[0])).await;
    assert_eq!(ada["mail"]["last"]["outcome"], "uncertain");
    assert_eq!(ada["mail"]["activation_sent"], json!(null));
    let timeline = test.read(&format!("{}/{}/timeline", routes::USERS, users[1])).await;
    assert!(timeline["entries"].as_array().unwrap().iter().any(|entry| entry["event"]["state"] == "sent"), "{timeline}");
    let mut db = test.host.store.write().await.unwrap();
    let reset = connection::query("UPDATE delivery SET document = '{\"state\":\"queued\"}'").execute(&mut db).await;
    assert!(reset.unwrap_err().to_string().contains("the outcome of a delivery is final"));
}

#[tokio::test]
async fn a_cancelled_batch_sends_nothing_more_and_says_so() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let path = format!("{}/{}/cancellation", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    let cancel = async || test.send(test.request("POST", &path).body(Body::empty()).unwrap()).await;
    let cancelled = cancel().await;
    assert_eq!((cancelled.json()["state"].as_str(), cancelled.json()["counts"]["skipped"].as_u64()), (Some("cancelled"), Some(3)));
    assert_eq!(cancel().await.json(), cancelled.json(), "once more changes nothing");
    let after = test.finish(&batch).await;
    assert_eq!((after["state"].as_str(), test.outbox().len()), (Some("cancelled"), 0));
    assert_eq!(test.deliveries(&batch).await[0]["state"]["reason"]["code"], "batch_cancelled");
    let entries = test.read(routes::ACTIVITY).await["entries"].clone();
    assert_eq!(entries.as_array().unwrap().iter().filter(|entry| entry["action"]["action"] == "batch_cancelled").count(), 1);
    for path in ["x", "x/deliveries"] {
        assert_eq!(test.get(&format!("{}/{path}", routes::SEND_BATCHES)).await.problem(), (404, "not-found".into()));
    }
    assert_eq!(test.post(&format!("{}/x/cancellation", routes::SEND_BATCHES), &json!({})).await.problem(), (404, "not-found".into()));
}

#[tokio::test]
async fn newly_added_people_are_mailed_only_when_asked_for_and_ready() {
    let test = host().await;
    let blocked = test.import("Email,Status,App\na@x.example,Not Verified,TRUE\n", "?newly_added=true").await.json();
    assert_eq!((blocked["automatic_emails"].as_u64(), blocked["automatic_emails_blocked"].as_str()), (Some(1), Some("sender_missing")));
    test.set_sender().await;
    let blocked = test.import("Email,Status,App\nb@x.example,Not Verified,TRUE\n", "?newly_added=true").await.json();
    assert_eq!((blocked["automatic_emails_blocked"].as_str(), blocked["batch"].clone()), (Some("template_missing"), json!(null)));
    test.publish(SuppressibleKind::Activation).await;
    let silent = test.import("Email,Status,App\nc@x.example,Not Verified,TRUE\n", "").await.json();
    assert_eq!((silent["automatic_emails"].as_u64(), silent["batch"].clone()), (Some(1), json!(null)));
    let preview = test.import("Email,Status,App\nd@x.example,Not Verified,TRUE\n", "?newly_added=true&preview=true").await.json();
    assert_eq!((preview["automatic_emails"].as_u64(), preview["batch"].clone()), (Some(1), json!(null)));
    assert_eq!(batches(&test).await, 0);

    let mailed = test.import(
        "Email,Status,App\nd@x.example,Not Verified,TRUE\ne@x.example,Active,TRUE\nc@x.example,Not Verified,TRUE\n",
        "?newly_added=true",
    );
    let mailed = mailed.await.json();
    assert_eq!(mailed["automatic_emails"], 1, "new, licensed and never signed in");
    let batch = test.read(&format!("{}/{}", routes::SEND_BATCHES, mailed["batch"].as_str().unwrap())).await;
    assert_eq!((batch["origin"].as_str(), batch["counts"]["total"].as_u64()), (Some("automatic"), Some(1)));
    // The setting goes off before the worker comes to it.
    test.turn_off("").await;
    let finished = test.finish(&batch).await;
    assert_eq!(test.deliveries(&finished).await[0]["state"]["reason"]["code"], "setting_is_off");
    let off = test.import("Email,Status,App\nz@x.example,Not Verified,TRUE\n", "?newly_added=true").await.json();
    assert_eq!((off["automatic_emails"].as_u64(), off["automatic_emails_blocked"].clone()), (Some(0), json!(null)));
    assert_eq!(test.outbox().len(), 0);
}

#[tokio::test]
async fn batches_are_found_by_their_template_in_pages_and_all_at_once() {
    let test = host().await;
    let first = test.ready(THREE).await;
    let second = test.publish(SuppressibleKind::Activation).await;
    let unused = test.publish(SuppressibleKind::Reminder).await;
    let mut started = Vec::new();
    for (key, (template, user)) in [&first, &second, &first].into_iter().zip(test.users().await).enumerate() {
        let batch = test.start_batch(&format!("k{key}"), template, &[user]).await;
        started.push(batch["id"].clone());
    }
    let found = async |query: &str| {
        let list = test.read(&format!("{}{query}", routes::SEND_BATCHES)).await;
        let ids: Vec<Value> = list["batches"].as_array().unwrap().iter().map(|batch| batch["id"].clone()).collect();
        (ids, list["next_cursor"].as_str().map(str::to_owned))
    };
    let newest_first = |positions: &[usize]| positions.iter().map(|at| started[*at].clone()).collect::<Vec<_>>();
    assert_eq!(found("").await, (newest_first(&[2, 1, 0]), None), "everything, where nothing is asked for");
    assert_eq!(found(&format!("?template={first}")).await, (newest_first(&[2, 0]), None));
    assert_eq!(found(&format!("?template={second}&limit=1")).await, (newest_first(&[1]), None));
    assert_eq!(found(&format!("?template={unused}")).await, (Vec::new(), None));
    assert_eq!(found("?template=x").await, (Vec::new(), None));

    let (page, cursor) = found(&format!("?template={first}&limit=1")).await;
    assert_eq!(page, newest_first(&[2]));
    let cursor = cursor.unwrap();
    assert_eq!(found(&format!("?template={first}&limit=1&cursor={cursor}")).await, (newest_first(&[0]), None));
    assert_eq!(found(&format!("?cursor={cursor}")).await, (newest_first(&[1, 0]), None), "the rest at once");
    for (query, parameter) in [("limit=0", "limit"), ("limit=1001", "limit"), ("cursor=x", "cursor"), ("templates=x", "templates")] {
        let answer = test.get(&format!("{}?{query}", routes::SEND_BATCHES)).await;
        assert_eq!((answer.problem(), answer.pointers()), ((400, "malformed".into()), vec![parameter.to_owned()]));
    }
}
