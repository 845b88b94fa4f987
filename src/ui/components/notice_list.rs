//! Owns the messages in the corner: one region that is spoken politely, one that interrupts.
//! Refuses to vanish by itself: who reads slowly reads to the end.

use super::Icon;
use crate::ui::context::{Notice, Tone, notices, words};
use leptos::prelude::*;
use stylers_macro::style;

/// The messages.
#[component]
pub fn NoticeList() -> impl IntoView {
    let class = style! {
        .noticeboard {
            position: fixed;
            inset-block-end: 5.5rem;
            inset-inline-end: var(--s4);
            display: grid;
            gap: var(--s2);
            inline-size: min(26rem, calc(100vw - 2rem));
            z-index: 10;
        }
    };
    let notices = notices();
    let of = move |bad: bool| move || notices.0.get().into_iter().filter(|notice| (notice.tone == Tone::Bad) == bad).collect::<Vec<_>>();
    view! { class = class,
        <div class="noticeboard">
            <div role="status">
                <For each=of(false) key=|notice| notice.id let:notice>
                    <NoticeView notice=notice/>
                </For>
            </div>
            <div role="alert">
                <For each=of(true) key=|notice| notice.id let:notice>
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
    };
    let (notices, words) = (notices(), words());
    let Notice { id, tone, words: said } = notice;
    view! { class = class,
        <div class="notice" data-tone=tone.name()>
            <Icon name=tone.icon()/>
            <span>{said}</span>
            <button class="close" type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().app_dismiss() on:click=move |_| notices.dismiss(id)>
                <Icon name="x"/>
            </button>
        </div>
    }
}
