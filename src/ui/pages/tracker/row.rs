//! Owns what stands in one row of the list: a person at a glance.
//! Refuses to decide; the decision shown is `domain`'s.

use super::{
    cursor::Cursor,
    mark::Mark,
    state::tracker,
    table::row_id,
    words::{decision_words, kind_words, moment, outcome_words, short_license, standing_words, waiting_words},
};
use crate::domain::{people::Person, people::next_decision, user::UserId};
use crate::ui::{
    components::Status,
    context::{People, Tone, words},
};
use leptos::prelude::*;
use std::sync::Arc;

/// One row: its place in the list, and its person's in the directory.
#[derive(Clone)]
pub struct RowOf {
    /// Place in the list.
    pub at: usize,
    /// Place in the directory.
    pub index: usize,
    /// The directory as it was read.
    pub people: People,
}

impl RowOf {
    /// Names a row with its person and the state in which the directory was read.
    pub fn key(&self) -> (usize, Option<UserId>, usize) {
        (self.at, self.person().map(Person::id).cloned(), Arc::as_ptr(&self.people).addr())
    }

    fn person(&self) -> Option<&Person> {
        self.people.get(self.index)
    }
}

/// A person's row.
#[component]
pub fn PersonRow(
    /// Which.
    row: RowOf,
    /// Where the administrator is in the list.
    cursor: Cursor,
) -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let at = row.at;
    // A row is made from a person, so there is one.
    let person = row.person().cloned()?;
    let (id, name) = (person.id().clone(), person.record.user.shown_name());
    let (of_selection, of_active) = (id.clone(), id);
    let selected = Memo::new(move |_| tracker.selection.read().contains(&of_selection));
    let active = Memo::new(move |_| cursor.is_active(&of_active));
    let height = cursor.row;
    let (label, title) = (name.clone(), name.clone());
    Some(view! {
        <div
            role="row"
            id=row_id(at)
            aria-rowindex=at + 2
            aria-selected=move || selected.get().to_string()
            data-active=move || active.get().then_some("")
            style:block-size=move || format!("{}px", height.get())
            style:inset-block-start=move || format!("{}px", at * height.get())
            on:click=move |_| cursor.activate(at)
        >
            <div role="gridcell" data-col="check" aria-colindex="1">
                <input
                    type="checkbox"
                    tabindex="-1"
                    aria-label=move || words.get().tracker_select(&label)
                    prop:checked=selected
                    on:click=move |event| {
                        event.stop_propagation();
                        cursor.choose(at, event.shift_key());
                    }
                />
            </div>
            <div role="rowheader" data-col="name" aria-colindex="2">
                <button type="button" tabindex="-1" data-open="" title=title on:click=move |_| cursor.open(at)>
                    <bdi>{name}</bdi>
                </button>
            </div>
            <Cells person=person/>
        </div>
    })
}

/// Everything after the name.
#[component]
fn Cells(
    /// Whose.
    person: Person,
) -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let now = tracker.now;
    let person = Arc::new(person);
    let user = &person.record.user;
    let (email, department) = (user.email.to_string(), user.department.clone().unwrap_or_default());
    let language = user.language.map(|language| language.facts());
    let ids = user.licenses.clone();
    let licenses = Memo::new(move |_| {
        let facts = tracker.facts.get();
        let short = |id| short_license(facts.as_ref().map(|facts| &facts.organization), id);
        ids.iter().map(short).collect::<Vec<_>>().join(", ")
    });
    let reminders = person.record.mail.reminders_sent;
    let (waiting, standing) = (Arc::clone(&person), person.standing());
    view! {
        <div role="gridcell" data-col="email" aria-colindex="3" title=email.clone()><bdi>{email.clone()}</bdi></div>
        <div role="gridcell" data-col="department" aria-colindex="4" title=department.clone()><bdi>{department.clone()}</bdi></div>
        <div role="gridcell" data-col="licenses" aria-colindex="5" title=licenses>{licenses}</div>
        <div role="gridcell" data-col="language" aria-colindex="6" title=language.map(|facts| facts.own_name)>
            {language.map(|facts| facts.tag)}
        </div>
        <div role="gridcell" data-col="waiting" aria-colindex="7">{move || waiting_words(words.get(), &waiting.record, now)}</div>
        <LastMailCell person=Arc::clone(&person)/>
        <div role="gridcell" data-col="reminders" aria-colindex="9">{reminders}</div>
        <div role="gridcell" data-col="account" aria-colindex="10">
            <Mark
                tone=Signal::derive(move || standing_words(words.get(), standing).0)
                label=Signal::derive(move || standing_words(words.get(), standing).1.to_owned())
            />
        </div>
        <DecisionCell person=person/>
    }
}

/// The last mail and what came of it.
#[component]
fn LastMailCell(
    /// Whose.
    person: Arc<Person>,
) -> impl IntoView {
    let words = words();
    let last = person.record.mail.last.clone();
    let title = last.clone();
    let title =
        move || title.as_ref().map(|last| format!("{}, {}", kind_words(words.get(), last.kind.into()), moment(words.get(), last.at)));
    let inside = last.map(|last| {
        let outcome = last.outcome;
        view! {
            <Status
                tone=Signal::derive(move || outcome_words(words.get(), outcome).0)
                label=Signal::derive(move || outcome_words(words.get(), outcome).1.to_owned())
            />
            <span>{move || words.get().date(last.at.millis())}</span>
        }
    });
    let none = inside.is_none();
    view! {
        <div role="gridcell" data-col="last-mail" aria-colindex="8" title=title>
            {inside}
            {none.then(|| view! { <span data-quiet="">{move || words.get().tracker_mail_none()}</span> })}
        </div>
    }
}

/// The next automatic email: whether it goes, and why.
#[component]
fn DecisionCell(
    /// Whose.
    person: Arc<Person>,
) -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let decision = Memo::new(move |_| {
        let facts = tracker.facts.get()?;
        let decision = next_decision(&facts.organization, &facts.settings, &person.record, tracker.now);
        Some(decision_words(words.get(), &decision, &facts))
    });
    let part = move |take: fn((Tone, &'static str, String)) -> String| decision.get().map(take).unwrap_or_default();
    view! {
        <div role="gridcell" data-col="decision" aria-colindex="11" title=move || part(|(_, word, reason)| format!("{word}: {reason}"))>
            <Mark tone=Signal::derive(move || decision.get().map(|(tone, ..)| tone).unwrap_or_default()) label=Signal::derive(move || part(|(_, word, _)| word.to_owned()))/>
            <span data-quiet="">{move || part(|(_, _, reason)| reason)}</span>
        </div>
    }
}
