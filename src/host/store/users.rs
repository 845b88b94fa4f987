//! Owns the rows of people with their mail history.
//! Refuses to compare addresses in SQL; the key that `EmailAddress` gives is the only identity besides the id.

use super::{
    StoreError,
    connection::{Db, by_database, query, query_scalar},
    count, document, read_document, undeliverable,
};
use crate::domain::{
    address_mark::AddressMark,
    email_address::EmailAddress,
    mail_history::{MailHistory, UserRecord},
    user::{DirectoryUser, UserId},
};
use std::collections::HashMap;

/// A person with their place in the collection.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Cursor of the collection.
    pub seq: i64,
    /// The person.
    pub record: UserRecord,
}

/// A person as the database has them: place, person, mail history.
pub type RecordRow = (i64, String, String);

/// Reads a person.
///
/// # Errors
/// [`StoreError`]
pub fn placed((seq, user, mail): RecordRow) -> Result<Placed, StoreError> {
    Ok(Placed { seq, record: UserRecord { user: read_document(&user, "user")?, mail: read_document(&mail, "mail history")? } })
}

/// Everybody, slice after slice in the order in which they came: the next slice is read from the database while this one is parsed.
pub struct Everybody {
    size: u32,
    ahead: Option<Vec<RecordRow>>,
}

impl Everybody {
    /// From the first one on, so many at once.
    #[must_use]
    pub const fn in_slices(size: u32) -> Self {
        Self { size, ahead: None }
    }

    /// The next slice; an empty one at the end.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn next(&mut self, db: &mut Db) -> Result<Vec<Placed>, StoreError> {
        let read = match self.ahead.take() {
            Some(ahead) => ahead,
            None => rows(db, 0, self.size).await?,
        };
        let Some((last, ..)) = read.last() else { return Ok(Vec::new()) };
        let last = *last;
        let parsing = tokio::task::spawn_blocking(move || read.into_iter().map(placed).collect());
        self.ahead = Some(rows(db, last, self.size).await?);
        parsing.await.map_err(|_| StoreError::Unreadable("user"))?
    }
}

/// The people after a place, in the order in which they came, as the database has them.
///
/// # Errors
/// [`StoreError`]
pub async fn rows(db: &mut Db, after: i64, limit: u32) -> Result<Vec<RecordRow>, StoreError> {
    let rows = query("SELECT seq, document, mail FROM directory_user WHERE seq > $1 ORDER BY seq LIMIT $2");
    Ok(rows.bind(after).bind(limit).fetch_all(db).await?)
}

/// How many there are.
///
/// # Errors
/// [`StoreError`]
pub async fn total(db: &mut Db) -> Result<u64, StoreError> {
    Ok(count(query_scalar("SELECT count(*) FROM directory_user").fetch_one(db).await?))
}

/// One person.
///
/// # Errors
/// [`StoreError`]
pub async fn find(db: &mut Db, id: &UserId) -> Result<Option<Placed>, StoreError> {
    let row: Option<RecordRow> =
        query("SELECT seq, document, mail FROM directory_user WHERE id = $1").bind(&id.0).fetch_optional(db).await?;
    row.map(placed).transpose()
}

/// Several people, in no order; those who are not there are not answered.
///
/// # Errors
/// [`StoreError`]
pub async fn find_all(db: &mut Db, ids: &[&UserId]) -> Result<Vec<Placed>, StoreError> {
    let people = by_database(
        "SELECT seq, document, mail FROM directory_user WHERE id IN (SELECT value FROM json_each($1))",
        "SELECT seq, document, mail FROM directory_user WHERE id IN (SELECT value FROM document_elements($1) AS element (value))",
    );
    let rows: Vec<RecordRow> = query(people).bind(document(&ids)?).fetch_all(db).await?;
    rows.into_iter().map(placed).collect()
}

/// The row numbers of these people; those who are not there have none.
///
/// # Errors
/// [`StoreError`]
pub async fn row_numbers(db: &mut Db, ids: &[UserId]) -> Result<HashMap<UserId, i64>, StoreError> {
    let numbers = by_database(
        "SELECT id, seq FROM directory_user WHERE id IN (SELECT value FROM json_each($1))",
        "SELECT id, seq FROM directory_user WHERE id IN (SELECT value FROM document_elements($1) AS element (value))",
    );
    let rows: Vec<(String, i64)> = query(numbers).bind(document(&ids)?).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(id, seq)| (UserId(id), seq)).collect())
}

/// The people of these address keys.
///
/// # Errors
/// [`StoreError`]
pub async fn by_email_keys(db: &mut Db, keys: &[String]) -> Result<Vec<DirectoryUser>, StoreError> {
    let people = by_database(
        "SELECT document FROM directory_user WHERE email_key IN (SELECT value FROM json_each($1))",
        "SELECT document FROM directory_user WHERE email_key IN (SELECT value FROM document_elements($1) AS element (value))",
    );
    let texts: Vec<String> = query_scalar(people).bind(document(&keys)?).fetch_all(db).await?;
    texts.iter().map(|text| read_document(text, "user")).collect()
}

/// Counts up with every change of anybody.
///
/// # Errors
/// [`StoreError`]
pub async fn changes(db: &mut Db) -> Result<i64, StoreError> {
    Ok(query_scalar("SELECT last FROM people_changes").fetch_one(db).await?)
}

/// Adds a person.
///
/// # Errors
/// [`StoreError`]
pub async fn add(db: &mut Db, user: &DirectoryUser) -> Result<(), StoreError> {
    query("INSERT INTO directory_user (id, email_key, document, mail) VALUES ($1, $2, $3, $4)")
        .bind(&user.id.0)
        .bind(user.email.key())
        .bind(document(user)?)
        .bind(document(&MailHistory::default())?)
        .execute(&mut *db)
        .await?;
    undeliverable::apply(db, std::iter::once((&user.id, &user.email))).await
}

/// Keeps a person as they are now; their mail history stays.
///
/// # Errors
/// [`StoreError`]
pub async fn change(db: &mut Db, user: &DirectoryUser) -> Result<(), StoreError> {
    query("UPDATE directory_user SET email_key = $1, document = $2 WHERE id = $3")
        .bind(user.email.key())
        .bind(document(user)?)
        .bind(&user.id.0)
        .execute(&mut *db)
        .await?;
    undeliverable::apply(db, std::iter::once((&user.id, &user.email))).await
}

/// Keeps what was mailed to a person.
///
/// # Errors
/// [`StoreError`]
pub async fn keep_mail(db: &mut Db, seq: i64, mail: &MailHistory) -> Result<(), StoreError> {
    query("UPDATE directory_user SET mail = $1 WHERE seq = $2").bind(document(mail)?).bind(seq).execute(db).await?;
    Ok(())
}

/// What was mailed to a person.
///
/// # Errors
/// [`StoreError`]
pub async fn mail(db: &mut Db, seq: i64) -> Result<MailHistory, StoreError> {
    let text: String = query_scalar("SELECT mail FROM directory_user WHERE seq = $1").bind(seq).fetch_one(db).await?;
    read_document(&text, "mail history")
}

/// The mark of a person's address.
///
/// # Errors
/// [`StoreError`]
pub async fn address_mark(db: &mut Db, seq: i64) -> Result<AddressMark, StoreError> {
    let key: String = query_scalar("SELECT email_key FROM directory_user WHERE seq = $1").bind(seq).fetch_one(db).await?;
    EmailAddress::parse(&key).map(|address| AddressMark::of(&address)).map_err(|_| StoreError::Unreadable("address"))
}
