//! The contract of notes about people and of contacts elsewhere: added once, removed and back again, told without their words.

use crate::harness::{Answer, THREE, TestHost, host};
use axum::body::Body;
use serde_json::{Value, json};
use usher::api::routes;
use usher::host::store::connection;

const SECRET: &str = "Has moved to another flat";

/// A host with three people, and the path of the first.
async fn with_ada() -> (TestHost, String) {
    let test = host().await;
    test.import(THREE, "?added=2026-10-01T00:00:00Z").await;
    let ada = format!("{}/{}", routes::USERS, test.users().await[0]);
    (test, ada)
}

async fn note(test: &TestHost, person: &str, id: &str, text: &str) -> Answer {
    test.post(&format!("{person}/notes"), &json!({"id": id, "text": text})).await
}

async fn contact(test: &TestHost, person: &str, id: &str, way: &str) -> Answer {
    test.post(&format!("{person}/contacts"), &json!({"id": id, "way": way})).await
}

async fn bare_post(test: &TestHost, path: &str) -> Answer {
    test.send(test.request("POST", path).body(Body::empty()).unwrap()).await
}

/// The notes and contacts in the timeline, newest first, by their identifiers.
async fn told(test: &TestHost, person: &str) -> Vec<String> {
    let entries = test.read(&format!("{person}/timeline")).await["entries"].as_array().unwrap().clone();
    let id = |entry: &Value| {
        let event = &entry["event"];
        event["note"]["id"].as_str().or_else(|| event["contact"]["id"].as_str()).map(str::to_owned)
    };
    entries.iter().filter_map(id).collect()
}

async fn contacted(test: &TestHost, person: &str) -> Value {
    test.read(person).await["mail"]["contacted"].clone()
}

async fn actions(test: &TestHost, query: &str) -> Vec<Value> {
    let entries = test.read(&format!("{}{query}", routes::ACTIVITY)).await["entries"].as_array().unwrap().clone();
    entries.iter().map(|entry| entry["action"]["action"].clone()).collect()
}

#[tokio::test]
async fn a_note_is_added_once_however_often_it_is_sent() {
    let (test, ada) = with_ada().await;
    let first = note(&test, &ada, "n-1", "  Laptop on Monday.\r\nCall then. ").await;
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!(first.json()["text"], "Laptop on Monday.\nCall then.");
    assert_eq!((first.json()["by"].as_str(), first.json()["at"].as_str()), (Some("Grace"), Some("2026-11-22T12:00:00Z")));
    test.clock.set(test.clock.now().plus_days(1));
    let again = note(&test, &ada, "n-1", "Laptop on Monday.\nCall then.").await;
    assert_eq!((again.status, again.json()), (200, first.json()));
    let other = note(&test, &ada, "n-1", "Something else").await;
    assert_eq!((other.problem(), other.pointers()), ((409, "id-taken".into()), vec!["/id".to_owned()]));
    let bo = format!("{}/{}", routes::USERS, test.users().await[1]);
    assert_eq!(note(&test, &bo, "n-1", "Laptop on Monday.\nCall then.").await.problem(), (409, "id-taken".into()));
    assert_eq!((told(&test, &ada).await, told(&test, &bo).await), (vec!["n-1".to_owned()], vec![]));
    assert_eq!(actions(&test, "?kind=contact").await, ["note_added"]);
}

#[tokio::test]
async fn a_note_that_cannot_be_kept_is_refused_with_the_field_that_is_wrong() {
    let (test, ada) = with_ada().await;
    let longest = "ł".repeat(2_000);
    let too_long = format!("{longest}x");
    for (id, text, pointers, words) in [
        ("n", "", &["/text"][..], "is empty"),
        ("n", " \r\n ", &["/text"], "is empty"),
        ("n", &too_long, &["/text"], "has 2001 characters; write at most 2000"),
        ("n", "a\u{7}b", &["/text"], "U+0007"),
        ("n", "a\u{0}b", &["/text"], "U+0000"),
        ("a/b", "x", &["/id"], "letters, digits"),
        ("", " ", &["/id", "/text"], "letters, digits"),
    ] {
        let answer = note(&test, &ada, id, text).await;
        assert_eq!((answer.problem(), answer.pointers()), ((422, "invalid".into()), pointers.iter().map(|p| (*p).to_owned()).collect()));
        assert!(answer.text().contains(words), "{}", answer.text());
    }
    for body in [json!({"id": "n"}), json!({"id": "n", "text": 7}), json!({"id": "n", "text": "x", "by": "Ada"}), json!([])] {
        assert_eq!(test.post(&format!("{ada}/notes"), &body).await.problem(), (400, "malformed".into()), "{body}");
    }
    let kept = note(&test, &ada, "longest", &longest).await;
    assert_eq!((kept.status, kept.json()["text"].as_str()), (201, Some(longest.as_str())));
    let hostile = "<script>alert(1)</script> \u{202e}txt.exe\u{202c} مرحبا '; DROP TABLE note; --";
    assert_eq!(note(&test, &ada, "hostile", hostile).await.json()["text"], hostile);
    assert_eq!(told(&test, &ada).await.len(), 2);
}

#[tokio::test]
async fn what_is_not_there_is_answered_as_such() {
    let (test, ada) = with_ada().await;
    note(&test, &ada, "n-1", "x").await;
    contact(&test, &ada, "c-1", "phone").await;
    let (nobody, bo) = (format!("{}/nobody", routes::USERS), format!("{}/{}", routes::USERS, test.users().await[1]));
    assert_eq!(note(&test, &nobody, "n-2", "x").await.problem(), (404, "not-found".into()));
    assert_eq!(contact(&test, &nobody, "c-2", "phone").await.problem(), (404, "not-found".into()));
    for person in [&nobody, &bo] {
        for path in ["notes/n-1/removal", "notes/n-1/restoration", "contacts/c-1/withdrawal"] {
            assert_eq!(bare_post(&test, &format!("{person}/{path}")).await.problem(), (404, "not-found".into()), "{person}/{path}");
        }
    }
    for path in ["notes/n-9/removal", "notes/a%2Fb/removal", "notes/c-1/removal", "contacts/n-1/withdrawal"] {
        assert_eq!(bare_post(&test, &format!("{ada}/{path}")).await.problem(), (404, "not-found".into()), "{path}");
    }
    assert_eq!(test.get(&format!("{ada}/notes")).await.problem(), (405, "method-not-allowed".into()));
    assert_eq!(told(&test, &ada).await.len(), 2, "nobody took anything away");
}

#[tokio::test]
async fn a_removed_note_is_kept_and_comes_back() {
    let (test, ada) = with_ada().await;
    let added = note(&test, &ada, "n-1", "x").await.json();
    test.clock.set(test.clock.now().plus_days(1));
    let removed = bare_post(&test, &format!("{ada}/notes/n-1/removal")).await;
    assert_eq!(removed.json()["removed"], json!({"at": "2026-11-23T12:00:00Z", "by": "Grace"}));
    assert_eq!(told(&test, &ada).await, Vec::<String>::new());
    test.clock.set(test.clock.now().plus_days(1));
    assert_eq!(bare_post(&test, &format!("{ada}/notes/n-1/removal")).await.json(), removed.json(), "once");
    let test = test.restart().await;
    let restored = bare_post(&test, &format!("{ada}/notes/n-1/restoration")).await;
    assert_eq!((restored.status, restored.json()), (200, added.clone()));
    assert_eq!(bare_post(&test, &format!("{ada}/notes/n-1/restoration")).await.json(), added);
    assert_eq!(told(&test, &ada).await, ["n-1"]);
    assert_eq!(actions(&test, "?kind=contact").await, ["note_restored", "note_removed", "note_added"]);
}

#[tokio::test]
async fn a_contact_moves_the_next_reminder_until_it_is_taken_back() {
    let (test, ada) = with_ada().await;
    assert_eq!(contacted(&test, &ada).await, Value::Null);
    assert_eq!(contact(&test, &ada, "c-1", "phone").await.status, 201);
    test.clock.set(test.clock.now().plus_days(2));
    let body = json!({"id": "c-2", "way": "in_person", "note": format!(" {SECRET} ")});
    let second = test.post(&format!("{ada}/contacts"), &body).await;
    assert_eq!((second.status, second.json()["note"].as_str()), (201, Some(SECRET)));
    assert_eq!(test.post(&format!("{ada}/contacts"), &body).await.status, 200, "the same again adds nothing");
    assert_eq!(contact(&test, &ada, "c-2", "in_person").await.problem(), (409, "id-taken".into()));
    assert_eq!((contacted(&test, &ada).await, told(&test, &ada).await), (json!("2026-11-24T12:00:00Z"), vec!["c-2".into(), "c-1".into()]));
    let withdrawn = bare_post(&test, &format!("{ada}/contacts/c-2/withdrawal")).await;
    assert_eq!(withdrawn.json()["withdrawn"]["by"], "Grace");
    assert_eq!(bare_post(&test, &format!("{ada}/contacts/c-2/withdrawal")).await.json(), withdrawn.json());
    assert_eq!(contacted(&test, &ada).await, "2026-11-22T12:00:00Z", "the contact before counts again");
    bare_post(&test, &format!("{ada}/contacts/c-1/withdrawal")).await;
    assert_eq!((contacted(&test, &ada).await, told(&test, &ada).await), (Value::Null, vec![]));
    assert_eq!(actions(&test, "?kind=contact").await, ["contact_withdrawn", "contact_withdrawn", "contact_noted", "contact_noted"]);
    for (body, pointer) in [(json!({"id": "c", "way": "pigeon"}), "/way"), (json!({"id": "c"}), "")] {
        let answer = test.post(&format!("{ada}/contacts"), &body).await;
        assert_eq!(answer.problem(), (400, "malformed".into()));
        assert!(pointer.is_empty() || answer.pointers() == [pointer], "{}", answer.text());
    }
    let long = test.post(&format!("{ada}/contacts"), &json!({"id": "c", "way": "chat", "note": "x".repeat(2_001)})).await;
    assert_eq!((long.problem(), long.pointers()), ((422, "invalid".into()), vec!["/note".to_owned()]));
}

#[tokio::test]
async fn mails_and_imports_leave_a_contact_as_it_was() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let users = test.users().await;
    let ada = format!("{}/{}", routes::USERS, users[0]);
    contact(&test, &ada, "c-1", "chat").await;
    let batch = test.start_batch("k", &template, &users[..1]).await;
    assert_eq!(test.finish(&batch).await["counts"]["sent"], 1);
    test.import("Email,First Name\nada@example.com,Ada Augusta\n", "").await;
    assert_eq!(contacted(&test, &ada).await, "2026-11-22T12:00:00Z");
    assert_eq!(test.read(&ada).await["mail"]["last"]["outcome"], "sent");
}

#[tokio::test]
async fn the_activity_says_for_whom_and_never_what_was_written() {
    let (test, ada) = with_ada().await;
    note(&test, &ada, "n-1", SECRET).await;
    bare_post(&test, &format!("{ada}/notes/n-1/removal")).await;
    test.post(&format!("{ada}/contacts"), &json!({"id": "c-1", "way": "other", "note": SECRET})).await;
    bare_post(&test, &format!("{ada}/contacts/c-1/withdrawal")).await;
    let all = test.get(routes::ACTIVITY).await;
    assert!(!all.text().contains("flat"), "{}", all.text());
    let user = test.users().await[0].clone();
    let noted = all.json()["entries"].as_array().unwrap().iter().filter(|entry| entry["action"]["user"] == user).count();
    assert_eq!(noted, 4);
    assert_eq!(all.json()["entries"][1]["action"], json!({"action": "contact_noted", "user": user, "contact": "c-1", "way": "other"}));
}

#[tokio::test]
async fn nobody_reads_or_writes_notes_without_a_session() {
    let (test, ada) = with_ada().await;
    note(&test, &ada, "n-1", SECRET).await;
    let bare = |method: &str, path: String, body: String| {
        let request = axum::http::Request::builder().method(method).uri(path).header("host", "127.0.0.1:8080");
        request.header("content-type", "application/json").body(Body::from(body)).unwrap()
    };
    let text = json!({"id": "n-2", "text": "x"}).to_string();
    for (method, path, body) in [
        ("POST", "notes", text.clone()),
        ("POST", "notes/n-1/removal", String::new()),
        ("POST", "notes/n-1/restoration", String::new()),
        ("POST", "contacts", json!({"id": "c", "way": "phone"}).to_string()),
        ("POST", "contacts/c/withdrawal", String::new()),
        ("GET", "timeline", String::new()),
    ] {
        let answer = test.send(bare(method, format!("{ada}/{path}"), body)).await;
        assert_eq!(answer.problem(), (401, "sign-in-needed".into()), "{method} {path}");
        assert!(!answer.text().contains("flat"));
    }
    assert_eq!(told(&test, &ada).await, ["n-1"]);
}

#[tokio::test]
async fn the_table_itself_keeps_what_a_note_says() {
    let (test, ada) = with_ada().await;
    note(&test, &ada, "n-1", "x").await;
    contact(&test, &ada, "c-1", "phone").await;
    bare_post(&test, &format!("{ada}/contacts/c-1/withdrawal")).await;
    for (sql, words) in [
        ("UPDATE note SET text = 'y'", "what a note says never changes"),
        ("DELETE FROM note", "kept"),
        ("UPDATE note SET removed_at = 1", "check"),
        ("UPDATE contact SET withdrawn_at = NULL, withdrawn_by = NULL", "taken back once"),
        ("UPDATE contact SET way = 'chat'", "never changes"),
        ("DELETE FROM contact", "kept"),
    ] {
        let mut db = test.host.store.write().await.unwrap();
        let refused = connection::query(sql).execute(&mut db).await.unwrap_err().to_string();
        assert!(refused.to_lowercase().contains(words), "{sql}: {refused}");
    }
}
