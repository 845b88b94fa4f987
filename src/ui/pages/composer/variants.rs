//! Owns the languages in which a template is written: choosing, adding, taking away.
//! Refuses translation; a new language begins with its starter text.

use super::{
    menu::{Menu, MenuFace},
    on_demand::removal,
    problem_words::located_words,
    state::Composer,
    tabs::{Tab, Tabs},
};
use crate::domain::{
    editing::Touch,
    language::{LANGUAGES, Language},
    template::Place,
};
use crate::ui::{
    components::{Dialog, Icon, Later, remember, say, tell},
    context::words,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The languages.
#[component]
pub fn Variants(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .languages {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s2);
        }
        .note {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .wrong {
            color: var(--bad);
            font-weight: 550;
        }
    };
    let words = words();
    let written = remember(move || {
        composer.editing.with(|editing| editing.draft().variants.iter().map(|variant| variant.language).collect::<Vec<_>>())
    });
    let tabs = move || {
        let tab = |language: &Language| Tab { key: language.tag(), label: language.facts().own_name.into(), lang: Some(language.tag()) };
        written.with(|written| written.iter().map(tab).collect::<Vec<_>>())
    };
    let choose = Callback::new(move |tag: &'static str| {
        if let Some(language) = Language::read(tag) {
            composer.show(language);
        }
    });
    let problems = composer.problems_at(|variant| Some(Place::Language(variant)));
    let none = move || composer.problems.with(|problems| problems.iter().find(|problem| problem.place == Place::Variants).cloned());
    let wrong =
        move || problems.get().into_iter().chain(none()).map(|problem| located_words(words.get(), &problem)).collect::<Vec<_>>().join(" ");
    let home = composer.organization.with_value(|organization| organization.language.facts().own_name);
    view! { class = class,
        <div class="languages">
            <Tabs
                name="languages"
                label=say(Text::composer_languages)
                tabs=Signal::derive(tabs)
                chosen=Signal::derive(move || composer.shown.get().tag())
                on_choose=choose
            />
            <AddLanguage composer=composer written=written/>
            <RemoveLanguage composer=composer written=written/>
        </div>
        <p class="note">{tell(move |text| text.composer_languages_note(home))}</p>
        <p class="wrong" role="status" hidden=move || wrong().is_empty()>{wrong}</p>
    }
}

/// Adds a language with its starter text.
#[component]
fn AddLanguage(
    /// What is edited.
    composer: Composer,
    /// The languages that are there.
    written: Memo<Vec<Language>>,
) -> impl IntoView {
    let class = style! {
        .choice {
            justify-content: start;
            border-color: transparent;
            background: transparent;
        }
    };
    let open = RwSignal::new(false);
    let add = move |language: Language| {
        open.set(false);
        composer.add_language(language);
    };
    let left = move || written.with(|written| LANGUAGES.iter().filter(|facts| !written.contains(&facts.language)).collect::<Vec<_>>());
    view! {
        <Show when=move || !left().is_empty()>
            <Menu open=open label=say(Text::composer_add_language) icon="plus" face=MenuFace::Words>
                <For each=left key=|facts| facts.tag let:facts>
                    {view! { class = class,
                        <button class="choice" type="button" lang=facts.tag on:click=move |_| add(facts.language)>{facts.own_name}</button>
                    }}
                </For>
            </Menu>
        </Show>
    }
}

/// Takes the shown language away, once confirmed.
#[component]
fn RemoveLanguage(
    /// What is edited.
    composer: Composer,
    /// The languages that are there.
    written: Memo<Vec<Language>>,
) -> impl IntoView {
    let words = words();
    let asked = RwSignal::new(false);
    let name = move || composer.shown.get().facts().own_name;
    let label = move || words.get().composer_remove_language(name());
    view! {
        <Show when=move || written.with(|written| written.len() > 1)>
            <button type="button" data-kind="quiet" data-shape="icon" aria-label=label title=label on:click=move |_| asked.set(true)>
                <Icon name="trash"/>
            </button>
        </Show>
        <Dialog open=asked title=tell(move |text| text.composer_remove_language_title(name())) on_close=Callback::new(move |()| asked.set(false))>
            <Later load=Box::new(move || Box::pin(removal(composer, asked)))/>
        </Dialog>
    }
}

/// What taking the shown language away means, and the button that does it.
#[component]
pub fn Removal(
    /// What is edited.
    composer: Composer,
    /// Whether it is asked.
    asked: RwSignal<bool>,
) -> impl IntoView {
    let class = style! {
        .buttons {
            gap: var(--s2);
        }
    };
    let label = tell(move |text| text.composer_remove_language(composer.shown.get().facts().own_name));
    let remove = move |_| {
        let language = composer.shown.get_untracked();
        asked.set(false);
        composer.edit(Touch::Whole, |draft| draft.variants.retain(|variant| variant.language != language));
    };
    view! { class = class,
        <p>{say(Text::composer_remove_language_how)}</p>
        <footer class="buttons">
            <button type="button" on:click=move |_| asked.set(false)>{say(Text::app_cancel)}</button>
            <button type="button" data-kind="danger" on:click=remove>{label}</button>
        </footer>
    }
}
