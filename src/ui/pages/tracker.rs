//! Placeholder.
use leptos::prelude::*;

/// Page.
#[component]
pub fn TrackerPage(
    /// Filters.
    query: String,
) -> impl IntoView {
    view! { <p>{query}</p> }
}
