//! The contract of what an administrator does with a batch: hold, go on, try again, resolve, plan; each step once and recorded once.

use crate::harness::{Answer, THREE, TestHost, host, now};
use serde_json::{Value, json};
use usher::{api::routes, host::store::connection};

/// Three people in a batch whose first delivery failed and whose second is uncertain.
async fn host_with_trouble() -> (TestHost, Value, Vec<String>) {
    let test = host().await;
    let template = test.ready(THREE).await;
    let users = test.users().await;
    let batch = test.start_batch("k", &template, &users).await;
    let refused = r#"{"state":"failed","reason":{"code":"refused","stage":"recipient","reply":550,"status":"5.1.1"}}"#;
    set(&test, 0, refused).await;
    set(&test, 1, r#"{"state":"uncertain"}"#).await;
    let uncertain = format!(
        r#"{{"last":{{"kind":"activation","at":"{}","outcome":"uncertain"}},"activation_sent":null,"reminders_sent":0}}"#,
        String::from(now())
    );
    let mut db = test.host.store.write().await.unwrap();
    connection::query("UPDATE directory_user SET mail = $1 WHERE id = $2").bind(uncertain).bind(&users[1]).execute(&mut db).await.unwrap();
    db.commit().await.unwrap();
    (test, batch, users)
}

async fn set(test: &TestHost, position: i64, document: &str) {
    let mut db = test.host.store.write().await.unwrap();
    let statement = "UPDATE delivery SET document = $1, attempts = 3, at = $2 WHERE position = $3";
    connection::query(statement).bind(document).bind(now().millis()).bind(position).execute(&mut db).await.unwrap();
    db.commit().await.unwrap();
}

fn path(batch: &Value, step: &str) -> String {
    format!("{}/{}/{step}", routes::SEND_BATCHES, batch["id"].as_str().unwrap())
}

async fn act(test: &TestHost, batch: &Value, step: &str) -> Answer {
    test.send(test.request("POST", &path(batch, step)).body(axum::body::Body::empty()).unwrap()).await
}

async fn actions(test: &TestHost, name: &str) -> Vec<Value> {
    let entries = test.read(routes::ACTIVITY).await["entries"].as_array().unwrap().clone();
    entries.into_iter().map(|entry| entry["action"].clone()).filter(|action| action["action"] == name).collect()
}

#[tokio::test]
async fn a_batch_is_held_and_goes_on_and_each_is_recorded_once() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    for _ in 0..2 {
        let paused = act(&test, &batch, "pause").await;
        assert_eq!((paused.status, paused.json()["state"].as_str()), (200, Some("paused")), "{}", paused.text());
    }
    let held = test.finish(&batch).await;
    assert_eq!((held["state"].as_str(), held["counts"]["queued"].as_u64(), test.outbox().len()), (Some("paused"), Some(3), 0));
    let test = test.restart().await;
    assert_eq!(test.read(path(&batch, "").trim_end_matches('/')).await["state"], "paused", "a restart does not let it go on");
    for _ in 0..2 {
        assert_eq!(act(&test, &batch, "resumption").await.json()["state"], "running");
    }
    let finished = test.finish(&batch).await;
    assert_eq!((finished["state"].as_str(), test.outbox().len()), (Some("finished"), 3));
    assert_eq!((actions(&test, "batch_paused").await.len(), actions(&test, "batch_resumed").await.len()), (1, 1));
    for step in ["pause", "resumption"] {
        let answer = act(&test, &batch, step).await;
        assert_eq!(answer.problem(), (409, "batch-state".into()), "{step}");
        assert!(answer.json()["detail"].as_str().unwrap().starts_with("The batch is finished"), "{}", answer.text());
    }
    assert_eq!(act(&test, &batch, "retry").await.json()["changed"], 0, "nothing failed");
    assert_eq!(act(&test, &json!({"id": "none"}), "pause").await.problem(), (404, "not-found".into()));
}

#[tokio::test]
async fn a_cancelled_batch_is_not_taken_up_again() {
    let (test, batch, _) = host_with_trouble().await;
    assert_eq!(act(&test, &batch, "cancellation").await.json()["state"], "cancelled");
    for step in ["pause", "resumption", "retry"] {
        assert_eq!(act(&test, &batch, step).await.problem(), (409, "batch-state".into()), "{step}");
    }
    let resend = test.post(&path(&batch, "resolution"), &json!({"resolution": "resend"})).await;
    assert_eq!(resend.problem(), (409, "batch-state".into()));
    let sent = test.post(&path(&batch, "resolution"), &json!({"resolution": "sent"})).await.json();
    assert_eq!((sent["state"].as_str(), sent["changed"].as_u64(), sent["counts"]["sent"].as_u64()), (Some("cancelled"), Some(1), Some(1)));
}

#[tokio::test]
async fn only_what_failed_is_tried_again() {
    let (test, batch, _) = host_with_trouble().await;
    let finished = test.finish(&batch).await;
    assert_eq!((finished["state"].as_str(), test.outbox().len()), (Some("finished"), 1));
    let retried = act(&test, &batch, "retry").await.json();
    assert_eq!((retried["changed"].as_u64(), retried["state"].as_str()), (Some(1), Some("running")));
    assert_eq!((retried["counts"]["queued"].as_u64(), retried["counts"]["uncertain"].as_u64()), (Some(1), Some(1)));
    assert_eq!(act(&test, &batch, "retry").await.json()["changed"], 0, "they wait already");
    let again = test.finish(&batch).await;
    assert_eq!((again["state"].as_str(), again["counts"]["sent"].as_u64(), test.outbox().len()), (Some("finished"), Some(2), 2));
    assert_eq!(again["counts"]["uncertain"], 1, "never sent again by itself");
    let recorded = actions(&test, "batch_retried").await;
    assert_eq!((recorded.len(), recorded[0]["deliveries"].as_u64()), (1, Some(1)));
}

#[tokio::test]
async fn what_is_uncertain_is_resolved_one_by_one_or_all_at_once() {
    let (test, batch, users) = host_with_trouble().await;
    test.finish(&batch).await;
    let stranger = test.post(&path(&batch, "resolution"), &json!({"resolution": "sent", "users": [users[1], "nobody"]})).await;
    assert_eq!((stranger.problem(), stranger.pointers()), ((422, "invalid".into()), vec!["/users/1".into()]));
    let none = test.post(&path(&batch, "resolution"), &json!({"resolution": "resend", "users": [users[0], users[2]]})).await.json();
    assert_eq!((none["changed"].as_u64(), none["state"].as_str()), (Some(0), Some("finished")), "failed and sent are not uncertain");
    let resent = test.post(&path(&batch, "resolution"), &json!({"resolution": "resend", "users": [users[1]]})).await.json();
    assert_eq!((resent["changed"].as_u64(), resent["state"].as_str()), (Some(1), Some("running")));
    let finished = test.finish(&batch).await;
    assert_eq!((finished["counts"]["sent"].as_u64(), test.outbox().len()), (Some(2), 2), "the cooldown does not keep it back: {finished}");

    let recorded = actions(&test, "uncertain_resolved").await;
    assert_eq!((recorded.len(), recorded[0]["resolution"].as_str(), recorded[0]["deliveries"].as_u64()), (1, Some("resend"), Some(1)));
    for (body, pointer) in
        [(json!({}), ""), (json!({"resolution": "maybe"}), "/resolution"), (json!({"resolution": "sent", "all": true}), "/all")]
    {
        let answer = test.post(&path(&batch, "resolution"), &body).await;
        assert_eq!((answer.status, answer.pointers()), (400, vec![pointer.to_owned()]), "{}", answer.text());
    }
}

#[tokio::test]
async fn what_is_marked_as_sent_counts_as_sent_everywhere() {
    let (test, batch, users) = host_with_trouble().await;
    test.finish(&batch).await;
    for changed in [1, 0] {
        let sent = test.post(&path(&batch, "resolution"), &json!({"resolution": "sent"})).await.json();
        assert_eq!(
            (sent["changed"].as_u64(), sent["state"].as_str(), sent["counts"]["uncertain"].as_u64()),
            (Some(changed), Some("finished"), Some(0))
        );
    }
    assert_eq!(test.outbox().len(), 1, "nothing is sent again");
    let person = test.read(&format!("{}/{}", routes::USERS, users[1])).await;
    assert_eq!(
        (person["mail"]["last"]["outcome"].as_str(), person["mail"]["activation_sent"].as_str()),
        (Some("sent"), Some("2026-11-22T12:00:00Z"))
    );
    assert_eq!(actions(&test, "uncertain_resolved").await.len(), 1);
}

#[tokio::test]
async fn a_start_and_a_pace_are_kept_or_refused_by_name() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let users = test.users().await;
    let request = |starts_at: Value, per_day: Value| {
        json!({"kind": "activation", "template": template, "recipients": {"by": "users", "users": users}, "expected_recipients": 3,
            "starts_at": starts_at, "per_day": per_day})
    };
    let create = async |key: &str, request: &Value| test.call("POST", routes::SEND_BATCHES, &[("idempotency-key", key)], request).await;
    for (starts_at, per_day, pointers) in [
        (json!("2026-11-22T12:00:00Z"), json!(null), vec!["/starts_at"]),
        (json!("2027-12-24T00:00:00Z"), json!(0), vec!["/starts_at", "/per_day"]),
        (json!(null), json!(0), vec!["/per_day"]),
    ] {
        let answer = create("wrong", &request(starts_at, per_day)).await;
        assert_eq!((answer.problem(), answer.pointers()), ((422, "invalid".into()), pointers.into_iter().map(str::to_owned).collect()));
    }
    for (starts_at, per_day, pointer) in [(json!("soon"), json!(null), "/starts_at"), (json!(null), json!(-1), "/per_day")] {
        let answer = create("wrong", &request(starts_at, per_day)).await;
        assert_eq!((answer.status, answer.pointers()), (400, vec![pointer.to_owned()]), "{}", answer.text());
    }
    let planned = create("k", &request(json!("2026-11-23T08:00:00Z"), json!(2))).await;
    assert_eq!(planned.status, 201, "{}", planned.text());
    let batch = planned.json();
    assert_eq!(
        (batch["state"].as_str(), batch["starts_at"].as_str(), batch["per_day"].as_u64()),
        (Some("scheduled"), Some("2026-11-23T08:00:00Z"), Some(2))
    );
    assert_eq!(create("k", &request(json!("2026-11-23T08:00:00Z"), json!(2))).await.json(), batch, "replayed as it was");
    assert_eq!(act(&test, &batch, "pause").await.problem(), (409, "batch-state".into()));
    let held = test.finish(&batch).await;
    assert_eq!((held["state"].as_str(), test.outbox().len()), (Some("scheduled"), 0), "nothing leaves before its time");
    test.clock.set(now().plus_days(0));
    let begun = act(&test, &batch, "resumption").await.json();
    assert_eq!((begun["state"].as_str(), begun["starts_at"].as_str()), (Some("running"), Some("2026-11-22T12:00:00Z")));
}

#[tokio::test]
async fn outcomes_are_filtered_and_written_as_a_file() {
    let (test, batch, users) = host_with_trouble().await;
    test.import("Email,First Name,Display Name,Status,App\nada@example.com,Ada,=1+1,Not Verified,TRUE\n", "").await;
    test.finish(&batch).await;
    let found = async |query: &str| {
        let page = test.read(&path(&batch, &format!("deliveries?{query}"))).await;
        page["deliveries"].as_array().unwrap().iter().map(|row| row["user"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("").await, users);
    assert_eq!(found("state=failed").await, users[..1]);
    assert_eq!(found("state=failed&reason=refused").await, users[..1]);
    assert_eq!(found("reason=refused").await, users[..1]);
    assert_eq!(found("state=failed&reason=timed_out").await, Vec::<String>::new());
    assert_eq!(found("state=uncertain").await, users[1..2]);
    assert_eq!(found("state=sent").await, users[2..]);
    let tries = test.read(&path(&batch, "deliveries?state=failed")).await["deliveries"][0]["attempts"].clone();
    assert_eq!(tries, 3);
    for (query, name) in [("state=gone", "state"), ("reason=", "reason"), ("limit=0", "limit"), ("cursor=x", "cursor"), ("of=x", "of")] {
        let answer = test.get(&path(&batch, &format!("deliveries?{query}"))).await;
        assert_eq!((answer.problem(), answer.pointers()), ((400, "malformed".into()), vec![name.to_owned()]), "{query}");
    }
    let file = test.get(&path(&batch, "outcomes")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
    let text = file.text();
    let rows: Vec<&str> = text.trim_start_matches('\u{feff}').split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 4, "{text}");
    assert!(rows[1].starts_with(&format!("ada@example.com,'=1+1,{},failed,refused,", users[0])) && rows[1].contains(",3,"), "{}", rows[1]);
    assert!(rows[2].contains(",uncertain,,,3,") && rows[3].contains(",sent,,,"), "{text}");
    assert_eq!(test.get(&format!("{}/none/outcomes", routes::SEND_BATCHES)).await.problem(), (404, "not-found".into()));
}
