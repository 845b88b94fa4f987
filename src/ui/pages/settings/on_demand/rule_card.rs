//! Owns one rule in the list: its line, and its form when it is opened.
//! Refuses to judge; `validate_rules` does.

use super::{
    super::editor::Editor,
    rule_form::RuleForm,
    rule_line::{RuleButtons, RuleLine},
};
use crate::domain::rule::RuleId;
use crate::ui::components::{Drag, Mark};
use leptos::prelude::*;
use stylers_macro::style;

/// The rules, in their order.
#[component]
pub fn RuleList(
    /// The settings while they are edited.
    editor: Editor,
    /// How a rule is dragged.
    drag: Drag,
    /// The rule that was added last, which opens by itself.
    added: RwSignal<Option<RuleId>>,
    /// What became of a rule, to be said aloud.
    said: RwSignal<String>,
    /// Called when one was removed.
    removed: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .list {
            display: grid;
            gap: var(--s3);
            margin: 0;
            padding: 0;
            list-style: none;
        }
    };
    view! { class = class,
        <ol class="list" node_ref=drag.list>
            <For each=move || editor.rule_ids() key=Clone::clone let:id>
                <RuleCard editor=editor id=id drag=drag added=added said=said removed=removed/>
            </For>
        </ol>
    }
}

/// One rule.
#[component]
fn RuleCard(
    /// The settings while they are edited.
    editor: Editor,
    /// Which rule.
    id: RuleId,
    /// A rule on its way.
    drag: Drag,
    /// The rule that was added last.
    added: RwSignal<Option<RuleId>>,
    /// What became of a rule, to be said aloud.
    said: RwSignal<String>,
    /// Called when it was removed.
    removed: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .rule {
            border: var(--border) solid var(--line);
            border-radius: var(--radius);
            background: var(--surface);
        }
        .rule[data-drop="before"] {
            box-shadow: 0 -3px 0 0 var(--accent);
        }
        .rule[data-drop="after"] {
            box-shadow: 0 3px 0 0 var(--accent);
        }
        .rule[data-drop="moving"] {
            border-color: var(--accent);
            background: var(--selected);
        }
        .line {
            display: grid;
            grid-template-columns: minmax(0, 1fr) auto;
            align-items: center;
            gap: var(--s2);
            padding-inline-end: var(--s2);
        }
        @media (max-width: 480px) {
            .line {
                grid-template-columns: minmax(0, 1fr);
                justify-items: end;
            }
        }
    };
    let open = RwSignal::new(added.get_untracked().as_ref() == Some(&id));
    let id = StoredValue::new(id);
    let problems = Memo::new(move |_| editor.problems_of(&id.get_value()));
    view! { class = class,
        <li class="rule" data-drop=move || drag.mark(&id.get_value().0).map(Mark::name)>
            <div class="line">
                <RuleLine editor=editor id=id open=open problems=problems/>
                <RuleButtons editor=editor id=id drag=drag said=said removed=removed/>
            </div>
            <Show when=move || open.get()>
                <RuleForm editor=editor id=id problems=problems/>
            </Show>
        </li>
    }
}
