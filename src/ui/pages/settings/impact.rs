//! Owns what saving would do to the people who are there: how many get the next email before and after, who not any more
//! and who again, by what, and a list of them.
//! Refuses to count, which `Survey` does, and to be in the way of typing.

use super::{editor::Editor, on_demand::impact_counted};
use crate::domain::{
    email_kind::SuppressibleKind,
    survey::{Survey, Turn},
};
use crate::ui::{components::Later, context::words, text::Text};
use leptos::{html, prelude::*};
use stylers_macro::style;

/// Where the bar that saves leads to; no field has this name.
const IMPACT: &str = "/impact";

/// What saving would do.
#[component]
pub fn ImpactCard(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .impact-card {
            scroll-margin-block-start: var(--s4);
        }
        .impact-title {
            display: flex;
            flex-wrap: wrap;
            align-items: baseline;
            justify-content: space-between;
            gap: var(--s2);
        }
        .counting {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let words = words();
    let counted = Memo::new(move |_| editor.survey.get().filter(|_| editor.is_changed()));
    // What is shown is of what was typed a moment ago.
    let behind = Memo::new(move |_| {
        editor.after.with(|after| editor.survey.with(|surveyed| surveyed.as_ref().is_none_or(|surveyed| surveyed.basis.after != *after)))
    });
    let heading = NodeRef::<html::H2>::new();
    editor.leads_to(IMPACT, heading);
    view! { class = class,
        <Show when=move || editor.is_changed() && editor.survey.with(Option::is_some)>
            {view! { class = class,
                <section id="impact" class="impact-card" data-card="" aria-labelledby="impact-title" aria-busy=move || behind.get().to_string()>
                    <div class="impact-title">
                        <h2 node_ref=heading id="impact-title" tabindex="-1">{move || words.get().impact_title()}</h2>
                        <span class="counting">{move || if behind.get() { words.get().impact_counting() } else { "" }}</span>
                    </div>
                    <Later load=Box::new(move || Box::pin(impact_counted(counted)))/>
                </section>
            }}
        </Show>
    }
}

/// The whole change in one line, for the bar that saves.
#[component]
pub fn ImpactLine(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let words = words();
    let said = move || {
        let surveyed = editor.survey.get()?;
        let text = words.get();
        let lines: Vec<String> = turns(&surveyed.survey)
            .into_iter()
            .map(|(kind, turn)| turn_words(text, kind, turn, surveyed.survey.count(kind, turn)))
            .collect();
        Some(if lines.is_empty() { text.impact_nobody().to_owned() } else { lines.join(" ") })
    };
    view! {
        <span role="status">{said}</span>
        " "
        <button type="button" data-link="" on:click=move |_| editor.focus.set(Some(IMPACT))>{move || words.get().impact_see()}</button>
    }
}

/// What the change does, in words.
pub fn turn_words(text: Text, kind: SuppressibleKind, turn: Turn, count: u64) -> String {
    match (turn, kind) {
        (Turn::Stops, SuppressibleKind::Activation) => text.impact_activation_stopped(count),
        (Turn::Stops, SuppressibleKind::Reminder) => text.impact_reminders_stopped(count),
        (Turn::Resumes, SuppressibleKind::Activation) => text.impact_activation_resumed(count),
        (Turn::Resumes, SuppressibleKind::Reminder) => text.impact_reminders_resumed(count),
    }
}

/// What the change does to which kind of email.
pub fn turns(survey: &Survey) -> Vec<(SuppressibleKind, Turn)> {
    [Turn::Stops, Turn::Resumes]
        .into_iter()
        .flat_map(|turn| [SuppressibleKind::Activation, SuppressibleKind::Reminder].map(|kind| (kind, turn)))
        .filter(|(kind, turn)| survey.count(*kind, *turn) > 0)
        .collect()
}
