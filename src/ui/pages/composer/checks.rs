//! Owns the list of checks: how the text that is shown stands, and the way to mend what they found.
//! Refuses to judge; `domain::check` does.

use super::{
    finding_words::{Remedy, finding_words, remedy},
    state::Composer,
    words::{check_words, kind_words},
};
use crate::domain::check::{CHECKS, CheckId, Finding, Verdict, Weight, item_of};
use crate::ui::{
    components::{Icon, Status, remember, say, tell},
    context::{Tone, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// How many of the seven items are complete, and how many this organization needs.
#[must_use]
pub fn items_done(verdicts: &[(CheckId, Verdict)]) -> (usize, usize) {
    let items: Vec<&Verdict> = verdicts.iter().filter(|(check, _)| item_of(*check).is_some()).map(|(_, verdict)| verdict).collect();
    let needed = items.iter().filter(|verdict| !matches!(verdict, Verdict::NotApplicable)).count();
    (items.iter().filter(|verdict| matches!(verdict, Verdict::Passed)).count(), needed)
}

/// The checks.
#[component]
pub fn Checks(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .checks {
            display: grid;
            gap: var(--s3);
            padding: var(--s4);
            border: var(--border) solid var(--line);
            border-radius: var(--radius-l);
            background: var(--surface);
        }
        .list {
            display: grid;
            padding: 0;
            list-style: none;
        }
        .lead {
            color: var(--ink-quiet);
        }
    };
    let rows = move |items: bool| {
        let rows = CHECKS.iter().filter(move |check| item_of(check.id).is_some() == items);
        rows.map(|check| view! { <CheckRow composer=composer check=check.id/> }).collect_view()
    };
    view! { class = class,
        <div class="checks">
            <h2>{say(Text::check_items)}</h2>
            <p class="lead">{say(Text::check_items_lead)}</p>
            <ul class="list">{rows(true)}</ul>
            <h2>{say(Text::check_habits)}</h2>
            <ul class="list">{rows(false)}</ul>
        </div>
    }
}

/// One check.
#[component]
fn CheckRow(
    /// What is edited.
    composer: Composer,
    /// Which check.
    check: CheckId,
) -> impl IntoView {
    let class = style! {
        .check {
            display: grid;
            gap: var(--s2);
            padding-block: var(--s2);
            border-block-start-width: var(--border);
            border-block-start-style: solid;
            border-block-start-color: var(--line);
        }
        .line {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--s1) var(--s3);
        }
        .check-name {
            font-weight: 550;
        }
        .note {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .list {
            display: grid;
            gap: var(--s2);
            padding: 0;
            list-style: none;
        }
    };
    let words = words();
    let verdict = remember(move || composer.verdicts().into_iter().find(|(id, _)| *id == check).map(|(_, verdict)| verdict));
    let (tone, label) = state_of(verdict, words);
    let findings = move || match verdict.get() {
        Some(Verdict::Failed { findings, .. }) => findings,
        Some(Verdict::Passed | Verdict::NotApplicable) | None => Vec::new(),
    };
    let finding = move |(_, finding): (usize, Finding)| view! { <FindingRow composer=composer check=check finding=finding/> };
    view! { class = class,
        <li class="check">
            <div class="line">
                <span class="check-name">{move || check_words(words.get(), check)}</span>
                <Status tone=tone label=label/>
            </div>
            <Show when=move || verdict.get() == Some(Verdict::NotApplicable)>
                {view! { class = class, <p class="note">{say(Text::check_not_applicable_why)}</p> }}
            </Show>
            <Show when=move || !findings().is_empty()>
                {view! { class = class,
                    <ul class="list">
                        <For each=move || findings().into_iter().enumerate() key=|(at, finding)| (*at, format!("{finding:?}")) children=finding/>
                    </ul>
                }}
            </Show>
        </li>
    }
}

/// A verdict as tone and word.
fn state_of(verdict: Memo<Option<Verdict>>, words: crate::ui::context::Words) -> (Signal<Tone>, Signal<String>) {
    let tone = move || match verdict.get() {
        Some(Verdict::Passed) => Tone::Good,
        Some(Verdict::Failed { weight: Weight::Blocks, .. }) => Tone::Bad,
        Some(Verdict::Failed { weight: Weight::Advises, .. }) => Tone::Caution,
        Some(Verdict::NotApplicable) | None => Tone::Still,
    };
    let label = move || {
        let text = words.get();
        match verdict.get() {
            Some(Verdict::Passed) => text.check_passed(),
            Some(Verdict::Failed { weight: Weight::Blocks, .. }) => text.check_failed(),
            Some(Verdict::Failed { weight: Weight::Advises, .. }) => text.check_advice(),
            Some(Verdict::NotApplicable) | None => text.check_not_applicable(),
        }
        .to_owned()
    };
    (Signal::derive(tone), Signal::derive(label))
}

/// One finding with the button that leads to it.
#[component]
fn FindingRow(
    /// What is edited.
    composer: Composer,
    /// Which check found it.
    check: CheckId,
    /// What it found.
    finding: Finding,
) -> impl IntoView {
    let class = style! {
        .finding-row {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s2) var(--s3);
        }
        .said {
            flex: 1 1 12rem;
            min-inline-size: 0;
        }
    };
    let words = words();
    let what = finding.what.clone();
    let way = move || remedy(composer, check, &finding);
    let button = move || match way() {
        Remedy::None => ().into_any(),
        Remedy::Add(kind) => view! {
            <button type="button" on:click=move |_| composer.add(kind)>
                <Icon name="plus"/>
                {tell(move |text| text.check_add(kind_words(text, kind)))}
            </button>
        }
        .into_any(),
        Remedy::Go(anchor) => view! {
            <button
                type="button"
                aria-label=move || words.get().check_go_named(check_words(words.get(), check))
                on:click=move |_| composer.focus(anchor.clone())
            >
                <Icon name="right"/>
                {say(Text::check_go)}
            </button>
        }
        .into_any(),
    };
    view! { class = class,
        <li class="finding-row">
            <span class="said">{move || finding_words(words.get(), &what)}</span>
            {button}
        </li>
    }
}
