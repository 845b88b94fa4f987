//! Owns one decision with the steps that led to it, for whoever looks at a person.
//! Refuses to decide and to explain; it shows what `explain` found.

use super::{
    super::rule_words::kind_words,
    why_words::{decides, decision_words, step_words},
};
use crate::domain::explain::{Explanation, TraceStep};
use crate::ui::{
    components::{Icon, Status},
    context::{Tone, words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// One decision and its steps.
#[component]
pub fn Trace(
    /// The decision.
    explanation: Explanation,
) -> impl IntoView {
    let class = style! {
        .decision {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--s2);
            padding-block-start: var(--s3);
            border-block-start-width: var(--border);
            border-block-start-style: solid;
            border-block-start-color: var(--line);
        }
        .trace {
            display: grid;
            gap: var(--s1);
            margin: 0;
            padding: 0;
            list-style: none;
        }
        .trace-step {
            display: grid;
            grid-template-columns: auto minmax(0, 1fr);
            gap: var(--s2);
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .trace-step[data-decides] {
            color: var(--ink);
            font-weight: 550;
        }
    };
    let words = words();
    let Explanation { kind, decision, steps } = explanation;
    let tone = decision_words(words.now(), &decision).0;
    let label = Signal::derive(move || decision_words(words.get(), &decision).1.to_owned());
    // What decides shows what came of it; the steps before only lead there.
    let line = move |step: TraceStep| {
        let deciding = decides(&step);
        let icon = match &step {
            _ if deciding => tone.icon(),
            TraceStep::Setting { .. } => Tone::Still.icon(),
            TraceStep::ConversionNotice | TraceStep::Concerns { .. } | TraceStep::Rule { .. } => "down",
        };
        view! { class = class,
            <li class="trace-step" data-decides=deciding.then_some("")>
                <Icon name=icon/>
                <span>{move || step_words(words.get(), &step)}</span>
            </li>
        }
    };
    view! { class = class,
        <div class="decision">
            <h4>{move || kind_words(words.get(), kind)}</h4>
            <Status tone=tone label=label/>
        </div>
        <ol class="trace">{steps.into_iter().map(line).collect_view()}</ol>
    }
}
