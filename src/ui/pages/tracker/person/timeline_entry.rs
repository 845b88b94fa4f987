//! Owns one entry of a person's timeline: what happened, what came of it, who noted it and when.
//! Refuses markup in what people wrote: it is text, and its direction ends with it.

use super::undo::{Change, Changing};
use crate::domain::activity::{TimelineEntry, TimelineEvent};
use crate::ui::{
    components::{Icon, Status},
    context::words,
    pages::{
        activity::way_words,
        sending::{bounce_words, delivery_words, verdict_words},
        tracker::{
            state::{Tracker, tracker},
            words::{kind_words, moment, rule_name},
        },
    },
    route::Route,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// One thing that happened.
#[component]
pub fn Entry(
    /// What.
    entry: TimelineEntry,
    /// Takes notes and contacts out.
    changing: Changing,
) -> impl IntoView {
    let class = style! {
        .timeline-entry {
            display: grid;
            gap: 0 var(--s3);
        }
        .what {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s2);
        }
        .written {
            white-space: pre-wrap;
            overflow-wrap: anywhere;
        }
        .when {
            display: flex;
            flex-wrap: wrap;
            gap: 0 var(--s2);
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let (tracker, words) = (tracker(), words());
    let at = entry.at;
    let (written, by) = match &entry.event {
        TimelineEvent::Noted { note } => (Some(note.text.as_str().to_owned()), Some(note.by.clone())),
        TimelineEvent::Contacted { contact } => (contact.note.as_ref().map(|note| note.as_str().to_owned()), Some(contact.by.clone())),
        TimelineEvent::Added
        | TimelineEvent::FirstSeen
        | TimelineEvent::LastSeen
        | TimelineEvent::RemindersDeclined
        | TimelineEvent::Bounced { .. }
        | TimelineEvent::Delivery { .. } => (None, None),
    };
    let event = StoredValue::new(entry.event);
    let what = move || event.with_value(|event| event_words(words.get(), event));
    let outcome = move || event.with_value(|event| delivered(words.get(), event, tracker));
    view! { class = class,
        <li class="timeline-entry">
            <span class="what">
                {what}
                {outcome}
                <TakeOut event=event changing=changing/>
            </span>
            {move || event.with_value(|event| reason(words.get(), event, tracker)).map(|reason| view! { class = class, <span class="when">{reason}</span> })}
            {written.map(|written| view! { class = class, <p class="written" dir="auto">{written}</p> })}
            <span class="when">
                <time datetime=String::from(at)>{move || moment(words.get(), at)}</time>
                {by.map(|by| view! { <bdi>{by}</bdi> })}
            </span>
        </li>
    }
}

/// The button that takes a note or a contact out.
#[component]
fn TakeOut(
    /// What may be taken out.
    event: StoredValue<TimelineEvent>,
    /// Takes it out.
    changing: Changing,
) -> impl IntoView {
    let words = words();
    let (change, icon, label): (Change, &'static str, fn(Text) -> &'static str) = match event.get_value() {
        TimelineEvent::Noted { note } => (Change::Remove(note.id), "trash", Text::person_note_remove),
        TimelineEvent::Contacted { contact } => (Change::Withdraw(contact.id), "undo", Text::person_contact_withdraw),
        TimelineEvent::Added
        | TimelineEvent::FirstSeen
        | TimelineEvent::LastSeen
        | TimelineEvent::RemindersDeclined
        | TimelineEvent::Bounced { .. }
        | TimelineEvent::Delivery { .. } => return ().into_any(),
    };
    view! {
        <button type="button" data-kind="quiet" data-shape="icon" aria-label=move || label(words.get()) title=move || label(words.get()) on:click=move |_| changing.begin(change.clone())>
            <Icon name=icon/>
        </button>
    }
    .into_any()
}

fn event_words(text: Text, event: &TimelineEvent) -> String {
    match event {
        TimelineEvent::Added => text.person_event_added().to_owned(),
        TimelineEvent::FirstSeen => text.person_event_first_seen().to_owned(),
        TimelineEvent::LastSeen => text.person_event_last_seen().to_owned(),
        TimelineEvent::RemindersDeclined => text.person_event_declined().to_owned(),
        TimelineEvent::Noted { .. } => text.person_event_noted().to_owned(),
        TimelineEvent::Contacted { contact } => text.person_event_contacted(way_words(text, contact.way)),
        TimelineEvent::Delivery { kind, .. } => kind_words(text, (*kind).into()).to_owned(),
        TimelineEvent::Bounced { bounce } => text.bounce_came_back(kind_words(text, bounce.kind.into())),
    }
}

/// What came of a delivery, or came back of it, with the way to its batch.
fn delivered(text: Text, event: &TimelineEvent, tracker: Tracker) -> Option<AnyView> {
    let (batch, tone, word) = match event {
        TimelineEvent::Delivery { batch, state, .. } => {
            let (tone, word, _) = delivery_words(text, state, |rule| tracker.facts.get().map(|facts| rule_name(&facts, rule)));
            (batch, tone, word)
        }
        TimelineEvent::Bounced { bounce } => {
            let (tone, word) = verdict_words(text, bounce.verdict);
            (&bounce.batch, tone, word)
        }
        TimelineEvent::Added
        | TimelineEvent::FirstSeen
        | TimelineEvent::LastSeen
        | TimelineEvent::RemindersDeclined
        | TimelineEvent::Noted { .. }
        | TimelineEvent::Contacted { .. } => return None,
    };
    let href = Route::Batch(batch.clone()).href();
    Some(
        view! {
            <Status tone=tone label=word.to_owned()/>
            <a href=href>{text.person_batch()}</a>
        }
        .into_any(),
    )
}

/// Why it came so, where there is a reason.
fn reason(text: Text, event: &TimelineEvent, tracker: Tracker) -> Option<String> {
    if let TimelineEvent::Bounced { bounce } = event {
        return Some(bounce_words(text, bounce.reason, bounce.status));
    }
    let TimelineEvent::Delivery { state, .. } = event else { return None };
    let (.., reason) = delivery_words(text, state, |rule| tracker.facts.get().map(|facts| rule_name(&facts, rule)));
    Some(reason).filter(|reason| !reason.is_empty())
}
