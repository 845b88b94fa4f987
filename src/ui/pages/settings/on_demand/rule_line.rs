//! Owns the line of a rule: its name and what it does, how it stands, and the buttons that move and remove it.
//! Refuses the form, which it only opens.

use super::super::{editor::Editor, rule_words::summary};
use crate::domain::{
    rule::RuleId,
    rule_problems::{RuleProblem, Severity},
};
use crate::ui::{
    components::{Drag, Icon, Status},
    context::{Tone, words},
};
use leptos::prelude::*;
use std::time::Duration;
use stylers_macro::style;
use wasm_bindgen::JsCast;

/// The line of a rule, which opens its form.
#[component]
pub fn RuleLine(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: StoredValue<RuleId>,
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
    let place = move || editor.place_of(&id.get_value()) as u64 + 1;
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
        let count = editor.survey.with(|surveyed| {
            let surveyed = surveyed.as_ref()?;
            // A rule with a fault decides nothing yet.
            let place = surveyed.basis.after.rules.iter().position(|rule| *rule.id() == id.get_value())?;
            Some(surveyed.survey.decided_by(place))
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
pub fn RuleButtons(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: StoredValue<RuleId>,
    /// A rule on its way.
    drag: Drag,
    /// What became of a rule, to be said aloud.
    said: RwSignal<String>,
    /// Called when it was removed.
    removed: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .buttons {
            display: flex;
        }
        .drag-handle {
            cursor: grab;
        }
    };
    let words = words();
    let name = move || editor.of_rule(&id.get_value(), |rule| rule.name.clone());
    let place = move || editor.place_of(&id.get_value());
    let last = move || place() + 1 >= editor.rule_ids().len();
    let say = move || said.set(words.now().rule_moved(name(), words.now().number(place() as u64 + 1)));
    let remove = move |_| {
        let name = untrack(name);
        editor.remove_rule(&id.get_value());
        said.set(words.now().rule_removed(name));
        removed.run(());
    };
    let shift = move |event: &web_sys::Event, to: usize| {
        // Whoever moves a rule by keyboard goes on with the same button, though the rule's line was taken out and put in again.
        let button = event.current_target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
        editor.move_rule(&id.get_value(), to.min(editor.rule_ids().len().saturating_sub(1)));
        untrack(say);
        set_timeout(move || drop(button.map(|button| button.focus())), Duration::ZERO);
    };
    let by_key = move |event: web_sys::KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowUp" => untrack(place).saturating_sub(1),
            "ArrowDown" => untrack(place) + 1,
            "Home" => 0,
            "End" => usize::MAX,
            "Escape" => return drag.give_up(),
            _ => return,
        };
        event.prevent_default();
        shift(&event, to);
    };
    let dropped = move |_| {
        if drag.drop() {
            untrack(say);
        }
    };
    view! { class = class,
        <div class="buttons">
            <button
                class="drag-handle"
                data-drag=""
                type="button"
                data-kind="quiet"
                data-shape="icon"
                aria-label=move || words.get().rule_drag(name())
                on:keydown=by_key
                on:pointerdown=move |event| drag.begin(&id.get_value().0, &event)
                on:pointermove=move |event| drag.go_on(&event)
                on:pointerup=dropped
                on:pointercancel=move |_| drag.give_up()
            >
                <Icon name="drag"/>
            </button>
            <button type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().rule_up(name()) aria-disabled=move || (place() == 0).to_string() on:click=move |event| shift(&event, untrack(place).saturating_sub(1))>
                <Icon name="up"/>
            </button>
            <button type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().rule_down(name()) aria-disabled=move || last().to_string() on:click=move |event| shift(&event, untrack(place) + 1)>
                <Icon name="down"/>
            </button>
            <button type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().rule_remove(name()) on:click=remove>
                <Icon name="trash"/>
            </button>
        </div>
    }
}
