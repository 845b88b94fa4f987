//! Owns marking which licenses are free, which the platform does not say.
//! Refuses to guess from a name.

use crate::backend::{Backend, Failure};
use crate::domain::license::{License, Price};
use crate::ui::{
    components::FailureView,
    context::{organization, words},
};
use leptos::{prelude::*, task::spawn_local};

/// The licenses, each with a mark.
#[component]
pub fn FreeLicenses(
    /// Who keeps the marks.
    platform: StoredValue<Backend>,
) -> impl IntoView {
    let (words, organization) = (words(), organization());
    let failure = RwSignal::new(None::<Failure>);
    let licenses = move || organization.0.get().and_then(Result::ok).map(|organization| organization.licenses).unwrap_or_default();
    let row = move |license: License| {
        let (free, id, name) = (license.price == Price::Free, license.id, license.name);
        let change = move |event| {
            let price = if event_target_checked(&event) { Price::Free } else { Price::Paid };
            let (backend, id) = (platform.get_value(), id.clone());
            spawn_local(async move {
                match backend.mark_license(&id, price).await {
                    Ok(()) => organization.0.refetch(),
                    Err(why) => {
                        failure.try_set(Some(why));
                    }
                }
            });
        };
        view! {
            <label>
                <input type="checkbox" prop:checked=free on:change=change/>
                <bdi>{name}</bdi>
            </label>
        }
    };
    let retry = Callback::new(move |()| {
        failure.set(None);
        organization.0.refetch();
    });
    view! {
        <Show when=move || !licenses().is_empty()>
            <details>
                <summary>{move || words.get().platform_licenses()}</summary>
                <p>{move || words.get().platform_licenses_what()}</p>
                {move || licenses().into_iter().map(row).collect_view()}
            </details>
        </Show>
        {move || failure.get().map(|failure| view! { <FailureView failure=failure on_retry=retry/> })}
    }
}
