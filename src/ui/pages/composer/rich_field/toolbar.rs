//! Owns the buttons above a text: bold, italic, link, lists, merge fields.
//! Refuses the text itself.

use super::{Panel, Rich, Shape};
use crate::ui::{
    components::{Icon, tell},
    context::words,
    pages::composer::merge_menu::{MergeMenu, MergeOffer},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// What a browser does with a selection, by its name there, its icon and its words.
type Command = (&'static str, &'static str, fn(Text) -> &'static str);

const COMMANDS: &[Command] = &[
    ("bold", "bold", Text::rich_bold),
    ("italic", "italic", Text::rich_italic),
    ("insertUnorderedList", "bullets", Text::rich_bullets),
    ("insertOrderedList", "numbers", Text::rich_numbers),
    ("", "link", Text::rich_link),
];

/// The buttons.
#[component]
pub fn Toolbar(
    /// The field.
    rich: Rich,
    /// What the text is called.
    of: Signal<String>,
) -> impl IntoView {
    let class = style! {
        .rich-text-tools {
            display: flex;
            flex-wrap: wrap;
            justify-content: end;
            gap: 0;
            margin-block-start: -2rem;
            margin-inline-start: auto;
            inline-size: fit-content;
        }
    };
    let words = words();
    let insert = Callback::new(move |facts| rich.insert_merge(facts, "", words.now()));
    let button = move |(command, icon, label): &Command| {
        let (command, label) = (*command, *label);
        let name = tell(move |text| format!("{}: {}", label(text), of.get()));
        view! {
            <button
                type="button" data-kind="quiet" data-shape="icon" tabindex="-1" aria-label=name title=move || label(words.get())
                on:mousedown=|event: web_sys::MouseEvent| event.prevent_default()
                on:click=move |_| if command.is_empty() { rich.panel.set(Panel::Link) } else { rich.command(command, "") }
            >
                <Icon name=*icon/>
            </button>
        }
    };
    let shown = if rich.shape == Shape::Lines { COMMANDS } else { &[] };
    view! { class = class,
        <div class="rich-text-tools" role="group" aria-label=tell(move |text| text.rich_tools(of.get()))>
            {shown.iter().map(button).collect_view()}
            <MergeMenu offer=MergeOffer::All of=of on_choose=insert/>
        </div>
    }
}
