//! One resource of a SCIM server, good and bad.

use super::{
    license_attribute::LicenseAttribute,
    person::{ScimPerson, read_person},
    refusal::{ScimReason, ScimRefusal},
};
use crate::domain::{
    csv_field::Field,
    email_address::NotAnAddress,
    language::Language,
    timestamp::Timestamp,
    user::{AccountStatus, Activation},
};
use proptest::prelude::*;
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

fn read(resource: &Value) -> Result<ScimPerson, ScimRefusal> {
    read_person(resource, 7, &LicenseAttribute::Core("entitlements".into()))
}

/// A resource with these attributes in place of, or beside, the ones that it needs.
fn with(more: Value) -> Value {
    let mut user = json!({"schemas": [USER], "id": "2819c223", "userName": "ada", "emails": [{"value": "ada@example.com"}]});
    user.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    user
}

#[test]
fn everything_that_is_of_use_is_read() {
    let person = read(&with(json!({
        "name": {"givenName": "Ada", "familyName": "Nowak", "formatted": "Dr Ada Nowak"},
        "active": true, "preferredLanguage": "pl-PL,en;q=0.5",
        "entitlements": [{"value": "7f3", "display": "Webex Calling"}, {"value": "Messaging (Free)"}, "Webex Calling", {}],
        "meta": {"resourceType": "User", "created": "2026-11-01T08:00:00Z", "lastModified": "2026-11-20T10:00:00.123456Z"},
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Sales"},
        "urn:scim:schemas:extension:cisco:webexidentity:2.0:User": {"accountStatus": ["pending"]},
    })))
    .unwrap();
    let user = &person.user;
    assert_eq!((user.name.first.as_str(), user.name.last.as_str(), user.name.display.as_str()), ("Ada", "Nowak", "Dr Ada Nowak"));
    assert_eq!((user.department.as_deref(), user.language), (Some("Sales"), Some(Language::Polish)));
    assert_eq!(user.licenses.iter().map(|id| id.0.as_str()).collect::<Vec<_>>(), ["Webex Calling", "Messaging (Free)"]);
    assert_eq!((user.activation, user.account_status), (Activation::NotActivated, AccountStatus::Enabled));
    assert_eq!(user.added, Some(Timestamp::parse("2026-11-01T08:00:00Z").unwrap()));
    assert_eq!(person.modified, Some(Timestamp::parse("2026-11-20T10:00:00.123Z").unwrap()));
    assert!(!person.spoken.contains(&Field::SignedIn));
}

#[test]
fn who_never_was_told_of_is_unknown_and_not_never_signed_in() {
    let activation = |status: Value| read(&with(json!({"urn:x:2.0:User": {"accountStatus": status}}))).unwrap().user.activation;
    assert_eq!(read(&with(json!({}))).unwrap().user.activation, Activation::Unknown);
    assert_eq!(read(&with(json!({}))).unwrap().user.account_status, AccountStatus::Unknown);
    for (status, expected) in [
        (json!(["active"]), Activation::Activated { last_seen: None }),
        (json!("active"), Activation::Activated { last_seen: None }),
        (json!(["active", "pending_transient"]), Activation::NotActivated),
        (json!(["transient"]), Activation::Unknown),
        (json!([]), Activation::Unknown),
        (json!({"active": true}), Activation::Unknown),
    ] {
        assert_eq!(activation(status.clone()), expected, "{status}");
    }
    let disabled = read(&with(json!({"active": true, "urn:x:2.0:User": {"accountStatus": ["active", "disabled"]}}))).unwrap();
    assert_eq!(disabled.user.account_status, AccountStatus::Deactivated);
    assert_eq!(read(&with(json!({"active": "False"}))).unwrap().user.account_status, AccountStatus::Deactivated);
}

#[test]
fn the_primary_address_goes_before_the_one_for_work_and_that_before_the_first() {
    let address = |emails: Value| read(&with(json!({"emails": emails}))).unwrap().user.email.as_str().to_owned();
    let (home, work) = (json!({"value": "h@example.com", "type": "home"}), json!({"value": "w@example.com", "type": "work"}));
    let primary = json!({"value": "p@example.com", "type": "home", "primary": true});
    assert_eq!(address(json!([home, work, primary])), "p@example.com");
    assert_eq!(address(json!([home, work])), "w@example.com");
    assert_eq!(address(json!([{"type": "work"}, home])), "h@example.com");
    assert_eq!(address(home), "h@example.com");
    let by_name = read(&json!({"schemas": [USER], "id": "1", "userName": "n@example.com"})).unwrap();
    assert_eq!(by_name.user.email.as_str(), "n@example.com");
}

#[test]
fn what_is_wrong_is_named_by_the_identifier_and_never_by_the_address() {
    let address = |reason| ScimReason::Address { attribute: "emails", reason };
    let kind = |attribute, expected| ScimReason::WrongKind { attribute, expected };
    for (resource, reason) in [
        (json!("ada@example.com"), ScimReason::NotAnObject),
        (json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": "g"}), ScimReason::OtherType),
        (with(json!({"meta": {"resourceType": "Group"}})), ScimReason::OtherType),
        (json!({"id": "x", "userName": "x@example.com"}), ScimReason::OtherType),
        (with(json!({"id": null})), ScimReason::IdMissing),
        (with(json!({"id": 7})), ScimReason::IdMissing),
        (with(json!({"id": "a\nb"})), ScimReason::IdUnusable),
        (with(json!({"id": "a".repeat(501)})), ScimReason::IdUnusable),
        (with(json!({"emails": []})), address(NotAnAddress::Missing)),
        (with(json!({"emails": [{"value": "ada@@example"}]})), address(NotAnAddress::Malformed)),
        (with(json!({"emails": [{"value": "ada@example.com\r\nBcc: x@example.com"}]})), address(NotAnAddress::ForbiddenCharacter)),
        (with(json!({"emails": [{"value": format!("{}@example.com", "a".repeat(243))}]})), address(NotAnAddress::TooLong)),
        (with(json!({"emails": [7]})), kind("emails", "a list of objects")),
        (with(json!({"active": "perhaps"})), kind("active", "true or false")),
        (with(json!({"name": "Ada"})), kind("name", "an object")),
        (with(json!({"displayName": {}})), kind("displayName", "a text")),
        (with(json!({"displayName": "a".repeat(10_001)})), ScimReason::TooLong { attribute: "displayName" }),
        (with(json!({"meta": {"created": "yesterday"}})), kind("meta.created", "a time such as 2026-11-22T09:30:00Z")),
        (with(json!({"entitlements": [1]})), kind("the list of licenses", "a list of texts or objects")),
    ] {
        let refusal = read(&resource).unwrap_err();
        assert_eq!(refusal.reason, reason, "{resource}");
        assert!(!format!("{}: {}", refusal.resource, refusal.reason).contains("ada"), "{refusal:?}");
    }
    assert_eq!(read(&with(json!({"active": "perhaps"}))).unwrap_err().resource, "2819c223");
    assert_eq!(read(&with(json!({"id": "ada@example.com", "active": 1}))).unwrap_err().resource, "resource 7");
}

/// Any JSON, often under names that mean something.
fn any_json() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        "id",
        "schemas",
        "meta",
        "emails",
        "value",
        "type",
        "primary",
        "name",
        "givenName",
        "active",
        "entitlements",
        "display",
        "userName",
        "created",
        "accountStatus",
        "urn:x:User",
        "resourceType",
        "preferredLanguage",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!(USER)),
        Just(json!("a@example.com")),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(names.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_comes_is_read_or_refused(value in any_json(), in_place in any_json()) {
        let _ = read(&value);
        for name in ["emails", "name", "meta", "entitlements", "urn:x:User", "active", "id"] {
            if let Ok(person) = read(&with(json!({name: in_place.clone()}))) {
                prop_assert!(!person.id.0.is_empty() && person.user.email.as_str().contains('@'));
            }
        }
    }
}
