//! Owns when a draft is judged: not at every key, but as soon as the typing pauses.
//! Refuses to wait with what is shown; the message is drawn at every key.

use crate::domain::{editing::Editing, template::TemplateDraft};
use crate::ui::components::Pause;
use leptos::prelude::*;
use std::time::Duration;

/// Tells the browser's own clockwork how long something took, where whoever measures looks for it.
#[must_use]
pub fn timed<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let performance = web_sys::window().and_then(|window| window.performance());
    if let Some(performance) = &performance {
        performance.clear_marks_with_mark_name(name);
        performance.clear_measures_with_measure_name(name);
        // Fails for names that the browser keeps for itself, of which this is none.
        let _ = performance.mark(name);
    }
    let done = work();
    if let Some(performance) = &performance {
        let _ = performance.measure_with_start_mark(name, name);
    }
    done
}

/// Judging begins this long after the last change, so that what is typed is on the screen first.
const SETTLE_AFTER: Duration = Duration::from_millis(120);

/// The draft as it was when the typing last paused.
#[must_use]
pub fn settled(editing: RwSignal<Editing>) -> RwSignal<TemplateDraft> {
    let settled = RwSignal::new(editing.with_untracked(|editing| editing.draft().clone()));
    let pause = Pause::new();
    Effect::new(move |_| {
        editing.track();
        pause.restart(SETTLE_AFTER, move || settled.set(editing.with_untracked(|editing| editing.draft().clone())));
    });
    on_cleanup(move || pause.stop());
    settled
}
