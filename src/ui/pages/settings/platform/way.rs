//! Owns the platform's own way in few words, for the page that lists people: the button, whom it reaches, and how it stands.
//! Refuses to send to those who are selected: the platform takes no list.

use super::{
    ask::{Ask, how_many},
    followed::Followed,
    job::Progress,
    platform,
};
use crate::ui::context::words;
use leptos::prelude::*;
use stylers_macro::style;

/// The way.
#[component]
pub fn PlatformWay() -> impl IntoView {
    let class = style! {
        .one-of-two-ways {
            display: grid;
            justify-items: start;
            gap: var(--s2);
        }
    };
    let words = words();
    let followed = Followed::of(platform());
    view! { class = class,
        <section class="one-of-two-ways" aria-label=move || words.get().platform_title()>
            <Ask followed=followed describedby="resend-says" how_many=how_many()/>
            <p id="resend-says">{move || words.get().platform_resend_short()}</p>
            <Progress followed=followed/>
        </section>
    }
}
