//! Numbers, dates and plural forms, as this browser's `Intl` says them.

use usher::ui::text::{Text, UiLanguage, set_time_zone};
use wasm_bindgen_test::wasm_bindgen_test;

const ENGLISH: Text = Text(UiLanguage::English);
const POLISH: Text = Text(UiLanguage::Polish);

#[wasm_bindgen_test]
fn polish_has_three_forms_for_whole_numbers() {
    for (count, expected) in [
        (0, "0 osób jeszcze się nie zalogowało"),
        (1, "1 osoba jeszcze się nie zalogowała"),
        (2, "2 osoby jeszcze się nie zalogowały"),
        (5, "5 osób jeszcze się nie zalogowało"),
        (12, "12 osób jeszcze się nie zalogowało"),
        (21, "21 osób jeszcze się nie zalogowało"),
        (22, "22 osoby jeszcze się nie zalogowały"),
    ] {
        assert_eq!(POLISH.tracker_people_waiting(count), expected);
    }
}

#[wasm_bindgen_test]
fn english_has_two_forms_and_groups_thousands() {
    assert_eq!(ENGLISH.tracker_people_waiting(1), "1 person has not signed in yet");
    assert_eq!(ENGLISH.tracker_people_waiting(12_345), "12,345 people have not signed in yet");
}

#[wasm_bindgen_test]
fn numbers_and_shares_follow_the_language() {
    assert_eq!(ENGLISH.number(1_234_567), "1,234,567");
    // Polish groups with a no-break space.
    assert_eq!(POLISH.number(1_234_567), "1\u{a0}234\u{a0}567");
    assert_eq!(ENGLISH.percent(0.25), "25%");
}

#[wasm_bindgen_test]
fn dates_follow_the_language_and_the_time_zone() {
    // 2026-11-22T23:30:00Z
    let late = 1_795_390_200_000;
    assert!(set_time_zone(Some("UTC")));
    assert_eq!(ENGLISH.date(late), "Nov 22, 2026");
    assert!(set_time_zone(Some("Europe/Warsaw")));
    assert_eq!(ENGLISH.date(late), "Nov 23, 2026");
    assert_eq!(POLISH.date(late), "23 lis 2026");
    assert!(POLISH.date_time(late).ends_with("00:30"));
    assert!(set_time_zone(None));
}

#[wasm_bindgen_test]
fn an_unknown_time_zone_changes_nothing() {
    assert!(set_time_zone(Some("UTC")));
    assert!(!set_time_zone(Some("Mars/Olympus")));
    assert_eq!(ENGLISH.date(0), "Jan 1, 1970");
    assert!(set_time_zone(None));
}

#[wasm_bindgen_test]
fn days_are_told_from_today() {
    assert_eq!(ENGLISH.relative_days(-1), "yesterday");
    assert_eq!(ENGLISH.relative_days(-3), "3 days ago");
    assert_eq!(POLISH.relative_days(-3), "3 dni temu");
}

#[wasm_bindgen_test]
fn a_language_is_known_by_its_code_with_or_without_region() {
    assert_eq!(UiLanguage::from_code("pl-PL"), Some(UiLanguage::Polish));
    assert_eq!(UiLanguage::from_code("EN"), Some(UiLanguage::English));
    assert_eq!(UiLanguage::from_code("de"), None);
    for language in UiLanguage::all() {
        assert_eq!(UiLanguage::from_code(language.code()), Some(*language));
    }
}
