//! Owns what keeps a promise from being kept: it is broken, the backend does not offer it, or it could not be tried.
//! Refuses to blame a promise for what another one broke.

use std::fmt::Debug;

/// Why a promise does not count as kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding {
    /// The backend does otherwise; what was seen.
    Broken(String),
    /// The backend says that it cannot.
    NotOffered(String),
    /// It could not be tried, and why.
    NotTried(String),
}

/// What a trial of one promise comes to.
pub type Found<T = ()> = Result<T, Finding>;

/// Broken, unless it is so.
pub fn holds(so: bool, otherwise: impl FnOnce() -> String) -> Found {
    if so { Ok(()) } else { Err(Finding::Broken(otherwise())) }
}

/// Broken, unless both are the same. For what may be shown: numbers, names of states, pointers.
pub fn same<T: PartialEq + Debug>(what: &str, found: T, expected: T) -> Found {
    holds(found == expected, || format!("{what}: {found:?}, where {expected:?} was expected"))
}

/// What a promise needs first: where that fails, another promise tells of it, and this one was not tried.
pub trait First<T> {
    /// The same, and a fault of it only says what was missing.
    fn first(self, what: &str) -> Found<T>;
}

impl<T> First<T> for Found<T> {
    fn first(self, what: &str) -> Self {
        self.map_err(|finding| match finding {
            Finding::Broken(seen) => Finding::NotTried(format!("{what} first: {seen}")),
            Finding::NotOffered(_) | Finding::NotTried(_) => finding,
        })
    }
}

/// Not tried, for want of something.
pub fn wanting<T>(found: Option<T>, what: &str) -> Found<T> {
    found.ok_or_else(|| Finding::NotTried(what.to_owned()))
}
