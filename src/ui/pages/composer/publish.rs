//! Owns publishing: why it cannot be done yet, what it means, and doing it.
//! Refuses to publish what is not saved, since the version that is published is the one that the backend has.

use super::{
    on_demand::publish_question,
    saving::SaveState,
    state::{Composer, SideTab},
    words::check_words,
};
use crate::backend::Failure;
use crate::domain::check::{Verdict, Weight};
use crate::ui::{
    components::{Callout, Dialog, Icon, Later, failure_words, remember, say, tell},
    context::{Tone, Words, notices, session, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// Publishes the draft that was saved as this version.
type PublishAction = Action<u64, Result<(), Failure>>;

/// The button, with its reasons while it cannot be used.
#[component]
pub fn Publish(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .why-it-is-not-published {
            display: grid;
            max-inline-size: 22rem;
            color: var(--ink-quiet);
            font-size: var(--text-s);
            padding: 0;
            list-style: none;
        }
    };
    let words = words();
    let open = RwSignal::new(false);
    let reasons = remember(move || reasons(composer, words));
    let ask = move |_| {
        if reasons.with_untracked(Vec::is_empty) {
            composer.saving.save_now();
            open.set(true);
        } else {
            composer.side.set(SideTab::Checks);
        }
    };
    view! { class = class,
        <button
            type="button" data-kind="primary" aria-describedby="publish-reasons"
            aria-disabled=move || reasons.with(|reasons| !reasons.is_empty()).then_some("true")
            on:click=ask
        >
            <Icon name="upload"/>
            {say(Text::composer_publish)}
        </button>
        <ul class="why-it-is-not-published" id="publish-reasons" hidden=move || reasons.with(Vec::is_empty)>
            <For each=move || reasons.get() key=|reason| reason.clone() let:reason>
                <li>{reason}</li>
            </For>
        </ul>
        <Dialog open=open title=tell(move |text| text.composer_publish_title(next(composer))) on_close=Callback::new(move |()| open.set(false))>
            <Later load=Box::new(move || Box::pin(publish_question(composer, open)))/>
        </Dialog>
    }
}

/// The number that the next version gets.
fn next(composer: Composer) -> u32 {
    composer.saving.stored.with(|stored| stored.published.as_ref().map_or(1, |published| published.version + 1))
}

fn publish_action(composer: Composer, open: RwSignal<bool>) -> PublishAction {
    let (backend, notices, words) = (session().backend, notices(), words());
    let stored = composer.saving.stored;
    Action::new_local(move |version: &u64| {
        let (backend, version) = (backend.clone(), *version);
        let id = stored.with_untracked(|stored| stored.id.clone());
        async move {
            let published = backend.publish_template(&id, version).await;
            if matches!(published, Err(Failure::Stale)) {
                // The draft is another now; whoever publishes looks at it first.
                open.try_set(false);
                composer.saving.look_again();
            }
            let published = published?;
            let number = published.published.as_ref().map_or(0, |published| published.version);
            open.try_set(false);
            stored.try_set(published);
            notices.show(Tone::Good, words.now().composer_published_now(number));
            Ok(())
        }
    })
}

/// What keeps the draft from being published, in a few lines.
fn reasons(composer: Composer, words: Words) -> Vec<String> {
    let text = words.get();
    let mut reasons = Vec::new();
    let problems = composer.problems.with(Vec::len);
    if problems > 0 {
        reasons.push(text.composer_reason_fields(problems as u64));
    }
    composer.judged.with(|judged| {
        for text_in in judged {
            let blocking = text_in.verdicts.iter().filter(|(_, verdict)| matches!(verdict, Verdict::Failed { weight: Weight::Blocks, .. }));
            let checks: Vec<&str> = blocking.map(|(check, _)| check_words(text, *check)).collect();
            if !checks.is_empty() {
                // The rest is in the list of checks; here a few tell enough.
                let named = checks.iter().copied().take(3).chain((checks.len() > 3).then_some("…")).collect::<Vec<_>>();
                reasons.push(text.composer_reason_checks(text_in.language.facts().own_name, named.join(", ")));
            }
        }
    });
    reasons
}

/// What publishing means, and the button that does it.
#[component]
pub fn Question(
    /// What is edited.
    composer: Composer,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let class = style! {
        .publishing-footer {
            align-items: center;
            gap: var(--s2);
        }
        .wait {
            margin-inline-end: auto;
            color: var(--ink-quiet);
        }
    };
    let words = words();
    let saved = remember(move || composer.saving.state.get() == SaveState::Saved);
    let publish = publish_action(composer, open);
    let failure = move || publish.value().get().and_then(Result::err);
    let unsaved = move || match composer.saving.state.get() {
        SaveState::Failed(failure) => Some(failure),
        SaveState::Saved | SaveState::Typed | SaveState::Saving => None,
    };
    let blocked = move || !saved.get() || publish.pending().get();
    let go = move |_| {
        if !blocked() {
            publish.dispatch_local(composer.saving.stored.with_untracked(|stored| stored.version));
        }
    };
    view! { class = class,
        <p>{tell(move |text| text.composer_publish_how(next(composer)))}</p>
        <p>{say(Text::composer_publish_pins)}</p>
        <div role="alert">
            {move || failure().or_else(unsaved).map(|failure| match failure {
                Failure::Stale => ().into_any(),
                failure => view! { <Callout tone=Tone::Bad><p>{failure_words(words, &failure)}</p></Callout> }.into_any(),
            })}
        </div>
        <footer class="publishing-footer">
            <span class="wait" role="status">{move || (!saved.get() && unsaved().is_none()).then(|| words.get().composer_saving())}</span>
            <button type="button" on:click=move |_| open.set(false)>{say(Text::app_cancel)}</button>
            <button type="button" data-kind="primary" aria-disabled=move || blocked().then_some("true") on:click=go>
                {tell(move |text| text.composer_publish_now(next(composer)))}
            </button>
        </footer>
    }
}
