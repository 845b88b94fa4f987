//! Owns the HTTP client by which the host reads other services: directories, the platform's API, backends on trial.
//! Refuses redirects, cookies and proxies: a token goes to the address it was given for, and nowhere else.

use reqwest::{Client, Response, header::HeaderValue, redirect::Policy};
use std::{sync::Arc, time::Duration};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};
use url::{Host, Url};

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

/// Whether a host is this machine, so that nobody reads what goes there.
#[must_use]
pub fn is_this_machine<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(name) => name.as_ref() == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Whether nobody on the way reads what goes to an address: it is encrypted, or stays on this machine.
#[must_use]
pub fn keeps_secrets(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && url.host().is_some_and(|host| is_this_machine(&host)))
}

/// The header that carries a token; nothing where the text is not one token in one line. It does not show when it is printed.
#[must_use]
pub fn bearer(text: &str) -> Option<HeaderValue> {
    let token = text.trim();
    if token.is_empty() || !token.bytes().all(|octet| octet.is_ascii_graphic()) {
        return None;
    }
    let mut value = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Why an answer was not read to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotWhole {
    /// It has more octets than are taken.
    TooLarge,
    /// The connection ended before it did.
    BrokeOff,
}

/// Reads an answer of so many octets at most.
///
/// # Errors
/// [`NotWhole`]
pub async fn whole(mut response: Response, most: usize) -> Result<Vec<u8>, NotWhole> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|_| NotWhole::BrokeOff)? {
        if body.len().saturating_add(piece.len()) > most {
            return Err(NotWhole::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}
