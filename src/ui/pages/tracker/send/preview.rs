//! Owns looking at the mail as any of the recipients gets it: its language, subject and plain text.
//! Refuses a renderer of its own; it shows what `domain::render` gives, as the batch does.

use super::people::people_of;
use crate::api::payload::{PlanReport, StoredTemplate};
use crate::domain::{
    batch_plan::BatchPlan,
    people::fold,
    render::{Recipient, RenderedEmail, render},
    template::Template,
    user::DirectoryUser,
};
use crate::ui::{
    components::{FailureView, Field, Icon, Loading, field_id},
    context::{session, words},
    pages::tracker::state::tracker,
};
use leptos::prelude::*;
use std::sync::Arc;
use stylers_macro::style;

/// The mail as one of the recipients gets it.
#[component]
pub fn Preview(
    /// The template that is sent.
    template: Memo<Option<StoredTemplate>>,
    /// Who receives.
    plan: Memo<Option<Arc<PlanReport>>>,
) -> impl IntoView {
    let backend = session().backend;
    let version =
        Memo::new(move |_| template.read().as_ref().and_then(|template| Some((template.id.clone(), template.published.as_ref()?.version))));
    let contents = LocalResource::new(move || {
        let (backend, version) = (backend.clone(), version.get());
        async move {
            match version {
                Some((id, version)) => {
                    backend.template_version(&id, version).await.map(|contents| Template::parse(&contents.template).ok())
                }
                None => Ok(None),
            }
        }
    });
    let of_plan = Memo::new(move |_| plan.get().map(|ready| ready.plan.clone()).unwrap_or_default());
    let shown = Memo::new(move |_| version.read().is_some() && of_plan.read().recipients > 0);
    let view = move || match contents.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Err(failure)) => view! { <FailureView failure=failure on_retry=Callback::new(move |()| contents.refetch())/> }.into_any(),
        Some(Ok(template)) => template.map(|template| view! { <Mail template=template plan=of_plan/> }).into_any(),
    };
    move || shown.get().then_some(view)
}

/// The mail, and for whom.
#[component]
fn Mail(
    /// The template.
    template: Template,
    /// Who receives.
    plan: Memo<BatchPlan>,
) -> impl IntoView {
    let class = style! {
        .mail {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            overflow-wrap: anywhere;
            gap: var(--s3);
        }
        .choose {
            display: grid;
            grid-template-columns: minmax(0, 1fr) auto auto;
            align-items: end;
            gap: var(--s2);
        }
        .whom {
            color: var(--ink-quiet);
        }
    };
    let (tracker, words) = (tracker(), words());
    let (at, search) = (RwSignal::new(0_usize), RwSignal::new(String::new()));
    let all = Memo::new(move |_| people_of(tracker, &plan.read().sample).into_iter().flatten().collect::<Vec<_>>());
    let first = Memo::new(move |_| plan.with(|plan| (plan.sample.len() as u64).lt(&plan.recipients).then_some(plan.sample.len() as u64)));
    let found = Memo::new(move |_| {
        let wanted = fold(&search.read());
        let says = |user: &&DirectoryUser| fold(&format!("{} {}", user.shown_name(), user.email)).contains(wanted.trim());
        all.read().iter().filter(says).cloned().collect::<Vec<_>>()
    });
    let position = Memo::new(move |_| at.get().min(found.read().len().saturating_sub(1)));
    let user = Memo::new(move |_| found.read().get(position.get()).cloned());
    let rendered = Memo::new(move |_| {
        let (facts, user) = (tracker.facts.get()?, user.get()?);
        let variant = template.variant_for(&facts.organization, &user)?;
        Some(render(variant, Recipient { organization: &facts.organization, user: &user }))
    });
    let whom = move || {
        user.get().map(|user| {
            let name = format!("{} <{}>", user.shown_name(), user.email);
            words.get().send_preview_of(name, words.get().number(position.get() as u64 + 1), words.get().number(found.read().len() as u64))
        })
    };
    let id = field_id();
    view! { class = class,
        <section class="mail">
            <h3>{move || words.get().send_preview()}</h3>
            {move || first.get().map(|first| view! { class = class, <p class="whom">{move || words.get().send_preview_first(words.get().number(first))}</p> })}
            <div class="choose">
                <Field id=id.clone() label=Signal::derive(move || words.get().send_preview_search().to_owned())>
                    <input id=id type="search" autocomplete="off" prop:value=search on:input=move |event| { search.set(event_target_value(&event)); at.set(0); }/>
                </Field>
                <button type="button" data-shape="icon" aria-label=move || words.get().send_previous() disabled=move || position.get() == 0 on:click=move |_| at.set(position.get_untracked().saturating_sub(1))>
                    <Icon name="up"/>
                </button>
                <button type="button" data-shape="icon" aria-label=move || words.get().send_next() disabled=move || { position.get() + 1 >= found.read().len() } on:click=move |_| at.set(position.get_untracked() + 1)>
                    <Icon name="down"/>
                </button>
            </div>
            <p class="whom" role="status"><bdi>{move || whom().unwrap_or_else(|| words.get().send_preview_nobody().to_owned())}</bdi></p>
            {move || rendered.get().map(|email| view! { <Sheet email=email/> })}
        </section>
    }
}

/// A rendered mail: language, subject, plain text.
#[component]
fn Sheet(
    /// The mail.
    email: RenderedEmail,
) -> impl IntoView {
    let class = style! {
        .sheet {
            border: var(--border) solid var(--line);
            border-radius: var(--radius);
            background: var(--surface);
        }
        .head {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s1);
            padding: var(--s3) var(--s4);
            border-block-end-width: var(--border);
            border-block-end-style: solid;
            border-block-end-color: var(--line);
        }
        .language {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .text {
            max-block-size: 18rem;
            margin: 0;
            padding: var(--s4);
            overflow: auto;
            white-space: pre-wrap;
            overflow-wrap: anywhere;
        }
    };
    let words = words();
    let facts = email.language.facts();
    let direction = facts.direction.html();
    view! { class = class,
        <div class="sheet">
            <div class="head">
                <strong lang=facts.tag dir=direction>{email.subject}</strong>
                <span class="language">{move || words.get().send_in_language(facts.own_name)}</span>
            </div>
            <pre class="text" tabindex="0" role="region" aria-label=move || words.get().send_plain_text() lang=facts.tag dir=direction>{email.text}</pre>
        </div>
    }
}
