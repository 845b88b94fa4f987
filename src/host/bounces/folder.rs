//! Owns the folder in which notifications lie as files: `.eml` files in it, or a Maildir with its `new` and `cur`.
//! Refuses to lose or to delete one: what was read is moved into `done`, what nothing could be made of into `unreadable`.

use super::record::receive;
use crate::host::{state::Host, store::StoreError};
use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use tokio::{fs, io::AsyncReadExt};

/// How much of a message is read: what it says stands before the mail that it returns.
const MOST_OCTETS: u64 = 4 * 1024 * 1024;
/// How long a file in the folder itself must have rested: whoever writes there may not be done. A Maildir's files always are.
const RESTED: Duration = Duration::from_secs(2);
/// Files that are read in one look.
const MOST_FILES: usize = 1_000;

/// A folder of notifications.
#[derive(Clone, Debug)]
pub struct BounceFolder {
    folder: PathBuf,
}

/// Why a folder was not read to its end.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It cannot be read, or files in it cannot be moved.
    #[error("the folder of notifications cannot be used: {0}")]
    Io(#[from] io::Error),
    /// What was read could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How many files were read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FolderLook {
    /// Moved into `done`.
    pub done: usize,
    /// Moved into `unreadable`.
    pub unreadable: usize,
}

impl BounceFolder {
    /// A folder; it is made where there is none.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        for part in ["done", "unreadable"] {
            std::fs::create_dir_all(folder.join(part))?;
        }
        Ok(Self { folder })
    }

    /// Reads what lies there. A file is moved once what it says is on the disk: whoever is killed in between reads it again, and
    /// that changes nothing.
    ///
    /// # Errors
    /// [`FolderError`]; files that were not moved are read with the next look.
    pub async fn look(&self, host: &Host) -> Result<FolderLook, FolderError> {
        let (mut look, mut trouble) = (FolderLook::default(), None);
        for path in self.waiting().await? {
            match self.read(host, &path).await {
                Ok(true) => look.unreadable += 1,
                Ok(false) => look.done += 1,
                // A file that cannot be opened or moved does not keep the others waiting.
                Err(FolderError::Io(error)) => trouble = Some(error),
                Err(error @ FolderError::Store(_)) => return Err(error),
            }
        }
        trouble.map_or(Ok(look), |error| Err(error.into()))
    }

    /// Reads a file and moves it; whether it was left over.
    async fn read(&self, host: &Host, path: &Path) -> Result<bool, FolderError> {
        let mut octets = Vec::new();
        fs::File::open(path).await?.take(MOST_OCTETS).read_to_end(&mut octets).await?;
        let left_over = receive(host, &octets).await?.is_left_over();
        move_into(path, &self.folder.join(if left_over { "unreadable" } else { "done" })).await?;
        Ok(left_over)
    }

    /// The files that wait, by name: those of a Maildir begin with the time of their arrival.
    async fn waiting(&self) -> io::Result<Vec<PathBuf>> {
        let mut waiting = Vec::new();
        for (folder, rested) in
            [(self.folder.clone(), RESTED), (self.folder.join("new"), Duration::ZERO), (self.folder.join("cur"), Duration::ZERO)]
        {
            let mut entries = match fs::read_dir(&folder).await {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound && rested.is_zero() => continue,
                Err(error) => return Err(error),
            };
            while let Some(entry) = entries.next_entry().await? {
                let (path, about) = (entry.path(), entry.metadata().await?);
                let is_mail = rested.is_zero() || path.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("eml"));
                // Of a link it is not known what lies behind it.
                if about.is_file() && !about.is_symlink() && is_mail && !hidden(&path) && has_rested(about.modified()?, rested) {
                    waiting.push(path);
                }
            }
        }
        waiting.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
        waiting.truncate(MOST_FILES);
        Ok(waiting)
    }
}

fn hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// A time in the future, from a clock that was set back, does not keep a file waiting.
fn has_rested(modified: SystemTime, long: Duration) -> bool {
    SystemTime::now().duration_since(modified).map_or(true, |since| since >= long)
}

/// Moves a file without replacing one of the same name.
async fn move_into(path: &Path, folder: &Path) -> io::Result<()> {
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut target = folder.join(name);
    if fs::try_exists(&target).await? {
        let mut longer = name.to_owned();
        longer.push(format!(".{}", uuid::Uuid::now_v7()));
        target = folder.join(longer);
    }
    fs::rename(path, target).await
}
