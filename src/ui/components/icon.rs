//! Owns the icon: one symbol of the sprite `icons.svg`.
//! Refuses to carry meaning alone; a word always stands beside it or names its button.

use crate::ui::place::icon;
use leptos::prelude::*;

/// An icon, hidden from screen readers.
#[component]
pub fn Icon(
    /// Name of the symbol in `icons.svg`.
    #[prop(into)]
    name: Signal<&'static str>,
) -> impl IntoView {
    view! {
        <svg data-icon="" aria-hidden="true" focusable="false">
            <use href=move || icon(name.get())></use>
        </svg>
    }
}
