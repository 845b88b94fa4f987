//! Owns the rows that say that people were reached elsewhere.
//! Refuses to forget one: the table keeps what was taken back.

use super::{
    StoreError,
    connection::{Db, query},
    name_of, read_name, time,
};
use crate::domain::{
    client_id::ClientId,
    contact::Contact,
    note::{NoteText, TakenBack},
};

/// Every column of a contact; what follows chooses the rows.
macro_rules! select {
    ($rest:literal) => {
        concat!(r#"SELECT "user", id, at, by, way, note, withdrawn_at, withdrawn_by FROM contact "#, $rest)
    };
}

type Row = (i64, String, i64, String, String, Option<String>, Option<i64>, Option<String>);

/// A contact with the row number of the person.
fn read((user, id, at, by, way, note, withdrawn_at, withdrawn_by): Row) -> Result<(i64, Contact), StoreError> {
    let id = ClientId::parse(&id).map_err(|_| StoreError::Unreadable("contact"))?;
    let note = note.map(|note| NoteText::parse(&note)).transpose().map_err(|_| StoreError::Unreadable("contact"))?;
    let withdrawn = withdrawn_at.zip(withdrawn_by).map(|(at, by)| TakenBack { at: time(at), by });
    Ok((user, Contact { id, at: time(at), by, way: read_name(way, "contact")?, note, withdrawn }))
}

/// A contact, and the row number of the person.
///
/// # Errors
/// [`StoreError`]
pub async fn find(db: &mut Db, id: &str) -> Result<Option<(i64, Contact)>, StoreError> {
    let row: Option<Row> = query(select!("WHERE id = $1")).bind(id).fetch_optional(db).await?;
    row.map(read).transpose()
}

/// Every contact with a person, also those that were taken back, oldest first.
///
/// # Errors
/// [`StoreError`]
pub async fn with_user(db: &mut Db, user: i64) -> Result<Vec<Contact>, StoreError> {
    let rows: Vec<Row> = query(select!(r#"WHERE "user" = $1 ORDER BY at, id"#)).bind(user).fetch_all(db).await?;
    rows.into_iter().map(|row| read(row).map(|(_, contact)| contact)).collect()
}

/// Adds a contact.
///
/// # Errors
/// [`StoreError`]
pub async fn add(db: &mut Db, user: i64, contact: &Contact) -> Result<(), StoreError> {
    query(r#"INSERT INTO contact (id, "user", at, by, way, note) VALUES ($1, $2, $3, $4, $5, $6)"#)
        .bind(contact.id.as_str())
        .bind(user)
        .bind(contact.at.millis())
        .bind(&contact.by)
        .bind(name_of(&contact.way)?)
        .bind(contact.note.as_ref().map(NoteText::as_str))
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps that a contact was taken back.
///
/// # Errors
/// [`StoreError`]
pub async fn keep_withdrawal(db: &mut Db, contact: &Contact) -> Result<(), StoreError> {
    query("UPDATE contact SET withdrawn_at = $1, withdrawn_by = $2 WHERE id = $3")
        .bind(contact.withdrawn.as_ref().map(|withdrawn| withdrawn.at.millis()))
        .bind(contact.withdrawn.as_ref().map(|withdrawn| &withdrawn.by))
        .bind(contact.id.as_str())
        .execute(db)
        .await?;
    Ok(())
}
