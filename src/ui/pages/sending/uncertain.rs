//! Owns what uncertain mails are, in plain words, and deciding about all of them at once.
//! Refuses to decide by itself: sending again may give somebody two, marking as sent may give somebody none.

use super::{
    act::{Act, act_on},
    watch::Watched,
};
use crate::domain::{
    batch::{BatchState, SendBatch},
    batch_control::{BatchControl, Resolution, ResolutionRequest},
};
use crate::ui::{
    components::{Callout, Dialog},
    context::{Tone, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The uncertain ones of a batch; nothing where there are none.
#[component]
pub fn UncertainOnes(
    /// The batch.
    watched: Watched,
) -> impl IntoView {
    let class = style! {
        .uncertain-buttons {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s2);
        }
    };
    let words = words();
    let act = act_on(watched);
    let asked = RwSignal::new(None::<Resolution>);
    let uncertain = Memo::new(move |_| watched.batch().map_or(0, |batch| batch.counts.uncertain));
    let may_resend = Memo::new(move |_| watched.batch().is_some_and(|batch| can_resend(&batch)));
    let yes = Callback::new(move |resolution| {
        asked.set(None);
        act.run(BatchControl::Resolve(ResolutionRequest { resolution, users: None }));
    });
    let ask = move |resolution: Resolution, label: fn(Text) -> &'static str| {
        view! {
            <button type="button" aria-disabled=move || act.pending().to_string() on:click=move |_| asked.set(Some(resolution))>
                {move || label(words.get())}
            </button>
        }
    };
    let open = Signal::derive(move || asked.get().is_some());
    let title =
        Signal::derive(move || asked.get().map(|resolution| question_words(words.get(), resolution, uncertain.get())).unwrap_or_default());
    view! {
        <Show when=move || { uncertain.get() > 0 }>
            <Callout tone=Tone::Caution title=Signal::derive(move || words.get().batch_uncertain_title(uncertain.get()))>
                <p>{move || words.get().batch_uncertain_what()}</p>
                <p>{move || words.get().batch_uncertain_how()}</p>
                {view! { class = class,
                    <div class="uncertain-buttons">
                        <Show when=move || may_resend.get()>{ask(Resolution::Resend, |t| t.batch_resend_all())}</Show>
                        {ask(Resolution::Sent, |t| t.batch_mark_all())}
                    </div>
                }}
            </Callout>
        </Show>
        {move || act.trouble()}
        <Dialog open=open title=title on_close=Callback::new(move |()| asked.set(None))>
            <Question asked=asked on_yes=yes/>
        </Dialog>
    }
}

/// The question before all of them are decided about.
#[component]
fn Question(
    /// What is asked.
    asked: RwSignal<Option<Resolution>>,
    /// Called with what is to be done.
    on_yes: Callback<Resolution>,
) -> impl IntoView {
    let words = words();
    let what = move || {
        asked.get().map(|resolution| match resolution {
            Resolution::Resend => words.get().batch_resend_what(),
            Resolution::Sent => words.get().batch_mark_what(),
        })
    };
    let label = move || {
        asked.get().map(|resolution| match resolution {
            Resolution::Resend => words.get().batch_resend_all(),
            Resolution::Sent => words.get().batch_mark_all(),
        })
    };
    let go = move |_| {
        if let Some(resolution) = asked.get_untracked() {
            on_yes.run(resolution);
        }
    };
    view! {
        <p>{what}</p>
        <footer>
            <button type="button" on:click=move |_| asked.set(None)>{move || words.get().app_cancel()}</button>
            <button type="button" data-kind="primary" on:click=go>{label}</button>
        </footer>
    }
}

/// Deciding about one person.
#[component]
pub fn UncertainOne(
    /// Acts on the batch.
    act: Act,
    /// The person.
    user: crate::domain::user::UserId,
    /// Their name.
    name: String,
    /// Whether it can be sent again.
    may_resend: bool,
) -> impl IntoView {
    let class = style! {
        .uncertain-one-decisions {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s2);
            margin-block-start: var(--s1);
        }
    };
    let words = words();
    let button = move |resolution: Resolution, label: fn(Text) -> &'static str| {
        let (user, name) = (user.clone(), name.clone());
        let go = move |_| act.run(BatchControl::Resolve(ResolutionRequest { resolution, users: Some(vec![user.clone()]) }));
        let spoken = move || format!("{}: {name}", label(words.get()));
        view! {
            <button type="button" data-link="" aria-label=spoken aria-disabled=move || act.pending().to_string() on:click=go>
                {move || label(words.get())}
            </button>
        }
    };
    view! { class = class,
        <div class="uncertain-one-decisions">
            {may_resend.then(|| button(Resolution::Resend, |t| t.delivery_resend()))}
            {button(Resolution::Sent, |t| t.delivery_mark())}
        </div>
    }
}

/// Whether anything of a batch can be sent again.
#[must_use]
pub fn can_resend(batch: &SendBatch) -> bool {
    batch.state != BatchState::Cancelled
}

fn question_words(text: Text, resolution: Resolution, count: u64) -> String {
    match resolution {
        Resolution::Resend => text.batch_resend_ask(count),
        Resolution::Sent => text.batch_mark_ask(count),
    }
}
