//! Owns what can be done with a block as a whole: move, copy, remove, fold.
//! Refuses its fields.

use super::{anchor::Anchor, state::Composer, words::kind_words};
use crate::domain::{
    block::BlockKind,
    editing::{Shift, Touch},
};
use crate::ui::{
    components::{Drag, Icon, remember, tell},
    context::words,
};
use leptos::prelude::*;

/// Moves the block by one place; the focus stays on the button, and the new place is said.
#[component]
pub fn MoveButton(
    /// What is edited.
    composer: Composer,
    /// Which block.
    block: String,
    /// What it is for.
    kind: BlockKind,
    /// Which way.
    shift: Shift,
) -> impl IntoView {
    let words = words();
    let anchor = Anchor::Move(block.clone(), shift);
    let (name, icon) = (
        anchor.name(),
        match shift {
            Shift::Up => "up",
            Shift::Down => "down",
        },
    );
    let label = move || {
        let (text, block) = (words.get(), kind_words(words.get(), kind));
        match shift {
            Shift::Up => text.block_move_up(block),
            Shift::Down => text.block_move_down(block),
        }
    };
    let of = block.clone();
    let at_end = remember(move || {
        composer.variant.with(|variant| {
            let variant = variant.as_ref()?;
            let last = variant.blocks.len().checked_sub(1)?;
            Some(
                variant.position(&of)?
                    == match shift {
                        Shift::Up => 0,
                        Shift::Down => last,
                    },
            )
        }) == Some(true)
    });
    let push = move |_| {
        let Some(Some(to)) = composer.edit_variant(Touch::Whole, |variant| variant.shift(&block, shift)) else { return };
        let count = composer.variant.with_untracked(|variant| variant.as_ref().map_or(0, |variant| variant.blocks.len()));
        let text = words.now();
        composer.said.set(text.block_moved(kind_words(text, kind), to + 1, count));
        composer.focus(anchor.clone());
    };
    view! {
        <button
            type="button" data-kind="quiet" data-shape="icon" data-anchor=name aria-label=label title=label
            aria-disabled=move || at_end.get().then_some("true")
            on:click=push
        >
            <Icon name=icon/>
        </button>
    }
}

/// Moves the block: dragged by it, or with the arrow keys, Home and End while it has the focus.
#[component]
pub fn DragHandle(
    /// What is edited.
    composer: Composer,
    /// Which block.
    block: String,
    /// What it is for.
    kind: BlockKind,
    /// Moves it.
    drag: Drag,
) -> impl IntoView {
    let words = words();
    let anchor = Anchor::Handle(block.clone());
    let name = anchor.name();
    let id = StoredValue::new(block);
    let keyed = move |event: web_sys::KeyboardEvent| {
        let Some(from) = composer.variant.with_untracked(|variant| variant.as_ref()?.position(&id.get_value())) else { return };
        let to = match event.key().as_str() {
            "ArrowUp" => from.saturating_sub(1),
            "ArrowDown" => from + 1,
            "Home" => 0,
            "End" => usize::MAX,
            "Escape" => return drag.give_up(),
            _ => return,
        };
        event.prevent_default();
        composer.move_block(&id.get_value(), to);
        composer.focus(anchor.clone());
    };
    view! {
        <button
            class="drag-handle" data-drag="" type="button" data-kind="quiet" data-shape="icon" data-anchor=name
            aria-label=tell(move |text| text.block_drag(kind_words(text, kind))) title=move || words.get().block_drag_how()
            on:keydown=keyed
            on:pointerdown=move |event| drag.begin(&id.get_value(), &event)
            on:pointermove=move |event| drag.go_on(&event)
            on:pointerup=move |_| {
                drag.drop();
            }
            on:pointercancel=move |_| drag.give_up()
        >
            <Icon name="drag"/>
        </button>
    }
}

/// Copies, removes and folds the block.
#[component]
pub fn BlockTools(
    /// What is edited.
    composer: Composer,
    /// Which block.
    block: String,
    /// What it is for.
    kind: BlockKind,
    /// Whether its fields are hidden.
    folded: Memo<bool>,
) -> impl IntoView {
    let words = words();
    let name = move || kind_words(words.get(), kind);
    let (copied, removed) = (block.clone(), block.clone());
    let duplicate = move |_| {
        if let Some(Some(copy)) = composer.edit_variant(Touch::Whole, |variant| variant.duplicate(&copied)) {
            composer.focus(Anchor::Block(copy));
        }
    };
    let fold = move |_| {
        composer.folded.update(|folded| {
            if !folded.remove(&block) {
                folded.insert(block.clone());
            }
        });
    };
    let fold_label = move || if folded.get() { words.get().block_unfold(name()) } else { words.get().block_fold(name()) };
    view! {
        <button type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().block_duplicate(name()) title=move || words.get().block_duplicate(name()) on:click=duplicate>
            <Icon name="copy"/>
        </button>
        <button type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().block_remove(name()) title=move || words.get().block_remove(name()) on:click=move |_| composer.remove(&removed)>
            <Icon name="trash"/>
        </button>
        <button type="button" data-kind="quiet" data-shape="icon" aria-expanded=move || (!folded.get()).to_string() aria-label=fold_label title=fold_label on:click=fold>
            <Icon name=Signal::derive(move || if folded.get() { "chevron-right" } else { "chevron-down" })/>
        </button>
    }
}
