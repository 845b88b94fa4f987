//! Owns a labelled control with its hint and its problem, tied together for screen readers.
//! Refuses to hold what is typed; the control that it wraps does.

use super::Icon;
use leptos::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};
use stylers_macro::style;

/// A new identifier for a control, unique on the page.
#[must_use]
pub fn field_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("f{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A labelled control. The control carries `id`, and `aria-describedby` of `{id}-hint {id}-problem`; one that a label
/// cannot name by itself carries `aria-labelledby` of `{id}-label`.
#[component]
pub fn Field(
    /// Identifier of the control.
    id: String,
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// What to type; empty for nothing.
    #[prop(into, optional)]
    hint: Signal<String>,
    /// What is wrong; empty for nothing.
    #[prop(into, optional)]
    problem: Signal<String>,
    /// Whether the problem only warns.
    #[prop(into, optional)]
    warning: Signal<bool>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let class = style! {
        .field {
            display: grid;
            gap: var(--s1);
            align-content: start;
            min-inline-size: 0;
        }
        .hint {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .problem {
            display: flex;
            gap: var(--s1);
            color: var(--bad);
            font-size: var(--text-s);
            font-weight: 550;
        }
        .problem[data-warning] {
            color: var(--caution);
        }
    };
    let (label_id, hint_id, problem_id) = (format!("{id}-label"), format!("{id}-hint"), format!("{id}-problem"));
    view! { class = class,
        <div class="field">
            <label id=label_id for=id>{label}</label>
            {children()}
            <p class="hint" id=hint_id hidden=move || hint.get().is_empty()>{hint}</p>
            <p class="problem" id=problem_id data-warning=move || warning.get().then_some("") hidden=move || problem.get().is_empty()>
                <Icon name=Signal::derive(move || if warning.get() { "alert" } else { "x-circle" })/>
                <span>{problem}</span>
            </p>
        </div>
    }
}
