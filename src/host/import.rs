//! Owns importing people from a file: one transaction, for the API and the command line alike.
//! Refuses to change anything for a preview or for a file that cannot be trusted, and to hold the file in memory: a thread
//! reads it and hands thousands of rows at a time to the one that writes. Whoever stops waiting for the outcome stops both,
//! and the transaction undoes itself.

use super::{
    import_tally::Tally,
    organization_facts::OrganizationFacts,
    safety::Safety,
    store::{Store, StoreError},
};
use crate::{
    api::payload::{ImportQuery, ImportReport},
    domain::{
        csv_import::{FileProblem, LARGEST_FILE},
        csv_reader::{DirectoryReader, FileFacts, Reading, Taken},
        timestamp::Timestamp,
    },
};
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Octets that are read at once.
const PIECE: usize = 128 * 1024;
/// Rows that are looked up and written at once.
pub(super) const AT_ONCE: usize = 2_000;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportRefusal {
    /// The file as a whole cannot be trusted.
    #[error("{0}")]
    File(FileProblem),
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// The host ends.
    #[error("the import was interrupted")]
    Interrupted,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who imports, when, and what is told.
#[derive(Clone, Copy)]
pub struct Importer<'a> {
    /// What the configuration says about the organization.
    pub facts: &'a OrganizationFacts,
    /// Who is named in the activity.
    pub by: &'a str,
    /// The present.
    pub now: Timestamp,
    /// How many refused rows are told one by one.
    pub told: usize,
    /// What holds for the batch that it starts, if it starts one.
    pub safety: &'a Safety,
}

/// What the reading thread hands over.
enum Part {
    /// Some rows, with what is known of the file so far.
    Rows(FileFacts, Vec<Taken>),
    /// That was all, and the file can be trusted.
    End(FileFacts),
}

/// Imports a file, or says what would happen.
///
/// # Errors
/// [`ImportRefusal`]; nothing was changed.
pub async fn import(store: &Store, importer: Importer<'_>, file: &Path, query: &ImportQuery) -> Result<ImportReport, ImportRefusal> {
    let reading = Reading { mapping: query.mapping.clone(), added: query.added, zone: importer.facts.time_zone.clone() };
    let (sender, mut parts) = channel(2);
    let file = file.to_owned();
    tokio::task::spawn_blocking(move || read(file, reading, &sender));
    // A file whose beginning is wrong keeps nobody from writing.
    let mut part = next(&mut parts).await?;
    // A preview looks at the people as they are now, and holds no lock while it does.
    let mut db = if query.preview { store.snapshot().await? } else { store.write().await? };
    let mut tally = Tally::new(&mut db, importer, query).await?;
    let facts = loop {
        match part {
            Part::Rows(facts, rows) => tally.take(&mut db, &facts, rows).await?,
            Part::End(facts) => break facts,
        }
        part = next(&mut parts).await?;
    };
    let report = tally.finish(&mut db, facts).await?;
    if query.preview {
        db.rollback().await.map_err(StoreError::from)?;
    } else {
        db.commit().await.map_err(StoreError::from)?;
        tracing::info!(added = report.added, changed = report.changed, refused = report.refused_total, "people were imported");
    }
    Ok(report)
}

async fn next(parts: &mut Receiver<Result<Part, ImportRefusal>>) -> Result<Part, ImportRefusal> {
    parts.recv().await.unwrap_or(Err(ImportRefusal::Interrupted))
}

/// Reads the file to its end, or until nobody listens any more.
fn read(file: PathBuf, reading: Reading, to: &Sender<Result<Part, ImportRefusal>>) {
    let end = read_parts(file, reading, to);
    // Nobody is left to be told when this fails.
    let _ = to.blocking_send(end.map(Part::End));
}

fn read_parts(file: PathBuf, reading: Reading, to: &Sender<Result<Part, ImportRefusal>>) -> Result<FileFacts, ImportRefusal> {
    let mut file = File::open(file)?;
    if file.metadata()?.len() > LARGEST_FILE {
        return Err(ImportRefusal::File(FileProblem::TooLarge));
    }
    let mut reader = DirectoryReader::new(reading);
    let (mut piece, mut rows) = (vec![0; PIECE], Vec::new());
    loop {
        let octets = file.read(&mut piece)?;
        match octets {
            0 => reader.finish().map_err(ImportRefusal::File)?,
            octets => reader.push(piece.get(..octets).unwrap_or_default()).map_err(ImportRefusal::File)?,
        }
        rows.extend(reader.take());
        while rows.len() >= AT_ONCE || (octets == 0 && !rows.is_empty()) {
            let rest = rows.split_off(rows.len().min(AT_ONCE));
            let part = Part::Rows(reader.facts(), std::mem::replace(&mut rows, rest));
            to.blocking_send(Ok(part)).map_err(|_| ImportRefusal::Interrupted)?;
        }
        if octets == 0 {
            return Ok(reader.facts());
        }
    }
}
