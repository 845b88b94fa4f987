//! Owns the ordered list of suppression rules.
//! Refuses to know a rule: the list is fetched with the first one.

use super::{editor::Editor, on_demand::rule_list};
use crate::domain::rule::RuleId;
use crate::ui::{
    components::{Drag, Empty, Icon, Later, focus_on},
    context::words,
};
use leptos::{html, prelude::*};
use stylers_macro::style;

/// The list of rules.
#[component]
pub fn Rules(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .head {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--s3);
        }
        .lead {
            color: var(--ink-quiet);
        }
    };
    let words = words();
    let ids = Signal::derive(move || editor.rule_ids().into_iter().map(|id| id.0).collect());
    let drag = Drag::new(ids, Callback::new(move |(id, to)| editor.move_rule(&RuleId(id), to)));
    // The rule added last opens by itself; what became of a rule is said aloud.
    let (added, said) = (RwSignal::new(None::<RuleId>), RwSignal::new(String::new()));
    let add_button = NodeRef::<html::Button>::new();
    // Whoever removed a rule goes on here.
    let removed = Callback::new(move |()| focus_on(add_button));
    let none = Memo::new(move |_| editor.rule_ids().is_empty());
    let add = move |_| added.set(Some(editor.add_rule()));
    view! { class = class,
        <section data-card="" aria-labelledby="rules-title">
            <div class="head">
                <h2 id="rules-title">{move || words.get().rule_title()}</h2>
                <button node_ref=add_button type="button" on:click=add>
                    <Icon name="plus"/>
                    {move || words.get().rule_add()}
                </button>
            </div>
            <p class="lead">{move || words.get().rule_lead()}</p>
            <p data-unseen="" role="status">{said}</p>
            <Show when=move || none.get()>
                <Empty icon="filter" title=Signal::derive(move || words.get().rule_none().to_owned())>
                    <p>{move || words.get().rule_none_how()}</p>
                </Empty>
            </Show>
            <Show when=move || !none.get()>
                <Later load=Box::new(move || Box::pin(rule_list(editor, drag, added, said, removed)))/>
            </Show>
        </section>
    }
}
