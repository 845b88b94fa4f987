//! Owns preparing a send: the template, who receives and who is left out and why, the mail as each of them gets it.
//! Refuses to send to anybody but those it counted; another number is shown again before anything goes out.

mod kept_key;
mod later;
mod moved;
mod people;
mod preview;
mod recipients;
mod second_look;
mod sending;
mod template;

use super::{
    state::{Intent, tracker},
    words::send_words,
};
use crate::api::payload::{BatchRequest, NotReady, PlanReport, PlanRequest, StoredTemplate};
use crate::backend::{Failure, Whom};
use crate::domain::{
    batch::BatchState,
    batch_control::Plan,
    email_kind::SuppressibleKind,
    recipients::{Moved, Recipients},
    template::TemplateId,
};
use crate::ui::{
    components::{Callout, Dialog, FailureView, Icon, Loading, failure_words},
    context::{Tone, new_key, notices, now, organization, session, words},
    mail_route_words,
    place::place,
    route::{Route, routes},
};
use later::{Later, Typed};
use leptos::prelude::*;
use moved::FilterMoved;
use preview::Preview;
use recipients::WhoReceives;
use second_look::{SecondLook, SecondLookField};
use sending::start;
use std::sync::Arc;
use stylers_macro::style;
use template::TemplateChoice;

/// The dialog, while a send is being prepared.
#[component]
pub fn SendDialog() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let open = Memo::new(move |_| tracker.intent.read().is_some());
    let title = move || {
        tracker
            .intent
            .read()
            .as_ref()
            .map(|intent| send_words(words.get(), intent.kind).trim_end_matches('…').to_owned())
            .unwrap_or_default()
    };
    let contents = move || tracker.intent.get().map(|intent| view! { <Preparing intent=intent/> });
    view! {
        <Dialog open=open title=Signal::derive(title) on_close=Callback::new(move |()| tracker.intent.set(None))>
            {contents}
        </Dialog>
    }
}

/// Reads the plan and the templates.
#[component]
fn Preparing(
    /// What is to be sent to whom.
    intent: Intent,
) -> impl IntoView {
    let (backend, words) = (session().backend, words());
    let Intent { kind, recipients, chosen } = intent;
    // Whoever looks again expects as many people to match as match now.
    let recipients = RwSignal::new(recipients);
    let prepared = LocalResource::new(move || {
        let (backend, recipients) = (backend.clone(), recipients.get());
        async move { prepare(&backend, kind, &recipients).await }
    });
    let retry = Callback::new(move |()| prepared.refetch());
    // A plan that was read stays in view while it is read again.
    let ready = Memo::new(move |before: Option<&Option<Ready>>| prepared.get().and_then(Result::ok).or_else(|| before.cloned().flatten()));
    let stage = Memo::new(move |_| match (ready.read().is_some(), prepared.get()) {
        (true, _) => Some(Ok(())),
        (false, None | Some(Ok(_))) => None,
        (false, Some(Err(failure))) => Some(Err(failure)),
    });
    move || match stage.get() {
        None => view! { <p>{move || words.get().send_chosen(chosen)}</p><Loading/> }.into_any(),
        Some(Err(failure)) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
        Some(Ok(())) => view! { <Prepare kind=kind recipients=recipients ready=ready on_stale=retry/> }.into_any(),
    }
}

/// Plan and templates.
#[derive(Clone, PartialEq, Debug)]
struct Ready {
    plan: Arc<PlanReport>,
    templates: Arc<Vec<StoredTemplate>>,
}

async fn prepare(backend: &crate::backend::Backend, kind: SuppressibleKind, recipients: &Recipients) -> Result<Ready, Failure> {
    let plan = backend.plan_batch(&PlanRequest { kind, recipients: recipients.clone() }).await?;
    let templates = backend.templates().await?.templates;
    let fitting = templates.into_iter().filter(|template| template.draft.purpose == kind && template.published.is_some()).collect();
    Ok(Ready { plan: Arc::new(plan), templates: Arc::new(fitting) })
}

/// The send, ready to be looked at and confirmed.
#[component]
fn Prepare(
    /// What is to be sent.
    kind: SuppressibleKind,
    /// To whom.
    recipients: RwSignal<Arc<Recipients>>,
    /// Plan and templates.
    ready: Memo<Option<Ready>>,
    /// Called when the plan is no longer true.
    on_stale: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .send-preparations {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s5);
        }
        .route {
            display: flex;
            align-items: center;
            gap: var(--s2);
            overflow-wrap: anywhere;
        }
    };
    let (tracker, words, session, notices) = (tracker(), words(), session(), notices());
    let chosen = RwSignal::new(None::<TemplateId>);
    let templates = move || ready.get().map(|ready| ready.templates).unwrap_or_default();
    let template = Memo::new(move |_| {
        let templates = templates();
        let of_choice = chosen.get().and_then(|id| templates.iter().find(|template| template.id == id).cloned());
        of_choice.or_else(|| templates.last().cloned())
    });
    let plan = Memo::new(move |_| ready.get().map(|ready| ready.plan));
    let receive = Memo::new(move |_| plan.get().map_or(0, |ready| ready.plan.recipients));
    let capabilities = session.capabilities.clone();
    let look = SecondLook::new(receive, capabilities.batch_ceiling);
    let backend = session.backend;
    let (typed, asking, zone) = (Typed::new(), RwSignal::new(false), organization());
    let ahead = move || typed.plan(&zone.zone(), now());
    let (place, routes) = (place(), routes());
    let send = Action::new_local(move |request: &BatchRequest| {
        let (backend, request) = (backend.clone(), request.clone());
        async move {
            let shown = request.expected_recipients;
            let asked = serde_json::json!({ "kind": kind, "template": request.template, "recipients": shown }).to_string();
            if !place.ask("send-requested", &asked).await {
                return None;
            }
            match start(&backend, place, &request, new_key(), asking).await {
                Ok(batch) => {
                    let text = words.now();
                    let said = if batch.state == BatchState::Scheduled { text.send_scheduled(shown) } else { text.send_started(shown) };
                    notices.show(Tone::Good, said);
                    tracker.intent.set(None);
                    place.tell("batch-started", &serde_json::json!({ "batch": batch.id, "kind": kind, "recipients": shown }).to_string());
                    routes.go(&Route::Batch(batch.id));
                    None
                }
                Err(failure) => {
                    if matches!(failure, Failure::Moved { .. } | Failure::Refused { .. } | Failure::NotFound | Failure::BegunBefore) {
                        on_stale.run(());
                    }
                    Some((failure, shown))
                }
            }
        }
    });
    let confirm = move |_| {
        let (Some(template), Some(Plan { starts_at, per_day })) = (template.get_untracked(), untrack(ahead)) else { return };
        if send.pending().get_untracked() {
            return;
        }
        let recipients = recipients.get_untracked().as_ref().clone();
        let (expected_recipients, confirmed_recipients) = untrack(|| (receive.get(), look.confirmed()));
        let request =
            BatchRequest { kind, template: template.id, recipients, expected_recipients, confirmed_recipients, starts_at, per_day };
        send.dispatch_local(request);
    };
    let blocked = move || plan.read().as_ref().and_then(|plan| plan.not_ready);
    let moved = Memo::new(move |_| {
        let recipients = recipients.get();
        let of_plan = plan.read().as_ref().and_then(|ready| recipients.moved(ready.plan.matching));
        let of_answer = send.value().read().as_ref().and_then(Option::as_ref).and_then(|(failure, _)| match failure {
            Failure::Moved { whom: Whom::Matching, moved } => recipients.moved(moved.now).filter(|now| now == moved),
            _ => None,
        });
        of_plan.or(of_answer)
    });
    let look_again = Callback::new(move |matching| {
        recipients.update(|recipients| *recipients = Arc::new(recipients.as_ref().clone().expecting(matching)));
        // Those who came meanwhile have names.
        tracker.refresh();
    });
    let cannot = move || {
        ahead().is_none()
            || send.pending().get()
            || moved.read().is_some()
            || blocked().is_some()
            || template.read().is_none()
            || receive.get() == 0
            || look.is_missing()
    };
    let trouble = move || {
        let failed = send.value().get().flatten().filter(|(failure, _)| !matches!(failure, Failure::Moved { whom: Whom::Matching, .. }));
        failed.map(|(failure, shown)| view! { <Trouble failure=failure shown=shown receive=receive/> })
    };
    let confirm_words = move || {
        let text = words.get();
        match (send.pending().get(), asking.get(), ahead().and_then(|plan| plan.starts_at)) {
            (true, true, _) => text.send_asking().to_owned(),
            (true, false, _) => text.send_sending().to_owned(),
            (false, _, Some(_)) => text.send_confirm_later(receive.get()),
            (false, _, None) => text.send_confirm(receive.get()),
        }
    };
    view! { class = class,
        <div class="send-preparations">
            {move || (blocked() == Some(NotReady::SenderMissing)).then(|| view! { <SenderMissing/> })}
            <TemplateChoice templates=Signal::derive(templates) template=template on_choose=Callback::new(move |id| chosen.set(Some(id)))/>
            {move || plan.get().map(|ready| view! { <WhoReceives plan=ready.plan.clone()/> })}
            <p class="route">
                <Icon name="send"/>
                <span>{move || mail_route_words(words, &capabilities)}</span>
            </p>
            <Later typed=typed/>
            <Preview template=template plan=plan/>
            <SecondLookField look=look/>
            <footer data-line="">
                <div role="alert">
                    {move || moved.get().map(|moved| view! { <FilterMoved moved=moved on_look=look_again/> })}
                    {trouble}
                </div>
                <button type="button" on:click=move |_| tracker.intent.set(None)>{move || words.get().app_cancel()}</button>
                <button type="button" data-kind="primary" disabled=cannot on:click=confirm>
                    <Icon name="send"/>
                    {confirm_words}
                </button>
            </footer>
        </div>
    }
}

/// No sender is set.
#[component]
fn SenderMissing() -> impl IntoView {
    let words = words();
    view! {
        <Callout tone=Tone::Caution title=Signal::derive(move || words.get().send_no_sender_title().to_owned())>
            <p>{move || words.get().send_no_sender_how()}</p>
            <p><a href=Route::Settings.href()>{move || words.get().send_to_settings()}</a></p>
        </Callout>
    }
}

/// Nothing was sent: why, and what to do.
#[component]
fn Trouble(
    /// What went wrong.
    failure: Failure,
    /// How many recipients were shown before.
    shown: u64,
    /// How many there are now.
    receive: Memo<u64>,
) -> impl IntoView {
    let words = words();
    let said = if let Failure::Moved { moved, .. } = &failure { Some(*moved) } else { None };
    let changed = move || Moved::between(shown, receive.get()).or(said);
    let begun = failure == Failure::BegunBefore;
    let title = move || match (changed(), begun) {
        (_, true) => words.get().send_earlier_title().to_owned(),
        (Some(_), false) => words.get().send_changed_title().to_owned(),
        (None, false) => words.get().failure_title().to_owned(),
    };
    let how = move || {
        let text = words.get();
        if begun {
            return text.send_earlier_how().to_owned();
        }
        if failure == Failure::Unreachable {
            return text.send_no_answer().to_owned();
        }
        match changed() {
            Some(moved) => text.send_changed_how(moved.now, text.number(moved.expected)),
            None => format!("{} {}", failure_words(words, &failure), text.send_once()),
        }
    };
    view! {
        <Callout tone=Tone::Bad title=Signal::derive(title)>
            <p>{how}</p>
            {begun.then(|| view! { <p><a href=Route::Batches.href()>{move || words.get().send_to_sending()}</a></p> })}
        </Callout>
    }
}
