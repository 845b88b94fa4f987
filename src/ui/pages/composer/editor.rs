//! Owns the writing of one text: its language, subject and preheader, and its blocks in order.
//! Refuses what a block looks like inside, which is in `block_card`.

use super::{
    add_block::AddBlock,
    block_card::BlockCard,
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
    components::{Field, Icon, field_id},
    context::words,
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
    let words = words();
    let written = Memo::new(move |_| composer.variant.with(Option::is_some));
    view! { class = class,
        <section class="editor" aria-label=move || words.get().composer_editor()>
            <div class="card">
                <NameField composer=composer/>
                <Variants composer=composer/>
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
    let name = Memo::new(move |_| composer.editing.with(|editing| editing.draft().name.clone()));
    let problems = composer.problems_at(|_| Some(Place::Name));
    let said = move || problems.with(|problems| problems.iter().map(|problem| problem_words(words.get(), problem)).collect::<Vec<_>>().join(" "));
    view! {
        <Field
            id=id
            label=Signal::derive(move || words.get().composer_name().to_owned())
            hint=Signal::derive(move || words.get().composer_name_hint().to_owned())
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
    let words = words();
    let read = move |line: fn(&VariantDraft) -> &String| {
        Memo::new(move |_| composer.editing.with(|editing| editing.variant(language).map(|variant| line(variant).clone()).unwrap_or_default()))
    };
    let write = move |touch: Touch, line: fn(&mut VariantDraft) -> &mut String| {
        Callback::new(move |text: String| {
            composer.edit_variant(touch.clone(), |variant| *line(variant) = text);
        })
    };
    view! {
        <TextField
            label=Signal::derive(move || words.get().composer_subject().to_owned())
            hint=Signal::derive(move || words.get().composer_subject_hint().to_owned())
            shape=Shape::Line
            language=language
            value=read(|variant| &variant.subject)
            on_type=write(Touch::Subject(language), |variant| &mut variant.subject)
            problems=composer.problems_at(|variant| Some(Place::Subject(variant)))
            offer=MergeOffer::All
            anchor=Anchor::Subject
        />
        <TextField
            label=Signal::derive(move || words.get().composer_preheader().to_owned())
            hint=Signal::derive(move || words.get().composer_preheader_hint().to_owned())
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

/// The blocks in order.
#[component]
fn Blocks(
    /// What is edited.
    composer: Composer,
    /// In which language.
    language: Language,
) -> impl IntoView {
    let class = style! {
        .blocks {
            display: grid;
            gap: var(--s3);
        }
        .head {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--s3);
        }
        .format {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .list {
            display: grid;
            gap: var(--s3);
            padding: 0;
            list-style: none;
        }
        .wrong {
            color: var(--bad);
            font-weight: 550;
        }
    };
    let words = words();
    let blocks = Memo::new(move |_| {
        let of = |variant: &VariantDraft| variant.blocks.iter().map(|block| (block.id.clone(), block.kind)).collect::<Vec<_>>();
        composer.editing.with(|editing| editing.variant(language).map(of).unwrap_or_default())
    });
    let problems = composer.problems_at(|variant| Some(Place::Blocks(variant)));
    let wrong = move || problems.get().iter().map(|problem| problem_words(words.get(), problem)).collect::<Vec<_>>().join(" ");
    view! { class = class,
        <div class="blocks">
            <div class="head">
                <h2>{move || words.get().composer_blocks()}</h2>
                <details class="format">
                    <summary>{move || words.get().composer_format()}</summary>
                    {move || words.get().composer_format_how()}
                </details>
            </div>
            <p class="wrong" role="status">{wrong}</p>
            <RemovedBlock composer=composer language=language after=None/>
            <ul class="list">
                <For each=move || blocks.get() key=|block| block.clone() let:block>
                    {view! { class = class,
                        <li class="list">
                            <BlockCard composer=composer language=language block=block.0.clone() kind=block.1/>
                            <RemovedBlock composer=composer language=language after=Some(block.0)/>
                        </li>
                    }}
                </For>
            </ul>
            <AddBlock composer=composer/>
        </div>
    }
}

/// Stands where a block was taken away, and puts it back.
#[component]
fn RemovedBlock(
    /// What is edited.
    composer: Composer,
    /// In which language.
    language: Language,
    /// The block before it.
    after: Option<String>,
) -> impl IntoView {
    let class = style! {
        .removed {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s3);
            padding: var(--s2) var(--s3);
            border: var(--border) dashed var(--line-strong);
            border-radius: var(--radius-l);
            color: var(--ink-quiet);
        }
        .said {
            flex: 1;
        }
    };
    let words = words();
    let here = Memo::new(move |_| {
        let removed = composer.removed.get().filter(|removed| removed.language == language && removed.after == after)?;
        Some(removed.block.kind)
    });
    view! { class = class,
        <Show when=move || here.get().is_some()>
            {view! { class = class,
                <div class="removed">
                    <p class="said" role="status">
                        {move || here.get().map(|kind| words.get().block_removed(super::words::kind_words(words.get(), kind)))}
                    </p>
                    <button type="button" data-anchor=Anchor::Restore.name() on:click=move |_| composer.restore()>
                        <Icon name="undo"/>
                        {move || words.get().block_restore()}
                    </button>
                    <button type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().app_dismiss() on:click=move |_| composer.removed.set(None)>
                        <Icon name="x"/>
                    </button>
                </div>
            }}
        </Show>
    }
}
