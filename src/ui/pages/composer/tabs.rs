//! Owns a row of tabs with the keyboard that tabs have: arrows, Home and End choose.
//! Refuses the panels; whoever shows tabs shows what belongs to them, named by the tab.

use leptos::prelude::*;
use stylers_macro::style;
use wasm_bindgen::JsCast;

/// One tab.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Tab {
    /// What is chosen with it.
    pub key: &'static str,
    /// What it is called.
    pub label: String,
    /// The language of its name, where that is another than the console's.
    pub lang: Option<&'static str>,
}

/// A row of tabs. Each carries the id `{name}-{key}`, with which its panel is labelled.
#[component]
pub fn Tabs(
    /// Names the row in identifiers.
    name: &'static str,
    /// What the row is called.
    #[prop(into)]
    label: Signal<String>,
    /// The tabs.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
    /// The key of the chosen one.
    #[prop(into)]
    chosen: Signal<&'static str>,
    /// Called with a key to choose.
    on_choose: Callback<&'static str>,
) -> impl IntoView {
    let class = style! {
        .tab-row {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s1);
            padding: 2px;
            border-radius: var(--radius);
            background: var(--surface-sunken);
            inline-size: fit-content;
            max-inline-size: 100%;
        }
        .tab {
            min-block-size: 2rem;
            border-color: transparent;
            background: transparent;
            color: var(--ink-quiet);
        }
        .tab[aria-selected="true"] {
            border-color: var(--line);
            background: var(--surface);
            color: var(--ink);
        }
    };
    let keyed = move |event: web_sys::KeyboardEvent| {
        let keys: Vec<&'static str> = tabs.with_untracked(|tabs| tabs.iter().map(|tab| tab.key).collect());
        let Some(at) = keys.iter().position(|key| *key == chosen.get_untracked()) else { return };
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % keys.len(),
            "ArrowLeft" => (at + keys.len() - 1) % keys.len(),
            "Home" => 0,
            "End" => keys.len() - 1,
            _ => return,
        };
        event.prevent_default();
        if let Some(key) = keys.get(next) {
            on_choose.run(key);
            focus_tab(&event, next);
        }
    };
    let tab = move |tab: Tab| {
        let key = tab.key;
        let selected = move || chosen.get() == key;
        view! { class = class,
            <button
                class="tab"
                type="button"
                role="tab"
                id=format!("{name}-{key}")
                lang=tab.lang
                aria-selected=move || selected().to_string()
                tabindex=move || if selected() { "0" } else { "-1" }
                on:click=move |_| on_choose.run(key)
            >
                {tab.label}
            </button>
        }
    };
    view! { class = class,
        <div class="tab-row" role="tablist" aria-label=label on:keydown=keyed>
            <For each=move || tabs.get() key=|tab| tab.clone() children=tab/>
        </div>
    }
}

/// The tab at a position of the row in which the key was pressed.
fn focus_tab(event: &web_sys::KeyboardEvent, at: usize) {
    let row = event.current_target().and_then(|row| row.dyn_into::<web_sys::Element>().ok());
    let tab = row.and_then(|row| row.children().item(u32::try_from(at).ok()?));
    if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A tab that is there takes the focus.
        let _ = tab.focus();
    }
}
