//! Owns a labelled text of the draft: typing, merge fields at the caret, and its problems where they are.
//! Refuses to know what the text is for.

use super::{
    merge_menu::{MergeMenu, MergeOffer},
    problem_words::{is_empty_problem, problem_words},
    state::Anchor,
};
use crate::domain::{language::Language, merge_field::MergeFacts, merge_insertion::insert_merge_field, template::TemplateProblemKind};
use crate::ui::{
    components::{Field, field_id},
    context::words,
};
use leptos::{html, prelude::*};
use stylers_macro::style;

/// How a text is typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// One line of words.
    Line,
    /// One link.
    Link,
    /// Lines and paragraphs.
    Lines,
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
    /// How it is typed.
    shape: Shape,
    /// The language that it is written in.
    language: Language,
    /// What is typed.
    #[prop(into)]
    value: Signal<String>,
    /// Called with what is typed.
    on_type: Callback<String>,
    /// What is wrong with it.
    problems: Signal<Vec<TemplateProblemKind>>,
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
    let (line, lines) = (NodeRef::<html::Input>::new(), NodeRef::<html::Textarea>::new());
    let touched = RwSignal::new(false);
    let typed = move |text: String| {
        touched.set(true);
        on_type.run(text);
    };
    let insert = Callback::new(move |facts| insert(facts, shape, language, line, lines, &value.get_untracked(), on_type));
    // What a starter text leaves to be filled in is asked for, not scolded.
    let gentle = Signal::derive(move || !touched.get() && problems.with(|problems| problems.iter().all(is_empty_problem)));
    let said =
        move || problems.with(|problems| problems.iter().map(|problem| problem_words(words.get(), problem)).collect::<Vec<_>>().join(" "));
    let invalid = move || (problems.with(|problems| !problems.is_empty()) && !gentle.get()).then_some("true");
    let described = format!("{id}-hint {id}-problem");
    let facts = language.facts();
    let (name, control) = (anchor.name(), id.clone());
    let control = match shape {
        Shape::Line | Shape::Link => view! { class = class,
            <input
                class="typed" type="text" id=control node_ref=line data-anchor=name autocomplete="off"
                inputmode=(shape == Shape::Link).then_some("url") spellcheck=(shape == Shape::Link).then_some("false")
                lang=facts.tag dir=if shape == Shape::Link { "ltr" } else { facts.direction.html() }
                aria-invalid=invalid aria-describedby=described
                prop:value=value on:input=move |event| typed(event_target_value(&event))
            />
        }
        .into_any(),
        Shape::Lines => view! { class = class,
            <textarea
                class="typed" rows="3" id=control node_ref=lines data-anchor=name lang=facts.tag dir=facts.direction.html()
                aria-invalid=invalid aria-describedby=described
                prop:value=value on:input=move |event| typed(event_target_value(&event))
            ></textarea>
        }
        .into_any(),
    };
    view! { class = class,
        <Field id=id label=label hint=hint problem=Signal::derive(said) warning=gentle>
            {view! { class = class,
                <div class="row">
                    {control}
                    {(offer != MergeOffer::Nothing).then(|| view! { <MergeMenu offer=offer of=label on_choose=insert/> })}
                </div>
            }}
        </Field>
    }
}

/// Puts a merge field where the caret is; into a link, in the place of all of it.
fn insert(
    facts: &'static MergeFacts,
    shape: Shape,
    language: Language,
    line: NodeRef<html::Input>,
    lines: NodeRef<html::Textarea>,
    text: &str,
    on_type: Callback<String>,
) {
    let (line, lines) = (line.get_untracked(), lines.get_untracked());
    let end = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let start_of = line.as_ref().and_then(|line| line.selection_start().ok()?).or_else(|| lines.as_ref()?.selection_start().ok()?);
    let end_of = line.as_ref().and_then(|line| line.selection_end().ok()?).or_else(|| lines.as_ref()?.selection_end().ok()?);
    let selected = if shape == Shape::Link { (0, end) } else { (start_of.unwrap_or(end), end_of.unwrap_or(end)) };
    let inserted = insert_merge_field(text, selected, facts, language);
    on_type.run(inserted.text);
    // Selecting needs the new text in place, which is drawn in the next frame.
    let (start, end) = inserted.selection;
    request_animation_frame(move || {
        // Both controls hold text, so they have a selection and take the focus.
        if let Some(line) = line {
            let _ = line.focus();
            let _ = line.set_selection_range(start, end);
        }
        if let Some(lines) = lines {
            let _ = lines.focus();
            let _ = lines.set_selection_range(start, end);
        }
    });
}
