//! Owns one pull from beginning to end: read whole, then applied in one transaction, then told in the record of what was done.
//! Refuses to be silent about failing.

use super::{
    apply::{Applying, Purpose, apply},
    client::{Patience, ScimClient},
    endpoint::Endpoint,
    read::{self, Outcome, ReadFault, Wish},
    report::PullReport,
};
use crate::{
    domain::{
        activity::ActivityAction,
        scim::{failure::PullFailure, license_attribute::LicenseAttribute},
        timestamp::Timestamp,
    },
    host::{
        import::Importer,
        store::{self, Store, StoreError, scim::Remembered},
    },
};
use std::path::PathBuf;

/// A SCIM server.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its address.
    pub endpoint: Endpoint,
    /// File with the token for it.
    pub token_file: Option<PathBuf>,
    /// Where licenses stand.
    pub licenses: LicenseAttribute,
    /// How patiently it is asked.
    pub patience: Patience,
}

/// How to pull.
#[derive(Clone, Copy, Debug)]
pub struct Pulling {
    /// Whether it writes.
    pub purpose: Purpose,
    /// Everybody, also where changes would do.
    pub full: bool,
    /// Whether people who are new are mailed.
    pub newly_added: bool,
    /// Not at all where another pull began after this moment.
    pub unless_after: Option<Timestamp>,
}

/// Why nothing was pulled.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// Reading.
    #[error(transparent)]
    Read(#[from] ReadFault),
    /// Writing.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another pull began while this one read.
    #[error("another pull began meanwhile; what this one read was not kept")]
    Overtaken,
}

impl PullError {
    const fn failure(&self) -> Option<PullFailure> {
        match self {
            Self::Read(fault) => Some(fault.failure()),
            Self::Store(_) => Some(PullFailure::HostFailed),
            // The other one tells what came of it.
            Self::Overtaken => None,
        }
    }
}

/// Pulls, or says what a pull would do; nothing where another one began lately.
///
/// # Errors
/// [`PullError`]; nothing was changed, and unless it was a preview the record of what was done says so.
pub async fn pull(store: &Store, importer: Importer<'_>, source: &Source, pulling: Pulling) -> Result<Option<PullReport>, PullError> {
    let pulled = try_pull(store, importer, source, pulling).await;
    if let Err(error) = &pulled
        && let (Purpose::Pull, Some(reason)) = (pulling.purpose, error.failure())
    {
        let mut db = store.write().await?;
        store::activity::add(&mut db, importer.now, importer.by, &ActivityAction::DirectoryPullFailed { reason }).await?;
        db.commit().await.map_err(StoreError::from)?;
    }
    pulled
}

async fn try_pull(store: &Store, importer: Importer<'_>, source: &Source, pulling: Pulling) -> Result<Option<PullReport>, PullError> {
    let name = source.endpoint.as_str();
    // Looked at often, so that whoever writes need not be waited for.
    if let Some(moment) = pulling.unless_after
        && store::scim::begun(&mut *store.read().await?, name).await?.is_some_and(|begun| begun > moment)
    {
        return Ok(None);
    }
    let (remembered, begun) = match pulling.purpose {
        Purpose::Preview => (store::scim::remembered(&mut *store.read().await?, name).await?, 0),
        Purpose::Pull => {
            let mut db = store.write().await?;
            let begun = store::scim::begin(&mut db, name, importer.now, pulling.unless_after).await?;
            db.commit().await.map_err(StoreError::from)?;
            match begun {
                Some(begun) => begun,
                None => return Ok(None),
            }
        }
    };
    let client = ScimClient::new(source.endpoint.clone(), source.token_file.as_deref(), source.patience).map_err(ReadFault::from)?;
    let wish = Wish { full: pulling.full, licenses: &source.licenses, told: importer.told, now: importer.now };
    let outcome = read::read(&client, &remembered, wish).await?;
    let mut db = match pulling.purpose {
        Purpose::Preview => store.snapshot().await?,
        Purpose::Pull => store.write().await?,
    };
    let (report, next) = match outcome {
        Outcome::Same => {
            let report = nothing_new(store::scim::total(&mut db, name).await?, pulling);
            (report, remembered.clone())
        }
        Outcome::Read(directory) => {
            let remembered = Remembered { licenses_from: source.licenses.print(), ..remembered.clone() };
            let (purpose, newly_added) = (pulling.purpose, pulling.newly_added);
            let applying = Applying { importer, source: name, purpose, newly_added, remembered: &remembered };
            apply(&mut db, &applying, *directory).await?
        }
    };
    match pulling.purpose {
        Purpose::Preview => db.rollback().await.map_err(StoreError::from)?,
        Purpose::Pull => {
            if !store::scim::keep(&mut db, name, begun, &next).await? {
                return Err(PullError::Overtaken);
            }
            let PullReport { added, changed, gone, refused_total: refused, .. } = report;
            let action = ActivityAction::DirectoryPulled { added, changed, gone, refused };
            store::activity::add(&mut db, importer.now, importer.by, &action).await?;
            db.commit().await.map_err(StoreError::from)?;
            tracing::info!(added, changed, gone, refused, "people were pulled from the SCIM server");
        }
    }
    Ok(Some(report))
}

fn nothing_new(unchanged: u64, pulling: Pulling) -> PullReport {
    PullReport {
        preview: pulling.purpose == Purpose::Preview,
        scope: None,
        added: 0,
        changed: 0,
        unchanged,
        gone: None,
        duplicates: 0,
        refused: Vec::new(),
        refused_total: 0,
        unknown_languages: Vec::new(),
        licenses_unknown: false,
        automatic_emails: 0,
        blocked: None,
        newly_added: pulling.newly_added,
        batch: None,
    }
}
