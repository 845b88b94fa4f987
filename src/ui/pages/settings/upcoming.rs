//! Owns the line that says what changes by itself, and when.
//! Refuses to be hidden: where nothing does, it says so.

use super::editor::Editor;
use crate::domain::schedule::{TimedChange, Upcoming, upcoming};
use crate::ui::{
    components::Icon,
    context::{now, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// How many are shown at once.
const SHOWN: usize = 2;

/// What changes by itself, by the settings as typed.
#[component]
pub fn UpcomingChanges(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .upcoming {
            display: grid;
            grid-template-columns: auto minmax(0, 1fr);
            gap: var(--s1) var(--s3);
            align-items: start;
        }
        .mark {
            color: var(--accent);
        }
        .said {
            display: grid;
            gap: var(--s1);
        }
        .title {
            font-size: var(--text-l);
        }
        .list {
            margin: 0;
            padding: 0;
            list-style: none;
        }
        .clocks {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let words = words();
    let changes = Memo::new(move |_| {
        editor.clock.track();
        upcoming(&editor.after.get(), now())
    });
    let list = move |changes: &[Upcoming]| {
        let lines = changes.iter().map(|change| view! { <li>{change_words(words.get(), change)}</li> }).collect_view();
        view! { class = class, <ul class="list">{lines}</ul> }
    };
    let shown = move || {
        changes.with(|changes| {
            let (first, rest) = changes.split_at(changes.len().min(SHOWN));
            let more = (!rest.is_empty()).then(
                || view! { <details><summary>{words.get().settings_upcoming_more(rest.len() as u64)}</summary>{list(rest)}</details> },
            );
            if first.is_empty() {
                view! { <p>{words.get().settings_upcoming_none()}</p> }.into_any()
            } else {
                view! { {list(first)} {more} }.into_any()
            }
        })
    };
    let zone = editor.zone().name().to_owned();
    view! { class = class,
        <section class="upcoming" data-card="" aria-labelledby="upcoming-title">
            <span class="mark"><Icon name="clock"/></span>
            <div class="said">
                <h2 id="upcoming-title" class="title">{move || words.get().settings_upcoming_title()}</h2>
                {shown}
                <p class="clocks">{move || words.get().settings_clocks(&zone)}</p>
            </div>
        </section>
    }
}

fn change_words(text: Text, upcoming: &Upcoming) -> String {
    let when = text.date_time(upcoming.at.millis());
    match &upcoming.change {
        TimedChange::SettingReturns => text.settings_upcoming_returns(when),
        TimedChange::RuleStarts { name, .. } => text.settings_upcoming_starts(when, name),
        TimedChange::RuleEnds { name, .. } => text.settings_upcoming_ends(when, name),
    }
}
