//! Owns the writing of a template: its name and languages, and subject and preheader of the text that is shown.
//! Refuses the blocks, which are in `blocks`.

use super::{
    blocks::Blocks,
    history::History,
    merge_menu::MergeOffer,
    problem_words::problem_words,
    state::{Anchor, Composer},
    text_field::{Shape, TextField},
    variants::Variants,
};
use crate::domain::{
    editing::Touch,
    language::Language,
    template::{Place, VariantDraft},
};
use crate::ui::{
    components::{Field, field_id, remember, say},
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
        move || problems.with(|problems| problems.iter().map(|problem| problem_words(words.get(), problem)).collect::<Vec<_>>().join(" "));
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
        <TextField
            label=say(Text::composer_subject)
            hint=say(Text::composer_subject_hint)
            shape=Shape::Line
            language=language
            value=read(|variant| &variant.subject)
            on_type=write(Touch::Subject(language), |variant| &mut variant.subject)
            problems=composer.problems_at(|variant| Some(Place::Subject(variant)))
            offer=MergeOffer::All
            anchor=Anchor::Subject
        />
        <TextField
            label=say(Text::composer_preheader)
            hint=say(Text::composer_preheader_hint)
            shape=Shape::Line
            language=language
            value=read(|variant| &variant.preheader)
            on_type=write(Touch::Preheader(language), |variant| &mut variant.preheader)
            problems=composer.problems_at(|variant| Some(Place::Preheader(variant)))
            offer=MergeOffer::All
            anchor=Anchor::Preheader
        />
    }
}
