//! Owns saying what the backend can do with the people of the list and what it cannot, and the platform's own way beside ours.
//! Refuses to say anything where everything can be done in one way.

use crate::api::payload::Ability;
use crate::ui::{
    components::Later,
    context::{session, words},
    pages::settings::platform::platform_way,
};
use leptos::prelude::*;
use stylers_macro::style;

/// Where it is said that nothing of one's own can be sent, for the buttons that cannot be pressed.
pub const CANNOT_SEND: &str = "tracker-cannot-send";
/// Where it is said that nothing can be imported.
pub const CANNOT_IMPORT: &str = "tracker-cannot-import";

/// The ways to reach people, and what cannot be done.
#[component]
pub fn Abilities() -> impl IntoView {
    let class = style! {
        .what-can-be-done {
            display: grid;
            grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr));
            align-items: start;
            gap: var(--s2) var(--s6);
            color: var(--ink-quiet);
        }
        .can {
            color: var(--ink);
        }
    };
    let words = words();
    let capabilities = session().capabilities;
    let (asks, sends, imports) = (capabilities.platform_resend, capabilities.own_messages(), capabilities.import);
    if (asks, sends, imports) == (Ability::Unavailable, Ability::Available, Ability::Available) {
        return ().into_any();
    }
    let own = match (asks, sends) {
        (Ability::Unavailable, Ability::Available) => None,
        (Ability::Unavailable, Ability::Unavailable) => {
            Some(view! { <p id=CANNOT_SEND>{move || words.get().tracker_cannot_target()}</p> }.into_any())
        }
        (Ability::Available, Ability::Available | Ability::Unavailable) => {
            let says = move || match sends {
                Ability::Available => words.get().platform_send_own_what(),
                Ability::Unavailable => words.get().platform_send_own_unavailable(),
            };
            Some(
                view! { class = class,
                    <p id=CANNOT_SEND><strong class="can">{move || words.get().platform_send_own()}</strong>" "{says}</p>
                }
                .into_any(),
            )
        }
    };
    let platform = (asks == Ability::Available).then(|| view! { <Later load=Box::new(|| Box::pin(platform_way()))/> });
    let import = (imports == Ability::Unavailable).then(|| view! { <p id=CANNOT_IMPORT>{move || words.get().tracker_cannot_import()}</p> });
    view! { class = class,
        <div class="what-can-be-done">
            {platform}
            <div>{own}{import}</div>
        </div>
    }
    .into_any()
}
