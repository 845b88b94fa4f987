//! Owns that this host is known to be alive, and what becomes of the deliveries of one that no longer is.
//! Refuses to send on for a dead host what it had marked: nobody knows whether that left.

use super::line::Shared;
use crate::{
    domain::timestamp::Timestamp,
    host::{
        state::Host,
        store::{self, StoreError, connection::Db, sending_hosts::Lease},
    },
};
use std::{sync::Arc, time::Duration};

/// Renews this host's lease, and looks after those of others, until it is aborted.
pub async fn run(shared: Arc<Shared>) {
    let every = shared.options.lease() / 5;
    loop {
        tokio::time::sleep(every).await;
        if let Err(error) = renew(&shared.host, shared.options.lease()).await {
            tracing::error!(%error, "the lease of this host could not be renewed");
        }
        if let Err(error) = take_over(&shared.host).await {
            tracing::error!(%error, "other hosts could not be looked after");
        }
    }
}

/// Renews this host's lease.
///
/// # Errors
/// [`StoreError`]
pub async fn renew(host: &Host, lease: Duration) -> Result<(), StoreError> {
    let mut db = host.store.read().await?;
    match store::sending_hosts::renew(&mut db, &host.sending_id, lease).await? {
        Lease::Renewed => {}
        // What was taken before belongs to nobody now, and is refused when it is to be marked.
        Lease::Begun => tracing::info!(host = %host.sending_id, "the lease of this host begins"),
    }
    Ok(())
}

async fn take_over(host: &Host) -> Result<(), StoreError> {
    if store::sending_hosts::over(&mut *host.store.read().await?, &host.sending_id).await?.is_empty() {
        return Ok(());
    }
    let mut db = host.store.work().await?;
    // Asked again: another host may have looked after them, or they live.
    for dead in store::sending_hosts::over(&mut db, &host.sending_id).await? {
        bury(&mut db, &dead, host.clock.now()).await?;
    }
    db.commit().await?;
    host.wake_worker();
    Ok(())
}

/// Frees what a host had taken, makes uncertain what it had marked, and ends its lease.
///
/// # Errors
/// [`StoreError`]
pub async fn bury(db: &mut Db, dead: &str, now: Timestamp) -> Result<u64, StoreError> {
    store::sending_hosts::end(db, dead).await?;
    let (freed, uncertain) = (store::sending::free(db, dead).await?, store::sending::give_up(db, dead, now).await?);
    if freed > 0 || uncertain > 0 {
        tracing::warn!(host = dead, freed, uncertain, "a host ended without saying so; its deliveries are looked after");
    }
    Ok(uncertain)
}
