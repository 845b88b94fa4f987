//! Owns reading who changed since, and the numbers by which that is asked.
//! Refuses to give numbers; the table does, whoever writes to it.

use super::{
    StoreError,
    connection::{Db, query},
    count, number,
    users::RecordRow,
};
use crate::domain::people_listing::ChangesToken;

/// The state of the directory now.
///
/// # Errors
/// [`StoreError`]
pub async fn now(db: &mut Db) -> Result<ChangesToken, StoreError> {
    let (origin, last): (String, i64) = query("SELECT origin, last FROM people_changes").fetch_one(db).await?;
    Ok(ChangesToken { origin, last: count(last) })
}

/// The people whose last change came after a number and not after another one, in the order of their changes, each with its
/// number as its place.
///
/// # Errors
/// [`StoreError`]
pub async fn page(db: &mut Db, after: u64, until: u64, limit: u32) -> Result<Vec<RecordRow>, StoreError> {
    let rows = query("SELECT changed, document, mail FROM directory_user WHERE changed > $1 AND changed <= $2 ORDER BY changed LIMIT $3");
    Ok(rows.bind(number(after)).bind(number(until)).bind(limit).fetch_all(db).await?)
}
