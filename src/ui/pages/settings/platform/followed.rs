//! Owns the platform's job that is followed: its start, how it stands, and that a reload finds it again.
//! Refuses to start a second one while one runs, and to ask more often than is kind.

use crate::api::webex::resend::ResendJob;
use crate::backend::{Backend, Failure, Storage};
use crate::ui::{
    components::Pause,
    place::{Place, place},
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How often it is asked for.
const LOOK: Duration = Duration::from_secs(3);
/// Under which name the identifier of the job lies until it is put away; it names nobody.
const KEY: &str = "usher.platform.resend";

/// The job that is followed.
#[derive(Clone, Copy)]
pub struct Followed {
    /// Who is asked.
    pub platform: StoredValue<Backend>,
    /// How it stands; nothing before one is started.
    pub job: RwSignal<Option<ResendJob>>,
    /// Why it could not be started or asked for.
    pub failure: RwSignal<Option<Failure>>,
    /// Whether it is being started.
    pub starting: RwSignal<bool>,
    pause: Pause,
    place: Place,
}

impl Followed {
    /// Follows the job that was followed before a reload, if there was one.
    pub fn of(platform: StoredValue<Backend>) -> Self {
        let (failure, starting) = (RwSignal::new(None), RwSignal::new(false));
        let followed = Self { platform, job: RwSignal::new(None), failure, starting, pause: Pause::new(), place: place() };
        on_cleanup(move || followed.pause.stop());
        if let Some(id) = Storage::Tab.read(&followed.place.key(KEY)) {
            followed.ask(id);
        }
        followed
    }

    /// Whether nothing new may be started.
    pub fn is_busy(self) -> bool {
        self.starting.get() || self.job.with(|job| job.as_ref().is_some_and(|job| !job.state.is_over()))
    }

    /// Starts one.
    pub fn start(self) {
        if self.starting.get_untracked() {
            return;
        }
        self.starting.set(true);
        self.failure.set(None);
        let backend = self.platform.get_value();
        spawn_local(async move {
            let started = backend.start_resend().await;
            self.starting.try_set(false);
            self.take(started);
        });
    }

    /// Asks again after a failure.
    pub fn retry(self) {
        self.failure.set(None);
        match self.job.get_untracked() {
            Some(job) => self.ask(job.id),
            None => match Storage::Tab.read(&self.place.key(KEY)) {
                Some(id) => self.ask(id),
                None => self.start(),
            },
        }
    }

    /// Puts it away.
    pub fn forget(self) {
        self.pause.stop();
        self.job.set(None);
        self.failure.set(None);
        Storage::Tab.remove(&self.place.key(KEY));
    }

    fn ask(self, id: String) {
        let backend = self.platform.get_value();
        spawn_local(async move {
            let job = backend.resend(&id).await;
            self.take(job);
        });
    }

    fn take(self, answer: Result<ResendJob, Failure>) {
        match answer {
            Ok(job) => {
                // Where the browser keeps nothing, a reload forgets it.
                let _ = Storage::Tab.write(&self.place.key(KEY), &job.id);
                let (over, id) = (job.state.is_over(), job.id.clone());
                // The page may be gone by now.
                if self.job.try_set(Some(job)).is_none() && !over {
                    self.pause.restart(LOOK, move || self.ask(id.clone()));
                }
            }
            Err(failure) => {
                self.failure.try_set(Some(failure));
            }
        }
    }
}
