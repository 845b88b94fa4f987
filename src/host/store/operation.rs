//! Owns the counts by which the sending is watched.
//! Refuses to look at outcomes of batches that are over, of which there may be millions.

use super::{
    StoreError,
    connection::{Db, query},
};

/// How many there are in a state, by its name.
pub type ByState = (String, i64);

/// What is in hand.
#[derive(Debug, Default)]
pub struct InHand {
    /// Deliveries of batches that are not over, by state; only those without an outcome.
    pub queue: Vec<ByState>,
    /// Batches by state; one that is held counts as what holds it.
    pub batches: Vec<ByState>,
    /// When the lease of each host that sends from this database ends, in milliseconds.
    pub leases: Vec<i64>,
}

/// What is in hand now.
///
/// # Errors
/// [`StoreError`]
pub async fn in_hand(db: &mut Db) -> Result<InHand, StoreError> {
    let queue = query(
        "SELECT d.state, count(*) FROM send_batch b JOIN delivery d ON d.batch = b.seq \
         WHERE b.state = 'running' AND d.state IN ('queued', 'sending') GROUP BY d.state ORDER BY d.state",
    );
    let queue = queue.fetch_all(&mut *db).await?;
    let batches = query("SELECT coalesce(hold, state) AS held, count(*) FROM send_batch GROUP BY coalesce(hold, state) ORDER BY held");
    let batches = batches.fetch_all(&mut *db).await?;
    let leases: Vec<(i64,)> = query("SELECT until FROM sending_host").fetch_all(db).await?;
    Ok(InHand { queue, batches, leases: leases.into_iter().map(|(until,)| until).collect() })
}
