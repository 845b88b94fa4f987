//! Owns the card of the platform's own activation email, beside the message that is sent from here; it is fetched where the
//! platform can be asked.
//! Refuses to mix the two: one has the link and goes to everybody, the other has none and goes to whom one chooses.

mod ask;
mod choice;
mod errors;
mod followed;
mod job;
mod licenses;
mod way;

use crate::api::payload::Ability;
use crate::backend::{Backend, Failure, Webex};
use crate::ui::{
    components::Make,
    context::{now, session, words},
};
use choice::Choice;
use followed::Followed;
use job::Progress;
use leptos::prelude::*;
use licenses::FreeLicenses;
use std::sync::Arc;
use stylers_macro::style;
use way::PlatformWay;

part! {
    webex,
    /// The card.
    pub fn platform_card() -> Result<Make, Failure> {
        Ok(Arc::new(|| view! { <PlatformCard/> }.into_any()))
    }
}

part! {
    webex,
    /// The way to ask the platform, where people are listed.
    pub fn platform_way() -> Result<Make, Failure> {
        Ok(Arc::new(|| view! { <PlatformWay/> }.into_any()))
    }
}

/// Who is asked.
fn platform() -> StoredValue<Backend> {
    let session = session();
    StoredValue::new(match session.capabilities.platform_relay {
        // Through a host's relay no token is needed here.
        Some(base) => Backend::from(Webex::new(base, None, now)),
        None => session.backend,
    })
}

/// The card.
#[component]
fn PlatformCard() -> impl IntoView {
    let class = style! {
        .platform-lead {
            color: var(--ink-quiet);
        }
    };
    let words = words();
    let capabilities = session().capabilities;
    let itself = capabilities.platform_relay.is_none();
    let platform = platform();
    let only_switch = capabilities.email_rules == Ability::Unavailable;
    let followed = Followed::of(platform);
    view! { class = class,
        <section data-card="" aria-labelledby="platform-title">
            <h2 id="platform-title">{move || words.get().platform_title()}</h2>
            <p class="platform-lead">
                {move || if only_switch { words.get().platform_only_switch() } else { words.get().platform_lead() }}
            </p>
            <Choice followed=followed/>
            <Progress followed=followed/>
            {itself.then(|| view! { <FreeLicenses platform=platform/> })}
        </section>
    }
}
