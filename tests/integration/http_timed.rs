//! What changes by itself: the return of the setting, days with the organization's clocks, settings of another version.

use crate::harness::{Kind, THREE, TestHost, host, host_in, host_on};
use serde_json::{Value, json};
use usher::host::store::connection;
use usher::{
    api::routes,
    domain::timestamp::Timestamp,
    host::{settings_return::settled, time_zones},
};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

async fn setting(test: &TestHost) -> (String, u64) {
    let kept = test.read(routes::EMAIL_SETTINGS).await;
    (kept["settings"]["automatic_activation_emails"].as_str().unwrap().to_owned(), kept["version"].as_u64().unwrap())
}

async fn newest(test: &TestHost) -> Value {
    test.read(routes::ACTIVITY).await["entries"][0].clone()
}

#[tokio::test]
async fn the_setting_returns_at_its_moment_and_that_is_recorded_once() {
    let test = host_in("Europe/Warsaw").await;
    test.turn_off("2026-12-01").await;
    test.clock.set(at("2026-11-30T22:59:59Z"));
    assert_eq!(setting(&test).await, ("off".into(), 2));
    test.clock.set(at("2026-11-30T23:00:00Z"));
    assert_eq!(setting(&test).await, ("on".into(), 3));
    assert_eq!(setting(&test).await, ("on".into(), 3));
    let entry = newest(&test).await;
    assert_eq!(
        (entry["actor"].as_str(), entry["action"].clone()),
        (Some("Usher"), json!({"action": "setting_returned", "since": "2026-11-30T23:00:00Z"}))
    );
    assert_eq!(test.read(routes::ACTIVITY).await["entries"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn it_returns_though_the_host_was_down_then_and_clocks_were_set_meanwhile() {
    let test = host_in("Europe/Warsaw").await;
    test.clock.set(at("2027-03-27T12:00:00Z"));
    // Clocks go from 2 to 3 that night: nine o'clock is 7:00 in UTC, not 8:00.
    test.turn_off("2027-03-28T09:00").await;
    test.clock.set(at("2027-03-28T06:59:59Z"));
    let test = test.restart().await;
    assert_eq!(setting(&test).await.0, "off");
    test.clock.set(at("2027-04-02T00:00:00Z"));
    let test = test.restart().await;
    assert_eq!(settled(&test.host).await.unwrap().version, 3);
    assert_eq!(setting(&test).await, ("on".into(), 3));
    let entry = newest(&test).await;
    assert_eq!((entry["at"].as_str(), entry["action"]["since"].as_str()), (Some("2027-04-02T00:00:00Z"), Some("2027-03-28T07:00:00Z")));
}

#[tokio::test]
async fn decisions_do_not_wait_for_anybody_to_notice_the_return() {
    let test = host_in("Europe/Warsaw").await;
    test.import(THREE, "").await;
    let user = test.users().await.remove(0);
    test.turn_off("2026-12-01").await;
    let decision = async || test.read(&format!("{}/{user}/decisions", routes::USERS)).await["decisions"][0]["decision"].clone();
    assert_eq!(decision().await["reason"]["code"], "setting_is_off");
    test.clock.set(at("2026-11-30T23:00:00Z"));
    assert_eq!(decision().await["reason"]["code"], "setting_is_on");
}

#[tokio::test]
async fn a_save_against_the_settings_from_before_the_return_is_stale() {
    let test = host_in("Europe/Warsaw").await;
    test.turn_off("2026-12-01").await;
    let read = test.read(routes::EMAIL_SETTINGS).await;
    test.clock.set(at("2026-12-01"));
    let tag = format!("\"{}\"", read["version"]);
    let answer = test.call("PUT", routes::EMAIL_SETTINGS, &[("if-match", &tag)], &read["settings"]).await;
    assert_eq!(answer.problem(), (412, "stale".into()));
    assert_eq!(setting(&test).await.0, "on");
}

#[tokio::test]
async fn days_are_those_of_the_organization() {
    let test = host_in("America/New_York").await;
    let organization = test.read(routes::ORGANIZATION).await;
    assert_eq!(organization["time_zone"]["name"], "America/New_York");
    assert_eq!(
        serde_json::from_value::<usher::domain::time_zone::TimeZone>(organization["time_zone"].clone()).unwrap(),
        time_zones::find("America/New_York").unwrap()
    );
    let refused = test.save_settings(|draft| draft.off_until = "2026-12-01".into()).await;
    assert_eq!(refused.pointers(), ["/off_until"]);
    let imported = test.import("Email,Status,App,Added\na@x.example,Not Verified,TRUE,2026-11-02\n", "").await;
    assert_eq!(imported.status, 200, "{}", imported.text());
    let user = test.read(routes::USERS).await["users"][0]["user"].clone();
    assert_eq!(user["added"], "2026-11-02T05:00:00Z");
}

#[tokio::test]
async fn settings_of_another_version_are_kept_and_said_and_decide_nothing() {
    let test = host().await;
    test.set_sender().await;
    let mut newer: Value = serde_json::from_str(&document(&test).await).unwrap();
    let condition = json!({"field": "shoe_size", "value": "43"});
    newer["rules"] = json!([{"id": "r", "name": "r", "kinds": ["activation"], "conditions": [condition], "action": "suppress"}]);
    let mut db = test.host.store.write().await.unwrap();
    connection::query("UPDATE email_settings SET document = $1").bind(newer.to_string()).execute(&mut db).await.unwrap();
    db.commit().await.unwrap();
    let before: String = document(&test).await;
    let answer = test.get(routes::EMAIL_SETTINGS).await;
    assert_eq!(answer.problem(), (503, "newer-data".into()));
    assert!(answer.text().contains("saved by another version"));
    let draft = crate::harness::settings();
    let saved = test.call("PUT", routes::EMAIL_SETTINGS, &[("if-match", "\"2\"")], &draft).await;
    assert_eq!(saved.problem(), (503, "newer-data".into()));
    assert_eq!(document(&test).await, before, "nothing is overwritten");
}

async fn document(test: &TestHost) -> String {
    connection::query_scalar("SELECT document FROM email_settings").fetch_one(&mut test.host.store.read().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn bad_rules_are_refused_at_their_field_and_the_saved_ones_stay() {
    let test = host_in("Europe/Warsaw").await;
    let good = json!({"id": "r", "name": "Rule", "kinds": ["activation"], "conditions": [{"field": "email_domain", "value": "d.example"}], "action": "suppress"});
    let with = |pointer: &str, value: Value| {
        let mut rule = good.clone();
        rule["starts"] = json!("");
        rule["ends"] = json!("");
        *rule.pointer_mut(pointer).unwrap() = value;
        json!([rule])
    };
    let many: Vec<Value> = (0..1_000)
        .map(|n| {
            let mut rule = good.clone();
            (rule["id"], rule["name"]) = (json!(format!("r{n}")), json!(format!("Rule {n}")));
            rule["conditions"][0]["value"] = json!(format!("d{n}.example"));
            rule
        })
        .collect();
    let domain = "/conditions/0/value";
    let at_domain = "/rules/0/conditions/0/value";
    for (rules, status, pointer) in [
        (with("/kinds", json!(["activation", "conversion_notice"])), 422, "/rules/0/kinds"),
        (with("/kinds", json!([])), 422, "/rules/0/kinds"),
        (json!(many), 422, "/rules/200"),
        (with("/name", json!("x".repeat(10_000))), 422, "/rules/0/name"),
        (with("/name", json!("  ")), 422, "/rules/0/name"),
        (with(domain, json!("*.example.com")), 422, at_domain),
        (with(domain, json!("example.com:25")), 422, at_domain),
        (with(domain, json!("exa mple.com")), 422, at_domain),
        (with(domain, json!("@example.com")), 422, at_domain),
        (with("/conditions/0", json!({"field": "license", "value": "Nonesuch"})), 422, at_domain),
        (with("/conditions/0", json!({"field": "added_after", "value": "2026-02-30"})), 422, at_domain),
        (with("/starts", json!("2027-03-28T02:30")), 422, "/rules/0/starts"),
        (with("/starts", json!("soon")), 422, "/rules/0/starts"),
        // A rule that a newer version made.
        (with("/conditions/0", json!({"field": "shoe_size", "value": "43"})), 400, "/rules/0/conditions/0/field"),
        (with("/action", json!("postpone")), 400, "/rules/0/action"),
    ] {
        let mut draft = serde_json::to_value(crate::harness::settings()).unwrap();
        draft["rules"] = rules;
        let answer = test.call("PUT", routes::EMAIL_SETTINGS, &[("if-match", "\"1\"")], &draft).await;
        let said = answer.text();
        assert_eq!(answer.status, status, "{pointer}: {said}");
        assert_eq!(answer.pointers(), [pointer], "{}", said.chars().take(400).collect::<String>());
    }
    let mut reversed = serde_json::to_value(crate::harness::settings()).unwrap();
    reversed["rules"] = with("/starts", json!("2027-02-01"));
    reversed["rules"][0]["ends"] = json!("2027-01-01");
    let answer = test.call("PUT", routes::EMAIL_SETTINGS, &[("if-match", "\"1\"")], &reversed).await;
    assert_eq!(answer.pointers(), ["/rules/0/ends"]);
    // Names of other scripts are domains too.
    let mut international = serde_json::to_value(crate::harness::settings()).unwrap();
    international["rules"] = with(domain, json!("spółka.example"));
    assert_eq!(test.call("PUT", routes::EMAIL_SETTINGS, &[("if-match", "\"1\"")], &international).await.status, 200);
    assert_eq!(setting(&test).await.1, 2, "only that one was saved");
}

#[tokio::test]
async fn settings_that_an_earlier_version_kept_are_carried_over() {
    let test = host_on(Kind::Sqlite).await;
    let rule = r#"{"id":"r","name":"Rule","kinds":["activation"],"conditions":[],"action":"suppress"}"#;
    let senders = [
        ("null", json!({"name": "", "address": "", "reply_to": ""})),
        (r#"{"name":"IT","address":"it@example.com","reply_to":null}"#, json!({"name": "IT", "address": "it@example.com", "reply_to": ""})),
        (
            r#"{"name":"IT","address":"it@example.com","reply_to":"help@example.com"}"#,
            json!({"name": "IT", "address": "it@example.com", "reply_to": "help@example.com"}),
        ),
    ];
    let migration = include_str!("../../src/host/store/migrations/0003_settings_as_typed.sql");
    let carry_over = migration.split_inclusive(';').next().unwrap();
    for (kept, expected) in senders {
        let earlier = format!(r#"{{"automatic_activation_emails":"off","rules":[{rule}],"sender":{kept}}}"#);
        let mut db = test.host.store.write().await.unwrap();
        connection::query("UPDATE email_settings SET document = $1, changed_at = 0, changed_by = 'Grace'")
            .bind(earlier)
            .execute(&mut db)
            .await
            .unwrap();
        connection::query(carry_over).execute(&mut db).await.unwrap();
        db.commit().await.unwrap();
        let settings = test.read(routes::EMAIL_SETTINGS).await["settings"].clone();
        assert_eq!(settings["sender"], expected);
        assert_eq!((settings["automatic_activation_emails"].as_str(), settings["rules"].as_array().unwrap().len()), (Some("off"), 1));
    }
}
