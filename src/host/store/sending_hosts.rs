//! Owns the rows of the hosts that share a database, each with the moment until which it is taken for alive.
//! Refuses the hosts' own clocks: the database's alone says what time it is.

use super::{
    StoreError,
    connection::{Db, Statement, by_database, query, query_scalar},
};
use std::time::Duration;

/// A statement with the database's own time, in milliseconds, as `now.ms` between its two parts.
macro_rules! by_its_clock {
    ($before:literal, $after:literal) => {
        by_database(
            concat!($before, "(SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS ms) AS now", $after),
            concat!($before, "(SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms) AS now", $after),
        )
    };
}

const RENEW: Statement = by_its_clock!(
    "UPDATE sending_host SET since = CASE WHEN until < now.ms THEN now.ms ELSE since END, until = now.ms + $2 FROM ",
    " WHERE id = $1"
);
const BEGIN: Statement = by_its_clock!("INSERT INTO sending_host (id, until, since) SELECT $1, now.ms + $2, now.ms FROM ", "");
const OVER: Statement = by_its_clock!(
    "SELECT other.id FROM ",
    " JOIN sending_host own ON own.id = $1 AND own.until >= now.ms AND own.since <= now.ms - $2 \
     JOIN sending_host other ON other.id <> own.id AND other.until < now.ms"
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
    let lease = milliseconds(lease);
    if query(RENEW).bind(id).bind(lease).execute(&mut *db).await?.rows_affected() > 0 {
        return Ok(Lease::Renewed);
    }
    query(BEGIN).bind(id).bind(lease).execute(db).await?;
    Ok(Lease::Begun)
}

/// The other hosts whose lease is over. A host whose own lease was not renewed in time during the last one judges nobody: what
/// held it up, such as a database that stood still, held up the others too.
///
/// # Errors
/// [`StoreError`]
pub async fn over(db: &mut Db, own: &str, lease: Duration) -> Result<Vec<String>, StoreError> {
    Ok(query_scalar(OVER).bind(own).bind(milliseconds(lease)).fetch_all(db).await?)
}

fn milliseconds(lease: Duration) -> i64 {
    i64::try_from(lease.as_millis()).unwrap_or(i64::MAX / 2)
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
