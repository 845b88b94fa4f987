//! Owns one call that takes a while: how far it is, and stopping it.
//! Refuses two at once: the next one stops the one before.

use crate::backend::{ImportProgress, ImportWatch};
use crate::ui::context::words;
use leptos::prelude::*;
use std::rc::Rc;
use stylers_macro::style;
use web_sys::{AbortController, AbortSignal};

/// A call, if one is under way.
#[derive(Clone, Copy)]
pub struct Running {
    controller: StoredValue<Option<AbortController>, LocalStorage>,
    /// How far it is; nothing before that is known.
    pub progress: RwSignal<Option<ImportProgress>>,
}

impl Running {
    /// Nothing is under way; what will be ends with the component that asks.
    pub fn new() -> Self {
        let running = Self { controller: StoredValue::new_local(None), progress: RwSignal::new(None) };
        on_cleanup(move || running.stop());
        running
    }

    /// A new call, in the place of the one before.
    pub fn begin(self) -> Option<ImportWatch> {
        self.stop();
        // Every browser that runs the console has it.
        let controller = AbortController::new().ok()?;
        let signal: AbortSignal = controller.signal();
        let (progress, of) = (self.progress, signal.clone());
        let told = Rc::new(move |now| {
            if !of.aborted() {
                progress.try_set(Some(now));
            }
        });
        self.controller.try_set_value(Some(controller));
        progress.try_set(None);
        Some(ImportWatch { signal, told })
    }

    /// Stops it.
    pub fn stop(self) {
        if let Some(Some(controller)) = self.controller.try_update_value(Option::take) {
            controller.abort();
        }
    }
}

/// How far a call is.
#[component]
pub fn Progress(
    /// How far.
    #[prop(into)]
    progress: Signal<Option<ImportProgress>>,
    /// What is done once the backend has the file.
    #[prop(into)]
    working: Signal<String>,
) -> impl IntoView {
    let class = style! {
        .import-progress {
            display: grid;
            gap: var(--s2);
        }
        .import-progress-bar {
            inline-size: 100%;
        }
        .import-progress-label {
            color: var(--ink-quiet);
        }
    };
    let words = words();
    let phase = Memo::new(move |_| matches!(progress.get(), Some(ImportProgress::Working)));
    let label = move || if phase.get() { working.get() } else { words.get().import_uploading().to_owned() };
    // Without a value it only says that something goes on, which is all that is known then.
    let value = move || match progress.get() {
        Some(ImportProgress::Reading(share)) => Some(share.to_string()),
        Some(ImportProgress::Working) | None => None,
    };
    view! { class = class,
        <div class="import-progress">
            <p class="import-progress-label" role="status">{label}</p>
            <progress class="import-progress-bar" aria-label=move || words.get().import_progress() max="1" value=value></progress>
        </div>
    }
}
