//! The contract of sends that name their recipients by filter: the same people as were seen, or nobody.

use crate::harness::{Answer, THREE, TestHost, host};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use usher::{api::routes, domain::batch_plan::SAMPLE};

fn by_filter(filter: Value, except: &[String], expected: u64) -> Value {
    json!({"by": "filter", "filter": filter, "except": except, "expected": expected})
}

async fn plan(test: &TestHost, recipients: &Value) -> Answer {
    test.post(routes::SEND_BATCHES_PLAN, &json!({"kind": "activation", "recipients": recipients})).await
}

async fn create(test: &TestHost, key: &str, template: &str, recipients: &Value, receive: u64) -> Answer {
    let request = json!({"kind": "activation", "template": template, "recipients": recipients, "expected_recipients": receive});
    test.call("POST", routes::SEND_BATCHES, &[("idempotency-key", key)], &request).await
}

async fn batches(test: &TestHost) -> usize {
    test.read(routes::SEND_BATCHES).await["batches"].as_array().unwrap().len()
}

/// A file of so many people who wait; every tenth without a license.
fn file(people: usize) -> String {
    let row = |at| format!("p{at}@x.example,Person {at},{},Not Verified,{}\n", if at % 2 == 0 { "Sales" } else { "IT" }, at % 10 != 0);
    (0..people).map(row).fold("Email,First Name,Department,Status,App\n".to_owned(), |all, row| all + &row)
}

#[tokio::test]
async fn a_send_by_filter_reaches_those_whom_it_finds_but_for_the_exceptions() {
    let test = host().await;
    let template = test.ready(file(30)).await;
    let users = test.users().await;
    let recipients = by_filter(json!({"department": {"is": "Sales"}}), &[users[2].clone(), users[1].clone(), users[2].clone()], 15);
    let planned = plan(&test, &recipients).await.json();
    let counted = |name: &str| planned[name].as_u64().unwrap();
    assert_eq!((counted("matching"), counted("recipients")), (15, 11), "15 in sales, one excepted, three without a license");
    assert_eq!(
        planned["left_out"],
        json!([{"reason": {"code": "no_license_that_counts"}, "count": 3, "sample": [users[0], users[10], users[20]]}])
    );
    assert_eq!(planned["sample"][0], users[4], "in the order in which they came");
    let created = create(&test, "k", &template, &recipients, 11).await;
    assert_eq!(created.status, 201, "{}", created.text());
    let batch = test.finish(&created.json()).await;
    assert_eq!((batch["counts"]["total"].as_u64(), batch["counts"]["sent"].as_u64()), (Some(11), Some(11)));
    let reached: Vec<String> = test.deliveries(&batch).await.iter().map(|delivery| delivery["user"].as_str().unwrap().to_owned()).collect();
    let meant: Vec<String> = (0..30).filter(|at| at % 2 == 0 && at % 10 != 0 && *at != 2).map(|at| users[at].clone()).collect();
    assert_eq!(reached, meant);
    let entries = test.read(routes::ACTIVITY).await["entries"].clone();
    let started = entries.as_array().unwrap().iter().find(|entry| entry["action"]["action"] == "batch_started").unwrap();
    assert_eq!((&started["action"]["recipients"], &started["action"]["left_out"]), (&json!(11), &json!(3)));
}

#[tokio::test]
async fn nothing_is_sent_when_the_filter_finds_another_number_and_the_answer_says_both() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let everybody_who_waits = by_filter(json!({}), &[], 3);
    assert_eq!(plan(&test, &everybody_who_waits).await.json()["matching"], 3);
    test.import("Email,First Name,Status,App\nbo@example.com,Bo,Active,TRUE\n", "").await;
    let refused = create(&test, "k", &template, &everybody_who_waits, 3).await;
    assert_eq!(refused.problem(), (409, "matching-changed".into()));
    assert_eq!(refused.json()["moved"], json!({"expected": 3, "now": 2}));
    assert!(refused.json()["detail"].as_str().unwrap().starts_with("The filter finds 2 people now, not 3. Nothing was sent"));
    assert_eq!(batches(&test).await, 0);
    let looked_again = plan(&test, &everybody_who_waits).await.json();
    assert_eq!((&looked_again["matching"], &looked_again["recipients"]), (&json!(2), &json!(2)), "a plan says how it is now");
    // As many people match, but not all of them may receive any more.
    test.import("Email,First Name,Status,App\nada@example.com,Ada,Not Verified,FALSE\n", "").await;
    let refused = create(&test, "k", &template, &by_filter(json!({}), &[], 2), 2).await;
    assert_eq!((refused.problem(), &refused.json()["moved"]), ((409, "recipients-changed".into()), &json!({"expected": 2, "now": 1})));
    assert_eq!(create(&test, "k", &template, &by_filter(json!({}), &[], 2), 1).await.status, 201, "a refusal does not use the key up");
}

#[tokio::test]
async fn exceptions_that_nobody_knows_and_wrong_recipients_are_named() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let mut except = test.users().await;
    except.insert(1, "nobody".into());
    except.push(String::new());
    let recipients = by_filter(json!({}), &except, 3);
    for answer in [plan(&test, &recipients).await, create(&test, "k", &template, &recipients, 0).await] {
        assert_eq!(answer.problem(), (422, "invalid".into()));
        assert_eq!(answer.pointers(), ["/recipients/except/1", "/recipients/except/4"]);
    }
    let nobody_left = by_filter(json!({}), &test.users().await, 3);
    assert_eq!(create(&test, "k", &template, &nobody_left, 0).await.pointers(), ["/recipients"]);
    for (recipients, pointer) in [
        (json!({"by": "filter", "filter": {"standing": "asleep"}, "expected": 3}), "/recipients/filter/standing"),
        (json!({"by": "filter", "filter": {"serach": ""}, "expected": 3}), "/recipients/filter/serach"),
        (json!({"by": "filter", "filter": {}, "expected": "3"}), "/recipients/expected"),
        (json!({"by": "filter", "filter": {}}), "/recipients"),
        (json!({"by": "users", "users": [1]}), "/recipients/users/0"),
        (json!({"by": "users", "users": [], "expected": 1}), "/recipients"),
        (json!({"by": "all"}), "/recipients/by"),
    ] {
        let answer = plan(&test, &recipients).await;
        assert_eq!(answer.problem(), (400, "malformed".into()), "{recipients}");
        assert_eq!(answer.pointers(), [pointer], "{recipients}: {}", answer.text());
    }
    assert_eq!(batches(&test).await, 0);
}

#[tokio::test]
async fn one_key_sends_by_filter_once_even_when_the_mail_moved_everybody_out_of_the_filter() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let never_mailed = by_filter(json!({"last_mail": "none_yet"}), &[], 3);
    let first = create(&test, "k", &template, &never_mailed, 3).await;
    assert_eq!((first.status, first.header("idempotency-replayed")), (201, ""));
    test.finish(&first.json()).await;
    assert_eq!(plan(&test, &never_mailed).await.json()["matching"], 0);
    let again = create(&test, "k", &template, &never_mailed, 3).await;
    assert_eq!((again.status, again.header("idempotency-replayed"), again.json()), (201, "true", first.json()));
    for other in [by_filter(json!({}), &[], 3), by_filter(json!({"last_mail": "none_yet"}), &test.users().await[..1], 3)] {
        assert_eq!(create(&test, "k", &template, &other, 3).await.problem(), (422, "idempotency-key-reused".into()));
    }
    assert_eq!((batches(&test).await, test.outbox().len()), (1, 3));
}

#[tokio::test]
async fn twenty_thousand_people_by_filter_are_planned_in_few_words_and_queued_quickly() {
    let test = host().await;
    let template = test.ready(file(20_000)).await;
    let recipients = by_filter(json!({"search": "PERSON example"}), &[], 20_000);
    let begun = Instant::now();
    let planned = plan(&test, &recipients).await;
    assert!(planned.body.len() < 30_000, "a plan stays small: {} octets", planned.body.len());
    let planned = planned.json();
    assert_eq!((&planned["recipients"], &planned["left_out"][0]["count"]), (&json!(18_000), &json!(2_000)));
    assert_eq!(planned["sample"].as_array().unwrap().len(), SAMPLE);
    assert_eq!(planned["left_out"][0]["sample"].as_array().unwrap().len(), SAMPLE);
    let created = create(&test, "k", &template, &recipients, 18_000).await;
    assert_eq!(created.status, 201, "{}", created.text());
    // Generous, since tests run without optimization and beside each other.
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    let batch = created.json();
    assert_eq!(batch["counts"]["queued"], 18_000);
    let first = test.deliveries(&batch).await;
    assert_eq!((first.len(), &first[0]["user"], &first[9]["user"]), (1_000, &planned["sample"][0], &planned["sample"][9]));
}
