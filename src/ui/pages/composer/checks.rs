//! Owns the list of checks: how the text that is shown stands, and the way to mend what they found.
//! Refuses to judge; `domain::check` does.

use super::{
    finding_words::{Remedy, finding_words, mend_words, remedy},
    state::Composer,
    words::{check_reason, check_words, kind_words},
};
use crate::domain::{
    check::{CHECKS, CheckId, Finding, Verdict, Weight, follow_marks, item_of},
    editing::Touch,
    mend::mend,
    template::VariantDraft,
};
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
        .check-list {
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
        <div data-panel="">
            <h2>{say(Text::check_items)}</h2>
            <p class="lead">{say(Text::check_items_lead)}</p>
            <AddMissing composer=composer/>
            <ul class="check-list">{rows(true)}</ul>
            <h2>{say(Text::check_habits)}</h2>
            <ul class="check-list">{rows(false)}</ul>
        </div>
    }
}

/// Adds every one of the seven items that is missing, if there are several.
#[component]
fn AddMissing(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let missing = remember(move || {
        let count = |variant: &VariantDraft| composer.organization.with_value(|organization| variant.missing_items(organization).len());
        composer.variant.with(|variant| variant.as_ref().map_or(0, count))
    });
    view! {
        <div hidden=move || missing.get() < 2>
            <button type="button" on:click=move |_| composer.add_missing()>
                <Icon name="plus"/>
                {tell(move |text| text.check_add_all(missing.get() as u64))}
            </button>
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
            {check_reason(check).map(|why| view! { class = class, <p class="note">{say(why)}</p> })}
            <Show when=move || verdict.get() == Some(Verdict::NotApplicable) && item_of(check).is_some()>
                {view! { class = class, <p class="note">{say(Text::check_not_applicable_why)}</p> }}
            </Show>
            <Show when=move || !findings().is_empty()>
                {view! { class = class,
                    <ul class="list">
                        <For each=move || findings().into_iter().enumerate() key=|(at, finding)| (*at, format!("{finding:?}")) children=finding/>
                    </ul>
                }}
            </Show>
            {(check == CheckId::UpToDate).then(|| view! { <Followed composer=composer/> })}
        </li>
    }
}

/// Tells that the text was held against the main one, where that has changed.
#[component]
fn Followed(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let words = words();
    let marks = remember(move || {
        let language = composer.shown.get();
        composer.editing.with(|editing| {
            let main = editing.draft().variants.first().filter(|main| main.language != language)?;
            let marks = follow_marks(main);
            (editing.variant(language)?.follows != marks).then_some(marks)
        })
    });
    let follow = move |_| {
        if let Some(marks) = marks.get_untracked() {
            composer.edit_variant(Touch::Whole, |variant| variant.follows = marks);
        }
    };
    view! {
        <div hidden=move || marks.with(Option::is_none)>
            <button type="button" title=move || words.get().check_followed_how() on:click=follow>
                <Icon name="check"/>
                {say(Text::check_followed)}
            </button>
        </div>
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
    let mended = finding.clone();
    let mend_words = mend_words(&finding.what);
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
            {mend_words.map(|label| view! {
                <button
                    type="button"
                    on:click=move |_| {
                        composer.edit_variant(Touch::Whole, |variant| mend(variant, &mended));
                    }
                >
                    {say(label)}
                </button>
            })}
            {button}
        </li>
    }
}
