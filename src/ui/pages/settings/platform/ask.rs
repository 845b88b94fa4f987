//! Owns asking the platform to mail everybody: the button, the question before it, and how many that are as far as is known.
//! Refuses to ask the platform before it was said once more that everybody is mailed.

use super::followed::Followed;
use crate::domain::user::{AccountStatus, Activation};
use crate::ui::{
    components::Dialog,
    context::{directory, words},
};
use leptos::prelude::*;

/// The button, and the question.
#[component]
pub fn Ask(
    /// The job that is followed.
    followed: Followed,
    /// The element that says what is asked for.
    describedby: &'static str,
    /// How many people the platform would mail; counted once for all who say it.
    how_many: Signal<String>,
) -> impl IntoView {
    let (words, asked) = (words(), RwSignal::new(false));
    let title = Signal::derive(move || words.get().platform_confirm().to_owned());
    view! {
        <button type="button" aria-describedby=describedby disabled=move || followed.is_busy() on:click=move |_| asked.set(true)>
            {move || words.get().platform_resend()}
        </button>
        <Dialog open=asked title=title on_close=Callback::new(move |()| asked.set(false))>
            <p>{move || words.get().platform_confirm_what()} " " {how_many}</p>
            <footer>
                <button type="button" on:click=move |_| asked.set(false)>{move || words.get().app_cancel()}</button>
                <button
                    type="button"
                    data-kind="danger"
                    on:click=move |_| {
                        asked.set(false);
                        followed.start();
                    }
                >
                    {move || words.get().platform_confirm_yes()}
                </button>
            </footer>
        </Dialog>
    }
}

/// How many people the platform would mail.
pub fn how_many() -> Signal<String> {
    let (words, directory) = (words(), directory());
    // Only a directory that was read whole can be counted.
    let known = Memo::new(move |_| {
        directory.is_whole().then(|| {
            directory.with(|roster| {
                let waits = |row: &_| {
                    roster.activation(*row) == Activation::NotActivated && roster.account_status(*row) != AccountStatus::Deactivated
                };
                roster.everybody().iter().filter(waits).count() as u64
            })
        })
    });
    Signal::derive(move || match known.get() {
        Some(people) => words.get().platform_resend_known(people),
        None => words.get().platform_resend_unknown().to_owned(),
    })
}
