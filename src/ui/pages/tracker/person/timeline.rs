//! Owns a person's timeline: every mail and every state, newest first.
//! Refuses to remember it; it is read anew whenever the panel opens.

use crate::domain::{
    activity::{TimelineEntry, TimelineEvent},
    user::UserId,
};
use crate::ui::{
    components::{FailureView, Loading, Status},
    context::{session, words},
    pages::{
        sending::delivery_words,
        tracker::{
            state::tracker,
            words::{kind_words, moment, rule_name},
        },
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
            TimelineEvent::Delivery { state, .. } => {
                Some(delivery_words(text, state, |rule| tracker.facts.get().map(|facts| rule_name(&facts, rule))))
            }
            TimelineEvent::Added | TimelineEvent::FirstSeen | TimelineEvent::LastSeen | TimelineEvent::RemindersDeclined => None,
        };
        let batch = match &entry.event {
            TimelineEvent::Delivery { batch, .. } => Some(Route::Batch(batch.clone()).href()),
            TimelineEvent::Added | TimelineEvent::FirstSeen | TimelineEvent::LastSeen | TimelineEvent::RemindersDeclined => None,
        };
        let reason = state.as_ref().map(|(.., reason)| reason.clone()).filter(|reason| !reason.is_empty());
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
        TimelineEvent::RemindersDeclined => text.person_event_declined(),
        TimelineEvent::Delivery { kind, .. } => kind_words(text, (*kind).into()),
    }
}
