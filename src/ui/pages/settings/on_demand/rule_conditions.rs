//! Owns the conditions of one rule: each with the control that fits what it looks at.
//! Refuses free text where a list of what exists can be offered.

use super::{
    super::{
        editor::Editor,
        rule_words::{added_by_words, field_words},
    },
    problem_words::field_problem_words,
};
use crate::domain::{
    rule::{CONDITION_FIELDS, ConditionDraft, ConditionField, RuleField, RuleId},
    rule_problems::RuleProblem,
    user::ADDED_BY,
};
use crate::ui::{
    components::{Field, Icon, MomentField, field_id, focus_on},
    context::{directory, words},
};
use leptos::{html, prelude::*};
use std::collections::BTreeSet;
use stylers_macro::style;

/// The conditions.
#[component]
pub fn Conditions(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: StoredValue<RuleId>,
    /// What is wrong with it.
    problems: Memo<Vec<RuleProblem>>,
) -> impl IntoView {
    let class = style! {
        .conditions {
            display: grid;
            gap: var(--s3);
        }
        .hint {
            color: var(--ink-quiet);
            font-size: var(--text-s);
            font-weight: 400;
        }
    };
    let words = words();
    let places = move || editor.of_rule(&id.get_value(), |rule| (0..rule.conditions.len()).collect::<Vec<_>>());
    let add_button = NodeRef::<html::Button>::new();
    // Whoever removed a condition goes on here.
    let removed = Callback::new(move |()| focus_on(add_button));
    let add = move |_| {
        editor.change_rule(&id.get_value(), |rule| {
            rule.conditions.push(ConditionDraft { field: ConditionField::Department, value: String::new() })
        })
    };
    view! { class = class,
        <fieldset class="conditions">
            <legend>
                {move || words.get().rule_conditions()}
                " "
                <span class="hint">{move || words.get().rule_conditions_hint()}</span>
            </legend>
            <For each=places key=|at| *at let:at>
                <ConditionRow editor=editor id=id at=at problems=problems removed=removed/>
            </For>
            <div>
                <button node_ref=add_button type="button" on:click=add>
                    <Icon name="plus"/>
                    {move || words.get().rule_condition_add()}
                </button>
            </div>
        </fieldset>
    }
}

/// One condition.
#[component]
fn ConditionRow(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: StoredValue<RuleId>,
    /// Its place.
    at: usize,
    /// What is wrong with the rule.
    problems: Memo<Vec<RuleProblem>>,
    /// Called when it was removed.
    removed: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .row {
            display: flex;
            flex-wrap: wrap;
            align-items: start;
            gap: var(--s2);
        }
        .looked-at {
            flex: 2 1 9rem;
            min-inline-size: 0;
        }
        .wanted {
            flex: 3 1 9rem;
            min-inline-size: 0;
        }
        .remove {
            margin-block-start: 1.55rem;
        }
    };
    let words = words();
    let control = field_id();
    let field = Memo::new(move |_| {
        editor
            .of_rule(&id.get_value(), |rule| rule.conditions.get(at).map(|condition| condition.field))
            .unwrap_or(ConditionField::EmailDomain)
    });
    let change_field = move |event| {
        let chosen = CONDITION_FIELDS.iter().find(|other| format!("{other:?}") == event_target_value(&event));
        if let Some(chosen) = chosen {
            editor.change_rule(&id.get_value(), |rule| {
                if let Some(condition) = rule.conditions.get_mut(at) {
                    *condition = ConditionDraft { field: *chosen, value: String::new() };
                }
            });
        }
    };
    let remove = move |_| {
        editor.change_rule(&id.get_value(), |rule| {
            if at < rule.conditions.len() {
                rule.conditions.remove(at);
            }
        });
        removed.run(());
    };
    let problem = Signal::derive(move || problems.with(|problems| field_problem_words(words.get(), problems, RuleField::Condition(at))));
    view! { class = class,
        <div class="row">
            <div class="looked-at">
                <Field id=control.clone() label=Signal::derive(move || words.get().rule_condition_field().to_owned())>
                    <select id=control.clone() on:change=change_field>
                        {CONDITION_FIELDS.iter().map(|option| view! { <option value=format!("{option:?}") selected=move || *option == field.get()>{move || field_words(words.get(), *option)}</option> }).collect_view()}
                    </select>
                </Field>
            </div>
            <div class="wanted">{move || view! { <ConditionValue editor=editor id=id at=at field=field.get() problem=problem/> }}</div>
            <button class="remove" type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().rule_condition_remove(field_words(words.get(), field.get())) on:click=remove>
                <Icon name="x"/>
            </button>
        </div>
    }
}

/// The value of a condition, in the control that fits.
#[component]
fn ConditionValue(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: StoredValue<RuleId>,
    /// Its place.
    at: usize,
    /// What it looks at.
    field: ConditionField,
    /// What is wrong with it.
    problem: Signal<String>,
) -> impl IntoView {
    let words = words();
    let control = field_id();
    let value = Signal::derive(move || {
        editor.of_rule(&id.get_value(), |rule| rule.conditions.get(at).map(|condition| condition.value.clone())).unwrap_or_default()
    });
    let write = Callback::new(move |typed: String| {
        editor.change_rule(&id.get_value(), |rule| {
            if let Some(condition) = rule.conditions.get_mut(at) {
                condition.value = typed;
            }
        });
    });
    let (id_of_input, label) = (control.clone(), Signal::derive(move || field_words(words.get(), field).to_owned()));
    let input = match field {
        ConditionField::License => {
            let options = editor
                .organization()
                .licenses
                .into_iter()
                .map(|license| (license.id.0, Signal::derive(move || license.name.clone())))
                .collect();
            view! { <Choice id=id_of_input options=options value=value write=write problem=problem/> }.into_any()
        }
        ConditionField::AddedBy => {
            let options = ADDED_BY
                .iter()
                .map(|(added_by, name)| ((*name).to_owned(), Signal::derive(move || added_by_words(words.get(), *added_by).to_owned())))
                .collect();
            view! { <Choice id=id_of_input options=options value=value write=write problem=problem/> }.into_any()
        }
        ConditionField::EmailDomain | ConditionField::EmailDomainAndBelow => {
            view! { <Typed id=id_of_input known=known(|user| Some(user.email.domain())) value=value write=write problem=problem/> }
                .into_any()
        }
        ConditionField::Department => {
            view! { <Typed id=id_of_input known=known(|user| user.department.clone()) value=value write=write problem=problem/> }.into_any()
        }
        ConditionField::AddedBefore | ConditionField::AddedAfter => {
            return view! { <MomentField label=label problem=problem value=value write=write zone=editor.zone()/> }.into_any();
        }
    };
    view! { <Field id=control label=label problem=problem>{input}</Field> }.into_any()
}

/// A value from a list.
#[component]
fn Choice(
    /// Identifier of the control.
    id: String,
    /// Values with their names.
    options: Vec<(String, Signal<String>)>,
    /// What is chosen.
    value: Signal<String>,
    /// Called with what is chosen.
    write: Callback<String>,
    /// What is wrong with it.
    problem: Signal<String>,
) -> impl IntoView {
    let words = words();
    let options = options.into_iter().map(|(option, label)| {
        let this = option.clone();
        view! { <option value=option selected=move || value.get() == this>{label}</option> }
    });
    view! {
        <select id=id.clone() aria-describedby=format!("{id}-problem") aria-invalid=move || (!problem.get().is_empty()).to_string() on:change=move |event| write.run(event_target_value(&event))>
            <option value="" selected=move || value.get().is_empty()>{move || words.get().rule_choose()}</option>
            {options.collect_view()}
        </select>
    }
}

/// A value that is typed, with suggestions.
#[component]
fn Typed(
    /// Identifier of the control.
    id: String,
    /// Suggestions.
    known: Vec<String>,
    /// What is typed.
    value: Signal<String>,
    /// Called with what is typed.
    write: Callback<String>,
    /// What is wrong with it.
    problem: Signal<String>,
) -> impl IntoView {
    let list = format!("{id}-list");
    view! {
        <input
            id=id.clone()
            type="text"
            list=list.clone()
            autocomplete="off"
            aria-describedby=format!("{id}-problem")
            aria-invalid=move || (!problem.get().is_empty()).to_string()
            prop:value=value
            on:input=move |event| write.run(event_target_value(&event))
        />
        <datalist id=list>{known.into_iter().map(|option| view! { <option value=option></option> }).collect_view()}</datalist>
    }
}

/// People who are looked at for suggestions: enough to see what is usual.
const LOOKED_AT: usize = 20_000;

/// What the directory holds, for suggestions: at most fifty.
fn known(of: impl Fn(&crate::domain::user::DirectoryUser) -> Option<String>) -> Vec<String> {
    let found: BTreeSet<String> =
        directory().with_now(|people| people.rows().take(LOOKED_AT).filter_map(|row| of(&people.record(row)?.user)).collect());
    found.into_iter().take(50).collect()
}
