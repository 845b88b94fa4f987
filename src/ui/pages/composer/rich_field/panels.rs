//! Owns what opens below a text: the address of a link, and what stands in for a missing value of a merge field.
//! Refuses to change the text before somebody says so.

use super::{Panel, Rich, caret, document};
use crate::domain::{
    merge_field::{Merge, MergePresence},
    rich_text::{LinkFallback, LinkTarget},
};
use crate::ui::{
    components::{Field, Later, field_id, say, tell},
    context::words,
    pages::composer::{on_demand::open_panel, problem_words::text_fault_words, state::Composer, words::merge_words},
    text::Text,
};
use leptos::{html, prelude::*};
use stylers_macro::style;
use wasm_bindgen::JsCast;

/// The panel that is open.
#[component]
pub fn Panels(
    /// What is edited.
    composer: Composer,
    /// The field.
    rich: Rich,
) -> impl IntoView {
    move || match rich.panel.get() {
        Panel::Closed => ().into_any(),
        panel => view! { <Later load=Box::new(move || Box::pin(open_panel(composer, rich, panel.clone())))/> }.into_any(),
    }
}

/// One of them.
#[component]
pub fn OpenPanel(
    /// What is edited.
    composer: Composer,
    /// The field.
    rich: Rich,
    /// Which.
    panel: Panel,
) -> impl IntoView {
    match panel {
        Panel::Closed => ().into_any(),
        Panel::Link => view! { <LinkPanel rich=rich/> }.into_any(),
        Panel::Chip(at) => view! { <ChipPanel composer=composer rich=rich at=at asked=true/> }.into_any(),
        Panel::NewChip(at) => view! { <ChipPanel composer=composer rich=rich at=at asked=false/> }.into_any(),
    }
}

/// Back to the text, where the caret was.
fn close(rich: Rich) {
    rich.panel.set(Panel::Closed);
    if let Some(root) = rich.element() {
        // The text is there, so it takes the focus.
        let _ = root.focus();
    }
}

/// A row with one field and what can be done with it.
#[component]
fn PanelRow(
    /// The label of the field.
    label: Signal<String>,
    /// What to type.
    hint: Signal<String>,
    /// What is typed.
    value: RwSignal<String>,
    /// What is wrong with it.
    problem: Signal<String>,
    /// What the main button says.
    done: fn(Text) -> &'static str,
    /// Called by it.
    on_done: Callback<()>,
    /// What the other button says.
    remove: fn(Text) -> &'static str,
    /// Called by it.
    on_remove: Callback<()>,
    /// Called by Escape.
    on_close: Callback<()>,
    /// Whether there is anything to type.
    typed: bool,
    /// Whether it is typed next.
    focused: bool,
) -> impl IntoView {
    let class = style! {
        .panel-row {
            display: grid;
            gap: var(--s2);
            padding: var(--s3);
            border: var(--border) solid var(--line);
            border-radius: var(--radius);
            background: var(--surface-sunken);
        }
        .panel-buttons {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s2);
        }
    };
    let id = field_id();
    let (control, described) = (id.clone(), format!("{id}-hint {id}-problem"));
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get().filter(|_| focused) {
            // A field that is there takes the focus.
            let _ = input.focus();
        }
    });
    let keyed = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" if event.target().is_some_and(|target| target.has_type::<web_sys::HtmlInputElement>()) => {
            event.prevent_default();
            on_done.run(());
        }
        "Escape" => {
            event.stop_propagation();
            on_close.run(());
        }
        _ => {}
    };
    view! { class = class,
        <div class="panel-row" on:keydown=keyed>
            {typed.then(|| view! {
                <Field id=id label=label hint=hint problem=problem>
                    <input
                        type="text" id=control node_ref=input autocomplete="off" aria-describedby=described
                        aria-invalid=move || (!problem.get().is_empty()).then_some("true")
                        prop:value=value on:input=move |event| value.set(event_target_value(&event))
                    />
                </Field>
            })}
            {(!typed).then(|| view! { <p>{label} " " {hint}</p> })}
            <div class="panel-buttons">
                {typed.then(|| view! { <button type="button" data-kind="primary" on:click=move |_| on_done.run(())>{say(done)}</button> })}
                <button type="button" on:click=move |_| on_remove.run(())>{say(remove)}</button>
                <button type="button" data-kind="quiet" on:click=move |_| on_close.run(())>{say(Text::app_close)}</button>
            </div>
        </div>
    }
}

/// Where the selected words lead.
#[component]
fn LinkPanel(
    /// The field.
    rich: Rich,
) -> impl IntoView {
    let words = words();
    let range = StoredValue::new_local(rich.element().and_then(|root| caret::range_in(&root)));
    let link = range.with_value(|range| {
        let node = range.as_ref()?.start_container().ok()?;
        let element = node.dyn_ref::<web_sys::Element>().cloned().or_else(|| node.parent_element())?;
        element.closest("a").ok().flatten()
    });
    let value = RwSignal::new(link.as_ref().and_then(|link| link.get_attribute("href")).unwrap_or_default());
    let link = StoredValue::new_local(link);
    let tried = RwSignal::new(false);
    let fault = move || LinkTarget::parse(&value.get(), LinkFallback::InLink).err().filter(|_| tried.get());
    let problem = Signal::derive(move || fault().map(|fault| text_fault_words(words.get(), &fault)).unwrap_or_default());
    let apply = move || {
        tried.set(true);
        let Ok(target) = LinkTarget::parse(&value.get_untracked(), LinkFallback::InLink) else { return };
        let href = target.source();
        close(rich);
        if let Some(link) = link.get_value() {
            // The attribute has a name that every document takes.
            let _ = link.set_attribute("href", &href);
            rich.emit();
            return;
        }
        range.with_value(|range| {
            let Some(range) = range else { return };
            caret::select(range);
            if range.collapsed() {
                // Without words of its own the link shows where it leads.
                rich.command("insertText", &href);
                if let Some(selection) = rich.element().and_then(|root| caret::selection_in(&root)) {
                    let length = u32::try_from(href.encode_utf16().count()).unwrap_or_default();
                    let node = selection.anchor_node();
                    let start = selection.anchor_offset().saturating_sub(length);
                    if let (Some(node), Ok(words)) = (node, web_sys::Range::new()) {
                        let chosen = words.set_start(&node, start).and_then(|()| words.set_end(&node, start + length));
                        // The letters were put in just now, so they are there.
                        drop(chosen);
                        caret::select(&words);
                    }
                }
            }
        });
        rich.command("createLink", &href);
    };
    let remove = move || {
        close(rich);
        if let Some(link) = link.get_value()
            && let Ok(words) = web_sys::Range::new()
        {
            // The link is there, so its words can be selected.
            let _ = words.select_node_contents(&link);
            caret::select(&words);
        }
        rich.command("unlink", "");
    };
    view! {
        <PanelRow
            label=tell(|text| text.rich_link_to().to_owned()) hint=tell(|text| text.rich_link_hint("{{portal_url}}"))
            value=value problem=problem
            done=Text::rich_link_set on_done=Callback::new(move |()| apply())
            remove=Text::rich_link_remove on_remove=Callback::new(move |()| remove())
            on_close=Callback::new(move |()| close(rich)) typed=true focused=true
        />
    }
}

/// What a chip is, who has no value for it, and what they read instead.
#[component]
fn ChipPanel(
    /// What is edited.
    composer: Composer,
    /// The field.
    rich: Rich,
    /// The place of the chip among the chips.
    at: u32,
    /// Whether somebody asked for it, and types here next.
    asked: bool,
) -> impl IntoView {
    let words = words();
    let merge = rich.chip(at).and_then(|chip| Merge::parse_without_fallback(&chip.get_attribute(document::MERGE)?).ok());
    let Some(merge) = merge else { return ().into_any() };
    let field = merge.field;
    let facts = field.facts();
    let value = RwSignal::new(merge.fallback.unwrap_or_default());
    // Back to the text, behind the chip.
    let leave = move || {
        let behind = rich.chip(at).and_then(|chip| chip.next_sibling());
        close(rich);
        if let Some(behind) = behind {
            caret::caret_at(&behind, 1.min(behind.text_content().map_or(0, |text| text.len() as u32)));
        }
    };
    let set = move |fallback: Option<String>| {
        if let Some(chip) = rich.chip(at) {
            // The attributes have names that every document takes.
            let _ = document::set_merge(&chip, &Merge { field, fallback }, words.now());
            rich.emit();
        }
        leave();
    };
    let done = move || {
        set(Some(value.get_untracked().replace(['{', '}', '|', '\n'], " ").trim().to_owned()).filter(|fallback| !fallback.is_empty()))
    };
    let remove = move || {
        if let Some(chip) = rich.chip(at) {
            chip.remove();
            rich.emit();
        }
        close(rich);
    };
    let lacking = composer.lacking(field);
    let hint = tell(move |text| match lacking.get() {
        Some((people, of)) => text.rich_chip_lacking(people, text.number(of), facts.example),
        None => text.rich_chip_example(facts.example),
    });
    let label = tell(move |text| match facts.presence {
        MergePresence::Sometimes => text.rich_chip_fallback(merge_words(text, field)),
        MergePresence::Always => text.rich_chip_always(merge_words(text, field)),
    });
    view! {
        <PanelRow
            label=label hint=hint value=value problem=Signal::derive(String::new)
            done=Text::rich_chip_done on_done=Callback::new(move |()| done())
            remove=Text::rich_chip_remove on_remove=Callback::new(move |()| remove())
            on_close=Callback::new(move |()| leave()) typed=facts.presence == MergePresence::Sometimes focused=asked
        />
    }
    .into_any()
}
