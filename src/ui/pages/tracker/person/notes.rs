//! Owns writing a note about a person.
//! Refuses to lose what is typed: it stays until the backend has it, also when the panel closes.

use super::{
    open_person::OpenPerson,
    outcome::{Outcome, fault_words},
};
use crate::api::notes::NoteRequest;
use crate::backend::Failure;
use crate::domain::note::{NoteFault, NoteText};
use crate::ui::{
    components::{Field, Icon, field_id, focus_on},
    context::{session, unsaved_notes, words},
    unsaved_notes::NoteField,
};
use leptos::{html, prelude::*};
use stylers_macro::style;

/// The field for a new note.
#[component]
pub fn NoteForm(
    /// About whom.
    person: OpenPerson,
) -> impl IntoView {
    let class = style! {
        .notes {
            display: grid;
            justify-items: start;
            gap: var(--s3);
        }
        .note-written {
            inline-size: 100%;
        }
    };
    let (words, unsaved, backend) = (words(), unsaved_notes(), session().backend);
    let (id, area) = (field_id(), NodeRef::<html::Textarea>::new());
    let typed = Memo::new(move |_| unsaved.typed(&person.id(), NoteField::Note));
    let (asked, done) = (RwSignal::new(false), RwSignal::new(false));
    let save = Action::new_local(move |text: &String| {
        let (backend, of, text) = (backend.clone(), person.id(), text.clone());
        let key = unsaved.key(&of, NoteField::Note, &text);
        async move {
            let answer = backend.add_note(&of, &NoteRequest { id: key, text: text.clone() }).await;
            match &answer {
                Ok(_) => {
                    unsaved.was_saved(&of, NoteField::Note, &text);
                    done.try_set(true);
                    person.read_again();
                }
                Err(failure) => {
                    if matches!(failure, Failure::Refused { .. }) {
                        unsaved.change_key(&of, NoteField::Note);
                    }
                    person.failed(failure);
                }
            }
            answer.map(|_| ())
        }
    });
    let pending = save.pending();
    let fault = Memo::new(move |_| NoteText::parse(&typed.read()).err());
    let problem = move || match fault.get() {
        // Nothing is wrong with a field that nobody has touched yet.
        Some(NoteFault::Empty) if !asked.get() => String::new(),
        Some(fault) => fault_words(words.get(), fault),
        None => String::new(),
    };
    let write = move |event| {
        done.set(false);
        asked.set(false);
        unsaved.write(&person.id(), NoteField::Note, event_target_value(&event));
    };
    let add = move |_| {
        if fault.get_untracked().is_some() {
            asked.set(true);
            focus_on(area);
        } else if !pending.get_untracked() {
            done.set(false);
            save.dispatch_local(typed.get_untracked());
        }
    };
    let failure = move || save.value().get().and_then(Result::err).filter(|_| !pending.get());
    view! { class = class,
        <section class="notes">
            <h3>{move || words.get().person_notes()}</h3>
            <div class="note-written">
                <Field
                    id=id.clone()
                    label=Signal::derive(move || words.get().person_note_label().to_owned())
                    hint=Signal::derive(move || words.get().person_note_hint().to_owned())
                    problem=Signal::derive(problem)
                >
                    <textarea
                        id=id.clone()
                        node_ref=area
                        rows="3"
                        dir="auto"
                        aria-describedby=format!("{id}-hint {id}-problem")
                        aria-invalid=move || (!problem().is_empty()).then_some("true")
                        prop:value=typed
                        on:input=write
                    ></textarea>
                </Field>
            </div>
            <button type="button" aria-disabled=move || pending.get().then_some("true") on:click=add>
                <Icon name="plus"/>
                {move || words.get().person_note_add()}
            </button>
            <Outcome done=Signal::derive(move || done.get().then(|| words.get().person_note_added())) failure=Signal::derive(failure) typed=true/>
        </section>
    }
}
