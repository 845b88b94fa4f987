//! Owns what is said when a person disappears while their panel is open.
//! Refuses to throw away what was typed: it can still be copied.

use super::open_person::OpenPerson;
use crate::ui::{
    components::{Callout, Field, field_id, focus_on},
    context::{Tone, unsaved_notes, words},
    pages::tracker::state::tracker,
    unsaved_notes::NoteField,
};
use leptos::{html, prelude::*};
use stylers_macro::style;

/// The person is gone.
#[component]
pub fn Gone(
    /// Who.
    person: OpenPerson,
) -> impl IntoView {
    let class = style! {
        .person-gone {
            display: grid;
            gap: var(--s5);
        }
        .said-gone {
            outline-offset: var(--s1);
        }
    };
    let (tracker, words, unsaved) = (tracker(), words(), unsaved_notes());
    let said = NodeRef::<html::Div>::new();
    // What had the focus is gone too.
    Effect::new(move |_| {
        if said.get().is_some() {
            focus_on(said);
        }
    });
    let typed = Memo::new(move |_| {
        let of = person.id();
        let texts = [NoteField::Note, NoteField::Contact].map(|field| unsaved.typed(&of, field));
        texts.into_iter().filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
    });
    let id = StoredValue::new(field_id());
    let to_copy = move || {
        let id = id.get_value();
        let (label, hint) = (move || words.get().person_gone_typed().to_owned(), move || words.get().person_gone_copy().to_owned());
        view! {
            <Field id=id.clone() label=Signal::derive(label) hint=Signal::derive(hint)>
                <textarea id=id.clone() readonly="" dir="auto" aria-describedby=format!("{id}-hint {id}-problem") prop:value=typed></textarea>
            </Field>
        }
    };
    let close = move |_| {
        unsaved.discard(&person.id());
        tracker.opened.set(None);
    };
    view! { class = class,
        <div class="person-gone">
            <div class="said-gone" role="alert" tabindex="-1" node_ref=said>
                <Callout tone=Tone::Caution title=Signal::derive(move || words.get().person_gone_title().to_owned())>
                    <p>{move || words.get().person_gone_how()}</p>
                </Callout>
            </div>
            {move || (!typed.read().is_empty()).then(to_copy)}
            <footer>
                <button type="button" data-kind="primary" on:click=close>{move || words.get().app_close()}</button>
            </footer>
        </div>
    }
}
