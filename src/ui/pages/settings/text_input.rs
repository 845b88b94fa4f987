//! Owns one line of text in the settings: its field, and that a list of what is missing can lead to it.
//! Refuses to judge what is typed.

use super::editor::Editor;
use crate::domain::settings::SettingsDraft;
use crate::ui::{
    components::{Field, field_id},
    context::words,
    text::Text,
};
use leptos::{html, prelude::*};

/// One line of text.
#[component]
pub fn TextInput(
    /// The settings while they are edited.
    editor: Editor,
    /// The label.
    label: fn(Text) -> &'static str,
    /// The hint.
    hint: fn(Text) -> &'static str,
    /// The part that it shows.
    read: fn(&SettingsDraft) -> &String,
    /// The part that it edits.
    write: fn(&mut SettingsDraft) -> &mut String,
    /// JSON pointer of the part.
    pointer: &'static str,
    /// Type of the input.
    kind: &'static str,
    /// What is wrong; empty for nothing.
    problem: Signal<String>,
) -> impl IntoView {
    let words = words();
    let id = field_id();
    let input = NodeRef::<html::Input>::new();
    editor.leads_to(pointer, input);
    let value = move || editor.draft.with(|draft| read(draft).clone());
    view! {
        <Field id=id.clone() label=Signal::derive(move || label(words.get()).to_owned()) hint=Signal::derive(move || hint(words.get()).to_owned()) problem=problem>
            <input
                node_ref=input
                id=id.clone()
                type=kind
                autocomplete="off"
                aria-describedby=format!("{id}-hint {id}-problem")
                aria-invalid=move || (!problem.get().is_empty()).to_string()
                prop:value=value
                on:input=move |event| editor.draft.update(|draft| *write(draft) = event_target_value(&event))
            />
        </Field>
    }
}
