//! Owns the connections to the database, of whichever kind it is, and the statements that run on them.
//! Refuses to write SQL of its own: a statement that both databases read the same is one text, any other is two.

use super::writer::Turn;
use sqlx::{
    FromRow, Postgres, Sqlite, Transaction,
    pool::PoolConnection,
    postgres::{PgConnection, PgRow},
    sqlite::{SqliteConnection, SqliteRow},
};
use std::ops::{Deref, DerefMut};
use tokio::sync::OwnedMutexGuard;

/// A connection.
#[derive(Debug)]
pub struct Db(Inner);

#[derive(Debug)]
enum Inner {
    Sqlite(PoolConnection<Sqlite>),
    SqliteTransaction(Transaction<'static, Sqlite>),
    SqliteTurn(Turn),
    Postgres(PoolConnection<Postgres>),
    PostgresTransaction(Transaction<'static, Postgres>),
}

/// The driver's own connection.
enum Driver<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Db {
    fn driver(&mut self) -> Driver<'_> {
        match &mut self.0 {
            Inner::Sqlite(connection) => Driver::Sqlite(connection),
            Inner::SqliteTransaction(transaction) => Driver::Sqlite(transaction),
            Inner::SqliteTurn(turn) => Driver::Sqlite(&mut turn.connection),
            Inner::Postgres(connection) => Driver::Postgres(connection),
            Inner::PostgresTransaction(transaction) => Driver::Postgres(transaction),
        }
    }
}

impl From<PoolConnection<Sqlite>> for Db {
    fn from(connection: PoolConnection<Sqlite>) -> Self {
        Self(Inner::Sqlite(connection))
    }
}

impl From<PoolConnection<Postgres>> for Db {
    fn from(connection: PoolConnection<Postgres>) -> Self {
        Self(Inner::Postgres(connection))
    }
}

/// A connection outside a transaction: every statement sees what was committed before it.
#[derive(Debug)]
pub struct Reading(pub(super) Db);

/// A transaction. Dropping it without `commit` undoes everything.
#[derive(Debug)]
pub struct InTransaction {
    db: Db,
    /// The turn of a host's one writer, given back at the end.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl InTransaction {
    /// The transaction of a host's one writer.
    pub(super) fn of_writer(transaction: Transaction<'static, Postgres>, turn: OwnedMutexGuard<()>) -> Self {
        Self { db: Db(Inner::PostgresTransaction(transaction)), _turn: Some(turn) }
    }

    /// The transaction of a file's one writer.
    pub(super) fn of_file(turn: Turn) -> Self {
        Self { db: Db(Inner::SqliteTurn(turn)), _turn: None }
    }

    /// Keeps what was done in it.
    ///
    /// # Errors
    /// When the database could not bring it to the disk.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self.db.0 {
            Inner::SqliteTransaction(transaction) => transaction.commit().await,
            Inner::SqliteTurn(turn) => turn.commit().await,
            Inner::PostgresTransaction(transaction) => transaction.commit().await,
            // `From` below makes no others.
            Inner::Sqlite(_) | Inner::Postgres(_) => Ok(()),
        }
    }

    /// Undoes what was done in it, now and not some time after it was dropped.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn rollback(self) -> Result<(), sqlx::Error> {
        match self.db.0 {
            Inner::SqliteTransaction(transaction) => transaction.rollback().await,
            Inner::SqliteTurn(turn) => turn.rollback().await,
            Inner::PostgresTransaction(transaction) => transaction.rollback().await,
            Inner::Sqlite(_) | Inner::Postgres(_) => Ok(()),
        }
    }
}

impl From<Transaction<'static, Sqlite>> for InTransaction {
    fn from(transaction: Transaction<'static, Sqlite>) -> Self {
        Self { db: Db(Inner::SqliteTransaction(transaction)), _turn: None }
    }
}

impl From<Transaction<'static, Postgres>> for InTransaction {
    fn from(transaction: Transaction<'static, Postgres>) -> Self {
        Self { db: Db(Inner::PostgresTransaction(transaction)), _turn: None }
    }
}

macro_rules! derefs {
    ($of:ty, $field:tt) => {
        impl Deref for $of {
            type Target = Db;

            fn deref(&self) -> &Db {
                &self.$field
            }
        }

        impl DerefMut for $of {
            fn deref_mut(&mut self) -> &mut Db {
                &mut self.$field
            }
        }
    };
}

derefs!(Reading, 0);
derefs!(InTransaction, db);

/// The text of a statement, with `$1`, `$2` and so on for its values.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    sqlite: &'static str,
    postgres: &'static str,
}

impl From<&'static str> for Statement {
    fn from(text: &'static str) -> Self {
        Self { sqlite: text, postgres: text }
    }
}

/// A statement that the two databases read differently.
#[must_use]
pub const fn by_database(sqlite: &'static str, postgres: &'static str) -> Statement {
    Statement { sqlite, postgres }
}

/// A value of a statement.
#[derive(Clone, Debug)]
pub enum Value {
    /// A whole number.
    Number(Option<i64>),
    /// Text.
    Text(Option<String>),
    /// Octets.
    Octets(Option<Vec<u8>>),
}

macro_rules! value {
    ($($from:ty => |$it:ident| $value:expr, $none:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($it: $from) -> Self {
                $value
            }
        }

        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                value.map_or($none, Self::from)
            }
        }
    )*};
}

value! {
    i64 => |number| Self::Number(Some(number)), Self::Number(None);
    u32 => |number| Self::Number(Some(number.into())), Self::Number(None);
    String => |text| Self::Text(Some(text)), Self::Text(None);
    &String => |text| Self::Text(Some(text.clone())), Self::Text(None);
    &str => |text| Self::Text(Some(text.to_owned())), Self::Text(None);
    Vec<u8> => |octets| Self::Octets(Some(octets)), Self::Octets(None);
    &[u8] => |octets| Self::Octets(Some(octets.to_vec())), Self::Octets(None);
}

/// A row that both drivers can read.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Row for T {}

/// A statement with its values.
#[derive(Debug)]
pub struct Query {
    statement: Statement,
    values: Vec<Value>,
}

/// A statement of which only the first column of each row is read.
#[derive(Debug)]
pub struct Scalar(Query);

/// What a statement did.
#[derive(Clone, Copy, Debug)]
pub struct Done {
    rows: u64,
}

impl Done {
    /// Rows that were added, changed or removed.
    #[must_use]
    pub const fn rows_affected(self) -> u64 {
        self.rows
    }
}

/// A statement; its rows, if it has any, are read as what they are assigned to.
pub fn query(statement: impl Into<Statement>) -> Query {
    Query { statement: statement.into(), values: Vec::new() }
}

/// A statement of which only the first column is read.
pub fn query_scalar(statement: impl Into<Statement>) -> Scalar {
    Scalar(query(statement))
}

/// Gives every value to a driver's query.
macro_rules! bound {
    ($query:expr, $values:expr) => {
        $values.into_iter().fold($query, |query, value| match value {
            Value::Number(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
            Value::Octets(octets) => query.bind(octets),
        })
    };
}

/// Reads rows by one of the methods of the drivers.
macro_rules! fetched {
    ($self:ident, $db:ident, $method:ident) => {
        match $db.driver() {
            Driver::Sqlite(connection) => {
                bound!(sqlx::query_as::<Sqlite, T>($self.statement.sqlite), $self.values).$method(connection).await
            }
            Driver::Postgres(connection) => {
                bound!(sqlx::query_as::<Postgres, T>($self.statement.postgres), $self.values).$method(connection).await
            }
        }
    };
}

impl Query {
    /// Gives the next value.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Runs it.
    ///
    /// # Errors
    /// When the database refuses or fails.
    pub async fn execute(self, db: &mut Db) -> Result<Done, sqlx::Error> {
        let rows = match db.driver() {
            Driver::Sqlite(connection) => {
                bound!(sqlx::query(self.statement.sqlite), self.values).execute(connection).await?.rows_affected()
            }
            Driver::Postgres(connection) => {
                bound!(sqlx::query(self.statement.postgres), self.values).execute(connection).await?.rows_affected()
            }
        };
        Ok(Done { rows })
    }

    /// Every row.
    ///
    /// # Errors
    /// When the database refuses or fails, or a row is not of this kind.
    pub async fn fetch_all<T: Row>(self, db: &mut Db) -> Result<Vec<T>, sqlx::Error> {
        fetched!(self, db, fetch_all)
    }

    /// The first row.
    ///
    /// # Errors
    /// As `fetch_all`, and when there is none.
    pub async fn fetch_one<T: Row>(self, db: &mut Db) -> Result<T, sqlx::Error> {
        fetched!(self, db, fetch_one)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As `fetch_all`.
    pub async fn fetch_optional<T: Row>(self, db: &mut Db) -> Result<Option<T>, sqlx::Error> {
        fetched!(self, db, fetch_optional)
    }
}

impl Scalar {
    /// Gives the next value.
    #[must_use]
    pub fn bind(self, value: impl Into<Value>) -> Self {
        Self(self.0.bind(value))
    }

    /// The value of every row.
    ///
    /// # Errors
    /// When the database refuses or fails, or a value is not of this kind.
    pub async fn fetch_all<T>(self, db: &mut Db) -> Result<Vec<T>, sqlx::Error>
    where
        (T,): Row,
    {
        Ok(self.0.fetch_all::<(T,)>(db).await?.into_iter().map(|(value,)| value).collect())
    }

    /// The value of the first row.
    ///
    /// # Errors
    /// As `fetch_all`, and when there is none.
    pub async fn fetch_one<T>(self, db: &mut Db) -> Result<T, sqlx::Error>
    where
        (T,): Row,
    {
        Ok(self.0.fetch_one::<(T,)>(db).await?.0)
    }

    /// The value of the first row, if there is one.
    ///
    /// # Errors
    /// As `fetch_all`.
    pub async fn fetch_optional<T>(self, db: &mut Db) -> Result<Option<T>, sqlx::Error>
    where
        (T,): Row,
    {
        Ok(self.0.fetch_optional::<(T,)>(db).await?.map(|(value,)| value))
    }
}
