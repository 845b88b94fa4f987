//! Owns the counts of a batch, which add up to everybody.
//! Refuses a share that rounds somebody away; every count is whole.

use crate::domain::batch::DeliveryCounts;
use crate::ui::{
    components::Status,
    context::{Tone, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The counts.
#[component]
pub fn Counts(
    /// The counts.
    #[prop(into)]
    counts: Signal<DeliveryCounts>,
) -> impl IntoView {
    let class = style! {
        .counts {
            display: grid;
            grid-template-columns: repeat(auto-fit, minmax(min(10rem, 45%), 1fr));
            gap: var(--s3);
        }
        .count {
            display: grid;
            gap: var(--s1);
            padding: var(--s3);
            border-radius: var(--radius);
            background: var(--surface-sunken);
        }
        .how-many-people {
            font-size: var(--text-xl);
            font-weight: var(--bold);
            font-variant-numeric: tabular-nums;
        }
    };
    let words = words();
    let count = move |tone: Tone, label: fn(Text) -> &'static str, of: fn(DeliveryCounts) -> u64| {
        view! { class = class,
            <div class="count">
                <dt><Status tone=tone label=Signal::derive(move || label(words.get()).to_owned())/></dt>
                <dd class="how-many-people">{move || words.get().number(of(counts.get()))}</dd>
            </div>
        }
    };
    view! { class = class,
        <dl class="counts">
            {count(Tone::Good, |t| t.delivery_sent(), |c| c.sent)}
            {count(Tone::Note, |t| t.delivery_sending(), |c| c.sending)}
            {count(Tone::Still, |t| t.delivery_queued(), |c| c.queued)}
            {count(Tone::Caution, |t| t.delivery_skipped(), |c| c.skipped)}
            {count(Tone::Bad, |t| t.delivery_failed(), |c| c.failed)}
            {count(Tone::Caution, |t| t.delivery_uncertain(), |c| c.uncertain)}
        </dl>
    }
}
