//! Owns the messages: one region that is spoken politely, one that interrupts; newest first in each, and few at once.
//! Refuses to vanish by itself, so that who reads slowly reads to the end, and to hide what is worked on.

use super::{Icon, say, uncover::uncovered};
use crate::ui::{
    context::{Notice, Tone, notices, words},
    text::Text,
};
use leptos::{html, prelude::*};
use stylers_macro::style;
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlElement, Node};

/// The messages. In a corner where there is room beside what is worked on. Where there is not, they stand above it and stay in
/// sight: the newest, with the older ones a button away.
#[component]
pub fn NoticeList() -> impl IntoView {
    let class = style! {
        .noticeboard {
            position: fixed;
            inset-block-end: 5.5rem;
            inset-inline-end: var(--s4);
            inline-size: min(26rem, calc(100vw - 2rem));
            z-index: 10;
        }
        .noticeboard[data-floats="upper"] {
            inset-block: var(--s4) auto;
        }
        .spoken {
            display: grid;
        }
        .all-of-them {
            display: flex;
            justify-content: end;
            gap: var(--s2);
        }
        .all-of-them > button {
            min-block-size: 1.75rem;
            margin-block-start: var(--s2);
            font-size: var(--text-s);
        }
        .all-of-them > .older {
            display: none;
        }
        @media (max-width: 800px) {
            .noticeboard[data-floats] {
                position: sticky;
                inset-block: 0 auto;
                inset-inline: auto;
                inline-size: auto;
                max-block-size: 40dvh;
                overflow-y: auto;
                background: var(--surface-raised);
            }
            .all-of-them {
                padding-inline: var(--s2);
                border-block-end-width: var(--border);
                border-block-end-style: solid;
                border-block-end-color: var(--line);
            }
            .all-of-them > button {
                margin-block: var(--s1);
            }
            .all-of-them > .older {
                display: inline-flex;
            }
        }
    };
    let (notices, words, board) = (notices(), words(), NodeRef::<html::Div>::new());
    let count = Signal::derive(move || notices.0.with(Vec::len));
    let newest = Memo::new(move |_| notices.0.with(|notices| notices.last().map(|notice| notice.id)));
    let unfolded = RwSignal::new(false);
    Effect::new(move |_| {
        if count.get() < 2 {
            unfolded.set(false);
        }
    });
    let edge = uncovered(move || board.try_get_untracked().flatten().map(Into::into), count);
    let of = move |bad: bool| {
        move || {
            let all = notices.0.get().into_iter().rev();
            all.filter(|notice| (notice.tone == Tone::Bad) == bad).collect::<Vec<_>>()
        }
    };
    let folded = move |id: u64| Signal::derive(move || !unfolded.get() && newest.get() != Some(id));
    // Who came to the messages by keyboard goes back to what they were at when the last one is gone.
    let before = StoredValue::new_local(None::<HtmlElement>);
    let entered = move |event: FocusEvent| {
        let from = event.related_target();
        let inside = board.get_untracked().is_some_and(|board| board.contains(from.as_ref().and_then(|from| from.dyn_ref::<Node>())));
        if !inside {
            before.set_value(from.and_then(|from| from.dyn_into().ok()));
        }
    };
    let close = Callback::new(move |id: Option<u64>| {
        match id {
            Some(id) => notices.dismiss(id),
            None => notices.0.update(Vec::clear),
        }
        // The button that was pressed goes with its message.
        let next = board.get_untracked().and_then(|board| board.query_selector("button").ok().flatten());
        let next = next.and_then(|next| next.dyn_into::<HtmlElement>().ok());
        let next = if notices.0.with_untracked(Vec::is_empty) { before.get_value() } else { next };
        if let Some(next) = next {
            // Fails only for an element that is not there any more.
            let _ = next.focus();
        }
    });
    let fold_words = move || match unfolded.get() {
        true => words.get().app_notices_fewer().to_owned(),
        false => words.get().app_notices_older(u64::try_from(count.get().saturating_sub(1)).unwrap_or_default()),
    };
    view! { class = class,
        <div class="noticeboard" node_ref=board data-floats=move || edge.get().name() on:focusin=entered>
            <div class="spoken" role="alert" aria-atomic="false">
                <For each=of(true) key=|notice| notice.id let:notice>
                    <NoticeView folded=folded(notice.id) notice=notice on_close=close/>
                </For>
            </div>
            <div class="spoken" role="status" aria-atomic="false">
                <For each=of(false) key=|notice| notice.id let:notice>
                    <NoticeView folded=folded(notice.id) notice=notice on_close=close/>
                </For>
            </div>
            <Show when=move || { count.get() > 1 }>
                {view! { class = class,
                    <div class="all-of-them">
                        <button class="older" type="button" aria-expanded=move || unfolded.get().to_string() on:click=move |_| unfolded.update(|unfolded| *unfolded = !*unfolded)>{fold_words}</button>
                        <button type="button" on:click=move |_| close.run(None)>{say(Text::app_notices_dismiss)}</button>
                    </div>
                }}
            </Show>
        </div>
    }
}

/// One message.
#[component]
fn NoticeView(
    /// The message.
    notice: Notice,
    /// Whether a newer one stands before it, where there is room for one alone.
    folded: Signal<bool>,
    /// Takes it away.
    on_close: Callback<Option<u64>>,
) -> impl IntoView {
    let class = style! {
        .notice {
            display: grid;
            grid-template-columns: auto minmax(0, 1fr) auto;
            align-items: start;
            gap: var(--s3);
            margin-block-start: var(--s2);
            padding: var(--s3);
            border: var(--border) solid var(--line);
            border-inline-start-width: 4px;
            border-inline-start-style: solid;
            border-inline-start-color: var(--note);
            border-radius: var(--radius);
            background: var(--surface-raised);
            box-shadow: var(--shadow-raised);
        }
        .notice[data-tone="good"] {
            border-inline-start-color: var(--good);
        }
        .notice[data-tone="caution"] {
            border-inline-start-color: var(--caution);
        }
        .notice[data-tone="bad"] {
            border-inline-start-color: var(--bad);
        }
        .close {
            min-block-size: 1.5rem;
            inline-size: 1.5rem;
        }
        @media (max-width: 800px) {
            .notice {
                gap: var(--s2);
                margin: 0;
                padding-block: var(--s2);
                border-block-start-width: 0;
                border-inline-end-width: 0;
                border-radius: 0;
                box-shadow: none;
                font-size: var(--text-s);
            }
            .notice[data-folded] {
                display: none;
            }
        }
    };
    let words = words();
    let Notice { id, tone, words: said } = notice;
    view! { class = class,
        <div class="notice" data-tone=tone.name() data-folded=move || folded.get().then_some("")>
            <Icon name=tone.icon()/>
            <span>{said}</span>
            <button class="close" type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().app_dismiss() on:click=move |_| on_close.run(Some(id))>
                <Icon name="x"/>
            </button>
        </div>
    }
}
