//! Owns the rows of the hosts that share a database, each with the moment until which it is taken for alive.
//! Refuses the hosts' own clocks: the database's alone says what time it is.

use super::{
    StoreError,
    connection::{Db, Statement, by_database, query, query_scalar},
};
use std::time::Duration;

const RENEW: Statement = by_database(
    "UPDATE sending_host SET until = CAST(unixepoch('subsec') * 1000 AS INTEGER) + $2 WHERE id = $1",
    "UPDATE sending_host SET until = (extract(epoch FROM clock_timestamp()) * 1000)::bigint + $2 WHERE id = $1",
);
const BEGIN: Statement = by_database(
    "INSERT INTO sending_host (id, until) VALUES ($1, CAST(unixepoch('subsec') * 1000 AS INTEGER) + $2)",
    "INSERT INTO sending_host (id, until) VALUES ($1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint + $2)",
);
const OVER: Statement = by_database(
    "SELECT id FROM sending_host WHERE until < CAST(unixepoch('subsec') * 1000 AS INTEGER) AND id <> $1",
    "SELECT id FROM sending_host WHERE until < (extract(epoch FROM clock_timestamp()) * 1000)::bigint AND id <> $1",
);

/// What became of a host's lease.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lease {
    /// It goes on.
    Renewed,
    /// It is new: there was none, or another host had taken this one for dead.
    Begun,
}

/// Makes a host's lease last so long from now on.
///
/// # Errors
/// [`StoreError`]
pub async fn renew(db: &mut Db, id: &str, lease: Duration) -> Result<Lease, StoreError> {
    let lease = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX / 2);
    if query(RENEW).bind(id).bind(lease).execute(&mut *db).await?.rows_affected() > 0 {
        return Ok(Lease::Renewed);
    }
    query(BEGIN).bind(id).bind(lease).execute(db).await?;
    Ok(Lease::Begun)
}

/// The other hosts whose lease is over.
///
/// # Errors
/// [`StoreError`]
pub async fn over(db: &mut Db, but: &str) -> Result<Vec<String>, StoreError> {
    Ok(query_scalar(OVER).bind(but).fetch_all(db).await?)
}

/// Every host but this one.
///
/// # Errors
/// [`StoreError`]
pub async fn others(db: &mut Db, but: &str) -> Result<Vec<String>, StoreError> {
    Ok(query_scalar("SELECT id FROM sending_host WHERE id <> $1").bind(but).fetch_all(db).await?)
}

/// Ends a host's lease.
///
/// # Errors
/// [`StoreError`]
pub async fn end(db: &mut Db, id: &str) -> Result<(), StoreError> {
    query("DELETE FROM sending_host WHERE id = $1").bind(id).execute(db).await?;
    Ok(())
}
