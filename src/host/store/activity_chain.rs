//! Owns the chain of the activity: each entry's link to the one before, and the search for entries that no longer fit.
//! Refuses to mend anything. Whoever may write the whole database can make a whole new chain: that is found by comparing
//! its newest link with one that was noted elsewhere.

use super::{
    StoreError,
    connection::{Db, by_database, query, query_scalar},
};
use sha2::{Digest, Sha256};

/// A link: SHA-256 over the link before (zeros before the first), the entry's number and time (8 octets each, big-endian),
/// the length of the actor's name (8 octets), the name, and the action as it is kept.
pub type Link = [u8; 32];

/// Number, time, actor, action, link.
type Row = (i64, i64, String, String, Option<Vec<u8>>);

/// Entries read at a time.
const AT_ONCE: u32 = 1_000;

/// An entry as it is kept.
pub(super) struct Kept<'e> {
    pub id: i64,
    pub at: i64,
    pub actor: &'e str,
    pub action: &'e str,
}

/// What was found in the activity.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Findings {
    /// Entries that are part of the chain.
    pub chained: u64,
    /// Entries from before there was a chain, of which nothing can be said.
    pub older: u64,
    /// What does not fit.
    pub faults: Vec<Fault>,
    /// The newest link.
    pub newest: Option<Link>,
}

/// Something that does not fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// The entry, its place or its link was changed, or the one before it was taken away with its link.
    #[error("entry {0} is not as it was written, or the one before it is gone")]
    Changed(i64),
    /// An entry was put in.
    #[error("entry {0} has no link: it was put in past the host")]
    Unlinked(i64),
    /// An entry was taken away.
    #[error("entry {0} is gone")]
    Gone(i64),
    /// The newest entries were taken away.
    #[error("the entries after {after} are gone, up to {last}")]
    CutOff {
        /// The last that is there.
        after: i64,
        /// The last that was ever written.
        last: i64,
    },
    /// A link that was noted earlier is not part of the chain.
    #[error("the noted link is not part of the chain: the chain was made anew, or cut off before it")]
    NotedIsMissing,
}

/// Adds the link of an entry that has just been added.
pub(super) async fn extend(db: &mut Db, entry: &Kept<'_>) -> Result<(), StoreError> {
    let before: Option<Vec<u8>> = query_scalar("SELECT link FROM activity_chain ORDER BY id DESC LIMIT 1").fetch_optional(&mut *db).await?;
    let link = link(&before.map(read_link).transpose()?.unwrap_or_default(), entry);
    query("INSERT INTO activity_chain (id, link) VALUES ($1, $2)").bind(entry.id).bind(link.as_slice()).execute(db).await?;
    Ok(())
}

/// Follows the chain from its first link to its newest. In a snapshot: a running host may add meanwhile.
///
/// # Errors
/// [`StoreError`]; what does not fit is a finding, not an error.
pub async fn verify(db: &mut Db, noted: Option<&Link>) -> Result<Findings, StoreError> {
    let mut findings = Findings::default();
    let start: Option<i64> = query_scalar("SELECT min(after) FROM activity_chain_start").fetch_one(&mut *db).await?;
    let start = start.unwrap_or(0);
    let (mut after, mut before, mut noted_found) = (0, Link::default(), noted.is_none());
    loop {
        let rows: Vec<Row> = query(
            "SELECT id, at, actor, action, link FROM activity LEFT JOIN activity_chain USING (id) WHERE id > $1 ORDER BY id LIMIT $2",
        )
        .bind(after)
        .bind(AT_ONCE)
        .fetch_all(&mut *db)
        .await?;
        let Some((last, ..)) = rows.last() else { break };
        after = *last;
        for (id, at, actor, action, kept) in rows {
            let Some(kept) = kept else {
                if id <= start {
                    findings.older += 1
                } else {
                    findings.faults.push(Fault::Unlinked(id))
                }
                continue;
            };
            let kept = read_link(kept)?;
            findings.chained += 1;
            if link(&before, &Kept { id, at, actor: &actor, action: &action }) != kept {
                findings.faults.push(Fault::Changed(id));
            }
            noted_found |= noted == Some(&kept);
            before = kept;
            findings.newest = Some(kept);
        }
    }
    let gone: Vec<i64> =
        query_scalar("SELECT id FROM activity_chain WHERE id NOT IN (SELECT id FROM activity) ORDER BY id").fetch_all(&mut *db).await?;
    findings.faults.extend(gone.into_iter().map(Fault::Gone));
    let last = by_database("SELECT seq FROM sqlite_sequence WHERE name = 'activity'", "SELECT id FROM activity_last");
    let last: Option<i64> = query_scalar(last).fetch_optional(&mut *db).await?;
    if let Some(last) = last.filter(|last| *last > after) {
        findings.faults.push(Fault::CutOff { after, last });
    }
    if !noted_found {
        findings.faults.push(Fault::NotedIsMissing);
    }
    Ok(findings)
}

fn link(before: &Link, entry: &Kept<'_>) -> Link {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(entry.id.to_be_bytes());
    hash.update(entry.at.to_be_bytes());
    hash.update((entry.actor.len() as u64).to_be_bytes());
    hash.update(entry.actor);
    hash.update(entry.action);
    hash.finalize().into()
}

fn read_link(kept: Vec<u8>) -> Result<Link, StoreError> {
    Link::try_from(kept).map_err(|_| StoreError::Unreadable("link of the activity"))
}
