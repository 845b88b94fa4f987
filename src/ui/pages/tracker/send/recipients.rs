//! Owns who receives and who is left out, counted, with reasons and the first names of each.
//! Refuses to draw names that nobody asked to see: a list opens on demand.

use super::people::people_of;
use crate::domain::{
    batch_plan::{BatchPlan, LeftOutCount},
    user::{DirectoryUser, UserId},
};
use crate::ui::{
    components::Icon,
    context::words,
    pages::tracker::{state::tracker, words::left_out_words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// Who receives and who does not.
#[component]
pub fn WhoReceives(
    /// The plan.
    plan: BatchPlan,
) -> impl IntoView {
    let class = style! {
        .recipients {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            overflow-wrap: anywhere;
            gap: var(--s2);
        }
        .group {
            display: flex;
            align-items: center;
            gap: var(--s2);
            color: var(--good);
        }
        .quiet {
            color: var(--ink-quiet);
        }
    };
    let (tracker, words) = (tracker(), words());
    let left = plan.left_out_total();
    let BatchPlan { recipients: receive, sample, left_out, .. } = plan;
    let groups = left_out.into_iter().map(|LeftOutCount { reason, count, sample }| {
        let label = move || {
            let text = words.get();
            text.send_left_out(count, left_out_words(text, &reason, tracker.facts.get().as_deref()))
        };
        view! { <Names label=Signal::derive(label) users=sample count=count/> }
    });
    let groups = groups.collect_view();
    view! { class = class,
        <section class="recipients">
            <h3>{move || words.get().send_who()}</h3>
            <p class="quiet">{move || words.get().send_chosen(receive + left)}</p>
            <p class="group">
                <Icon name="check-circle"/>
                <strong>{move || words.get().send_receive(receive)}</strong>
            </p>
            {(receive > 0).then(|| view! { <Names label=Signal::derive(move || words.get().send_show_names().to_owned()) users=sample count=receive/> })}
            {(left > 0).then(|| view! { class = class, <p class="quiet">{move || words.get().send_left_out_total(left)}</p> })}
            {groups}
        </section>
    }
}

/// Names behind their heading.
#[component]
fn Names(
    /// The heading.
    #[prop(into)]
    label: Signal<String>,
    /// The first of them.
    users: Vec<UserId>,
    /// How many they are in all.
    count: u64,
) -> impl IntoView {
    let class = style! {
        .names {
            max-block-size: 12rem;
            margin-block-start: var(--s1);
            padding-inline-start: var(--s5);
            overflow-y: auto;
        }
        .more {
            padding-inline-start: var(--s5);
            color: var(--ink-quiet);
        }
        .address {
            color: var(--ink-quiet);
        }
    };
    let (tracker, words) = (tracker(), words());
    let open = RwSignal::new(false);
    let more = count.saturating_sub(users.len() as u64);
    let names = move || {
        let one = |(id, user): (&UserId, Option<DirectoryUser>)| {
            let (name, email) = user.map_or_else(|| (id.0.clone(), String::new()), |user| (user.shown_name(), user.email.to_string()));
            view! { class = class, <li><bdi>{name}</bdi>" "<bdi class="address">{email}</bdi></li> }
        };
        users.iter().zip(people_of(tracker, &users)).map(one).collect_view()
    };
    let names = StoredValue::new(names);
    view! { class = class,
        <details on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>{label}</summary>
            <Show when=move || open.get()>
                {view! { class = class, <ul class="names" tabindex="0" aria-label=label>{move || names.with_value(|names| names())}</ul> }}
                {(more > 0).then(|| view! { class = class, <p class="more">{move || words.get().send_and_more(more)}</p> })}
            </Show>
        </details>
    }
}
