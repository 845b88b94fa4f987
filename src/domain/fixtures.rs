//! Owns the people, rules and settings that domain tests are written with. Compiled for tests only.
//! Refuses to be realistic where a test needs a corner.

use super::{
    email_address::EmailAddress,
    email_kind::EmailKind,
    language::Language,
    license::{License, LicenseId, LicensePolicy},
    organization::{Organization, SingleSignOn},
    readiness::{AcceptedTestMail, PublishedTemplate, PublishedVariant, ReadinessFacts, WaitingLanguage},
    rule::{CONDITION_FIELDS, ConditionDraft, ConditionField, RuleAction, RuleDraft, RuleId, SuppressionRule},
    settings::{EmailSettings, Switch},
    template::TemplateId,
    time_zone::{OffsetChange, TimeZone},
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddedBy, AddressVerification, DirectoryUser, PersonName, UserId},
    web_address::WebAddress,
};
use proptest::prelude::*;

/// A picture of one pixel, as an address that holds it.
pub const PIXEL: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

pub fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T12:00:00Z").unwrap()
}

pub fn organization() -> Organization {
    let columns =
        ["Messaging (Free)", "Webex Calling", "example.webex.com - WebEx Meeting Center", "example.webex.com - WebEx Webinar (Suspended)"];
    Organization {
        name: "Example & Sons".into(),
        language: Language::English,
        licenses: columns.iter().map(|column| License::from_column(column)).collect(),
        license_policy: LicensePolicy::FreeAndPaid,
        single_sign_on: SingleSignOn::On,
        portal_url: WebAddress::parse("https://settings.webex.com").unwrap(),
        time_zone: TimeZone::default(),
    }
}

/// Clocks go from 2 to 3 on the last Sunday of March, and from 3 to 2 on that of October.
pub fn warsaw() -> TimeZone {
    zone("Europe/Warsaw", 3_600, &[("2026-03-29T01:00:00Z", 7_200), ("2026-10-25T01:00:00Z", 3_600), ("2027-03-28T01:00:00Z", 7_200)])
}

/// Clocks go from 0 to 1 on the last Friday of April.
pub fn cairo() -> TimeZone {
    zone("Africa/Cairo", 7_200, &[("2026-04-23T22:00:00Z", 10_800), ("2026-10-29T21:00:00Z", 7_200)])
}

fn zone(name: &str, first_offset: i32, changes: &[(&str, i32)]) -> TimeZone {
    let changes = changes.iter().map(|(at, offset)| OffsetChange { at: Timestamp::parse(at).unwrap(), offset: *offset }).collect();
    TimeZone::new(name, first_offset, changes).unwrap()
}

/// Everything that a backend can see is in place; five people wait for a mail in Polish.
pub fn ready_facts() -> ReadinessFacts {
    let variants = vec![PublishedVariant { language: Language::Polish, unmet: Vec::new() }];
    ReadinessFacts {
        waiting_languages: vec![WaitingLanguage { language: Language::Polish, people: 5 }],
        templates: vec![PublishedTemplate { template: TemplateId("t".into()), name: "Welcome aboard".into(), variants }],
        test_mail: Some(AcceptedTestMail { at: now(), sender: EmailAddress::parse("it@example.com").unwrap() }),
    }
}

pub fn user() -> DirectoryUser {
    DirectoryUser {
        id: UserId("u1".into()),
        email: EmailAddress::parse("ada@example.com").unwrap(),
        name: PersonName::new("Ada", "Nowak", "Ada Nowak"),
        department: Some("Sales".into()),
        language: Some(Language::Polish),
        licenses: vec![LicenseId("Webex Calling".into())],
        activation: Activation::NotActivated,
        account_status: AccountStatus::Enabled,
        address_verification: AddressVerification::NotVerified,
        added: Some(Timestamp::parse("2026-10-01").unwrap()),
        first_seen: Timestamp::parse("2026-10-02").unwrap(),
        added_by: AddedBy::Import,
        meeting_room_url: None,
        reminders_declined: None,
        signed_in_by: None,
    }
}

pub fn condition(field: ConditionField, value: &str) -> ConditionDraft {
    ConditionDraft { field, value: value.into() }
}

pub fn rule(name: &str, conditions: &[ConditionDraft]) -> RuleDraft {
    RuleDraft {
        id: RuleId(name.into()),
        name: name.into(),
        kinds: vec![EmailKind::Activation, EmailKind::Reminder],
        conditions: conditions.to_vec(),
        starts: String::new(),
        ends: String::new(),
        action: RuleAction::Suppress,
    }
}

fn any_condition() -> impl Strategy<Value = ConditionDraft> {
    prop::sample::select(CONDITION_FIELDS).prop_flat_map(|field| {
        let values: &'static [&'static str] = match field {
            ConditionField::EmailDomain | ConditionField::EmailDomainAndBelow => &["example.com", "mail.example.com", "other.example"],
            ConditionField::License => &["Webex Calling", "Messaging (Free)"],
            ConditionField::Department => &["Sales", "IT"],
            ConditionField::AddedBy => &["import", "scim", "hand"],
            ConditionField::AddedBefore | ConditionField::AddedAfter => &["2026-10-01", "2026-11-01"],
        };
        prop::sample::select(values).prop_map(move |value| condition(field, value))
    })
}

pub fn any_rule() -> impl Strategy<Value = SuppressionRule> {
    let kinds = prop::sample::subsequence(vec![EmailKind::Activation, EmailKind::Reminder], 1..=2);
    let period = prop::sample::select(&[("", ""), ("2026-11-01", ""), ("", "2026-11-01"), ("2026-11-22", "2026-11-23")][..]);
    let action = prop::sample::select(&[RuleAction::Suppress, RuleAction::Send][..]);
    (kinds, prop::collection::vec(any_condition(), 0..4), period, action).prop_map(|(kinds, conditions, (starts, ends), action)| {
        let draft = RuleDraft { kinds, starts: starts.into(), ends: ends.into(), action, ..rule("any", &conditions) };
        SuppressionRule::parse(&draft, &TimeZone::default()).unwrap()
    })
}

pub fn any_settings() -> impl Strategy<Value = EmailSettings> {
    let switch = prop::sample::select(&[Switch::On, Switch::Off][..]);
    (switch, prop::collection::vec(any_rule(), 0..5)).prop_map(|(automatic_activation_emails, rules)| EmailSettings {
        automatic_activation_emails,
        rules,
        ..EmailSettings::default()
    })
}

pub fn any_user() -> impl Strategy<Value = DirectoryUser> {
    let domain = prop::sample::select(&["example.com", "mail.example.com", "other.example"][..]);
    let department = prop::sample::select(&[None, Some("Sales"), Some("it")][..]);
    let licenses = prop::sample::subsequence(vec!["Webex Calling", "Messaging (Free)", "gone"], 0..=3);
    let activation = prop::sample::select(&[Activation::NotActivated, Activation::Unknown, Activation::Activated { last_seen: None }][..]);
    let status = prop::sample::select(
        &[AccountStatus::Enabled, AccountStatus::Deactivated, AccountStatus::PendingAcceptance, AccountStatus::Unknown][..],
    );
    let added = prop::option::of(-60i64..10);
    let declined = prop::option::of(-60i64..1);
    let by = prop::sample::select(&[AddedBy::Import, AddedBy::Scim, AddedBy::Hand][..]);
    (domain, department, licenses, activation, status, added, by, declined).prop_map(
        |(domain, department, licenses, activation, account_status, added, added_by, declined)| DirectoryUser {
            email: EmailAddress::parse(&format!("someone@{domain}")).unwrap(),
            department: department.map(Into::into),
            licenses: licenses.into_iter().map(|id| LicenseId(id.into())).collect(),
            activation,
            account_status,
            added: added.map(|days| now().plus_days(days)),
            added_by,
            reminders_declined: declined.map(|days| now().plus_days(days)),
            ..user()
        },
    )
}
