//! Placeholder.
use leptos::prelude::*;

/// Page.
#[component]
pub fn ActivityPage() -> impl IntoView {
    view! { <p>"…"</p> }
}
