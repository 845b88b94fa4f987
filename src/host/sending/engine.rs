//! Owns the engine's beginning and end.
//! Refuses to end with anything in hand: what was begun comes to its end, what was only taken is given back.

use super::{committer::Committer, feeder, lease, line, line::Shared, prepare::Desk, room::Room};
use crate::host::{
    mailer::Mailer,
    state::Host,
    store::{self, StoreError},
};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// How long a failing store is left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// Marks as uncertain what was being sent when the host last died. To be called before the first `run`.
///
/// A database file belongs to one host, which holds the lock of its data folder: whoever is named there is dead, whatever their
/// lease says. Of a shared database only this host's own rows are looked at; leases tell about the others.
///
/// # Errors
/// [`StoreError`]
pub async fn recover(host: &Host) -> Result<u64, StoreError> {
    let now = host.clock.now();
    let mut db = host.store.work().await?;
    let mut uncertain = 0;
    if !host.store.is_shared() {
        for other in store::sending_hosts::others(&mut db, &host.sending_id).await? {
            uncertain += lease::bury(&mut db, &other, now).await?;
        }
        store::sending::own_marked(&mut db, &host.sending_id).await?;
    }
    uncertain += lease::bury(&mut db, &host.sending_id, now).await?;
    db.commit().await?;
    if uncertain > 0 {
        tracing::warn!(deliveries = uncertain, "deliveries are uncertain: the host ended while it handed them over");
    }
    Ok(uncertain)
}

/// Sends until the host stops; what is in hand then is brought to its end.
pub async fn run(host: Arc<Host>) {
    while let Err(error) = begin(&host).await {
        tracing::error!(%error, "the store failed; sending waits");
        tokio::time::sleep(PAUSE).await;
        if host.is_stopping() {
            return;
        }
    }
    let (committer, committing) = {
        let waking = Arc::clone(&host);
        Committer::new(Arc::clone(&host), move || waking.wake_worker())
    };
    let options = host.options.clone();
    let shared = Arc::new(Shared { room: Room::new(&options), committer, desk: Desk::default(), options, host: Arc::clone(&host) });
    // Aborted with this very future, if that is.
    let (mut keepers, mut lines) = (JoinSet::new(), JoinSet::new());
    keepers.spawn(committing);
    keepers.spawn(lease::keep(Arc::clone(&shared)));
    keepers.spawn(lease::look_after_others(Arc::clone(&shared)));
    let mut feeding = lines.spawn(feeder::run(Arc::clone(&shared))).id();
    for _ in 0..lines_of(&shared) {
        lines.spawn(line::run(Arc::clone(&shared), host.stopping()));
    }
    while let Some(ended) = lines.join_next().await {
        if let Err(error) = ended
            && !error.is_cancelled()
            && !host.is_stopping()
        {
            // Its delivery is marked or taken; the rows say which, and the next start tells.
            tracing::error!(%error, "a line of sending ended");
            if error.id() == feeding {
                feeding = lines.spawn(feeder::run(Arc::clone(&shared))).id();
            } else {
                lines.spawn(line::run(Arc::clone(&shared), host.stopping()));
            }
        }
    }
    shared.committer.flush().await;
    if let Err(error) = end(&host).await {
        tracing::error!(%error, "the lease of this host could not be ended");
    }
}

/// The outbox writes file after file; more hands than that only wait for the disk.
fn lines_of(shared: &Shared) -> u32 {
    match shared.host.mailer {
        Mailer::Relay(_) => shared.options.connections,
        Mailer::Outbox(_) => shared.options.connections.min(8),
    }
}

/// Whatever an earlier run of this very host left is looked after, and its lease begins.
async fn begin(host: &Host) -> Result<(), StoreError> {
    let mut db = host.store.work().await?;
    lease::bury(&mut db, &host.sending_id, host.clock.now()).await?;
    store::sending_hosts::renew(&mut db, &host.sending_id, host.options.lease()).await?;
    Ok(db.commit().await?)
}

async fn end(host: &Host) -> Result<(), StoreError> {
    let mut db = host.store.work().await?;
    lease::bury(&mut db, &host.sending_id, host.clock.now()).await?;
    Ok(db.commit().await?)
}
