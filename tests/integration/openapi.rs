//! The description of the API: kept in `public/openapi.json`, and true.

use std::collections::BTreeSet;
use usher::{api::routes, host::routes::openapi::document_text};

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/public/openapi.json");

#[test]
fn the_kept_description_is_the_one_that_the_types_give() {
    let kept = std::fs::read_to_string(KEPT).unwrap();
    assert!(kept == document_text().unwrap(), "it drifted; run: cargo run --bin usher-host -- openapi > public/openapi.json");
}

#[test]
fn every_path_of_the_wire_is_described_with_its_problems() {
    let document: serde_json::Value = serde_json::from_str(&document_text().unwrap()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let described: BTreeSet<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let wired = BTreeSet::from([
        routes::CAPABILITIES,
        routes::ORGANIZATION,
        routes::EMAIL_SETTINGS,
        routes::RULES_VALIDATION,
        routes::READINESS,
        routes::USERS,
        routes::USERS_DUE,
        routes::USERS_COLUMNS,
        routes::USERS_IMPORT,
        routes::USER,
        routes::USER_DECISIONS,
        routes::USER_TIMELINE,
        routes::USER_NOTES,
        routes::USER_NOTE_REMOVAL,
        routes::USER_NOTE_RESTORATION,
        routes::USER_CONTACTS,
        routes::USER_CONTACT_WITHDRAWAL,
        routes::TEMPLATES,
        routes::TEMPLATE,
        routes::TEMPLATE_VERSIONS,
        routes::TEMPLATE_VERSION,
        routes::TEMPLATE_MESSAGE,
        routes::TEMPLATE_TEST_MAIL,
        routes::SEND_BATCHES,
        routes::SEND_BATCHES_PLAN,
        routes::SEND_BATCH,
        routes::SEND_BATCH_DELIVERIES,
        routes::SEND_BATCH_CANCELLATION,
        routes::SEND_BATCH_PAUSE,
        routes::SEND_BATCH_RESUMPTION,
        routes::SEND_BATCH_RETRY,
        routes::SEND_BATCH_RESOLUTION,
        routes::SEND_BATCH_EVENTS,
        routes::SEND_BATCH_OUTCOMES,
        routes::ACTIVITY,
        routes::ACTIVITY_ACTORS,
        routes::UNDELIVERABLE,
        routes::UNDELIVERABLE_CLEARANCE,
    ]);
    assert_eq!(described, wired);
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(names.insert(operation["operationId"].as_str().unwrap()), "{method} {path}");
            let problem = &operation["responses"]["401"]["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(problem, "#/components/schemas/Problem", "{method} {path}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let text = document_text().unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let names: BTreeSet<&str> = text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(names.len() > 50, "{names:?}");
    for name in names {
        assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
    }
}
