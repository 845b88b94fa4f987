//! Owns the second look at a large batch: the administrator types how many people receive it.
//! Refuses to fill in the number; who types it has read it.

use crate::domain::ceiling::Ceiling;
use crate::ui::{
    components::Callout,
    context::{Tone, words},
};
use leptos::prelude::*;

/// What was typed, and whether it is needed.
#[derive(Clone, Copy)]
pub struct SecondLook {
    typed: RwSignal<String>,
    receive: Memo<u64>,
    ceiling: Ceiling,
}

impl SecondLook {
    /// Nothing is typed yet.
    #[must_use]
    pub fn new(receive: Memo<u64>, ceiling: Ceiling) -> Self {
        Self { typed: RwSignal::new(String::new()), receive, ceiling }
    }

    /// The number that was typed, where one is needed.
    pub fn confirmed(self) -> Option<u64> {
        self.is_needed().then(|| number(&self.typed.read())).flatten()
    }

    /// Whether the number is needed and another one, or none, was typed.
    pub fn is_missing(self) -> bool {
        self.ceiling.check(self.receive.get(), number(&self.typed.read())).is_err()
    }

    fn is_needed(self) -> bool {
        self.ceiling.check(self.receive.get(), None).is_err()
    }
}

/// Digits; whatever groups them is left out.
fn number(typed: &str) -> Option<u64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '.' | '\'' | '’')).collect();
    digits.parse().ok()
}

/// Asks for the number, where it is needed.
#[component]
pub fn SecondLookField(
    /// What is typed.
    look: SecondLook,
) -> impl IntoView {
    let words = words();
    let needed = Memo::new(move |_| look.is_needed());
    move || {
        needed.get().then(|| {
            view! {
                <Callout tone=Tone::Caution title=Signal::derive(move || words.get().send_look_title().to_owned())>
                    <label>
                        {move || words.get().send_look_label(look.receive.get())}
                        <input
                            type="text"
                            inputmode="numeric"
                            autocomplete="off"
                            prop:value=move || look.typed.get()
                            on:input=move |event| look.typed.set(event_target_value(&event))
                        />
                    </label>
                </Callout>
            }
        })
    }
}
