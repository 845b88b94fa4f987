//! Owns one block while it is written: why it belongs into the message, how it stands, and its fields.
//! Refuses to judge; it shows the verdict on the item that it is.

use super::{
    anchor::Anchor,
    block_tools::{BlockTools, DragHandle, MoveButton},
    merge_menu::MergeOffer,
    picture::PictureFile,
    rich_field::{RichField, Shape},
    state::Composer,
    text_field::{Input, TextField},
    words::{field_words, kind_icon, kind_reason, kind_words},
};
use crate::domain::{
    block::{BlockDraft, BlockField, BlockKind},
    check::{Finding, Verdict, check_of},
    editing::{Shift, Touch},
    language::Language,
    template::Place,
};
use crate::ui::{
    components::{Drag, Icon, Mark, Status, remember, tell},
    context::{Tone, words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// One block.
#[component]
pub fn BlockCard(
    /// What is edited.
    composer: Composer,
    /// In which language.
    language: Language,
    /// Which block.
    block: String,
    /// What it is for.
    kind: BlockKind,
    /// Moves it by its handle.
    drag: Drag,
) -> impl IntoView {
    let class = style! {
        .block {
            scroll-margin-block-start: 8rem;
        }
        .block[data-drop="before"] {
            box-shadow: 0 -3px 0 0 var(--accent);
        }
        .block[data-drop="after"] {
            box-shadow: 0 3px 0 0 var(--accent);
        }
        .block[data-drop="moving"] {
            border-color: var(--accent);
            background: var(--selected);
        }
        .fields {
            display: grid;
            grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
            gap: var(--s3);
        }
        .fields > * {
            grid-column: 1 / -1;
        }
        .fields > .half {
            grid-column: auto;
        }
        @media (max-width: 600px) {
            .fields > .half {
                grid-column: 1 / -1;
            }
        }
        .fields[hidden] {
            display: none;
        }
        .why {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let words = words();
    let (of, marked) = (block.clone(), block.clone());
    let folded = remember(move || composer.folded.with(|folded| folded.contains(&of)));
    let field = {
        let block = block.clone();
        // A link and what it shows stand beside each other.
        let half = |field: BlockField| {
            matches!(field, BlockField::Label | BlockField::Url | BlockField::Alt | BlockField::Width | BlockField::Height)
        };
        move |field: &BlockField| {
            view! { class = class,
                <div class=if half(*field) { "half" } else { "whole" }>
                    <BlockText composer=composer language=language block=block.clone() kind=kind field=*field/>
                </div>
            }
        }
    };
    view! { class = class,
        <article
            class="block"
            data-panel=""
            tabindex="-1"
            data-anchor=Anchor::Block(block.clone()).name()
            data-drop=move || drag.mark(&marked).map(Mark::name)
            aria-label=move || kind_words(words.get(), kind)
        >
            <BlockHead composer=composer language=language block=block.clone() kind=kind folded=folded drag=drag/>
            <div class="fields" hidden=folded>
                <p class="why">{move || kind_reason(words.get(), kind)}</p>
                {kind.facts().fields.iter().map(field).collect_view()}
            </div>
        </article>
    }
}

/// What the block is, how it stands, and what can be done with it as a whole.
#[component]
fn BlockHead(
    /// What is edited.
    composer: Composer,
    /// In which language.
    language: Language,
    /// Which block.
    block: String,
    /// What it is for.
    kind: BlockKind,
    /// Whether its fields are hidden.
    folded: Memo<bool>,
    /// Moves it by its handle.
    drag: Drag,
) -> impl IntoView {
    let class = style! {
        .head {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s1) var(--s3);
        }
        .mark {
            display: grid;
            place-items: center;
            inline-size: 2rem;
            block-size: 2rem;
            border-radius: var(--radius);
            background: var(--selected);
            color: var(--accent);
        }
        .begins {
            flex: 1 1 6rem;
            min-inline-size: 0;
            color: var(--ink-quiet);
            overflow: hidden;
            text-overflow: ellipsis;
            white-space: nowrap;
        }
        .tools {
            display: flex;
            margin-inline-start: auto;
        }
    };
    let words = words();
    let find = {
        let block = block.clone();
        move |read: fn(&BlockDraft) -> String| {
            composer.editing.with(|editing| editing.variant(language)?.block(&block).map(read)).unwrap_or_default()
        }
    };
    let begins = move || if folded.get() { find(|block| beginning(block).to_owned()) } else { String::new() };
    view! { class = class,
        <header class="head">
            <DragHandle composer=composer block=block.clone() kind=kind drag=drag/>
            <span class="mark"><Icon name=kind_icon(kind)/></span>
            <h3>{move || kind_words(words.get(), kind)}</h3>
            <ItemStatus composer=composer language=language block=block.clone() kind=kind/>
            <span class="begins" lang=language.tag() hidden=move || !folded.get()>{begins}</span>
            <div class="tools">
                <MoveButton composer=composer block=block.clone() kind=kind shift=Shift::Up/>
                <MoveButton composer=composer block=block.clone() kind=kind shift=Shift::Down/>
                <BlockTools composer=composer block=block kind=kind folded=folded/>
            </div>
        </header>
    }
}

/// The words that tell a folded block from others of its kind.
fn beginning(block: &BlockDraft) -> &str {
    block.kind.facts().fields.iter().map(|field| block.field(*field).trim()).find(|text| !text.is_empty()).unwrap_or_default()
}

/// Whether one of the seven items is complete in this block.
#[component]
fn ItemStatus(
    /// What is edited.
    composer: Composer,
    /// In which language.
    language: Language,
    /// Which block.
    block: String,
    /// What it is for.
    kind: BlockKind,
) -> impl IntoView {
    let words = words();
    let complete = remember(move || {
        let check = check_of(kind)?;
        let at = composer.editing.with(|editing| editing.variant(language)?.position(&block))?;
        let verdicts = composer.verdicts();
        let (_, verdict) = verdicts.iter().find(|(id, _)| *id == check)?;
        Some(match verdict {
            Verdict::Passed | Verdict::NotApplicable => true,
            Verdict::Failed { findings, .. } => !findings.iter().any(|Finding { block, .. }| *block == Some(at)),
        })
    });
    let tone = Signal::derive(move || if complete.get() == Some(true) { Tone::Good } else { Tone::Caution });
    let label = Signal::derive(move || {
        let text = words.get();
        if complete.get() == Some(true) { text.block_complete().to_owned() } else { text.block_incomplete().to_owned() }
    });
    view! {
        <Show when=move || complete.get().is_some()>
            <Status tone=tone label=label/>
        </Show>
    }
}

/// One field of the block.
#[component]
fn BlockText(
    /// What is edited.
    composer: Composer,
    /// In which language.
    language: Language,
    /// Which block.
    block: String,
    /// What it is for.
    kind: BlockKind,
    /// Which field.
    field: BlockField,
) -> impl IntoView {
    let (read, place, behind, anchor) = (block.clone(), block.clone(), block.clone(), Anchor::Field(block.clone(), field));
    let value = remember(move || {
        composer
            .editing
            .with(|editing| editing.variant(language)?.block(&read).map(|block| block.field(field).to_owned()))
            .unwrap_or_default()
    });
    let problems = composer.problems_at(move |variant| {
        let block = composer.editing.with(|editing| editing.variant(language)?.position(&place))?;
        Some(Place::Block { variant, block, field })
    });
    let write = Callback::new(move |text: String| {
        composer.edit_variant(Touch::Field { language, block: block.clone(), field }, |variant| {
            if let Some(block) = variant.blocks.iter_mut().find(|known| known.id == block) {
                *block.field_mut(field) = text;
            }
        });
    });
    let label = tell(move |text| field_words(text, kind, field).to_owned());
    let shape = match field {
        BlockField::Title | BlockField::Label => Shape::Line,
        BlockField::Text | BlockField::Otherwise => Shape::Lines,
        BlockField::Url | BlockField::Alt | BlockField::Width | BlockField::Height => {
            let (input, offer) = match field {
                BlockField::Url if kind != BlockKind::Image => (Input::Link, MergeOffer::Links),
                BlockField::Url => (Input::Link, MergeOffer::Nothing),
                BlockField::Width | BlockField::Height => (Input::Number, MergeOffer::Nothing),
                BlockField::Title | BlockField::Text | BlockField::Label | BlockField::Alt | BlockField::Otherwise => {
                    (Input::Words, MergeOffer::Nothing)
                }
            };
            let picture = (kind == BlockKind::Image && field == BlockField::Url)
                .then(|| view! { <PictureFile composer=composer block=behind value=value/> });
            let is_carried = move || value.with(|value| value.starts_with("data:"));
            return view! {
                {picture}
                <div hidden=is_carried>
                <TextField label=label input=input language=language value=value on_type=write problems=problems offer=offer anchor=anchor/>
                </div>
            }
            .into_any();
        }
    };
    let on_block = Callback::new(move |kind| composer.add_behind(&behind, kind));
    view! {
        <RichField
            composer=composer label=label shape=shape language=language value=value on_type=write problems=problems anchor=anchor on_block=on_block
        />
    }
    .into_any()
}
