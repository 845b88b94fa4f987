//! Which database a run of the tests is on.

use crate::postgres;
use std::path::Path;

/// The kind of a database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    /// That of this run: every test holds for both, and a whole run goes over one of them.
    pub fn of_this_run() -> Self {
        match std::env::var("USHER_TEST_DATABASE").as_deref() {
            Ok("postgres") => Self::Postgres,
            Ok("sqlite") | Err(_) => Self::Sqlite,
            Ok(other) => panic!("USHER_TEST_DATABASE is {other}, neither sqlite nor postgres"),
        }
    }
}

/// The environment that tells a host with this data folder where its database is.
pub fn database_of(folder: &Path) -> [(&'static str, String); 1] {
    let address = match Kind::of_this_run() {
        Kind::Sqlite => String::new(),
        Kind::Postgres => postgres::of(folder),
    };
    [("USHER_DATABASE_URL", address)]
}
