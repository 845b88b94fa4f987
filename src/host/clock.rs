//! Owns "now". Everything else is given it as an argument.
//! Refuses time zones; points in time are UTC.

use crate::domain::timestamp::Timestamp;
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// Where "now" comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands until it is set, in milliseconds since 1970.
    Set(Arc<AtomicI64>),
    /// A file that holds the time; what it held last, where it cannot be read.
    File(PathBuf, Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at this point in time.
    #[must_use]
    pub fn standing_at(at: Timestamp) -> Self {
        Self::Set(Arc::new(AtomicI64::new(at.millis())))
    }

    /// A clock that a file stands in for.
    ///
    /// # Errors
    /// The file cannot be read or holds no time.
    pub fn in_file(file: &str) -> Result<Self, String> {
        let path = PathBuf::from(file);
        let at = read(&path).ok_or_else(|| format!("{file} does not hold a time such as 2026-11-22T12:00:00Z"))?;
        Ok(Self::File(path, Arc::new(AtomicI64::new(at.millis()))))
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => {
                let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp::from_millis(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
            }
            Self::Set(millis) => Timestamp::from_millis(millis.load(Ordering::SeqCst)),
            Self::File(path, last) => {
                if let Some(at) = read(path) {
                    last.store(at.millis(), Ordering::SeqCst);
                }
                Timestamp::from_millis(last.load(Ordering::SeqCst))
            }
        }
    }

    /// Sets a standing clock; the machine's clock and a file are left alone.
    pub fn set(&self, at: Timestamp) {
        match self {
            Self::System | Self::File(..) => {}
            Self::Set(millis) => millis.store(at.millis(), Ordering::SeqCst),
        }
    }
}

fn read(path: &Path) -> Option<Timestamp> {
    std::fs::read_to_string(path).ok().and_then(|text| Timestamp::parse(&text).ok())
}
