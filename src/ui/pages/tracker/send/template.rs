//! Owns choosing the template that is sent, or the way to one when none is published.
//! Refuses drafts: only published versions are sent.

use crate::api::payload::StoredTemplate;
use crate::domain::template::TemplateId;
use crate::ui::{
    components::{Callout, Field, field_id},
    context::{Tone, words},
    route::Route,
};
use leptos::prelude::*;
use std::sync::Arc;

/// Which template is sent.
#[component]
pub fn TemplateChoice(
    /// The published ones of this purpose.
    #[prop(into)]
    templates: Signal<Arc<Vec<StoredTemplate>>>,
    /// The one that is sent.
    template: Memo<Option<StoredTemplate>>,
    /// Called with another one.
    on_choose: Callback<TemplateId>,
) -> impl IntoView {
    let words = words();
    let none = Memo::new(move |_| templates.read().is_empty());
    move || {
        if none.get() {
            view! {
                <Callout tone=Tone::Caution title=Signal::derive(move || words.get().send_no_template_title().to_owned())>
                    <p>{move || words.get().send_no_template_how()}</p>
                    <p><a href=Route::Templates.href()>{move || words.get().send_to_composer()}</a></p>
                </Callout>
            }
            .into_any()
        } else {
            view! { <TemplateSelect templates=templates template=template on_choose=on_choose/> }.into_any()
        }
    }
}

/// The published templates as a menu.
#[component]
fn TemplateSelect(
    /// The published ones of this purpose.
    templates: Signal<Arc<Vec<StoredTemplate>>>,
    /// The one that is sent.
    template: Memo<Option<StoredTemplate>>,
    /// Called with another one.
    on_choose: Callback<TemplateId>,
) -> impl IntoView {
    let words = words();
    let id = field_id();
    let chosen = move || template.read().as_ref().map(|template| template.id.0.clone()).unwrap_or_default();
    let version = move || {
        let published = template.read().as_ref().and_then(|template| template.published.clone());
        published.map(|published| words.get().send_version(published.version, words.get().date(published.at.millis()))).unwrap_or_default()
    };
    let entries = move || {
        let option = |template: &StoredTemplate| {
            let (value, mine) = (template.id.0.clone(), template.id.0.clone());
            view! { <option value=value selected=move || chosen() == mine>{template.draft.name.clone()}</option> }
        };
        templates.get().iter().map(option).collect_view()
    };
    view! {
        <Field id=id.clone() label=Signal::derive(move || words.get().send_template().to_owned()) hint=Signal::derive(version)>
            <select id=id.clone() aria-describedby=format!("{id}-hint") prop:value=chosen on:change=move |event| on_choose.run(TemplateId(event_target_value(&event)))>
                {entries}
            </select>
        </Field>
    }
}
