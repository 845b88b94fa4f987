//! Owns the saved views: filters and order under a name, for this browser.
//! Refuses searched words, which may name a person.

use super::{
    kept::{LONGEST_NAME, NotKept, SavedView},
    state::tracker,
};
use crate::ui::{
    components::{Dialog, Field, Icon, field_id, say},
    context::words,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The button, and the dialog that it opens.
#[component]
pub fn Views() -> impl IntoView {
    let (open, title) = (RwSignal::new(false), say(Text::tracker_views));
    view! {
        <button type="button" data-kind="quiet" aria-haspopup="dialog" on:click=move |_| open.set(true)>
            <Icon name="eye"/>
            {say(Text::tracker_views)}
        </button>
        <Dialog open=open title=Signal::derive(move || title.get().to_owned()) on_close=Callback::new(move |()| open.set(false))>
            <Kept open=open/>
            <Keeping/>
        </Dialog>
    }
}

/// The views that there are.
#[component]
fn Kept(
    /// Whether the dialog is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let class = style! {
        .views {
            display: grid;
            gap: var(--s1);
            margin: 0;
            padding: 0;
            list-style: none;
        }
        .one-view {
            display: grid;
            grid-template-columns: minmax(0, 1fr) auto;
            gap: var(--s2);
        }
        .show-it {
            justify-content: flex-start;
            overflow-wrap: anywhere;
            text-align: start;
        }
    };
    let (tracker, words) = (tracker(), words());
    let row = move |view: SavedView| {
        let name = StoredValue::new(view.name.clone());
        let shown = StoredValue::new(view);
        let show = move |_| {
            shown.with_value(|view| tracker.show_view(view));
            open.set(false);
        };
        let forget = move || words.get().tracker_view_forget(name.get_value());
        view! { class = class,
            <li class="one-view">
                <button type="button" class="show-it" on:click=show><bdi>{name.get_value()}</bdi></button>
                <button type="button" data-kind="quiet" data-shape="icon" aria-label=forget title=forget on:click=move |_| tracker.kept.forget_view(&name.get_value())>
                    <Icon name="trash"/>
                </button>
            </li>
        }
    };
    view! { class = class,
        <p hidden=move || !tracker.kept.views.with(Vec::is_empty)>{say(Text::tracker_views_none)}</p>
        <ul class="views">{move || tracker.kept.views.get().into_iter().map(row).collect_view()}</ul>
    }
}

/// Keeps what is shown now.
#[component]
fn Keeping() -> impl IntoView {
    let class = style! {
        .under-which-name {
            display: grid;
            grid-template-columns: minmax(0, 1fr) auto;
            align-items: end;
            gap: var(--s2);
        }
    };
    let (tracker, words) = (tracker(), words());
    let (name, problem) = (RwSignal::new(String::new()), RwSignal::new(None::<NotKept>));
    let id = field_id();
    let said = move || match problem.get() {
        None => String::new(),
        Some(NotKept::NameMissing) => words.get().tracker_view_unnamed().to_owned(),
        Some(NotKept::NameTooLong) => words.get().tracker_view_long(LONGEST_NAME as u64),
        Some(NotKept::TooMany) => words.get().tracker_view_many(super::kept::MOST_VIEWS as u64),
    };
    let keep = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match tracker.kept.keep_view(&name.get_untracked(), tracker.query.read_untracked().print()) {
            Ok(()) => {
                name.set(String::new());
                problem.set(None);
            }
            Err(not_kept) => problem.set(Some(not_kept)),
        }
    };
    let control = id.clone();
    view! { class = class,
        <form class="under-which-name" on:submit=keep novalidate>
            <Field id=id label=Signal::derive(move || words.get().tracker_view_name().to_owned()) hint=Signal::derive(move || words.get().tracker_view_hint().to_owned()) problem=Signal::derive(said)>
                <input
                    id=control.clone()
                    type="text"
                    autocomplete="off"
                    aria-describedby=format!("{control}-hint {control}-problem")
                    aria-invalid=move || problem.get().is_some().to_string()
                    prop:value=name
                    on:input=move |event| name.set(event_target_value(&event))
                />
            </Field>
            <button type="submit">{say(Text::tracker_view_keep)}</button>
        </form>
    }
}
