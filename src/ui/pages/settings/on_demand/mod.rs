//! Owns what the settings page shows only when it is asked for: the form of a rule, why somebody is mailed or not, the people
//! of a change, the list of readiness, the question before turning off, the comparison with somebody else's change. It is
//! fetched when first needed.
//! Refuses to be known to the first page by more than the functions below.

mod compare;
mod impact_counted;
mod part_words;
mod people;
mod problem_words;
mod readiness;
mod rule_card;
mod rule_conditions;
mod rule_form;
mod rule_line;
mod trace;
mod turning_off;
mod why;
mod why_words;

use super::{
    editor::Editor,
    save::{Save, Stale},
    surveyor::Surveyed,
};
use crate::backend::Failure;
use crate::domain::rule::RuleId;
use crate::ui::components::{Drag, Make};
use leptos::prelude::*;
use std::sync::Arc;

pub use part_words::{part_value_words, part_words};
pub use readiness::item_words;
pub use trace::Trace;

part! {
    settings_on_demand,
    /// The list of readiness, by the settings as typed.
    pub fn readiness_list(editor: Editor) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <readiness::ReadinessCard editor=editor/> }.into_any()))
    }
}

part! {
    settings_on_demand,
    /// The question before the setting is turned off.
    pub fn turning_off(editor: Editor, save: Save) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <turning_off::TurningOff editor=editor save=save/> }.into_any()))
    }
}

part! {
    settings_on_demand,
    /// The comparison with what somebody else saved meanwhile.
    pub fn comparison(editor: Editor, save: Save, stale: Stale) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <compare::Comparison editor=editor save=save stale=stale.clone()/> }.into_any()))
    }
}

part! {
    settings_on_demand,
    /// The rules, each with its form and with what is wrong with it.
    pub fn rule_list(
        editor: Editor,
        drag: Drag,
        added: RwSignal<Option<RuleId>>,
        said: RwSignal<String>,
        removed: Callback<()>
    ) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <rule_card::RuleList editor=editor drag=drag added=added said=said removed=removed/> }.into_any()))
    }
}

part! {
    settings_on_demand,
    /// What saving would do, in bars and lines.
    pub fn impact_counted(counted: Memo<Option<Arc<Surveyed>>>) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <impact_counted::ImpactCounted counted=counted/> }.into_any()))
    }
}

part! {
    settings_on_demand,
    /// Those whom the look-up finds, and why one of them is mailed or not.
    pub fn found(editor: Editor, typed: RwSignal<String>) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <why::Found editor=editor typed=typed/> }.into_any()))
    }
}
