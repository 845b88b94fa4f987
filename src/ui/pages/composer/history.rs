//! Owns the published versions of a template, and taking one back into the draft.
//! Refuses to change a version; a restored one is a draft again, one undo away from what was there.

use super::{
    super::activity::{VersionDifference, difference_view},
    on_demand::versions,
    state::Composer,
};
use crate::api::payload::PublishedVersion;
use crate::backend::{Backend, Failure};
use crate::domain::{batch::SendBatch, editing::Touch, template::TemplateId, template_difference::TemplateDifference};
use crate::ui::{
    components::{Later, Loading, failure_words, remember, say, tell},
    context::{Session, Tone, notices, session, words},
    route::Route,
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
        .history-of-the-template {
            font-size: var(--text-s);
        }
    };
    let stored = composer.saving.stored;
    let is_published = remember(move || stored.with(|stored| stored.published.is_some()));
    let asked = RwSignal::new(false);
    view! {
        <Show when=move || is_published.get()>
            {view! { class = class,
                <details class="history-of-the-template" on:toggle=move |_| asked.set(true)>
                    <summary>{say(Text::composer_history)}</summary>
                    <Show when=move || asked.get()>
                        <Later load=Box::new(move || Box::pin(versions(composer)))/>
                    </Show>
                </details>
            }}
        </Show>
    }
}

/// The versions, and what the draft changes against the last.
#[component]
pub fn Versions(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .list-of-every-version-told {
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
    let Session { backend, capabilities } = session();
    let batches = LocalResource::new(move || {
        let (backend, id) = (backend.clone(), stored.with_untracked(|stored| stored.id.clone()));
        let limit = capabilities.largest_page;
        async move { batches_of(&backend, &id, limit).await }
    });
    move || {
        match versions.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Err(failure)) => view! { <p>{failure_words(words, &failure)}</p> }.into_any(),
        Some(Ok(list)) => view! { class = class,
            <Unpublished composer=composer newest=newest/>
            <ul class="list-of-every-version-told">
                {list.versions.into_iter().map(|version| view! { <VersionRow composer=composer version=version batches=batches/> }).collect_view()}
            </ul>
        }
        .into_any(),
    }
    }
}

/// Every send batch of a template, newest first.
async fn batches_of(backend: &Backend, template: &TemplateId, limit: u32) -> Result<Vec<SendBatch>, Failure> {
    let (mut batches, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = backend.batches_of(template, cursor.as_deref(), limit).await?;
        batches.extend(page.batches);
        match page.next_cursor {
            Some(next) if cursor.as_ref() != Some(&next) => cursor = Some(next),
            Some(_) | None => return Ok(batches),
        }
    }
}

/// One version.
#[component]
fn VersionRow(
    /// What is edited.
    composer: Composer,
    /// The version.
    version: PublishedVersion,
    /// The send batches of the template.
    batches: LocalResource<Result<Vec<SendBatch>, Failure>>,
) -> impl IntoView {
    let class = style! {
        .version {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s3);
        }
        .the-words-told-of-a-version-in-its-row {
            flex: 1 1 14rem;
        }
        .more-of-one-version-here {
            flex: 1 1 100%;
        }
    };
    let words = words();
    let (backend, notices) = (session().backend, notices());
    let PublishedVersion { version: number, at, by } = version;
    let id = composer.saving.stored.with_untracked(|stored| stored.id.clone());
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
            <span class="the-words-told-of-a-version-in-its-row">{tell(move |text| text.composer_version(number, text.date_time(at.millis()), &by))}</span>
            <button type="button" aria-label=name on:click=move |_| drop(restore.dispatch_local(()))>{say(Text::composer_restore)}</button>
            <span role="alert">{failure}</span>
            <div class="more-of-one-version-here">
                {(number > 1).then(|| view! { <VersionDifference template=id version=number/> })}
                <BatchesOf version=number batches=batches/>
            </div>
        </li>
    }
}

/// What the draft changes against the version that people get.
#[component]
fn Unpublished(
    /// What is edited.
    composer: Composer,
    /// The version that people get.
    newest: Memo<Option<u32>>,
) -> impl IntoView {
    let (backend, asked) = (session().backend, RwSignal::new(false));
    let published = LocalResource::new(move || {
        let (backend, id) = (backend.clone(), composer.saving.stored.with_untracked(|stored| stored.id.clone()));
        let version = newest.get().filter(|_| asked.get()).unwrap_or_default();
        async move { if version == 0 { Err(Failure::NotFound) } else { backend.template_version(&id, version).await } }
    });
    let words = words();
    view! {
        <details on:toggle=move |_| asked.set(true)>
            <summary>{tell(move |text| text.composer_unpublished(newest.get().unwrap_or_default()))}</summary>
            {move || match published.get() {
                Some(Ok(contents)) => {
                    let difference = composer.editing.with(|editing| TemplateDifference::between(&contents.template, editing.draft()));
                    difference_view(&difference, words)
                }
                Some(Err(failure)) if asked.get() => view! { <p>{failure_words(words, &failure)}</p> }.into_any(),
                Some(Err(_)) | None => view! { <Loading/> }.into_any(),
            }}
        </details>
    }
}

/// The send batches that keep to a version.
#[component]
fn BatchesOf(
    /// Which version.
    version: u32,
    /// The send batches of the template.
    batches: LocalResource<Result<Vec<SendBatch>, Failure>>,
) -> impl IntoView {
    let class = style! {
        .batches-of-one-version-here {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s1) var(--s3);
            padding: 0;
            color: var(--ink-quiet);
            list-style: none;
        }
    };
    let words = words();
    move || match batches.get() {
        None => ().into_any(),
        Some(Err(failure)) => view! { <p>{failure_words(words, &failure)}</p> }.into_any(),
        Some(Ok(list)) => {
            let of: Vec<_> = list.into_iter().filter(|batch| batch.template_version == version).collect();
            if of.is_empty() {
                return view! { class = class, <p class="batches-of-one-version-here">{say(Text::composer_batches_none)}</p> }.into_any();
            }
            let count = of.len() as u64;
            let row = |batch: SendBatch| {
                let at = batch.created.millis();
                view! { <li><a href=Route::Batch(batch.id).href()>{move || words.get().date_time(at)}</a></li> }
            };
            view! { class = class,
                <ul class="batches-of-one-version-here">
                    <li>{tell(move |text| text.composer_batches(count))}</li>
                    {of.into_iter().map(row).collect_view()}
                </ul>
            }
            .into_any()
        }
    }
}
