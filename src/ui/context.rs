//! Owns what every page may ask for: words, backend, the session's facts, the directory, notices.
//! Refuses page state, which stays in its page.

use super::{
    directory::Directory,
    text::{Text, UiLanguage},
    unsaved_notes::UnsavedNotes,
    unsaved_settings::UnsavedSettings,
};
use crate::api::payload::Capabilities;
use crate::backend::{Backend, Failure};
use crate::domain::{organization::Organization, time_zone::TimeZone, timestamp::Timestamp};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};

/// The words of the console, in the language that is chosen now.
#[derive(Clone, Copy)]
pub struct Words(pub RwSignal<UiLanguage>);

impl Words {
    /// The words; follows the language. Where the console was taken from its page meanwhile, nobody reads them any more.
    #[must_use]
    pub fn get(self) -> Text {
        Text(self.0.try_get().unwrap_or(UiLanguage::English))
    }

    /// The words now, without following.
    #[must_use]
    pub fn now(self) -> Text {
        Text(self.0.try_get_untracked().unwrap_or(UiLanguage::English))
    }
}

/// Facts that hold for the whole session.
#[derive(Clone)]
pub struct Session {
    /// What is called.
    pub backend: Backend,
    /// What it can do.
    pub capabilities: Capabilities,
}

/// The organization, read again when an import changed its licenses.
#[derive(Clone, Copy)]
pub struct OrganizationFacts(pub LocalResource<Result<Organization, Failure>>);

impl OrganizationFacts {
    /// Its clocks; UTC until they were read.
    #[must_use]
    pub fn zone(self) -> TimeZone {
        self.0.get().and_then(Result::ok).map(|organization| organization.time_zone).unwrap_or_default()
    }
}

/// Short messages about what just happened.
#[derive(Clone, Copy)]
pub struct Notices(pub RwSignal<Vec<Notice>>);

/// One message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// For the list.
    pub id: u64,
    /// How it is meant.
    pub tone: Tone,
    /// What it says.
    pub words: String,
}

/// How something is meant. Always shown as icon, word and colour together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    /// It went well.
    Good,
    /// Look at this.
    Caution,
    /// It did not work.
    Bad,
    /// Worth knowing.
    Note,
    /// Nothing to do.
    #[default]
    Still,
}

impl Tone {
    /// Name in `data-tone`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Caution => "caution",
            Self::Bad => "bad",
            Self::Note => "note",
            Self::Still => "still",
        }
    }

    /// The icon that goes with it.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Good => "check-circle",
            Self::Caution => "alert",
            Self::Bad => "x-circle",
            Self::Note => "info",
            Self::Still => "minus-circle",
        }
    }
}

/// Messages at once. Whoever lets more come has not read the oldest and will not.
const AT_ONCE: usize = 3;

impl Notices {
    /// Shows a message until it is dismissed; at most three at once.
    pub fn show(self, tone: Tone, words: impl Into<String>) {
        let words = words.into();
        self.0.update(|notices| {
            let id = notices.last().map_or(0, |last| last.id + 1);
            notices.retain(|notice| notice.words != words);
            notices.push(Notice { id, tone, words });
            let surplus = notices.len().saturating_sub(AT_ONCE);
            notices.drain(..surplus);
        });
    }

    /// Takes a message away.
    pub fn dismiss(self, id: u64) {
        self.0.update(|notices| notices.retain(|notice| notice.id != id));
    }
}

/// The words.
///
/// # Panics
/// Outside the console.
#[must_use]
pub fn words() -> Words {
    expect_context()
}

/// The session.
///
/// # Panics
/// Outside the console.
#[must_use]
pub fn session() -> Session {
    expect_context()
}

/// The directory.
///
/// # Panics
/// Outside the console.
#[must_use]
pub fn directory() -> Directory {
    expect_context()
}

/// The settings that are typed and not saved.
///
/// # Panics
/// Outside the console.
#[must_use]
pub fn unsaved_settings() -> UnsavedSettings {
    expect_context()
}

/// What is typed about people and not saved.
///
/// # Panics
/// Outside the console.
#[must_use]
pub fn unsaved_notes() -> UnsavedNotes {
    expect_context()
}

/// The organization.
///
/// # Panics
/// Outside the console.
#[must_use]
pub fn organization() -> OrganizationFacts {
    expect_context()
}

/// The notices.
///
/// # Panics
/// Outside the console.
#[must_use]
pub fn notices() -> Notices {
    expect_context()
}

/// Calls a listener of the window for as long as the component lives that asked for it.
pub fn listen_while_mounted<E: ?Sized + 'static>(event: &'static str, listener: Closure<E>) {
    if let Some(window) = web_sys::window() {
        listen_at(window.into(), event, listener);
    }
}

/// Calls a listener for as long as the component lives that asked for it.
pub fn listen_at<E: ?Sized + 'static>(target: web_sys::EventTarget, event: &'static str, listener: Closure<E>) {
    // Adding a listener cannot fail, and neither can removing it.
    let _ = target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    let listener = StoredValue::new_local((target, listener));
    on_cleanup(move || {
        listener.with_value(|(target, listener)| {
            let _ = target.remove_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        });
    });
}

/// Now, by the browser's clock.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "milliseconds are whole and fit")]
pub fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// A new identifier by chance, for rules, blocks and idempotency keys.
#[must_use]
pub fn new_key() -> String {
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    // Without a secure context there is no generator; the clock still tells two apart.
    crypto.map_or_else(|| format!("k{}", js_sys::Date::now()), |crypto| crypto.random_uuid())
}
