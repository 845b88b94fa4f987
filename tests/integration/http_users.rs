//! The contract of people: import with its refusals, pages, timeline.

use crate::harness::{LARGEST_UPLOAD, MEETINGS, REAL, THREE, host};
use axum::body::Body;
use serde_json::{Value, json};
use usher::api::routes;

fn counts(report: &Value) -> (u64, u64, u64, usize) {
    let count = |name: &str| report[name].as_u64().unwrap();
    (count("added"), count("changed"), count("unchanged"), report["refused"].as_array().unwrap().len())
}

#[tokio::test]
async fn the_real_form_file_is_imported_and_a_second_time_changes_nothing() {
    let test = host().await;
    let preview = test.import(REAL, "?preview=true").await.json();
    assert_eq!((counts(&preview), preview["preview"].as_bool()), ((1_991, 0, 0, 9), Some(true)));
    assert_eq!(test.read(routes::USERS).await["total"], 0, "a preview writes nothing");

    let report = test.import(REAL, "").await.json();
    assert_eq!(counts(&report), (1_991, 0, 0, 9));
    let refused: Vec<u64> = report["refused"].as_array().unwrap().iter().map(|row| row["line"].as_u64().unwrap()).collect();
    assert_eq!(refused, [328, 342, 428, 669, 1155, 1250, 1339, 1348, 1948]);
    assert_eq!(report["refused"][8]["reason"], json!({"code": "duplicate_address", "line": 656}));
    assert_eq!(report["unknown_languages"][0]["name"], "Klingon");
    assert!(report["licenses"].as_array().unwrap().contains(&json!(MEETINGS)));
    assert_eq!(test.users().await.len(), 1_991);
    assert_eq!(test.read(routes::ORGANIZATION).await["licenses"].as_array().unwrap().len(), 4);

    assert_eq!(counts(&test.import(REAL, "").await.json()), (0, 0, 1_991, 9));
    let actions = test.read(routes::ACTIVITY).await["entries"].as_array().unwrap().len();
    assert_eq!(actions, 2);
}

#[tokio::test]
async fn people_keep_their_identity_when_a_file_changes_them() {
    let test = host().await;
    test.import(THREE, "").await;
    let before = test.users().await;
    let report = test.import("Email,First Name,Status\nADA@example.com,Ada,Active\nnew@example.com,New,Active\n", "").await.json();
    assert_eq!(counts(&report), (1, 1, 0, 0));
    let after = test.users().await;
    assert_eq!(after[..3], before[..]);
    let ada = test.read(&format!("{}/{}", routes::USERS, before[0])).await;
    assert_eq!(ada["user"]["activation"]["state"], "activated");
}

#[tokio::test]
async fn a_day_that_the_administrator_knows_stands_in_for_a_missing_column() {
    let test = host().await;
    assert_eq!(test.import(THREE, "?added=2026-10-01T00:00:00Z").await.status, 200);
    assert_eq!(test.read(routes::USERS).await["users"][0]["user"]["added"], "2026-10-01T00:00:00Z");
}

#[tokio::test]
async fn a_file_that_cannot_be_trusted_changes_nothing() {
    let test = host().await;
    test.import(THREE, "").await;
    let cut = &REAL[..REAL.len() - 30];
    let cases: [(&[u8], &str); 7] = [
        (b"", "no rows"),
        (b"PK\x03\x04\xff\xfe\x00\x01\x02", "not UTF-8"),
        (b"<html><body>Sign in</body></html>", "no column"),
        (b"First Name,Status\nAda,Active\n", "no column"),
        (b"Email,email\na@x.example,b@x.example\n", "twice"),
        (b"Email,Status,App\nd@example.com,Active,TRUE\ne@example.com,Active,TR", "middle of line 3"),
        (cut, "middle of line"),
    ];
    for (file, words) in cases {
        let answer = test.import(file, "").await;
        assert_eq!(answer.problem(), (422, "invalid".into()));
        assert_eq!(answer.pointers(), ["file"]);
        assert!(answer.json()["detail"].as_str().unwrap().contains(words), "{}", answer.text());
    }
    assert_eq!(test.read(routes::USERS).await["total"], 3);
}

#[tokio::test]
async fn unknown_columns_are_named_and_not_read() {
    let test = host().await;
    let report = test.import("Email,Hobby\nada@example.com,chess\n", "").await.json();
    assert_eq!(report["unknown_columns"], json!(["Hobby"]));
    assert_eq!(counts(&report), (1, 0, 0, 0));
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_and_another_media_type_is_not_read() {
    let test = host().await;
    let mut large = b"Email\n".to_vec();
    large.resize(20 * 1024 * 1024, b'a');
    assert_eq!(test.import(large, "").await.problem(), (413, "too-large".into()));
    assert_eq!(test.import(vec![b'a'; LARGEST_UPLOAD], "").await.status, 422, "exactly the limit is read");
    for kind in ["application/json", "multipart/form-data; boundary=x", ""] {
        let request = test.request("POST", routes::USERS_IMPORT).header("content-type", kind).body(Body::from(THREE)).unwrap();
        assert_eq!(test.send(request).await.problem(), (415, "unsupported-media-type".into()), "{kind}");
    }
    for query in ["?preview=maybe", "?added=yesterday", "?previev=true", "?newly_added=1"] {
        assert_eq!(test.import(THREE, query).await.problem(), (400, "malformed".into()), "{query}");
    }
    assert_eq!(test.read(routes::USERS).await["total"], 0);
}

#[tokio::test]
async fn pages_follow_each_other_and_bad_ones_are_named() {
    let test = host().await;
    test.import(REAL, "").await;
    let first = test.read(&routes::page(routes::USERS, None, 1_000)).await;
    assert_eq!((first["users"].as_array().unwrap().len(), first["total"].as_u64()), (1_000, Some(1_991)));
    let second = test.read(&routes::page(routes::USERS, first["next_cursor"].as_str(), 1_000)).await;
    assert_eq!((second["users"].as_array().unwrap().len(), second["next_cursor"].as_str()), (991, None));
    assert_eq!(test.read(routes::USERS).await["users"].as_array().unwrap().len(), 100);
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=-1", "limit"),
        ("limit=many", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("cursor=x", "cursor"),
        ("cursor=", "cursor"),
        ("cursor=-1", "cursor"),
        ("cursor=9999999999999999999999", "cursor"),
        ("page=2", "page"),
    ] {
        let answer = test.get(&format!("{}?{query}", routes::USERS)).await;
        assert_eq!((answer.problem(), answer.pointers()), ((400, "malformed".into()), vec![name.to_owned()]), "{query}");
    }
}

#[tokio::test]
async fn one_person_and_their_timeline_are_found_and_strangers_are_not() {
    let test = host().await;
    test.import(THREE, "?added=2026-10-01T00:00:00Z").await;
    let ada = &test.users().await[0];
    let timeline = test.read(&format!("{}/{ada}/timeline", routes::USERS)).await;
    assert_eq!(timeline["record"]["user"]["email"], "ada@example.com");
    let events: Vec<_> = timeline["entries"].as_array().unwrap().iter().map(|entry| entry["event"]["event"].clone()).collect();
    assert_eq!(events, ["first_seen", "added"]);
    let decided = test.read(&format!("{}/{ada}/decisions", routes::USERS)).await;
    let kinds: Vec<_> = decided["decisions"].as_array().unwrap().iter().map(|explained| explained["kind"].clone()).collect();
    assert_eq!(kinds, ["activation", "reminder", "conversion_notice"]);
    assert_eq!(decided["decisions"][2]["steps"], serde_json::json!([{ "step": "conversion_notice" }]));
    for path in ["/nobody", "/nobody/timeline", "/nobody/decisions", "/a%2F..%2Fb", "/%00"] {
        assert_eq!(test.get(&format!("{}{path}", routes::USERS)).await.problem(), (404, "not-found".into()), "{path}");
    }
    assert_eq!(test.get(&format!("{}/%ff", routes::USERS)).await.problem(), (400, "malformed".into()));
}
