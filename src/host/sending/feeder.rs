//! Owns taking deliveries for this host, fairly among the batches, and the ends and beginnings of batches.
//! Refuses to hold more than the lines can soon send, so that other hosts find work, and what is held back is given back.

use super::{
    line::{Shared, later},
    room::Letter,
};
use crate::{
    domain::timestamp::Timestamp,
    host::{
        batches::finish_if_done,
        settings_return::settled,
        state::Host,
        store::{self, StoreError, batches::RunningBatch},
    },
};
use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

/// How often batches are looked for that another process started or held.
const LOOK: Duration = Duration::from_millis(500);
/// Most that is taken at once: what is marked meanwhile waits for the same commit.
const MOST_AT_ONCE: usize = 100;
/// How long a failing store is left alone.
const PAUSE: Duration = Duration::from_secs(1);

struct Feeder {
    batches: Vec<Arc<RunningBatch>>,
    /// Those of which nothing more could be taken since the last look.
    exhausted: HashSet<i64>,
    looked: Option<Instant>,
    turn: usize,
}

/// Feeds the room until the host stops; what waits there then is given back.
pub async fn run(shared: Arc<Shared>) {
    let mut feeder = Feeder { batches: Vec::new(), exhausted: HashSet::new(), looked: None, turn: 0 };
    while !shared.host.is_stopping() {
        if let Err(error) = feeder.step(&shared).await {
            tracing::error!(%error, "the store failed; sending waits");
            tokio::time::sleep(PAUSE).await;
        }
        tokio::select! {
            () = shared.host.woken() => feeder.looked = None,
            () = shared.room.hungry() => {}
            () = shared.host.stopped() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
    for letter in shared.room.keep_only(&HashSet::new()) {
        shared.committer.give_back(&letter);
    }
}

impl Feeder {
    async fn step(&mut self, shared: &Shared) -> Result<(), StoreError> {
        let ended = self.batches.iter().any(|batch| self.exhausted.contains(&batch.seq));
        if self.looked.is_none_or(|looked| looked.elapsed() >= if ended { LOOK / 10 } else { LOOK }) {
            self.look(shared).await?;
        }
        for back in shared.room.going_back() {
            let letter = &back.item;
            let due = later(shared.host.clock.now(), back.wait);
            match back.reason {
                Some(reason) => shared.wait(letter, letter.taken.attempts, back.wait, reason),
                None => {
                    let state = crate::domain::batch::DeliveryState::Queued { retry: letter.taken.retry.clone() };
                    shared.committer.keep(letter, state, letter.taken.attempts, due.millis());
                }
            }
        }
        self.fill(shared).await;
        Ok(())
    }

    /// Looks which batches go on.
    async fn look(&mut self, shared: &Shared) -> Result<(), StoreError> {
        let (host, now) = (&shared.host, shared.host.clock.now());
        settled(host).await?;
        if store::batches::scheduled_by(&mut *host.store.read().await?, now).await? {
            let mut db = host.store.write().await?;
            store::batches::begin_scheduled(&mut db, now).await?;
            db.commit().await?;
            host.report_progress();
        }
        let running = store::batches::running(&mut *host.store.read().await?, host.safety.mode()).await?;
        let (open, over): (Vec<_>, Vec<_>) = running.into_iter().partition(|batch| batch.open > 0);
        if !over.is_empty() {
            let mut db = host.store.write().await?;
            for batch in &over {
                finish_if_done(&mut db, batch, now).await?;
            }
            db.commit().await?;
            host.report_progress();
        }
        let going: HashSet<i64> = open.iter().map(|batch| batch.seq).collect();
        for letter in shared.room.keep_only(&going) {
            shared.committer.give_back(&letter);
        }
        self.batches = open.into_iter().map(Arc::new).collect();
        self.exhausted.clear();
        self.looked = Some(Instant::now());
        Ok(())
    }

    /// Fills the room, the batches taking turns.
    async fn fill(&mut self, shared: &Shared) {
        let lacks = shared.room.lacks();
        let mut asked: Vec<Arc<RunningBatch>> =
            self.batches.iter().filter(|batch| !self.exhausted.contains(&batch.seq)).map(Arc::clone).collect();
        if lacks == 0 || asked.is_empty() {
            return;
        }
        self.turn = self.turn.wrapping_add(1);
        let first = self.turn % asked.len();
        asked.rotate_left(first);
        let share = lacks.div_ceil(asked.len());
        let mut left = lacks;
        for batch in asked {
            let most = share.min(left).min(MOST_AT_ONCE);
            if most == 0 {
                break;
            }
            let day = batch.per_day.and_then(|_| day_of(&shared.host));
            let taken = shared.committer.take(&batch, u32::try_from(most).unwrap_or(u32::MAX), day).await;
            if taken.len() < most {
                self.exhausted.insert(batch.seq);
            }
            left = left.saturating_sub(taken.len());
            for taken in taken {
                shared.room.put(Letter { batch: Arc::clone(&batch), taken });
            }
        }
    }
}

/// When the organization's day began.
fn day_of(host: &Host) -> Option<Timestamp> {
    let zone = &host.facts.time_zone;
    let clock = zone.clock(host.clock.now());
    zone.start_of_day(clock.get(..10)?, 0)
}
