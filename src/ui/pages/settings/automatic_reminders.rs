//! Owns the switch that lets due reminders go out by themselves: what it means, and to how many the next ones would go.
//! Refuses to be turned on before it is set after how many days people are reminded.

use super::editor::Editor;
use crate::domain::{automatic_reminders::RUN_CLOCK, settings::Switch};
use crate::ui::{
    context::{now, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The switch.
#[component]
pub fn AutomaticReminders(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .reminder-switch {
            display: flex;
            align-items: start;
            gap: var(--s4);
        }
        .reminder-switch-about {
            display: grid;
            gap: var(--s1);
            min-inline-size: 0;
        }
        .reminder-switch-label {
            font-weight: var(--bold);
        }
        .reminder-switch-meaning {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let words = words();
    let is_on = move || editor.draft.with(|draft| draft.follow_up.automatic_reminders == Switch::On);
    let no_days = Memo::new(move |_| editor.draft.with(|draft| draft.follow_up.reminder_days.trim().is_empty()));
    let toggle = move |event| {
        let to = if event_target_checked(&event) { Switch::On } else { Switch::Off };
        editor.draft.update(|draft| draft.follow_up.automatic_reminders = to);
    };
    let meaning = move || match (is_on(), no_days.get()) {
        (true, true) => words.get().follow_up_automatic_no_days().to_owned(),
        (true, false) => words.get().follow_up_automatic_on(RUN_CLOCK),
        (false, true) => words.get().follow_up_automatic_needs_days().to_owned(),
        (false, false) => words.get().follow_up_automatic_off().to_owned(),
    };
    // Turned on, it can be turned off whatever became of the days.
    let disabled = move || no_days.get() && !is_on();
    let paragraph = move |said: Option<String>| said.map(|said| view! { class = class, <p class="reminder-switch-meaning">{said}</p> });
    view! { class = class,
        <div class="reminder-switch">
            <input type="checkbox" role="switch" id="automatic-reminders" aria-describedby="automatic-reminders-meaning" prop:checked=is_on disabled=disabled on:change=toggle/>
            <div class="reminder-switch-about">
                <label class="reminder-switch-label" for="automatic-reminders">{move || words.get().follow_up_automatic()}</label>
                <p class="reminder-switch-meaning" id="automatic-reminders-meaning">{meaning}</p>
                <div aria-live="polite">
                    {move || paragraph(next_words(editor, words.get()))}
                    {move || paragraph(setting_words(editor, words.get()))}
                </div>
            </div>
        </div>
    }
}

/// When the next run would be and whom it would reach, once that is counted.
fn next_words(editor: Editor, text: Text) -> Option<String> {
    let surveyed = editor.survey.get()?;
    let basis = &surveyed.basis;
    if editor.after.with(|after| basis.after.follow_up != after.follow_up) {
        return None;
    }
    if !basis.after.reminds_by_itself() {
        return None;
    }
    let (run, people) = (basis.next_run, surveyed.survey.reminders);
    Some(if run == basis.now {
        text.follow_up_automatic_at_once(people)
    } else {
        text.follow_up_automatic_next(people, text.date_time(run.millis()))
    })
}

/// That the setting holds most of them back.
fn setting_words(editor: Editor, text: Text) -> Option<String> {
    let held = editor.after.with(|after| after.reminds_by_itself() && after.setting_at(now()) == Switch::Off);
    held.then(|| text.follow_up_automatic_setting_off().to_owned())
}
