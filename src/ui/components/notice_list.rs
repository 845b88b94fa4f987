//! Owns the messages: one region that is spoken politely, one that interrupts; newest first in each, and few at once.
//! Refuses to vanish by itself, so that who reads slowly reads to the end, and to hide what has the focus (`frame.css`).

use super::{Icon, keep_focus_in_sight, soon};
use crate::ui::{
    context::{Notice, Tone, notices, words},
    place::{Place, place},
};
use leptos::prelude::*;
use stylers_macro::style;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The messages. In a corner where there is room beside what is worked on. Where there is not, they stand above it and stay in
/// sight: the newest of each region, and the next one once that is dismissed.
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
        @media (max-width: 800px) {
            .noticeboard {
                position: sticky;
                inset-block: 0 auto;
                inset-inline: auto;
                inline-size: auto;
            }
        }
    };
    let notices = notices();
    let of =
        move |bad: bool| move || notices.0.get().into_iter().rev().filter(|notice| (notice.tone == Tone::Bad) == bad).collect::<Vec<_>>();
    view! { class = class,
        <div class="noticeboard" data-floats="">
            <div role="alert" aria-atomic="false">
                <For each=of(true) key=|notice| notice.id let:notice>
                    <NoticeView notice=notice/>
                </For>
            </div>
            <div role="status" aria-atomic="false">
                <For each=of(false) key=|notice| notice.id let:notice>
                    <NoticeView notice=notice/>
                </For>
            </div>
        </div>
    }
}

/// One message.
#[component]
fn NoticeView(
    /// The message.
    notice: Notice,
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
            .notice ~ .notice {
                display: none;
            }
        }
    };
    let (notices, words, place) = (notices(), words(), place());
    let Notice { id, tone, words: said } = notice;
    soon(place, keep_focus_in_sight);
    let dismiss = move |_| {
        notices.dismiss(id);
        soon(place, focus_next);
    };
    view! { class = class,
        <div class="notice" data-tone=tone.name()>
            <Icon name=tone.icon()/>
            <span>{said}</span>
            <button class="close" type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().app_dismiss() on:click=dismiss>
                <Icon name="x"/>
            </button>
        </div>
    }
}

/// The button that was pressed goes with its message: the next message has the focus then, or the page.
fn focus_next(place: Place) {
    let next = place.root().and_then(|root| root.query_selector("[data-floats] button, [data-content]").ok().flatten());
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        // Fails only for an element that is not there any more.
        let _ = next.focus();
    }
}
