//! Owns how a text is shown before and after: what was removed and what was added, for the eye and for the ear.
//! Refuses colour alone: what is gone is struck through, what is new underlined, and both are said.

use super::difference_words::Told;
use crate::domain::{
    template_difference::Change,
    text_difference::{Piece, pieces},
};
use crate::ui::context::words;
use leptos::prelude::*;
use stylers_macro::style;

/// A text before and after.
#[component]
pub fn ChangedText(
    /// What is said of it.
    told: Told,
) -> impl IntoView {
    let class = style! {
        .changed-text {
            white-space: pre-wrap;
            overflow-wrap: anywhere;
        }
        .gone {
            background: var(--bad-ground);
            color: var(--bad);
            text-decoration: line-through;
        }
        .new {
            background: var(--good-ground);
            color: var(--good);
            text-decoration: underline;
        }
    };
    let words = words();
    let show = move |piece: Piece| {
        match piece {
        Piece::Same(text) => view! { <span>{text}</span> }.into_any(),
        Piece::Removed(text) => view! { class = class,
            <del class="gone"><span data-unseen="">{move || words.get().activity_removed_begins()}" "</span>{text}<span data-unseen="">" "{move || words.get().activity_removed_ends()}</span></del>
        }
        .into_any(),
        Piece::Added(text) => view! { class = class,
            <ins class="new"><span data-unseen="">{move || words.get().activity_added_begins()}" "</span>{text}<span data-unseen="">" "{move || words.get().activity_added_ends()}</span></ins>
        }
        .into_any(),
    }
    };
    view! { class = class, <span class="changed-text">{shown(told).into_iter().map(show).collect_view()}</span> }
}

/// Long texts word by word; of short ones the whole before and the whole after.
fn shown(Told { change: Change { before, after }, prose, .. }: Told) -> Vec<Piece> {
    if prose {
        return pieces(&before, &after);
    }
    let removed = (!before.is_empty()).then_some(Piece::Removed(before));
    let between = (removed.is_some() && !after.is_empty()).then(|| Piece::Same(" ".into()));
    let added = (!after.is_empty()).then_some(Piece::Added(after));
    removed.into_iter().chain(between).chain(added).collect()
}
