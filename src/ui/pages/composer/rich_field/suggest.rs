//! Owns what is proposed while something is typed: merge fields after `{{`, blocks after `/`.
//! Refuses to put anything in; the field does.

use super::Rich;
use crate::domain::{
    block::{BLOCKS, BlockKind},
    merge_field::{MERGE_FIELDS, MergeFacts},
};
use crate::ui::{
    components::{Icon, say},
    context::words,
    pages::composer::words::{kind_icon, kind_words, merge_words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// Most letters that are typed before nothing is proposed any more.
const LONGEST: usize = 24;

/// What is proposed.
#[derive(Clone, PartialEq, Debug)]
pub struct Suggest {
    /// The letters before the caret that it would take the place of.
    pub typed: String,
    /// Merge fields.
    pub merges: Vec<&'static MergeFacts>,
    /// Blocks.
    pub kinds: Vec<BlockKind>,
    /// The one that is chosen by Enter.
    pub active: usize,
}

impl Suggest {
    /// What fits the letters before the caret.
    pub fn of(before: &str, blocks: bool, text: Text) -> Option<Self> {
        let matches = |typed: &str, name: &str, words: &str| {
            let typed = typed.trim().to_lowercase();
            name.contains(&typed) || words.to_lowercase().contains(&typed)
        };
        let (typed, merges, kinds) = if let Some((_, inner)) = before.rsplit_once("{{").filter(|(_, inner)| !inner.contains(['}', '|'])) {
            let merges = MERGE_FIELDS.iter().filter(|facts| matches(inner, facts.name, merge_words(text, facts.field)));
            (format!("{{{{{inner}"), merges.collect(), Vec::new())
        } else if let Some(inner) = before.trim_start().strip_prefix('/').filter(|_| blocks) {
            let kinds = BLOCKS.iter().map(|facts| facts.kind).filter(|kind| matches(inner, "", kind_words(text, *kind)));
            (format!("/{inner}"), Vec::new(), kinds.collect())
        } else {
            return None;
        };
        let suggest = Self { typed, merges, kinds, active: 0 };
        (suggest.len() > 0 && suggest.typed.chars().count() <= LONGEST).then_some(suggest)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.merges.len() + self.kinds.len()
    }

    /// The same with another one active.
    pub fn at(&self, active: usize) -> Self {
        Self { active, ..self.clone() }
    }
}

/// The list.
#[component]
pub fn Suggestions(
    /// The field.
    rich: Rich,
    /// Identifier of the list.
    id: String,
) -> impl IntoView {
    let class = style! {
        .proposals {
            position: relative;
        }
        .proposed {
            position: absolute;
            inset-block-start: 0;
            inset-inline-start: 0;
            display: grid;
            min-inline-size: 16rem;
            max-inline-size: 100%;
            max-block-size: 18rem;
            margin: 0;
            padding: var(--s1);
            border: var(--border) solid var(--line-strong);
            border-radius: var(--radius-l);
            background: var(--surface-raised);
            box-shadow: var(--shadow-raised);
            list-style: none;
            overflow-y: auto;
            z-index: 6;
        }
        .proposal {
            display: flex;
            align-items: center;
            gap: var(--s2);
            padding: var(--s1) var(--s2);
            border-radius: var(--radius);
            cursor: pointer;
        }
        .proposal[aria-selected="true"] {
            background: var(--selected);
            color: var(--accent);
        }
        .name {
            margin-inline-start: auto;
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let words = words();
    let rows = move || {
        let (Some(suggest), text) = (rich.suggest.get(), words.get()) else { return Vec::new() };
        let merges = suggest.merges.iter().map(|facts| ("braces", merge_words(text, facts.field), format!("{{{{{}}}}}", facts.name)));
        let kinds = suggest.kinds.iter().map(|kind| (kind_icon(*kind), kind_words(text, *kind), String::new()));
        merges.chain(kinds).enumerate().map(|(at, row)| (at, at == suggest.active, row)).collect()
    };
    let list = id.clone();
    let row = move |(at, active, (icon, label, name)): (usize, bool, (&'static str, &'static str, String))| {
        view! { class = class,
            <li
                class="proposal" role="option" id=format!("{list}-{at}") aria-selected=active.to_string()
                on:mousedown=move |event| {
                    event.prevent_default();
                    rich.accept(at, words.now());
                }
            >
                <Icon name=icon/>
                <span>{label}</span>
                <code class="name">{name}</code>
            </li>
        }
    };
    view! { class = class,
        <div class="proposals">
            <ul class="proposed" role="listbox" id=id aria-label=say(Text::rich_proposals) hidden=move || rich.suggest.with(Option::is_none)>
                {move || rows().into_iter().map(&row).collect_view()}
            </ul>
        </div>
    }
}
