//! Owns choosing the person in whose place the message is shown: the example person, or anybody in the directory.
//! Refuses to remember the choice beyond the page.

use super::{
    menu::{Menu, MenuFace},
    on_demand::person_search,
    state::Composer,
};
use crate::domain::user::DirectoryUser;
use crate::ui::{
    components::{Field, Later, field_id, remember, say, tell},
    context::{directory, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// Most people that are proposed at once.
const PROPOSED: usize = 5;

/// The choice of the person.
#[component]
pub fn PersonMenu(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let name = move || composer.reader().map(|user| user.shown_name()).unwrap_or_default();
    view! {
        <Menu open=open label=tell(move |text| text.composer_as_person(name())) icon="user" face=MenuFace::Words>
            <Later load=Box::new(move || Box::pin(person_search(composer, open)))/>
        </Menu>
    }
}

/// Finds somebody by name or address.
#[component]
pub fn PersonSearch(
    /// What is edited.
    composer: Composer,
    /// Closed with a choice.
    open: RwSignal<bool>,
) -> impl IntoView {
    let class = style! {
        .search {
            display: grid;
            gap: var(--s2);
            inline-size: 20rem;
            max-inline-size: 100%;
            padding: var(--s2);
        }
        .found {
            display: grid;
            padding: 0;
            list-style: none;
        }
        .person {
            display: grid;
            justify-content: start;
            justify-items: start;
            gap: 0;
            inline-size: 100%;
            padding: var(--s2);
            border-color: transparent;
            background: transparent;
            text-align: start;
        }
        .address {
            color: var(--ink-quiet);
            font-size: var(--text-s);
            font-weight: 400;
        }
    };
    let id = field_id();
    let control = id.clone();
    let searched = RwSignal::new(String::new());
    let found = remember(move || searched.with(|searched| found(searched)));
    let choose = move |user: Option<DirectoryUser>| {
        open.set(false);
        composer.person.set(user);
    };
    let person = move |user: DirectoryUser| {
        let (name, address) = (user.shown_name(), user.email.to_string());
        view! { class = class,
            <li>
                <button class="person" type="button" on:click=move |_| choose(Some(user.clone()))>
                    <span>{name}</span>
                    <small class="address">{address}</small>
                </button>
            </li>
        }
    };
    view! { class = class,
        <div class="search">
            <Field id=id label=say(Text::composer_person_search)>
                <input type="search" id=control autocomplete="off" prop:value=searched on:input=move |event| searched.set(event_target_value(&event))/>
            </Field>
            <p data-unseen="" role="status">{tell(move |text| text.composer_person_found(found.with(Vec::len) as u64))}</p>
            <ul class="found">
                <For each=move || found.get() key=|user| user.id.clone() children=person/>
            </ul>
            <button type="button" on:click=move |_| choose(None)>{say(Text::composer_person_example)}</button>
        </div>
    }
}

/// The first few people whose name or address has the words in it.
fn found(searched: &str) -> Vec<DirectoryUser> {
    let (directory, language) = (directory(), words().0.get().code());
    let found = directory.find(language, |finder, people| {
        let nothing = searched.trim().is_empty();
        let rows = if nothing { people.rows().take(PROPOSED).collect() } else { finder.look_up(people, searched, PROPOSED).0 };
        rows.into_iter().filter_map(|row| Some(people.record(row)?.user)).collect()
    });
    found.unwrap_or_default()
}
