//! Owns the mailbox in which notifications arrive, read over IMAP (RFC 3501).
//! Refuses to delete anything, and to sign in over a connection that is not encrypted unless the server is this machine.

use super::record::receive;
use crate::host::{outward::is_this_machine, state::Host, store::StoreError};
use async_imap::{Client, Session, types::Flag};
use futures_util::TryStreamExt;
use std::{fmt, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

/// How long one look may take; a server that says nothing more holds nothing up.
const PATIENCE: Duration = Duration::from_secs(120);
/// Messages that are read in one look.
const MOST_MESSAGES: usize = 200;
/// How much of a message is read.
const WHAT: &str = "(UID BODY.PEEK[]<0.4194304>)";
/// Set on every message that was read.
const READ: &str = "UsherRead";
/// Set beside it on those that nothing could be made of.
const LEFT_OVER: &str = "UsherUnreadable";

/// A mailbox, `imaps://user:password@host/INBOX`.
#[derive(Clone)]
pub struct BounceMailbox {
    host: String,
    port: u16,
    encryption: Encryption,
    user: String,
    password: String,
    folder: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encryption {
    FromTheStart,
    /// The server is this machine.
    None,
}

/// Why an address names no mailbox.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotAMailbox {
    /// Not of this form.
    #[error("is not of the form imaps://user:password@host/INBOX")]
    Form,
    /// Would send the password in the open.
    #[error("must begin with imaps://, since the password would travel in the open; imap:// is for a server on this machine alone")]
    NotEncrypted,
}

/// Why a mailbox was not read to its end. Without the server's words, which may repeat what was sent to it.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// No connection.
    #[error("the mailbox's server could not be reached: {0}")]
    Unreachable(std::io::Error),
    /// Its certificate, mostly.
    #[error("no encrypted connection to the mailbox's server could be made: {0}")]
    NotEncrypted(std::io::Error),
    /// It greeted with something else.
    #[error("the mailbox's server does not speak IMAP")]
    NotImap,
    /// Name or password.
    #[error("the mailbox's server refused the name or the password")]
    SignIn,
    /// Something else was refused, or the connection ended.
    #[error("the mailbox's server failed or refused while {0}")]
    Refused(&'static str),
    /// It fell silent.
    #[error("the mailbox's server did not answer in time")]
    TimedOut,
    /// What was read could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl fmt::Debug for BounceMailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BounceMailbox({}:{})", self.host, self.port)
    }
}

impl BounceMailbox {
    /// Reads an address.
    ///
    /// # Errors
    /// [`NotAMailbox`]
    pub fn parse(text: &str) -> Result<Self, NotAMailbox> {
        let url = url::Url::parse(text).map_err(|_| NotAMailbox::Form)?;
        let named = url.host_str().filter(|host| !host.is_empty()).ok_or(NotAMailbox::Form)?;
        let host = named.trim_matches(['[', ']']).to_owned();
        let (encryption, port) = match url.scheme() {
            "imaps" => (Encryption::FromTheStart, 993),
            // Only the schemes of the web are read by kind of host.
            "imap" if url::Host::parse(named).is_ok_and(|host| is_this_machine(&host)) => (Encryption::None, 143),
            "imap" => return Err(NotAMailbox::NotEncrypted),
            _ => return Err(NotAMailbox::Form),
        };
        let plain = |text: &str| {
            percent_decoded(text).filter(|text| !text.is_empty() && !text.chars().any(char::is_control)).ok_or(NotAMailbox::Form)
        };
        let folder = match url.path().trim_start_matches('/') {
            "" => "INBOX".to_owned(),
            folder => plain(folder)?,
        };
        let (user, password) = (plain(url.username())?, plain(url.password().unwrap_or_default())?);
        Ok(Self { port: url.port().unwrap_or(port), host, encryption, user, password, folder })
    }

    /// Reads the messages that were not read yet and marks them as read. Whoever is killed in between reads them again, and that
    /// changes nothing.
    ///
    /// # Errors
    /// [`MailboxError`]; messages that were not marked are read with the next look.
    pub async fn look(&self, host: &Host) -> Result<usize, MailboxError> {
        tokio::time::timeout(PATIENCE, self.look_now(host)).await.map_err(|_| MailboxError::TimedOut)?
    }

    async fn look_now(&self, host: &Host) -> Result<usize, MailboxError> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(MailboxError::Unreachable)?;
        match self.encryption {
            Encryption::None => self.read(host, stream).await,
            Encryption::FromTheStart => {
                let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
                let unusable = || MailboxError::NotEncrypted(std::io::ErrorKind::Unsupported.into());
                let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
                    .with_safe_default_protocol_versions()
                    .map_err(|_| unusable())?
                    .with_root_certificates(roots)
                    .with_no_client_auth();
                let name = ServerName::try_from(self.host.clone()).map_err(|_| unusable())?;
                let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(MailboxError::NotEncrypted)?;
                self.read(host, stream).await
            }
        }
    }

    async fn read<S: AsyncRead + AsyncWrite + Unpin + fmt::Debug + Send>(&self, host: &Host, stream: S) -> Result<usize, MailboxError> {
        let mut client = Client::new(stream);
        client.read_response().await.ok().flatten().ok_or(MailboxError::NotImap)?;
        let mut session = client.login(&self.user, &self.password).await.map_err(|(error, _)| match error {
            async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_) => MailboxError::SignIn,
            _ => MailboxError::Refused("signing in"),
        })?;
        let mailbox = session.select(&self.folder).await.map_err(|_| MailboxError::Refused("opening the folder"))?;
        // Some servers keep no words of ours beside a message; then it is marked as seen.
        let keeps_words = mailbox.permanent_flags.iter().any(|flag| matches!(flag, Flag::MayCreate));
        let wanted = if keeps_words { format!("UNDELETED UNKEYWORD {READ}") } else { "UNDELETED UNSEEN".to_owned() };
        let found = session.uid_search(wanted).await.map_err(|_| MailboxError::Refused("searching"))?;
        let mut uids: Vec<u32> = found.into_iter().collect();
        uids.sort_unstable();
        uids.truncate(MOST_MESSAGES);
        for uid in &uids {
            let octets = fetch(&mut session, *uid).await?;
            let left_over = match octets {
                Some(octets) => receive(host, &octets).await?.is_left_over(),
                // It went while it was looked for.
                None => continue,
            };
            mark(&mut session, *uid, flags(keeps_words, left_over)).await?;
        }
        // Everything is done; how the connection ends changes nothing.
        let _ = session.logout().await;
        Ok(uids.len())
    }
}

/// What a message that was read is marked with.
fn flags(keeps_words: bool, left_over: bool) -> String {
    match (keeps_words, left_over) {
        (true, true) => format!("+FLAGS.SILENT ({READ} {LEFT_OVER})"),
        (true, false) => format!("+FLAGS.SILENT ({READ} \\Seen)"),
        (false, true) => "+FLAGS.SILENT (\\Seen \\Flagged)".to_owned(),
        (false, false) => "+FLAGS.SILENT (\\Seen)".to_owned(),
    }
}

async fn fetch<S: AsyncRead + AsyncWrite + Unpin + fmt::Debug + Send>(
    session: &mut Session<S>,
    uid: u32,
) -> Result<Option<Vec<u8>>, MailboxError> {
    let failed = |_| MailboxError::Refused("reading a message");
    let mut fetched = session.uid_fetch(uid.to_string(), WHAT).await.map_err(failed)?;
    let mut octets = None;
    while let Some(message) = fetched.try_next().await.map_err(failed)? {
        if message.uid == Some(uid) {
            octets = message.body().map(<[u8]>::to_vec).or(octets);
        }
    }
    Ok(octets)
}

async fn mark<S: AsyncRead + AsyncWrite + Unpin + fmt::Debug + Send>(
    session: &mut Session<S>,
    uid: u32,
    flags: String,
) -> Result<(), MailboxError> {
    let failed = |_| MailboxError::Refused("marking a message as read");
    let mut answers = session.uid_store(uid.to_string(), flags).await.map_err(failed)?;
    while answers.try_next().await.map_err(failed)?.is_some() {}
    Ok(())
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        octets.push(if octet == b'%' {
            let digits = [rest.next()?, rest.next()?];
            u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
        } else {
            octet
        });
    }
    String::from_utf8(octets).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_travels_in_the_open() {
        let mailbox = BounceMailbox::parse("imaps://bounces%40example.org:p%40ss%20w@mail.example.org/Bounces%2FNew").unwrap();
        assert_eq!(
            (mailbox.user.as_str(), mailbox.password.as_str(), mailbox.folder.as_str()),
            ("bounces@example.org", "p@ss w", "Bounces/New")
        );
        assert_eq!(mailbox.port, 993);
        assert!(!format!("{mailbox:?}").contains("p@ss"));
        for this_machine in ["imap://a:b@127.0.0.1:1143/", "imap://a:b@localhost", "imap://a:b@[::1]/INBOX"] {
            assert!(BounceMailbox::parse(this_machine).is_ok(), "{this_machine}");
        }
        for (bad, fault) in [
            ("imap://a:b@mail.example.org", NotAMailbox::NotEncrypted),
            ("imaps://mail.example.org", NotAMailbox::Form),
            ("imaps://a@mail.example.org", NotAMailbox::Form),
            ("https://a:b@mail.example.org", NotAMailbox::Form),
            ("imaps://a:b%0Ac@mail.example.org", NotAMailbox::Form),
            ("mail.example.org", NotAMailbox::Form),
        ] {
            assert_eq!(BounceMailbox::parse(bad).map(|_| ()), Err(fault), "{bad}");
        }
    }
}
