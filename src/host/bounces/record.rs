//! Owns what becomes of a notification: it is matched to its delivery, kept once, and suppresses the address where it is dead.
//! Refuses whatever carries no genuine return path: forged notifications suppress nobody.

use super::{
    notification::{NotANotification, Notification},
    return_path::NamedDelivery,
};
use crate::{
    domain::{
        bounce::{Bounce, BounceVerdict},
        timestamp::Timestamp,
        undeliverable::Undeliverable,
    },
    host::{
        state::Host,
        store::{self, StoreError, connection::Db},
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
        host.metrics.bounced(None);
        return Ok(Received::NotOurs);
    };
    let Some((verdict, reason, status)) = notification.about(&named.address) else { return Ok(Received::NothingCameBack) };
    let mut db = host.store.write().await?;
    let Some((batch, kind, sent)) = store::undeliverable::delivery(&mut db, named.batch, named.person).await? else {
        host.metrics.bounced(None);
        return Ok(Received::NotOurs);
    };
    let bounce = Bounce { batch, kind, at: host.clock.now(), verdict, reason, status };
    if !store::undeliverable::add_bounce(&mut db, named.batch, named.person, &named.address, &bounce).await? {
        return Ok(Received::Known);
    }
    match verdict {
        BounceVerdict::Hard => came_back(&mut db, &named, &bounce, sent).await?,
        BounceVerdict::Soft | BounceVerdict::Refused => {}
    }
    db.commit().await?;
    host.metrics.bounced(Some(verdict));
    tracing::info!(batch = %bounce.batch.0, ?verdict, ?reason, "a notification was read");
    Ok(Received::Kept)
}

/// The address is dead: it comes on the list, and the mail does not count as sent. What an administrator lifted after the mail
/// went out stays lifted.
async fn came_back(db: &mut Db, named: &NamedDelivery, bounce: &Bounce, sent: Timestamp) -> Result<(), StoreError> {
    let lifted = store::undeliverable::lifted_since(db, &named.address, sent).await?;
    let listed = !lifted && store::undeliverable::add(db, named.batch, named.person, &named.address, bounce).await?;
    if store::undeliverable::hard_bounces(db, named.batch, named.person).await? > 1 {
        // Another notification said so before, and what followed from it was done.
        return Ok(());
    }
    let before = store::users::mail(db, named.person).await?;
    let kept = before.undeliverable.clone();
    let mut mail = before.bounced(bounce.kind, Undeliverable { address: Some(named.address.clone()), since: bounce.at });
    let present = store::users::address_mark(db, named.person).await?;
    let about_present = kept.as_ref().is_some_and(|kept| kept.address.as_ref() == Some(&present));
    if !listed || (about_present && named.address != present) {
        mail.undeliverable = kept;
    }
    store::users::keep_mail(db, named.person, &mail).await
}
