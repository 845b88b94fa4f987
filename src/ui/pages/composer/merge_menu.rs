//! Owns the menu that puts a merge field into a text.
//! Refuses to touch the text itself; the field that it belongs to does.

use super::{
    menu::{Menu, MenuFace},
    words::merge_words,
};
use crate::domain::merge_field::{MERGE_FIELDS, MergeFacts, MergeKind};
use crate::ui::components::{say, tell};
use crate::ui::context::words;
use crate::ui::text::Text;
use leptos::prelude::*;
use stylers_macro::style;

/// Which merge fields fit where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MergeOffer {
    /// Any.
    All,
    /// Links alone.
    Links,
    /// None.
    Nothing,
}

impl MergeOffer {
    fn fits(self, facts: &MergeFacts) -> bool {
        match self {
            Self::All => true,
            Self::Links => facts.kind == MergeKind::Link,
            Self::Nothing => false,
        }
    }
}

/// The menu.
#[component]
pub fn MergeMenu(
    /// Which merge fields are offered.
    offer: MergeOffer,
    /// What the text is called.
    #[prop(into)]
    of: Signal<String>,
    /// Called with the chosen field.
    on_choose: Callback<&'static MergeFacts>,
) -> impl IntoView {
    let class = style! {
        .head {
            padding: var(--s1) var(--s2);
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .choice {
            display: flex;
            justify-content: space-between;
            gap: var(--s4);
            border-color: transparent;
            background: transparent;
            text-align: start;
        }
        .code {
            color: var(--ink-quiet);
            font-weight: 400;
        }
    };
    let words = words();
    let open = RwSignal::new(false);
    let choice = move |facts: &'static MergeFacts| {
        let choose = move |_| {
            open.set(false);
            on_choose.run(facts);
        };
        view! { class = class,
            <button class="choice" type="button" on:click=choose>
                {move || merge_words(words.get(), facts.field)}
                <code class="code">{format!("{{{{{}}}}}", facts.name)}</code>
            </button>
        }
    };
    view! {
        <Menu open=open label=tell(move |text| text.merge_insert(of.get())) icon="braces" face=MenuFace::Icon>
            {view! { class = class, <p class="head">{say(Text::merge_head)}</p> }}
            {MERGE_FIELDS.iter().filter(|facts| offer.fits(facts)).map(choice).collect_view()}
        </Menu>
    }
}
