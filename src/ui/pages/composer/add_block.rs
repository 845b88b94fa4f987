//! Owns the menu that adds a block: what is missing of the seven items first, then everything else.
//! Refuses to decide where it goes; `domain::editing` does.

use super::{
    anchor::Anchor,
    menu::{Menu, MenuChoice, MenuFace},
    state::Composer,
    words::{kind_icon, kind_reason, kind_words},
};
use crate::domain::block::{BLOCKS, BlockKind};
use crate::ui::{
    components::{say, tell},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The menu.
#[component]
pub fn AddBlock(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let missing = move || {
        let missing = |variant: &crate::domain::template::VariantDraft| {
            composer.organization.with_value(|organization| variant.missing_items(organization))
        };
        composer.variant.with(|variant| variant.as_ref().map(missing).unwrap_or_default())
    };
    let rest = move || {
        let missing = missing();
        let layout_first = BLOCKS.iter().filter(|facts| !facts.item).chain(BLOCKS.iter().filter(|facts| facts.item));
        layout_first.map(|facts| facts.kind).filter(|kind| !missing.contains(kind)).collect::<Vec<_>>()
    };
    let choose = Callback::new(move |kind| {
        open.set(false);
        composer.add(kind);
    });
    view! {
        <Menu open=open label=say(Text::block_add) icon="plus" face=MenuFace::WordsBelow anchor=Anchor::Add.name()>
            <Kinds head=say(Text::block_add_missing) kinds=Signal::derive(missing) on_choose=choose/>
            <Kinds head=say(Text::block_add_more) kinds=Signal::derive(rest) on_choose=choose/>
        </Menu>
    }
}

/// Kinds of blocks under a heading.
#[component]
fn Kinds(
    /// The heading.
    #[prop(into)]
    head: Signal<String>,
    /// The kinds.
    kinds: Signal<Vec<BlockKind>>,
    /// Called with the chosen one.
    on_choose: Callback<BlockKind>,
) -> impl IntoView {
    let class = style! {
        .head {
            padding: var(--s2);
            color: var(--ink-quiet);
            font-size: var(--text-s);
            font-weight: 550;
        }
    };
    let kind = move |kind: BlockKind| {
        let choose = Callback::new(move |()| on_choose.run(kind));
        let (label, how) = (tell(move |text| kind_words(text, kind).to_owned()), tell(move |text| kind_reason(text, kind).to_owned()));
        view! { <MenuChoice icon=kind_icon(kind) label=label how=how on_choose=choose/> }
    };
    view! { class = class,
        <p class="head" hidden=move || kinds.get().is_empty()>{head}</p>
        <For each=move || kinds.get() key=|kind| *kind children=kind/>
    }
}
