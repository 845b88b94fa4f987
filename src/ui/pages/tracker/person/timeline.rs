//! Owns a person's timeline: every mail and every state, newest first.
//! Refuses to remember it; it is read anew whenever the panel opens.

use crate::domain::{
    activity::{TimelineEntry, TimelineEvent},
    batch::DeliveryState,
    user::UserId,
};
use crate::ui::{
    components::{FailureView, Loading, Status},
    context::{Tone, session, words},
    pages::tracker::{
        state::{Facts, tracker},
        words::{kind_words, moment, skip_words},
    },
    route::Route,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The timeline.
#[component]
pub fn PersonTimeline(
    /// Whose.
    id: UserId,
) -> impl IntoView {
    let class = style! {
        .timeline {
            display: grid;
            gap: var(--s2);
        }
        .entries {
            display: grid;
            gap: var(--s3);
            padding-inline-start: var(--s4);
            border-inline-start-width: 2px;
            border-inline-start-style: solid;
            border-inline-start-color: var(--line);
            list-style: none;
        }
    };
    let words = words();
    let backend = session().backend;
    let timeline = LocalResource::new(move || {
        let (backend, id) = (backend.clone(), id.clone());
        async move { backend.user_timeline(&id).await }
    });
    let contents = move || match timeline.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Err(failure)) => view! { <FailureView failure=failure on_retry=Callback::new(move |()| timeline.refetch())/> }.into_any(),
        Some(Ok(timeline)) => {
            let entries = timeline.entries.into_iter().map(|entry| view! { <Entry entry=entry/> }).collect_view();
            view! { class = class, <ol class="entries">{entries}</ol> }.into_any()
        }
    };
    view! { class = class,
        <section class="timeline">
            <h3>{move || words.get().person_timeline()}</h3>
            {contents}
        </section>
    }
}

/// One thing that happened.
#[component]
fn Entry(
    /// What.
    entry: TimelineEntry,
) -> impl IntoView {
    let class = style! {
        .entry {
            display: grid;
            gap: 0 var(--s3);
        }
        .what {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s2);
        }
        .quiet {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let (tracker, words) = (tracker(), words());
    let at = entry.at;
    let what = move || {
        let text = words.get();
        let state = match &entry.event {
            TimelineEvent::Delivery { state, .. } => Some(state_words(text, state, tracker.facts.get().as_deref())),
            TimelineEvent::Added | TimelineEvent::FirstSeen | TimelineEvent::LastSeen => None,
        };
        let batch = match &entry.event {
            TimelineEvent::Delivery { batch, .. } => Some(Route::Batch(batch.clone()).href()),
            TimelineEvent::Added | TimelineEvent::FirstSeen | TimelineEvent::LastSeen => None,
        };
        let reason = state.as_ref().and_then(|(.., reason)| reason.clone());
        view! { class = class,
            <span class="what">
                {event_words(text, &entry.event)}
                {state.map(|(tone, word, _)| view! { <Status tone=tone label=word.to_owned()/> })}
                {batch.map(|href| view! { <a href=href>{text.person_batch()}</a> })}
            </span>
            {reason.map(|reason| view! { class = class, <span class="quiet">{reason}</span> })}
        }
    };
    view! { class = class,
        <li class="entry">
            {what}
            <time class="quiet" datetime=String::from(at)>{move || moment(words.get(), at)}</time>
        </li>
    }
}

fn event_words(text: Text, event: &TimelineEvent) -> &'static str {
    match event {
        TimelineEvent::Added => text.person_event_added(),
        TimelineEvent::FirstSeen => text.person_event_first_seen(),
        TimelineEvent::LastSeen => text.person_event_last_seen(),
        TimelineEvent::Delivery { kind, .. } => kind_words(text, (*kind).into()),
    }
}

/// A delivery's state: tone, word, reason.
fn state_words(text: Text, state: &DeliveryState, facts: Option<&Facts>) -> (Tone, &'static str, Option<String>) {
    match state {
        DeliveryState::Queued => (Tone::Note, text.person_state_queued(), None),
        DeliveryState::Sending => (Tone::Note, text.person_state_sending(), None),
        DeliveryState::Sent => (Tone::Good, text.tracker_outcome_sent(), None),
        DeliveryState::Failed { reason } => (Tone::Bad, text.tracker_outcome_failed(), Some(reason.clone())),
        DeliveryState::Skipped { reason } => (Tone::Still, text.person_state_skipped(), Some(skip_words(text, reason, facts))),
        DeliveryState::Uncertain => (Tone::Caution, text.tracker_outcome_uncertain(), Some(text.person_state_uncertain_why().to_owned())),
    }
}
