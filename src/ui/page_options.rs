//! Owns what `config.json` beside the page says: where the API is, where people sign in, and what a browser shows that has not
//! chosen yet. The page's first script has checked it, and hands it over on the element that stands there until the program runs.
//! Refuses what an administrator chose in this browser; that comes first, and is in `preferences`.

use super::{preferences::Theme, text::UiLanguage};
use leptos::prelude::*;

/// What the page was set up with; empty where nothing is said.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PageOptions {
    /// Where the API's paths begin; without it, the page's own origin, and the demonstration where there is none.
    pub api_base: Option<String>,
    /// Where people sign in.
    pub sign_in: Option<String>,
    /// The language until another is chosen.
    pub locale: Option<UiLanguage>,
    /// The theme until another is chosen.
    pub theme: Option<Theme>,
}

impl PageOptions {
    /// Reads them once, before the program takes the page.
    #[must_use]
    pub fn read() -> Self {
        let boot = document().query_selector("[data-boot]").ok().flatten();
        let said = |name: &str| boot.as_ref()?.get_attribute(name).filter(|value| !value.is_empty());
        Self {
            api_base: said("data-api-base").map(|base| base.trim_end_matches('/').to_owned()),
            sign_in: said("data-sign-in"),
            locale: said("data-locale").and_then(|code| UiLanguage::from_code(&code)),
            theme: said("data-theme").map(|name| Theme::from_name(&name)),
        }
    }
}
