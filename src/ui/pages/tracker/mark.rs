//! Owns a state in a line of a list: icon and word in one colour, without the ground that would shout in every row.
//! Refuses colour alone.

use crate::ui::{components::Icon, context::Tone};
use leptos::prelude::*;
use stylers_macro::style;

/// Icon and word.
#[component]
pub fn Mark(
    /// How it is meant.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The word.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let class = style! {
        .mark {
            display: inline-flex;
            align-items: center;
            gap: var(--s1);
            color: var(--still);
            white-space: nowrap;
        }
        .mark[data-tone="good"] {
            color: var(--good);
        }
        .mark[data-tone="caution"] {
            color: var(--caution);
        }
        .mark[data-tone="bad"] {
            color: var(--bad);
        }
        .mark[data-tone="note"] {
            color: var(--note);
        }
    };
    view! { class = class,
        <span class="mark" data-tone=move || tone.get().name()>
            <Icon name=Signal::derive(move || tone.get().icon())/>
            {label}
        </span>
    }
}
