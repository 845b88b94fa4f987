//! Owns starting the host: data folder, lock, database, mail, listener, worker.
//! Refuses a second host on the same data: each would take the other's deliveries for left behind.

use super::{
    bounces::{self, Bounces, folder::BounceFolder, return_path::ReturnPaths},
    configuration::{Configuration, Database},
    conformance::trial::NotTried,
    headers::Headers,
    mailer::{
        Mailer,
        outbox::Outbox,
        relay::{NotARelay, Relay},
    },
    reminders, routes,
    safety::NotSafe,
    scim::{self, schedule::Schedule},
    sending,
    sign_in::new_link,
    signals::{Signals, told_to_stop},
    state::{Host, Parts},
    store::{self, Store, StoreError, server::describe},
    unsubscribe::link::Links,
    uploads::Uploads,
};
use crate::domain::timestamp::NotATime;
use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::Path,
    sync::Arc,
    time::Duration,
};
use tokio::net::TcpListener;

/// How long the end of the host waits for deliveries in hand.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it waits for answers that are being given; no new request is taken meanwhile.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// Why the host does not start, or does not do what it was called for.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The data folder.
    #[error("the data folder {folder} cannot be used: {source}")]
    Data {
        /// Which folder.
        folder: String,
        /// Why.
        source: io::Error,
    },
    /// Another host runs on this data.
    #[error("another usher-host is running on this data folder; stop it first, or name another folder with --data")]
    Running,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The mail relay's address.
    #[error(transparent)]
    Relay(#[from] NotARelay),
    /// What holds for every mail.
    #[error(transparent)]
    Safety(#[from] NotSafe),
    /// The platform's API.
    #[error(transparent)]
    Platform(#[from] super::webex_relay::NotThePlatform),
    /// The listener.
    #[error("cannot answer on {address}: {source}; name another address with --bind 127.0.0.1:PORT")]
    Bind {
        /// Which address.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// The record of what was done does not fit together.
    #[error("the activity was changed past the host: {faults} found")]
    ActivityTampered {
        /// How many things do not fit.
        faults: usize,
    },
    /// Reading or writing.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A file that cannot be read.
    #[error("{file} cannot be read: {source}")]
    File {
        /// Which file.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// The day on which people were added.
    #[error("--added {0}")]
    Added(NotATime),
    /// A file that is not imported.
    #[error("nothing was imported: {0}")]
    Import(#[from] super::import::ImportRefusal),
    /// Nobody said from where to pull.
    #[error("name the SCIM server with --scim-url https://HOST/PATH")]
    NoScimServer,
    /// Nothing was pulled.
    #[error("nothing was pulled: {0}")]
    Pull(#[from] super::scim::pull::PullError),
    /// No host has been started on this data.
    #[error("no usher-host has been started on these data yet; start it, and it prints a link")]
    NeverStarted,
    /// A backend that was tried breaks promises; the report names them.
    #[error("promises that this backend breaks: {broken}")]
    PromisesBroken {
        /// How many.
        broken: usize,
    },
    /// A backend that could not be tried.
    #[error(transparent)]
    NotTried(#[from] NotTried),
    /// The description of the API.
    #[error("the description of the API cannot be written: {0}")]
    Description(#[from] serde_json::Error),
}

impl HostError {
    /// What the program ends with.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::NotTried(_) => 2,
            Self::Data { .. }
            | Self::Running
            | Self::Store(_)
            | Self::Relay(_)
            | Self::Safety(_)
            | Self::Bind { .. }
            | Self::ActivityTampered { .. }
            | Self::Io(_)
            | Self::File { .. }
            | Self::Added(_)
            | Self::Import(_)
            | Self::NeverStarted
            | Self::PromisesBroken { .. }
            | Self::Platform(_)
            | Self::NoScimServer
            | Self::Pull(_)
            | Self::Description(_) => 1,
        }
    }
}

/// Opens the data folder and the database.
///
/// # Errors
/// [`HostError`]
pub async fn open_store(configuration: &Configuration) -> Result<Store, HostError> {
    make_private(&configuration.data).map_err(|source| HostError::Data { folder: configuration.data.display().to_string(), source })?;
    Ok(match configuration.database() {
        Database::File(file) => Store::open(&file).await?,
        Database::Server(address) => Store::connect(address).await?,
    })
}

/// Serves until it is told to stop.
///
/// # Errors
/// [`HostError`]
pub async fn serve(configuration: &Configuration) -> Result<(), HostError> {
    let store = open_store(configuration).await?;
    // Held, and thereby locked, for as long as the host runs.
    let _lock = lock(&configuration.data)?;
    let safety = configuration.safety.open()?;
    let webex = configuration.webex.open()?;
    let mailer = open_mailer(configuration)?;
    let uploads = open_uploads(configuration)?;
    let listener = TcpListener::bind(configuration.bind)
        .await
        .map_err(|source| HostError::Bind { address: configuration.bind.to_string(), source })?;
    let unsubscribe_links = Links::open(&store, configuration.public_url.clone()).await?;
    let bounces = open_bounces(configuration, &store).await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let host = Host::new(Parts {
        store,
        mailer,
        clock: configuration.clock(),
        facts: configuration.facts(),
        administrator: configuration.administrator(),
        api_token: configuration.api_token.clone(),
        allow_origin: configuration.allow_origin.clone(),
        headers: Headers::new(&configuration.frame_ancestors),
        dist: configuration.dist.clone(),
        unsubscribe_links,
        uploads,
        options: configuration.sending.clone(),
        bounces,
        safety,
        webex,
    });
    sending::recover(&host).await?;
    let link = first_link(&host, &base_url).await?;
    announce(configuration, &host, &link)?;
    let signals = Signals::listen();
    let worker = tokio::spawn(sending::run(Arc::clone(&host)));
    let reminders = tokio::spawn(reminders::run(Arc::clone(&host)));
    let bounces = tokio::spawn(bounces::run(Arc::clone(&host)));
    let pulls = tokio::spawn(scim::schedule::run(Arc::clone(&host), Schedule::of(&configuration.scim)));
    let stop = {
        let host = Arc::clone(&host);
        async move {
            told_to_stop(signals).await;
            host.stop_worker();
        }
    };
    let served = axum::serve(listener, routes::all(&host)).with_graceful_shutdown(stop).into_future();
    let late = async {
        host.stopped().await;
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    let served = tokio::select! {
        served = served => served,
        // Whoever still reads a long answer has had the time to.
        () = late => Ok(()),
    };
    host.stop_worker();
    if tokio::time::timeout(PATIENCE, worker).await.is_err() {
        tracing::warn!("a delivery did not end in time; it will be uncertain");
    }
    // It begins whole batches or none, and ends with the store at the latest.
    reminders.abort();
    // What it keeps, it keeps whole, and the rest is read again.
    bounces.abort();
    // It reads whole, then writes in one transaction, or begins again at the next start.
    pulls.abort();
    host.store.close().await;
    Ok(served?)
}

async fn first_link(host: &Host, base_url: &str) -> Result<String, StoreError> {
    let mut db = host.store.write().await?;
    // On a shared database the other links are those of hosts that run; they end by themselves.
    if !host.store.is_shared() {
        store::access::forget_tokens(&mut db).await?;
    }
    store::access::keep_base_url(&mut db, base_url).await?;
    let link = new_link(&mut db, base_url, host.clock.now()).await?;
    db.commit().await?;
    Ok(link)
}

fn announce(configuration: &Configuration, host: &Host, link: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let data = fs::canonicalize(&configuration.data).unwrap_or_else(|_| configuration.data.clone());
    match configuration.database() {
        Database::File(_) => writeln!(out, "Data lies in {}", data.display())?,
        Database::Server(address) => {
            let database = describe(address).unwrap_or_else(|| "the server".into());
            writeln!(out, "Data lies in the PostgreSQL database {database}, files in {}", data.display())?;
        }
    }
    match &host.mailer {
        Mailer::Outbox(outbox) => {
            let folder = fs::canonicalize(outbox.folder()).unwrap_or_else(|_| outbox.folder().to_owned());
            writeln!(out, "No mail leaves: it goes into {} (set SMTP_URL to send it)", folder.display())?;
        }
        Mailer::Relay(relay) => writeln!(out, "Mail goes to {}", relay.place())?,
    }
    if let Some(address) = host.safety.outgoing.test_address() {
        writeln!(out, "TEST-ONLY MODE: every mail goes to {}, and nobody counts as mailed", address.as_str())?;
    }
    writeln!(out, "Sign in, once: {link}")?;
    out.flush()
}

fn open_mailer(configuration: &Configuration) -> Result<Mailer, HostError> {
    // Read without a relay too: what is wrong with it shows now.
    let relay_tls = configuration.safety.relay_tls()?;
    Ok(match configuration.relay() {
        Some(address) => Mailer::Relay(Relay::parse_with(address, &relay_tls)?.with_limits(configuration.sending.limits())),
        None => {
            let folder = configuration.data.join("outbox");
            let outbox = Outbox::open(folder.clone()).map_err(|source| HostError::Data { folder: folder.display().to_string(), source })?;
            Mailer::Outbox(outbox)
        }
    })
}

fn open_uploads(configuration: &Configuration) -> Result<Uploads, HostError> {
    let folder = configuration.data.join("uploads");
    Uploads::open(folder.clone()).map_err(|source| HostError::Data { folder: folder.display().to_string(), source })
}

async fn open_bounces(configuration: &Configuration, store: &Store) -> Result<Bounces, HostError> {
    let return_paths = ReturnPaths::open(store, configuration.bounces.address.clone()).await?;
    let open = |folder: &std::path::PathBuf| {
        BounceFolder::open(folder.clone()).map_err(|source| HostError::Data { folder: folder.display().to_string(), source })
    };
    let folder = configuration.bounces.folder.as_ref().map(open).transpose()?;
    Ok(Bounces::new(return_paths, folder, configuration.bounces.mailbox.clone()))
}

/// Makes the folder, readable by its owner alone: it holds addresses and mail.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn lock(folder: &Path) -> Result<File, HostError> {
    let data = |source| HostError::Data { folder: folder.display().to_string(), source };
    let file = File::options().create(true).truncate(false).write(true).open(folder.join("usher.lock")).map_err(data)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(HostError::Running),
        Err(TryLockError::Error(source)) => Err(data(source)),
    }
}
