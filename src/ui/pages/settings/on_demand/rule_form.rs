//! Owns the form of a rule.
//! Refuses to name the conversion notice: its box is locked and says why.

use super::{
    super::{editor::Editor, rule_words::kind_words},
    problem_words::{field_problem_words, problem_words},
    rule_conditions::Conditions,
};
use crate::domain::{
    email_kind::EmailKind,
    rule::{RuleAction, RuleDraft, RuleField, RuleId},
    rule_problems::{RuleProblem, Severity},
};
use crate::ui::{
    components::{Callout, Field, Icon, MomentField, field_id},
    context::{Tone, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The form of a rule.
#[component]
pub fn RuleForm(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: StoredValue<RuleId>,
    /// What is wrong with it.
    problems: Memo<Vec<RuleProblem>>,
) -> impl IntoView {
    let class = style! {
        .form {
            display: grid;
            gap: var(--s4);
            padding: var(--s4);
            border-block-start-width: var(--border);
            border-block-start-style: solid;
            border-block-start-color: var(--line);
        }
        .pair {
            display: grid;
            grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
            gap: var(--s4);
        }
    };
    let words = words();
    let problem_at =
        move |field: RuleField| Signal::derive(move || problems.with(|problems| field_problem_words(words.get(), problems, field)));
    let about_whole = move || {
        let whole = problems.get().into_iter().filter(|problem| matches!(problem.field, RuleField::Whole | RuleField::Conditions));
        let said = |problem: RuleProblem| {
            let tone = if problem.kind.severity() == Severity::Error { Tone::Bad } else { Tone::Caution };
            view! { <Callout tone=tone><p>{move || problem_words(words.get(), &problem.kind)}</p></Callout> }
        };
        whole.map(said).collect_view()
    };
    let problem_of_name = problem_at(RuleField::Name);
    let name_id = field_id();
    let zone = editor.zone();
    let starts_hint = {
        let zone = zone.name().to_owned();
        Signal::derive(move || words.get().rule_starts_hint(&zone))
    };
    let moment = move |label: fn(Text) -> &'static str,
                       hint: Signal<String>,
                       field: RuleField,
                       read: fn(&RuleDraft) -> &String,
                       write: fn(&mut RuleDraft) -> &mut String| {
        let value = Signal::derive(move || editor.of_rule(&id.get_value(), |rule| read(rule).clone()));
        let write = Callback::new(move |typed| editor.change_rule(&id.get_value(), |rule| *write(rule) = typed));
        let warns = Signal::derive(move || {
            problems.with(|problems| {
                problems.iter().filter(|problem| problem.field == field).all(|problem| problem.kind.severity() == Severity::Warning)
            })
        });
        let label = Signal::derive(move || label(words.get()).to_owned());
        view! { <MomentField label=label hint=hint problem=problem_at(field) warning=warns value=value write=write zone=editor.zone()/> }
    };
    let ends_hint = Signal::derive(move || words.get().rule_ends_hint().to_owned());
    view! { class = class,
        <div class="form">
            <Field id=name_id.clone() label=Signal::derive(move || words.get().rule_name().to_owned()) problem=problem_of_name>
                <input
                    id=name_id.clone()
                    type="text"
                    aria-describedby=format!("{name_id}-problem")
                    aria-invalid=move || (!problem_of_name.get().is_empty()).to_string()
                    prop:value=move || editor.of_rule(&id.get_value(), |rule| rule.name.clone())
                    on:input=move |event| editor.change_rule(&id.get_value(), |rule| rule.name = event_target_value(&event))
                />
            </Field>
            <div class="pair">
                <ActionChoice editor=editor id=id/>
                <KindChoice editor=editor id=id problem=problem_at(RuleField::Kinds)/>
            </div>
            <Conditions editor=editor id=id problems=problems/>
            <div class="pair">
                {moment(|text| text.rule_starts(), starts_hint, RuleField::Starts, |rule| &rule.starts, |rule| &mut rule.starts)}
                {moment(|text| text.rule_ends(), ends_hint, RuleField::Ends, |rule| &rule.ends, |rule| &mut rule.ends)}
            </div>
            <div aria-live="polite">{about_whole}</div>
        </div>
    }
}

/// Suppress or send.
#[component]
fn ActionChoice(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: StoredValue<RuleId>,
) -> impl IntoView {
    let words = words();
    let name = field_id();
    let is = move |action| editor.of_rule(&id.get_value(), |rule| rule.action == action);
    let choose = move |action| editor.change_rule(&id.get_value(), |rule| rule.action = action);
    view! {
        <fieldset>
            <legend>{move || words.get().rule_action()}</legend>
            <label>
                <input type="radio" name=name.clone() prop:checked=move || is(RuleAction::Suppress) on:change=move |_| choose(RuleAction::Suppress)/>
                {move || words.get().rule_action_suppress()}
            </label>
            <label>
                <input type="radio" name=name.clone() prop:checked=move || is(RuleAction::Send) on:change=move |_| choose(RuleAction::Send)/>
                {move || words.get().rule_action_send()}
            </label>
        </fieldset>
    }
}

/// Which kinds of email.
#[component]
fn KindChoice(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: StoredValue<RuleId>,
    /// What is wrong with the choice.
    problem: Signal<String>,
) -> impl IntoView {
    let class = style! {
        .problem {
            display: flex;
            gap: var(--s1);
            color: var(--bad);
            font-size: var(--text-s);
            font-weight: 550;
        }
    };
    let words = words();
    // Shown when somebody tries the locked box.
    let refused = RwSignal::new(false);
    let has = move |kind| editor.of_rule(&id.get_value(), |rule| rule.kinds.contains(&kind));
    let tick = move |kind, on: bool| {
        editor.change_rule(&id.get_value(), |rule| {
            rule.kinds.retain(|other| *other != kind);
            if on {
                rule.kinds.push(kind);
                rule.kinds.sort();
            }
        });
    };
    let refuse = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        refused.set(true);
    };
    let choice = move |kind| {
        view! {
            <label>
                <input type="checkbox" prop:checked=move || has(kind) on:change=move |event| tick(kind, event_target_checked(&event))/>
                {move || kind_words(words.get(), kind)}
            </label>
        }
    };
    let said = Signal::derive(move || if refused.get() { words.get().rule_problem_conversion().to_owned() } else { problem.get() });
    view! { class = class,
        <fieldset>
            <legend>{move || words.get().rule_kinds()}</legend>
            {choice(EmailKind::Activation)}
            {choice(EmailKind::Reminder)}
            <label>
                <input type="checkbox" aria-disabled="true" prop:checked=move || has(EmailKind::ConversionNotice) on:click=refuse/>
                {move || kind_words(words.get(), EmailKind::ConversionNotice)}
                <Icon name="lock"/>
            </label>
            <div role="alert">
                <Show when=move || !said.get().is_empty()>
                    {view! { class = class,
                        <p class="problem">
                            <Icon name="x-circle"/>
                            <span>{said}</span>
                        </p>
                    }}
                </Show>
            </div>
        </fieldset>
    }
}
