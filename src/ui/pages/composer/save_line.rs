//! Owns how the keeping of a draft is shown: a word while all is well, and the way out when it is not.
//! Refuses to save; `saving` does.

use super::{
    saving::{Resolution, SaveState},
    state::Composer,
};
use crate::backend::Failure;
use crate::ui::{
    components::{Callout, Icon, Status, failure_words, remember, say},
    context::{Tone, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// Saved, saving, not saved.
#[component]
pub fn SaveStatus(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let words = words();
    let state = composer.saving.state;
    let tone = Signal::derive(move || match state.get() {
        SaveState::Saved => Tone::Good,
        SaveState::Typed | SaveState::Saving => Tone::Still,
        SaveState::Failed(_) => Tone::Bad,
    });
    let label = Signal::derive(move || {
        let text = words.get();
        match state.get() {
            SaveState::Saved => text.composer_saved(),
            SaveState::Typed => text.composer_typed(),
            SaveState::Saving => text.composer_saving(),
            SaveState::Failed(_) => text.composer_not_saved(),
        }
        .to_owned()
    });
    view! { <Status tone=tone label=label/> }
}

/// Why the draft is not saved, and what can be done.
#[component]
pub fn SaveFailure(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let words = words();
    let failure = remember(move || match composer.saving.state.get() {
        SaveState::Failed(failure) => Some(failure),
        SaveState::Saved | SaveState::Typed | SaveState::Saving => None,
    });
    view! {
        <div role="alert">
            {move || match failure.get() {
                None => ().into_any(),
                Some(Failure::Stale) => view! { <StaleChoice composer=composer/> }.into_any(),
                Some(failure) => view! {
                    <Callout tone=Tone::Bad title=say(Text::composer_not_saved)>
                        <p>{move || failure_words(words, &failure)}</p>
                        <div>
                            <button type="button" on:click=move |_| composer.saving.save_now()>
                                <Icon name="refresh"/>
                                {say(Text::app_retry)}
                            </button>
                        </div>
                    </Callout>
                }
                .into_any(),
            }}
        </div>
    }
}

/// Somebody else, or another tab, changed the template: theirs or mine.
#[component]
pub fn StaleChoice(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .choices {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s2);
        }
    };
    let words = words();
    let resolve = composer.saving.resolve;
    let failure = move || resolve.value().get().and_then(Result::err);
    let choose = move |resolution| {
        if !resolve.pending().get_untracked() {
            resolve.dispatch_local(resolution);
        }
    };
    let busy = move || resolve.pending().get().then_some("true");
    view! {
        <Callout tone=Tone::Caution title=say(Text::composer_stale)>
            {view! { class = class,
                <p>{say(Text::composer_stale_how)}</p>
                <div class="choices">
                    <button type="button" aria-disabled=busy on:click=move |_| choose(Resolution::Theirs)>{say(Text::composer_stale_theirs)}</button>
                    <button type="button" aria-disabled=busy on:click=move |_| choose(Resolution::Mine)>{say(Text::composer_stale_mine)}</button>
                </div>
                <p>{move || failure().map(|failure| failure_words(words, &failure))}</p>
            }}
        </Callout>
    }
}
