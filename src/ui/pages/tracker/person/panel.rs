//! Owns what is in a person's panel, and what stands there instead once the person is gone.
//! Refuses to send; it begins a send in the dialog that every send begins in.

use super::{
    contacts::ContactForm, decisions::Decisions, facts::PersonFacts, gone::Gone, notes::NoteForm, open_person::OpenPerson,
    timeline::PersonTimeline, undeliverable::UndeliverableNotice,
};
use crate::api::payload::Ability;
use crate::domain::{email_kind::SuppressibleKind, user::UserId};
use crate::ui::{
    components::Icon,
    context::{session, words},
    pages::tracker::{state::tracker, words::send_words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// What is in the panel.
#[component]
pub fn Panel(
    /// Whose.
    id: UserId,
) -> impl IntoView {
    let person = OpenPerson::new(id);
    move || {
        if person.gone.get() { view! { <Gone person=person/> }.into_any() } else { view! { <Contents person=person/> }.into_any() }
    }
}

/// Everything about somebody who is there.
#[component]
fn Contents(
    /// Whose.
    person: OpenPerson,
) -> impl IntoView {
    let class = style! {
        .person-panel {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            overflow-wrap: anywhere;
            gap: var(--s6);
        }
    };
    let (tracker, words) = (tracker(), words());
    let capabilities = session().capabilities;
    let (cannot_send, notes) = (capabilities.own_messages() == Ability::Unavailable, capabilities.notes == Ability::Available);
    let send = move |kind: SuppressibleKind, icon| {
        view! {
            <button
                type="button"
                disabled=cannot_send
                aria-describedby=cannot_send.then_some("person-cannot-send")
                on:click=move |_| tracker.send_to_one(kind, person.id())
            >
                <Icon name=icon/>
                {move || send_words(words.get(), kind)}
            </button>
        }
    };
    view! { class = class,
        <div class="person-panel">
            <UndeliverableNotice person=person/>
            <PersonFacts person=person/>
            <Decisions person=person/>
            {if notes {
                view! { <ContactForm person=person/><NoteForm person=person/> }.into_any()
            } else {
                view! { <p>{move || words.get().person_notes_unavailable()}</p> }.into_any()
            }}
            <PersonTimeline person=person/>
            {cannot_send.then(|| view! { <p id="person-cannot-send">{move || words.get().tracker_cannot_target()}</p> })}
            <footer>
                {send(SuppressibleKind::Activation, "mail")}
                {send(SuppressibleKind::Reminder, "bell")}
            </footer>
        </div>
    }
}
