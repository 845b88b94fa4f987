//! Owns what is decided about the automatic emails to a person: each decision with the steps that led to it.
//! Refuses to decide; the backend does, by the settings as saved.

use super::open_person::OpenPerson;
use crate::domain::mail_history::UserRecord;
use crate::ui::{
    components::{Callout, FailureView, Loading},
    context::{Tone, session, words},
    pages::settings::on_demand::Trace,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The decisions.
#[component]
pub fn Decisions(
    /// About whom.
    person: OpenPerson,
) -> impl IntoView {
    let class = style! {
        .person-decisions {
            display: grid;
            gap: var(--s3);
        }
    };
    let words = words();
    let backend = session().backend;
    let decisions = LocalResource::new(move || {
        let (backend, id) = (backend.clone(), person.id());
        async move { backend.user_decisions(&id).await }
    });
    let retry = Callback::new(move |()| decisions.refetch());
    let contents = move || match decisions.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Err(failure)) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
        Some(Ok(read)) => {
            read.decisions.into_iter().map(|explanation| view! { <Trace explanation=explanation/> }).collect_view().into_any()
        }
    };
    // What is decided is not all: the address is asked last.
    let undeliverable = move || {
        let since = person.record.with(|record| record.as_ref().and_then(UserRecord::undeliverable_since))?;
        Some(
            view! { <Callout tone=Tone::Bad><p>{move || words.get().skip_undeliverable(words.get().date_time(since.millis()))}</p></Callout> },
        )
    };
    view! { class = class,
        <section class="person-decisions">
            <h3>{move || words.get().person_automatic()}</h3>
            {undeliverable}
            {contents}
        </section>
    }
}
