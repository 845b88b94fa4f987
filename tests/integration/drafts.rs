//! Templates and settings as an administrator would type them.

use crate::harness::MEETINGS;
use usher::domain::{
    email_kind::SuppressibleKind,
    language::Language,
    license::{License, LicensePolicy},
    organization::{Organization, SingleSignOn},
    settings::{EmailSettings, SettingsDraft},
    starter::{fill_in, starter_template, starter_variant},
    template::TemplateDraft,
    time_zone::TimeZone,
    web_address::WebAddress,
};

/// A template in English and Polish that passes every check.
pub fn draft(purpose: SuppressibleKind) -> TemplateDraft {
    draft_in(purpose, &[Language::English, Language::Polish])
}

/// A template in these languages that passes every check.
pub fn draft_in(purpose: SuppressibleKind, languages: &[Language]) -> TemplateDraft {
    let organization = Organization {
        name: "Example & Sons".into(),
        language: Language::English,
        licenses: vec![License::from_column(MEETINGS)],
        license_policy: LicensePolicy::FreeAndPaid,
        single_sign_on: SingleSignOn::On,
        portal_url: WebAddress::parse("https://settings.webex.com").unwrap(),
        time_zone: TimeZone::default(),
    };
    let mut draft = starter_template(purpose, Language::English, &organization);
    draft.variants = languages.iter().map(|language| starter_variant(purpose, *language, &organization)).collect();
    fill_in(&mut draft, "https://help.example.com");
    draft
}

/// Settings as they are delivered.
pub fn settings() -> SettingsDraft {
    EmailSettings::default().draft()
}
