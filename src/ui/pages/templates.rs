//! Owns the list of templates and the beginning of a new one.
//! Refuses editing, which is the composer's.

use super::composer::{FileButton, file_words, purpose_words};
use crate::api::payload::{Ability, StoredTemplate};
use crate::domain::{
    email_kind::SuppressibleKind,
    language::{LANGUAGES, Language},
    starter::starter_template,
    template_file::read_template_file,
};
use crate::ui::{
    components::{Callout, Empty, FailureView, Icon, Loading, Status, failure_words, say, tell},
    context::{Tone, notices, organization, session, words},
    route::{Route, routes},
    text::{Text, UiLanguage},
};
use leptos::{prelude::*, task::spawn_local};
use stylers_macro::style;

/// The page.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    let class = style! {
        .page {
            display: grid;
            gap: var(--s6);
            max-inline-size: var(--page);
            margin-inline: auto;
            padding: var(--s6);
        }
        .lead {
            max-inline-size: var(--reading);
            color: var(--ink-quiet);
        }
        .head {
            display: grid;
            gap: var(--s2);
        }
        @media (max-width: 800px) {
            .page {
                padding: var(--s4);
            }
        }
    };
    let backend = session().backend;
    let templates = LocalResource::new(move || {
        let backend = backend.clone();
        async move { backend.templates().await }
    });
    let retry = Callback::new(move |()| templates.refetch());
    view! { class = class,
        <div class="page">
            <div class="head">
                <h1>{say(Text::templates_title)}</h1>
                <p class="lead">{say(Text::templates_lead)}</p>
            </div>
            <h2 data-unseen="">{say(Text::templates_list)}</h2>
            {move || match templates.get() {
                None => view! { <Loading/> }.into_any(),
                Some(Err(failure)) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
                Some(Ok(list)) if list.templates.is_empty() => view! {
                    <Empty icon="mail" title=say(Text::templates_empty)>
                        {view! { class = class, <p class="lead">{say(Text::templates_empty_how)}</p> }}
                        <NewTemplate/>
                    </Empty>
                }
                .into_any(),
                Some(Ok(list)) => view! {
                    <NewTemplate/>
                    <TemplateRows templates=list.templates/>
                }
                .into_any(),
            }}
        </div>
    }
}

/// Begins a template from its starter text.
#[component]
fn NewTemplate() -> impl IntoView {
    let class = style! {
        .new {
            display: flex;
            flex-wrap: wrap;
            align-items: end;
            gap: var(--s3);
        }
        .choice {
            font-weight: 400;
        }
        .language {
            display: grid;
            gap: var(--s1);
            min-inline-size: 12rem;
            text-align: start;
        }
    };
    let words = words();
    let session = session();
    let backend = session.backend.clone();
    let facts = organization().0;
    let language = RwSignal::new(match words.0.get_untracked() {
        UiLanguage::English => Language::English,
        UiLanguage::Polish => Language::Polish,
    });
    let routes = routes();
    let create = Action::new_local(move |purpose: &SuppressibleKind| {
        let (backend, purpose, language) = (backend.clone(), *purpose, language.get_untracked());
        async move {
            let organization = backend.organization().await?;
            let stored = backend.create_template(&starter_template(purpose, language, &organization)).await?;
            routes.go(&Route::Composer(stored.id));
            Ok(())
        }
    });
    let begin = move |purpose| {
        if !create.pending().get_untracked() {
            create.dispatch_local(purpose);
        }
    };
    let busy = move || (create.pending().get() || facts.get().is_none()).then_some("true");
    let failure = move || create.value().get().and_then(Result::err);
    let choose = move |tag: String| {
        if let Some(chosen) = Language::read(&tag) {
            language.set(chosen);
        }
    };
    if session.capabilities.custom_content == Ability::Unavailable {
        return view! { <Callout tone=Tone::Note><p>{say(Text::templates_unavailable)}</p></Callout> }.into_any();
    }
    view! { class = class,
        <div class="new">
            <label class="language">
                <span>{say(Text::templates_language)}</span>
                <select class="choice" on:change=move |event| choose(event_target_value(&event))>
                    {LANGUAGES.iter().map(|known| view! {
                        <option value=known.tag lang=known.tag selected=move || language.get() == known.language>{known.own_name}</option>
                    }).collect_view()}
                </select>
            </label>
            <button type="button" data-kind="primary" aria-disabled=busy on:click=move |_| begin(SuppressibleKind::Activation)>
                <Icon name="plus"/>
                {say(Text::templates_new_activation)}
            </button>
            <button type="button" aria-disabled=busy on:click=move |_| begin(SuppressibleKind::Reminder)>
                <Icon name="plus"/>
                {say(Text::templates_new_reminder)}
            </button>
        </div>
        <div class="new"><ImportTemplate/></div>
        <div role="alert">{move || failure().map(|failure: crate::backend::Failure| view! { <Callout tone=Tone::Bad><p>{failure_words(words, &failure)}</p></Callout> })}</div>
    }
    .into_any()
}

/// Begins a template from a file.
#[component]
fn ImportTemplate() -> impl IntoView {
    let backend = StoredValue::new(session().backend);
    let (notices, words, routes) = (notices(), words(), routes());
    let read = Callback::new(move |(_, text): (String, String)| {
        let draft = match read_template_file(&text) {
            Ok(draft) => draft,
            Err(fault) => return notices.show(Tone::Bad, file_words(words.now(), &fault)),
        };
        let backend = backend.get_value();
        spawn_local(async move {
            match backend.create_template(&draft).await {
                Ok(stored) => {
                    notices.show(Tone::Note, words.now().exchange_imported().to_owned());
                    routes.go(&Route::Composer(stored.id));
                }
                Err(failure) => notices.show(Tone::Bad, failure_words(words, &failure)),
            }
        });
    });
    view! { <FileButton label=say(Text::exchange_import) how=say(Text::exchange_import_how) accept=".json" on_read=read/> }
}

/// The templates.
#[component]
fn TemplateRows(
    /// Every template, oldest first.
    templates: Vec<StoredTemplate>,
) -> impl IntoView {
    let class = style! {
        .list {
            display: grid;
            gap: var(--s3);
            padding: 0;
            list-style: none;
        }
        .row {
            position: relative;
            display: grid;
            grid-template-columns: minmax(0, 1fr) auto;
            align-items: center;
            gap: var(--s1) var(--s4);
            padding: var(--s4);
            border: var(--border) solid var(--line);
            border-radius: var(--radius-l);
            background: var(--surface);
        }
        .row:hover {
            background: var(--hover);
        }
        .name {
            font-size: var(--text-l);
            font-weight: var(--bold);
        }
        .name::after {
            content: "";
            position: absolute;
            inset: 0;
        }
        .facts {
            display: flex;
            flex-wrap: wrap;
            grid-column: 1 / -1;
            gap: var(--s1) var(--s4);
            color: var(--ink-quiet);
        }
        .states {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s1);
            justify-content: end;
        }
        @media (max-width: 600px) {
            .row {
                grid-template-columns: minmax(0, 1fr);
            }
            .states {
                justify-content: start;
            }
        }
    };
    let words = words();
    let row = move |template: StoredTemplate| {
        let href = Route::Composer(template.id.clone()).href();
        let given = template.draft.name.trim().to_owned();
        let name = move || if given.is_empty() { words.get().templates_unnamed().to_owned() } else { given.clone() };
        let purpose = template.draft.purpose;
        let languages = template.draft.variants.iter().map(|variant| variant.language.facts().own_name).collect::<Vec<_>>().join(", ");
        let changed = template.changed_at.millis();
        view! { class = class,
            <li class="row">
                <h3><a class="name" href=href>{name}</a></h3>
                <div class="states"><States template=template/></div>
                <p class="facts">
                    <span>{move || purpose_words(words.get(), purpose)}</span>
                    <span>{languages}</span>
                    <span>{tell(move |text| text.templates_changed(text.date_time(changed)))}</span>
                </p>
            </li>
        }
    };
    view! { class = class, <ul class="list" aria-label=say(Text::templates_list)>{templates.into_iter().map(row).collect_view()}</ul> }
}

/// Draft or published, and whether the draft went on since.
#[component]
fn States(
    /// The template.
    template: StoredTemplate,
) -> impl IntoView {
    let words = words();
    let changed = template.published.as_ref().is_some_and(|published| template.changed_at > published.at);
    let when = template.published.as_ref().map(|published| (published.version, published.at.millis()));
    let tone = if when.is_some() { Tone::Good } else { Tone::Still };
    let label = move || match when {
        None => words.get().templates_draft().to_owned(),
        Some((version, at)) => words.get().templates_published_when(version, words.get().date_time(at)),
    };
    view! {
        <Status tone=tone label=Signal::derive(label)/>
        {changed.then(|| view! { <Status tone=Tone::Note label=say(Text::templates_unpublished_changes)/> })}
    }
}
