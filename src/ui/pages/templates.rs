//! Placeholder.
use leptos::prelude::*;

/// Page.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    view! { <p>"…"</p> }
}
