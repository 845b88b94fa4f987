//! Owns a text that is edited as it is read: bold, italic, links and lists in place, merge fields as chips, and menus that open
//! while `{{` or `/` is typed.
//! Refuses to know what the text is for, and any markup that a message text cannot have.

mod caret;
mod document;
mod panels;
mod paste;
mod suggest;
mod toolbar;

use super::{
    anchor::Anchor,
    problem_words::{is_empty_problem, located_words},
    state::Composer,
};
use crate::domain::{
    block::BlockKind,
    language::Language,
    merge_field::{Merge, MergeFacts, MergePresence},
    starter_fallback::starter_fallback,
    template::TemplateProblem,
};
use crate::ui::{
    components::{Field, field_id},
    context::words,
    text::Text,
};
use leptos::{html, prelude::*};
use panels::Panels;
use suggest::{Suggest, Suggestions};
use toolbar::Toolbar;
use wasm_bindgen::{JsCast, JsValue};

pub use panels::OpenPanel;
pub use paste::read_html;

/// How much of a text there can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// One line of words and merge fields.
    Line,
    /// Paragraphs, lists, links.
    Lines,
}

/// What the parts of one field share; copied freely.
#[derive(Clone, Copy)]
pub struct Rich {
    /// The element that is edited.
    pub root: NodeRef<html::Div>,
    /// How much there can be.
    pub shape: Shape,
    /// The language that it is written in.
    pub language: Language,
    /// What is proposed while something is typed.
    pub suggest: RwSignal<Option<Suggest>>,
    /// The panel below the text.
    pub panel: RwSignal<Panel>,
    on_type: Callback<String>,
    on_block: Option<Callback<BlockKind>>,
    last: StoredValue<String>,
    touched: RwSignal<bool>,
}

/// What stands below the text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Panel {
    /// Nothing.
    #[default]
    Closed,
    /// The address of a link.
    Link,
    /// The merge field of a chip, by its place among the chips.
    Chip(u32),
    /// The same while the typing goes on in the text.
    NewChip(u32),
}

impl Rich {
    /// The element, while it is there.
    pub fn element(self) -> Option<web_sys::HtmlDivElement> {
        self.root.try_get_untracked().flatten()
    }

    /// Tells what is written now.
    pub fn emit(self) {
        let Some(root) = self.element() else { return };
        let source = document::read(&root, self.shape);
        self.touched.set(true);
        self.last.set_value(source.clone());
        self.on_type.run(source);
    }

    /// Does what browsers do with the selection: `bold`, `insertUnorderedList`, `createLink`…
    pub fn command(self, command: &str, value: &str) {
        let Some(root) = self.element() else { return };
        if caret::selection_in(&root).is_none() {
            let _ = root.focus();
        }
        let html = root.owner_document().and_then(|document| document.dyn_into::<web_sys::HtmlDocument>().ok());
        if let Some(document) = html {
            // No browser refuses these in an element that is edited; then the text stays as it is.
            let _ = document.exec_command_with_show_ui_and_value(command, false, value);
        }
        self.emit();
    }

    /// Puts a merge field at the caret, with a first proposal for its fallback.
    pub fn insert_merge(self, facts: &MergeFacts, typed: &str, text: Text) {
        let fallback = Some(starter_fallback(facts.field, self.language)).filter(|fallback| !fallback.is_empty()).map(str::to_owned);
        let merge = Merge { field: facts.field, fallback };
        self.put_chip(&merge, typed, text);
        if facts.presence == MergePresence::Sometimes
            && let Some(chip) = self.element().and_then(|root| caret::chip_at(&root, None))
        {
            self.panel.set(self.place_of(&chip).map_or(Panel::Closed, Panel::NewChip));
        }
    }

    /// Puts a chip in the place of letters before the caret.
    fn put_chip(self, merge: &Merge, typed: &str, text: Text) {
        let Some(root) = self.element() else { return };
        let put = || -> Result<(), JsValue> {
            let range = if typed.is_empty() { caret::range_in(&root) } else { caret::take_before(&root, typed) };
            let (Some(range), Some(document)) = (range, root.owner_document()) else { return Ok(()) };
            let chip = document::chip(&document, merge, text)?;
            let _ = root.focus();
            caret::put(&range, &chip)
        };
        // Fails only where the document was changed under the caret; then nothing is put in.
        drop(put());
        self.emit();
    }

    /// Opens the panel of a chip.
    pub fn open_chip(self, chip: &web_sys::Element) {
        self.panel.set(self.place_of(chip).map_or(Panel::Closed, Panel::Chip));
    }

    fn place_of(self, chip: &web_sys::Element) -> Option<u32> {
        let chips = self.element()?.query_selector_all("[data-merge]").ok()?;
        (0..chips.length()).find(|at| chips.item(*at).is_some_and(|known| known.is_same_node(Some(chip))))
    }

    /// The chip at a place.
    pub fn chip(self, at: u32) -> Option<web_sys::Element> {
        self.element()?.query_selector_all("[data-merge]").ok()?.item(at)?.dyn_into().ok()
    }

    /// Looks what is being typed: a merge field that was just completed, or the beginning of something that can be proposed.
    fn look(self, text: Text) {
        let before = self.element().and_then(|root| caret::before_caret(&root)).unwrap_or_default();
        let completed = before.strip_suffix("}}").and_then(|open| open.rsplit_once("{{"));
        if let Some((_, inner)) = completed
            && let Ok(merge) = Merge::parse(inner)
        {
            self.suggest.set(None);
            self.put_chip(&merge, &format!("{{{{{inner}}}}}"), text);
            return;
        }
        let blocks = self.on_block.is_some() && self.element().is_some_and(|root| caret::paragraph_is(&root, before.trim()));
        self.suggest.set(Suggest::of(&before, blocks, text));
    }

    /// Takes what is proposed.
    pub fn accept(self, at: usize, text: Text) {
        let Some(suggest) = self.suggest.get_untracked() else { return };
        self.suggest.set(None);
        match (suggest.merges.get(at), suggest.kinds.get(at)) {
            (Some(facts), _) => self.insert_merge(facts, &suggest.typed, text),
            (None, Some(kind)) => {
                if let Some(root) = self.element() {
                    drop(caret::take_before(&root, &suggest.typed));
                    self.emit();
                }
                if let Some(on_block) = self.on_block {
                    on_block.run(*kind);
                }
            }
            (None, None) => {}
        }
    }

    fn on_key(self, event: &web_sys::KeyboardEvent, text: Text) {
        let key = event.key();
        if let Some(suggest) = self.suggest.get_untracked() {
            let count = suggest.len();
            match key.as_str() {
                "ArrowDown" => self.suggest.set(Some(suggest.at((suggest.active + 1) % count))),
                "ArrowUp" => self.suggest.set(Some(suggest.at((suggest.active + count - 1) % count))),
                "Enter" | "Tab" => self.accept(suggest.active, text),
                "Escape" => self.suggest.set(None),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
            return;
        }
        match (key.as_str(), event.ctrl_key() || event.meta_key(), self.shape) {
            ("Enter", _, Shape::Line) => event.prevent_default(),
            ("k", true, Shape::Lines) => {
                event.prevent_default();
                self.panel.set(Panel::Link);
            }
            ("b" | "i" | "u", true, Shape::Line) | ("u", true, Shape::Lines) => event.prevent_default(),
            ("F2", ..) => {
                if let Some(chip) = self.element().and_then(|root| caret::chip_at(&root, None)) {
                    event.prevent_default();
                    self.open_chip(&chip);
                }
            }
            _ => {}
        }
    }
}

/// A labelled text.
#[component]
pub fn RichField(
    /// What is edited.
    composer: Composer,
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// What to type; empty for nothing.
    #[prop(into, optional)]
    hint: Signal<String>,
    /// How much of a text there can be.
    shape: Shape,
    /// The language that it is written in.
    language: Language,
    /// What is typed.
    #[prop(into)]
    value: Signal<String>,
    /// Called with what is typed.
    on_type: Callback<String>,
    /// What is wrong with it.
    problems: Signal<Vec<TemplateProblem>>,
    /// Its name for the focus.
    anchor: Anchor,
    /// Called with a kind of block to put behind this one.
    #[prop(optional, into)]
    on_block: Option<Callback<BlockKind>>,
) -> impl IntoView {
    let words = words();
    let id = field_id();
    let touched = RwSignal::new(false);
    let rich = Rich {
        root: NodeRef::new(),
        shape,
        language,
        suggest: RwSignal::new(None),
        panel: RwSignal::new(Panel::Closed),
        on_type,
        on_block,
        last: StoredValue::new(String::from("\0")),
        touched,
    };
    // The browser keeps what is typed; the draft is put in only where it is another: at first, after undo, in another language.
    let shown_in = StoredValue::new(words.now());
    Effect::new(move |_| {
        let (source, text) = (value.get(), words.get());
        let Some(root) = rich.root.get() else { return };
        if rich.last.with_value(|last| *last == source) && shown_in.get_value() == text {
            return;
        }
        let focused = root.matches(":focus").unwrap_or_default();
        // The elements of a text can always be made.
        let _ = document::write(&root, &source, shape, text);
        rich.last.set_value(source);
        shown_in.set_value(text);
        if focused {
            caret::caret_at_end(&root);
        }
    });
    // What is being completed is not wrong yet.
    let problems = Signal::derive(move || if rich.suggest.with(Option::is_some) { Vec::new() } else { problems.get() });
    let gentle =
        Signal::derive(move || !touched.get() && problems.with(|problems| problems.iter().all(|problem| is_empty_problem(&problem.kind))));
    let said = Signal::derive(move || {
        problems.with(|problems| problems.iter().map(|problem| located_words(words.get(), problem)).collect::<Vec<_>>().join(" "))
    });
    let invalid = move || (problems.with(|problems| !problems.is_empty()) && !gentle.get()).then_some("true");
    let on_paste = move |event: web_sys::ClipboardEvent| {
        event.prevent_default();
        if let (Some(root), Some(data)) = (rich.element(), event.clipboard_data()) {
            // What cannot be put in is left out.
            let _ = paste::paste(&root, shape, &data, words.now());
            rich.emit();
        }
    };
    let on_click = move |event: web_sys::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let chip = rich.element().and_then(|root| caret::chip_at(&root, Some(&target?)));
        if let Some(chip) =
            chip.filter(|chip| chip.is_same_node(event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok()).as_ref()))
        {
            rich.open_chip(&chip);
        }
    };
    let on_before = move |event: web_sys::InputEvent| match event.input_type().as_str() {
        "historyUndo" => {
            event.prevent_default();
            composer.undo();
        }
        "historyRedo" => {
            event.prevent_default();
            composer.redo();
        }
        _ => {}
    };
    let facts = language.facts();
    let (list, described) = (format!("{id}-list"), format!("{id}-hint {id}-problem"));
    let (labelled, popup) = (format!("{id}-label"), list.clone());
    let active = move || rich.suggest.with(|suggest| suggest.as_ref().map(|suggest| format!("{popup}-{}", suggest.active)));
    let owner = list.clone();
    view! {
        <Field id=id.clone() label=label hint=hint problem=said warning=gentle>
            <Toolbar rich=rich of=label/>
            <div
                class="usher-rich" id=id node_ref=rich.root contenteditable="true" role="textbox" tabindex="0" data-anchor=anchor.name()
                aria-multiline=if shape == Shape::Lines { "true" } else { "false" }
                aria-labelledby=labelled aria-describedby=described aria-invalid=invalid
                aria-controls=owner aria-activedescendant=active
                lang=facts.tag dir=facts.direction.html() spellcheck="true"
                on:input=move |_| {
                    if matches!(rich.panel.get_untracked(), Panel::NewChip(_)) {
                        rich.panel.set(Panel::Closed);
                    }
                    rich.emit();
                    rich.look(words.now());
                }
                on:keydown=move |event| rich.on_key(&event, words.now())
                on:focus=move |_| rich.command_paragraphs()
                on:blur=move |_| {
                    rich.suggest.try_set(None);
                }
                on:paste=on_paste
                on:drop=|event: web_sys::DragEvent| event.prevent_default()
                on:beforeinput=on_before
                on:click=on_click
            ></div>
            <Suggestions rich=rich id=list/>
            <Panels composer=composer rich=rich/>
        </Field>
    }
}

impl Rich {
    /// Paragraphs are `p` in every browser.
    fn command_paragraphs(self) {
        if let Some(document) =
            self.element().and_then(|root| root.owner_document()).and_then(|document| document.dyn_into::<web_sys::HtmlDocument>().ok())
        {
            for (command, value) in [("defaultParagraphSeparator", "p"), ("styleWithCSS", "false")] {
                // A browser that does not know it writes `div`, which is read as well.
                let _ = document.exec_command_with_show_ui_and_value(command, false, value);
            }
        }
    }
}
