//! Owns every write of the engine: marks, outcomes and takings of all lines together, in one commit for all that waits.
//! Refuses to lose an outcome: while the store fails it keeps them and tries again, and marks nothing meanwhile.

use super::room::Letter;
use crate::{
    domain::{address_mark::AddressMark, batch::DeliveryState, timestamp::Timestamp},
    host::{
        state::Host,
        store::{
            self, StoreError,
            batches::RunningBatch,
            connection::Db,
            sending::{Judged, Outcome, Taken},
        },
    },
};
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::sync::{mpsc, oneshot};

/// How long a failing store is left alone, and how often it is tried once the host stops.
const PAUSE: Duration = Duration::from_secs(1);
const LAST_TRIES: u32 = 20;
/// Most that is committed at once.
const AT_ONCE: usize = 2_000;

/// Whether a delivery may leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Marked {
    /// It is marked, on the disk. It may leave.
    Marked,
    /// Something changed since it was prepared.
    Changed,
    /// The store failed.
    StoreFailed,
}

enum Order {
    Mark(Mark),
    Keep(Outcome),
    Take(Take),
    Flush(oneshot::Sender<()>),
}

/// A delivery that is to be marked.
struct Mark {
    /// Batch, place, number of the person's last change.
    wanted: (i64, i64, i64),
    user: i64,
    judged: Judged,
    answer: oneshot::Sender<Marked>,
}

/// Deliveries that are to be taken.
struct Take {
    batch: Arc<RunningBatch>,
    most: u32,
    /// When the day began whose wave it is.
    day: Option<Timestamp>,
    answer: oneshot::Sender<Vec<Taken>>,
}

/// What the lines and the feeder speak to.
#[derive(Clone)]
pub struct Committer {
    orders: mpsc::UnboundedSender<Order>,
}

impl Committer {
    /// The committer, and what runs it.
    pub fn new(host: Arc<Host>, batch_is_over: impl Fn() + Send + 'static) -> (Self, impl Future<Output = ()> + Send) {
        let (orders, received) = mpsc::unbounded_channel();
        (Self { orders }, run(host, received, batch_is_over))
    }

    /// Marks a delivery as being sent, if all stands as it was prepared.
    pub async fn mark(&self, letter: &Letter, judged: &Judged) -> Marked {
        let (answer, answered) = oneshot::channel();
        let taken = &letter.taken;
        let wanted = (taken.batch, taken.position, taken.changed);
        // A committer that is gone answers nothing.
        let _ = self.orders.send(Order::Mark(Mark { wanted, user: taken.user_seq, judged: judged.clone(), answer }));
        answered.await.unwrap_or(Marked::StoreFailed)
    }

    /// Keeps what came of a delivery; what this line marks next is committed no earlier.
    pub fn keep(&self, letter: &Letter, state: DeliveryState, attempts: u32, due: i64) {
        let taken = &letter.taken;
        let outcome = Outcome {
            batch: taken.batch,
            position: taken.position,
            round: taken.round,
            attempts,
            due,
            kind: letter.batch.kind,
            mode: letter.batch.mode,
            state,
            address: Some(AddressMark::of(&taken.record.user.email)),
        };
        let _ = self.orders.send(Order::Keep(outcome));
    }

    /// Gives a delivery back as it was taken.
    pub fn give_back(&self, letter: &Letter) {
        let state = DeliveryState::Queued { retry: letter.taken.retry.clone() };
        self.keep(letter, state, letter.taken.attempts, 0);
    }

    /// Takes the next deliveries of a batch for this host; of one that is sent in waves, as many as still go on the day that
    /// began then.
    pub async fn take(&self, batch: &Arc<RunningBatch>, most: u32, day: Option<Timestamp>) -> Vec<Taken> {
        let (answer, answered) = oneshot::channel();
        let _ = self.orders.send(Order::Take(Take { batch: Arc::clone(batch), most, day, answer }));
        answered.await.unwrap_or_default()
    }

    /// Waits until everything that was ordered before is on the disk, or given up.
    pub async fn flush(&self) {
        let (answer, answered) = oneshot::channel();
        let _ = self.orders.send(Order::Flush(answer));
        let _ = answered.await;
    }
}

#[derive(Default)]
struct Group {
    marks: Vec<Mark>,
    outcomes: Vec<Outcome>,
    takes: Vec<Take>,
    flushes: Vec<oneshot::Sender<()>>,
}

impl Group {
    fn add(&mut self, order: Order) {
        match order {
            Order::Mark(mark) => self.marks.push(mark),
            Order::Keep(outcome) => self.outcomes.push(outcome),
            Order::Take(take) => self.takes.push(take),
            Order::Flush(answer) => self.flushes.push(answer),
        }
    }

    fn is_empty(&self) -> bool {
        self.marks.is_empty() && self.outcomes.is_empty() && self.takes.is_empty() && self.flushes.is_empty()
    }

    /// Tells everybody what was committed. Whoever no longer listens was aborted.
    fn answer(self, committed: Committed) {
        for Mark { wanted: (batch, position, _), answer, .. } in self.marks {
            let marked = if committed.marked.contains(&(batch, position)) { Marked::Marked } else { Marked::Changed };
            let _ = answer.send(marked);
        }
        for (Take { answer, .. }, taken) in self.takes.into_iter().zip(committed.taken) {
            let _ = answer.send(taken);
        }
        for answer in self.flushes {
            let _ = answer.send(());
        }
    }

    /// Tells everybody that nothing was committed; what must not be lost is left.
    fn refuse(self) -> Self {
        for Mark { answer, .. } in self.marks {
            let _ = answer.send(Marked::StoreFailed);
        }
        Self { outcomes: self.outcomes, flushes: self.flushes, ..Self::default() }
    }
}

/// What one commit did.
struct Committed {
    marked: HashSet<(i64, i64)>,
    taken: Vec<Vec<Taken>>,
    over: bool,
}

async fn run(host: Arc<Host>, mut orders: mpsc::UnboundedReceiver<Order>, batch_is_over: impl Fn()) {
    // What could not be committed yet.
    let mut left = Group::default();
    let mut failures = 0;
    loop {
        let mut group = std::mem::take(&mut left);
        if group.is_empty() {
            let Some(first) = orders.recv().await else { return };
            group.add(first);
        }
        for _ in 0..AT_ONCE {
            let Ok(next) = orders.try_recv() else { break };
            group.add(next);
        }
        match commit(&host, &group).await {
            Ok(committed) => {
                failures = 0;
                if committed.over {
                    batch_is_over();
                }
                if !group.outcomes.is_empty() {
                    host.report_progress();
                }
                group.answer(committed);
            }
            Err(error) => {
                failures += 1;
                tracing::error!(%error, outcomes = group.outcomes.len(), "the store failed; sending waits");
                left = group.refuse();
                if host.is_stopping() && failures >= LAST_TRIES {
                    tracing::error!(outcomes = left.outcomes.len(), "what came of deliveries could not be kept; they will be uncertain");
                    return;
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn commit(host: &Host, group: &Group) -> Result<Committed, StoreError> {
    let now = host.clock.now();
    let mut db = host.store.work().await?;
    // Outcomes come first: a line whose last mail has its outcome here may mark the next one here.
    let touched = store::sending::keep(&mut db, &host.sending_id, &group.outcomes, now).await?;
    let over = if touched.is_empty() { Vec::new() } else { store::sending::without_open(&mut db, &touched).await? };
    let marked = mark(&mut db, host, group, now).await?;
    let mut taken = Vec::with_capacity(group.takes.len());
    for order in &group.takes {
        taken.push(take(&mut db, host, order, now).await?);
    }
    db.commit().await?;
    Ok(Committed { marked, taken, over: !over.is_empty() })
}

async fn mark(db: &mut Db, host: &Host, group: &Group, now: Timestamp) -> Result<HashSet<(i64, i64)>, StoreError> {
    if group.marks.is_empty() {
        return Ok(HashSet::new());
    }
    let judged = store::sending::judged(db).await?;
    let mut people = HashSet::new();
    // A person who is named twice gets one now; the other one is looked at again.
    let wanted = group.marks.iter().filter(|mark| mark.judged == judged && people.insert(mark.user)).map(|mark| mark.wanted);
    let wanted: Vec<_> = wanted.collect();
    Ok(store::sending::mark(db, &host.sending_id, &wanted, now).await?.into_iter().collect())
}

async fn take(db: &mut Db, host: &Host, order: &Take, now: Timestamp) -> Result<Vec<Taken>, StoreError> {
    let batch = &order.batch;
    let most = match (batch.per_day, order.day) {
        (Some(per_day), Some(day)) => {
            let left = per_day.saturating_sub(store::sending::gone_since(db, batch.seq, day).await?);
            order.most.min(u32::try_from(left).unwrap_or(u32::MAX))
        }
        (Some(_) | None, _) => order.most,
    };
    if most == 0 { Ok(Vec::new()) } else { store::sending::take(db, &host.sending_id, batch.seq, most, now).await }
}
