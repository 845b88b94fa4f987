//! Owns the choice which outcomes are shown: by state, and by reason where the state has any.
//! Refuses reasons that cannot be there; they follow the state.

use super::{reasons::code_words, words::stage_words};
use crate::domain::delivery_filter::{DELIVERY_STAGES, DeliveryFilter, DeliveryStage};
use crate::ui::{
    components::{Field, field_id},
    context::words,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The choice.
#[component]
pub fn DeliveryFilters(
    /// What is chosen.
    #[prop(into)]
    filter: Signal<DeliveryFilter>,
    /// Called with another choice.
    on_choose: Callback<DeliveryFilter>,
) -> impl IntoView {
    let class = style! {
        .choice-of-the-outcomes-that-are-seen {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s3);
            flex: 1 1 16rem;
            min-inline-size: 0;
        }
    };
    let words = words();
    let (state, reason) = (field_id(), field_id());
    let stage = Memo::new(move |_| filter.read().stage);
    let codes = move || stage.get().map_or(&[] as &[&str], DeliveryStage::codes);
    let choose_state = move |event| {
        let stage = DeliveryStage::read(&event_target_value(&event));
        on_choose.run(DeliveryFilter { stage, reason: None });
    };
    let choose_reason = move |event| {
        let reason = Some(event_target_value(&event)).filter(|code| !code.is_empty());
        on_choose.run(DeliveryFilter { stage: stage.get_untracked(), reason });
    };
    let states = DELIVERY_STAGES
        .iter()
        .map(|(of, name)| {
            let chosen = move || stage.get() == Some(*of);
            view! { <option value=*name prop:selected=chosen>{move || stage_words(words.get(), *of)}</option> }
        })
        .collect_view();
    let reasons = move || {
        let chosen = filter.read().reason.clone();
        let option = |code: &'static str| {
            let selected = chosen.as_deref() == Some(code);
            view! { <option value=code selected=selected>{code_words(words.get(), code)}</option> }
        };
        codes().iter().copied().map(option).collect_view()
    };
    let (state_id, reason_id) = (state.clone(), StoredValue::new(reason));
    view! { class = class,
        <div class="choice-of-the-outcomes-that-are-seen">
            <Field id=state label=Signal::derive(move || words.get().delivery_filter_state().to_owned())>
                <select id=state_id on:change=choose_state>
                    <option value="" prop:selected=move || stage.get().is_none()>{move || words.get().delivery_filter_all()}</option>
                    {states}
                </select>
            </Field>
            <Show when=move || !codes().is_empty()>
                <Field id=reason_id.get_value() label=Signal::derive(move || words.get().delivery_filter_reason().to_owned())>
                    <select id=reason_id.get_value() on:change=choose_reason>
                        <option value="">{move || words.get().delivery_filter_any()}</option>
                        {reasons}
                    </select>
                </Field>
            </Show>
        </div>
    }
}
