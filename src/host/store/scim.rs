//! Owns the rows of SCIM servers: what the next pull goes by, and who of their people is who here.
//! Refuses to keep what a pull read that another one overtook.

use super::{
    StoreError,
    connection::{Db, by_database, query, query_scalar},
    count, document, read_document, time,
};
use crate::domain::{
    csv_field::Field,
    scim::{
        matching::{Holder, Linked},
        person::ScimId,
    },
    timestamp::Timestamp,
    user::UserId,
};
use serde::{Deserialize, Serialize};

/// What the next pull goes by.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Remembered {
    /// When a pull of everybody last began and was kept.
    #[serde(default)]
    pub everybody_at: Option<Timestamp>,
    /// When the server last changed anybody who came.
    #[serde(default)]
    pub newest_change: Option<Timestamp>,
    /// Of what the server spoke when everybody came.
    #[serde(default)]
    pub spoken: Vec<Field>,
    /// Where licenses were read from.
    #[serde(default)]
    pub licenses_from: String,
    /// The pages of everybody with their versions, where the server gives versions of pages.
    #[serde(default)]
    pub versions: Vec<(String, String)>,
}

/// Begins a pull; answers what it goes by and the number by which it is known that no other one began since. Nothing where the
/// last one began after that moment.
///
/// # Errors
/// [`StoreError`]
pub async fn begin(
    db: &mut Db,
    source: &str,
    now: Timestamp,
    unless_after: Option<Timestamp>,
) -> Result<Option<(Remembered, i64)>, StoreError> {
    let row: Option<(i64, String)> =
        query("SELECT begun, document FROM scim_source WHERE source = $1").bind(source).fetch_optional(&mut *db).await?;
    let (last, remembered) = match row {
        Some((begun, text)) => (begun, read_document(&text, "state of a SCIM server")?),
        None => (i64::MIN, Remembered::default()),
    };
    if unless_after.is_some_and(|moment| last > moment.millis()) {
        return Ok(None);
    }
    let begun = now.millis().max(last.saturating_add(1));
    query(
        "INSERT INTO scim_source (source, begun, document) VALUES ($1, $2, $3) ON CONFLICT (source) DO UPDATE SET begun = excluded.begun",
    )
    .bind(source)
    .bind(begun)
    .bind(document(&remembered)?)
    .execute(db)
    .await?;
    Ok(Some((remembered, begun)))
}

/// When the last pull began, if there was one.
///
/// # Errors
/// [`StoreError`]
pub async fn begun(db: &mut Db, source: &str) -> Result<Option<Timestamp>, StoreError> {
    let begun: Option<i64> = query_scalar("SELECT begun FROM scim_source WHERE source = $1").bind(source).fetch_optional(db).await?;
    Ok(begun.map(time))
}

/// What a preview goes by.
///
/// # Errors
/// [`StoreError`]
pub async fn remembered(db: &mut Db, source: &str) -> Result<Remembered, StoreError> {
    let text: Option<String> = query_scalar("SELECT document FROM scim_source WHERE source = $1").bind(source).fetch_optional(db).await?;
    text.map_or(Ok(Remembered::default()), |text| read_document(&text, "state of a SCIM server"))
}

/// Keeps what the next pull goes by; false, and nothing, where another one began since.
///
/// # Errors
/// [`StoreError`]
pub async fn keep(db: &mut Db, source: &str, begun: i64, remembered: &Remembered) -> Result<bool, StoreError> {
    let kept = query("UPDATE scim_source SET document = $1 WHERE source = $2 AND begun = $3");
    let kept = kept.bind(document(remembered)?).bind(source).bind(begun).execute(db).await?;
    Ok(kept.rows_affected() == 1)
}

/// How many people of a server are known.
///
/// # Errors
/// [`StoreError`]
pub async fn total(db: &mut Db, source: &str) -> Result<u64, StoreError> {
    Ok(count(query_scalar("SELECT count(*) FROM scim_person WHERE source = $1").bind(source).fetch_one(db).await?))
}

/// Who these people of a server are here; those who are not known are not answered.
///
/// # Errors
/// [`StoreError`]
pub async fn linked(db: &mut Db, source: &str, ids: &[&ScimId]) -> Result<Vec<(ScimId, Linked)>, StoreError> {
    let statement = by_database(
        "SELECT p.scim_id, u.id, u.email_key FROM scim_person p JOIN directory_user u ON u.seq = p.person \
         WHERE p.source = $1 AND p.scim_id IN (SELECT value FROM json_each($2))",
        "SELECT p.scim_id, u.id, u.email_key FROM scim_person p JOIN directory_user u ON u.seq = p.person \
         WHERE p.source = $1 AND p.scim_id IN (SELECT value FROM document_elements($2) AS element (value))",
    );
    let rows: Vec<(String, String, String)> = query(statement).bind(source).bind(document(&ids)?).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(id, user, key)| (ScimId(id), Linked { user: UserId(user), key })).collect())
}

/// Who has these addresses here, and who they are at a server; addresses that nobody has are not answered.
///
/// # Errors
/// [`StoreError`]
pub async fn holders(db: &mut Db, source: &str, keys: &[String]) -> Result<Vec<(String, Holder)>, StoreError> {
    let statement = by_database(
        "SELECT u.email_key, u.id, p.scim_id FROM directory_user u LEFT JOIN scim_person p ON p.person = u.seq AND p.source = $1 \
         WHERE u.email_key IN (SELECT value FROM json_each($2))",
        "SELECT u.email_key, u.id, p.scim_id FROM directory_user u LEFT JOIN scim_person p ON p.person = u.seq AND p.source = $1 \
         WHERE u.email_key IN (SELECT value FROM document_elements($2) AS element (value))",
    );
    let rows: Vec<(String, String, Option<String>)> = query(statement).bind(source).bind(document(&keys)?).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(key, user, id)| (key, Holder { user: UserId(user), linked: id.map(ScimId) })).collect())
}

/// Takes the addresses of people away until their new ones are kept, later in the same transaction: two may swap theirs.
///
/// # Errors
/// [`StoreError`]
pub async fn free_addresses(db: &mut Db, people: &[UserId]) -> Result<(), StoreError> {
    let statement = by_database(
        // An identifier holds no "@", so it is nobody's address.
        "UPDATE directory_user SET email_key = id WHERE id IN (SELECT value FROM json_each($1))",
        "UPDATE directory_user SET email_key = id WHERE id IN (SELECT value FROM document_elements($1) AS element (value))",
    );
    query(statement).bind(document(&people)?).execute(db).await?;
    Ok(())
}

/// Keeps who these people of a server are here, in place of whom they were there before.
///
/// # Errors
/// [`StoreError`]
pub async fn link(db: &mut Db, source: &str, people: &[(&ScimId, &UserId)]) -> Result<(), StoreError> {
    if people.is_empty() {
        return Ok(());
    }
    let (of, pairs) = (document(&people.iter().map(|(_, user)| user).collect::<Vec<_>>())?, document(&people)?);
    let forget = by_database(
        "DELETE FROM scim_person WHERE source = $1 AND person IN \
         (SELECT seq FROM directory_user WHERE id IN (SELECT value FROM json_each($2)))",
        "DELETE FROM scim_person WHERE source = $1 AND person IN \
         (SELECT seq FROM directory_user WHERE id IN (SELECT value FROM document_elements($2) AS element (value)))",
    );
    query(forget).bind(source).bind(of).execute(&mut *db).await?;
    let keep = by_database(
        "INSERT INTO scim_person (source, scim_id, person) SELECT $1, pair.value ->> 0, u.seq \
         FROM json_each($2) AS pair JOIN directory_user u ON u.id = pair.value ->> 1",
        "INSERT INTO scim_person (source, scim_id, person) SELECT $1, pair.value ->> 0, u.seq \
         FROM jsonb_array_elements($2::jsonb) AS pair (value) JOIN directory_user u ON u.id = pair.value ->> 1",
    );
    query(keep).bind(source).bind(pairs).execute(db).await?;
    Ok(())
}
