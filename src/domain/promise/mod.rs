//! Owns the wording that a hand-written email must not contain: a verification link or a password to create.
//! Such a message carries neither (source: the platform's help on turning automatic activation emails off).
//! Refuses to understand sentences: it looks for pairs of words close to each other, by rules of each language.
//!
//! Left alone on purpose: the password that somebody has already ("sign in with your company password"), changing it, looking into
//! an inbox, and activation links, which need not check anything. Missed: promises over a comma or reworded without the words. Taken
//! for a promise all the same: "forgot your password:" with a colon, and the check of a guest's address.

mod arabic;
mod brazilian_portuguese;
mod by_letters;
mod by_words;
mod english;
mod french;
mod german;
mod japanese;
mod pair;
mod polish;
mod reading;
mod spanish;

use super::language::Language;
use reading::Reading;
use std::ops::Range;

/// Parts of a link target that promise the same.
const LINK_PARTS: &[&str] = &[
    "verify",
    "verification",
    "confirm-email",
    "confirm_email",
    "reset-password",
    "reset_password",
    "set-password",
    "set_password",
    "setpassword",
    "password",
    "one-time",
    "otp=",
];

/// The first promise in a message text or line of the given language, as it was typed. English is looked for as well, since firms
/// mix it in.
#[must_use]
pub fn find_promise(text: &str, language: Language) -> Option<String> {
    let reading = Reading::of(text);
    let letters = reading.letters();
    let found = match language {
        Language::English => None,
        Language::Polish => polish::RULES.find(letters),
        Language::German => german::RULES.find(letters),
        Language::French => french::RULES.find(letters),
        Language::Spanish => spanish::RULES.find(letters),
        Language::BrazilianPortuguese => brazilian_portuguese::RULES.find(letters),
        Language::Japanese => japanese::RULES.find(letters),
        Language::Arabic => arabic::RULES.find(letters),
    };
    found.or_else(|| english::RULES.find(letters)).and_then(|promise: Range<usize>| reading.typed(&promise)).map(str::to_owned)
}

/// The part of a link target that promises a verification or a password, if any.
#[must_use]
pub fn find_link_promise(url: &str) -> Option<&'static str> {
    let path = url.to_lowercase();
    let path = path.split_once("://").map_or(path.as_str(), |(_, rest)| rest);
    LINK_PARTS.iter().find(|part| path.contains(*part)).copied()
}

#[cfg(test)]
mod tests {
    use super::super::{
        block::BLOCK_FIELDS, email_kind::SuppressibleKind, fixtures::organization, language::LANGUAGES, starter::starter_variant,
    };
    use super::pair::{Pair, Then};
    use super::*;
    use proptest::prelude::*;

    /// What the tests under the rules of each language say.
    pub(super) fn assert_wording(language: Language, promises: &[&str], honest: &[&str]) {
        for text in promises {
            let words = find_promise(text, language).unwrap_or_else(|| panic!("missed: {text}"));
            assert!(text.contains(&words), "{words} in {text}");
        }
        for text in honest {
            assert_eq!(find_promise(text, language), None, "{text}");
        }
    }

    /// An entry that is not written as texts are read would never be found.
    pub(super) fn assert_entries(pairs: &[Pair], others: &[&str]) {
        let ends = pairs.iter().flat_map(|pair| match pair.then {
            Then::Nothing => [pair.first, ""],
            Then::OneOf { entries, .. } => [pair.first, entries],
        });
        for entry in ends.chain(others.iter().copied()).flat_map(str::split_whitespace) {
            let plain = entry.trim_end_matches('*').replace('_', " ");
            assert_eq!(Reading::of(&plain).letters(), plain, "{entry}");
        }
    }

    #[test]
    fn no_starter_text_promises_anything() {
        for facts in LANGUAGES {
            for purpose in [SuppressibleKind::Activation, SuppressibleKind::Reminder] {
                let variant = starter_variant(purpose, facts.language, &organization());
                let fields = variant.blocks.iter().flat_map(|block| BLOCK_FIELDS.iter().map(|field| block.field(*field)));
                for text in fields.chain([variant.subject.as_str(), variant.preheader.as_str()]) {
                    for reader in LANGUAGES {
                        assert_eq!(find_promise(text, reader.language), None, "{} in {}: {text}", reader.tag, facts.tag);
                    }
                }
            }
        }
    }

    #[test]
    fn marks_links_and_merge_fields_hide_nothing_and_are_nothing() {
        for (text, words) in [
            ("Please **verify** your email", Some("verify** your email")),
            ("ver*ify* [your](https://a.example) *e-mail*", Some("ver*ify* [your](https://a.example) *e-mail")),
            ("Verify, {{first_name|you}}, your email", None),
            ("Verify {{first_name|your}} email", Some("Verify {{first_name|your}} email")),
            ("[Here](https://a.example/verify/email) you go", None),
            ("{{department|verify your email}}", None),
        ] {
            assert_eq!(find_promise(text, Language::English).as_deref(), words, "{text}");
        }
    }

    #[test]
    fn english_is_found_in_every_language_and_others_in_their_own() {
        for facts in LANGUAGES {
            assert_eq!(find_promise("Verify your e-mail", facts.language).as_deref(), Some("Verify your e-mail"), "{}", facts.tag);
        }
        assert_eq!(find_promise("Utwórz hasło", Language::Polish).as_deref(), Some("Utwórz hasło"));
        assert_eq!(find_promise("Utwórz hasło", Language::German), None);
    }

    fn texts() -> impl Strategy<Value = String> {
        let parts = prop::sample::select(vec![
            "verify",
            "e-mail",
            "password:",
            "{{",
            "}}",
            "|",
            "[",
            "](",
            ")",
            "*",
            "**",
            "\\",
            " ",
            "\n",
            ". ",
            "'",
            "l'",
            "\u{301}",
            "パスワード",
            "設定",
            "ﾊﾟ",
            "İ",
            "اكد",
            "كلمة المرور",
            "ب",
            "ُ",
            "mot de passe",
            "hasło",
            " :",
            "\u{AD}",
            "not",
        ]);
        prop_oneof![any::<String>(), prop::collection::vec(parts, 0..30).prop_map(|parts| parts.concat())]
    }

    proptest! {
        #[test]
        fn whatever_is_typed_a_promise_is_a_part_of_it(text in texts()) {
            for facts in LANGUAGES {
                if let Some(words) = find_promise(&text, facts.language) {
                    prop_assert!(!words.is_empty() && text.contains(&words));
                }
            }
        }
    }

    #[test]
    fn links_that_look_so_are_found() {
        assert_eq!(find_link_promise("https://a.example/verify?t=1"), Some("verify"));
        assert_eq!(find_link_promise("https://a.example/Set-Password"), Some("set-password"));
        assert_eq!(find_link_promise("https://settings.webex.com"), None);
    }
}
