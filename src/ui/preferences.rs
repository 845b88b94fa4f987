//! Owns what the browser remembers of the administrator's taste: language and appearance.
//! Refuses anything about people; those stay in memory.

use super::text::UiLanguage;

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

fn storage() -> Option<web_sys::Storage> {
    // Private windows may refuse; then nothing is remembered.
    web_sys::window()?.local_storage().ok().flatten()
}

/// What is remembered under this key.
#[must_use]
pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Remembers this under a key.
pub fn write(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full storage only means that the taste is forgotten.
        let _ = storage.set_item(key, value);
    }
}

/// The language chosen last, else this one, else the browser's.
#[must_use]
pub fn language(otherwise: Option<UiLanguage>) -> UiLanguage {
    read(LANGUAGE).and_then(|code| UiLanguage::from_code(&code)).or(otherwise).unwrap_or_else(UiLanguage::from_browser)
}

/// Remembers the language and names it on the document.
pub fn keep_language(language: UiLanguage, remember: bool) {
    if remember {
        write(LANGUAGE, language.code());
    }
    set_on_document("lang", language.code());
}

/// The theme chosen last, else this one, else the system's.
#[must_use]
pub fn theme(otherwise: Option<Theme>) -> Theme {
    read(THEME).map(|name| Theme::from_name(&name)).or(otherwise).unwrap_or_default()
}

/// The theme that is shown.
#[must_use]
pub fn shown_theme() -> Theme {
    document_element().and_then(|root| root.get_attribute("data-theme")).map(|name| Theme::from_name(&name)).unwrap_or_default()
}

/// Remembers the theme and sets it on the document.
pub fn keep_theme(theme: Theme, remember: bool) {
    if remember {
        write(THEME, theme.name());
    }
    set_on_document("data-theme", theme.name());
}

fn document_element() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.document_element()
}

fn set_on_document(name: &str, value: &str) {
    if let Some(root) = document_element() {
        // Both names are valid attributes.
        let _ = root.set_attribute(name, value);
    }
}
