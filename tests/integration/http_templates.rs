//! The contract of templates: drafts, publishing, versions that never change, test mails.

use crate::harness::{REAL, THREE, draft, host};
use mail_parser::MessageParser;
use serde_json::json;
use usher::host::store::connection;
use usher::{api::routes, domain::email_kind::SuppressibleKind};

#[tokio::test]
async fn a_draft_may_be_imperfect_and_is_saved_against_its_version() {
    let test = host().await;
    let empty = json!({"name": "", "purpose": "reminder", "variants": []});
    let created = test.post(routes::TEMPLATES, &empty).await;
    assert_eq!((created.status, created.header("etag")), (201, "\"1\""));
    let path = created.header("location").to_owned();
    assert_eq!(test.read(&path).await["draft"], empty);

    let mut better = draft(SuppressibleKind::Reminder);
    better.name = "Better".into();
    assert_eq!(test.call("PUT", &path, &[], &better).await.problem(), (428, "version-missing".into()));
    let saved = test.call("PUT", &path, &[("if-match", "\"1\"")], &better).await;
    assert_eq!((saved.status, saved.header("etag")), (200, "\"2\""));
    assert_eq!(test.call("PUT", &path, &[("if-match", "\"1\"")], &better).await.problem(), (412, "stale".into()));
    let list = test.read(routes::TEMPLATES).await;
    assert_eq!((list["templates"][0]["draft"]["name"].as_str(), list["templates"].as_array().unwrap().len()), (Some("Better"), 1));
    let test = test.restart().await;
    assert_eq!(test.get(&path).await.header("etag"), "\"2\"");
}

#[tokio::test]
async fn the_size_of_a_draft_is_bounded() {
    let test = host().await;
    let mut long_name = draft(SuppressibleKind::Activation);
    long_name.name = "x".repeat(301);
    assert_eq!(test.post(routes::TEMPLATES, &long_name).await.pointers(), ["/name"]);
    let mut many_blocks = draft(SuppressibleKind::Activation);
    let block = many_blocks.variants[1].blocks[0].clone();
    many_blocks.variants[1].blocks = vec![block; 101];
    assert_eq!(test.post(routes::TEMPLATES, &many_blocks).await.pointers(), ["/variants/1/blocks"]);
    let mut many_languages = draft(SuppressibleKind::Activation);
    many_languages.variants = vec![many_languages.variants[0].clone(); 9];
    assert_eq!(test.post(routes::TEMPLATES, &many_languages).await.pointers(), ["/variants"]);
    let mut heavy = draft(SuppressibleKind::Activation);
    heavy.variants[0].blocks[0].text = "x".repeat(5 * 1024 * 1024);
    assert_eq!(test.post(routes::TEMPLATES, &heavy).await.problem(), (413, "too-large".into()));
    assert_eq!(test.read(routes::TEMPLATES).await["templates"], json!([]));
}

#[tokio::test]
async fn only_what_passes_every_check_is_published_and_then_never_changes() {
    let test = host().await;
    test.import(REAL, "").await;
    let mut draft = draft(SuppressibleKind::Activation);
    draft.variants[0].subject = "{{frist_name}}".into();
    let path = test.post(routes::TEMPLATES, &draft).await.header("location").to_owned();
    let versions = format!("{path}/versions");
    let publish = async |tag: &str| test.call("POST", &versions, &[("if-match", tag)], &json!(null)).await;
    let refused = publish("\"1\"").await;
    assert_eq!(refused.problem(), (422, "invalid".into()));
    assert!(refused.pointers().iter().all(|pointer| pointer == "/variants/0/subject"), "{}", refused.text());

    draft.variants[0].subject = "Please verify your email address".into();
    assert_eq!(test.call("PUT", &path, &[("if-match", "\"1\"")], &draft).await.status, 200);
    let refused = publish("\"2\"").await;
    assert_eq!((refused.problem(), refused.pointers()), ((422, "invalid".into()), vec!["/variants/0".to_owned()]));
    assert!(refused.text().contains("no_promise"), "{}", refused.text());

    draft.variants[0].subject = "First".into();
    test.call("PUT", &path, &[("if-match", "\"2\"")], &draft).await;
    assert_eq!(publish("\"2\"").await.problem(), (412, "stale".into()));
    let unversioned = test.call("POST", &versions, &[], &json!(null)).await;
    assert_eq!(unversioned.problem(), (428, "version-missing".into()));
    let published = publish("\"3\"").await;
    assert_eq!((published.status, published.json()["published"]["version"].as_u64()), (201, Some(1)));
    assert_eq!(published.header("location"), format!("{versions}/1"));

    draft.variants[0].subject = "Second".into();
    test.call("PUT", &path, &[("if-match", "\"3\"")], &draft).await;
    assert_eq!(publish("\"4\"").await.json()["published"]["version"], 2);
    let list = test.read(&versions).await;
    assert_eq!((list["versions"][0]["version"].as_u64(), list["versions"][1]["by"].as_str()), (Some(2), Some("Grace")));
    let subject = async |version: u32| test.read(&format!("{versions}/{version}")).await["template"]["variants"][0]["subject"].clone();
    assert_eq!((subject(1).await, subject(2).await), (json!("First"), json!("Second")));
    for (change, words) in [
        ("UPDATE template_version SET contents = '{}'", "a published version never changes"),
        ("DELETE FROM activity", "activity is only added to"),
    ] {
        let mut db = test.host.store.write().await.unwrap();
        let refused = connection::query(change).execute(&mut db).await.unwrap_err().to_string();
        assert!(refused.contains(words), "{change}: {refused}");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let test = host().await;
    let known = test.publish(SuppressibleKind::Reminder).await;
    for path in ["x".to_owned(), "x/versions".into(), "x/versions/1".into(), format!("{known}/versions/9")] {
        assert_eq!(test.get(&format!("{}/{path}", routes::TEMPLATES)).await.problem(), (404, "not-found".into()), "{path}");
    }
    let path = format!("{}/{known}/versions/first", routes::TEMPLATES);
    assert_eq!(test.get(&path).await.problem(), (400, "malformed".into()));
}

#[tokio::test]
async fn a_test_mail_is_marked_goes_where_it_is_told_and_counts_nowhere() {
    let test = host().await;
    let template = test.publish(SuppressibleKind::Activation).await;
    test.import(THREE, "").await;
    let ada = &test.users().await[0];
    let path = format!("{}/{template}/test-mail", routes::TEMPLATES);
    let request = json!({"to": "me@example.com", "draft": draft(SuppressibleKind::Activation), "as_user": ada});
    assert_eq!(test.post(&path, &request).await.problem(), (409, "not-ready".into()), "no sender yet");
    test.set_sender().await;
    let sent = test.post(&path, &request).await;
    assert_eq!((sent.status, sent.json()["mail"]["route"].as_str()), (200, Some("outbox")));

    let outbox = test.outbox();
    let message = MessageParser::default().parse(&outbox[0]).unwrap();
    assert_eq!(message.to().unwrap().first().unwrap().address(), Some("me@example.com"));
    assert_eq!(message.subject(), Some("[TEST] Example & Sons: Twoje konto Webex jest gotowe"), "in the language of the person");
    assert_eq!(test.read(&format!("{}/{ada}", routes::USERS)).await["mail"]["last"], json!(null));
    assert_eq!(test.read(routes::ACTIVITY).await["entries"][0]["action"]["action"], "test_mail_sent");

    let with = |change: serde_json::Value| {
        let mut changed = request.clone();
        changed.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        changed
    };
    let mut bad_draft = draft(SuppressibleKind::Activation);
    bad_draft.variants[0].subject = String::new();
    for (change, pointer) in [
        (json!({"to": "a@b\r\nBcc: c@d.example"}), "/to"),
        (json!({"as_user": "nobody"}), "/as_user"),
        (json!({"draft": bad_draft}), "/draft/variants/0/subject"),
    ] {
        let answer = test.post(&path, &with(change)).await;
        assert_eq!((answer.problem(), answer.pointers()), ((422, "invalid".into()), vec![pointer.to_owned()]));
    }
    assert_eq!(test.post(&format!("{}/x/test-mail", routes::TEMPLATES), &request).await.status, 404);
    assert_eq!(test.outbox().len(), 1);
}
