//! Owns one entry of the activity: what was done, what changed, who did it and when.
//! Refuses addresses and contents; the record holds none.

use super::{
    template_difference::VersionDifference,
    words::{action_words, actor_words, changes, icon_of, link_of},
};
use crate::domain::activity::{ActivityAction, ActivityEntry};
use crate::ui::{components::Icon, context::words};
use leptos::prelude::*;
use std::sync::Arc;
use stylers_macro::style;

/// One thing that was done.
#[component]
pub fn Entry(
    /// The entry.
    entry: Arc<ActivityEntry>,
) -> impl IntoView {
    let class = style! {
        .entry {
            display: grid;
            grid-template-columns: 1.5rem minmax(0, 1fr) auto;
            gap: var(--s3);
            padding: var(--s3) var(--s4);
            border-block-end-width: var(--border);
            border-block-end-style: solid;
            border-block-end-color: var(--line);
        }
        .mark {
            color: var(--accent);
        }
        .what {
            font-weight: 550;
            overflow-wrap: anywhere;
        }
        .who {
            color: var(--ink-quiet);
            font-size: var(--text-s);
            text-align: end;
            overflow-wrap: anywhere;
        }
        .changes {
            margin-block-start: var(--s1);
            padding-inline-start: var(--s4);
            color: var(--ink-quiet);
            overflow-wrap: anywhere;
        }
        @media (max-width: 480px) {
            .entry {
                grid-template-columns: 1.5rem minmax(0, 1fr);
            }
            .who {
                grid-column: 2;
                text-align: start;
            }
        }
    };
    let words = words();
    let at = entry.at;
    let actor = entry.actor.clone();
    let icon = icon_of(&entry.action);
    let link = link_of(&entry.action);
    let difference = match &entry.action {
        ActivityAction::TemplatePublished { template, version, .. } if *version > 1 => Some((template.clone(), *version)),
        ActivityAction::TemplatePublished { .. }
        | ActivityAction::TemplateCreated { .. }
        | ActivityAction::TestMailSent { .. }
        | ActivityAction::SettingsChanged { .. }
        | ActivityAction::SettingReturned { .. }
        | ActivityAction::DirectoryImported { .. }
        | ActivityAction::DirectoryPulled { .. }
        | ActivityAction::DirectoryPullFailed { .. }
        | ActivityAction::ReminderDeclined { .. }
        | ActivityAction::ReminderDeclineWithdrawn { .. }
        | ActivityAction::UndeliverableCleared { .. }
        | ActivityAction::NoteAdded { .. }
        | ActivityAction::NoteRemoved { .. }
        | ActivityAction::NoteRestored { .. }
        | ActivityAction::ContactNoted { .. }
        | ActivityAction::ContactWithdrawn { .. }
        | ActivityAction::BatchStarted { .. }
        | ActivityAction::BatchIsTest { .. }
        | ActivityAction::BatchHeld { .. }
        | ActivityAction::BatchFinished { .. }
        | ActivityAction::RemindersStarted { .. }
        | ActivityAction::RemindersNotStarted { .. }
        | ActivityAction::BatchCancelled { .. }
        | ActivityAction::BatchPaused { .. }
        | ActivityAction::BatchResumed { .. }
        | ActivityAction::BatchRetried { .. }
        | ActivityAction::UncertainResolved { .. } => None,
    };
    let entry = StoredValue::new(entry);
    let what = move || entry.with_value(|entry| action_words(words.get(), &entry.action));
    let said = match link {
        Some(route) => view! { <a href=route.href()>{what}</a> }.into_any(),
        None => view! { <span>{what}</span> }.into_any(),
    };
    let changes = move || {
        let changes = entry.with_value(|entry| changes(words.get(), &entry.action));
        (!changes.is_empty()).then(|| view! { class = class, <ul class="changes">{changes.into_iter().map(|change| view! { <li>{change}</li> }).collect_view()}</ul> })
    };
    view! { class = class,
        <li class="entry" tabindex="-1">
            <span class="mark"><Icon name=icon/></span>
            <div>
                <p class="what">{said}</p>
                {changes}
                {difference.map(|(template, version)| view! { <VersionDifference template=template version=version/> })}
            </div>
            <p class="who">
                <bdi>{move || actor_words(words.get(), &actor)}</bdi>
                <br/>
                <time datetime=String::from(at)>{move || words.get().date_time(at.millis())}</time>
            </p>
        </li>
    }
}
