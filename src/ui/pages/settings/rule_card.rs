//! Owns one rule in the list: its line, and its form when it is opened.
//! Refuses to name the conversion notice: its box is locked and says why.

use super::{
    editor::{Editor, Move},
    rule_conditions::Conditions,
    rule_words::{kind_words, problem_words, summary},
};
use crate::domain::{
    email_kind::EmailKind,
    rule::{RuleAction, RuleField, RuleId},
    rule_problems::{RuleProblem, Severity},
};
use crate::ui::{
    components::{Callout, Field, Icon, Status, field_id},
    context::{Tone, words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// One rule.
#[component]
pub fn RuleCard(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: RuleId,
    /// For how many waiting people each rule without faults decides now; nothing while the directory is being read.
    counts: Memo<Option<Vec<(RuleId, u64)>>>,
    /// The rule that was added last.
    added: RwSignal<Option<RuleId>>,
    /// The rule that moved last, and where it is now.
    moved: RwSignal<Option<(String, u64)>>,
) -> impl IntoView {
    let class = style! {
        .rule {
            border: var(--border) solid var(--line);
            border-radius: var(--radius);
            background: var(--surface);
        }
        .line {
            display: grid;
            grid-template-columns: minmax(0, 1fr) auto;
            align-items: center;
            gap: var(--s2);
            padding-inline-end: var(--s2);
        }
        .form {
            display: grid;
            gap: var(--s4);
            padding: var(--s4);
            border-block-start-width: var(--border);
            border-block-start-style: solid;
            border-block-start-color: var(--line);
        }
    };
    let open = RwSignal::new(added.get_untracked().as_ref() == Some(&id));
    let id = StoredValue::new(id);
    let problems = Memo::new(move |_| editor.problems_of(&id.get_value()));
    let whole = move || {
        problems.get().into_iter().filter(|problem| matches!(problem.field, RuleField::Whole | RuleField::Conditions)).collect::<Vec<_>>()
    };
    let words = words();
    let about_whole = move || {
        whole()
            .into_iter()
            .map(|problem| {
                let tone = if problem.kind.severity() == Severity::Error { Tone::Bad } else { Tone::Caution };
                view! { <Callout tone=tone><p>{move || problem_words(words.get(), &problem.kind)}</p></Callout> }
            })
            .collect_view()
    };
    view! { class = class,
        <li class="rule">
            <div class="line">
                <RuleLine editor=editor id=id counts=counts open=open problems=problems/>
                <RuleButtons editor=editor id=id moved=moved/>
            </div>
            <Show when=move || open.get()>
                {view! { class = class,
                    <div class="form">
                        <RuleForm editor=editor id=id problems=problems/>
                        <div aria-live="polite">{about_whole}</div>
                    </div>
                }}
            </Show>
        </li>
    }
}

/// The line of a rule, which opens its form.
#[component]
fn RuleLine(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: StoredValue<RuleId>,
    /// For how many waiting people each rule without faults decides now.
    counts: Memo<Option<Vec<(RuleId, u64)>>>,
    /// Whether the form is open.
    open: RwSignal<bool>,
    /// What is wrong with it.
    problems: Memo<Vec<RuleProblem>>,
) -> impl IntoView {
    let class = style! {
        .rule-opener {
            justify-content: start;
            min-block-size: 3.25rem;
            padding-block: var(--s2);
            padding-inline: var(--s3);
            border-color: transparent;
            text-align: start;
            min-inline-size: 0;
        }
        .said {
            display: grid;
            min-inline-size: 0;
        }
        .name {
            overflow: hidden;
            text-overflow: ellipsis;
            white-space: nowrap;
        }
        .summary {
            color: var(--ink-quiet);
            font-size: var(--text-s);
            font-weight: 400;
        }
    };
    let words = words();
    let name = move || editor.of_rule(&id.get_value(), |rule| rule.name.clone());
    let place = move || editor.rule_ids().iter().position(|other| *other == id.get_value()).map_or(0, |at| at as u64 + 1);
    let shown_name = move || {
        let name = name();
        format!("{}. {}", words.get().number(place()), if name.trim().is_empty() { words.get().rule_unnamed().to_owned() } else { name })
    };
    let line = move || {
        editor
            .draft
            .with(|draft| draft.rules.iter().find(|rule| rule.id == id.get_value()).map(|rule| summary(words.get(), rule)))
            .unwrap_or_default()
    };
    let decides_for = move || {
        let count = counts.with(|counts| {
            counts.as_ref().and_then(|counts| counts.iter().find(|(rule, _)| *rule == id.get_value()).map(|(_, count)| *count))
        });
        count.map(|count| if count == 0 { words.get().rule_decides_for_nobody().to_owned() } else { words.get().rule_decides_for(count) })
    };
    let worst = move || problems.with(|problems| problems.iter().map(|problem| problem.kind.severity()).max());
    let mark = move || {
        worst().map(|severity| match severity {
            Severity::Error => view! { <Status tone=Tone::Bad label=words.get().rule_has_errors()/> },
            Severity::Warning => view! { <Status tone=Tone::Caution label=words.get().rule_has_warnings()/> },
        })
    };
    view! { class = class,
        <button class="rule-opener" type="button" data-kind="quiet" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
            <Icon name=Signal::derive(move || if open.get() { "chevron-down" } else { "chevron-right" })/>
            <span class="said">
                <span class="name">{shown_name}</span>
                <span class="summary">{line}</span>
                <span class="summary">{decides_for}</span>
            </span>
            {mark}
        </button>
    }
}

/// Moves and removes a rule.
#[component]
fn RuleButtons(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: StoredValue<RuleId>,
    /// The rule that moved last, and where it is now.
    moved: RwSignal<Option<(String, u64)>>,
) -> impl IntoView {
    let class = style! {
        .buttons {
            display: flex;
        }
    };
    let words = words();
    let name = move || editor.of_rule(&id.get_value(), |rule| rule.name.clone());
    let place = move || editor.rule_ids().iter().position(|other| *other == id.get_value()).unwrap_or_default();
    let last = move || place() + 1 >= editor.rule_ids().len();
    let shift = move |direction| {
        editor.move_rule(&id.get_value(), direction);
        moved.set(Some((name(), place() as u64 + 1)));
    };
    view! { class = class,
        <div class="buttons">
            <button type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().rule_up(name()) aria-disabled=move || (place() == 0).to_string() on:click=move |_| shift(Move::Up)>
                <Icon name="up"/>
            </button>
            <button type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().rule_down(name()) aria-disabled=move || last().to_string() on:click=move |_| shift(Move::Down)>
                <Icon name="down"/>
            </button>
            <button type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().rule_remove(name()) on:click=move |_| editor.remove_rule(&id.get_value())>
                <Icon name="trash"/>
            </button>
        </div>
    }
}

/// The form of a rule.
#[component]
fn RuleForm(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: StoredValue<RuleId>,
    /// What is wrong with it.
    problems: Memo<Vec<RuleProblem>>,
) -> impl IntoView {
    let class = style! {
        .pair {
            display: grid;
            grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
            gap: var(--s4);
        }
    };
    let words = words();
    let problem_at = move |field: RuleField| {
        Signal::derive(move || {
            problems
                .with(|problems| {
                    problems.iter().find(|problem| problem.field == field).map(|problem| problem_words(words.get(), &problem.kind))
                })
                .unwrap_or_default()
        })
    };
    let text_input = move |label: Signal<String>,
                           hint: Signal<String>,
                           kind: &'static str,
                           field: RuleField,
                           read: fn(&crate::domain::rule::RuleDraft) -> &String,
                           write: fn(&mut crate::domain::rule::RuleDraft) -> &mut String| {
        let (control, problem) = (field_id(), problem_at(field));
        view! {
            <Field id=control.clone() label=label hint=hint problem=problem>
                <input
                    id=control.clone()
                    type=kind
                    aria-describedby=format!("{control}-hint {control}-problem")
                    aria-invalid=move || (!problem.get().is_empty()).to_string()
                    prop:value=move || editor.of_rule(&id.get_value(), |rule| read(rule).clone())
                    on:input=move |event| editor.change_rule(&id.get_value(), |rule| *write(rule) = event_target_value(&event))
                />
            </Field>
        }
    };
    let none = Signal::derive(String::new);
    view! { class = class,
        {text_input(Signal::derive(move || words.get().rule_name().to_owned()), none, "text", RuleField::Name, |rule| &rule.name, |rule| &mut rule.name)}
        <div class="pair">
            <ActionChoice editor=editor id=id/>
            <KindChoice editor=editor id=id problem=problem_at(RuleField::Kinds)/>
        </div>
        <Conditions editor=editor id=id problems=problems/>
        <div class="pair">
            {text_input(Signal::derive(move || words.get().rule_starts().to_owned()), Signal::derive(move || words.get().rule_starts_hint().to_owned()), "date", RuleField::Starts, |rule| &rule.starts, |rule| &mut rule.starts)}
            {text_input(Signal::derive(move || words.get().rule_ends().to_owned()), Signal::derive(move || words.get().rule_ends_hint().to_owned()), "date", RuleField::Ends, |rule| &rule.ends, |rule| &mut rule.ends)}
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
