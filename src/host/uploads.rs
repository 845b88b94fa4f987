//! Owns files on their way into an import: each arrives in pieces into a file of the data folder and is gone afterwards.
//! Refuses to hold one in memory, and to keep one: they are full of addresses.

use super::extract::DRAINED;
use crate::domain::csv_import::LARGEST_FILE;
use axum::body::Body;
use http_body_util::BodyExt;
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use tokio::{
    fs::File,
    io::AsyncWriteExt,
    sync::{Mutex, MutexGuard},
};

/// The folder, and whose turn it is to import.
#[derive(Debug)]
pub struct Uploads {
    folder: PathBuf,
    limit: u64,
    turn: Mutex<()>,
}

/// A file that arrived; removed when this is dropped.
#[derive(Debug)]
pub struct Upload {
    path: PathBuf,
}

/// Why a file did not arrive.
#[derive(Debug, thiserror::Error)]
pub enum NotReceived {
    /// It is over the limit.
    #[error("the file is larger than {limit} octets")]
    TooLarge {
        /// In octets.
        limit: u64,
    },
    /// The request ended in the middle.
    #[error("the file did not arrive whole")]
    NotWhole,
    /// The disk.
    #[error("the file could not be kept: {0}")]
    Disk(#[from] io::Error),
}

impl Uploads {
    /// Makes the folder, readable by its owner alone, and removes what a host left behind that was killed. Only the host
    /// that holds the lock of the data may call this.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        for left in fs::read_dir(&folder)? {
            fs::remove_file(left?.path())?;
        }
        Ok(Self { folder, limit: LARGEST_FILE, turn: Mutex::new(()) })
    }

    /// The same folder for files of at most so many octets.
    #[must_use]
    pub fn with_limit(self, limit: u64) -> Self {
        Self { limit, ..self }
    }

    /// Takes a file in, piece by piece.
    ///
    /// # Errors
    /// [`NotReceived`]; nothing of it is left.
    pub async fn receive(&self, mut body: Body, declared: Option<u64>) -> Result<Upload, NotReceived> {
        let too_large = || NotReceived::TooLarge { limit: self.limit };
        if declared.is_some_and(|length| length > self.limit) {
            drain(&mut body).await;
            return Err(too_large());
        }
        let upload = Upload { path: self.folder.join(format!("{}.csv", uuid::Uuid::now_v7())) };
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options.open(&upload.path).await?;
        let mut seen = 0_u64;
        while let Some(frame) = body.frame().await {
            let Ok(piece) = frame.map_err(|_| NotReceived::NotWhole)?.into_data() else { continue };
            seen = seen.saturating_add(piece.len() as u64);
            if seen > self.limit {
                drop((file, upload));
                drain(&mut body).await;
                return Err(too_large());
            }
            file.write_all(&piece).await?;
        }
        // What the system still holds back of the file would otherwise fail unnoticed.
        file.flush().await?;
        Ok(upload)
    }

    /// Waits until no other import writes.
    pub async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }
}

/// Reads on for a while and keeps nothing, so that a browser gets to see the answer.
async fn drain(body: &mut Body) {
    let mut seen = 0;
    while let Some(Ok(frame)) = body.frame().await {
        seen += frame.data_ref().map_or(0, |piece| piece.len());
        if seen > DRAINED {
            return;
        }
    }
}

impl Upload {
    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            // The next start removes it.
            tracing::warn!(%error, "an uploaded file could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_gone_when_it_is_done_with_and_a_killed_host_leaves_none_behind() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("uploads");
        let files = || fs::read_dir(&folder).unwrap().count();
        let uploads = Uploads::open(folder.clone()).unwrap();
        let upload = uploads.receive(Body::from("Email\n"), None).await.unwrap();
        assert_eq!((fs::read(upload.path()).unwrap(), files()), (b"Email\n".to_vec(), 1));
        drop(upload);
        assert_eq!(files(), 0);
        fs::write(folder.join("left.csv"), "Email\n").unwrap();
        Uploads::open(folder.clone()).unwrap();
        assert_eq!(files(), 0);
    }

    #[tokio::test]
    async fn over_the_limit_nothing_is_kept_whether_the_length_was_told_or_not() {
        let data = tempfile::tempdir().unwrap();
        let uploads = Uploads::open(data.path().join("uploads")).unwrap().with_limit(10);
        for declared in [None, Some(11)] {
            let refused = uploads.receive(Body::from(vec![b'a'; 11]), declared).await;
            assert!(matches!(refused, Err(NotReceived::TooLarge { limit: 10 })), "{declared:?}");
        }
        assert!(uploads.receive(Body::from(vec![b'a'; 10]), Some(10)).await.is_ok());
        assert_eq!(fs::read_dir(data.path().join("uploads")).unwrap().count(), 0);
    }
}
