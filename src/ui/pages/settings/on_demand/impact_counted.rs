//! Owns what saving would do as bars and lines, each of which opens the list of its people.
//! Refuses to count; `Survey` does.

use super::{
    super::{
        impact::{turn_words, turns},
        surveyor::Surveyed,
    },
    people::PeopleList,
};
use crate::domain::{
    email_kind::SuppressibleKind,
    roster::Row,
    survey::{Cause, Group, Split, Turn},
};
use crate::ui::{
    components::{Dialog, Icon},
    context::words,
    text::Text,
};
use leptos::prelude::*;
use std::sync::Arc;
use stylers_macro::style;

/// What came of the walk, and the dialog of the people.
#[component]
pub fn ImpactCounted(
    /// What came of the walk through the directory.
    counted: Memo<Option<Arc<Surveyed>>>,
) -> impl IntoView {
    let listed = RwSignal::new(None::<(Group, Arc<Vec<Row>>)>);
    view! {
        {move || counted.get().map(|surveyed| view! { <Counted surveyed=surveyed listed=listed/> })}
        <Listed listed=listed/>
    }
}

/// The bars and the lines.
#[component]
fn Counted(
    /// What came of the walk through the directory.
    surveyed: Arc<Surveyed>,
    /// The group whose people are listed.
    listed: RwSignal<Option<(Group, Arc<Vec<Row>>)>>,
) -> impl IntoView {
    let class = style! {
        .bars {
            display: grid;
            gap: var(--s2);
        }
        .turns {
            display: grid;
            gap: var(--s2);
            margin: 0;
            padding: 0;
            list-style: none;
        }
    };
    let words = words();
    let (survey, people) = (&surveyed.survey, Arc::clone(&surveyed.people));
    let (before, after) = (survey.before, survey.after);
    let lines = turns(survey)
        .into_iter()
        .map(|(kind, turn)| {
            let count = survey.count(kind, turn);
            let groups: Vec<Group> = survey.groups.iter().filter(|group| group.kind == kind && group.turn == turn).cloned().collect();
            view! { <TurnLine kind=kind turn=turn count=count groups=groups people=Arc::clone(&people) listed=listed/> }
        })
        .collect_view();
    let nobody = survey.groups.is_empty().then(|| view! { <li>{move || words.get().impact_nobody()}</li> });
    let conversions = survey.conversions;
    let told = (conversions > 0).then(|| view! { <li>{move || words.get().impact_conversions(conversions)}</li> });
    view! { class = class,
        <div class="bars">
            <SplitBar label=Signal::derive(move || words.get().impact_before().to_owned()) split=before/>
            <SplitBar label=Signal::derive(move || words.get().impact_after().to_owned()) split=after/>
        </div>
        <ul class="turns">{lines}{nobody}{told}</ul>
    }
}

/// Of those who wait, who gets the next email and who does not.
#[component]
fn SplitBar(
    /// Which of the two.
    label: Signal<String>,
    /// The counts.
    split: Split,
) -> impl IntoView {
    let class = style! {
        .split {
            display: grid;
            grid-template-columns: 7rem minmax(4rem, 1fr);
            align-items: center;
            gap: var(--s1) var(--s3);
        }
        .bar {
            display: flex;
            block-size: 0.875rem;
            border-radius: 0.25rem;
            background: var(--surface-sunken);
            overflow: hidden;
        }
        .part {
            flex-basis: 0;
            min-inline-size: 0;
        }
        .part[data-mailed] {
            background: var(--accent);
        }
        .part[data-held] {
            border-inline-start-width: 2px;
            border-inline-start-style: solid;
            border-inline-start-color: var(--surface);
            background: var(--line-strong);
        }
        .numbers {
            display: flex;
            flex-wrap: wrap;
            grid-column: 2;
            gap: var(--s1) var(--s4);
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .key {
            display: inline-block;
            inline-size: 0.625rem;
            block-size: 0.625rem;
            margin-inline-end: var(--s1);
            border-radius: 2px;
        }
        .key[data-mailed] {
            background: var(--accent);
        }
        .key[data-held] {
            background: var(--line-strong);
        }
        @media (max-width: 480px) {
            .split {
                grid-template-columns: minmax(0, 1fr);
            }
            .numbers {
                grid-column: 1;
            }
        }
    };
    let words = words();
    let Split { mailed, held_back } = split;
    view! { class = class,
        <div class="split">
            <span>{label}</span>
            <div class="bar" aria-hidden="true">
                {(mailed > 0).then(|| view! { class = class, <span class="part" data-mailed="" style:flex-grow=mailed.to_string()></span> })}
                {(held_back > 0).then(|| view! { class = class, <span class="part" data-held="" style:flex-grow=held_back.to_string()></span> })}
            </div>
            <p class="numbers">
                <span><span class="key" data-mailed=""></span>{move || words.get().impact_mailed(mailed)}</span>
                <span><span class="key" data-held=""></span>{move || words.get().impact_held_back(held_back)}</span>
            </p>
        </div>
    }
}

/// What happens with one kind of email, and by what; each of these opens the list of its people.
#[component]
fn TurnLine(
    /// The kind of email.
    kind: SuppressibleKind,
    /// What happens with it.
    turn: Turn,
    /// To how many people.
    count: u64,
    /// The same people by what holds it back.
    groups: Vec<Group>,
    /// Everybody who was gone through.
    people: Arc<Vec<Row>>,
    /// The group whose people are listed.
    listed: RwSignal<Option<(Group, Arc<Vec<Row>>)>>,
) -> impl IntoView {
    let class = style! {
        .turn {
            display: grid;
            gap: var(--s1);
        }
        .causes {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s2);
        }
    };
    let words = words();
    let buttons = groups
        .into_iter()
        .map(|group| {
            let group = StoredValue::new((group, Arc::clone(&people)));
            let said = move || group.with_value(|(group, _)| group_words(words.get(), group));
            view! {
                <button type="button" aria-haspopup="dialog" on:click=move |_| listed.set(Some(group.get_value()))>
                    <Icon name="users"/>
                    <span>{said}</span>
                </button>
            }
        })
        .collect_view();
    view! { class = class,
        <li class="turn">
            <span>{move || turn_words(words.get(), kind, turn, count)}</span>
            <div class="causes">{buttons}</div>
        </li>
    }
}

/// The people of a group, in a dialog whose contents are fetched when it is first opened.
#[component]
fn Listed(
    /// The group whose people are listed.
    listed: RwSignal<Option<(Group, Arc<Vec<Row>>)>>,
) -> impl IntoView {
    let words = words();
    let title = move || listed.with(|listed| listed.as_ref().map(|(group, _)| group_words(words.get(), group)).unwrap_or_default());
    let list = move || {
        listed.get().map(|(group, people)| {
            let places = Arc::new(group.people);
            view! { <PeopleList places=places people=people/> }
        })
    };
    view! {
        <Dialog open=Signal::derive(move || listed.with(Option::is_some)) title=Signal::derive(title) on_close=Callback::new(move |()| listed.set(None))>
            {list}
        </Dialog>
    }
}

fn group_words(text: Text, group: &Group) -> String {
    let number = text.number(group.people.len() as u64);
    match (group.turn, &group.cause) {
        (Turn::Stops, Cause::Rule { name, .. }) => text.impact_stopped_by_rule(name, number),
        (Turn::Stops, Cause::Setting) => text.impact_stopped_by_setting(number),
        (Turn::Resumes, Cause::Rule { name, .. }) => text.impact_resumed_by_rule(name, number),
        (Turn::Resumes, Cause::Setting) => text.impact_resumed_by_setting(number),
    }
}
