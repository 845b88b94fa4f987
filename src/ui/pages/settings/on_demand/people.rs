//! Owns the list of the people whom a change concerns, page by page.
//! Refuses to select or send; the tracker does.

use crate::domain::{mail_history::UserRecord, roster::Row, user::WaitingSince};
use crate::ui::context::{directory, words};
use leptos::prelude::*;
use std::sync::Arc;
use stylers_macro::style;

/// People on one page.
const PAGE: usize = 50;

/// The people.
#[component]
pub fn PeopleList(
    /// Their places among everybody who was gone through.
    places: Arc<Vec<u32>>,
    /// Everybody who was gone through.
    people: Arc<Vec<Row>>,
) -> impl IntoView {
    let class = style! {
        .scroller {
            overflow: auto;
            max-block-size: 60vh;
        }
        .person-cell {
            overflow-wrap: anywhere;
            min-inline-size: 7rem;
        }
        .pages {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--s3);
        }
        .steps {
            display: flex;
            gap: var(--s2);
        }
    };
    let (words, directory) = (words(), directory());
    let (all, from) = (places.len(), RwSignal::new(0usize));
    let to = move || (from.get() + PAGE).min(all);
    let row = move |record: UserRecord| {
        let user = &record.user;
        let (name, email, department) = (user.shown_name(), user.email.to_string(), user.department.clone().unwrap_or_default());
        let added = match user.waiting_since() {
            WaitingSince::Exactly(at) => Some(at),
            WaitingSince::AtLeast(_) => None,
        };
        let added = move || added.map_or_else(|| "–".to_owned(), |at| words.get().date(at.millis()));
        view! { class = class,
            <tr>
                <th class="person-cell" scope="row"><bdi>{name}</bdi></th>
                <td class="person-cell" data-label=move || words.get().tracker_column_email()><bdi>{email}</bdi></td>
                <td class="person-cell" data-label=move || words.get().tracker_column_department()><bdi>{department}</bdi></td>
                <td data-label=move || words.get().impact_people_added()>{added}</td>
            </tr>
        }
    };
    let rows = move || {
        let shown = places.get(from.get()..to()).unwrap_or_default();
        let person = |place: &u32| people.get(usize::try_from(*place).ok()?).copied();
        let records: Vec<UserRecord> =
            directory.with_now(|everybody| shown.iter().filter_map(person).filter_map(|row| everybody.record(row)).collect());
        records.into_iter().map(row).collect_view()
    };
    let said = move || {
        words.get().impact_people_page(
            words.get().number(from.get() as u64 + 1),
            words.get().number(to() as u64),
            words.get().number(all as u64),
        )
    };
    view! { class = class,
        <div class="scroller" tabindex="0" role="region" aria-label=said>
            <table data-stacks="">
                <thead>
                    <tr>
                        <th scope="col">{move || words.get().tracker_column_name()}</th>
                        <th scope="col">{move || words.get().tracker_column_email()}</th>
                        <th scope="col">{move || words.get().tracker_column_department()}</th>
                        <th scope="col">{move || words.get().impact_people_added()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <div class="pages">
            <span role="status">{said}</span>
            <span class="steps">
                <button type="button" disabled=move || from.get() == 0 on:click=move |_| from.update(|from| *from = from.saturating_sub(PAGE))>
                    {move || words.get().impact_people_previous()}
                </button>
                <button type="button" disabled=move || { to() >= all } on:click=move |_| from.update(|from| *from += PAGE)>
                    {move || words.get().impact_people_next()}
                </button>
            </span>
        </div>
    }
}
