//! Owns a person's timeline: every mail, every state, every note and contact, newest first.
//! Refuses to remember it; it is read anew whenever the panel opens and whenever something was noted.

use super::{
    open_person::OpenPerson,
    outcome::Outcome,
    timeline_entry::Entry,
    timeline_part::{TIMELINE_PARTS, TimelinePart},
    undo::{Change, Changing},
};
use crate::domain::activity::TimelineEntry;
use crate::ui::{
    components::{FailureView, Field, Icon, Loading, field_id, focus_on},
    context::words,
    text::Text,
};
use leptos::{html, prelude::*};
use stylers_macro::style;

/// The timeline.
#[component]
pub fn PersonTimeline(
    /// Whose.
    person: OpenPerson,
) -> impl IntoView {
    let class = style! {
        .timeline {
            display: grid;
            gap: var(--s3);
        }
        .timeline-head {
            display: flex;
            flex-wrap: wrap;
            align-items: end;
            justify-content: space-between;
            gap: var(--s3);
        }
        .timeline-title {
            outline-offset: var(--s1);
        }
        .entries {
            display: grid;
            gap: var(--s3);
            margin: 0;
            padding-inline-start: var(--s4);
            border-inline-start-width: 2px;
            border-inline-start-style: solid;
            border-inline-start-color: var(--line);
            list-style: none;
        }
    };
    let words = words();
    let (part, changing, title) = (RwSignal::new(TimelinePart::default()), Changing::new(person), NodeRef::<html::H3>::new());
    let entries = Memo::new(move |_| {
        let wanted = |entry: &&TimelineEntry| part.get().has(&entry.event);
        let read = person.timeline.read();
        read.as_ref().map(|read| read.entries.iter().filter(wanted).cloned().collect::<Vec<_>>())
    });
    let list = move || match entries.get() {
        None if person.failure.read().is_some() => ().into_any(),
        None => view! { <Loading/> }.into_any(),
        Some(entries) if entries.is_empty() => view! { <p>{move || words.get().person_timeline_nothing()}</p> }.into_any(),
        Some(entries) => {
            let entries = entries.into_iter().map(|entry| view! { <Entry entry=entry changing=changing/> }).collect_view();
            view! { class = class, <ol class="entries">{entries}</ol> }.into_any()
        }
    };
    let retry = Callback::new(move |()| person.read_again());
    let trouble = move || person.failure.get().map(|failure| view! { <FailureView failure=failure on_retry=retry/> });
    view! { class = class,
        <section class="timeline">
            <div class="timeline-head">
                <h3 class="timeline-title" tabindex="-1" node_ref=title>{move || words.get().person_timeline()}</h3>
                <PartChoice part=part/>
            </div>
            <Changed changing=changing title=title/>
            {trouble}
            {list}
        </section>
    }
}

/// Which part is shown.
#[component]
fn PartChoice(
    /// The choice.
    part: RwSignal<TimelinePart>,
) -> impl IntoView {
    let words = words();
    let id = field_id();
    let name = move || TIMELINE_PARTS.iter().find(|(of, _)| *of == part.get()).map_or("", |(_, name)| name);
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if let Some((chosen, _)) = TIMELINE_PARTS.iter().find(|(_, name)| *name == chosen) {
            part.set(*chosen);
        }
    };
    let option = move |(of, name): &'static (TimelinePart, &'static str)| {
        view! { <option value=*name selected=move || part.get() == *of>{move || of.words(words.get())}</option> }
    };
    view! {
        <Field id=id.clone() label=Signal::derive(move || words.get().person_timeline_show().to_owned())>
            <select id=id.clone() prop:value=name on:change=choose>{TIMELINE_PARTS.iter().map(option).collect_view()}</select>
        </Field>
    }
}

/// What was just taken out or brought back, with the way to undo it.
#[component]
fn Changed(
    /// What was done.
    changing: Changing,
    /// Where to go on when the button that was pressed is gone.
    title: NodeRef<html::H3>,
) -> impl IntoView {
    let words = words();
    let undo = NodeRef::<html::Button>::new();
    let said = move || {
        let say: fn(Text) -> &'static str = match changing.done.read().as_ref()? {
            Change::Remove(_) => Text::person_note_removed,
            Change::Restore(_) => Text::person_note_restored,
            Change::Withdraw(_) => Text::person_contact_withdrawn,
        };
        Some(say(words.get()))
    };
    let removed = Memo::new(move |_| match changing.done.get() {
        Some(Change::Remove(note)) => Some(note),
        Some(Change::Restore(_) | Change::Withdraw(_)) | None => None,
    });
    // The button that was pressed goes with what it took out.
    Effect::new(move |_| match (changing.done.get(), undo.get().is_some()) {
        (Some(Change::Remove(_)), true) => focus_on(undo),
        (Some(Change::Restore(_) | Change::Withdraw(_)), _) => focus_on(title),
        (Some(Change::Remove(_)), false) | (None, _) => {}
    });
    let button = move || {
        removed.get().map(|note| {
            view! {
                <div>
                    <button type="button" node_ref=undo on:click=move |_| changing.begin(Change::Restore(note.clone()))>
                        <Icon name="undo"/>
                        {move || words.get().person_note_undo()}
                    </button>
                </div>
            }
        })
    };
    view! {
        <Outcome done=Signal::derive(said) failure=Signal::derive(move || changing.failure())/>
        {button}
    }
}
