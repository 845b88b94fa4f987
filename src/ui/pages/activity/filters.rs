//! Owns the filters of the activity, as controls.
//! Refuses to filter, which the backend does.

use super::{
    query::{ActivityQuery, Day},
    state::activity,
    words::{activity_kind_words, actor_words},
};
use crate::domain::activity_kind::{ACTIVITY_KINDS, ActivityKind};
use crate::ui::{
    components::{Field, Icon, field_id},
    context::{organization, words},
};
use leptos::{html, prelude::*};
use stylers_macro::style;

/// The filters.
#[component]
pub fn Filters(
    /// The first control, which gets the focus when the filters are cleared.
    first: NodeRef<html::Select>,
) -> impl IntoView {
    let class = style! {
        .activity-filters {
            display: grid;
            grid-template-columns: repeat(auto-fit, minmax(min(10rem, 100%), 1fr));
            align-items: start;
            gap: var(--s3);
        }
        .end {
            margin-block-start: calc(var(--text-m) * 1.5 + var(--s1));
        }
        @media (max-width: 480px) {
            .end {
                margin-block-start: 0;
            }
        }
    };
    let (activity, words) = (activity(), words());
    let clear = move |_| {
        if activity.narrowed() {
            activity.clear();
        }
    };
    view! { class = class,
        <search class="activity-filters" aria-label=move || words.get().activity_filters()>
            <KindFilter first=first/>
            <ActorFilter/>
            <FromFilter/>
            <UntilFilter/>
            <div class="end">
                <button type="button" data-kind="quiet" aria-disabled=move || (!activity.narrowed()).then_some("true") on:click=clear>
                    <Icon name="x"/>
                    {move || words.get().activity_clear_filters()}
                </button>
            </div>
        </search>
    }
}

/// What the entries are about.
#[component]
fn KindFilter(
    /// The control.
    first: NodeRef<html::Select>,
) -> impl IntoView {
    let (activity, words) = (activity(), words());
    let id = field_id();
    let chosen = move || activity.query.with(|query| query.kind.map_or("", ActivityKind::name));
    let choose = move |event| {
        let kind = ActivityKind::read(&event_target_value(&event));
        activity.ask(ActivityQuery { kind, ..activity.query.get_untracked() });
    };
    let kinds = ACTIVITY_KINDS.iter().map(move |facts| {
        view! { <option value=facts.name selected=move || chosen() == facts.name>{move || activity_kind_words(words.get(), facts.kind)}</option> }
    });
    view! {
        <Field id=id.clone() label=Signal::derive(move || words.get().activity_filter_kind().to_owned())>
            <select id=id node_ref=first prop:value=chosen on:change=choose>
                <option value="" selected=move || chosen().is_empty()>{move || words.get().activity_any_kind()}</option>
                {kinds.collect_view()}
            </select>
        </Field>
    }
}

/// Who acted.
#[component]
fn ActorFilter() -> impl IntoView {
    let (activity, words) = (activity(), words());
    let id = field_id();
    // An empty name is nobody's, so that it can stand for everybody.
    let chosen = move || activity.actor.get().unwrap_or_default();
    let choose = move |event| activity.ask_for(Some(event_target_value(&event)).filter(|name| !name.is_empty()));
    let option = move |name: String| {
        let (value, own) = (name.clone(), name.clone());
        view! { <option value=value selected=move || chosen() == own>{move || actor_words(words.get(), &name)}</option> }
    };
    view! {
        <Field id=id.clone() label=Signal::derive(move || words.get().activity_filter_actor().to_owned())>
            <select id=id prop:value=chosen on:change=choose>
                <option value="" selected=move || chosen().is_empty()>{move || words.get().activity_any_actor()}</option>
                {move || activity.actors.get().into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}

/// The first day.
#[component]
fn FromFilter() -> impl IntoView {
    let (activity, words, organization) = (activity(), words(), organization());
    let id = field_id();
    let value = move || activity.query.with(|query| query.from.as_ref().map(|day| day.text().to_owned()).unwrap_or_default());
    let choose =
        move |event| activity.ask(ActivityQuery { from: Day::read(&event_target_value(&event)), ..activity.query.get_untracked() });
    view! {
        <Field
            id=id.clone()
            label=Signal::derive(move || words.get().activity_filter_from().to_owned())
            hint=Signal::derive(move || words.get().activity_filter_from_hint(organization.zone().name()))
        >
            <input id=id.clone() type="date" aria-describedby=format!("{id}-hint") prop:value=value on:change=choose/>
        </Field>
    }
}

/// The last day.
#[component]
fn UntilFilter() -> impl IntoView {
    let (activity, words) = (activity(), words());
    let id = field_id();
    let value = move || activity.query.with(|query| query.until.as_ref().map(|day| day.text().to_owned()).unwrap_or_default());
    let choose =
        move |event| activity.ask(ActivityQuery { until: Day::read(&event_target_value(&event)), ..activity.query.get_untracked() });
    let wrong = move || activity.fault().is_some();
    let problem = move || if wrong() { words.get().activity_period_empty().to_owned() } else { String::new() };
    view! {
        <Field
            id=id.clone()
            label=Signal::derive(move || words.get().activity_filter_until().to_owned())
            hint=Signal::derive(move || words.get().activity_filter_until_hint().to_owned())
            problem=Signal::derive(problem)
        >
            <input
                id=id.clone()
                type="date"
                aria-describedby=format!("{id}-hint {id}-problem")
                aria-invalid=move || wrong().then_some("true")
                prop:value=value
                on:change=choose
            />
        </Field>
    }
}
