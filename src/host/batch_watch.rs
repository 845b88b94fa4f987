//! Owns looking at batches that somebody watches: one look at a time for each batch, however many watch it.
//! Refuses to cost much: the longer a look takes, the longer the pause after it.

use super::{
    state::Host,
    store::{self, StoreError},
};
use crate::domain::batch::{BatchId, SendBatch};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// The least time between two looks.
const PAUSE: Duration = Duration::from_millis(300);
/// A pause is at least so many times as long as the look before it, which so takes 2 % of one connection at most.
const SHARE: u32 = 50;
/// The longest time between two looks while nothing is heard: another host may send.
const LOOK: Duration = Duration::from_secs(1);

/// The batches that are watched.
#[derive(Debug, Default)]
pub struct Watches(Mutex<HashMap<BatchId, Arc<watch::Sender<SendBatch>>>>);

impl Watches {
    fn all(&self) -> MutexGuard<'_, HashMap<BatchId, Arc<watch::Sender<SendBatch>>>> {
        // Nothing panics half-way while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many batches are looked at.
    #[must_use]
    pub fn count(&self) -> usize {
        self.all().len()
    }
}

/// Whether nothing changes any more by itself.
#[must_use]
pub fn is_over(batch: &SendBatch) -> bool {
    !batch.state.is_open() && batch.counts.sending == 0
}

/// A batch as it goes on, beginning with how it was just read. The sender is gone when the batch is over or the host ends.
#[must_use]
pub fn watch(host: &Arc<Host>, batch: SendBatch) -> watch::Receiver<SendBatch> {
    let mut all = host.watches.all();
    if let Some(sender) = all.get(&batch.id) {
        return sender.subscribe();
    }
    let id = batch.id.clone();
    let sender = Arc::new(watch::Sender::new(batch));
    let receiver = sender.subscribe();
    all.insert(id.clone(), Arc::clone(&sender));
    tokio::spawn(follow(Arc::clone(host), id, sender));
    receiver
}

async fn follow(host: Arc<Host>, id: BatchId, sender: Arc<watch::Sender<SendBatch>>) {
    let mut progress = host.progress();
    loop {
        tokio::select! {
            changed = progress.changed() => if changed.is_err() { break },
            () = tokio::time::sleep(LOOK) => {}
            () = host.stopped() => break,
        }
        if forgotten(&host, &id, &sender) {
            return;
        }
        let begun = Instant::now();
        match look(&host, &id).await {
            Ok(Some(batch)) => {
                let over = is_over(&batch);
                sender.send_if_modified(|known| {
                    let differs = *known != batch;
                    *known = batch;
                    differs
                });
                if over {
                    break;
                }
            }
            Ok(None) => break,
            // The store may come back; whoever watches keeps what was last seen.
            Err(error) => tracing::warn!(%error, batch = %id.0, "a watched batch could not be read"),
        }
        let pause = PAUSE.max(begun.elapsed().saturating_mul(SHARE));
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = host.stopped() => break,
        }
    }
    host.watches.all().remove(&id);
}

/// Ends looking where nobody watches any more. Whoever begins to watch meanwhile waits for the lock.
fn forgotten(host: &Host, id: &BatchId, sender: &watch::Sender<SendBatch>) -> bool {
    let mut all = host.watches.all();
    let forgotten = sender.receiver_count() == 0;
    if forgotten {
        all.remove(id);
    }
    forgotten
}

async fn look(host: &Host, id: &BatchId) -> Result<Option<SendBatch>, StoreError> {
    let mut db = host.store.read().await?;
    Ok(store::batches::find(&mut db, id).await?.map(|kept| kept.batch))
}
