//! Owns the switch: what it means, until when it is off, and what belongs to changing it.
//! Refuses to turn off silently; saving asks for the acknowledgement.

use super::{
    editor::{Editor, SwitchChange},
    on_demand::readiness_list,
    save::Save,
};
use crate::domain::{organization::SingleSignOn, rule::RuleFault, settings::Switch, settings_update::SettingsProblem};
use crate::ui::{
    components::{Callout, Icon, Later, MomentField},
    context::{Tone, words},
    route::Route,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The switch.
#[component]
pub fn SwitchCard(
    /// The settings while they are edited.
    editor: Editor,
    /// Saves.
    save: Save,
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
    // A day that was typed is there again when the switch was touched by mistake.
    let typed = StoredValue::new(String::new());
    let toggle = move |event| {
        let to = if event_target_checked(&event) { Switch::On } else { Switch::Off };
        editor.draft.update(|draft| {
            draft.automatic_activation_emails = to;
            match to {
                Switch::On => typed.set_value(std::mem::take(&mut draft.off_until)),
                Switch::Off => draft.off_until = typed.get_value(),
            }
        });
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
            <Show when=move || !is_on()><OffUntilField editor=editor/></Show>
            <BeforeChanging editor=editor save=save/>
            <Conversion/>
        </section>
    }
}

/// Until when it is off.
#[component]
fn OffUntilField(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let words = words();
    let problem = Signal::derive(move || {
        editor.off_until_problem().map(|problem| problem_words(words.get(), &problem).to_owned()).unwrap_or_default()
    });
    let write = Callback::new(move |typed| editor.draft.update(|draft| draft.off_until = typed));
    let name = editor.zone().name().to_owned();
    view! {
        <MomentField
            label=Signal::derive(move || words.get().settings_off_until().to_owned())
            hint=Signal::derive(move || words.get().settings_off_until_hint(&name))
            problem=problem
            value=Signal::derive(move || editor.draft.with(|draft| draft.off_until.clone()))
            write=write
            zone=editor.zone()
        />
    }
}

fn problem_words(text: Text, problem: &SettingsProblem) -> &'static str {
    match problem {
        SettingsProblem::OffUntil(RuleFault::SkippedTime) => text.rule_problem_skipped(),
        SettingsProblem::OffUntil(_) => text.rule_problem_time(),
        SettingsProblem::OffUntilPast => text.settings_off_until_past(),
        // `off_until_problem` gives none of these.
        SettingsProblem::OffUntilWhileOn
        | SettingsProblem::Rule(_)
        | SettingsProblem::SenderNameMissing
        | SettingsProblem::SenderNameBad
        | SettingsProblem::SenderAddress(_)
        | SettingsProblem::ReplyTo(_)
        | SettingsProblem::FollowUp(_)
        | SettingsProblem::AdviceNotAcknowledged
        | SettingsProblem::NotReady(_) => "",
    }
}

/// What is to be known before the switch is changed, and after it was turned on.
#[component]
fn BeforeChanging(
    /// The settings while they are edited.
    editor: Editor,
    /// Saves.
    save: Save,
) -> impl IntoView {
    let change = Memo::new(move |_| editor.switch_change());
    move || match (change.get(), save.turned_on.get()) {
        (SwitchChange::TurnedOff, _) => view! {
            <Stack>
                <div aria-live="polite"><Advice sign_on=editor.organization().single_sign_on/></div>
                <Later load=Box::new(move || Box::pin(readiness_list(editor)))/>
            </Stack>
        }
        .into_any(),
        (SwitchChange::TurnedOn, _) => view! { <AlreadyWaiting editor=editor title=Text::settings_turn_on_title/> }.into_any(),
        (SwitchChange::None, true) => view! { <AlreadyWaiting editor=editor title=Text::settings_turned_on_title/> }.into_any(),
        (SwitchChange::None, false) => ().into_any(),
    }
}

/// How many wait already, that turning on does not mail them, and the way to do so.
#[component]
fn AlreadyWaiting(
    /// The settings while they are edited.
    editor: Editor,
    /// How many wait.
    title: fn(Text, u64) -> String,
) -> impl IntoView {
    let words = words();
    let waiting = Memo::new(move |_| {
        editor
            .survey
            .with(|surveyed| surveyed.as_ref().map(|surveyed| (surveyed.survey.after.total(), surveyed.survey.never_mailed)))
            .unwrap_or_default()
    });
    let never = move || waiting.get().1;
    let offer = || Route::Tracker("mail=none&send=activation".into()).href();
    view! {
        <Show when=move || { waiting.get().0 > 0 }>
            <div aria-live="polite">
                <Callout tone=Tone::Caution title=Signal::derive(move || title(words.get(), waiting.get().0))>
                    <p>{move || words.get().settings_turn_on_waiting()}</p>
                    <Show when=move || { never() > 0 }>
                        <p>{move || words.get().settings_never_mailed(never())} " " <a href=offer()>{move || words.get().settings_turn_on_link()}</a></p>
                    </Show>
                </Callout>
            </div>
        </Show>
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
            gap: var(--s4);
        }
    };
    view! { class = class, <div class="stack">{children()}</div> }
}

/// The advice against turning off. Without single sign-on it is the strongest that the page has.
#[component]
pub fn Advice(
    /// Whether people sign in through the company.
    sign_on: SingleSignOn,
) -> impl IntoView {
    let words = words();
    let tone = match sign_on {
        SingleSignOn::Off => Tone::Bad,
        SingleSignOn::On | SingleSignOn::Unknown => Tone::Caution,
    };
    let about_sign_on = move || match sign_on {
        SingleSignOn::On => words.get().advice_sign_on_on(),
        SingleSignOn::Off => words.get().advice_sign_on_off(),
        SingleSignOn::Unknown => words.get().advice_sign_on_unknown(),
    };
    view! {
        <Callout tone=tone title=Signal::derive(move || words.get().advice_title().to_owned())>
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
