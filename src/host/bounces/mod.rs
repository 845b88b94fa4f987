//! Owns what comes back: the return paths that name deliveries, and the reading of notifications from a folder and a mailbox.
//! Refuses to stop sending when reading fails; it is tried again, ever more seldom, and the console shows it.

pub mod folder;
pub mod imap;
pub mod notification;
pub mod record;
pub mod return_path;

use super::state::Host;
use crate::{api::capabilities::BounceReading, domain::timestamp::Timestamp};
use folder::BounceFolder;
use imap::BounceMailbox;
use return_path::ReturnPaths;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How often it is looked for new notifications.
const LOOK: Duration = Duration::from_secs(20);
/// How long a failing place is left alone at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

/// What comes back, and from where it is read.
pub struct Bounces {
    /// Makes return paths and knows its own.
    pub return_paths: ReturnPaths,
    /// Where notifications lie as files.
    pub folder: Option<BounceFolder>,
    /// Where they arrive as mail.
    pub mailbox: Option<BounceMailbox>,
    failing: Mutex<[Option<Timestamp>; 2]>,
}

/// From where notifications are read.
#[derive(Clone, Copy)]
enum Place {
    Folder = 0,
    Mailbox = 1,
}

impl Bounces {
    /// What is read, and by which return paths it is recognized.
    #[must_use]
    pub fn new(return_paths: ReturnPaths, folder: Option<BounceFolder>, mailbox: Option<BounceMailbox>) -> Self {
        Self { return_paths, folder, mailbox, failing: Mutex::default() }
    }

    /// Whether notifications are read, as the console shows it.
    #[must_use]
    pub fn reading(&self) -> BounceReading {
        let failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
        match failing.iter().flatten().min() {
            Some(since) => BounceReading::Failing { since: *since },
            None if self.folder.is_some() || self.mailbox.is_some() => BounceReading::Read,
            None => BounceReading::NotRead,
        }
    }

    fn report(&self, place: Place, failed_at: Option<Timestamp>) {
        if let Some(failing) = self.failing.lock().unwrap_or_else(PoisonError::into_inner).get_mut(place as usize) {
            *failing = failed_at.map(|at| failing.unwrap_or(at));
        }
    }
}

/// Reads what comes back until the host stops.
pub async fn run(host: Arc<Host>) {
    tokio::join!(read(&host, Place::Folder), read(&host, Place::Mailbox));
}

async fn read(host: &Host, place: Place) {
    let mut pause = LOOK;
    while !host.is_stopping() {
        let looked = tokio::select! {
            looked = look(host, place) => looked,
            () = host.stopped() => return,
        };
        match looked {
            Ok(Looked::Nowhere) => return,
            Ok(Looked::Read) => pause = LOOK,
            Err(error) => {
                tracing::warn!(error, "notifications of undeliverable mail could not be read; trying again");
                pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
            }
        }
        tokio::select! {
            () = host.stopped() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

enum Looked {
    Read,
    /// There is no such place.
    Nowhere,
}

/// One look, told to whoever asks whether notifications are read.
async fn look(host: &Host, place: Place) -> Result<Looked, String> {
    let looked = match (place, &host.bounces.folder, &host.bounces.mailbox) {
        (Place::Folder, Some(folder), _) => folder.look(host).await.map(|_| ()).map_err(|error| error.to_string()),
        (Place::Mailbox, _, Some(mailbox)) => mailbox.look(host).await.map(|_| ()).map_err(|error| error.to_string()),
        (Place::Folder, None, _) | (Place::Mailbox, _, None) => return Ok(Looked::Nowhere),
    };
    host.bounces.report(place, looked.is_err().then(|| host.clock.now()));
    looked.map(|()| Looked::Read)
}

/// Reads everything that waits, once.
///
/// # Errors
/// Why a place could not be read, in words.
pub async fn look_once(host: &Host) -> Result<(), String> {
    look(host, Place::Folder).await?;
    look(host, Place::Mailbox).await?;
    Ok(())
}
