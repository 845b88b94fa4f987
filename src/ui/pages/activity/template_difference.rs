//! Owns what a published version changed, read when it is asked for.
//! Refuses to read the versions of entries that nobody opens.

use super::{
    changed_text::ChangedText,
    difference_words::{Line, Part, difference_parts},
};
use crate::backend::{Backend, Failure};
use crate::domain::{template::TemplateId, template_difference::TemplateDifference};
use crate::ui::{
    components::{FailureView, Loading},
    context::{Words, session, words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// What a version changed against the one before.
///
/// # Errors
/// [`Failure`] says what the administrator can do.
pub async fn read_difference(backend: &Backend, template: &TemplateId, version: u32) -> Result<TemplateDifference, Failure> {
    let before = backend.template_version(template, version.saturating_sub(1)).await?;
    let after = backend.template_version(template, version).await?;
    Ok(TemplateDifference::between(&before.template, &after.template))
}

/// What a version changed against the one before, folded until it is asked for.
#[component]
pub fn VersionDifference(
    /// Which template.
    template: TemplateId,
    /// Which version; not the first.
    version: u32,
) -> impl IntoView {
    let class = style! {
        .version-difference {
            margin-block-start: var(--s1);
        }
        .ask {
            inline-size: fit-content;
            color: var(--accent);
        }
    };
    let (words, asked) = (words(), RwSignal::new(false));
    let template = StoredValue::new(template);
    let before = move || words.get().number(u64::from(version.saturating_sub(1)));
    view! { class = class,
        <details class="version-difference" on:toggle=move |_| asked.set(true)>
            <summary class="ask">{move || words.get().activity_difference_show(before())}</summary>
            <Show when=move || asked.get()>
                <Difference template=template.get_value() version=version/>
            </Show>
        </details>
    }
}

/// What a version changed.
#[component]
fn Difference(
    /// Which template.
    template: TemplateId,
    /// Which version.
    version: u32,
) -> impl IntoView {
    let (backend, words) = (session().backend, words());
    let read = LocalResource::new(move || {
        let (backend, template) = (backend.clone(), template.clone());
        async move { read_difference(&backend, &template, version).await }
    });
    let retry = Callback::new(move |()| read.refetch());
    move || match read.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Err(failure)) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
        Some(Ok(difference)) => difference_view(&difference, words),
    }
}

/// What differs, part by part.
pub fn difference_view(difference: &TemplateDifference, words: Words) -> AnyView {
    if difference.is_empty() {
        return view! { <p>{move || words.get().activity_difference_none()}</p> }.into_any();
    }
    let parts = difference_parts(words.get(), difference).into_iter().map(|part| view! { <PartView part=part/> });
    view! { <div>{parts.collect_view()}</div> }.into_any()
}

/// What differs in one language, or in the template as a whole.
#[component]
fn PartView(
    /// The part.
    part: Part,
) -> impl IntoView {
    let class = style! {
        .part {
            display: grid;
            gap: var(--s1);
            margin-block-start: var(--s2);
            padding-inline-start: var(--s3);
            border-inline-start-width: 3px;
            border-inline-start-style: solid;
            border-inline-start-color: var(--line);
        }
        .part-name {
            font-weight: 550;
        }
        .lines {
            display: grid;
            gap: var(--s2);
            padding: 0;
            list-style: none;
        }
    };
    let language = part.language.map(|language| language.tag());
    view! { class = class,
        <div class="part">
            <p class="part-name" lang=language>{part.heading}</p>
            <ul class="lines">{part.lines.into_iter().map(|line| view! { <LineView line=line language=language/> }).collect_view()}</ul>
        </div>
    }
}

/// One thing that differs.
#[component]
fn LineView(
    /// What differs.
    line: Line,
    /// The language in which the texts are written, where it is known.
    language: Option<&'static str>,
) -> impl IntoView {
    let class = style! {
        .told-changes {
            display: grid;
            gap: var(--s1);
            padding: 0;
            list-style: none;
        }
        .told-name {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .told-change {
            display: block;
        }
    };
    let changes = line.changes.into_iter().map(|told| {
        let name = told.name.map(|name| view! { class = class, <span class="told-name">{name}</span> });
        view! { class = class, <li>{name}<span class="told-change" lang=language dir="auto"><ChangedText told=told/></span></li> }
    });
    let changes: Vec<_> = changes.collect();
    let changes = (!changes.is_empty()).then(|| view! { class = class, <ul class="told-changes">{changes}</ul> });
    view! {
        <li>
            <p>{line.what}</p>
            {changes}
        </li>
    }
}
