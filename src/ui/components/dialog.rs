//! Owns the modal dialog: the browser's own, with its focus trap, Escape and backdrop.
//! Refuses to decide when it is open; its opener does.

use super::Icon;
use crate::ui::context::words;
use leptos::{html, prelude::*};
use stylers_macro::style;

/// A modal dialog. Its contents exist only while it is open.
#[component]
pub fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Its heading, which also names it.
    #[prop(into)]
    title: Signal<String>,
    /// Called when it is to be closed: Escape, or the button in its corner.
    on_close: Callback<()>,
    /// What is in it; ends with its own row of buttons, a `footer`.
    children: ChildrenFn,
) -> impl IntoView {
    let class = style! {
        .head {
            display: flex;
            align-items: center;
            justify-content: space-between;
            gap: var(--s3);
            padding-block: var(--s3);
            padding-inline: var(--s6) var(--s3);
            border-block-end-width: var(--border);
            border-block-end-style: solid;
            border-block-end-color: var(--line);
        }
        .title {
            min-inline-size: 0;
            overflow-wrap: anywhere;
        }
        .body {
            display: grid;
            gap: var(--s4);
            padding: var(--s6);
        }
        @media (max-width: 480px) {
            .head {
                padding-inline-start: var(--s4);
            }
            .body {
                padding: var(--s4);
            }
        }
    };
    let words = words();
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                // Fails only when it is open or not in the document, and both were just seen not to be so.
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    view! { class = class,
        <dialog
            node_ref=element
            aria-label=title
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                on_close.run(());
            }
            on:close=move |_| if open.get_untracked() { on_close.run(()) }
        >
            <Show when=move || open.get()>
                {view! { class = class,
                    <header class="head">
                        <h2 class="title"><bdi>{title}</bdi></h2>
                        <button type="button" data-kind="quiet" data-shape="icon" aria-label=move || words.get().app_close() on:click=move |_| on_close.run(())>
                            <Icon name="x"/>
                        </button>
                    </header>
                    <div class="body">{children()}</div>
                }}
            </Show>
        </dialog>
    }
}
