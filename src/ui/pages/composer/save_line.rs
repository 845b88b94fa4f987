//! Owns how the keeping of a draft is shown: a word while all is well, and the way out when it is not.
//! Refuses to save; `saving` does.

use super::{
    on_demand::stale_choice,
    saving::SaveState,
    state::Composer,
    words::{field_words, kind_words},
};
use crate::backend::Failure;
use crate::domain::{
    language::Language,
    template_merge::{Conflict, Favour, Part},
};
use crate::ui::{
    components::{Callout, Icon, Later, Status, failure_words, remember, say, tell},
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
                Some(Failure::Stale) => view! {
                    <Show when=move || composer.saving.meanwhile.with(Option::is_some)><Later load=Box::new(move || Box::pin(stale_choice(composer)))/></Show>
                }
                .into_any(),
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

/// Both changed the same parts: theirs or mine.
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
        .both {
            display: grid;
            gap: var(--s1);
            max-block-size: 16rem;
            overflow-y: auto;
        }
        .said-by {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .said-text {
            overflow-wrap: anywhere;
            white-space: pre-wrap;
        }
    };
    let words = words();
    let meanwhile = composer.saving.meanwhile;
    let conflicts = move || meanwhile.with(|meanwhile| meanwhile.as_ref().map(|meanwhile| meanwhile.conflicts.clone()).unwrap_or_default());
    let row = move |conflict: Conflict| {
        let part = conflict.part;
        view! { class = class,
            <dt>{move || part_words(words.get(), &part)}</dt>
            <dd class="said-text"><span class="said-by">{say(Text::composer_stale_their_text)}": "</span>{conflict.theirs}</dd>
            <dd class="said-text"><span class="said-by">{say(Text::composer_stale_my_text)}": "</span>{conflict.mine}</dd>
        }
    };
    view! { class = class,
        <Callout tone=Tone::Caution title=tell(|text| text.composer_stale().to_owned())>
            {view! { class = class,
                <p>{tell(move |text| text.composer_stale_conflicts(conflicts().len() as u64))}</p>
                <dl class="both">{move || conflicts().into_iter().map(row).collect_view()}</dl>
                <div class="choices">
                    <button type="button" on:click=move |_| composer.saving.settle(Favour::Theirs)>{say(Text::composer_stale_take_theirs)}</button>
                    <button type="button" on:click=move |_| composer.saving.settle(Favour::Mine)>{say(Text::composer_stale_take_mine)}</button>
                </div>
            }}
        </Callout>
    }
}

fn part_words(text: Text, part: &Part) -> String {
    let in_language = |language: Language, part: &str| format!("{}: {part}", language.facts().own_name);
    match part {
        Part::Name => text.composer_name().to_owned(),
        Part::Purpose => text.composer_purpose().to_owned(),
        Part::Accent => text.composer_accent().to_owned(),
        Part::Subject(language) => in_language(*language, text.composer_subject()),
        Part::Preheader(language) => in_language(*language, text.composer_preheader()),
        Part::Field(language, kind, field) => {
            in_language(*language, &format!("{}, {}", kind_words(text, *kind), field_words(text, *kind, *field)))
        }
    }
}
