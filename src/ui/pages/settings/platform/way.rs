//! Owns the platform's own way in few words, for the page that lists people: the button, whom it reaches, and how it stands.
//! Refuses to send to those who are selected: the platform takes no list.

use super::{ask::Ask, followed::Followed, job::Progress, platform};
use crate::ui::context::words;
use leptos::prelude::*;
use stylers_macro::style;

/// The way.
#[component]
pub fn PlatformWay() -> impl IntoView {
    let class = style! {
        .one-of-two-ways {
            display: grid;
            grid-template-columns: minmax(0, auto) minmax(12rem, 1fr);
            align-items: center;
            gap: var(--s1) var(--s3);
        }
        .how-the-platform-stands {
            grid-column: 1 / -1;
        }
        @media (max-width: 640px) {
            .one-of-two-ways {
                grid-template-columns: minmax(0, 1fr);
            }
        }
    };
    let words = words();
    let followed = Followed::of(platform());
    view! { class = class,
        <section class="one-of-two-ways" aria-label=move || words.get().platform_title()>
            <Ask followed=followed describedby="resend-says"/>
            <p id="resend-says">{move || words.get().platform_resend_short()}</p>
            <div class="how-the-platform-stands"><Progress followed=followed/></div>
        </section>
    }
}
