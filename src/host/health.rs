//! Owns whether the host can do its work now: the database answers, mail has somewhere to go, and it is not about to stop.
//! Refuses to knock at the relay more often than needed: what was seen a moment ago counts.

use super::{mailer::Mailer, state::Host, store::connection::query_scalar};
use std::{
    fs::{self, File},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::{net::TcpStream, time::timeout};

/// Longest wait for an answer of the database, or of the relay.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long what was seen of the relay counts.
const LATELY: Duration = Duration::from_secs(15);

/// Whether one thing that the host needs is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Check {
    /// It is.
    Passed,
    /// It is not.
    Failed,
}

/// What the host needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Readiness {
    /// It was not told to stop.
    pub running: Check,
    /// The database answers. Its tables were brought up to date before the host answered at all.
    pub database: Check,
    /// The relay can be reached, or the outbox folder written.
    pub mail: Check,
}

/// What was last seen of the relay.
#[derive(Debug, Default)]
pub struct RelayWatch(Mutex<Option<(Instant, Check)>>);

impl RelayWatch {
    fn lately(&self) -> Option<Check> {
        let seen = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.filter(|(at, _)| at.elapsed() < LATELY).map(|(_, check)| check)
    }

    /// Keeps what was seen just now, by whoever talked to the relay.
    pub fn saw(&self, check: Check) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), check));
    }
}

impl Readiness {
    /// Looks at everything at once.
    pub async fn of(host: &Arc<Host>) -> Self {
        let (database, mail) = tokio::join!(database(host), mail(host));
        Self { running: passed(!host.is_stopping()), database, mail }
    }

    /// Whether nothing is missing.
    #[must_use]
    pub fn is_ready(self) -> bool {
        [self.running, self.database, self.mail].iter().all(|check| *check == Check::Passed)
    }
}

fn passed(it: bool) -> Check {
    if it { Check::Passed } else { Check::Failed }
}

async fn database(host: &Host) -> Check {
    let asked = async {
        let mut db = host.store.read().await.ok()?;
        query_scalar("SELECT count(*) FROM sending_host").fetch_one::<i64>(&mut db).await.ok()
    };
    passed(matches!(timeout(PATIENCE, asked).await, Ok(Some(_))))
}

async fn mail(host: &Host) -> Check {
    match &host.mailer {
        Mailer::Outbox(outbox) => {
            let folder = outbox.folder().to_owned();
            passed(tokio::task::spawn_blocking(move || is_writable(&folder)).await.unwrap_or(false))
        }
        Mailer::Relay(relay) => {
            if let Some(seen) = host.relay_watch.lately() {
                return seen;
            }
            let seen = reach(&relay.place()).await;
            host.relay_watch.saw(seen);
            seen
        }
    }
}

async fn reach(place: &str) -> Check {
    let Some((name, port)) = place.rsplit_once(':').and_then(|(name, port)| Some((name, port.parse::<u16>().ok()?))) else {
        return Check::Failed;
    };
    passed(matches!(timeout(PATIENCE, TcpStream::connect((name, port))).await, Ok(Ok(_))))
}

/// Whether a file can be made there. It is hidden, as half-written mail is, has a name of its own, and is gone at once.
fn is_writable(folder: &Path) -> bool {
    let probe = folder.join(format!(".ready-{}.part", uuid::Uuid::now_v7()));
    let written = File::create(&probe).and_then(|file| file.set_len(1));
    written.and_then(|()| fs::remove_file(&probe)).is_ok()
}
