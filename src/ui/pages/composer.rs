//! Placeholder.
use crate::domain::template::TemplateId;
use leptos::prelude::*;

/// Page.
#[component]
pub fn ComposerPage(
    /// Which.
    template: TemplateId,
) -> impl IntoView {
    view! { <p>{template.0}</p> }
}
