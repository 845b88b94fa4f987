//! Owns saying that mail to a person comes back, why and what helps, and lifting it.
//! Refuses to lift it by one press: mail that comes back again harms everybody's mail.

use super::{open_person::OpenPerson, outcome::Outcome};
use crate::domain::undeliverable::{UndeliverableAddress, UndeliverableStanding};
use crate::ui::{
    components::{Callout, Icon, focus_on},
    context::{Tone, session, words},
    pages::sending::bounce_words,
};
use leptos::{html, prelude::*};
use stylers_macro::style;

/// What is said of an address that mail comes back from; nothing of any other.
#[component]
pub fn UndeliverableNotice(
    /// Whose.
    person: OpenPerson,
) -> impl IntoView {
    let class = style! {
        .undeliverable-notice {
            display: grid;
            gap: var(--s2);
        }
        .asked {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s2);
        }
    };
    let (words, backend) = (words(), session().backend);
    let (asked, done) = (RwSignal::new(false), RwSignal::new(false));
    let sure = NodeRef::<html::Button>::new();
    let entry = Memo::new(move |_| {
        let found = person.timeline.with(|read| read.as_ref().and_then(|read| read.undeliverable.clone()));
        found.filter(|entry| entry.standing == UndeliverableStanding::InForce)
    });
    let clear = Action::new_local(move |id: &u64| {
        let (backend, of, id) = (backend.clone(), person.id(), *id);
        async move {
            let answer = backend.clear_undeliverable(id).await;
            match &answer {
                Ok(_) => {
                    done.try_set(true);
                    person.changed(&of);
                }
                Err(failure) => person.failed(failure),
            }
            answer.map(|_| ())
        }
    });
    let pending = clear.pending();
    // The button that asked is gone.
    Effect::new(move |_| {
        if sure.get().is_some() {
            focus_on(sure);
        }
    });
    let lift = move |id: u64| {
        if !pending.get_untracked() {
            clear.dispatch_local(id);
        }
    };
    let question = move |id: u64| {
        if asked.get() {
            view! { class = class,
                <p>{move || words.get().bounce_clear_sure()}</p>
                <div class="asked">
                    <button type="button" node_ref=sure aria-disabled=move || pending.get().then_some("true") on:click=move |_| lift(id)>
                        {move || words.get().bounce_clear_yes()}
                    </button>
                    <button type="button" data-kind="quiet" on:click=move |_| asked.set(false)>{move || words.get().bounce_clear_no()}</button>
                </div>
            }
            .into_any()
        } else {
            view! {
                <div>
                    <button type="button" on:click=move |_| asked.set(true)>
                        <Icon name="undo"/>
                        {move || words.get().bounce_clear()}
                    </button>
                </div>
            }
            .into_any()
        }
    };
    let notice = move |entry: UndeliverableAddress| {
        let UndeliverableAddress { id, reason, status, since, soft_bounces, .. } = entry;
        let title = Signal::derive(move || words.get().bounce_since(words.get().date_time(since.millis())));
        view! { class = class,
            <Callout tone=Tone::Bad title=title>
                <div class="undeliverable-notice">
                    <p>{move || bounce_words(words.get(), reason, status)}</p>
                    {(soft_bounces > 0).then(|| view! { <p>{move || words.get().bounce_soft_count(soft_bounces)}</p> })}
                    {move || question(id)}
                </div>
            </Callout>
        }
    };
    let failure = move || clear.value().get().and_then(Result::err).filter(|_| !pending.get());
    view! {
        <div>
            {move || entry.get().map(notice)}
            <Outcome done=Signal::derive(move || (done.get() && entry.read().is_none()).then(|| words.get().bounce_cleared())) failure=Signal::derive(failure)/>
        </div>
    }
}
