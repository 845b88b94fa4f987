//! Owns handing messages to a mail relay by SMTP, step by step, so that it is known what had left when something breaks.
//! Refuses unencrypted connections, except to this machine.

use super::{
    Handover,
    compose::Composed,
    relay_tls::RelayTls,
    reply::reason,
    session::{Fate, Session, Trouble},
};
use crate::{
    domain::fail_reason::{FailReason, SmtpStage},
    host::{outward::is_this_machine, sending::options::Limits},
};
use lettre::transport::smtp::{
    authentication::{Credentials, DEFAULT_MECHANISMS},
    client::{AsyncSmtpConnection, TlsParameters},
    extension::ClientId,
};
use tokio::time::timeout;
use url::{Host, Url};

/// A mail relay.
pub struct Relay {
    host: String,
    port: u16,
    encryption: Encryption,
    credentials: Option<Credentials>,
    limits: Limits,
}

enum Encryption {
    /// From the first octet on.
    Wrapped(TlsParameters),
    /// After `STARTTLS`, which the relay must offer.
    StartTls(TlsParameters),
    /// None: the relay is on this machine.
    None,
}

/// Why an SMTP address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotARelay {
    /// Not of the form `smtps://user:password@host:port`.
    #[error("SMTP_URL must be of the form smtps://user:password@host:port or smtp://…, with special characters as %XX")]
    Malformed,
    /// Encryption cannot be set up for this host.
    #[error("SMTP_URL names a host for which no encryption can be set up")]
    Encryption,
}

impl Relay {
    /// The relay at an address: `smtps://` is encrypted from the start (port 465), `smtp://` after `STARTTLS` (port 587).
    ///
    /// # Errors
    /// [`NotARelay`]
    pub fn parse(address: &str) -> Result<Self, NotARelay> {
        Self::parse_with(address, &RelayTls::default())
    }

    /// The same, for a relay whose certificate these authorities gave.
    ///
    /// # Errors
    /// [`NotARelay`]
    pub fn parse_with(address: &str, relay_tls: &RelayTls) -> Result<Self, NotARelay> {
        let url = Url::parse(address).map_err(|_| NotARelay::Malformed)?;
        let named = url.host_str().filter(|host| !host.is_empty()).ok_or(NotARelay::Malformed)?;
        // Only the schemes of the web are read by kind of host.
        let host = named.trim_start_matches('[').trim_end_matches(']').to_owned();
        let tls = || relay_tls.parameters(&host).map_err(|_| NotARelay::Encryption);
        let (encryption, port) = match url.scheme() {
            "smtps" => (Encryption::Wrapped(tls()?), 465),
            "smtp" if Host::parse(named).is_ok_and(|host| is_this_machine(&host)) => (Encryption::None, 25),
            "smtp" => (Encryption::StartTls(tls()?), 587),
            _ => return Err(NotARelay::Malformed),
        };
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, password) => Some(Credentials::new(decoded(user)?, decoded(password.unwrap_or_default())?)),
        };
        Ok(Self { port: url.port().unwrap_or(port), host, encryption, credentials, limits: Limits::default() })
    }

    /// Host and port, for people.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The same relay with other time limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Hands one message over on a connection of its own.
    pub(super) async fn send(&self, message: &Composed) -> Handover {
        let mut session = match self.open().await {
            Ok(session) => session,
            Err(reason) => return Handover::Failed { reason },
        };
        let handover = match session.begin(message).await {
            Ok(()) => session.message(&message.text).await,
            Err(Trouble { reason, fate }) => (Handover::Failed { reason }, fate),
        };
        if handover.1 == Fate::GoesOn {
            session.quit().await;
        }
        handover.0
    }

    /// A connection on which the relay waits for the first message.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn open(&self) -> Result<Session, FailReason> {
        let (limits, hello) = (self.limits, ClientId::default());
        let server = (self.host.as_str(), self.port);
        let mut session = match &self.encryption {
            Encryption::None => Session::plain(server, limits).await?,
            Encryption::StartTls(tls) => {
                let mut session = Session::plain(server, limits).await?;
                match timeout(limits.hello, session.connection().starttls(tls.clone(), &hello)).await {
                    Ok(Ok(())) => session,
                    Ok(Err(error)) if error.status().is_some() => return Err(reason(&error, SmtpStage::Hello)),
                    Ok(Err(_)) => return Err(FailReason::NoEncryption),
                    Err(_) => return Err(FailReason::TimedOut { stage: SmtpStage::Hello }),
                }
            }
            Encryption::Wrapped(tls) => {
                let connecting = AsyncSmtpConnection::connect_tokio1(server, Some(limits.connect), &hello, Some(tls.clone()), None);
                match timeout(limits.connect.saturating_add(limits.hello), connecting).await {
                    Ok(Ok(connection)) => Session::new(connection, limits),
                    Ok(Err(error)) => return Err(reason(&error, SmtpStage::Connect)),
                    Err(_) => return Err(FailReason::TimedOut { stage: SmtpStage::Connect }),
                }
            }
        };
        session.ask_for_pipelining(&hello).await?;
        if let Some(credentials) = &self.credentials {
            match timeout(limits.sign_in, session.connection().auth(DEFAULT_MECHANISMS, credentials)).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(reason(&error, SmtpStage::SignIn)),
                Err(_) => return Err(FailReason::TimedOut { stage: SmtpStage::SignIn }),
            }
        }
        Ok(session)
    }
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Relay").field(&self.place()).finish()
    }
}

/// What stands for `%XX`.
fn decoded(text: &str) -> Result<String, NotARelay> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        if octet == b'%' {
            let digit =
                |octet: Option<u8>| octet.and_then(|octet| char::from(octet).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
            let (high, low) = (digit(rest.next()), digit(rest.next()));
            octets.push(high.zip(low).map(|(high, low)| high * 16 + low).ok_or(NotARelay::Malformed)?);
        } else {
            octets.push(octet);
        }
    }
    String::from_utf8(octets).map_err(|_| NotARelay::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relays_are_read_and_encrypted_unless_they_are_on_this_machine() {
        let kind = |address: &str| {
            Relay::parse(address).map(|relay| {
                let kind = match relay.encryption {
                    Encryption::Wrapped(_) => "wrapped",
                    Encryption::StartTls(_) => "starttls",
                    Encryption::None => "none",
                };
                (kind, relay.port, relay.credentials.is_some())
            })
        };
        assert_eq!(kind("smtps://user:p%40ss@mail.example.com"), Ok(("wrapped", 465, true)));
        assert_eq!(kind("smtp://mail.example.com"), Ok(("starttls", 587, false)));
        assert_eq!(kind("smtp://10.0.0.1:2525"), Ok(("starttls", 2525, false)));
        for here in ["smtp://localhost:2525", "smtp://127.0.0.1:2525", "smtp://[::1]:2525"] {
            assert_eq!(kind(here), Ok(("none", 2525, false)), "{here}");
        }
        for bad in ["", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://a%zz:b@mail.example.com"] {
            assert!(kind(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_relay_never_shows_its_credentials() {
        let relay = Relay::parse("smtps://user:secret@mail.example.com").unwrap();
        assert_eq!(format!("{relay:?}"), "Relay(\"mail.example.com:465\")");
    }
}
