//! Owns the activity page: what was done, by whom, when, with what changed.
//! Refuses addresses and contents; the record holds none.

use super::sending::kind_words;
use crate::backend::{Backend, Failure};
use crate::domain::{
    activity::{ActivityAction, ActivityEntry},
    activity_filter::ActivityFilter,
    batch::BatchOrigin,
    settings::{SettingsDraft, Switch},
};
use crate::ui::{
    components::{Empty, FailureView, Icon, Loading},
    context::{session, words},
    route::Route,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// How many more are shown at a time.
const MORE: usize = 50;

/// What was done.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let class = style! {
        .activity {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s5);
            max-inline-size: 56rem;
            margin-inline: auto;
            padding: var(--s6);
        }
        .lead {
            color: var(--ink-quiet);
        }
        .entries {
            margin: 0;
            padding: 0;
            border: var(--border) solid var(--line);
            border-radius: var(--radius-l);
            background: var(--surface);
            list-style: none;
        }
        @media (max-width: 800px) {
            .activity {
                padding: var(--s4);
            }
        }
    };
    let (backend, words) = (StoredValue::new(session().backend), words());
    let wanted = RwSignal::new(MORE);
    let read = LocalResource::new(move || {
        let wanted = wanted.get();
        async move { read_activity(backend.get_value(), wanted).await }
    });
    let last = Memo::new(move |before: Option<&Option<Result<Page, Failure>>>| read.get().or_else(|| before.cloned().flatten()));
    let retry = Callback::new(move |()| read.refetch());
    let list = move |page: Page| {
        let more = page.more;
        view! { class = class,
            <ol class="entries">{page.entries.into_iter().map(|entry| view! { <Entry entry=entry/> }).collect_view()}</ol>
            <Show when=move || more>
                <div><button type="button" on:click=move |_| wanted.update(|wanted| *wanted += MORE)>{move || words.get().activity_more()}</button></div>
            </Show>
        }
    };
    view! { class = class,
        <div class="activity">
            <h1>{move || words.get().activity_title()}</h1>
            <p class="lead">{move || words.get().activity_lead()}</p>
            {move || match last.get() {
                None => view! { <Loading/> }.into_any(),
                Some(Err(failure)) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
                Some(Ok(page)) if page.entries.is_empty() => view! {
                    <Empty icon="history" title=Signal::derive(move || words.get().activity_none().to_owned())>
                        <p>{move || words.get().activity_none_how()}</p>
                    </Empty>
                }
                .into_any(),
                Some(Ok(page)) => list(page).into_any(),
            }}
        </div>
    }
}

#[derive(Clone, PartialEq)]
struct Page {
    entries: Vec<ActivityEntry>,
    more: bool,
}

async fn read_activity(backend: Backend, wanted: usize) -> Result<Page, Failure> {
    let (mut entries, mut cursor): (Vec<ActivityEntry>, Option<String>) = (Vec::new(), None);
    loop {
        let left = u32::try_from((wanted - entries.len()).min(1_000)).unwrap_or(1_000);
        let page = backend.activity(&ActivityFilter::default(), cursor.as_deref(), left).await?;
        entries.extend(page.entries);
        let more = page.next_cursor.is_some();
        if entries.len() >= wanted || !more || page.next_cursor == cursor {
            return Ok(Page { entries, more });
        }
        cursor = page.next_cursor;
    }
}

/// One thing that was done.
#[component]
fn Entry(
    /// The entry.
    entry: ActivityEntry,
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
        }
        .who {
            color: var(--ink-quiet);
            font-size: var(--text-s);
            text-align: end;
        }
        .changes {
            margin-block-start: var(--s1);
            padding-inline-start: var(--s4);
            color: var(--ink-quiet);
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
    let ActivityEntry { at, actor, action, .. } = entry;
    let icon = icon_of(&action);
    let link = link_of(&action);
    let action = StoredValue::new(action);
    let what = move || action.with_value(|action| action_words(words.get(), action));
    let said = match link {
        Some(route) => view! { <a href=route.href()>{what}</a> }.into_any(),
        None => view! { <span>{what}</span> }.into_any(),
    };
    let changes = move || {
        let changes = action.with_value(|action| changes(words.get(), action));
        (!changes.is_empty()).then(|| view! { class = class, <ul class="changes">{changes.into_iter().map(|change| view! { <li>{change}</li> }).collect_view()}</ul> })
    };
    view! { class = class,
        <li class="entry">
            <span class="mark"><Icon name=icon/></span>
            <div>
                <p class="what">{said}</p>
                {changes}
            </div>
            <p class="who">
                {actor}
                <br/>
                <time datetime=String::from(at)>{move || words.get().date_time(at.millis())}</time>
            </p>
        </li>
    }
}

fn icon_of(action: &ActivityAction) -> &'static str {
    match action {
        ActivityAction::DirectoryImported { .. } => "upload",
        ActivityAction::SettingsChanged { .. } => "settings",
        ActivityAction::TemplateCreated { .. } => "file",
        ActivityAction::TemplatePublished { .. } => "flag",
        ActivityAction::TestMailSent { .. } => "mail",
        ActivityAction::BatchStarted { .. } => "send",
        ActivityAction::BatchFinished { .. } => "check-circle",
        ActivityAction::BatchCancelled { .. } => "ban",
    }
}

fn link_of(action: &ActivityAction) -> Option<Route> {
    match action {
        ActivityAction::BatchStarted { batch, .. }
        | ActivityAction::BatchFinished { batch, .. }
        | ActivityAction::BatchCancelled { batch, .. } => Some(Route::Batch(batch.clone())),
        ActivityAction::TemplateCreated { template, .. }
        | ActivityAction::TemplatePublished { template, .. }
        | ActivityAction::TestMailSent { template } => Some(Route::Composer(template.clone())),
        ActivityAction::DirectoryImported { .. } | ActivityAction::SettingsChanged { .. } => None,
    }
}

fn action_words(text: Text, action: &ActivityAction) -> String {
    match action {
        ActivityAction::DirectoryImported { added, changed, refused } => {
            text.activity_imported(text.number(*added), text.number(*changed), text.number(*refused))
        }
        ActivityAction::SettingsChanged { .. } => text.activity_settings().to_owned(),
        ActivityAction::TemplateCreated { name, .. } if name.trim().is_empty() => text.activity_created_unnamed().to_owned(),
        ActivityAction::TemplateCreated { name, .. } => text.activity_created(name),
        ActivityAction::TemplatePublished { name, version, .. } => text.activity_published(name, text.number(u64::from(*version))),
        ActivityAction::TestMailSent { .. } => text.activity_test_mail().to_owned(),
        ActivityAction::BatchStarted { kind, origin, recipients, left_out, .. } => {
            let kind = kind_words(text, *kind);
            match origin {
                BatchOrigin::Administrator => text.activity_batch_started(kind, text.number(*recipients), text.number(*left_out)),
                BatchOrigin::Automatic => text.activity_batch_automatic(kind, text.number(*recipients)),
            }
        }
        ActivityAction::BatchFinished { counts, .. } => {
            text.activity_batch_finished(text.number(counts.sent), text.number(counts.failed), text.number(counts.skipped))
        }
        ActivityAction::BatchCancelled { counts, .. } => text.activity_batch_cancelled(text.number(counts.sent)),
    }
}

/// What changed, line by line.
fn changes(text: Text, action: &ActivityAction) -> Vec<String> {
    match action {
        ActivityAction::SettingsChanged { before, after } => settings_changes(text, before, after),
        ActivityAction::DirectoryImported { .. }
        | ActivityAction::TemplateCreated { .. }
        | ActivityAction::TemplatePublished { .. }
        | ActivityAction::TestMailSent { .. }
        | ActivityAction::BatchStarted { .. }
        | ActivityAction::BatchFinished { .. }
        | ActivityAction::BatchCancelled { .. } => Vec::new(),
    }
}

fn settings_changes(text: Text, before: &SettingsDraft, after: &SettingsDraft) -> Vec<String> {
    let mut lines = Vec::new();
    match (before.automatic_activation_emails, after.automatic_activation_emails) {
        (Switch::On, Switch::Off) => lines.push(text.activity_turned_off().to_owned()),
        (Switch::Off, Switch::On) => lines.push(text.activity_turned_on().to_owned()),
        (Switch::On, Switch::On) | (Switch::Off, Switch::Off) => {}
    }
    let find = |rules: &SettingsDraft, id| rules.rules.iter().find(|rule| rule.id == id).cloned();
    for rule in &after.rules {
        match find(before, rule.id.clone()) {
            None => lines.push(text.activity_rule_added(&rule.name)),
            Some(earlier) if earlier != *rule => lines.push(text.activity_rule_changed(&rule.name)),
            Some(_) => {}
        }
    }
    let removed = before.rules.iter().filter(|rule| find(after, rule.id.clone()).is_none());
    lines.extend(removed.map(|rule| text.activity_rule_removed(&rule.name)));
    let order = |rules: &SettingsDraft, others: &SettingsDraft| {
        rules.rules.iter().map(|rule| rule.id.clone()).filter(|id| find(others, id.clone()).is_some()).collect::<Vec<_>>()
    };
    if order(before, after) != order(after, before) {
        lines.push(text.activity_rules_moved().to_owned());
    }
    if before.sender != after.sender {
        lines.push(text.activity_sender().to_owned());
    }
    lines
}
