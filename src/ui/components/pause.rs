//! Owns waiting: for a pause, after which work begins that nothing has asked for again, and for the browser's next turn.
//! Refuses to know what the work is.

use js_sys::Promise;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;

/// Lets the browser do what it has to do: what was changed is drawn, keys and clicks are heard.
pub async fn breathe() {
    wait(Duration::ZERO).await;
}

/// Waits.
pub async fn wait(pause: Duration) {
    let pause = i32::try_from(pause.as_millis()).unwrap_or(i32::MAX);
    let turn = Promise::new(&mut |done, _| {
        if let Some(window) = web_sys::window() {
            // Fails only without a window, and then nobody waits.
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, pause);
        }
    });
    // A timer never refuses.
    let _ = JsFuture::from(turn).await;
}

/// Work that waits.
#[derive(Clone, Copy)]
pub struct Pause(StoredValue<Option<TimeoutHandle>>);

impl Pause {
    /// Nothing waits.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it belongs to the owner that is there when it is made")]
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Does this after a while, in the place of what waited before.
    pub fn restart(self, after: Duration, work: impl Fn() + 'static) {
        self.stop();
        let begin = move || {
            // Where the page is gone, nothing waits any more.
            let _ = self.0.try_set_value(None);
            work();
        };
        self.0.set_value(set_timeout_with_handle(begin, after).ok());
    }

    /// Gives up what waits.
    pub fn stop(self) {
        // Where the page is gone, so is what waited.
        self.0.try_update_value(|waiting| {
            if let Some(waiting) = waiting.take() {
                waiting.clear();
            }
        });
    }

    /// Whether anything waits.
    #[must_use]
    pub fn is_waiting(self) -> bool {
        self.0.with_value(Option::is_some)
    }
}
