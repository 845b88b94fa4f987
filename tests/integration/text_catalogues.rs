//! The generator of the text methods: what it writes, and that every fault of a catalogue stops the build by its name.

use generate::{Source, generate};

#[path = "../../src/ui/text/generate.rs"]
mod generate;

fn generated(english: &str, polish: &str) -> Result<String, Vec<String>> {
    generate(&[Source { code: "en", file: "en.json", json: english }, Source { code: "pl", file: "pl.json", json: polish }])
}

/// The one fault that these two catalogues have.
fn fault(english: &str, polish: &str) -> String {
    let faults = generated(english, polish).expect_err("the catalogues should be refused");
    assert_eq!(faults.len(), 1, "{faults:#?}");
    faults[0].clone()
}

#[test]
fn the_catalogues_of_the_console_are_without_fault() {
    let english = include_str!("../../src/ui/text/en.json");
    let polish = include_str!("../../src/ui/text/pl.json");
    assert_eq!(generated(english, polish).err(), None);
}

#[test]
fn a_message_without_placeholders_is_a_static_text() {
    let code = generated(r#"{"nav": {"label": "Pages"}}"#, r#"{"nav": {"label": "Strony"}}"#).unwrap();
    assert!(code.contains("pub fn nav_label(self) -> &'static str {"), "{code}");
    assert!(code.contains(r#"UiLanguage::Polish => "Strony","#), "{code}");
    assert!(code.contains("/// `Pages`"), "{code}");
}

#[test]
fn placeholders_become_arguments_in_the_order_of_english() {
    let code = generated(r#"{"a": {"b": "{{who}} wrote to {{whom}}"}}"#, r#"{"a": {"b": "Do {{whom}} pisze {{who}}"}}"#).unwrap();
    assert!(code.contains("pub fn a_b(self, who: impl std::fmt::Display, whom: impl std::fmt::Display) -> String {"), "{code}");
    assert!(code.contains(r#"UiLanguage::Polish => "Do \u{e001} pisze \u{e000}","#), "{code}");
    assert!(code.contains("fill(template, &[&who, &whom])"), "{code}");
}

#[test]
fn a_plural_message_takes_the_count_first_and_formats_it() {
    let english = r#"{"a": {"n_one": "{{count}} person in {{place}}", "n_other": "{{count}} people in {{place}}"}}"#;
    let polish = r#"{"a": {"n_one": "{{place}}: {{count}} osoba", "n_few": "{{place}}: {{count}} osoby", "n_many": "{{place}}: {{count}} osób", "n_other": "{{place}}: {{count}} osoby"}}"#;
    let code = generated(english, polish).unwrap();
    assert!(code.contains("pub fn a_n(self, count: u64, place: impl std::fmt::Display) -> String {"), "{code}");
    assert!(code.contains("fill(template, &[&self.number(count), &place])"), "{code}");
    assert!(code.contains(r#"PluralCategory::Many => "\u{e001}: \u{e000} osób","#), "{code}");
    assert!(
        code.contains(r#"PluralCategory::Zero | PluralCategory::Two | PluralCategory::Other => "\u{e001}: \u{e000} osoby","#),
        "{code}"
    );
}

#[test]
fn one_form_may_leave_the_count_out() {
    let english = r#"{"a": {"n_one": "One person", "n_other": "{{count}} people"}}"#;
    let polish = r#"{"a": {"n_one": "Jedna osoba", "n_few": "{{count}} osoby", "n_many": "{{count}} osób", "n_other": "{{count}} osoby"}}"#;
    assert!(generated(english, polish).is_ok());
}

#[test]
fn deeper_areas_join_into_one_name() {
    let json = r#"{"settings": {"switch": {"title": "Title"}}}"#;
    assert!(generated(json, json).unwrap().contains("pub fn settings_switch_title(self)"));
}

#[test]
fn a_missing_key_is_named_with_its_file() {
    let fault = fault(r#"{"a": {"b": "B", "c": "C"}}"#, r#"{"a": {"b": "B"}}"#);
    assert_eq!(fault, "pl.json: `a.c` is missing (it is in en.json)");
}

#[test]
fn a_surplus_key_is_named_with_its_file() {
    let fault = fault(r#"{"a": {"b": "B"}}"#, r#"{"a": {"b": "B", "c": "C"}}"#);
    assert_eq!(fault, "pl.json: `a.c` is surplus (it is not in en.json)");
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    assert_eq!(fault(r#"{"a": {"b": "B", "b": "C"}}"#, r#"{"a": {"b": "B"}}"#), "en.json: `a.b` stands there twice");
}

#[test]
fn placeholders_must_be_the_same_in_every_language() {
    let fault_of = |polish| fault(r#"{"a": {"b": "Hello {{name}}"}}"#, polish);
    assert_eq!(fault_of(r#"{"a": {"b": "Cześć"}}"#), "pl.json: `a.b` lacks `{{name}}`, which en.json has");
    let faults = generated(r#"{"a": {"b": "Hello {{name}}"}}"#, r#"{"a": {"b": "Cześć {{imie}}"}}"#).unwrap_err();
    assert_eq!(faults, ["pl.json: `a.b` has `{{imie}}`, which en.json has not", "pl.json: `a.b` lacks `{{name}}`, which en.json has"]);
}

#[test]
fn a_missing_plural_form_is_named() {
    let english = r#"{"a": {"n_one": "{{count}} x", "n_other": "{{count}} y"}}"#;
    let polish = r#"{"a": {"n_one": "{{count}} x", "n_few": "{{count}} y", "n_other": "{{count}} z"}}"#;
    assert_eq!(fault(english, polish), "pl.json: `a.n_many` is missing: Polish needs it");
}

#[test]
fn a_plural_form_that_the_language_has_not_is_refused() {
    let english = r#"{"a": {"n_one": "x", "n_few": "y", "n_other": "z"}}"#;
    let polish = r#"{"a": {"n_one": "x", "n_few": "y", "n_many": "z", "n_other": "z"}}"#;
    assert_eq!(fault(english, polish), "en.json: `a.n_few` is surplus: English has no such form");
}

#[test]
fn a_count_needs_plural_forms() {
    let json = r#"{"a": {"n": "{{count}} people"}}"#;
    let faults = generated(json, json).unwrap_err();
    assert!(faults[0].starts_with("en.json: `a.n` has `{{count}}`, so it needs plural forms"), "{faults:?}");
}

#[test]
fn plural_forms_must_stand_in_every_language() {
    let fault = fault(r#"{"a": {"n_one": "x", "n_other": "y"}}"#, r#"{"a": {"n": "x"}}"#);
    assert_eq!(fault, "pl.json: `a.n` must have plural forms exactly where en.json has them");
}

#[test]
fn two_keys_cannot_become_one_method() {
    let json = r#"{"a": {"b_c": "x"}, "a_b": {"c": "y"}}"#;
    assert!(fault(json, json).contains("would both be the method `a_b_c`"));
}

#[test]
fn names_that_rust_cannot_take_are_refused() {
    for (json, expected) in [
        (r#"{"a": {"Title": "x"}}"#, "must be written with a-z"),
        (r#"{"a": {"b": "{{the name}}"}}"#, "which is not a name"),
        (r#"{"a": {"b": "{{type}}"}}"#, "which is not a name"),
        (r#"{"b": "x"}"#, "must be inside an area"),
        (r#"{"a": {"b": " "}}"#, "is empty"),
        (r#"{"a": {"b": 1}}"#, "expected a text or an object of texts"),
    ] {
        let faults = generated(json, json).unwrap_err();
        assert!(faults[0].contains(expected), "{json}: {faults:?}");
    }
}
