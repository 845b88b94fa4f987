//! The readiness to turn automatic emails off: facts out of what was done, and what saving asks for where one is missing.

use crate::harness::{TestHost, host};
use serde_json::{Value, json};
use usher::{
    api::routes,
    domain::{
        follow_up::FollowUpDraft,
        settings::{SettingsDraft, Switch},
    },
};

const PEOPLE: &str = "Email,First Name,Preferred Language,Status,App\n\
ada@example.com,Ada,Polish,Not Verified,TRUE\nbo@example.com,Bo,,Verified,TRUE\ncy@example.com,Cy,Polish,Not Verified,TRUE\n\
di@example.com,Di,German,Active,TRUE\ned@example.com,Ed,German,Not Verified,FALSE\n";

async fn facts(test: &TestHost) -> Value {
    test.read(routes::READINESS).await
}

async fn send_test_mail(test: &TestHost, template: &str) {
    let draft = test.read(&format!("{}/{template}", routes::TEMPLATES)).await["draft"].clone();
    let sent = test.post(&format!("{}/{template}/test-mail", routes::TEMPLATES), &json!({"to": "me@example.com", "draft": draft})).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
}

fn turned_off(draft: &mut SettingsDraft) {
    draft.automatic_activation_emails = Switch::Off;
    draft.advice_acknowledged = true;
}

#[tokio::test]
async fn the_facts_follow_what_is_done() {
    let test = host().await;
    assert_eq!(facts(&test).await, json!({"waiting_languages": [], "templates": [], "test_mail": null}));
    let template = test.ready(PEOPLE).await;
    let found = facts(&test).await;
    // Who signed in or has no license does not wait; Bo gets the organization's language.
    assert_eq!(found["waiting_languages"], json!([{"language": "pl", "people": 2}, {"language": "en", "people": 1}]));
    assert_eq!(found["templates"][0]["template"], json!(template));
    assert_eq!(found["templates"][0]["variants"], json!([{"language": "en", "unmet": []}, {"language": "pl", "unmet": []}]));
    assert_eq!(found["test_mail"], json!(null));
    send_test_mail(&test, &template).await;
    assert_eq!(facts(&test).await["test_mail"], json!({"at": "2026-11-22T12:00:00Z", "sender": "it@example.com"}));
    let test = test.restart().await;
    assert_eq!(facts(&test).await["test_mail"]["sender"], "it@example.com");
}

#[tokio::test]
async fn a_ready_organization_turns_off_without_a_reason_and_any_other_gives_one() {
    let test = host().await;
    let template = test.ready(PEOPLE).await;
    let refused = test.save_settings(turned_off).await;
    assert_eq!((refused.problem(), refused.pointers()), ((422, "invalid".into()), vec!["/acknowledgement".to_owned()]));
    assert!(refused.text().contains("test_mail, follow_up_owner, reminder_cadence"), "{}", refused.text());
    send_test_mail(&test, &template).await;
    let follow_up = FollowUpDraft { owner: "Ada".into(), reminder_days: "2, 5, 10".into(), ..FollowUpDraft::default() };
    assert_eq!(test.save_settings(|draft| draft.follow_up = follow_up).await.status, 200);
    // Another sender than the one that the test mail came from is not proven.
    let other = test.save_settings(|draft| {
        turned_off(draft);
        draft.sender.address = "other@example.com".into();
    });
    assert!(other.await.text().contains("(test_mail)"));
    let saved = test.save_settings(turned_off).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let entry = test.read(routes::ACTIVITY).await["entries"][0]["action"].clone();
    assert_eq!((entry["action"].as_str(), entry.get("acknowledgement")), (Some("settings_changed"), None));
}
