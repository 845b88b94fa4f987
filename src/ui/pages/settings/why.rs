//! Owns the look-up of one person: the field, under which everybody who fits appears.
//! Refuses to know what is decided, which is fetched with the first letter that is typed.

use super::{editor::Editor, on_demand::found};
use crate::ui::{
    components::{FailureView, Field, Later, Loading, field_id},
    context::{directory, words},
    directory::Reading,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The look-up.
#[component]
pub fn WhyCard(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .why-lead {
            color: var(--ink-quiet);
        }
    };
    let (words, directory, typed) = (words(), directory(), RwSignal::new(String::new()));
    let retry = Callback::new(move |()| directory.refresh());
    let reading = Memo::new(move |_| directory.reading());
    let shown = move || match reading.get() {
        Reading::Underway { .. } => {
            view! { <Loading label=Signal::derive(move || words.get().flow_loading(directory.read_so_far()))/> }.into_any()
        }
        Reading::Stopped { failure, .. } => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
        Reading::Whole => view! { <LookUp editor=editor typed=typed/> }.into_any(),
    };
    view! { class = class,
        <section data-card="" aria-labelledby="why-title">
            <h2 id="why-title">{move || words.get().why_title()}</h2>
            <p class="why-lead">{move || words.get().why_lead()}</p>
            {shown}
        </section>
    }
}

/// The field, and what it finds.
#[component]
fn LookUp(
    /// The settings while they are edited.
    editor: Editor,
    /// What is typed.
    typed: RwSignal<String>,
) -> impl IntoView {
    let words = words();
    let id = field_id();
    let asked = Memo::new(move |before: Option<&bool>| before.copied().unwrap_or_default() || typed.with(|typed| !typed.trim().is_empty()));
    view! {
        <Field id=id.clone() label=Signal::derive(move || words.get().why_search().to_owned())>
            <input id=id type="search" autocomplete="off" spellcheck="false" prop:value=typed on:input=move |event| typed.set(event_target_value(&event))/>
        </Field>
        <Show when=move || asked.get()>
            <Later load=Box::new(move || Box::pin(found(editor, typed)))/>
        </Show>
    }
}
