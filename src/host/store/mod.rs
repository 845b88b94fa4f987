//! Owns the database: opening it, and the reading and writing of every kind of row in the modules below.
//! Refuses to decide anything; `domain` is asked first, and the store keeps what came of it.

pub mod access;
pub mod activity;
pub mod activity_chain;
pub mod batch_control;
pub mod batches;
pub mod connection;
pub mod contacts;
pub mod deliveries;
pub mod fault;
pub mod idempotency;
pub mod notes;
pub mod operation;
pub mod organization;
pub mod people_changes;
pub mod people_in_bulk;
pub mod reminder_runs;
pub mod scim;
pub mod sending;
pub mod sending_hosts;
pub mod server;
pub mod settings;
pub mod templates;
pub mod undeliverable;
pub mod unsubscribe_key;
pub mod users;
mod writer;

use crate::domain::timestamp::Timestamp;
use connection::InTransaction;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    PgPool, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::sync::Mutex;
use writer::{Writer, turn};

/// How long a writer waits for another one, such as a large import.
const PATIENCE: Duration = Duration::from_secs(60);

/// Rows that wait between the thread of a file and whoever asked for them.
const ROWS_ON_THE_WAY: usize = 4_096;
/// Connections to a file for reading.
const READERS: u32 = 8;
/// What the one connection to a file that writes keeps at hand of it, in KiB: rows are written several times within a moment. Not
/// more, since SQLite looks through all of it at the end of each transaction that moved pages.
const WRITER_KEEPS: &str = "-4096";
/// Pages that are written before they are put in their places, 32 MiB: pages that are written again and again go there once.
const PAGES_ON_THE_WAY: &str = "8000";
/// Held by whoever writes to a PostgreSQL database as an administrator does, one after the other. Any number, as long as it is this one.
const WRITER: i64 = 0x75_73_68_65_72;
/// Held by whoever keeps what came of sending, for a moment: their changes of people would come one after the other anyway, and
/// so no two hosts send to one person at once.
const SENDER: i64 = WRITER + 1;

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: Pool,
}

#[derive(Clone, Debug)]
enum Pool {
    /// A file of this host alone.
    Sqlite {
        /// For reading.
        readers: SqlitePool,
        /// For writing.
        writer: Writer,
    },
    /// A server that several hosts share. Of the writers of this host one waits there, so that a long write leaves connections
    /// for reading.
    Postgres(PgPool, Arc<Mutex<()>>),
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
    /// The server or what is on it.
    #[error(transparent)]
    Unreachable(#[from] server::Unreachable),
    /// Another writer did not come to its end.
    #[error("another writer, such as a large import, took too long")]
    Busy,
    /// The tables could not be brought up to date.
    #[error("the tables could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

/// A connection for reading.
pub type Reading = connection::Reading;
/// A transaction for reading.
pub type Snapshot = InTransaction;
/// A transaction for writing; it holds the only write lock, so what it reads stays true until it commits.
pub type Writing = InTransaction;

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
            .busy_timeout(PATIENCE)
            // Rows pass from the thread of the file to whoever asked; with a short queue the two wake each other for every few.
            .row_buffer_size(ROWS_ON_THE_WAY);
        let writing = options.clone().pragma("cache_size", WRITER_KEEPS).pragma("wal_autocheckpoint", PAGES_ON_THE_WAY);
        // A file does not go away, and asking each time whether it is there costs as much as reading from it.
        let readers = SqlitePoolOptions::new().max_connections(READERS).acquire_timeout(PATIENCE).test_before_acquire(false);
        let readers = readers.connect_with(options).await?;
        sqlx::migrate!("src/host/store/migrations").run(&readers).await?;
        Ok(Self { pool: Pool::Sqlite { readers, writer: Writer::new(writing) } })
    }

    /// Opens a PostgreSQL database by its address (`postgres://user:password@host/name`) and brings its tables up to date.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn connect(address: &str) -> Result<Self, StoreError> {
        let pool = server::connect(address).await?;
        // Hosts that start at once come one after the other: the first one holds a lock until it is through.
        sqlx::migrate!("src/host/store/postgres").run(&pool).await?;
        Ok(Self { pool: Pool::Postgres(pool, Arc::default()) })
    }

    /// Whether other hosts may work on it at the same time.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        match self.pool {
            Pool::Sqlite { .. } => false,
            Pool::Postgres(..) => true,
        }
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn read(&self) -> Result<Reading, StoreError> {
        Ok(connection::Reading(match &self.pool {
            Pool::Sqlite { readers, .. } => readers.acquire().await?.into(),
            Pool::Postgres(pool, _) => pool.acquire().await?.into(),
        }))
    }

    /// A transaction for reading: everything that it reads is true at one moment, whatever is written meanwhile.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Ok(match &self.pool {
            Pool::Sqlite { readers, .. } => readers.begin().await?.into(),
            Pool::Postgres(pool, _) => pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?.into(),
        })
    }

    /// Begins a write. Dropping it without `commit` undoes everything.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn write(&self) -> Result<Writing, StoreError> {
        Ok(match &self.pool {
            Pool::Sqlite { writer, .. } => InTransaction::of_file(writer.begin().await?),
            Pool::Postgres(pool, writer) => {
                let turn = turn(writer).await?;
                let mut transaction = InTransaction::of_writer(pool.begin().await?, turn);
                connection::query("SELECT pg_advisory_xact_lock($1)").bind(WRITER).execute(&mut transaction).await?;
                transaction
            }
        })
    }

    /// Begins a write of those who send: it does not wait for an administrator who has much to write, as far as the database
    /// can do without, and no administrator waits for it.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn work(&self) -> Result<Writing, StoreError> {
        Ok(match &self.pool {
            Pool::Sqlite { writer, .. } => InTransaction::of_file(writer.begin().await?),
            Pool::Postgres(pool, _) => {
                let mut transaction: InTransaction = pool.begin().await?.into();
                connection::query("SELECT pg_advisory_xact_lock($1)").bind(SENDER).execute(&mut transaction).await?;
                transaction
            }
        })
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite { readers, writer } => {
                readers.close().await;
                // It is gone either way.
                let _ = writer.close().await;
            }
            Pool::Postgres(pool, _) => pool.close().await,
        }
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
