//! Owns what the settings page shows only when it is asked for: the form of a rule, why somebody is mailed or not, the people
//! of a change, the list of readiness, the question before turning off, the comparison with somebody else's change. It is
//! fetched when first needed.
//! Refuses to be known to the first page by more than the functions below.

mod compare;
mod part_words;
mod people;
mod problem_words;
mod readiness;
mod rule_conditions;
mod rule_form;
mod trace;
mod turning_off;
mod why;
mod why_words;

use super::{
    editor::Editor,
    save::{Save, Stale},
};
use crate::backend::Failure;
use crate::domain::{roster::Row, rule::RuleId, rule_problems::RuleProblem};
use crate::ui::components::Make;
use leptos::prelude::*;
use std::sync::Arc;

pub use part_words::{part_value_words, part_words};
pub use readiness::item_words;
pub use trace::Trace;

part! {
    settings_on_demand,
    /// Those of these people who stand at these places.
    pub fn people_list(places: Arc<Vec<u32>>, people: Arc<Vec<Row>>) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <people::PeopleList places=Arc::clone(&places) people=Arc::clone(&people)/> }.into_any()))
    }
}

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
    /// The form of a rule, with what is wrong with it.
    pub fn rule_form(editor: Editor, id: StoredValue<RuleId>, problems: Memo<Vec<RuleProblem>>) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <rule_form::RuleForm editor=editor id=id problems=problems/> }.into_any()))
    }
}

part! {
    settings_on_demand,
    /// Those whom the look-up finds, and why one of them is mailed or not.
    pub fn found(editor: Editor, typed: RwSignal<String>) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <why::Found editor=editor typed=typed/> }.into_any()))
    }
}
