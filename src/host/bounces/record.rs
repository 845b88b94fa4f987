//! Owns what becomes of a notification: it is matched to its delivery, kept once, and suppresses the address where it is dead.
//! Refuses whatever carries no genuine return path: forged notifications suppress nobody.

use super::notification::{NotANotification, Notification};
use crate::{
    domain::{
        bounce::{Bounce, BounceVerdict},
        undeliverable::Undeliverable,
    },
    host::{
        state::Host,
        store::{self, StoreError},
    },
};

/// What came of reading a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// It told something new about a delivery.
    Kept,
    /// All this was known.
    Known,
    /// Nothing came back: delivered, or another kind of mail.
    NothingCameBack,
    /// A notification about no mail of this host.
    NotOurs,
    /// It cannot be read.
    Unreadable,
}

impl Received {
    /// Whether somebody should look at the message, since nothing was made of it.
    #[must_use]
    pub const fn is_left_over(self) -> bool {
        match self {
            Self::NotOurs | Self::Unreadable => true,
            Self::Kept | Self::Known | Self::NothingCameBack => false,
        }
    }
}

/// Reads a message and keeps what it says, in one transaction. The same message again changes nothing.
///
/// # Errors
/// [`StoreError`]; nothing was kept then.
pub async fn receive(host: &Host, octets: &[u8]) -> Result<Received, StoreError> {
    let notification = match Notification::read(octets) {
        Ok(notification) => notification,
        Err(NotANotification::OtherMail) => return Ok(Received::NothingCameBack),
        Err(NotANotification::Unreadable) => return Ok(Received::Unreadable),
    };
    let Some(named) = notification.addresses.iter().find_map(|address| host.bounces.return_paths.find(address)) else {
        return Ok(Received::NotOurs);
    };
    let Some((verdict, reason, status)) = notification.about(&named.address) else { return Ok(Received::NothingCameBack) };
    let mut db = host.store.write().await?;
    let Some((batch, kind)) = store::undeliverable::delivery(&mut db, named.batch, named.person).await? else {
        return Ok(Received::NotOurs);
    };
    let bounce = Bounce { batch, kind, at: host.clock.now(), verdict, reason, status };
    if !store::undeliverable::add_bounce(&mut db, named.batch, named.person, &named.address, &bounce).await? {
        return Ok(Received::Known);
    }
    let dead = match verdict {
        BounceVerdict::Hard => true,
        BounceVerdict::Soft | BounceVerdict::Refused => false,
    };
    if dead && store::undeliverable::add(&mut db, named.batch, named.person, &named.address, &bounce).await? {
        let mail = store::users::mail(&mut db, named.person).await?;
        let entry = Undeliverable { address: Some(named.address.clone()), since: bounce.at };
        store::users::keep_mail(&mut db, named.person, &mail.bounced(kind, entry)).await?;
    }
    db.commit().await?;
    tracing::info!(batch = %bounce.batch.0, ?verdict, ?reason, "a notification was read");
    Ok(Received::Kept)
}
