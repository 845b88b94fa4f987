//! Owns noting that a person was reached some other way than by mail.
//! Refuses to lose what is typed: it stays until the backend has it, also when the panel closes.

use super::{
    open_person::OpenPerson,
    outcome::{Outcome, fault_words},
};
use crate::api::notes::ContactRequest;
use crate::backend::Failure;
use crate::domain::{
    contact::{CONTACT_WAYS, ContactWay},
    note::NoteText,
};
use crate::ui::{
    components::{Field, Icon, field_id, focus_on},
    context::{session, unsaved_notes, words},
    pages::activity::way_words,
    unsaved_notes::NoteField,
};
use leptos::{html, prelude::*};
use stylers_macro::style;

/// How the person was reached, and what to remember of it.
#[component]
pub fn ContactForm(
    /// Who.
    person: OpenPerson,
) -> impl IntoView {
    let class = style! {
        .contact-form {
            display: grid;
            justify-items: start;
            gap: var(--s3);
        }
        .contact-fields {
            display: grid;
            grid-template-columns: minmax(0, 14rem) minmax(0, 1fr);
            gap: var(--s3);
            inline-size: 100%;
        }
        .contact-lead {
            color: var(--ink-quiet);
        }
        @media (max-width: 480px) {
            .contact-fields {
                grid-template-columns: minmax(0, 1fr);
            }
        }
    };
    let (words, unsaved, backend) = (words(), unsaved_notes(), session().backend);
    let (way, done, field) = (RwSignal::new(ContactWay::Phone), RwSignal::new(false), NodeRef::<html::Input>::new());
    let typed = Memo::new(move |_| unsaved.typed(&person.id(), NoteField::Contact));
    let fault = Memo::new(move |_| NoteText::parse_optional(&typed.read()).err());
    let save = Action::new_local(move |(way, note): &(ContactWay, String)| {
        let (backend, of, way, note) = (backend.clone(), person.id(), *way, note.clone());
        let key = unsaved.key(&of, NoteField::Contact, &format!("{} {note}", way.name()));
        async move {
            let answer = backend.add_contact(&of, &ContactRequest { id: key, way, note: note.clone() }).await;
            match &answer {
                Ok(_) => {
                    unsaved.was_saved(&of, NoteField::Contact, &note);
                    done.try_set(true);
                    person.changed(&of);
                }
                Err(failure) => {
                    if matches!(failure, Failure::Refused { .. }) {
                        unsaved.change_key(&of, NoteField::Contact);
                    }
                    person.failed(failure);
                }
            }
            answer.map(|_| ())
        }
    });
    let pending = save.pending();
    let add = move |_| {
        if fault.get_untracked().is_some() {
            focus_on(field);
        } else if !pending.get_untracked() {
            done.set(false);
            save.dispatch_local((way.get_untracked(), typed.get_untracked()));
        }
    };
    let write = move |text| {
        done.set(false);
        unsaved.write(&person.id(), NoteField::Contact, text);
    };
    let problem = Signal::derive(move || fault.get().map(|fault| fault_words(words.get(), fault)).unwrap_or_default());
    let failure = move || save.value().get().and_then(Result::err).filter(|_| !pending.get());
    view! { class = class,
        <section class="contact-form">
            <h3>{move || words.get().person_contacted()}</h3>
            <p class="contact-lead">{move || words.get().person_contact_hint()}</p>
            <div class="contact-fields">
                <WayField way=way/>
                <NoteOfContact field=field typed=typed problem=problem on_write=Callback::new(write)/>
            </div>
            <button type="button" aria-disabled=move || pending.get().then_some("true") on:click=add>
                <Icon name="phone"/>
                {move || words.get().person_contact_add()}
            </button>
            <Outcome done=Signal::derive(move || done.get().then(|| words.get().person_contact_added())) failure=Signal::derive(failure) typed=true/>
        </section>
    }
}

/// How they were reached.
#[component]
fn WayField(
    /// The choice.
    way: RwSignal<ContactWay>,
) -> impl IntoView {
    let words = words();
    let id = field_id();
    let choose = move |event| {
        if let Some(chosen) = ContactWay::read(&event_target_value(&event)) {
            way.set(chosen);
        }
    };
    let option = move |(of, name): &'static (ContactWay, &'static str)| {
        view! { <option value=*name selected=move || way.get() == *of>{move || way_words(words.get(), *of)}</option> }
    };
    view! {
        <Field id=id.clone() label=Signal::derive(move || words.get().person_contact_way().to_owned())>
            <select id=id.clone() aria-describedby=format!("{id}-hint {id}-problem") prop:value=move || way.get().name() on:change=choose>
                {CONTACT_WAYS.iter().map(option).collect_view()}
            </select>
        </Field>
    }
}

/// What to remember of it.
#[component]
fn NoteOfContact(
    /// The control.
    field: NodeRef<html::Input>,
    /// What is typed.
    typed: Memo<String>,
    /// What is wrong with it; empty for nothing.
    problem: Signal<String>,
    /// Called with what is typed.
    on_write: Callback<String>,
) -> impl IntoView {
    let words = words();
    let id = field_id();
    view! {
        <Field id=id.clone() label=Signal::derive(move || words.get().person_contact_note().to_owned()) problem=problem>
            <input
                id=id.clone()
                type="text"
                node_ref=field
                dir="auto"
                autocomplete="off"
                aria-describedby=format!("{id}-hint {id}-problem")
                aria-invalid=move || (!problem.read().is_empty()).then_some("true")
                prop:value=typed
                on:input=move |event| on_write.run(event_target_value(&event))
            />
        </Field>
    }
}
