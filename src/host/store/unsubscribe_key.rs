//! Owns the row of the key that links of reminders are signed with.
//! Refuses to change it; the table itself does.

use super::{
    StoreError,
    connection::{Db, query, query_scalar},
};

/// Octets of the key.
pub const OCTETS: usize = 32;

/// The key. Where there is none yet, `fresh` becomes it, for good.
///
/// # Errors
/// [`StoreError`]
pub async fn kept(db: &mut Db, fresh: [u8; OCTETS]) -> Result<[u8; OCTETS], StoreError> {
    query("INSERT INTO unsubscribe_key (only_row, key) VALUES (1, $1) ON CONFLICT (only_row) DO NOTHING")
        .bind(fresh.as_slice())
        .execute(&mut *db)
        .await?;
    let key: Vec<u8> = query_scalar("SELECT key FROM unsubscribe_key").fetch_one(db).await?;
    key.try_into().map_err(|_| StoreError::Unreadable("key of the unsubscribe links"))
}
