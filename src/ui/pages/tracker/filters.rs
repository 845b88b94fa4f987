//! Owns the search and the filters, as controls.
//! Refuses to filter, which `domain::people` does.

use super::{
    query::{TrackerQuery, WAITING_STEPS, by_name},
    sort_menu::SortMenu,
    state::tracker,
    words::{last_mail_words, short_license, standing_words},
};
use crate::domain::{
    license::LicenseId,
    people_filter::{LAST_MAIL_FILTERS, STANDINGS},
};
use crate::ui::{
    components::{Field, Icon, field_id},
    context::words,
};
use leptos::prelude::*;
use std::collections::BTreeSet;
use stylers_macro::style;

/// Search and filters.
#[component]
pub fn Filters() -> impl IntoView {
    let class = style! {
        .filters {
            display: grid;
            grid-template-columns: minmax(14rem, 1.6fr) repeat(5, minmax(8rem, 1fr)) auto;
            align-items: end;
            gap: var(--s3);
        }
        .set {
            display: contents;
        }
        .more {
            display: none;
        }
        @media (max-width: 1100px) {
            .filters {
                grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr));
            }
        }
        @media (max-width: 640px) {
            .filters {
                grid-template-columns: minmax(0, 1fr) auto;
            }
            .more {
                display: inline-flex;
            }
            .set[data-open="false"] {
                display: none;
            }
            .set {
                display: grid;
                grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr));
                grid-column: 1 / -1;
                align-items: end;
                gap: var(--s3);
            }
        }
    };
    let (tracker, words) = (tracker(), words());
    let open = RwSignal::new(false);
    let narrowed = move || tracker.query.read().narrowed_by();
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
                <LicenseFilter/>
                <LastMailChoice/>
                <SortMenu/>
                <button type="button" data-kind="quiet" disabled=move || !clear() on:click=move |_| tracker.clear_filters()>
                    <Icon name="x"/>
                    {move || words.get().tracker_clear_filters()}
                </button>
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

/// One choice among several, of which the first says "any".
#[component]
fn Choice(
    /// Its label.
    #[prop(into)]
    label: Signal<String>,
    /// Values and words.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Makes the new filters from the old ones and the chosen value.
    change: fn(TrackerQuery, String) -> TrackerQuery,
) -> impl IntoView {
    let tracker = tracker();
    let id = field_id();
    let choose = move |event| tracker.ask(change(tracker.query.get_untracked(), event_target_value(&event)));
    let entries = move || {
        let option = |(name, label): (String, String)| {
            let chosen = name.clone();
            view! { <option value=name selected=move || value.get() == chosen>{label}</option> }
        };
        options.get().into_iter().map(option).collect_view()
    };
    view! {
        <Field id=id.clone() label=label>
            <select id=id prop:value=value on:change=choose>{entries}</select>
        </Field>
    }
}

/// Where people stand.
#[component]
fn StandingFilter() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let options = move || {
        STANDINGS
            .iter()
            .map(|(standing, name)| ((*name).to_owned(), standing_words(words.get(), *standing).1.to_owned()))
            .collect::<Vec<_>>()
    };
    view! {
        <Choice
            label=Signal::derive(move || words.get().tracker_filter_standing().to_owned())
            options=Signal::derive(options)
            value=Signal::derive(move || tracker.query.read().standing_name().to_owned())
            change=|query, name| TrackerQuery { standing: by_name(STANDINGS, &name).unwrap_or_default(), ..query }
        />
    }
}

/// How long they wait.
#[component]
fn WaitingFilter() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let options = move || {
        let text = words.get();
        let any = (String::new(), text.tracker_any().to_owned());
        let steps = WAITING_STEPS.iter().map(|days| (days.to_string(), text.tracker_filter_days(days.unsigned_abs())));
        std::iter::once(any).chain(steps).collect::<Vec<_>>()
    };
    view! {
        <Choice
            label=Signal::derive(move || words.get().tracker_filter_waiting().to_owned())
            options=Signal::derive(options)
            value=Signal::derive(move || tracker.query.read().more.map(|days| days.to_string()).unwrap_or_default())
            change=|query, days| TrackerQuery { more: days.parse().ok(), ..query }
        />
    }
}

/// Their department, one of those that occur.
#[component]
fn DepartmentFilter() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let departments = Memo::new(move |_| {
        let people = tracker.people.read();
        let used = people.iter().filter_map(|person| person.record.user.department.clone());
        // One that the address names and nobody has is still what is filtered by.
        used.chain(tracker.query.read().department.clone()).collect::<BTreeSet<String>>()
    });
    let options = move || {
        let any = (String::new(), words.get().tracker_any().to_owned());
        std::iter::once(any).chain(departments.get().into_iter().map(|name| (name.clone(), name))).collect::<Vec<_>>()
    };
    view! {
        <Choice
            label=Signal::derive(move || words.get().tracker_column_department().to_owned())
            options=Signal::derive(options)
            value=Signal::derive(move || tracker.query.read().department.clone().unwrap_or_default())
            change=|query, name| TrackerQuery { department: Some(name).filter(|name| !name.is_empty()), ..query }
        />
    }
}

/// A license of theirs.
#[component]
fn LicenseFilter() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let options = move || {
        let facts = tracker.facts.get();
        let organization = facts.as_ref().map(|facts| &facts.organization);
        let known = organization.into_iter().flat_map(|organization| &organization.licenses).map(|license| license.id.clone());
        let ids: BTreeSet<LicenseId> = known.chain(tracker.query.read().license.clone()).collect();
        let any = (String::new(), words.get().tracker_any().to_owned());
        std::iter::once(any).chain(ids.into_iter().map(|id| (id.0.clone(), short_license(organization, &id)))).collect::<Vec<_>>()
    };
    view! {
        <Choice
            label=Signal::derive(move || words.get().tracker_filter_license().to_owned())
            options=Signal::derive(options)
            value=Signal::derive(move || tracker.query.read().license.as_ref().map(|id| id.0.clone()).unwrap_or_default())
            change=|query, id| TrackerQuery { license: Some(LicenseId(id)).filter(|id| !id.0.is_empty()), ..query }
        />
    }
}

/// What came of the last mail.
#[component]
fn LastMailChoice() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let options = move || {
        let any = (String::new(), words.get().tracker_any().to_owned());
        let filters = LAST_MAIL_FILTERS.iter().map(|(filter, name)| ((*name).to_owned(), last_mail_words(words.get(), *filter).to_owned()));
        std::iter::once(any).chain(filters).collect::<Vec<_>>()
    };
    view! {
        <Choice
            label=Signal::derive(move || words.get().tracker_column_last_mail().to_owned())
            options=Signal::derive(options)
            value=Signal::derive(move || tracker.query.read().last_mail_name().to_owned())
            change=|query, name| TrackerQuery { last_mail: by_name(LAST_MAIL_FILTERS, &name), ..query }
        />
    }
}
