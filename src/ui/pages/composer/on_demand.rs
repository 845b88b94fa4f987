//! Owns what the composer shows or does only when it is asked for: the checks, the history, files, the test mail, publishing,
//! the search for a person, what opens below a text, what a stranger changed. It is fetched when first needed.
//! Refuses to be known to the rest of the composer by more than the functions below.

use super::{
    checks::Checks,
    exchange::Ways,
    history::Versions,
    person::PersonSearch,
    preview::Headers,
    publish::Question,
    rich_field::{OpenPanel, Panel, Rich},
    save_line::StaleChoice,
    state::Composer,
    test_mail::TestMailForm,
    variants::Removal,
};
use crate::backend::Failure;
use crate::domain::{
    block::BlockKind,
    check::follow_marks,
    editing::Touch,
    language::Language,
    starter::{starter_translation, starter_variant},
    template::VariantDraft,
};
use crate::ui::components::Make;
use leptos::prelude::*;
use std::sync::Arc;

part! {
    composer_on_demand,
    /// The verdicts, each with the way to mend what was found.
    pub fn checks(composer: Composer) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <Checks composer=composer/> }.into_any()))
    }
}

part! {
    composer_on_demand,
    /// The published versions.
    pub fn versions(composer: Composer) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <Versions composer=composer/> }.into_any()))
    }
}

part! {
    composer_on_demand,
    /// The ways out of the composer, and the one into it.
    pub fn ways(composer: Composer, open: RwSignal<bool>, ask: Callback<()>) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <Ways composer=composer open=open ask=ask/> }.into_any()))
    }
}

part! {
    composer_on_demand,
    /// Puts what is in a file, by its name and text, into the draft.
    pub fn take_in(composer: Composer, name: String, text: String) -> Result<(), Failure> {
        super::exchange::take_in(composer, &name, &text);
        Ok(())
    }
}

part! {
    composer_on_demand,
    /// Address, reader and what came of the test mail.
    pub fn test_mail(composer: Composer, address: RwSignal<String>, close: Callback<()>) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <TestMailForm composer=composer address=address on_close=close/> }.into_any()))
    }
}

part! {
    composer_on_demand,
    /// What publishing means, and the button that does it.
    pub fn publish_question(composer: Composer, open: RwSignal<bool>) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <Question composer=composer open=open/> }.into_any()))
    }
}

part! {
    composer_on_demand,
    /// Finds the person in whose place the message is shown.
    pub fn person_search(composer: Composer, open: RwSignal<bool>) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <PersonSearch composer=composer open=open/> }.into_any()))
    }
}

part! {
    composer_on_demand,
    /// The headers of the message.
    pub fn headers(composer: Composer) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <Headers composer=composer/> }.into_any()))
    }
}

part! {
    composer_on_demand,
    /// Both changed the same parts: theirs or mine.
    pub fn stale_choice(composer: Composer) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <StaleChoice composer=composer/> }.into_any()))
    }
}

part! {
    composer_on_demand,
    /// The question before a language is taken away.
    pub fn removal(composer: Composer, asked: RwSignal<bool>) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <Removal composer=composer asked=asked/> }.into_any()))
    }
}

part! {
    composer_on_demand,
    /// What opens below a text.
    pub fn open_panel(composer: Composer, rich: Rich, panel: Panel) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <OpenPanel composer=composer rich=rich panel=panel.clone()/> }.into_any()))
    }
}

part! {
    starters,
    /// Adds a block with its starter text to the text in a language: behind another, or in its place. Its identifier, where there
    /// is such a text.
    pub fn add_block(composer: Composer, language: Language, kind: BlockKind, behind: Option<String>) -> Result<Option<String>, Failure> {
        Ok(composer.edit_in(language, Touch::Whole, |variant| match &behind {
            Some(block) => variant.add_behind(block, kind),
            None => variant.add(kind),
        }))
    }
}

part! {
    starters,
    /// Adds every one of the seven items that is missing in the text in a language.
    pub fn add_missing(composer: Composer, language: Language) -> Result<(), Failure> {
        composer.organization.with_value(|organization| {
            composer.edit_in(language, Touch::Whole, |variant| variant.add_missing_items(organization));
        });
        Ok(())
    }
}

part! {
    starters,
    /// Begins a text in a language, with the blocks of the main one.
    pub fn add_language(composer: Composer, language: Language) -> Result<(), Failure> {
        composer.edit(Touch::Whole, |draft| {
            // It may have been asked for twice while this was fetched.
            if draft.variants.iter().any(|variant| variant.language == language) {
                return;
            }
            let translation = composer.organization.with_value(|organization| match draft.variants.first() {
                Some(main) => {
                    VariantDraft { follows: follow_marks(main), ..starter_translation(main, draft.purpose, language, organization) }
                }
                None => starter_variant(draft.purpose, language, organization),
            });
            draft.variants.push(translation);
        });
        Ok(())
    }
}
