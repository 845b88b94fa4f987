//! Owns the switch: what it means, and what changing it does before it is changed.
//! Refuses to turn off silently; the save bar asks for the acknowledgement.

use super::editor::{Editor, SwitchChange};
use crate::domain::{mail_flow::Impact, organization::SingleSignOn, settings::Switch};
use crate::ui::{
    components::{Callout, Icon},
    context::{Tone, directory, now, words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// The switch.
#[component]
pub fn SwitchCard(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .row {
            display: flex;
            align-items: start;
            gap: var(--s4);
        }
        .about {
            display: grid;
            gap: var(--s2);
            min-inline-size: 0;
        }
        .state {
            color: var(--ink-quiet);
        }
    };
    let words = words();
    let is_on = move || editor.draft.with(|draft| draft.automatic_activation_emails == Switch::On);
    let toggle = move |event| {
        let to = if event_target_checked(&event) { Switch::On } else { Switch::Off };
        editor.draft.update(|draft| draft.automatic_activation_emails = to);
    };
    view! { class = class,
        <section data-card="" aria-labelledby="switch-title">
            <div class="row">
                <input type="checkbox" role="switch" id="automatic" aria-describedby="switch-meaning" prop:checked=is_on on:change=toggle/>
                <div class="about">
                    <h2 id="switch-title"><label for="automatic">{move || words.get().settings_switch()}</label></h2>
                    <p class="state" id="switch-meaning">{move || if is_on() { words.get().settings_switch_on() } else { words.get().settings_switch_off() }}</p>
                </div>
            </div>
            <div aria-live="polite"><Effects editor=editor/></div>
            <Conversion/>
        </section>
    }
}

/// What the change would do to the people who are there now.
#[component]
fn Effects(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let (words, directory) = (words(), directory());
    let impact = Memo::new(move |_| {
        if !editor.is_changed() {
            return None;
        }
        let (after, people) = (editor.after(), directory.get()?.ok()?);
        Some(Impact::compare(&editor.organization(), &editor.before(), &after, people.iter().map(|person| &person.record), now()))
    });
    let lines = move |impact: Impact| {
        let text = words.get();
        let counted = [
            (impact.activation_stopped, text.impact_activation_stopped(impact.activation_stopped)),
            (impact.reminders_stopped, text.impact_reminders_stopped(impact.reminders_stopped)),
            (impact.activation_resumed, text.impact_activation_resumed(impact.activation_resumed)),
            (impact.reminders_resumed, text.impact_reminders_resumed(impact.reminders_resumed)),
            (impact.conversions_notified, text.impact_conversions(impact.conversions_notified)),
        ];
        let nothing = counted.iter().take(4).all(|(count, _)| *count == 0);
        let said = counted.into_iter().filter(|(count, _)| *count > 0).map(|(_, said)| view! { <li>{said}</li> }).collect_view();
        let nothing = nothing.then(|| view! { <li>{text.impact_nobody()}</li> });
        view! { <ul>{nothing}{said}</ul> }
    };
    let waiting = move || {
        directory
            .get()
            .and_then(Result::ok)
            .map(|people| people.iter().filter(|person| person.record.user.is_waiting()).count() as u64)
            .unwrap_or_default()
    };
    move || {
        let title = Signal::derive(move || words.get().impact_title().to_owned());
        let change = editor.switch_change();
        let counts = impact.get().map(|impact| view! { <Callout tone=Tone::Note title=title>{move || lines(impact)}</Callout> });
        let advice = match change {
            SwitchChange::None => ().into_any(),
            SwitchChange::TurnedOff => view! { <Advice sign_on=editor.organization().single_sign_on/> }.into_any(),
            SwitchChange::TurnedOn => view! {
                <Callout tone=Tone::Caution title=Signal::derive(move || words.get().settings_turn_on_title(waiting()))>
                    <p>{move || words.get().settings_turn_on_waiting()}</p>
                    <p><a href="#/tracker">{move || words.get().settings_turn_on_link()}</a></p>
                </Callout>
            }
            .into_any(),
        };
        view! { <Stack>{advice}{counts}</Stack> }
    }
}

/// Things one below the other.
#[component]
fn Stack(
    /// The things.
    children: Children,
) -> impl IntoView {
    let class = style! {
        .stack {
            display: grid;
            gap: var(--s3);
        }
    };
    view! { class = class, <div class="stack">{children()}</div> }
}

/// The advice against turning off.
#[component]
pub fn Advice(
    /// Whether people sign in through the company.
    sign_on: SingleSignOn,
) -> impl IntoView {
    let words = words();
    let about_sign_on = move || match sign_on {
        SingleSignOn::On => words.get().advice_sign_on_on(),
        SingleSignOn::Off => words.get().advice_sign_on_off(),
        SingleSignOn::Unknown => words.get().advice_sign_on_unknown(),
    };
    view! {
        <Callout tone=Tone::Caution title=Signal::derive(move || words.get().advice_title().to_owned())>
            <p>{move || words.get().advice_body()}</p>
            <ul>
                <li>{move || words.get().advice_nobody_mailed()}</li>
                <li>{move || words.get().advice_no_link()}</li>
                <li>{about_sign_on}</li>
            </ul>
        </Callout>
    }
}

/// The row that cannot be switched: conversion notices.
#[component]
fn Conversion() -> impl IntoView {
    let class = style! {
        .locked {
            display: grid;
            grid-template-columns: 2.75rem minmax(0, 1fr);
            gap: var(--s4);
            padding-block-start: var(--s4);
            border-block-start-width: var(--border);
            border-block-start-style: solid;
            border-block-start-color: var(--line);
        }
        .lock {
            display: grid;
            justify-items: center;
            padding-block-start: var(--s1);
            color: var(--ink-quiet);
        }
        .why {
            color: var(--ink-quiet);
        }
    };
    let words = words();
    view! { class = class,
        <div class="locked">
            <span class="lock"><Icon name="lock"/></span>
            <div>
                <h3>{move || words.get().conversion_title()}</h3>
                <p class="why">{move || words.get().conversion_why()}</p>
            </div>
        </div>
    }
}
