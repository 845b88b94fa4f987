//! Owns the folder in which mail is kept as `.eml` files while no relay is set.
//! Refuses half-written files: each is written beside its place, brought to the disk, and renamed.

use super::Handover;
use crate::domain::fail_reason::FailReason;
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A folder of `.eml` files.
#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
}

impl Outbox {
    /// The outbox in this folder, which is made if it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps a message under a name.
    pub async fn keep(&self, name: &str, text: String) -> Handover {
        let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
        let folder = self.folder.clone();
        match tokio::task::spawn_blocking(move || write(&folder, &name, &text)).await {
            Ok(Ok(())) => Handover::Sent,
            Ok(Err(error)) => {
                tracing::error!(%error, "the outbox folder cannot be written");
                Handover::Failed { reason: FailReason::OutboxUnwritable }
            }
            Err(_) => Handover::Uncertain,
        }
    }
}

fn write(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let half = folder.join(format!(".{name}.part"));
    let written = File::create(&half).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&half, folder.join(format!("{name}.eml")))
    });
    if written.is_err() {
        // What is left of it is no message; that it may not be there at all is no second fault.
        let _ = fs::remove_file(&half);
    }
    written?;
    File::open(folder)?.sync_all()
}
