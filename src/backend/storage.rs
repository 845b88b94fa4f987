//! Owns the browser's own storage: texts under names, which stay in this browser or go with the tab.
//! Refuses to promise anything: a private window may keep nothing, and a full storage keeps no more.

use serde::{Serialize, de::DeserializeOwned};

/// Where a text is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Storage {
    /// In this browser, for every tab.
    Browser,
    /// In this tab, until it is closed.
    Tab,
}

/// The browser keeps nothing for this page, or not this too.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this browser keeps nothing for this page")]
pub struct NotKept;

impl Storage {
    fn open(self) -> Option<web_sys::Storage> {
        let window = web_sys::window()?;
        let opened = match self {
            Self::Browser => window.local_storage(),
            Self::Tab => window.session_storage(),
        };
        opened.ok().flatten()
    }

    /// What is kept under a name.
    #[must_use]
    pub fn read(self, name: &str) -> Option<String> {
        self.open()?.get_item(name).ok().flatten()
    }

    /// The same, where it was written as JSON of this kind.
    #[must_use]
    pub fn read_json<T: DeserializeOwned>(self, name: &str) -> Option<T> {
        serde_json::from_str(&self.read(name)?).ok()
    }

    /// Keeps a text under a name.
    ///
    /// # Errors
    /// [`NotKept`]
    pub fn write(self, name: &str, text: &str) -> Result<(), NotKept> {
        self.open().ok_or(NotKept)?.set_item(name, text).map_err(|_| NotKept)
    }

    /// Keeps a value as JSON.
    ///
    /// # Errors
    /// [`NotKept`]
    pub fn write_json(self, name: &str, value: &impl Serialize) -> Result<(), NotKept> {
        self.write(name, &serde_json::to_string(value).map_err(|_| NotKept)?)
    }

    /// Forgets what is kept under a name, if anything is.
    pub fn remove(self, name: &str) {
        if let Some(storage) = self.open() {
            // Where the browser keeps nothing, there is nothing to forget.
            let _ = storage.remove_item(name);
        }
    }

    /// Every name under which something is kept.
    #[must_use]
    pub fn names(self) -> Vec<String> {
        let Some(storage) = self.open() else { return Vec::new() };
        (0..storage.length().unwrap_or_default()).filter_map(|at| storage.key(at).ok().flatten()).collect()
    }
}
