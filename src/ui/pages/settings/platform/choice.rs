//! Owns the two ways side by side: asking the platform, and sending our message, each with what it is and whom it reaches.
//! Refuses to ask by itself, and to offer what the backend cannot do.

use super::{
    ask::{Ask, how_many},
    followed::Followed,
};
use crate::api::payload::Ability;
use crate::ui::{
    context::{session, words},
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
    let (words, how_many) = (words(), how_many());
    let sends = session().capabilities.own_messages() == Ability::Available;
    let own = if sends {
        let href = Route::Tracker("standing=waiting".into()).href();
        view! { <a href=href>{move || words.get().platform_send_own()}</a> }.into_any()
    } else {
        view! { <button type="button" disabled=true aria-describedby="own-message-says">{move || words.get().platform_send_own()}</button> }
            .into_any()
    };
    let own_says = move || if sends { words.get().platform_send_own_what() } else { words.get().platform_send_own_unavailable() };
    view! { class = class,
        <div class="ways">
            <div class="way">
                <Ask followed=followed describedby="resend-says" how_many=how_many/>
                <p id="resend-says" class="way-says">{move || words.get().platform_resend_what()} " " {how_many}</p>
            </div>
            <div class="way">
                {own}
                <p id="own-message-says" class="way-says">{own_says}</p>
            </div>
        </div>
    }
}
