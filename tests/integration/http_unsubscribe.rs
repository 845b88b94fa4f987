//! Declining reminders: the headers of each mail, the one click of mail providers, the page for people, and what is never done.

use crate::harness::{Answer, THREE, TestHost, draft, host, host_at};
use axum::{body::Body, http::Request};
use mail_parser::{HeaderForm, MessageParser};
use serde_json::{Value, json};
use usher::host::store::connection;
use usher::{api::routes, domain::email_kind::SuppressibleKind, host::unsubscribe::page::policy};

const PUBLIC: &str = "https://usher.example.com/tools";
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";
const AGAIN: &str = "reminders=again";

/// A header as it stands in a message, unfolded; empty where there is none.
fn header(octets: &[u8], name: &str) -> String {
    let message = MessageParser::default().parse(octets).expect("a message");
    let found = message.header_as(name, HeaderForm::Raw).into_iter().next();
    let raw = found.and_then(|value| value.as_text().map(str::to_owned)).unwrap_or_default();
    raw.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Sends to these people; answers the batch and what was added to the outbox.
async fn send(test: &TestHost, kind: SuppressibleKind, users: &[String]) -> (Value, Vec<Vec<u8>>) {
    let before = test.outbox();
    let name = if kind == SuppressibleKind::Reminder { "reminder" } else { "activation" };
    let template = test.publish(kind).await;
    let batch = test.start_batch_of(name, &format!("{name}-{}", before.len()), &template, users).await;
    let finished = test.finish(&batch).await;
    (finished, test.outbox().into_iter().filter(|mail| !before.contains(mail)).collect())
}

async fn ready(test: &TestHost) -> Vec<String> {
    test.ready(THREE).await;
    test.users().await
}

/// A request as a mail provider or a browser elsewhere makes it: no session, the public name, another site.
async fn from_elsewhere(test: &TestHost, method: &str, path: &str, body: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "usher.example.com")
        .header("origin", "https://mail.example.org")
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/x-www-form-urlencoded");
    test.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

/// The path of a person's link, as the reminder to them carries it.
fn link(test: &TestHost, user: &str) -> String {
    test.host.unsubscribe_links.path(&serde_json::from_value(json!(user)).unwrap())
}

async fn declined(test: &TestHost, user: &str) -> Value {
    test.read(&format!("{}/{user}", routes::USERS)).await["user"]["reminders_declined"].clone()
}

async fn activity(test: &TestHost) -> Vec<Value> {
    test.read(&format!("{}?kind=directory", routes::ACTIVITY)).await["entries"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_reminder_offers_one_click_and_an_activation_email_nothing() {
    let test = host_at(PUBLIC).await;
    let users = ready(&test).await;
    let (_, activations) = send(&test, SuppressibleKind::Activation, &users).await;
    assert_eq!(activations.len(), 3);
    for mail in &activations {
        assert_eq!((header(mail, "List-Unsubscribe"), header(mail, "List-Unsubscribe-Post")), (String::new(), String::new()));
    }
    let (_, reminders) = send(&test, SuppressibleKind::Reminder, &users).await;
    let mut offered: Vec<String> = reminders.iter().map(|mail| header(mail, "List-Unsubscribe")).collect();
    let mut expected: Vec<String> =
        users.iter().map(|user| format!("<{PUBLIC}{}>, <mailto:help@example.com?subject=unsubscribe>", link(&test, user))).collect();
    offered.sort();
    expected.sort();
    assert_eq!(offered, expected);
    for mail in &reminders {
        assert_eq!(header(mail, "List-Unsubscribe-Post"), ONE_CLICK);
    }
}

#[tokio::test]
async fn without_a_public_address_a_reminder_is_declined_by_mail() {
    let test = host().await;
    let users = ready(&test).await;
    let (_, reminders) = send(&test, SuppressibleKind::Reminder, &users[..1]).await;
    assert_eq!(header(&reminders[0], "List-Unsubscribe"), "<mailto:help@example.com?subject=unsubscribe>");
    assert_eq!(header(&reminders[0], "List-Unsubscribe-Post"), "");
    assert_eq!(test.save_settings(|draft| draft.sender.reply_to = String::new()).await.status, 200);
    let (_, reminders) = send(&test, SuppressibleKind::Reminder, &users[1..2]).await;
    assert_eq!(
        header(&reminders[0], "List-Unsubscribe"),
        "<mailto:it@example.com?subject=unsubscribe>",
        "the sender, where nobody else answers"
    );
}

#[tokio::test]
async fn a_test_mail_can_unsubscribe_nobody() {
    let test = host_at(PUBLIC).await;
    let users = ready(&test).await;
    for (kind, expected) in
        [(SuppressibleKind::Reminder, "<mailto:help@example.com?subject=unsubscribe>"), (SuppressibleKind::Activation, "")]
    {
        let template = test.publish(kind).await;
        let mail = json!({"to": "me@example.com", "draft": draft(kind), "as_user": users[0]});
        let before = test.outbox();
        assert_eq!(test.post(&format!("{}/{template}/test-mail", routes::TEMPLATES), &mail).await.status, 200);
        let sent: Vec<Vec<u8>> = test.outbox().into_iter().filter(|mail| !before.contains(mail)).collect();
        assert_eq!((header(&sent[0], "List-Unsubscribe").as_str(), header(&sent[0], "List-Unsubscribe-Post").as_str()), (expected, ""));
    }
}

#[tokio::test]
async fn one_click_from_anywhere_counts_once_and_is_recorded_in_the_persons_name() {
    let test = host_at(PUBLIC).await;
    let users = ready(&test).await;
    let path = link(&test, &users[0]);
    test.clock.set(test.clock.now().plus_days(1));
    let answer = from_elsewhere(&test, "POST", &path, ONE_CLICK).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(declined(&test, &users[0]).await, "2026-11-23T12:00:00Z");
    test.clock.set(test.clock.now().plus_days(1));
    let parts = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    let request = Request::builder().method("POST").uri(&path).header("content-type", "multipart/form-data; boundary=b");
    assert_eq!(test.send(request.body(parts.into()).unwrap()).await.status, 200, "mail programs may send the form in parts");
    assert_eq!(declined(&test, &users[0]).await, "2026-11-23T12:00:00Z", "the first moment stays");
    assert_eq!(declined(&test, &users[1]).await, json!(null));

    let entries = activity(&test).await;
    assert_eq!(entries.len(), 2, "{entries:?}");
    assert_eq!(
        (&entries[0]["actor"], &entries[0]["action"]),
        (&json!("the person"), &json!({"action": "reminder_declined", "user": users[0]}))
    );
    let timeline = test.read(&format!("{}/{}/timeline", routes::USERS, users[0])).await;
    assert_eq!(timeline["entries"][0], json!({"at": "2026-11-23T12:00:00Z", "event": {"event": "reminders_declined"}}));
    let decisions = test.read(&format!("{}/{}/decisions", routes::USERS, users[0])).await["decisions"].clone();
    let said: Vec<_> = decisions.as_array().unwrap().iter().map(|one| one["decision"]["decision"].clone()).collect();
    assert_eq!(said, ["send", "not_applicable", "send"], "activation email, reminder, conversion notice");
}

#[tokio::test]
async fn opening_the_link_changes_nothing_and_shows_what_it_is_for_in_the_persons_language() {
    let test = host_at(PUBLIC).await;
    let users = ready(&test).await;
    for (user, language, title) in
        [(&users[0], "pl", "Wyłączyć przypomnienia?"), (&users[1], "en", "Stop reminders?"), (&users[2], "en", "Stop reminders?")]
    {
        let path = link(&test, user);
        let page = from_elsewhere(&test, "GET", &path, "").await;
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.contains(&format!("<html lang=\"{language}\" dir=\"ltr\">")) && text.contains(title), "{text}");
        assert!(text.contains("<form method=\"post\">") && text.contains("Example &amp; Sons") && !text.contains("<script"), "{text}");
        for personal in ["ada@", "Ada", "bo@", "cy@", user.as_str()] {
            assert!(!text.contains(personal), "{personal} in {text}");
        }
        assert_eq!((page.header("content-security-policy"), page.header("cache-control")), (policy().as_str(), "no-store"));
        assert_eq!((page.header("referrer-policy"), page.header("set-cookie")), ("no-referrer", ""));
        assert_eq!(from_elsewhere(&test, "HEAD", &path, "").await.status, 200);
        assert_eq!(from_elsewhere(&test, "GET", &format!("{path}?{ONE_CLICK}"), ONE_CLICK).await.status, 200);
        for body in ["", "List-Unsubscribe=No", &"x".repeat(10_000), &format!("{ONE_CLICK}&pad={}", "x".repeat(10_000))] {
            assert_eq!(from_elsewhere(&test, "POST", &path, body).await.status, 400);
        }
        assert_eq!(from_elsewhere(&test, "PUT", &path, ONE_CLICK).await.status, 405);
        assert_eq!(declined(&test, user).await, json!(null));
    }
    assert_eq!(activity(&test).await.len(), 1, "the import alone");
}

#[tokio::test]
async fn what_was_declined_can_be_taken_back_on_the_page() {
    let test = host_at(PUBLIC).await;
    let users = ready(&test).await;
    let path = link(&test, &users[1]);
    let stopped = from_elsewhere(&test, "POST", &path, ONE_CLICK).await.text();
    assert!(stopped.contains("Reminders are stopped") && stopped.contains("name=\"reminders\" value=\"again\""), "{stopped}");
    assert_eq!(from_elsewhere(&test, "GET", &path, "").await.text(), stopped, "the link shows what holds");
    let again = from_elsewhere(&test, "POST", &path, AGAIN).await;
    assert!(again.status == 200 && again.text().contains("You get reminders again"), "{}", again.text());
    assert_eq!(declined(&test, &users[1]).await, json!(null));
    let actions: Vec<_> = activity(&test).await.into_iter().map(|entry| entry["action"]["action"].clone()).collect();
    assert_eq!(actions, ["reminder_decline_withdrawn", "reminder_declined", "directory_imported"]);
    assert!(from_elsewhere(&test, "GET", &path, "").await.text().contains("Stop reminders?"));
}

#[tokio::test]
async fn a_wrong_token_and_an_unknown_person_get_one_page_that_tells_nothing() {
    let test = host_at(PUBLIC).await;
    let users = ready(&test).await;
    let (ada, bo) = (link(&test, &users[0]), link(&test, &users[1]));
    let token = ada.rsplit_once('/').unwrap().1;
    let mut pages = Vec::new();
    for path in [
        link(&test, "nobody"),
        format!("/unsubscribe/{}/{token}", users[1]),
        format!("/unsubscribe/{}/{}", users[0], bo.rsplit_once('/').unwrap().1),
        format!("{ada}A"),
        format!("/unsubscribe/{}/", users[0]),
        format!("/unsubscribe/{}", users[0]),
        "/unsubscribe/%FF/%FF".to_owned(),
    ] {
        for (method, body) in [("GET", ""), ("POST", ONE_CLICK), ("POST", AGAIN)] {
            let answer = from_elsewhere(&test, method, &path, body).await;
            assert_eq!(answer.status, 404, "{method} {path}");
            pages.push(answer.text());
        }
    }
    assert!(pages.iter().all(|page| *page == pages[0] && page.contains("There is no such page")), "{}", pages[0]);
    for user in &users {
        assert_eq!(declined(&test, user).await, json!(null));
    }
    assert_eq!(from_elsewhere(&test, "GET", routes::USERS, "").await.problem().0, 403, "the way in is this one path");
}

#[tokio::test]
async fn a_flood_at_one_link_is_turned_away_and_the_others_answer() {
    let test = host_at(PUBLIC).await;
    let users = ready(&test).await;
    let path = link(&test, &users[0]);
    let mut last = 200;
    for _ in 0..40 {
        last = from_elsewhere(&test, "GET", &path, "").await.status;
    }
    assert_eq!(last, 429);
    assert_eq!(from_elsewhere(&test, "POST", &path, ONE_CLICK).await.header("retry-after"), "60");
    assert_eq!(from_elsewhere(&test, "POST", &link(&test, &users[1]), ONE_CLICK).await.status, 200);
}

#[tokio::test]
async fn who_declines_between_the_start_and_the_sending_of_a_batch_is_skipped() {
    let test = host_at(PUBLIC).await;
    let users = ready(&test).await;
    let template = test.publish(SuppressibleKind::Reminder).await;
    let batch = test.start_batch_of("reminder", "k", &template, &users).await;
    assert_eq!(batch["counts"]["total"], 3);
    assert_eq!(from_elsewhere(&test, "POST", &link(&test, &users[0]), ONE_CLICK).await.status, 200);
    let finished = test.finish(&batch).await;
    assert_eq!((&finished["counts"]["sent"], &finished["counts"]["skipped"]), (&json!(2), &json!(1)));
    let skipped = &test.deliveries(&batch).await[0];
    assert_eq!(
        (&skipped["user"], &skipped["state"]),
        (&json!(users[0]), &json!({"state": "skipped", "reason": {"code": "declined_reminders"}}))
    );

    test.clock.set(test.clock.now().plus_days(2));
    let plan = async |kind: &str| {
        test.post(routes::SEND_BATCHES_PLAN, &json!({"kind": kind, "recipients": {"by": "users", "users": users}})).await.json()
    };
    let reminder = plan("reminder").await;
    assert_eq!(reminder["left_out"], json!([{"reason": {"code": "declined_reminders"}, "count": 1, "sample": [users[0]]}]));
    assert_eq!(plan("activation").await["sample"], json!(users), "an activation email still goes to them");
    assert_eq!(from_elsewhere(&test, "POST", &link(&test, &users[0]), AGAIN).await.status, 200);
    assert_eq!(plan("reminder").await["sample"], json!(users));
}

#[tokio::test]
async fn an_import_keeps_what_people_chose_and_a_restart_keeps_their_links() {
    let test = host_at(PUBLIC).await;
    let users = ready(&test).await;
    let (ada, bo) = (link(&test, &users[0]), link(&test, &users[1]));
    assert_eq!(from_elsewhere(&test, "POST", &ada, ONE_CLICK).await.status, 200);
    let file = "Email,First Name,Preferred Language,Status,App\nADA@example.com,Adele,German,Not Verified,TRUE\n";
    assert_eq!(test.import(file, "").await.json()["changed"], 1);
    let person = test.read(&format!("{}/{}", routes::USERS, users[0])).await["user"].clone();
    assert_eq!((&person["name"]["first"], &person["reminders_declined"]), (&json!("Adele"), &json!("2026-11-22T12:00:00Z")));

    let test = test.restart().await;
    assert_eq!((link(&test, &users[0]), link(&test, &users[1])), (ada.clone(), bo.clone()));
    assert!(from_elsewhere(&test, "GET", &ada, "").await.text().contains("Erinnerungen sind abbestellt"), "in the language of now");
    assert_eq!(from_elsewhere(&test, "POST", &bo, ONE_CLICK).await.status, 200);
    assert_eq!(declined(&test, &users[1]).await, "2026-11-22T12:00:00Z");
    for change in ["UPDATE unsubscribe_key SET key = key", "DELETE FROM unsubscribe_key"] {
        let mut db = test.host.store.write().await.unwrap();
        let refused = connection::query(change).execute(&mut db).await.unwrap_err().to_string();
        assert!(refused.contains("the key of the unsubscribe links"), "{change}: {refused}");
    }
}

#[tokio::test]
async fn two_hosts_never_make_the_same_link() {
    let (one, other) = (host_at(PUBLIC).await, host_at(PUBLIC).await);
    assert_ne!(link(&one, "u"), link(&other, "u"));
}
