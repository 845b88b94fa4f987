//! Owns saying that the filter finds other people than were seen, and the way to look again.
//! Refuses to look by itself: a number that changes under the administrator's hand would be agreed to unread.

use crate::domain::recipients::Moved;
use crate::ui::{
    components::{Callout, Icon},
    context::{Tone, words},
};
use leptos::prelude::*;

/// The filter finds other people; nothing was sent.
#[component]
pub fn FilterMoved(
    /// As many as were seen, and as many as there are.
    moved: Moved,
    /// Called with the number that is agreed to.
    on_look: Callback<u64>,
) -> impl IntoView {
    let words = words();
    let how = move || words.get().send_moved_how(moved.now, words.get().number(moved.expected));
    view! {
        <Callout tone=Tone::Caution title=Signal::derive(move || words.get().send_moved_title().to_owned())>
            <p>{how}</p>
            <div>
                <button type="button" on:click=move |_| on_look.run(moved.now)>
                    <Icon name="refresh"/>
                    {move || words.get().send_look_again()}
                </button>
            </div>
        </Callout>
    }
}
