//! Owns acting on a batch: asking the backend, saying what came of it, showing the batch as it then stands.
//! Refuses to act twice at once; what is on its way must be answered first.

use super::watch::Watched;
use crate::backend::Failure;
use crate::domain::batch_control::{BatchChange, BatchControl, Resolution};
use crate::ui::{
    components::{Callout, failure_words},
    context::{Tone, Words, notices, session, words},
    text::Text,
};
use leptos::prelude::*;

/// What was done, or why not.
type Answer = Option<Failure>;

/// Acts on a batch.
#[derive(Clone, Copy)]
pub struct Act {
    action: Action<BatchControl, Answer>,
    words: Words,
}

/// Acting on this batch.
pub fn act_on(watched: Watched) -> Act {
    let (words, backend, notices) = (words(), session().backend, notices());
    let action = Action::new_unsync(move |control: &BatchControl| {
        let (backend, control) = (backend.clone(), control.clone());
        let id = watched.batch_now().map(|batch| batch.id);
        async move {
            let answer = match id {
                Some(id) => backend.control_batch(&id, &control).await,
                None => return None,
            };
            match answer {
                Ok(change) => {
                    notices.show(tone_of(&control), done_words(words.now(), &control, &change));
                    watched.tell(change.batch);
                    None
                }
                Err(failure) => {
                    // Another administrator may have acted first.
                    watched.read();
                    Some(failure)
                }
            }
        }
    });
    Act { action, words }
}

impl Act {
    /// Does this, unless something is being done.
    pub fn run(self, control: BatchControl) {
        if !self.action.pending().get_untracked() {
            self.action.dispatch_local(control);
        }
    }

    /// Whether something is being done.
    #[must_use]
    pub fn pending(self) -> bool {
        self.action.pending().get()
    }

    /// Why the last one was not done.
    #[must_use]
    pub fn trouble(self) -> impl IntoView + use<> {
        let words = self.words;
        let failure = self.action.value().get().flatten();
        failure.map(|failure| view! { <Callout tone=Tone::Bad><p role="alert">{move || trouble_words(words, &failure)}</p></Callout> })
    }
}

fn trouble_words(words: Words, failure: &Failure) -> String {
    match failure {
        Failure::Stale => words.get().batch_moved_on().to_owned(),
        other => failure_words(words, other),
    }
}

fn tone_of(control: &BatchControl) -> Tone {
    match control {
        BatchControl::Pause | BatchControl::Cancel => Tone::Caution,
        BatchControl::Resume | BatchControl::Retry | BatchControl::Resolve(_) => Tone::Good,
    }
}

fn done_words(text: Text, control: &BatchControl, change: &BatchChange) -> String {
    match control {
        BatchControl::Pause => text.batch_paused_after(change.batch.counts.sent),
        BatchControl::Resume => text.batch_resumed().to_owned(),
        BatchControl::Cancel => text.batch_cancelled_after(change.batch.counts.sent),
        BatchControl::Retry => text.batch_retried(change.changed),
        BatchControl::Resolve(request) => match request.resolution {
            Resolution::Resend => text.batch_resent(change.changed),
            Resolution::Sent => text.batch_marked(change.changed),
        },
    }
}
