//! Owns how a state is shown: icon, word and colour together, as a small mark or as a box that explains.
//! Refuses colour alone.

use super::Icon;
use crate::ui::context::Tone;
use leptos::prelude::*;
use stylers_macro::style;

/// A state in one or two words.
#[component]
pub fn Status(
    /// How it is meant.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The word.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let class = style! {
        .status {
            display: inline-flex;
            align-items: center;
            gap: var(--s1);
            padding-block: 1px;
            padding-inline: var(--s2);
            border-radius: 1rem;
            background: var(--still-ground);
            color: var(--still);
            font-size: var(--text-s);
            font-weight: 550;
            inline-size: max-content;
            max-inline-size: 100%;
            vertical-align: middle;
        }
        .status[data-tone="good"] {
            background: var(--good-ground);
            color: var(--good);
        }
        .status[data-tone="caution"] {
            background: var(--caution-ground);
            color: var(--caution);
        }
        .status[data-tone="bad"] {
            background: var(--bad-ground);
            color: var(--bad);
        }
        .status[data-tone="note"] {
            background: var(--note-ground);
            color: var(--note);
        }
    };
    view! { class = class,
        <span class="status" data-tone=move || tone.get().name()>
            <Icon name=Signal::derive(move || tone.get().icon())/>
            {label}
        </span>
    }
}

/// A box that explains something.
#[component]
pub fn Callout(
    /// How it is meant.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The heading; empty for none.
    #[prop(into, optional)]
    title: Signal<String>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let class = style! {
        .callout {
            display: grid;
            grid-template-columns: auto minmax(0, 1fr);
            gap: var(--s3);
            padding: var(--s3);
            border-radius: var(--radius);
            border-inline-start-width: 3px;
            border-inline-start-style: solid;
            border-inline-start-color: var(--still);
            background: var(--still-ground);
        }
        .callout[data-tone="good"] {
            border-color: var(--good);
            background: var(--good-ground);
        }
        .callout[data-tone="caution"] {
            border-color: var(--caution);
            background: var(--caution-ground);
        }
        .callout[data-tone="bad"] {
            border-color: var(--bad);
            background: var(--bad-ground);
        }
        .callout[data-tone="note"] {
            border-color: var(--note);
            background: var(--note-ground);
        }
        .mark {
            color: var(--still);
            padding-block-start: 1px;
        }
        .callout[data-tone="good"] > .mark {
            color: var(--good);
        }
        .callout[data-tone="caution"] > .mark {
            color: var(--caution);
        }
        .callout[data-tone="bad"] > .mark {
            color: var(--bad);
        }
        .callout[data-tone="note"] > .mark {
            color: var(--note);
        }
        .inside {
            display: grid;
            gap: var(--s2);
            min-inline-size: 0;
        }
        .title {
            font-weight: var(--bold);
        }
    };
    view! { class = class,
        <div class="callout" data-tone=move || tone.get().name()>
            <span class="mark">
                <Icon name=Signal::derive(move || tone.get().icon())/>
            </span>
            <div class="inside">
                <Show when=move || !title.get().is_empty()>
                    {view! { class = class, <p class="title">{title}</p> }}
                </Show>
                {children()}
            </div>
        </div>
    }
}
