//! Owns a button that opens a small panel beneath itself: with Escape, a choice or a look elsewhere it closes again.
//! Refuses to know what is in the panel.

use crate::ui::components::Icon;
use leptos::{html, prelude::*};
use stylers_macro::style;
use wasm_bindgen::JsCast;

/// A button with a panel.
#[component]
pub fn Menu(
    /// Whether the panel is open; whoever makes a choice in it closes it.
    open: RwSignal<bool>,
    /// What the button is called.
    #[prop(into)]
    label: Signal<String>,
    /// Its icon.
    icon: &'static str,
    /// Whether the button shows what it is called, or its icon alone.
    face: MenuFace,
    /// Name for the focus; empty for none.
    #[prop(optional)]
    anchor: String,
    /// The panel.
    children: ChildrenFn,
) -> impl IntoView {
    let class = style! {
        .menu {
            position: relative;
            display: inline-block;
        }
        .panel {
            position: absolute;
            inset-block-start: calc(100% + var(--s1));
            inset-inline-end: 0;
            display: grid;
            inline-size: max-content;
            max-inline-size: min(24rem, calc(100vw - var(--s8)));
            max-block-size: 26rem;
            padding: var(--s2);
            border: var(--border) solid var(--line-strong);
            border-radius: var(--radius-l);
            background: var(--surface-raised);
            box-shadow: var(--shadow-raised);
            overflow-y: auto;
            z-index: 6;
        }
        .menu[data-face="words"] > .panel {
            inset-inline-start: 0;
            inset-inline-end: auto;
        }
        @media (max-width: 600px) {
            .menu[data-face="words"] > .panel {
                position: fixed;
                inset-block: auto;
                inset-inline: var(--s3);
                inline-size: auto;
                max-inline-size: none;
            }
        }
        .menu[data-face="above"] > .panel {
            inset-block: auto calc(100% + var(--s1));
            inset-inline: 0 auto;
        }
    };
    let whole = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let left = move |event: web_sys::FocusEvent| {
        let next = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        // A page that goes away takes its menus with it, focus and all.
        if whole.try_get_untracked().flatten().is_some_and(|whole| !whole.contains(next.as_ref())) {
            open.try_set(false);
        }
    };
    let keyed = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.prevent_default();
            open.set(false);
            if let Some(button) = button.get_untracked() {
                // The button is there, so it takes the focus.
                let _ = button.focus();
            }
        }
    };
    // Where a click does not focus buttons, the panel would count as left and vanish before the click.
    let pressed = |event: web_sys::MouseEvent| {
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if element.and_then(|element| element.closest("button").ok().flatten()).is_some() {
            event.prevent_default();
        }
    };
    let (shown, named) = match face {
        MenuFace::Icon => (false, "icon"),
        MenuFace::Words => (true, "words"),
        MenuFace::WordsBelow => (true, "above"),
    };
    view! { class = class,
        <div class="menu" node_ref=whole data-face=named on:focusout=left on:keydown=keyed>
            <button
                type="button"
                node_ref=button
                data-kind=(!shown).then_some("quiet")
                data-shape=(!shown).then_some("icon")
                data-anchor=anchor
                aria-expanded=move || open.get().to_string()
                aria-label=move || (!shown).then(|| label.get())
                title=move || (!shown).then(|| label.get())
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon name=icon/>
                {move || shown.then(|| label.get())}
            </button>
            <Show when=move || open.get()>
                {view! { class = class, <div class="panel" on:mousedown=pressed>{children()}</div> }}
            </Show>
        </div>
    }
}

/// How the button of a menu looks, and on which side its panel begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MenuFace {
    /// Its icon alone, with the panel ending where the button ends.
    Icon,
    /// Icon and words, with the panel beginning where the button begins.
    Words,
    /// Icon and words below its panel, for the end of a page.
    WordsBelow,
}

/// One choice of a menu, with what it is good for.
#[component]
pub fn MenuChoice(
    /// Its icon.
    icon: &'static str,
    /// What it is called.
    #[prop(into)]
    label: Signal<String>,
    /// What it is good for.
    #[prop(into)]
    how: Signal<String>,
    /// Whether it cannot be chosen now.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// Called with the choice.
    on_choose: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .menu-choice {
            display: grid;
            grid-template-columns: auto minmax(0, 1fr);
            justify-content: start;
            gap: 0 var(--s3);
            padding: var(--s2);
            border-color: transparent;
            background: transparent;
            text-align: start;
        }
        .how {
            grid-column: 2;
            color: var(--ink-quiet);
            font-size: var(--text-s);
            font-weight: 400;
        }
    };
    view! { class = class,
        <button
            class="menu-choice" type="button" aria-disabled=move || disabled.get().then_some("true")
            on:click=move |_| if !disabled.get_untracked() { on_choose.run(()) }
        >
            <Icon name=icon/>
            <span>{label}</span>
            <small class="how">{how}</small>
        </button>
    }
}
