//! Owns following a batch while it goes on: by the backend's events where it has them, else by asking again and again.
//! Refuses to hold a connection for a page that nobody looks at; browsers have only a few for each host.

use super::pace::Pace;
use crate::api::payload::Ability;
use crate::backend::{Backend, Failure};
use crate::domain::batch::{BatchId, SendBatch};
use crate::ui::{
    components::Pause,
    context::{directory, listen_while_mounted, now, session},
    directory::Directory,
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// How often a batch is read again where nothing tells that it changed.
const ASK: Duration = Duration::from_millis(500);
/// How long is waited for events to come back before the batch is read again.
const SILENCE: Duration = Duration::from_secs(1);
/// Name of the event.
const EVENT: &str = "batch";

/// A batch that is followed.
#[derive(Clone, Copy)]
pub struct Watched {
    id: StoredValue<BatchId>,
    backend: StoredValue<Backend>,
    directory: Directory,
    shown: RwSignal<Option<Result<SendBatch, Failure>>>,
    away: RwSignal<bool>,
    pace: StoredValue<Pace>,
    /// Counts what was shown; an answer to a question that was asked before is older.
    turn: StoredValue<u64>,
    next: Pause,
    address: StoredValue<Option<String>>,
    events: StoredValue<Option<Events>, LocalStorage>,
}

/// An open connection, closed when it is dropped.
struct Events {
    source: EventSource,
    _told: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(web_sys::Event)>,
}

impl Drop for Events {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Follows a batch for as long as the page is shown.
pub fn follow(batch: BatchId) -> Watched {
    let session = session();
    let address = match session.capabilities.batch_events {
        Ability::Available => session.backend.batch_events(&batch),
        Ability::Unavailable => None,
    };
    let watched = Watched {
        id: StoredValue::new(batch),
        backend: StoredValue::new(session.backend),
        directory: directory(),
        shown: RwSignal::new(None),
        away: RwSignal::new(false),
        pace: StoredValue::new(Pace::default()),
        turn: StoredValue::new(0),
        next: Pause::new(),
        address: StoredValue::new(address),
        events: StoredValue::new_local(None),
    };
    watched.read();
    let turned = Closure::<dyn FnMut()>::new(move || if is_hidden() { watched.rest() } else { watched.read() });
    listen_while_mounted("visibilitychange", turned);
    on_cleanup(move || watched.rest());
    watched
}

impl Watched {
    /// The batch, or why it cannot be read; nothing until the first answer.
    #[must_use]
    pub fn get(self) -> Option<Result<SendBatch, Failure>> {
        self.shown.get()
    }

    /// The batch, once it was read.
    #[must_use]
    pub fn batch(self) -> Option<SendBatch> {
        self.shown.with(|shown| shown.as_ref().and_then(|answer| answer.as_ref().ok()).cloned())
    }

    /// The batch now, without following it.
    #[must_use]
    pub fn batch_now(self) -> Option<SendBatch> {
        self.shown.with_untracked(|shown| shown.as_ref().and_then(|answer| answer.as_ref().ok()).cloned())
    }

    /// Whether the backend is away, so that what is shown may be old.
    #[must_use]
    pub fn is_away(self) -> bool {
        self.away.get()
    }

    /// How fast it goes.
    #[must_use]
    pub fn speed(self) -> Option<super::pace::Speed> {
        let batch = self.batch()?;
        self.pace.with_value(|pace| pace.speed(now(), &batch))
    }

    /// Reads the batch, and goes on following it.
    pub fn read(self) {
        let (backend, id, asked) = (self.backend.get_value(), self.id.get_value(), self.turn.get_value());
        spawn_local(async move {
            let answer = backend.batch(&id).await;
            // What was shown meanwhile is newer; and where the page is gone, nothing is shown.
            if self.turn.try_get_value() == Some(asked) {
                self.show(answer);
            } else if self.turn.try_get_value().is_some() {
                self.go_on();
            }
        });
    }

    /// Shows the batch as an answer has it.
    pub fn tell(self, batch: SendBatch) {
        self.show(Ok(batch));
    }

    fn show(self, answer: Result<SendBatch, Failure>) {
        let was_open = self.batch_now().is_some_and(|batch| !is_over(&batch));
        self.turn.update_value(|turn| *turn += 1);
        if let Ok(batch) = &answer {
            self.pace.update_value(|pace| pace.note(now(), batch.counts.done()));
            if was_open && is_over(batch) {
                self.directory.refresh();
            }
        }
        // Whoever reads keeps what is shown while the backend is away for a moment.
        let away = answer.is_err() && self.batch_now().is_some();
        if self.away.get_untracked() != away {
            self.away.set(away);
        }
        if !away || answer == Err(Failure::SignInNeeded) {
            if self.shown.with_untracked(|shown| shown.as_ref() != Some(&answer)) {
                self.shown.set(Some(answer));
            } else {
                // The pace changes even while the counts do not.
                self.shown.notify();
            }
        }
        self.go_on();
    }

    /// Listens or asks again while the batch is not over.
    fn go_on(self) {
        let goes_on = self.shown.with_untracked(|shown| match shown {
            Some(Ok(batch)) => !is_over(batch),
            // A host that is away for a moment comes back.
            Some(Err(Failure::Unreachable)) => true,
            Some(Err(_)) | None => false,
        });
        if !goes_on || is_hidden() {
            self.rest();
            return;
        }
        let listens = self.listens();
        self.next.restart(if listens { SILENCE.saturating_mul(30) } else { ASK }, move || self.read());
    }

    /// Opens the events if there are any; whether it listens.
    fn listens(self) -> bool {
        let Some(address) = self.address.get_value() else { return false };
        if let Some(open) = self.events.with_value(|events| events.as_ref().map(|events| events.source.ready_state())) {
            return open == EventSource::OPEN;
        }
        let Ok(source) = EventSource::new(&address) else { return false };
        let told = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let batch = event.data().as_string().and_then(|text| serde_json::from_str::<SendBatch>(&text).ok());
            if let Some(batch) = batch
                && self.turn.try_get_value().is_some()
            {
                self.show(Ok(batch));
            }
        });
        // The browser connects again by itself, or gives up; either way the batch is read meanwhile.
        let failed = Closure::<dyn FnMut(web_sys::Event)>::new(move |_| {
            if self.turn.try_get_value().is_none() {
                return;
            }
            let gave_up =
                self.events.with_value(|events| events.as_ref().is_none_or(|events| events.source.ready_state() == EventSource::CLOSED));
            if gave_up {
                self.address.set_value(None);
                self.events.set_value(None);
            }
            self.next.restart(SILENCE, move || self.read());
        });
        // Fails for no event.
        let _ = source.add_event_listener_with_callback(EVENT, told.as_ref().unchecked_ref());
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        self.events.set_value(Some(Events { source, _told: told, _failed: failed }));
        false
    }

    /// Neither listens nor asks.
    fn rest(self) {
        self.next.stop();
        self.events.try_update_value(|events| *events = None);
    }
}

/// Whether nothing changes any more by itself.
#[must_use]
pub fn is_over(batch: &SendBatch) -> bool {
    !batch.state.is_open() && batch.counts.sending == 0
}

fn is_hidden() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}
