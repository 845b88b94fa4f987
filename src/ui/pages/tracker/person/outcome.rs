//! Owns what is said under a form once it was sent: that it is kept, or why not and that nothing typed is lost.
//! Refuses to try again by itself.

use crate::backend::Failure;
use crate::domain::note::{LONGEST_NOTE, NoteFault};
use crate::ui::{
    components::{Callout, failure_words},
    context::{Tone, words},
    text::Text,
};
use leptos::prelude::*;

/// What came of it.
#[component]
pub fn Outcome(
    /// What is said when it went well; nothing before.
    #[prop(into)]
    done: Signal<Option<&'static str>>,
    /// Why it did not.
    #[prop(into)]
    failure: Signal<Option<Failure>>,
    /// Whether something was typed that could be feared for.
    #[prop(optional)]
    typed: bool,
) -> impl IntoView {
    let words = words();
    let trouble = move || {
        failure.get().map(|failure| {
            // Of a lost connection the failure itself says that nothing is lost with it.
            let typed = typed && failure != Failure::Unreachable;
            let said = move || failure_words(words, &failure);
            view! {
                <Callout tone=Tone::Bad title=Signal::derive(move || words.get().failure_title().to_owned())>
                    <p>{said}</p>
                    {typed.then(|| view! { <p>{move || words.get().person_kept()}</p> })}
                </Callout>
            }
        })
    };
    view! {
        <span role="status">{done}</span>
        <div role="alert">{trouble}</div>
    }
}

/// What is wrong with a text.
pub fn fault_words(text: Text, fault: NoteFault) -> String {
    match fault {
        NoteFault::Empty => text.person_note_empty().to_owned(),
        NoteFault::TooLong { length } => text.person_note_too_long(text.number(length as u64), text.number(LONGEST_NOTE as u64)),
        NoteFault::ControlCharacter { code } => text.person_note_control(format!("U+{code:04X}")),
    }
}
