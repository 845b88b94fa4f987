//! Owns the search and where the filters stand: those that are asked for often, and behind a button the others.
//! Refuses to filter, which `domain::people` does, and to hide a filter that an address sets.

use super::{
    filter_choices::{DepartmentFilter, LanguageFilter, LastMailFilterChoice, LicenseFilter, ListedFilters, StandingFilter, WaitingFilter},
    sort_menu::SortMenu,
    state::tracker,
};
use crate::ui::{
    components::{Field, Icon, field_id},
    context::words,
};
use leptos::prelude::*;
use stylers_macro::style;

/// Search and filters.
#[component]
pub fn Filters() -> impl IntoView {
    let class = style! {
        .filters {
            display: grid;
            grid-template-columns: minmax(12rem, 1.6fr) repeat(4, minmax(8rem, 1fr)) auto;
            align-items: end;
            gap: var(--s3);
        }
        .set, .rare {
            display: grid;
            grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr));
            grid-column: 1 / -1;
            align-items: end;
            gap: var(--s3);
        }
        .set {
            display: contents;
        }
        .more {
            display: none;
        }
        .rare[data-open="false"] {
            display: none;
        }
        .filter-buttons {
            display: flex;
            grid-column-end: -1;
            gap: var(--s2);
        }
        .filter-button {
            white-space: nowrap;
        }
        .how-many {
            min-inline-size: 1.5rem;
            padding-inline: var(--s1);
            border-radius: var(--radius-l);
            background: var(--accent);
            color: var(--ink-on-accent);
            text-align: center;
        }
        @media (max-width: 1100px) {
            .filters {
                grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr));
            }
            .filter-buttons {
                grid-column: span 2;
            }
        }
        @media (max-width: 640px) {
            .filters {
                grid-template-columns: minmax(0, 1fr) auto;
            }
            .more {
                display: inline-flex;
            }
            .rarely {
                display: none;
            }
            .filter-buttons {
                grid-column: auto;
            }
            .filter-button {
                padding-inline: var(--s2);
            }
            .set[data-open="false"] {
                display: none;
            }
            .set {
                display: grid;
            }
            .rare, .rare[data-open="false"] {
                display: contents;
            }
        }
    };
    let (tracker, words) = (tracker(), words());
    let open = RwSignal::new(false);
    let (narrowed, rarely) = (move || tracker.query.read().narrowed_by(), Memo::new(move |_| tracker.query.read().narrowed_rarely_by()));
    let rare = field_id();
    let controlled = rare.clone();
    let how_many = move || {
        (rarely.get() > 0).then(|| view! { class = class, <span class="how-many">{words.get().number(rarely.get() as u64)}</span> })
    };
    let clear = move || narrowed() > 0 || !tracker.search.read().is_empty();
    view! { class = class,
        <search class="filters" aria-label=move || words.get().tracker_filters()>
            <Search/>
            <button class="more" type="button" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
                <Icon name="filter"/>
                {move || words.get().tracker_filters_count(narrowed() as u64)}
            </button>
            <div class="set" data-open=move || open.get().to_string()>
                <StandingFilter/>
                <WaitingFilter/>
                <DepartmentFilter/>
                <LastMailFilterChoice/>
                <SortMenu/>
                <div class="filter-buttons">
                    <button
                        class="rarely filter-button"
                        type="button"
                        aria-expanded=move || tracker.rarely.get().to_string()
                        aria-controls=controlled
                        on:click=move |_| tracker.rarely.update(|open| *open = !*open)
                    >
                        <Icon name="filter"/>
                        {move || words.get().tracker_more_filters()}
                        {how_many}
                    </button>
                    <button class="filter-button" type="button" data-kind="quiet" disabled=move || !clear() on:click=move |_| tracker.clear_filters()>
                        <Icon name="x"/>
                        {move || words.get().tracker_clear_filters()}
                    </button>
                </div>
                <div class="rare" id=rare data-open=move || tracker.rarely.get().to_string()>
                    <LicenseFilter/>
                    <LanguageFilter/>
                    <ListedFilters/>
                </div>
            </div>
        </search>
    }
}

/// The search box.
#[component]
fn Search() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let id = field_id();
    view! {
        <Field id=id.clone() label=Signal::derive(move || words.get().tracker_search().to_owned())>
            <input
                id=id
                type="search"
                autocomplete="off"
                spellcheck="false"
                placeholder=move || words.get().tracker_search_hint()
                prop:value=tracker.search
                on:input=move |event| tracker.search_for(event_target_value(&event))
            />
        </Field>
    }
}
