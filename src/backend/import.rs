//! Owns importing a file that was chosen in the browser: handed over as it lies there, or read in slices where the backend is
//! the browser itself.
//! Refuses to hold a whole file in memory.

use super::{Backend, Failure, InMemory};
use crate::api::payload::{ImportQuery, ImportReport};
use crate::domain::{
    csv_import::{FileProblem, ImportedDirectory, LARGEST_FILE},
    csv_mapping::ColumnMapping,
    csv_reader::{DirectoryReader, FileFacts, Reading},
};
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob};

/// Octets that are read between two frames.
const SLICE: u32 = 128 * 1024;

/// How far an import is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ImportProgress {
    /// So much of the file, between 0 and 1, has left or was read.
    Reading(f64),
    /// The backend has the file and works.
    Working,
}

/// Somebody who watches an import and may stop it.
#[derive(Clone)]
pub struct ImportWatch {
    /// Stops it: the request is given up, and the backend undoes what it began.
    pub signal: AbortSignal,
    /// Told how far it is.
    pub told: Rc<dyn Fn(ImportProgress)>,
}

/// What an import is to a backend in the browser.
pub trait ImportInMemory {
    /// Takes over the people of a file, or says what would happen.
    ///
    /// # Errors
    /// [`Failure`] says what the administrator can do.
    fn import_directory(&self, read: ImportedDirectory, mapping: ColumnMapping, query: &ImportQuery) -> Result<ImportReport, Failure>;
}

impl Backend {
    /// Imports people from CSV, or says what would happen. Stopped, it fails with [`Failure::Unreachable`].
    ///
    /// # Errors
    /// [`Failure`] says what the administrator can do.
    pub async fn import_users(&self, file: &Blob, query: &ImportQuery, watch: &ImportWatch) -> Result<ImportReport, Failure> {
        match self {
            Self::Http(http) => http.import_users(file, query, watch).await,
            Self::Remote(remote) => remote.import_users(file, query, watch).await,
        }
    }
}

/// Imports a file where the backend is the browser itself.
pub(super) async fn in_memory(
    backend: &impl InMemory,
    file: &Blob,
    query: &ImportQuery,
    watch: &ImportWatch,
) -> Result<ImportReport, Failure> {
    let zone = backend.organization()?.time_zone;
    let mut directory = ImportedDirectory::default();
    let reading = Reading { mapping: query.mapping.clone(), added: query.added, zone };
    let facts = read_in_slices(file, reading, watch, |reader| directory.take(reader)).await?;
    (watch.told)(ImportProgress::Working);
    backend.import_directory(directory, facts.mapping, query)
}

/// Reads a file in slices; between two of them the browser does what else it has to. `take` is called after each.
///
/// # Errors
/// [`Failure::File`] where the file is not to be trusted, [`Failure::Unreachable`] where the reading was stopped.
pub async fn read_in_slices(
    file: &Blob,
    reading: Reading,
    watch: &ImportWatch,
    mut take: impl FnMut(&mut DirectoryReader),
) -> Result<FileFacts, Failure> {
    let size = file.size();
    if size > LARGEST_FILE as f64 {
        return Err(FileProblem::TooLarge.into());
    }
    let mut reader = DirectoryReader::new(reading);
    let mut at = 0.0;
    while at < size {
        let end = (at + f64::from(SLICE)).min(size);
        let octets = read_slice(file, at, end).await.ok_or(FileProblem::Unreadable)?;
        if watch.signal.aborted() {
            return Err(Failure::Unreachable);
        }
        reader.push(&octets).map_err(Failure::from)?;
        take(&mut reader);
        at = end;
        (watch.told)(ImportProgress::Reading(at / size));
    }
    reader.finish().map_err(Failure::from)?;
    take(&mut reader);
    Ok(reader.facts())
}

/// The octets from one place to another; nothing where the browser cannot read them any more.
pub async fn read_slice(file: &Blob, from: f64, to: f64) -> Option<Vec<u8>> {
    let slice = file.slice_with_f64_and_f64(from, to).ok()?;
    let buffer = JsFuture::from(slice.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}
