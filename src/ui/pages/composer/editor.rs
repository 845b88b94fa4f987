//! Owns the writing of a template: its name and languages, and subject and preheader of the text that is shown.
//! Refuses the blocks, which are in `blocks`.

use super::{
    anchor::Anchor,
    audience::Audience,
    blocks::Blocks,
    history::History,
    problem_words::located_words,
    rich_field::{RichField, Shape},
    state::Composer,
    variants::Variants,
};
use crate::domain::{
    colour::Colour,
    editing::Touch,
    language::Language,
    palette::HOUSE_ACCENT,
    template::{Place, VariantDraft},
};
use crate::ui::{
    components::{Field, field_id, remember, say, tell},
    context::words,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The editor.
#[component]
pub fn Editor(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .editor {
            display: grid;
            gap: var(--s5);
            min-inline-size: 0;
        }
        .card {
            display: grid;
            gap: var(--s4);
            padding: var(--s5);
            border: var(--border) solid var(--line);
            border-radius: var(--radius-l);
            background: var(--surface);
        }
        .message {
            display: grid;
            gap: var(--s4);
        }
        @media (max-width: 480px) {
            .card {
                padding: var(--s4);
            }
        }
    };
    let written = remember(move || composer.variant.with(Option::is_some));
    view! { class = class,
        <section class="editor" aria-label=say(Text::composer_editor)>
            <div class="card">
                <NameField composer=composer/>
                <Variants composer=composer/>
                <Audience composer=composer/>
                <Accent composer=composer/>
                <History composer=composer/>
            </div>
            <Show when=move || written.get()>
                {move || {
                    let language = composer.shown.get();
                    view! { class = class,
                        <div class="message" role="tabpanel" aria-labelledby=format!("languages-{}", language.tag())>
                            <div class="card"><Lines composer=composer language=language/></div>
                            <Blocks composer=composer language=language/>
                        </div>
                    }
                }}
            </Show>
        </section>
    }
}

/// What administrators call the template.
#[component]
fn NameField(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let words = words();
    let id = field_id();
    let control = id.clone();
    let described = format!("{id}-hint {id}-problem");
    let name = remember(move || composer.editing.with(|editing| editing.draft().name.clone()));
    let problems = composer.problems_at(|_| Some(Place::Name));
    let said =
        move || problems.with(|problems| problems.iter().map(|problem| located_words(words.get(), problem)).collect::<Vec<_>>().join(" "));
    view! {
        <Field
            id=id
            label=say(Text::composer_name)
            hint=say(Text::composer_name_hint)
            problem=Signal::derive(said)
        >
            <input
                type="text" id=control autocomplete="off" aria-describedby=described
                aria-invalid=move || problems.with(|problems| !problems.is_empty()).then_some("true")
                prop:value=name
                on:input=move |event| composer.edit(Touch::Name, |draft| draft.name = event_target_value(&event))
            />
        </Field>
    }
}

/// The colour of links and buttons.
#[component]
fn Accent(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .accent {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s2);
        }
        .colour {
            inline-size: 3rem;
            padding: 2px;
        }
    };
    let value = move || {
        let accent = composer.accent();
        Colour::parse(&accent).unwrap_or(HOUSE_ACCENT).to_string()
    };
    let set = move |accent: String| composer.edit(Touch::Whole, |draft| draft.accent = accent);
    view! { class = class,
        <div class="accent">
            <label class="accent">
                <input class="colour" type="color" prop:value=value on:change=move |event| set(event_target_value(&event))/>
                <span>{say(Text::composer_accent)}</span>
            </label>
            <button type="button" data-kind="quiet" hidden=move || composer.accent().is_empty() on:click=move |_| set(String::new())>
                {say(Text::composer_accent_usual)}
            </button>
        </div>
    }
}

/// Subject and preheader.
#[component]
fn Lines(
    /// What is edited.
    composer: Composer,
    /// In which language.
    language: Language,
) -> impl IntoView {
    let read = move |line: fn(&VariantDraft) -> &String| {
        remember(move || {
            composer.editing.with(|editing| editing.variant(language).map(|variant| line(variant).clone()).unwrap_or_default())
        })
    };
    let write = move |touch: Touch, line: fn(&mut VariantDraft) -> &mut String| {
        Callback::new(move |text: String| {
            composer.edit_variant(touch.clone(), |variant| *line(variant) = text);
        })
    };
    view! {
        <RichField
            composer=composer
            label=tell(|text| text.composer_subject().to_owned())
            hint=tell(|text| text.composer_subject_hint().to_owned())
            shape=Shape::Line
            language=language
            value=read(|variant| &variant.subject)
            on_type=write(Touch::Subject(language), |variant| &mut variant.subject)
            problems=composer.problems_at(|variant| Some(Place::Subject(variant)))
            anchor=Anchor::Subject
        />
        <RichField
            composer=composer
            label=tell(|text| text.composer_preheader().to_owned())
            hint=tell(|text| text.composer_preheader_hint().to_owned())
            shape=Shape::Line
            language=language
            value=read(|variant| &variant.preheader)
            on_type=write(Touch::Preheader(language), |variant| &mut variant.preheader)
            problems=composer.problems_at(|variant| Some(Place::Preheader(variant)))
            anchor=Anchor::Preheader
        />
    }
}
