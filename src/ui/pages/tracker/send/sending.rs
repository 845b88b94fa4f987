//! Owns handing a send to the backend once: with the key that is kept for it, and again where no answer came.
//! Refuses to give up a key before it is known what became of it.

use super::kept_key;
use crate::api::payload::BatchRequest;
use crate::backend::{Backend, Failure};
use crate::domain::batch::SendBatch;
use crate::ui::{components::wait, context::now, place::Place};
use leptos::prelude::*;
use std::time::Duration;

/// How long is waited before it is asked again, each time.
const AGAIN: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// Starts the batch. `asking` is on while no answer came and it is asked again; `new` is used where no earlier key fits.
///
/// # Errors
/// [`Failure::Unreachable`] where still nothing is known; the same send may be tried again, and begins once. Any other failure says
/// that nothing was sent.
pub async fn start(
    backend: &Backend,
    place: Place,
    request: &BatchRequest,
    new: String,
    asking: RwSignal<bool>,
) -> Result<SendBatch, Failure> {
    let key = kept_key::key_of(place, request, new, now());
    let mut answer = backend.start_batch(&key, request).await;
    for pause in AGAIN {
        if answer != Err(Failure::Unreachable) {
            break;
        }
        let _ = asking.try_set(true);
        wait(pause).await;
        answer = backend.start_batch(&key, request).await;
    }
    let _ = asking.try_set(false);
    match &answer {
        Ok(_) => kept_key::answered(place, &key),
        // Nothing is known, or whoever signs in again sends it on.
        Err(Failure::Unreachable | Failure::SignInNeeded) => {}
        Err(_) => kept_key::forget(place, &key),
    }
    answer
}
