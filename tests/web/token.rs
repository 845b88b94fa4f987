//! Tokens that whoever holds the sign-in gives: one that is not taken is asked for once more, and no more often.

use crate::answering::answering;
use js_sys::{Array, Function};
use serde_json::json;
use usher::backend::{Backend, Failure, Http, TokenSource, Webex};
use usher::ui::context::now;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

/// Gives `stale` and, where that is not taken, another; notes for which reason it was asked.
fn source(another: &str, asked: &Array) -> TokenSource {
    let body = format!("asked.push(notTaken); return Promise.resolve(notTaken ? {another:?} : \"stale\");");
    let ask = Function::new_with_args("asked, notTaken", &body);
    TokenSource::new(JsValue::from(ask.bind1(&JsValue::NULL, asked)).unchecked_into())
}

fn answered(base: &'static str) {
    answering(base, |path, authorization| match (authorization, path) {
        (Some("Bearer fresh"), "/people/me") => (200, json!({"id": "admin", "emails": ["admin@example.com"], "orgId": "org"}).to_string()),
        (Some("Bearer fresh"), "/organizations/org") => (200, json!({"displayName": "Example"}).to_string()),
        (Some("Bearer fresh"), "/licenses") => (200, json!({"items": []}).to_string()),
        (Some("Bearer fresh"), "/api/v1/activity/actors") => (200, json!({"actors": ["ada"]}).to_string()),
        _ => (401, json!({"type": "/problems/sign-in-needed", "title": "t", "status": 401, "detail": "d"}).to_string()),
    });
}

fn reasons(asked: &Array) -> Vec<bool> {
    asked.iter().map(|reason| reason.as_bool().expect("a reason")).collect()
}

#[wasm_bindgen_test]
async fn a_token_that_is_not_taken_is_asked_for_once_more() {
    let base = "https://token.http.invalid";
    answered(base);
    for (another, answer) in [("fresh", Ok(vec!["ada".to_owned()])), ("stale too", Err(Failure::SignInNeeded))] {
        let asked = Array::new();
        let backend = Backend::Http(Http::new(base).with_token_source(source(another, &asked)));
        assert_eq!(backend.activity_actors().await.map(|list| list.actors), answer);
        assert_eq!(reasons(&asked), [false, true]);
    }
    let fixed = Backend::Http(Http::new(base).with_token("stale"));
    assert_eq!(fixed.activity_actors().await.map(|list| list.actors), Err(Failure::SignInNeeded));
}

#[wasm_bindgen_test]
async fn so_it_is_with_the_platform() {
    let base = "https://token.platform.invalid/v1";
    answered(base);
    let asked = Array::new();
    let backend = Backend::from(Webex::new(base, Some(source("fresh", &asked)), now));
    assert_eq!(backend.organization().await.expect("an organization").name, "Example");
    assert_eq!(reasons(&asked), [false, true].repeat(3), "three calls, and nothing is kept of the one before");
    let asked = Array::new();
    let backend = Backend::from(Webex::new(base, Some(source("stale too", &asked)), now));
    assert_eq!(backend.organization().await.map(|organization| organization.name), Err(Failure::SignInNeeded));
    assert_eq!(reasons(&asked), [false, true]);
}
