//! Owns the head of the composer: what is written, how it is kept, and what can be done with the whole of it.
//! Refuses the dialogs behind its buttons.

use super::{
    exchange::Exchange,
    publish::Publish,
    save_line::{SaveFailure, SaveStatus},
    state::Composer,
    test_mail::TestMailButton,
    words::purpose_words,
};
use crate::ui::{
    components::{Icon, Status, remember, say},
    context::{Tone, words},
    route::Route,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The head.
#[component]
pub fn Head(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .head {
            position: sticky;
            inset-block-start: 0;
            display: grid;
            gap: var(--s2);
            padding-block: var(--s3);
            padding-inline: var(--s6);
            border-block-end-width: var(--border);
            border-block-end-style: solid;
            border-block-end-color: var(--line);
            background: var(--surface);
            z-index: 4;
        }
        .row {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s2) var(--s4);
        }
        .title {
            display: grid;
            flex: 1 1 16rem;
            gap: var(--s1);
            min-inline-size: 0;
        }
        .name {
            font-size: var(--text-xl);
        }
        .facts {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s1) var(--s3);
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .tools {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s2);
        }
        @media (max-width: 1000px) {
            .head {
                position: static;
            }
        }
        @media (max-width: 800px) {
            .head {
                padding-inline: var(--s4);
            }
        }
    };
    let words = words();
    let name = move || {
        let name = composer.editing.with(|editing| editing.draft().name.trim().to_owned());
        if name.is_empty() { words.get().templates_unnamed().to_owned() } else { name }
    };
    let purpose = move || purpose_words(words.get(), composer.editing.with(|editing| editing.draft().purpose));
    view! { class = class,
        <header class="head">
            <div class="row">
                <div class="title">
                    <p class="facts">
                        <a href=Route::Templates.href()>{say(Text::composer_all)}</a>
                        <span>{purpose}</span>
                        <PublishedStatus composer=composer/>
                        <SaveStatus composer=composer/>
                    </p>
                    <h1 class="name">{name}</h1>
                </div>
                <div class="tools">
                    <UndoButtons composer=composer/>
                    <Exchange composer=composer/>
                    <TestMailButton composer=composer/>
                    <Publish composer=composer/>
                </div>
            </div>
            <SaveFailure composer=composer/>
        </header>
    }
}

/// Which version people get.
#[component]
fn PublishedStatus(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let words = words();
    let published = remember(move || composer.saving.stored.with(|stored| stored.published.as_ref().map(|published| published.version)));
    let tone = Signal::derive(move || if published.get().is_some() { Tone::Good } else { Tone::Still });
    let label = Signal::derive(move || {
        published.get().map_or_else(|| words.get().templates_draft().to_owned(), |version| words.get().templates_published(version))
    });
    view! { <Status tone=tone label=label/> }
}

/// Takes steps back and does them again.
#[component]
fn UndoButtons(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let words = words();
    let (undo, redo) = (move || words.get().composer_undo(), move || words.get().composer_redo());
    let cannot = move |can: bool| (!can).then_some("true");
    view! {
        <button
            type="button" data-kind="quiet" data-shape="icon" aria-label=undo title=undo aria-keyshortcuts="Control+Z"
            aria-disabled=move || cannot(composer.editing.with(|editing| editing.can_undo()))
            on:click=move |_| composer.undo()
        >
            <Icon name="undo"/>
        </button>
        <button
            type="button" data-kind="quiet" data-shape="icon" aria-label=redo title=redo aria-keyshortcuts="Control+Shift+Z"
            aria-disabled=move || cannot(composer.editing.with(|editing| editing.can_redo()))
            on:click=move |_| composer.redo()
        >
            <Icon name="redo"/>
        </button>
    }
}
