//! Owns a person's panel: what is known of them, what would be sent and why, and what happened.
//! Refuses to change anything but to begin a send.

mod facts;
mod timeline;

use super::{
    mark::Mark,
    state::tracker,
    words::{decision_words, kind_words, send_words},
};
use crate::domain::{
    decide::decide,
    email_kind::{EMAIL_KINDS, EmailKind, SuppressibleKind},
    people::Person,
};
use crate::ui::{
    components::{Dialog, Icon},
    context::words,
};
use facts::PersonFacts;
use leptos::prelude::*;
use stylers_macro::style;
use timeline::PersonTimeline;

/// The panel, when one is open.
#[component]
pub fn PersonDialog() -> impl IntoView {
    let tracker = tracker();
    let person = Memo::new(move |_| tracker.opened.get().and_then(|id| tracker.directory.with(|people| people.record(people.row(&id)?))).map(Person::new));
    let open = Memo::new(move |_| person.read().is_some());
    let title = move || person.read().as_ref().map(|person| person.record.user.shown_name()).unwrap_or_default();
    let contents = move || person.get().map(|person| view! { <Panel person=person/> });
    view! {
        <Dialog open=open title=Signal::derive(title) on_close=Callback::new(move |()| tracker.opened.set(None))>
            {contents}
        </Dialog>
    }
}

/// What is in the panel.
#[component]
fn Panel(
    /// Whose.
    person: Person,
) -> impl IntoView {
    let class = style! {
        .panel {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            overflow-wrap: anywhere;
            gap: var(--s6);
        }
        .footer {
            display: flex;
            flex-wrap: wrap;
            justify-content: flex-end;
            gap: var(--s2);
        }
    };
    let (tracker, words) = (tracker(), words());
    let id = person.id().clone();
    let send = move |kind: SuppressibleKind, icon| {
        let id = id.clone();
        let begin = move |_| {
            tracker.opened.set(None);
            tracker.send_to_one(kind, &id);
        };
        view! {
            <button type="button" on:click=begin>
                <Icon name=icon/>
                {move || send_words(words.get(), kind)}
            </button>
        }
    };
    view! { class = class,
        <div class="panel">
            <PersonFacts person=person.clone()/>
            <Decisions person=person.clone()/>
            <PersonTimeline id=person.id().clone()/>
            <footer class="footer">
                {send(SuppressibleKind::Activation, "mail")}
                {send(SuppressibleKind::Reminder, "bell")}
            </footer>
        </div>
    }
}

/// What would happen with each kind of automatic email, and why.
#[component]
fn Decisions(
    /// To whom.
    person: Person,
) -> impl IntoView {
    let class = style! {
        .decision-per-kind {
            display: grid;
            gap: var(--s2);
        }
        .list {
            display: grid;
            gap: var(--s2);
            padding: 0;
            list-style: none;
        }
        .one {
            display: grid;
            grid-template-columns: 10rem 9rem minmax(0, 1fr);
            align-items: start;
            gap: 0 var(--s3);
        }
        .why {
            color: var(--ink-quiet);
        }
        @media (max-width: 640px) {
            .one {
                grid-template-columns: minmax(0, 1fr) auto;
            }
            .why {
                grid-column: 1 / -1;
            }
        }
    };
    let (tracker, words) = (tracker(), words());
    let person = StoredValue::new(person);
    let one = move |kind: EmailKind| {
        let facts = tracker.facts.get()?;
        let decision = person.with_value(|person| decide(&facts.organization, &facts.settings, &person.record.user, kind, tracker.now));
        let (tone, word, reason) = decision_words(words.get(), &decision, &facts);
        Some(view! { class = class,
            <li class="one">
                <span>{kind_words(words.get(), kind)}</span>
                <Mark tone=tone label=word.to_owned()/>
                <span class="why">{reason}</span>
            </li>
        })
    };
    view! { class = class,
        <section class="decision-per-kind">
            <h3>{move || words.get().person_automatic()}</h3>
            <ul class="list">{move || EMAIL_KINDS.iter().map(|kind| one(*kind)).collect_view()}</ul>
        </section>
    }
}
