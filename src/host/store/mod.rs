//! Owns the database: opening it, and the reading and writing of every kind of row in the modules below.
//! Refuses to decide anything; `domain` is asked first, and the store keeps what came of it.

pub mod access;
pub mod activity;
pub mod activity_chain;
pub mod batches;
pub mod contacts;
pub mod deliveries;
pub mod idempotency;
pub mod notes;
pub mod organization;
pub mod people_changes;
pub mod people_in_bulk;
pub mod reminder_runs;
pub mod settings;
pub mod templates;
pub mod unsubscribe_key;
pub mod users;

use crate::domain::timestamp::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    Sqlite, SqlitePool, Transaction,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

/// How long a writer waits for another one, such as a large import.
const PATIENCE: Duration = Duration::from_secs(60);

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
}

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// What is kept there cannot be read.
    #[error("a kept {0} cannot be read")]
    Unreadable(&'static str),
    /// The email settings hold what this version of Usher does not know.
    #[error("the email settings were saved by another version of Usher")]
    SettingsOfAnotherVersion,
    /// The tables could not be brought up to date.
    #[error("the tables could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

/// A connection for reading.
pub type Reading = PoolConnection<Sqlite>;
/// A transaction for reading.
pub type Snapshot = Transaction<'static, Sqlite>;
/// A transaction for writing; it holds the only write lock, so what it reads stays true until it commits.
pub type Writing = Transaction<'static, Sqlite>;

impl Store {
    /// Opens the database in a file, makes it if there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // "Sending" must be on the disk before the mail leaves, or a power cut could send it twice.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let pool = SqlitePoolOptions::new().max_connections(8).acquire_timeout(PATIENCE).connect_with(options).await?;
        sqlx::migrate!("src/host/store/migrations").run(&pool).await?;
        Ok(Self { pool })
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn read(&self) -> Result<Reading, StoreError> {
        Ok(self.pool.acquire().await?)
    }

    /// A transaction for reading: everything that it reads is true at one moment, whatever is written meanwhile.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Ok(self.pool.begin().await?)
    }

    /// Begins a write. Dropping it without `commit` undoes everything.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn write(&self) -> Result<Writing, StoreError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// JSON for a document column.
fn document(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("document"))
}

/// A value out of a document column.
fn read_document<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable(what))
}

/// The wire name of a variant without fields, as columns keep it.
fn name_of(value: &impl Serialize) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        Ok(_) | Err(_) => Err(StoreError::Unreadable("name")),
    }
}

/// The variant of a wire name.
fn read_name<T: DeserializeOwned>(name: String, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(name)).map_err(|_| StoreError::Unreadable(what))
}

/// A count out of a column; counts are never negative.
fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}

/// A number for a column; numbers that large do not occur.
fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn time(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}
