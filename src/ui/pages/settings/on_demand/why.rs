//! Owns what the look-up finds: the people, and of the chosen one what is decided about each kind of email, and why.
//! Refuses to decide; `explain` does, by the settings as they are typed.

use super::{super::editor::Editor, trace::Trace};
use crate::domain::{explain::explain, mail_history::UserRecord, user::UserId};
use crate::ui::context::{directory, now, words};
use leptos::prelude::*;
use stylers_macro::style;

/// How many people are listed.
const LISTED: usize = 6;

/// Those found, and the one who is chosen.
#[component]
pub fn Found(
    /// The settings while they are edited.
    editor: Editor,
    /// What is typed.
    typed: RwSignal<String>,
) -> impl IntoView {
    let class = style! {
        .found {
            display: grid;
            margin: 0;
            padding: 0;
            border: var(--border) solid var(--line);
            border-radius: var(--radius);
            list-style: none;
        }
        .one-found {
            display: grid;
            justify-items: start;
            justify-content: start;
            gap: 0;
            inline-size: 100%;
            padding-block: var(--s1);
            padding-inline: var(--s3);
            border-color: transparent;
            background: transparent;
            font-weight: 400;
            text-align: start;
            overflow-wrap: anywhere;
        }
        .one-found:hover {
            background: var(--hover);
        }
        .one-found[aria-pressed="true"] {
            background: var(--selected);
        }
        .name {
            font-weight: 550;
        }
        .quiet {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let words = words();
    let directory = directory();
    let chosen = RwSignal::new(None::<UserId>);
    let found = Memo::new(move |_| {
        let language = words.0.get().code();
        let looked_up = directory.find(language, |finder, people| {
            let (rows, all) = typed.with(|typed| finder.look_up(people, typed, LISTED));
            let of = |record: UserRecord| (record.user.id.clone(), record.user.shown_name(), record.user.email.to_string());
            (rows.into_iter().filter_map(|row| people.record(row)).map(of).collect::<Vec<_>>(), all)
        });
        looked_up.unwrap_or_default()
    });
    let said = move || {
        let (text, all) = (words.get(), found.with(|(_, all)| *all));
        match (typed.with(|typed| typed.trim().is_empty()), all) {
            (true, _) => String::new(),
            (false, 0) => text.why_nobody().to_owned(),
            (false, all) if all > LISTED => {
                format!("{}. {}", text.why_found(all as u64), text.why_narrow(text.number(LISTED as u64)))
            }
            (false, all) => text.why_found(all as u64),
        }
    };
    let list = move || {
        let one = |(id, name, email): (UserId, String, String)| {
            let id = StoredValue::new(id);
            let pressed = move || if chosen.get() == Some(id.get_value()) { "true" } else { "false" };
            view! { class = class,
                <li>
                    <button type="button" class="one-found" aria-pressed=pressed on:click=move |_| chosen.set(Some(id.get_value()))>
                        <bdi class="name">{name}</bdi>
                        <bdi class="quiet">{email}</bdi>
                    </button>
                </li>
            }
        };
        let found = found.with(|(found, _)| found.clone());
        (!found.is_empty()).then(|| view! { class = class, <ul class="found">{found.into_iter().map(one).collect_view()}</ul> })
    };
    let person = move || {
        let wanted = chosen.get()?;
        let person = directory.with(|people| people.record(people.row(&wanted)?))?;
        Some(view! { <Why editor=editor person=person/> })
    };
    view! { class = class,
        <p class="quiet" role="status" hidden=move || said().is_empty()>{said}</p>
        {list}
        {person}
    }
}

/// What is decided about one person.
#[component]
fn Why(
    /// The settings while they are edited.
    editor: Editor,
    /// Who.
    person: UserRecord,
) -> impl IntoView {
    let class = style! {
        .person {
            display: grid;
            gap: var(--s3);
            outline-offset: var(--s2);
            overflow-wrap: anywhere;
        }
        .about-the-person {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let words = words();
    let (name, email) = (person.user.shown_name(), person.user.email.to_string());
    let explained = Memo::new(move |_| explain(&editor.organization(), &editor.after.get(), &person.user, now()));
    let heading = NodeRef::<leptos::html::H3>::new();
    // Whoever chose a person is taken to what is said of them.
    Effect::new(move |_| heading.get().map(|heading| heading.focus()));
    view! { class = class,
        <div class="person">
            <h3 node_ref=heading tabindex="-1"><bdi>{name}</bdi></h3>
            <bdi class="about-the-person">{email}</bdi>
            <p class="about-the-person">{move || if editor.is_changed() { words.get().why_as_typed() } else { words.get().why_as_saved() }}</p>
            {move || explained.get().into_iter().map(|explanation| view! { <Trace explanation=explanation/> }).collect_view()}
        </div>
    }
}
