//! Owns what the browser remembers of the administrator's taste: language and appearance.
//! Refuses anything about people; those stay in memory.

use super::{place::Place, text::UiLanguage};
use crate::backend::Storage;

/// Light, dark, or as the system is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Every theme with its name in storage and `data-theme`.
pub const THEMES: &[(Theme, &str)] = &[(Theme::System, "system"), (Theme::Light, "light"), (Theme::Dark, "dark")];

impl Theme {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        THEMES.iter().find(|(theme, _)| *theme == self).map_or("system", |(_, name)| name)
    }

    /// The theme of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        THEMES.iter().find(|(_, known)| *known == name).map_or(Self::System, |(theme, _)| *theme)
    }
}

const LANGUAGE: &str = "usher.language";
const THEME: &str = "usher.theme";

/// What is remembered under this key.
#[must_use]
pub fn read(place: Place, key: &str) -> Option<String> {
    Storage::Browser.read(&place.key(key))
}

/// Remembers this under a key.
pub fn write(place: Place, key: &str, value: &str) {
    // What the browser does not keep is only a taste that is forgotten.
    let _ = Storage::Browser.write(&place.key(key), value);
}

/// The language chosen last, else this one, else the browser's.
#[must_use]
pub fn language(place: Place, otherwise: Option<UiLanguage>) -> UiLanguage {
    read(place, LANGUAGE).and_then(|code| UiLanguage::from_code(&code)).or(otherwise).unwrap_or_else(UiLanguage::from_browser)
}

/// Remembers the language.
pub fn keep_language(place: Place, language: UiLanguage) {
    write(place, LANGUAGE, language.code());
    show_language(place, language);
}

/// Names the language on what is the console's.
pub fn show_language(place: Place, language: UiLanguage) {
    mark(place, "lang", language.code());
}

/// The theme chosen last, else this one, else the system's.
#[must_use]
pub fn theme(place: Place, otherwise: Option<Theme>) -> Theme {
    read(place, THEME).map(|name| Theme::from_name(&name)).or(otherwise).unwrap_or_default()
}

/// The theme that is shown.
#[must_use]
pub fn shown_theme(place: Place) -> Theme {
    place.root().and_then(|root| root.get_attribute("data-theme")).map(|name| Theme::from_name(&name)).unwrap_or_default()
}

/// Remembers the theme and shows it.
pub fn keep_theme(place: Place, theme: Theme) {
    write(place, THEME, theme.name());
    show_theme(place, theme);
}

/// Shows what is the console's in this theme.
pub fn show_theme(place: Place, theme: Theme) {
    mark(place, "data-theme", theme.name());
}

fn mark(place: Place, name: &str, value: &str) {
    if let Some(root) = place.root() {
        // Both names are valid attributes.
        let _ = root.set_attribute(name, value);
    }
}
