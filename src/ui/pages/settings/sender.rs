//! Owns the sender: the name and addresses that recipients see.
//! Refuses an address that mail could not come from.

use super::{editor::Editor, text_input::TextInput};
use crate::domain::{email_address::NotAnAddress, settings::SettingsDraft, settings_update::SettingsProblem};
use crate::ui::{context::words, text::Text};
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
                     read: fn(&SettingsDraft) -> &String,
                     write: fn(&mut SettingsDraft) -> &mut String,
                     pointer: &'static str,
                     kind: &'static str| {
        let problem = Signal::derive(move || {
            let problems = editor.sender_problems();
            problems
                .iter()
                .find(|problem| problem.pointer() == pointer)
                .map(|problem| problem_words(words.get(), problem).to_owned())
                .unwrap_or_default()
        });
        view! { <TextInput editor=editor label=label hint=hint read=read write=write pointer=pointer kind=kind problem=problem/> }
    };
    view! { class = class,
        <section data-card="" aria-labelledby="sender-title">
            <h2 id="sender-title">{move || words.get().sender_title()}</h2>
            <p class="lead">{move || words.get().sender_lead()}</p>
            {part(|t| t.sender_name(), |t| t.sender_name_hint(), |draft| &draft.sender.name, |draft| &mut draft.sender.name, "/sender/name", "text")}
            {part(|t| t.sender_address(), |t| t.sender_address_hint(), |draft| &draft.sender.address, |draft| &mut draft.sender.address, "/sender/address", "email")}
            {part(|t| t.sender_reply_to(), |t| t.sender_reply_to_hint(), |draft| &draft.sender.reply_to, |draft| &mut draft.sender.reply_to, "/sender/reply_to", "email")}
        </section>
    }
}

fn problem_words(text: Text, problem: &SettingsProblem) -> &'static str {
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
        // `parse_sender` gives none of these.
        SettingsProblem::Rule(_)
        | SettingsProblem::OffUntil(_)
        | SettingsProblem::OffUntilPast
        | SettingsProblem::OffUntilWhileOn
        | SettingsProblem::FollowUp(_)
        | SettingsProblem::AdviceNotAcknowledged
        | SettingsProblem::NotReady(_) => "",
    }
}
