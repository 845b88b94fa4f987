//! Owns the follow-up: who looks after those who wait, when they are reminded, and whether that happens by itself.
//! Refuses to remind; the tracker is where that is done by hand, and the backend where it happens by itself.

use super::{automatic_reminders::AutomaticReminders, editor::Editor, text_input::TextInput};
use crate::domain::{follow_up::FollowUpFault, settings::SettingsDraft};
use crate::ui::{context::words, text::Text};
use leptos::prelude::*;
use stylers_macro::style;

/// The follow-up.
#[component]
pub fn FollowUpCard(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .follow-up-lead {
            color: var(--ink-quiet);
        }
    };
    let words = words();
    let part = move |label: fn(Text) -> &'static str,
                     hint: fn(Text) -> &'static str,
                     read: fn(&SettingsDraft) -> &String,
                     write: fn(&mut SettingsDraft) -> &mut String,
                     pointer: &'static str,
                     fault: FollowUpFault| {
        let problem = Signal::derive(move || {
            if editor.follow_up_problems().contains(&fault) { fault_words(words.get(), fault).to_owned() } else { String::new() }
        });
        view! { <TextInput editor=editor label=label hint=hint read=read write=write pointer=pointer kind="text" problem=problem/> }
    };
    view! { class = class,
        <section data-card="" aria-labelledby="follow-up-title">
            <h2 id="follow-up-title">{move || words.get().follow_up_title()}</h2>
            <p class="follow-up-lead">{move || words.get().follow_up_lead()}</p>
            {part(|t| t.follow_up_owner(), |t| t.follow_up_owner_hint(), |draft| &draft.follow_up.owner, |draft| &mut draft.follow_up.owner, "/follow_up/owner", FollowUpFault::OwnerBad)}
            {part(|t| t.follow_up_days(), |t| t.follow_up_days_hint(), |draft| &draft.follow_up.reminder_days, |draft| &mut draft.follow_up.reminder_days, "/follow_up/reminder_days", FollowUpFault::DaysBad)}
            <AutomaticReminders editor=editor/>
        </section>
    }
}

fn fault_words(text: Text, fault: FollowUpFault) -> &'static str {
    match fault {
        FollowUpFault::OwnerBad => text.follow_up_owner_bad(),
        FollowUpFault::DaysBad => text.follow_up_days_bad(),
    }
}
