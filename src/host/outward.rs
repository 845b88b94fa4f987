//! Owns the HTTP client by which the host reads other services: directories, the platform's API, backends on trial.
//! Refuses redirects, cookies and proxies: a token goes to the address it was given for, and nowhere else.

use reqwest::{Client, redirect::Policy};
use std::{sync::Arc, time::Duration};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

/// How long a connection may take to come about.
const CONNECTING: Duration = Duration::from_secs(10);

/// The client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the client for other services cannot be made")]
pub struct NoClient;

/// A client that trusts public authorities, and waits for at most `limit` between two pieces of an answer.
///
/// # Errors
/// [`NoClient`] if the library for encryption lacks what every release of it has.
pub fn client(limit: Duration) -> Result<Client, NoClient> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| NoClient)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(CONNECTING)
        .read_timeout(limit)
        .user_agent(concat!("usher/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|_| NoClient)
}
