//! Owns the blocks of one text in their order, and the place that a deleted one leaves.
//! Refuses what a block looks like inside, which is in `block_card`.

use super::{add_block::AddBlock, anchor::Anchor, block_card::BlockCard, problem_words::located_words, state::Composer, words::kind_words};
use crate::domain::{
    language::Language,
    template::{Place, VariantDraft},
};
use crate::ui::{
    components::{Drag, Icon, remember, say},
    context::words,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The blocks in order.
#[component]
pub fn Blocks(
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
    let blocks = remember(move || {
        let of = |variant: &VariantDraft| variant.blocks.iter().map(|block| (block.id.clone(), block.kind)).collect::<Vec<_>>();
        composer.editing.with(|editing| editing.variant(language).map(of).unwrap_or_default())
    });
    let ids = Signal::derive(move || blocks.get().into_iter().map(|(id, _)| id).collect());
    let drag = Drag::new(ids, Callback::new(move |(id, to): (String, usize)| composer.move_block(&id, to)));
    let problems = composer.problems_at(|variant| Some(Place::Blocks(variant)));
    let wrong = move || problems.get().iter().map(|problem| located_words(words.get(), problem)).collect::<Vec<_>>().join(" ");
    view! { class = class,
        <div class="blocks">
            <div class="head">
                <h2>{say(Text::composer_blocks)}</h2>
                <details class="format">
                    <summary>{say(Text::composer_format)}</summary>
                    {say(Text::composer_format_how)}
                </details>
            </div>
            <p class="wrong" role="status">{wrong}</p>
            <RemovedBlock composer=composer language=language after=None/>
            <ol class="list" node_ref=drag.list>
                <For each=move || blocks.get() key=|block| block.clone() let:block>
                    {view! { class = class,
                        <li class="list">
                            <BlockCard composer=composer language=language block=block.0.clone() kind=block.1 drag=drag/>
                            <RemovedBlock composer=composer language=language after=Some(block.0)/>
                        </li>
                    }}
                </For>
            </ol>
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
    let here = remember(move || {
        let removed = composer.removed.get().filter(|removed| removed.language == language && removed.after == after)?;
        Some(removed.block.kind)
    });
    view! { class = class,
        <Show when=move || here.get().is_some()>
            {view! { class = class,
                <div class="removed">
                    <p class="said" role="status">
                        {move || here.get().map(|kind| words.get().block_removed(kind_words(words.get(), kind)))}
                    </p>
                    <button type="button" data-anchor=Anchor::Restore.name() on:click=move |_| composer.restore()>
                        <Icon name="undo"/>
                        {say(Text::block_restore)}
                    </button>
                    <button type="button" data-kind="quiet" data-shape="icon" aria-label=say(Text::app_dismiss) on:click=move |_| composer.removed.set(None)>
                        <Icon name="x"/>
                    </button>
                </div>
            }}
        </Show>
    }
}
