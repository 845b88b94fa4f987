//! Owns the number of reminders that are due today, beside the tracker in the navigation.
//! Refuses to read the directory for it: the backend counts, and where it does not, nothing is shown.

use super::{
    context::{Session, listen_while_mounted, words},
    route::Route,
};
use crate::domain::timestamp::Timestamp;
use leptos::prelude::*;
use std::time::Duration;
use stylers_macro::style;
use wasm_bindgen::closure::Closure;

/// How often it is asked for while nothing else happens.
const LOOK: Duration = Duration::from_secs(60);

/// What the backend says of reminders that are due, asked for again whenever it may be something else.
#[derive(Clone, Copy)]
pub struct RemindersDue {
    due_today: Memo<u64>,
    next_run: Memo<Option<Timestamp>>,
    changes: RwSignal<u64>,
}

impl RemindersDue {
    /// Begins to ask. Another page may come after something was sent or saved.
    #[must_use]
    pub fn new(session: &Session, page: Memo<Route>) -> Self {
        let (backend, changes) = (session.backend.clone(), RwSignal::new(0));
        let answer = LocalResource::new(move || {
            page.track();
            changes.track();
            let backend = backend.clone();
            async move { backend.due_reminders().await }
        });
        if let Ok(interval) = set_interval_with_handle(move || answer.refetch(), LOOK) {
            on_cleanup(move || interval.clear());
        }
        // Whoever comes back from another window may have been away for days.
        listen_while_mounted("focus", Closure::<dyn Fn()>::new(move || answer.refetch()));
        // What was told last stays until there is another answer.
        let due_today = Memo::new(move |last: Option<&u64>| match answer.get() {
            Some(Ok(due)) => due.due_today,
            Some(Err(_)) => 0,
            None => last.copied().unwrap_or_default(),
        });
        let next_run = Memo::new(move |last: Option<&Option<Timestamp>>| match answer.get() {
            Some(Ok(due)) => Some(due.next_run),
            Some(Err(_)) => None,
            None => last.copied().flatten(),
        });
        Self { due_today, next_run, changes }
    }

    /// Lets the backend be asked again.
    pub fn look_again(self) {
        self.changes.update(|changes| *changes += 1);
    }

    /// When reminders start next by themselves, if they are on by then; nothing where the backend does not tell.
    #[must_use]
    pub fn next_run(self) -> Option<Timestamp> {
        self.next_run.get()
    }
}

/// What the backend says of reminders that are due.
///
/// # Panics
/// Outside the console.
#[must_use]
pub fn reminders_due() -> RemindersDue {
    expect_context()
}

/// The number, which leads to whom it counts; nothing where nobody is due.
#[component]
pub fn DueToday() -> impl IntoView {
    let class = style! {
        .due-today {
            display: inline-grid;
            place-content: center;
            min-inline-size: 1.75rem;
            min-block-size: 1.5rem;
            padding-inline: var(--s2);
            border-width: var(--border);
            border-style: solid;
            border-color: currentcolor;
            border-radius: 1rem;
            background: var(--caution-ground);
            color: var(--caution);
            font-size: var(--text-s);
            font-weight: var(--bold);
            text-decoration: none;
        }
        .due-today:hover {
            text-decoration: underline;
        }
    };
    let (words, due) = (words(), reminders_due().due_today);
    let href = Route::Tracker("due=today".into()).href();
    view! { class = class,
        <Show when=move || { due.get() > 0 }>
            {
                let href = href.clone();
                view! { class = class,
                    <a class="due-today" href=href aria-label=move || words.get().nav_due_today(due.get()) title=move || words.get().nav_due_today(due.get())>
                        {move || words.get().number(due.get())}
                    </a>
                }
            }
        </Show>
    }
}
