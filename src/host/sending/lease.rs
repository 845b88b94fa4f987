//! Owns that this host is known to be alive, and what becomes of the deliveries of one that no longer is.
//! Refuses to send on for a dead host what it had marked: nobody knows whether that left.

use super::line::Shared;
use crate::{
    domain::timestamp::Timestamp,
    host::{
        state::Host,
        store::{
            self, StoreError,
            connection::{Db, Reading},
            sending_hosts::Lease,
        },
    },
};
use std::{sync::Arc, time::Duration};

/// Renews this host's lease until it is aborted. It waits for nothing else: a host that is held up by another one must not be taken
/// for dead itself. In a shared database a connection is kept for it, however many others ask for one.
pub async fn keep(shared: Arc<Shared>) {
    let (host, lease) = (&shared.host, shared.options.lease());
    let mut own = None;
    loop {
        tokio::time::sleep(lease / 5).await;
        match tokio::time::timeout(lease / 2, renewed(host, lease, own.take())).await {
            Ok(Ok(db)) => own = host.store.is_shared().then_some(db),
            Ok(Err(error)) => tracing::error!(%error, "the lease of this host could not be renewed"),
            Err(_) => tracing::error!("the lease of this host could not be renewed: the store does not answer"),
        }
    }
}

async fn renewed(host: &Host, lease: Duration, own: Option<Reading>) -> Result<Reading, StoreError> {
    let mut db = match own {
        Some(db) => db,
        None => host.store.read().await?,
    };
    match store::sending_hosts::renew(&mut db, &host.sending_id, lease).await? {
        Lease::Renewed => {}
        // What was taken before belongs to nobody now, and is refused when it is to be marked.
        Lease::Begun => tracing::info!(host = %host.sending_id, "the lease of this host begins"),
    }
    Ok(db)
}

/// Looks after the deliveries of hosts that no longer live, until it is aborted.
pub async fn look_after_others(shared: Arc<Shared>) {
    loop {
        tokio::time::sleep(shared.options.lease() / 5).await;
        if let Err(error) = take_over(&shared).await {
            tracing::error!(%error, "other hosts could not be looked after");
        }
    }
}

async fn take_over(shared: &Shared) -> Result<(), StoreError> {
    let (host, lease) = (&shared.host, shared.options.lease());
    if store::sending_hosts::over(&mut *host.store.read().await?, &host.sending_id, lease).await?.is_empty() {
        return Ok(());
    }
    let mut db = host.store.work().await?;
    // Asked again: another host may have looked after them, or they live.
    for dead in store::sending_hosts::over(&mut db, &host.sending_id, lease).await? {
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
