//! Placeholder.
use crate::domain::batch::BatchId;
use leptos::prelude::*;

/// Page.
#[component]
pub fn BatchPage(
    /// Which.
    batch: BatchId,
) -> impl IntoView {
    view! { <p>{batch.0}</p> }
}
/// Page.
#[component]
pub fn BatchesPage() -> impl IntoView {
    view! { <p>"…"</p> }
}
