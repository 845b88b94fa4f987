//! Owns the question before automatic emails are turned off: the advice, the list of readiness, the acknowledgement.
//! Refuses to go on while something is missing and no reason is given; the backend refuses that too.

use super::{
    super::{editor::Editor, save::Save, switch::Advice},
    readiness::{Facts, ReadinessList},
};
use crate::domain::settings_update::is_acknowledgement;
use crate::ui::{
    components::{Field, field_id},
    context::words,
};
use leptos::prelude::*;

/// The question.
#[component]
pub fn TurningOff(
    /// The settings while they are edited.
    editor: Editor,
    /// Saves.
    save: Save,
) -> impl IntoView {
    let words = words();
    let facts = Facts::read();
    let missing = Memo::new(move |_| facts.judged(editor)?.ok().map(|points| points.iter().any(|point| point.gap.is_some())));
    let reasoned = move || save.reason.with(|words| is_acknowledgement(words));
    let blocked = move || save.pending().get() || !save.acknowledged.get() || missing.get().is_none_or(|missing| missing && !reasoned());
    let id = StoredValue::new(field_id());
    let reason = move || {
        let id = id.get_value();
        (missing.get() == Some(true)).then(|| {
            view! {
                <Field
                    id=id.clone()
                    label=Signal::derive(move || words.get().readiness_reason().to_owned())
                    hint=Signal::derive(move || words.get().readiness_reason_hint().to_owned())
                >
                    <textarea
                        id=id.clone()
                        rows="2"
                        aria-describedby=format!("{id}-hint")
                        prop:value=save.reason
                        on:input=move |event| save.reason.set(event_target_value(&event))
                    ></textarea>
                </Field>
            }
        })
    };
    view! {
        <Advice sign_on=editor.organization().single_sign_on/>
        <ReadinessList editor=editor facts=facts on_leave=Callback::new(move |()| save.leave_on())/>
        {reason}
        <label>
            <input type="checkbox" prop:checked=save.acknowledged on:change=move |event| save.acknowledged.set(event_target_checked(&event))/>
            {move || words.get().advice_acknowledge()}
        </label>
        <footer>
            <button type="button" on:click=move |_| save.leave_on()>{move || words.get().advice_keep_on()}</button>
            <button type="button" data-kind="danger" disabled=blocked on:click=move |_| save.send()>{move || words.get().advice_turn_off()}</button>
        </footer>
    }
}
