//! Owns the two ways side by side: asking the platform, and sending our message, each with what it is and whom it reaches.
//! Refuses to ask the platform before it was said once more that everybody is mailed.

use super::followed::Followed;
use crate::api::payload::Ability;
use crate::domain::user::{AccountStatus, Activation};
use crate::ui::{
    components::Dialog,
    context::{directory, session, words},
    route::Route,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The two ways.
#[component]
pub fn Choice(
    /// The job that is followed.
    followed: Followed,
) -> impl IntoView {
    let class = style! {
        .ways {
            display: grid;
            grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr));
            gap: var(--s4);
        }
        .way {
            display: grid;
            align-content: start;
            justify-items: start;
            gap: var(--s2);
        }
        .way-says {
            color: var(--ink-quiet);
        }
    };
    let (words, directory, asked) = (words(), directory(), RwSignal::new(false));
    let capabilities = session().capabilities;
    let sends = [capabilities.custom_content, capabilities.target_users].iter().all(|ability| *ability == Ability::Available);
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
    let how_many = move || match known.get() {
        Some(people) => words.get().platform_resend_known(people),
        None => words.get().platform_resend_unknown().to_owned(),
    };
    let own = if sends {
        let href = Route::Tracker("standing=waiting".into()).href();
        view! { <a href=href>{move || words.get().platform_send_own()}</a> }.into_any()
    } else {
        view! { <button type="button" disabled=true aria-describedby="own-message-says">{move || words.get().platform_send_own()}</button> }
            .into_any()
    };
    let own_says = move || if sends { words.get().platform_send_own_what() } else { words.get().platform_send_own_unavailable() };
    let title = Signal::derive(move || words.get().platform_confirm().to_owned());
    view! { class = class,
        <div class="ways">
            <div class="way">
                <button type="button" aria-describedby="resend-says" disabled=move || followed.is_busy() on:click=move |_| asked.set(true)>
                    {move || words.get().platform_resend()}
                </button>
                <p id="resend-says" class="way-says">{move || words.get().platform_resend_what()} " " {how_many}</p>
            </div>
            <div class="way">
                {own}
                <p id="own-message-says" class="way-says">{own_says}</p>
            </div>
        </div>
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
