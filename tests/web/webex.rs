//! The platform's API as a backend: what it does not say itself is made from what it says.

use crate::answering::answering;
use serde_json::{Value, json};
use usher::backend::{Backend, Failure, Webex};
use usher::domain::{
    decide::{Decision, NotApplicableReason, SendReason, SuppressReason},
    email_kind::EmailKind,
    explain::{Explanation, TraceStep},
    settings::Switch,
    timestamp::Timestamp,
    user::UserId,
};
use wasm_bindgen_test::wasm_bindgen_test;

fn noon() -> Timestamp {
    Timestamp::parse("2026-11-27T12:00:00Z").expect("a time")
}

/// The platform, whose switch is as said. Ada was invited, Bo signed in, Cy has a license that the organization has not.
fn platform(switch: Switch) -> Backend {
    let (base, on) = match switch {
        Switch::On => ("https://on.platform.invalid/v1", true),
        Switch::Off => ("https://off.platform.invalid/v1", false),
    };
    let person = |name: &str, license: &str, more: Value| {
        let mut person = json!({"id": name, "emails": [format!("{name}@example.com")], "orgId": "org", "licenses": [license],
            "type": "person", "loginEnabled": "true"});
        person.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        person
    };
    answering(base, move |path, _| {
        let said = match path {
            "/people/me" => person("admin", "meetings", json!({"status": "active"})),
            "/people/ada" => person("ada", "meetings", json!({"invitePending": "true"})),
            "/people/bo" => person("bo", "meetings", json!({"lastActivity": "2026-11-26T12:00:00.000Z"})),
            "/people/cy" => person("cy", "gone", json!({"invitePending": "true"})),
            "/organizations/org" => json!({"id": "org", "displayName": "Example"}),
            "/licenses" => json!({"items": [{"id": "meetings", "name": "Meeting - Webex Meeting Center"}]}),
            "/settings/organizations/org/settings/allow-admin-invite-emails" => json!({"key": "allow-admin-invite-emails", "value": on}),
            _ => return (404, json!({"message": "there is no such thing"}).to_string()),
        };
        (200, said.to_string())
    });
    Backend::from(Webex::new(base, None, noon))
}

fn of(explained: &[Explanation], kind: EmailKind) -> &Explanation {
    explained.iter().find(|explanation| explanation.kind == kind).expect("every kind is explained")
}

#[wasm_bindgen_test]
async fn decisions_come_from_the_platforms_switch_its_licenses_and_the_person() {
    let off = Decision::Suppress(SuppressReason::SettingIsOff);
    for (switch, decision) in [(Switch::On, Decision::Send(SendReason::SettingIsOn)), (Switch::Off, off)] {
        let backend = platform(switch);
        let decided = async |name: &str| backend.user_decisions(&UserId(name.into())).await;
        let ada = decided("ada").await.expect("decisions");
        assert_eq!(ada.at, noon());
        for kind in [EmailKind::Activation, EmailKind::Reminder] {
            let explained = of(&ada.decisions, kind);
            assert_eq!(explained.decision, decision, "{kind:?}");
            let steps = [TraceStep::Concerns { unless: None }, TraceStep::Setting { setting: switch, decides: true }];
            assert_eq!(explained.steps, steps, "the platform has no rules");
        }
        assert_eq!(of(&ada.decisions, EmailKind::ConversionNotice).decision, Decision::Send(SendReason::ConversionIsAlwaysNotified));
        for (name, reason) in [("bo", NotApplicableReason::AlreadyActivated), ("cy", NotApplicableReason::NoLicenseThatCounts)] {
            let explained = decided(name).await.expect("decisions");
            assert_eq!(of(&explained.decisions, EmailKind::Activation).decision, Decision::NotApplicable(reason));
        }
        assert_eq!(decided("nobody").await, Err(Failure::NotFound));
    }
}
