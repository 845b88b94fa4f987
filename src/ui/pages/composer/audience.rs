//! Owns what the template would be to the people who wait: how many read which text, which languages are missing, who lacks a value.
//! Refuses names; it shows counts.

use super::{state::Composer, words::merge_words};
use crate::domain::{
    dry_run::{Lacking, StandIn},
    language::{Direction, Language},
};
use crate::ui::{
    components::{Icon, say, tell},
    context::words,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The counts.
#[component]
pub fn Audience(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .audience {
            display: grid;
            gap: var(--s2);
            font-size: var(--text-s);
        }
        .facts-of-the-people {
            display: grid;
            gap: var(--s1);
            padding: 0;
            list-style: none;
        }
        .fact {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s1) var(--s2);
        }
    };
    let words = words();
    let readers = move |text: Text| {
        composer.audience.with(|run| {
            let Some(run) = run else { return text.audience_reading().to_owned() };
            let reader = |(language, people): &(Language, u64)| text.audience_reads(isolated(*language), text.number(*people));
            let readers = run.readers.iter().map(reader).collect::<Vec<_>>().join(", ");
            text.audience_people(run.people, readers)
        })
    };
    let missing = move || composer.audience.with(|run| run.as_ref().map(|run| run.missing.clone()).unwrap_or_default());
    let lacking = move || composer.audience.with(|run| run.as_ref().map(|run| run.lacking.clone()).unwrap_or_default());
    let missing_row = move |(language, people): (Language, u64)| {
        let name = language.facts().own_name;
        view! {
            <button type="button" lang=language.tag() title=move || words.get().audience_missing(people, name) on:click=move |_| composer.add_language(language)>
                <Icon name="plus"/>
                {move || words.get().audience_reads(name, words.get().number(people))}
            </button>
        }
    };
    let lacking_row = move |lacking: Lacking| view! { <li>{move || lacking_words(words.get(), lacking)}</li> };
    view! { class = class,
        <section class="audience" aria-label=say(Text::audience_title)>
            <p>{tell(readers)}</p>
            <div class="fact" hidden=move || missing().is_empty()>
                <span>{say(Text::audience_unwritten)}</span>
                {move || missing().into_iter().map(&missing_row).collect_view()}
            </div>
            <ul class="facts-of-the-people">
                {move || lacking().into_iter().map(lacking_row).collect_view()}
            </ul>
        </section>
    }
}

/// A name in its own script, which does not turn the words around it.
fn isolated(language: Language) -> String {
    let facts = language.facts();
    match facts.direction {
        Direction::LeftToRight => facts.own_name.to_owned(),
        Direction::RightToLeft => format!("\u{2068}{}\u{2069}", facts.own_name),
    }
}

fn lacking_words(text: Text, lacking: Lacking) -> String {
    let (field, of) = (merge_words(text, lacking.field), text.number(lacking.of));
    let (name, language) = (format!("{{{{{}}}}}", lacking.field.facts().name), lacking.language.facts().own_name);
    match lacking.stand_in {
        StandIn::Fallback => text.audience_fallback(lacking.people, language, of, name, field),
        StandIn::Sentence => text.audience_sentence(lacking.people, language, of, name, field),
        StandIn::Nothing => text.audience_nothing(lacking.people, language, of, name, field),
    }
}
