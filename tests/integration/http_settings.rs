//! The contract of capabilities, organization, email settings and rules.

use crate::harness::{host, settings};
use serde_json::json;
use usher::{
    api::routes,
    domain::{
        email_kind::EmailKind,
        rule::{ConditionDraft, ConditionField, RuleAction, RuleDraft, RuleId},
        settings::{SenderDraft, Switch},
    },
};

fn rule(name: &str, domain: &str) -> RuleDraft {
    RuleDraft {
        id: RuleId(name.into()),
        name: name.into(),
        kinds: vec![EmailKind::Activation],
        conditions: vec![ConditionDraft { field: ConditionField::EmailDomain, value: domain.into() }],
        starts: String::new(),
        ends: String::new(),
        action: RuleAction::Suppress,
    }
}

#[tokio::test]
async fn a_new_host_says_what_it_can_do_and_has_the_setting_on() {
    let test = host().await;
    let capabilities = test.read(routes::CAPABILITIES).await;
    assert_eq!(capabilities["mail"]["route"], "outbox");
    assert_eq!((capabilities["largest_page"].as_u64(), capabilities["cooldown_hours"].as_u64()), (Some(1_000), Some(24)));
    let organization = test.read(routes::ORGANIZATION).await;
    assert_eq!((organization["name"].as_str(), organization["licenses"].as_array().unwrap().len()), (Some("Example & Sons"), 0));
    let answer = test.get(routes::EMAIL_SETTINGS).await;
    assert_eq!((answer.header("etag"), answer.json()["settings"]["automatic_activation_emails"].as_str()), ("\"1\"", Some("on")));
    assert_eq!(answer.json()["changed_at"], json!(null));
}

#[tokio::test]
async fn a_save_without_or_against_another_version_is_refused_and_nothing_is_lost() {
    let test = host().await;
    let save = async |tag: Option<&str>, name: &str| {
        let sender = SenderDraft { name: name.into(), address: "it@example.com".into(), reply_to: String::new() };
        let draft = usher::domain::settings::SettingsDraft { sender, ..settings() };
        let headers: Vec<(&str, &str)> = tag.map(|tag| ("if-match", tag)).into_iter().collect();
        test.call("PUT", routes::EMAIL_SETTINGS, &headers, &draft).await
    };
    assert_eq!(save(None, "Nobody").await.problem(), (428, "version-missing".into()));
    for bad in ["1", "*", "\"1", ""] {
        assert_eq!(save(Some(bad), "Nobody").await.problem(), (400, "malformed".into()), "{bad}");
    }
    // Two administrators read version 1; the second save does not undo the first.
    let first = save(Some("\"1\""), "First").await;
    assert_eq!((first.status, first.header("etag"), first.json()["version"].as_u64()), (200, "\"2\"", Some(2)));
    assert_eq!((first.json()["changed_by"].as_str(), first.json()["changed_at"].as_str()), (Some("Grace"), Some("2026-11-22T12:00:00Z")));
    let second = save(Some("\"1\""), "Second").await;
    assert_eq!(second.problem(), (412, "stale".into()));
    assert_eq!(test.read(routes::EMAIL_SETTINGS).await["settings"]["sender"]["name"], "First");
    assert_eq!(save(Some("\"2\""), "Second").await.status, 200);
    let test = test.restart().await;
    assert_eq!(test.get(routes::EMAIL_SETTINGS).await.header("etag"), "\"3\"");
}

#[tokio::test]
async fn two_saves_at_the_same_moment_let_one_through() {
    let test = host().await;
    let draft = settings();
    let save = || test.call("PUT", routes::EMAIL_SETTINGS, &[("if-match", "\"1\"")], &draft);
    let (a, b, c) = tokio::join!(save(), save(), save());
    let mut statuses = [a.status, b.status, c.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412]);
}

#[tokio::test]
async fn every_problem_is_named_at_its_field_and_nothing_is_saved() {
    let test = host().await;
    let answer = test
        .save_settings(|draft| {
            draft.automatic_activation_emails = Switch::Off;
            draft.rules = vec![RuleDraft { kinds: vec![EmailKind::ConversionNotice], ..rule("", "*") }];
            draft.sender.address = "nobody".into();
        })
        .await;
    assert_eq!(answer.problem(), (422, "invalid".into()));
    let expected = [
        "/rules/0/name",
        "/rules/0/kinds",
        "/rules/0/conditions/0/value",
        "/sender/name",
        "/sender/address",
        "/advice_acknowledged",
        "/acknowledgement",
    ];
    assert_eq!(answer.pointers(), expected);
    assert_eq!(test.get(routes::EMAIL_SETTINGS).await.header("etag"), "\"1\"");
    assert_eq!(test.read(routes::ACTIVITY).await["entries"], json!([]));
}

#[tokio::test]
async fn a_change_is_in_the_activity_with_before_and_after() {
    let test = host().await;
    test.turn_off("").await;
    assert_eq!(test.save_settings(|draft| draft.rules.push(rule("Contractors", "contractor.example"))).await.status, 200);
    let entries = test.read(routes::ACTIVITY).await["entries"].clone();
    assert_eq!((entries[0]["id"].as_u64(), entries[1]["id"].as_u64(), entries[0]["actor"].as_str()), (Some(2), Some(1), Some("Grace")));
    let change = &entries[1]["action"];
    assert_eq!(change["action"], "settings_changed");
    assert_eq!(
        (change["before"]["automatic_activation_emails"].as_str(), change["after"]["automatic_activation_emails"].as_str()),
        (Some("on"), Some("off"))
    );
    assert_eq!(change["acknowledgement"]["words"], "Everybody is onboarded in class.");
    let missing = ["template", "help_desk", "sender", "test_mail", "follow_up_owner", "reminder_cadence"];
    assert_eq!(change["acknowledgement"]["missing"], json!(missing));
    let page = test.read(&routes::page(routes::ACTIVITY, None, 1)).await;
    assert_eq!((page["entries"][0]["id"].as_u64(), page["next_cursor"].as_str()), (Some(2), Some("2")));
    let last = test.read(&routes::page(routes::ACTIVITY, Some("2"), 1)).await;
    assert_eq!((last["entries"][0]["id"].as_u64(), last["next_cursor"].as_str()), (Some(1), None));
}

#[tokio::test]
async fn rules_are_checked_without_saving_them() {
    let test = host().await;
    let mut draft = settings();
    draft.rules = vec![rule("All", "example.com"), rule("Again", "example.com"), rule("all", "b.example")];
    let answer = test.post(routes::RULES_VALIDATION, &json!({"settings": draft})).await;
    let found: Vec<_> =
        answer.json()["problems"].as_array().unwrap().iter().map(|p| (p["pointer"].clone(), p["severity"].clone())).collect();
    assert_eq!(found, [(json!("/rules/1"), json!("warning")), (json!("/rules/2/name"), json!("error"))]);
    assert_eq!(test.get(routes::EMAIL_SETTINGS).await.header("etag"), "\"1\"");
}
