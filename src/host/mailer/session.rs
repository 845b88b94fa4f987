//! Owns one connection to the relay, stage by stage, with a time limit for each and the relay's answer as it was.
//! Refuses to call a message uncertain before its final dot was written, and anything else once it was.

use super::{
    Handover,
    compose::Composed,
    reply::reason,
    tap::{Notes, Tap},
};
use crate::host::metrics::OpenConnection;
use crate::{
    domain::fail_reason::{FailReason, SmtpStage},
    host::sending::options::Limits,
};
use lettre::transport::smtp::{
    Error,
    client::AsyncSmtpConnection,
    commands::{Data, Ehlo, Mail, Quit, Rcpt, Rset},
    extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    response::Response,
};
use memchr::memmem;
use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{net::TcpStream, time::timeout};

/// Longest use of one connection, and most messages; relays end what seems endless.
const LONGEST_USE: (Duration, u32) = (Duration::from_secs(300), 1_000);
/// How long the relay has to say good-bye.
const GOOD_BYE: Duration = Duration::from_secs(2);

/// A connection to the relay.
pub struct Session {
    connection: AsyncSmtpConnection,
    limits: Limits,
    opened: Instant,
    messages: u32,
    /// Whether the relay takes several commands at once (RFC 2920).
    pipelining: bool,
    /// None where the connection was encrypted from its beginning: the library makes those itself.
    notes: Option<Arc<Notes>>,
    /// Has it counted for as long as it lives.
    _counted: Option<OpenConnection>,
}

/// Whether a connection can be used on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// The next message can follow.
    GoesOn,
    /// It is to be dropped.
    Broken,
}

/// Why a message cannot be handed over on this connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// Why.
    pub reason: FailReason,
    /// What becomes of the connection.
    pub fate: Fate,
}

impl Session {
    /// The same, counted among those that are open.
    #[must_use]
    pub fn counted(self, counted: OpenConnection) -> Self {
        Self { _counted: Some(counted), ..self }
    }

    /// Reaches for the relay without encryption, as it is before `STARTTLS`.
    pub(super) async fn plain(server: (&str, u16), limits: Limits) -> Result<Self, FailReason> {
        let stage = SmtpStage::Connect;
        let stream = match timeout(limits.connect, TcpStream::connect(server)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(_)) => return Err(FailReason::ConnectionLost { stage }),
            Err(_) => return Err(FailReason::TimedOut { stage }),
        };
        // Commands are short, and each waits for its answer.
        stream.set_nodelay(true).map_err(|_| FailReason::ConnectionLost { stage })?;
        let (tap, notes) = Tap::new(stream);
        let hello = ClientId::default();
        let greeted = timeout(limits.hello, AsyncSmtpConnection::connect_with_transport(Box::new(tap), &hello)).await;
        // The library greets in one step; nothing is said before the relay's greeting is read.
        let stage = || if notes.has_spoken() { SmtpStage::Hello } else { SmtpStage::Connect };
        match greeted {
            Ok(Ok(connection)) => Ok(Self { notes: Some(notes), ..Self::new(connection, limits) }),
            Ok(Err(error)) => Err(reason(&error, stage())),
            Err(_) => Err(FailReason::TimedOut { stage: stage() }),
        }
    }

    pub(super) fn new(connection: AsyncSmtpConnection, limits: Limits) -> Self {
        Self { connection, limits, opened: Instant::now(), messages: 0, pipelining: false, notes: None, _counted: None }
    }

    /// The connection, for what happens before the first message.
    pub(super) fn connection(&mut self) -> &mut AsyncSmtpConnection {
        &mut self.connection
    }

    /// Whether it carried a message already.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.messages > 0
    }

    /// Whether it is time for another one.
    #[must_use]
    pub fn is_worn(&self) -> bool {
        self.opened.elapsed() >= LONGEST_USE.0 || self.messages >= LONGEST_USE.1
    }

    /// Everything up to the relay's "go ahead"; no part of the message has left then.
    ///
    /// # Errors
    /// [`Trouble`]
    pub async fn begin(&mut self, message: &Composed) -> Result<(), Trouble> {
        let envelope = &message.envelope;
        let mut parameters = Vec::new();
        if !envelope.to().iter().chain(envelope.from()).all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
            if !self.connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Trouble { reason: FailReason::RelayLacks, fate: Fate::GoesOn });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !message.text.is_ascii() && self.connection.server_info().supports_feature(Extension::EightBitMime) {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let sender = Mail::new(envelope.from().cloned(), parameters);
        let recipients = envelope.to().iter().map(|recipient| Rcpt::new(recipient.clone(), Vec::new()));
        if self.pipelining {
            return self.begin_at_once(&sender, &recipients.collect::<Vec<_>>()).await;
        }
        self.command(SmtpStage::Sender, sender).await?;
        for recipient in recipients {
            self.command(SmtpStage::Recipient, recipient).await?;
        }
        let answer = self.command(SmtpStage::Data, Data).await?;
        // Whatever else it means, it is no invitation.
        if answer.has_code(354) { Ok(()) } else { Err(lost(SmtpStage::Data)) }
    }

    /// Asks the relay whether it takes several commands at once; the library keeps to itself what it heard when it greeted.
    ///
    /// # Errors
    /// Why the connection cannot be used.
    pub(super) async fn ask_for_pipelining(&mut self, hello: &ClientId) -> Result<(), FailReason> {
        let stage = SmtpStage::Hello;
        match within(self.limits.hello, self.connection.command(Ehlo::new(hello.clone()))).await {
            Some(Ok(answer)) => {
                self.pipelining = answer.message().any(|line| line.trim().eq_ignore_ascii_case("PIPELINING"));
                Ok(())
            }
            // A relay that takes no second greeting is spoken to as one that cannot do it.
            Some(Err(error)) if error.status().map(u16::from).map(fate) == Some(Fate::GoesOn) => Ok(()),
            Some(Err(error)) => Err(reason(&error, stage)),
            None => Err(FailReason::TimedOut { stage }),
        }
    }

    /// Sender, recipients and the request for the "go ahead" in one piece, then their answers one by one.
    async fn begin_at_once(&mut self, sender: &Mail, recipients: &[Rcpt]) -> Result<(), Trouble> {
        let mut commands = sender.to_string();
        recipients.iter().for_each(|recipient| commands.push_str(&recipient.to_string()));
        commands.push_str(&Data.to_string());
        let mut refused = None;
        self.answer(SmtpStage::Sender, Some(commands), &mut refused).await?;
        for _ in recipients {
            self.answer(SmtpStage::Recipient, None, &mut refused).await?;
        }
        let invited = self.answer(SmtpStage::Data, None, &mut refused).await?;
        match (refused, invited) {
            (None, Some(answer)) if answer.has_code(354) => Ok(()),
            (None, _) => Err(lost(SmtpStage::Data)),
            // It waits for a message to nobody: it can only be left.
            (Some(reason), Some(_)) => Err(Trouble { reason, fate: Fate::Broken }),
            (Some(reason), None) => Err(Trouble { reason, fate: self.reset().await }),
        }
    }

    /// The next answer to commands of which the first may have to be written still; nothing where it is a refusal. The first
    /// refusal is what counts: the relay refuses what follows for its sake.
    async fn answer(
        &mut self,
        stage: SmtpStage,
        write: Option<String>,
        refused: &mut Option<FailReason>,
    ) -> Result<Option<Response>, Trouble> {
        let answered = match write {
            Some(commands) => within(self.limits.command, self.connection.command(commands)).await,
            None => within(self.limits.command, self.connection.read_response()).await,
        };
        let error = match answered {
            Some(Ok(answer)) => return Ok(Some(answer)),
            Some(Err(error)) => error,
            None => return Err(Trouble { reason: refused.take().unwrap_or(FailReason::TimedOut { stage }), fate: Fate::Broken }),
        };
        let fate = error.status().map_or(Fate::Broken, |status| fate(u16::from(status)));
        let first = refused.take().unwrap_or_else(|| reason(&error, stage));
        if fate == Fate::Broken {
            return Err(Trouble { reason: first, fate });
        }
        *refused = Some(first);
        Ok(None)
    }

    /// The message itself after the "go ahead", and what the relay answers.
    pub async fn message(&mut self, text: &str) -> (Handover, Fate) {
        self.messages = self.messages.saturating_add(1);
        let stage = SmtpStage::Message;
        let limit = self.limits.message(text.len());
        let ended = AtomicBool::new(false);
        let answered = match &self.notes {
            Some(notes) => {
                notes.begin();
                timeout(limit, self.connection.command(with_dot(text))).await
            }
            // The library asks for more once everything before was written and flushed; the dot follows then.
            None => timeout(limit, self.connection.message_iter(Parts { text: Some(text), ended: &ended })).await,
        };
        let may_have_left = || self.notes.as_ref().map_or_else(|| ended.load(Ordering::SeqCst), |notes| notes.has_left());
        let failed = |reason, fate| (Handover::Failed { reason }, fate);
        let unknown = |reason| if may_have_left() { (Handover::Uncertain, Fate::Broken) } else { failed(reason, Fate::Broken) };
        match answered {
            Ok(Ok(answer)) if code(&answer) < 300 => (Handover::Sent, Fate::GoesOn),
            Ok(Ok(_)) => unknown(FailReason::ConnectionLost { stage }),
            Ok(Err(error)) => match error.status() {
                Some(status) => failed(reason(&error, stage), fate(u16::from(status))),
                None => unknown(FailReason::ConnectionLost { stage }),
            },
            Err(_) => unknown(FailReason::TimedOut { stage }),
        }
    }

    /// Says good-bye, if the relay still listens.
    pub async fn quit(mut self) {
        // It is over either way.
        let _ = timeout(GOOD_BYE, self.connection.command(Quit)).await;
    }

    async fn command(&mut self, stage: SmtpStage, command: impl std::fmt::Display) -> Result<Response, Trouble> {
        match within(self.limits.command, self.connection.command(command)).await {
            Some(Ok(answer)) => Ok(answer),
            Some(Err(error)) => {
                let fate = match error.status().map(u16::from).map(fate) {
                    Some(Fate::GoesOn) => self.reset().await,
                    Some(Fate::Broken) | None => Fate::Broken,
                };
                Err(Trouble { reason: reason(&error, stage), fate })
            }
            None => Err(Trouble { reason: FailReason::TimedOut { stage }, fate: Fate::Broken }),
        }
    }

    /// Takes back what was begun, so that the next message can follow a refusal.
    async fn reset(&mut self) -> Fate {
        match within(self.limits.command, self.connection.command(Rset)).await {
            Some(Ok(_)) => Fate::GoesOn,
            Some(Err(_)) | None => Fate::Broken,
        }
    }
}

/// The message as it goes over the wire: a dot that begins a line is doubled, one alone ends it (RFC 5321, 4.5.2). The library
/// does the same, octet by octet and the final dot by itself, which was a tenth of what sending costs.
fn with_dot(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 64);
    if text.starts_with('.') {
        written.push('.');
    }
    let mut rest = text;
    let mut passed = 0;
    for at in memmem::find_iter(text.as_bytes(), b"\r\n.") {
        if let Some((lines, after)) = rest.split_at_checked(at + 3 - passed) {
            written.push_str(lines);
            written.push('.');
            (rest, passed) = (after, at + 3);
        }
    }
    written.push_str(rest);
    written.push_str("\r\n.\r\n");
    written
}

/// The message in one piece, and a note of when the library asked for what follows it, which is the final dot.
struct Parts<'m> {
    text: Option<&'m str>,
    ended: &'m AtomicBool,
}

impl<'m> Iterator for Parts<'m> {
    type Item = &'m str;

    fn next(&mut self) -> Option<&'m str> {
        let part = self.text.take();
        if part.is_none() {
            self.ended.store(true, Ordering::SeqCst);
        }
        part
    }
}

async fn within<T>(limit: Duration, step: impl Future<Output = Result<T, Error>>) -> Option<Result<T, Error>> {
    timeout(limit, step).await.ok()
}

/// 421 says that the relay hangs up.
const fn fate(reply: u16) -> Fate {
    if reply == 421 { Fate::Broken } else { Fate::GoesOn }
}

const fn lost(stage: SmtpStage) -> Trouble {
    Trouble { reason: FailReason::ConnectionLost { stage }, fate: Fate::Broken }
}

fn code(answer: &Response) -> u16 {
    answer.code().into()
}

#[cfg(test)]
mod tests {
    use super::with_dot;

    #[test]
    fn a_dot_that_begins_a_line_is_doubled_and_one_alone_ends_the_message() {
        for (text, written) in [
            ("Hello", "Hello\r\n.\r\n"),
            (".\r\n.\r\n..\r\n", "..\r\n..\r\n...\r\n\r\n.\r\n"),
            ("a.\r\nb .c\r\n.d", "a.\r\nb .c\r\n..d\r\n.\r\n"),
            ("", "\r\n.\r\n"),
        ] {
            assert_eq!(with_dot(text), written, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_relay_reads_what_was_meant(text in "(\\.|a|é|\r\n){0,40}") {
            let written = with_dot(&text);
            // RFC 5321, 4.5.2, as the receiving side has it.
            let mut lines = written.split("\r\n");
            let read: Vec<&str> = lines.by_ref().take_while(|line| *line != ".").map(|line| line.strip_prefix('.').unwrap_or(line)).collect();
            proptest::prop_assert_eq!(read.join("\r\n"), text);
            proptest::prop_assert_eq!(lines.collect::<Vec<_>>(), [""]);
        }
    }
}
