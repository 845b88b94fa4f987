//! Owns the languages that people and templates may have.
//! Refuses the language of the console itself, which is the user interface's matter.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language in which an email can be written, named by its BCP 47 tag.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Polish.
    #[serde(rename = "pl")]
    Polish,
    /// German.
    #[serde(rename = "de")]
    German,
    /// French.
    #[serde(rename = "fr")]
    French,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// Brazilian Portuguese.
    #[serde(rename = "pt-BR")]
    BrazilianPortuguese,
    /// Japanese.
    #[serde(rename = "ja")]
    Japanese,
    /// Arabic.
    #[serde(rename = "ar")]
    Arabic,
}

/// Reading direction of a script.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Left to right.
    LeftToRight,
    /// Right to left.
    RightToLeft,
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    #[must_use]
    pub fn html(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// What is known of one language.
pub struct LanguageFacts {
    /// Which one.
    pub language: Language,
    /// BCP 47 tag.
    pub tag: &'static str,
    /// Its name in itself.
    pub own_name: &'static str,
    /// Its name in the platform's user export.
    pub export_name: &'static str,
    /// Reading direction.
    pub direction: Direction,
}

/// Every language, in the order in which they are offered.
pub const LANGUAGES: &[LanguageFacts] = &[
    facts(Language::English, "en", "English", "English", Direction::LeftToRight),
    facts(Language::Polish, "pl", "Polski", "Polish", Direction::LeftToRight),
    facts(Language::German, "de", "Deutsch", "German", Direction::LeftToRight),
    facts(Language::French, "fr", "Français", "French", Direction::LeftToRight),
    facts(Language::Spanish, "es", "Español", "Spanish", Direction::LeftToRight),
    facts(Language::BrazilianPortuguese, "pt-BR", "Português (Brasil)", "Portuguese (Brazil)", Direction::LeftToRight),
    facts(Language::Japanese, "ja", "日本語", "Japanese", Direction::LeftToRight),
    facts(Language::Arabic, "ar", "العربية", "Arabic", Direction::RightToLeft),
];

const fn facts(
    language: Language,
    tag: &'static str,
    own_name: &'static str,
    export_name: &'static str,
    direction: Direction,
) -> LanguageFacts {
    LanguageFacts { language, tag, own_name, export_name, direction }
}

impl Language {
    /// What is known of this language.
    #[must_use]
    pub fn facts(self) -> &'static LanguageFacts {
        // Every variant has its entry (tested below); the first is only a fallback for the type checker.
        const FALLBACK: &LanguageFacts = &facts(Language::English, "en", "English", "English", Direction::LeftToRight);
        LANGUAGES.iter().find(|facts| facts.language == self).unwrap_or(FALLBACK)
    }

    /// BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.facts().tag
    }

    /// Reads a tag (`pl`, `pl-PL`, `pt_BR`) or the platform's English name (`Polish`), whatever the case.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().replace('_', "-");
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        LANGUAGES
            .iter()
            .find(|facts| facts.tag.eq_ignore_ascii_case(&text) || facts.export_name.eq_ignore_ascii_case(&text))
            .or_else(|| LANGUAGES.iter().find(|facts| text.len() <= 10 && primary(facts.tag) == primary(&text)))
            .map(|facts| facts.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_reads_back_from_its_tag_and_names_itself() {
        for facts in LANGUAGES {
            assert_eq!(Language::read(facts.tag), Some(facts.language));
            assert_eq!(Language::read(facts.export_name), Some(facts.language));
            assert_eq!(facts.language.tag(), facts.tag);
            assert_eq!(serde_json::to_value(facts.language).unwrap(), facts.tag);
        }
    }

    #[test]
    fn regions_are_understood_and_unknown_languages_are_not_guessed() {
        assert_eq!(Language::read("pl-PL"), Some(Language::Polish));
        assert_eq!(Language::read("pt_br"), Some(Language::BrazilianPortuguese));
        assert_eq!(Language::read("Klingon"), None);
        assert_eq!(Language::read(""), None);
    }
}
