//! Owns the rows of what came back: each notification once, and the addresses that nothing is sent to.
//! Refuses to forget an entry; lifting it is written beside it.

use super::{
    StoreError,
    connection::{Db, query, query_scalar},
    count, document, name_of, number, read_document, read_name, time, users,
};
use crate::domain::{
    address_mark::AddressMark,
    batch::BatchId,
    bounce::{Bounce, StatusCode},
    email_address::EmailAddress,
    email_kind::SuppressibleKind,
    timestamp::Timestamp,
    undeliverable::{Undeliverable, UndeliverableAddress, UndeliverableStanding},
    user::{DirectoryUser, UserId},
};
use std::collections::HashMap;

/// Addresses that are looked up at once.
const AT_ONCE: usize = 2_000;

/// The batch and the kind of a delivery, and since when it stands where it stands, if there is one.
///
/// # Errors
/// [`StoreError`]
pub async fn delivery(db: &mut Db, batch: i64, person: i64) -> Result<Option<(BatchId, SuppressibleKind, Timestamp)>, StoreError> {
    let row: Option<(String, String, i64)> =
        query("SELECT b.id, b.kind, d.at FROM delivery d JOIN send_batch b ON b.seq = d.batch WHERE d.batch = $1 AND d.user = $2")
            .bind(batch)
            .bind(person)
            .fetch_optional(db)
            .await?;
    row.map(|(id, kind, at)| Ok((BatchId(id), read_name(kind, "batch")?, time(at)))).transpose()
}

/// Keeps what a notification said; false when it was known.
///
/// # Errors
/// [`StoreError`]
pub async fn add_bounce(db: &mut Db, batch: i64, person: i64, address: &AddressMark, bounce: &Bounce) -> Result<bool, StoreError> {
    let added = query(
        "INSERT INTO bounce (batch, person, address, at, verdict, reason, status) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind(batch)
    .bind(person)
    .bind(address.as_str())
    .bind(bounce.at.millis())
    .bind(name_of(&bounce.verdict)?)
    .bind(name_of(&bounce.reason)?)
    .bind(status_text(bounce.status))
    .execute(db)
    .await?;
    Ok(added.rows_affected() > 0)
}

/// Puts an address on the list, where nobody lifted it since that batch; false when it is there.
///
/// # Errors
/// [`StoreError`]
pub async fn add(db: &mut Db, batch: i64, person: i64, address: &AddressMark, bounce: &Bounce) -> Result<bool, StoreError> {
    let added = query(
        "INSERT INTO undeliverable (address, person, batch, since, reason, status) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind(address.as_str())
    .bind(person)
    .bind(batch)
    .bind(bounce.at.millis())
    .bind(name_of(&bounce.reason)?)
    .bind(status_text(bounce.status))
    .execute(db)
    .await?;
    Ok(added.rows_affected() > 0)
}

/// How often a delivery came back for good.
///
/// # Errors
/// [`StoreError`]
pub async fn hard_bounces(db: &mut Db, batch: i64, person: i64) -> Result<u64, StoreError> {
    let found = query_scalar("SELECT count(*) FROM bounce WHERE batch = $1 AND person = $2 AND verdict = 'hard'");
    Ok(count(found.bind(batch).bind(person).fetch_one(db).await?))
}

/// Whether an administrator lifted an address after this moment.
///
/// # Errors
/// [`StoreError`]
pub async fn lifted_since(db: &mut Db, address: &AddressMark, moment: Timestamp) -> Result<bool, StoreError> {
    let lifted: Option<i64> = query_scalar("SELECT seq FROM undeliverable WHERE address = $1 AND cleared_at > $2 LIMIT 1")
        .bind(address.as_str())
        .bind(moment.millis())
        .fetch_optional(db)
        .await?;
    Ok(lifted.is_some())
}

/// What came back of the mails to a person, oldest first.
///
/// # Errors
/// [`StoreError`]
pub async fn bounces_of(db: &mut Db, person: i64) -> Result<Vec<Bounce>, StoreError> {
    type Row = (String, String, i64, String, String, String);
    let rows: Vec<Row> = query(
        "SELECT b.id, b.kind, n.at, n.verdict, n.reason, n.status FROM bounce n JOIN send_batch b ON b.seq = n.batch \
         WHERE n.person = $1 ORDER BY n.seq",
    )
    .bind(person)
    .fetch_all(db)
    .await?;
    let read = |(batch, kind, at, verdict, reason, status): Row| {
        Ok(Bounce {
            batch: BatchId(batch),
            kind: read_name(kind, "batch")?,
            at: time(at),
            verdict: read_name(verdict, "bounce")?,
            reason: read_name(reason, "bounce")?,
            status: StatusCode::parse(&status).ok(),
        })
    };
    rows.into_iter().map(read).collect()
}

type EntryRow = (i64, String, String, String, i64, String, String, Option<i64>, Option<String>, i64);

fn entry(
    (seq, address, user, batch, since, reason, status, cleared_at, cleared_by, soft): EntryRow,
) -> Result<UndeliverableAddress, StoreError> {
    let user: DirectoryUser = read_document(&user, "user")?;
    let standing = match cleared_at.zip(cleared_by) {
        Some((at, by)) => UndeliverableStanding::Cleared { cleared_at: time(at), cleared_by: by },
        None if AddressMark::of(&user.email).as_str() == address => UndeliverableStanding::InForce,
        None => UndeliverableStanding::Corrected,
    };
    Ok(UndeliverableAddress {
        id: count(seq),
        name: user.shown_name(),
        user: user.id,
        email: user.email,
        reason: read_name(reason, "bounce")?,
        status: StatusCode::parse(&status).ok(),
        since: time(since),
        batch: Some(BatchId(batch)),
        soft_bounces: count(soft),
        standing,
    })
}

/// Every column of an entry; what follows chooses the rows.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT e.seq, e.address, u.document, b.id, e.since, e.reason, e.status, e.cleared_at, e.cleared_by, ",
            "(SELECT count(*) FROM bounce n WHERE n.address = e.address AND n.verdict = 'soft') ",
            "FROM undeliverable e JOIN directory_user u ON u.seq = e.person JOIN send_batch b ON b.seq = e.batch ",
            $rest
        )
    };
}

/// The entries before a number, newest first.
///
/// # Errors
/// [`StoreError`]
pub async fn page(db: &mut Db, before: Option<u64>, limit: u32) -> Result<Vec<UndeliverableAddress>, StoreError> {
    let rows: Vec<EntryRow> = query(select!("WHERE e.seq < $1 ORDER BY e.seq DESC LIMIT $2"))
        .bind(before.map_or(i64::MAX, number))
        .bind(limit)
        .fetch_all(db)
        .await?;
    rows.into_iter().map(entry).collect()
}

/// One entry.
///
/// # Errors
/// [`StoreError`]
pub async fn find(db: &mut Db, id: u64) -> Result<Option<UndeliverableAddress>, StoreError> {
    let row: Option<EntryRow> = query(select!("WHERE e.seq = $1")).bind(number(id)).fetch_optional(db).await?;
    row.map(entry).transpose()
}

/// The newest entry about an address of a person.
///
/// # Errors
/// [`StoreError`]
pub async fn newest_of(db: &mut Db, person: i64) -> Result<Option<UndeliverableAddress>, StoreError> {
    let row: Option<EntryRow> = query(select!("WHERE e.person = $1 ORDER BY (e.cleared_at IS NULL) DESC, e.seq DESC LIMIT 1"))
        .bind(person)
        .fetch_optional(db)
        .await?;
    row.map(entry).transpose()
}

/// Lifts an entry: its person's history forgets the address.
///
/// # Errors
/// [`StoreError`]
pub async fn clear(db: &mut Db, id: u64, at: Timestamp, by: &str) -> Result<(), StoreError> {
    let (person, address): (i64, String) =
        query("UPDATE undeliverable SET cleared_at = $1, cleared_by = $2 WHERE seq = $3 RETURNING person, address")
            .bind(at.millis())
            .bind(by)
            .bind(number(id))
            .fetch_one(&mut *db)
            .await?;
    let mut mail = users::mail(db, person).await?;
    let concerned = mail.undeliverable.take_if(|kept| kept.address.as_ref().is_none_or(|mark| mark.as_str() == address));
    if concerned.is_some() {
        users::keep_mail(db, person, &mail).await?;
    }
    Ok(())
}

/// Keeps in the histories of these people that their addresses are on the list, since an address may come to somebody else: as
/// long as it is on the list, nothing is sent to it.
///
/// # Errors
/// [`StoreError`]
pub async fn apply<'u>(db: &mut Db, people: impl Iterator<Item = (&'u UserId, &'u EmailAddress)>) -> Result<(), StoreError> {
    let any: Option<i64> = query_scalar("SELECT seq FROM undeliverable WHERE cleared_at IS NULL LIMIT 1").fetch_optional(&mut *db).await?;
    if any.is_none() {
        return Ok(());
    }
    let marked: HashMap<AddressMark, &UserId> = people.map(|(id, address)| (AddressMark::of(address), id)).collect();
    let marks: Vec<&AddressMark> = marked.keys().collect();
    for part in marks.chunks(AT_ONCE) {
        let listed: Vec<(i64, String, i64)> = query(super::connection::by_database(
            "SELECT seq, address, since FROM undeliverable WHERE cleared_at IS NULL AND address IN (SELECT value FROM json_each($1))",
            "SELECT seq, address, since FROM undeliverable WHERE cleared_at IS NULL AND address IN (SELECT json_array_elements_text($1::json))",
        ))
        .bind(document(&part)?)
        .fetch_all(&mut *db)
        .await?;
        for (seq, address, since) in listed {
            let Some(address) = AddressMark::read(&address) else { continue };
            let Some(id) = marked.get(&address) else { continue };
            let Some(placed) = users::find(db, id).await? else { continue };
            query("UPDATE undeliverable SET person = $1 WHERE seq = $2").bind(placed.seq).bind(seq).execute(&mut *db).await?;
            if placed.record.undeliverable_since().is_none() {
                let mut mail = placed.record.mail;
                mail.undeliverable = Some(Undeliverable { address: Some(address), since: time(since) });
                users::keep_mail(db, placed.seq, &mail).await?;
            }
        }
    }
    Ok(())
}

fn status_text(status: Option<StatusCode>) -> String {
    status.map(String::from).unwrap_or_default()
}
