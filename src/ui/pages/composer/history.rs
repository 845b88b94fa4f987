//! Owns the published versions of a template, and taking one back into the draft.
//! Refuses to change a version; a restored one is a draft again, one undo away from what was there.

use super::state::Composer;
use crate::api::payload::PublishedVersion;
use crate::backend::Failure;
use crate::domain::editing::Touch;
use crate::ui::{
    components::{Loading, failure_words, remember, say, tell},
    context::{Tone, notices, session, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The versions, once there are any.
#[component]
pub fn History(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .history {
            font-size: var(--text-s);
        }
        .versions {
            display: grid;
            gap: var(--s1);
            max-inline-size: 40rem;
            max-block-size: 14rem;
            padding: 0;
            padding-block-start: var(--s2);
            list-style: none;
            overflow-y: auto;
        }
    };
    let words = words();
    let backend = session().backend;
    let stored = composer.saving.stored;
    let newest = remember(move || stored.with(|stored| stored.published.as_ref().map(|published| published.version)));
    let versions = LocalResource::new(move || {
        newest.track();
        let (backend, id) = (backend.clone(), stored.with_untracked(|stored| stored.id.clone()));
        async move { backend.template_versions(&id).await }
    });
    view! {
        <Show when=move || newest.get().is_some()>
            {view! { class = class,
                <details class="history">
                    <summary>{say(Text::composer_history)}</summary>
                    {move || match versions.get() {
                        None => view! { <Loading/> }.into_any(),
                        Some(Err(failure)) => view! { <p>{failure_words(words, &failure)}</p> }.into_any(),
                        Some(Ok(list)) => view! { class = class,
                            <ul class="versions">
                                {list.versions.into_iter().map(|version| view! { <VersionRow composer=composer version=version/> }).collect_view()}
                            </ul>
                        }
                        .into_any(),
                    }}
                </details>
            }}
        </Show>
    }
}

/// One version.
#[component]
fn VersionRow(
    /// What is edited.
    composer: Composer,
    /// The version.
    version: PublishedVersion,
) -> impl IntoView {
    let class = style! {
        .version {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s3);
        }
        .version-told {
            flex: 1 1 14rem;
        }
    };
    let words = words();
    let (backend, notices) = (session().backend, notices());
    let PublishedVersion { version: number, at, by } = version;
    let restore = Action::new_local(move |_: &()| {
        let (backend, id) = (backend.clone(), composer.saving.stored.with_untracked(|stored| stored.id.clone()));
        async move {
            let contents = backend.template_version(&id, number).await?;
            composer.edit(Touch::Whole, |draft| *draft = contents.template);
            notices.show(Tone::Note, words.now().composer_restored_version(number));
            Ok::<(), Failure>(())
        }
    });
    let failure = move || restore.value().get().and_then(Result::err).map(|failure| failure_words(words, &failure));
    let name = move || words.get().composer_restore_version(number);
    view! { class = class,
        <li class="version">
            <span class="version-told">{tell(move |text| text.composer_version(number, text.date_time(at.millis()), &by))}</span>
            <button type="button" data-kind="quiet" aria-label=name on:click=move |_| drop(restore.dispatch_local(()))>{say(Text::composer_restore)}</button>
            <span role="alert">{failure}</span>
        </li>
    }
}
