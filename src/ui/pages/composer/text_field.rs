//! Owns a labelled text of the draft: typing, merge fields at the caret, and its problems where they are.
//! Refuses to know what the text is for.

use super::{
    anchor::Anchor,
    merge_menu::{MergeMenu, MergeOffer},
    problem_words::{is_empty_problem, located_words},
};
use crate::domain::{language::Language, merge_field::MergeFacts, merge_insertion::insert_merge_field, template::TemplateProblem};
use crate::ui::{
    components::{Field, field_id},
    context::words,
};
use leptos::{html, prelude::*};
use stylers_macro::style;

/// What is typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input {
    /// Words.
    Words,
    /// One link.
    Link,
    /// A whole number.
    Number,
}

/// A labelled text.
#[component]
pub fn TextField(
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// What to type; empty for nothing.
    #[prop(into, optional)]
    hint: Signal<String>,
    /// What is typed.
    input: Input,
    /// The language that it is written in.
    language: Language,
    /// What is typed.
    #[prop(into)]
    value: Signal<String>,
    /// Called with what is typed.
    on_type: Callback<String>,
    /// What is wrong with it.
    problems: Signal<Vec<TemplateProblem>>,
    /// Which merge fields may stand in it.
    offer: MergeOffer,
    /// Its name for the focus.
    anchor: Anchor,
) -> impl IntoView {
    let class = style! {
        .row {
            display: grid;
            grid-template-columns: minmax(0, 1fr) auto;
            align-items: start;
            gap: var(--s1);
        }
        .typed {
            min-block-size: 2.25rem;
            scroll-margin-block-start: 9rem;
        }
    };
    let words = words();
    let id = field_id();
    let line = NodeRef::<html::Input>::new();
    let touched = RwSignal::new(false);
    let typed = move |text: String| {
        touched.set(true);
        on_type.run(text);
    };
    let insert = Callback::new(move |facts| insert(facts, language, line, &value.get_untracked(), on_type));
    // What a starter text leaves to be filled in is asked for, not scolded.
    let gentle =
        Signal::derive(move || !touched.get() && problems.with(|problems| problems.iter().all(|problem| is_empty_problem(&problem.kind))));
    let said =
        move || problems.with(|problems| problems.iter().map(|problem| located_words(words.get(), problem)).collect::<Vec<_>>().join(" "));
    let invalid = move || (problems.with(|problems| !problems.is_empty()) && !gentle.get()).then_some("true");
    let described = format!("{id}-hint {id}-problem");
    let facts = language.facts();
    let (name, control) = (anchor.name(), id.clone());
    let (mode, spelled, direction) = match input {
        Input::Words => (None, None, facts.direction.html()),
        Input::Link => (Some("url"), Some("false"), "ltr"),
        Input::Number => (Some("numeric"), Some("false"), "ltr"),
    };
    view! { class = class,
        <Field id=id label=label hint=hint problem=Signal::derive(said) warning=gentle>
            {view! { class = class,
                <div class="row">
                    <input
                        class="typed" type="text" id=control node_ref=line data-anchor=name autocomplete="off"
                        inputmode=mode spellcheck=spelled lang=facts.tag dir=direction
                        aria-invalid=invalid aria-describedby=described
                        prop:value=value on:input=move |event| typed(event_target_value(&event))
                    />
                    {(offer != MergeOffer::Nothing).then(|| view! { <MergeMenu offer=offer of=label on_choose=insert/> })}
                </div>
            }}
        </Field>
    }
}

/// Puts a merge field in the place of all of it.
fn insert(facts: &'static MergeFacts, language: Language, line: NodeRef<html::Input>, text: &str, on_type: Callback<String>) {
    let end = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let inserted = insert_merge_field(text, (0, end), facts, language);
    on_type.run(inserted.text);
    // Selecting needs the new text in place, which is drawn in the next frame.
    let (start, end) = inserted.selection;
    request_animation_frame(move || {
        if let Some(line) = line.get_untracked() {
            // It holds text, so it has a selection and takes the focus.
            let _ = line.focus();
            let _ = line.set_selection_range(start, end);
        }
    });
}
