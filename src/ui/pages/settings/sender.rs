//! Owns the sender: the name and addresses that recipients see.
//! Refuses an address that mail could not come from.

use super::editor::Editor;
use crate::domain::{
    email_address::NotAnAddress,
    settings::{SenderDraft, SettingsProblem},
};
use crate::ui::{
    components::{Field, field_id},
    context::words,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The sender.
#[component]
pub fn SenderCard(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .lead {
            color: var(--ink-quiet);
        }
    };
    let words = words();
    let part = move |label: fn(Text) -> &'static str,
                     hint: fn(Text) -> &'static str,
                     of: fn(&mut SenderDraft) -> &mut String,
                     field: &'static str,
                     kind: &'static str| {
        view! { <SenderField editor=editor label=label hint=hint of=of field=field kind=kind/> }
    };
    view! { class = class,
        <section data-card="" aria-labelledby="sender-title">
            <h2 id="sender-title">{move || words.get().sender_title()}</h2>
            <p class="lead">{move || words.get().sender_lead()}</p>
            {part(|t| t.sender_name(), |t| t.sender_name_hint(), |sender| &mut sender.name, "/sender/name", "text")}
            {part(|t| t.sender_address(), |t| t.sender_address_hint(), |sender| &mut sender.address, "/sender/address", "email")}
            {part(|t| t.sender_reply_to(), |t| t.sender_reply_to_hint(), |sender| &mut sender.reply_to, "/sender/reply_to", "email")}
        </section>
    }
}

/// One line of the sender.
#[component]
fn SenderField(
    /// The settings while they are edited.
    editor: Editor,
    /// The label.
    label: fn(Text) -> &'static str,
    /// The hint.
    hint: fn(Text) -> &'static str,
    /// The part that it edits.
    of: fn(&mut SenderDraft) -> &mut String,
    /// JSON pointer of the part.
    field: &'static str,
    /// Type of the input.
    kind: &'static str,
) -> impl IntoView {
    let words = words();
    let id = field_id();
    let problem = Signal::derive(move || {
        editor
            .sender_problems()
            .iter()
            .find(|problem| problem.pointer() == field)
            .map(|problem| problem_words(words.get(), problem))
            .unwrap_or_default()
    });
    let value = move || editor.draft.with(|draft| of(&mut draft.sender.clone()).clone());
    view! {
        <Field id=id.clone() label=Signal::derive(move || label(words.get()).to_owned()) hint=Signal::derive(move || hint(words.get()).to_owned()) problem=problem>
            <input
                id=id.clone()
                type=kind
                autocomplete="off"
                aria-describedby=format!("{id}-hint {id}-problem")
                aria-invalid=move || if problem.get().is_empty() { "false" } else { "true" }
                prop:value=value
                on:input=move |event| editor.draft.update(|draft| *of(&mut draft.sender) = event_target_value(&event))
            />
        </Field>
    }
}

fn problem_words(text: Text, problem: &SettingsProblem) -> String {
    let address = |reason: &NotAnAddress| match reason {
        NotAnAddress::Missing => text.address_missing(),
        NotAnAddress::ForbiddenCharacter => text.address_forbidden(),
        NotAnAddress::TooLong => text.address_too_long(),
        NotAnAddress::Malformed => text.address_malformed(),
    };
    match problem {
        SettingsProblem::SenderNameMissing => text.sender_name_missing(),
        SettingsProblem::SenderNameBad => text.sender_name_bad(),
        SettingsProblem::SenderAddress(reason) | SettingsProblem::ReplyTo(reason) => address(reason),
        SettingsProblem::Rule(_) | SettingsProblem::AdviceNotAcknowledged => "",
    }
    .to_owned()
}
