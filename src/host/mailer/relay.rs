//! Owns handing messages to a mail relay by SMTP, step by step, so that it is known what had left when something breaks.
//! Refuses unencrypted connections, except to this machine.

use super::{Handover, compose::Composed, relay_tls::RelayTls};
use crate::domain::fail_reason::{FailReason, SmtpStage};
use lettre::{
    address::Envelope,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use std::{sync::Mutex, time::Duration};
use tokio::time::timeout;
use url::{Host, Url};

/// Longest wait until the relay is ready for the message.
const PREPARING: Duration = Duration::from_secs(30);
/// Longest wait for the answer to a message (RFC 5321 asks for ten minutes; an administrator is watching).
const ANSWER: Duration = Duration::from_secs(120);
/// Connections that are kept for the next message.
const KEPT: usize = 4;

/// A mail relay.
pub struct Relay {
    host: String,
    port: u16,
    encryption: Encryption,
    credentials: Option<Credentials>,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

enum Encryption {
    /// From the first octet on.
    Wrapped(TlsParameters),
    /// After `STARTTLS`, which the relay must offer.
    StartTls(TlsParameters),
    /// None: the relay is on this machine.
    None,
}

/// Why a message was not even begun.
enum Unprepared {
    /// The relay cannot be reached, or refuses.
    Smtp(Error),
    /// The relay takes addresses of ASCII alone.
    NoInternationalAddresses,
}

impl From<Error> for Unprepared {
    fn from(error: Error) -> Self {
        Self::Smtp(error)
    }
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
            "smtp" if is_this_machine(named) => (Encryption::None, 25),
            "smtp" => (Encryption::StartTls(tls()?), 587),
            _ => return Err(NotARelay::Malformed),
        };
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, password) => Some(Credentials::new(decoded(user)?, decoded(password.unwrap_or_default())?)),
        };
        Ok(Self { port: url.port().unwrap_or(port), host, encryption, credentials, idle: Mutex::new(Vec::new()) })
    }

    /// Host and port, for people.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    pub(super) async fn send(&self, message: &Composed) -> Handover {
        let mut connection = match timeout(PREPARING, self.prepare(&message.envelope, message.octets.is_ascii())).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(Unprepared::Smtp(error))) => return Handover::Failed { reason: reason(&error, SmtpStage::Connect) },
            Ok(Err(Unprepared::NoInternationalAddresses)) => {
                return Handover::Failed { reason: FailReason::RelayLacks };
            }
            Err(_) => return Handover::Failed { reason: FailReason::TimedOut { stage: SmtpStage::Connect } },
        };
        // From here on only an answer of the relay tells what became of the message.
        match timeout(ANSWER, connection.message(&message.octets)).await {
            Ok(Ok(_)) => {
                self.give_back(connection);
                Handover::Sent
            }
            Ok(Err(error)) if error.status().is_some() => {
                self.give_back(connection);
                Handover::Failed { reason: reason(&error, SmtpStage::Message) }
            }
            Ok(Err(_)) | Err(_) => Handover::Uncertain,
        }
    }

    /// Everything up to the relay's "go ahead"; no part of the message has left yet.
    async fn prepare(&self, envelope: &Envelope, ascii: bool) -> Result<AsyncSmtpConnection, Unprepared> {
        let mut connection = self.connection().await?;
        let mut parameters = Vec::new();
        if !envelope.to().iter().chain(envelope.from()).all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                self.give_back(connection);
                return Err(Unprepared::NoInternationalAddresses);
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !ascii && connection.server_info().supports_feature(Extension::EightBitMime) {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        connection.command(Mail::new(envelope.from().cloned(), parameters)).await?;
        for recipient in envelope.to() {
            connection.command(Rcpt::new(recipient.clone(), Vec::new())).await?;
        }
        connection.command(Data).await?;
        Ok(connection)
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, Error> {
        while let Some(mut kept) = self.take_idle() {
            if kept.test_connected().await {
                return Ok(kept);
            }
        }
        let (server, hello) = ((self.host.as_str(), self.port), ClientId::default());
        let wrapped = match &self.encryption {
            Encryption::Wrapped(tls) => Some(tls.clone()),
            Encryption::StartTls(_) | Encryption::None => None,
        };
        let mut connection = AsyncSmtpConnection::connect_tokio1(server, Some(PREPARING), &hello, wrapped, None).await?;
        if let Encryption::StartTls(tls) = &self.encryption {
            connection.starttls(tls.clone(), &hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop()
    }

    fn give_back(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if idle.len() < KEPT && !connection.has_broken() {
            idle.push(connection);
        }
    }
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Relay").field(&self.place()).finish()
    }
}

fn is_this_machine(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
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

/// Without the relay's own words: they often repeat the address.
fn reason(error: &Error, stage: SmtpStage) -> FailReason {
    match error.status() {
        Some(code) => FailReason::Refused { stage, reply: code.into(), status: None },
        None if error.is_tls() => FailReason::NoEncryption,
        None if error.is_client() => FailReason::RelayLacks,
        None => FailReason::ConnectionLost { stage },
    }
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
