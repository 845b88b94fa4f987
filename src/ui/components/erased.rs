//! Owns what moves on a page: words, and values that are worked out anew. Whatever moves it is boxed at once, so that a browser
//! gets the code of each kind once, and not once for every use.
//! Refuses to know what it says.

use crate::ui::{context::words, text::Text};
use leptos::prelude::*;

/// Words of the console, which follow its language.
#[must_use]
pub fn say(what: fn(Text) -> &'static str) -> Signal<&'static str> {
    let words = words();
    Signal::derive(move || what(words.get()))
}

/// Words with values in them, which follow both.
#[must_use]
pub fn tell(what: impl Fn(Text) -> String + Send + Sync + 'static) -> Signal<String> {
    #[inline(never)]
    fn boxed(what: Box<dyn Fn(Text) -> String + Send + Sync>) -> Signal<String> {
        let words = words();
        Signal::derive(move || what(words.get()))
    }
    boxed(Box::new(what))
}

/// A value that is worked out anew when what it reads changes, and is told on only when it is another.
#[must_use]
pub fn remember<T: PartialEq + Send + Sync + 'static>(what: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    #[inline(never)]
    fn boxed<T: PartialEq + Send + Sync + 'static>(what: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
        Memo::new(move |_| what())
    }
    boxed(Box::new(what))
}
