//! Owns how the host is told to stop: the first signal asks it to bring to an end what is in hand, the second does not wait.
//! Refuses to be deaf: who asks twice has a reason, and what was being handed over is found as uncertain at the next start.

use tokio::sync::mpsc;

/// The exit code after a second signal; what a shell says of a program that an interrupt ended.
const NOT_WAITED: i32 = 130;

/// What the host is told from outside.
pub struct Signals(mpsc::UnboundedReceiver<()>);

impl Signals {
    /// Listens from now on: to be called before anything begins that a signal must not interrupt.
    #[must_use]
    pub fn listen() -> Self {
        let (told, signals) = mpsc::unbounded_channel();
        listen(told);
        Self(signals)
    }
}

/// Waits until the host is told to stop. From then on a second signal ends it at once.
pub async fn told_to_stop(Signals(mut signals): Signals) {
    if signals.recv().await.is_none() {
        // Without signals only a kill ends the host, which loses nothing either.
        std::future::pending::<()>().await;
    }
    tracing::info!("stopping: what is in hand comes to its end; a second signal does not wait for it");
    tokio::spawn(async move {
        if signals.recv().await.is_some() {
            tracing::warn!("ended by a second signal");
            std::process::exit(NOT_WAITED);
        }
    });
}

#[cfg(unix)]
fn listen(told: mpsc::UnboundedSender<()>) {
    use tokio::signal::unix::{SignalKind, signal};
    for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
        let told = told.clone();
        match signal(kind) {
            Ok(mut signals) => {
                tokio::spawn(async move {
                    while signals.recv().await.is_some() {
                        // Nobody listens any more when the host is at its end.
                        let _ = told.send(());
                    }
                });
            }
            Err(error) => tracing::warn!(%error, "a signal to stop cannot be heard"),
        }
    }
}

#[cfg(not(unix))]
fn listen(told: mpsc::UnboundedSender<()>) {
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            let _ = told.send(());
        }
    });
}
