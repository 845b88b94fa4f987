//! Owns the rows of notes about people.
//! Refuses to forget one: the table keeps what was removed, and its text never changes.

use super::{
    StoreError,
    connection::{Db, query},
    time,
};
use crate::domain::{
    client_id::ClientId,
    note::{Note, NoteText, TakenBack},
};

/// Every column of a note; what follows chooses the rows.
macro_rules! select {
    ($rest:literal) => {
        concat!(r#"SELECT "user", id, at, by, text, removed_at, removed_by FROM note "#, $rest)
    };
}

type Row = (i64, String, i64, String, String, Option<i64>, Option<String>);

/// A note with the row number of the person whom it is about.
fn read((user, id, at, by, text, removed_at, removed_by): Row) -> Result<(i64, Note), StoreError> {
    let id = ClientId::parse(&id).map_err(|_| StoreError::Unreadable("note"))?;
    let text = NoteText::parse(&text).map_err(|_| StoreError::Unreadable("note"))?;
    let removed = removed_at.zip(removed_by).map(|(at, by)| TakenBack { at: time(at), by });
    Ok((user, Note { id, at: time(at), by, text, removed }))
}

/// A note, and the row number of the person whom it is about.
///
/// # Errors
/// [`StoreError`]
pub async fn find(db: &mut Db, id: &str) -> Result<Option<(i64, Note)>, StoreError> {
    let row: Option<Row> = query(select!("WHERE id = $1")).bind(id).fetch_optional(db).await?;
    row.map(read).transpose()
}

/// Every note about a person, also those that were removed, oldest first.
///
/// # Errors
/// [`StoreError`]
pub async fn about(db: &mut Db, user: i64) -> Result<Vec<Note>, StoreError> {
    let rows: Vec<Row> = query(select!(r#"WHERE "user" = $1 ORDER BY at, id"#)).bind(user).fetch_all(db).await?;
    rows.into_iter().map(|row| read(row).map(|(_, note)| note)).collect()
}

/// Adds a note.
///
/// # Errors
/// [`StoreError`]
pub async fn add(db: &mut Db, user: i64, note: &Note) -> Result<(), StoreError> {
    query(r#"INSERT INTO note (id, "user", at, by, text) VALUES ($1, $2, $3, $4, $5)"#)
        .bind(note.id.as_str())
        .bind(user)
        .bind(note.at.millis())
        .bind(&note.by)
        .bind(note.text.as_str())
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps whether a note is removed.
///
/// # Errors
/// [`StoreError`]
pub async fn keep_removal(db: &mut Db, note: &Note) -> Result<(), StoreError> {
    query("UPDATE note SET removed_at = $1, removed_by = $2 WHERE id = $3")
        .bind(note.removed.as_ref().map(|removed| removed.at.millis()))
        .bind(note.removed.as_ref().map(|removed| &removed.by))
        .bind(note.id.as_str())
        .execute(db)
        .await?;
    Ok(())
}
