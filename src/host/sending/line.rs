//! Owns one line: one connection to the relay, or one hand for the outbox, and one delivery at a time from its turn to its outcome.
//! Refuses to write a message that is not marked on the disk.

use super::{
    chooser::Verdict,
    committer::{Committer, Marked},
    options::Options,
    prepare::{Desk, Prepared},
    room::{InHand, Letter, Room},
};
use crate::{
    domain::{
        batch::DeliveryState,
        fail_reason::{FailReason, SmtpStage},
        retry::delay,
        timestamp::Timestamp,
    },
    host::{
        mailer::{
            Handover, Mailer,
            compose::Composed,
            session::{Fate, Session, Trouble},
        },
        state::Host,
        store::{
            self, StoreError,
            sending::{Judged, Look, waits},
        },
    },
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// How long a connection is kept that nobody needs.
const IDLE: Duration = Duration::from_secs(5);
/// How long a line rests when the store fails.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a delivery is kept that waits for another mail to the same person, or for its batch.
const BUSY: Duration = Duration::from_millis(200);
/// How often a delivery is prepared anew when something changes under its hands.
const MOST_LOOKS: u32 = 5;

/// What every line shares.
pub struct Shared {
    /// The host.
    pub host: Arc<Host>,
    /// Where deliveries wait.
    pub room: Room,
    /// What writes.
    pub committer: Committer,
    /// What mail is prepared from.
    pub desk: Desk,
    /// What the administrator set.
    pub options: Options,
}

/// Works until the host stops.
pub async fn run(shared: Arc<Shared>, mut stopping: watch::Receiver<bool>) {
    let mut session: Option<Session> = None;
    let has_relay = matches!(shared.host.mailer, Mailer::Relay(_));
    loop {
        if session.as_ref().is_some_and(Session::is_worn) {
            hang_up(&mut session).await;
        }
        match tokio::time::timeout(IDLE, shared.room.next(session.is_some() || !has_relay, &mut stopping)).await {
            Ok(Some(InHand { letter, domain })) => {
                let verdict = shared.handle(letter, &mut session).await;
                shared.room.done(&domain, verdict);
            }
            Ok(None) => break,
            Err(_) => hang_up(&mut session).await,
        }
    }
    hang_up(&mut session).await;
}

async fn hang_up(session: &mut Option<Session>) {
    if let Some(session) = session.take() {
        session.quit().await;
    }
}

/// A mail that is marked, and may leave.
struct Cleared {
    message: Composed,
    name: String,
}

/// Why a delivery does not leave now.
enum Stays {
    /// It has its outcome, or no longer belongs to this host.
    Settled,
    /// The relay cannot be reached.
    NoConnection(FailReason),
    /// The relay does not take it now.
    NotTaken(FailReason),
}

impl Shared {
    async fn handle(&self, mut letter: Letter, session: &mut Option<Session>) -> Verdict {
        match self.send(&mut letter, session).await {
            Ok(verdict) => verdict,
            Err(error) => {
                // Nothing was marked: everything that reads the store comes before that.
                tracing::error!(%error, batch = %letter.batch.id.0, user = %letter.taken.record.user.id.0, "a delivery could not be prepared");
                self.committer.give_back(&letter);
                tokio::time::sleep(PAUSE).await;
                Verdict::Nothing
            }
        }
    }

    async fn send(&self, letter: &mut Letter, session: &mut Option<Session>) -> Result<Verdict, StoreError> {
        let begun = Instant::now();
        match self.clear(letter, session).await? {
            Ok(cleared) => {
                let (handover, fate) = match (&self.host.mailer, session.as_mut()) {
                    (Mailer::Outbox(outbox), _) => (outbox.keep(&cleared.name, cleared.message.text).await, Fate::GoesOn),
                    (Mailer::Relay(_), Some(session)) => session.message(&cleared.message.text).await,
                    // `clear` has one when it clears; without one nothing leaves.
                    (Mailer::Relay(_), None) => {
                        let reason = FailReason::ConnectionLost { stage: SmtpStage::Message };
                        (Handover::Failed { reason }, Fate::Broken)
                    }
                };
                self.host.metrics.handed_over(begun.elapsed());
                if fate == Fate::Broken {
                    *session = None;
                }
                Ok(self.keep(letter, handover))
            }
            Err(Stays::Settled) => Ok(Verdict::Nothing),
            Err(Stays::NotTaken(reason)) => {
                self.host.metrics.handed_over(begun.elapsed());
                Ok(self.keep(letter, Handover::Failed { reason }))
            }
            Err(Stays::NoConnection(reason)) => {
                let rest = self.room.not_connected();
                tracing::warn!(%reason, "the mail relay cannot be used; it is left alone for {} ms", rest.as_millis());
                self.wait(letter, letter.taken.attempts, rest.max(self.options.retry_after().min(Duration::from_secs(1))), reason);
                Ok(Verdict::Nothing)
            }
        }
    }

    /// Everything up to the mark: prepares the mail, brings the relay to its "go ahead", and has it marked.
    async fn clear(&self, letter: &mut Letter, session: &mut Option<Session>) -> Result<Result<Cleared, Stays>, StoreError> {
        // The envelope for which the relay waits.
        let mut begun: Option<Composed> = None;
        for look in 0..MOST_LOOKS {
            let Some((message, name, judged)) = self.prepared(letter).await? else {
                drop_begun(&begun, session);
                return Ok(Err(Stays::Settled));
            };
            if begun.as_ref().is_some_and(|before| !same_envelope(before, &message)) {
                drop_begun(&begun, session);
                begun = None;
            }
            if begun.is_none()
                && let Mailer::Relay(_) = self.host.mailer
                && let Err(stays) = self.begin(&message, session).await
            {
                return Ok(Err(stays));
            }
            match self.committer.mark(letter, &judged).await {
                Marked::Marked => return Ok(Ok(Cleared { message, name })),
                Marked::Changed => {}
                Marked::StoreFailed => {
                    *session = None;
                    self.committer.give_back(letter);
                    tokio::time::sleep(PAUSE).await;
                    return Ok(Err(Stays::Settled));
                }
            }
            begun = Some(message);
            self.desk.forget().await;
            let looked = store::sending::look(&mut *self.host.store.read().await?, &self.host.sending_id, &letter.taken).await?;
            match looked {
                Look::Ours(taken) => letter.taken = *taken,
                Look::Waits => {
                    drop_begun(&begun, session);
                    tokio::time::sleep(BUSY).await;
                    self.committer.give_back(letter);
                    self.host.wake_worker();
                    return Ok(Err(Stays::Settled));
                }
                Look::Gone => {
                    // Others of its batch may be gone as well.
                    self.host.wake_worker();
                    break;
                }
            }
            if look + 1 == MOST_LOOKS {
                self.committer.give_back(letter);
            }
        }
        drop_begun(&begun, session);
        Ok(Err(Stays::Settled))
    }

    /// The mail as it is now; nothing where there is none to be sent, which is kept then.
    async fn prepared(&self, letter: &mut Letter) -> Result<Option<(Composed, String, Judged)>, StoreError> {
        for fresh in [false, true] {
            match self.desk.prepare(&self.host, letter).await? {
                Prepared::Ready { message, name, judged } => return Ok(Some((message, name, judged))),
                // It may have been true when the delivery was taken, and not be so any more.
                Prepared::Over(_) if !fresh => {
                    match store::sending::look(&mut *self.host.store.read().await?, &self.host.sending_id, &letter.taken).await? {
                        Look::Ours(taken) => letter.taken = *taken,
                        Look::Waits => {
                            self.committer.give_back(letter);
                            return Ok(None);
                        }
                        Look::Gone => return Ok(None),
                    }
                }
                Prepared::Over(state) => {
                    self.settle(letter, state, letter.taken.attempts, 0);
                    return Ok(None);
                }
            }
        }
        Ok(None)
    }

    /// Brings the relay to its "go ahead". A connection that ended while it lay unused is replaced once.
    async fn begin(&self, message: &Composed, session: &mut Option<Session>) -> Result<(), Stays> {
        loop {
            let (mut current, reused) = match session.take() {
                Some(kept) => {
                    let used = kept.is_used();
                    (kept, used)
                }
                None => (self.connect().await?, false),
            };
            match current.begin(message).await {
                Ok(()) => {
                    *session = Some(current);
                    return Ok(());
                }
                Err(Trouble { reason, fate }) => {
                    if fate == Fate::GoesOn {
                        *session = Some(current);
                    } else if reused && ended_unused(&reason) {
                        continue;
                    }
                    return Err(Stays::NotTaken(reason));
                }
            }
        }
    }

    async fn connect(&self) -> Result<Session, Stays> {
        let Mailer::Relay(relay) = &self.host.mailer else {
            return Err(Stays::NoConnection(FailReason::ConnectionLost { stage: SmtpStage::Connect }));
        };
        let session = relay.open().await.map_err(Stays::NoConnection)?.counted(self.host.metrics.connection());
        self.room.connected();
        Ok(session)
    }

    /// Keeps what came of a try, and says what it tells about the person's domain.
    fn keep(&self, letter: &Letter, handover: Handover) -> Verdict {
        let attempts = letter.taken.attempts.saturating_add(1);
        match handover {
            Handover::Sent => {
                self.settle(letter, DeliveryState::Sent, attempts, 0);
                Verdict::Answered
            }
            Handover::Uncertain => {
                tracing::warn!(batch = %letter.batch.id.0, user = %letter.taken.record.user.id.0, "a delivery is uncertain");
                self.settle(letter, DeliveryState::Uncertain, attempts, 0);
                Verdict::Failed(FailReason::ConnectionLost { stage: SmtpStage::Message })
            }
            Handover::Failed { reason } if reason.is_passing() => {
                match delay(attempts, self.options.retry_after(), rand::random::<f64>()) {
                    Some(delay) => self.wait(letter, attempts, delay, reason.clone()),
                    None => self.settle(letter, DeliveryState::Failed { reason: reason.clone() }, attempts, 0),
                }
                Verdict::Failed(reason)
            }
            Handover::Failed { reason } => {
                self.settle(letter, DeliveryState::Failed { reason }, attempts, 0);
                Verdict::Answered
            }
        }
    }

    /// Has an outcome kept, and counts it.
    fn settle(&self, letter: &Letter, state: DeliveryState, attempts: u32, due: i64) {
        self.host.metrics.settled(&state);
        self.committer.keep(letter, state, attempts, due);
    }

    /// Has a delivery wait, and say why.
    pub(super) fn wait(&self, letter: &Letter, attempts: u32, delay: Duration, reason: FailReason) {
        let next = later(self.host.clock.now(), delay);
        self.settle(letter, waits(attempts, next, reason), attempts, next.millis());
    }
}

/// The moment so long after another one.
pub(super) fn later(at: Timestamp, delay: Duration) -> Timestamp {
    Timestamp::from_millis(at.millis().saturating_add(i64::try_from(delay.as_millis()).unwrap_or(i64::MAX)))
}

/// A relay that waits for a message can only be left: whatever came next would be the message.
fn drop_begun(begun: &Option<Composed>, session: &mut Option<Session>) {
    if begun.is_some() {
        *session = None;
    }
}

fn same_envelope(one: &Composed, other: &Composed) -> bool {
    one.envelope == other.envelope && one.text.is_ascii() == other.text.is_ascii()
}

/// Whether a connection was closed by the relay before it was used again.
fn ended_unused(reason: &FailReason) -> bool {
    matches!(
        reason,
        FailReason::ConnectionLost { stage: SmtpStage::Sender } | FailReason::Refused { stage: SmtpStage::Sender, reply: 421, .. }
    )
}
