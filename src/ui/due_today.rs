//! Owns the number of reminders that are due today, beside the tracker in the navigation.
//! Refuses to read the directory for it: the backend counts, and where it does not, nothing is shown.

use super::{
    context::{listen_while_mounted, session, words},
    route::Route,
};
use leptos::prelude::*;
use std::time::Duration;
use stylers_macro::style;
use wasm_bindgen::closure::Closure;

/// How often it is asked for while nothing else happens.
const LOOK: Duration = Duration::from_secs(60);

/// Lets pages say that another number may be due now.
#[derive(Clone, Copy)]
pub struct RemindersDue(RwSignal<u64>);

impl RemindersDue {
    /// Nothing was said yet.
    #[must_use]
    pub fn unchanged() -> Self {
        Self(RwSignal::new(0))
    }

    /// Lets the backend be asked again.
    pub fn look_again(self) {
        self.0.update(|changes| *changes += 1);
    }
}

/// Lets pages say that another number may be due now.
///
/// # Panics
/// Outside the console.
#[must_use]
pub fn reminders_due() -> RemindersDue {
    expect_context()
}

/// The number, which leads to whom it counts; nothing where nobody is due.
#[component]
pub fn DueToday(
    /// The page that is shown: another one may come after something was sent or saved.
    route: ReadSignal<Route>,
) -> impl IntoView {
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
    let (words, backend, changes) = (words(), session().backend, reminders_due().0);
    // Filters change the address without leaving the page.
    let page = Memo::new(move |before: Option<&Route>| {
        let next = route.get();
        before.filter(|before| before.same_page(&next)).cloned().unwrap_or(next)
    });
    let answer = LocalResource::new(move || {
        page.track();
        changes.track();
        let backend = backend.clone();
        async move { backend.due_reminders().await }
    });
    let due = Memo::new(move |last: Option<&u64>| match answer.get() {
        Some(Ok(count)) => count.due_today,
        Some(Err(_)) => 0,
        None => last.copied().unwrap_or_default(),
    });
    if let Ok(interval) = set_interval_with_handle(move || answer.refetch(), LOOK) {
        on_cleanup(move || interval.clear());
    }
    // Whoever comes back from another window may have been away for days.
    listen_while_mounted("focus", Closure::<dyn Fn()>::new(move || answer.refetch()));
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
