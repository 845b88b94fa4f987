//! Owns writing many people at once, as an import does: one statement for thousands of rows.
//! Refuses anything else about people, which `users` keeps.

use super::{
    StoreError,
    connection::{Db, by_database, query},
    document, undeliverable,
};
use crate::domain::{mail_history::UserRecord, user::DirectoryUser};

/// Adds people, in this order.
///
/// # Errors
/// [`StoreError`]
pub async fn add<'r>(db: &mut Db, people: impl Iterator<Item = &'r UserRecord> + Clone) -> Result<(), StoreError> {
    let row = |record: &UserRecord| -> Result<[String; 4], StoreError> {
        let UserRecord { user, mail } = record;
        Ok([user.id.0.clone(), user.email.key(), document(user)?, document(mail)?])
    };
    let rows = people.clone().map(row).collect::<Result<Vec<_>, _>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    query(by_database(
        "INSERT INTO directory_user (id, email_key, document, mail) \
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each($1) ORDER BY key",
        "INSERT INTO directory_user (id, email_key, document, mail) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 \
         FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS element (value, key) ORDER BY key",
    ))
    .bind(document(&rows)?)
    .execute(&mut *db)
    .await?;
    undeliverable::apply(db, people.map(|record| (&record.user.id, &record.user.email))).await
}

/// Keeps people as they are now; their mail history stays.
///
/// # Errors
/// [`StoreError`]
pub async fn change(db: &mut Db, people: &[DirectoryUser]) -> Result<(), StoreError> {
    let row = |user: &DirectoryUser| -> Result<[String; 3], StoreError> { Ok([user.id.0.clone(), user.email.key(), document(user)?]) };
    let rows = people.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    query(by_database(
        "UPDATE directory_user SET email_key = new.email_key, document = new.document \
         FROM (SELECT value ->> 0 AS id, value ->> 1 AS email_key, value ->> 2 AS document FROM json_each($1)) AS new \
         WHERE directory_user.id = new.id",
        "UPDATE directory_user SET email_key = new.email_key, document = new.document \
         FROM (SELECT value ->> 0 AS id, value ->> 1 AS email_key, value ->> 2 AS document \
         FROM jsonb_array_elements($1::jsonb) AS element (value)) AS new WHERE directory_user.id = new.id",
    ))
    .bind(document(&rows)?)
    .execute(&mut *db)
    .await?;
    undeliverable::apply(db, people.iter().map(|user| (&user.id, &user.email))).await
}
