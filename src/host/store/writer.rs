//! Owns the one connection to a file that writes, and whose turn it is.
//! Refuses to keep a connection of which it is not known that nothing is open on it: the next turn begins with a new one.

use super::{PATIENCE, StoreError};
use sqlx::{
    ConnectOptions, Connection,
    sqlite::{SqliteConnectOptions, SqliteConnection},
};
use std::sync::Arc;
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
};

/// The connection, while it is nobody's turn; none before the first turn and after one that did not come to its end.
type Kept = Option<SqliteConnection>;

/// Whoever writes to a file. Writers come in the order in which they asked. There is one connection, since what it keeps of the
/// file at hand stays true from one write to the next only while no other one writes, and no pool, which would ask it twice for
/// each write whether it is still there.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    options: Arc<SqliteConnectOptions>,
    kept: Arc<Mutex<Kept>>,
}

/// A transaction on the connection that writes. Dropping it closes the connection, which undoes everything.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) connection: SqliteConnection,
    kept: OwnedMutexGuard<Kept>,
}

/// Waits until all that asked before came to their end.
///
/// # Errors
/// [`StoreError::Busy`]
pub(super) async fn turn<T>(of: &Arc<Mutex<T>>) -> Result<OwnedMutexGuard<T>, StoreError> {
    timeout(PATIENCE, Arc::clone(of).lock_owned()).await.map_err(|_| StoreError::Busy)
}

impl Writer {
    /// Nobody's turn yet.
    pub(super) fn new(options: SqliteConnectOptions) -> Self {
        Self { options: Arc::new(options), kept: Arc::default() }
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// [`StoreError`]
    pub(super) async fn begin(&self) -> Result<Turn, StoreError> {
        let mut kept = turn(&self.kept).await?;
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await?;
        Ok(Turn { connection, kept })
    }

    /// Closes the connection once nobody writes.
    pub(super) async fn close(&self) -> Result<(), sqlx::Error> {
        match self.kept.lock().await.take() {
            Some(connection) => connection.close().await,
            None => Ok(()),
        }
    }
}

impl Turn {
    /// Keeps what was done.
    ///
    /// # Errors
    /// When it could not be brought to the disk.
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        self.end("COMMIT").await
    }

    /// Undoes what was done.
    ///
    /// # Errors
    /// When the file cannot be reached.
    pub(super) async fn rollback(self) -> Result<(), sqlx::Error> {
        self.end("ROLLBACK").await
    }

    async fn end(self, how: &'static str) -> Result<(), sqlx::Error> {
        let Self { mut connection, mut kept } = self;
        sqlx::query(how).execute(&mut connection).await?;
        *kept = Some(connection);
        Ok(())
    }
}
