//! Owns the promises about the record of what was done: order, filters, names, and that it tells what was done here.
//! Refuses to compare the whole of a long record; its newest part is enough.

use super::{
    batches,
    call::Ask,
    finding::{Finding, First, Found, holds, same},
    notes, settings,
    trial::Trial,
};
use crate::{
    api::{
        payload::{ActivityPage, ActorList},
        problem::ProblemCode,
        routes,
    },
    domain::{
        activity::{ActivityAction, ActivityEntry},
        activity_filter::ActivityFilter,
        activity_kind::ACTIVITY_KINDS,
    },
};

/// How many of the newest entries are looked at.
const NEWEST: usize = 60;

/// The newest entries that a filter lets pass, in pages of this size.
async fn read(trial: &Trial, filter: &ActivityFilter, limit: u32, most: usize) -> Found<Vec<ActivityEntry>> {
    let (mut found, mut cursor) = (Vec::new(), None::<String>);
    while found.len() < most {
        let path = routes::activity(filter, cursor.as_deref(), limit);
        let page: ActivityPage = trial.caller.read(&path).await?;
        let size = usize::try_from(limit).unwrap_or(usize::MAX);
        holds(page.entries.len() <= size, || format!("GET {path}: {} entries in a page of {limit}", page.entries.len()))?;
        holds(!page.entries.is_empty() || page.next_cursor.is_none(), || format!("GET {path}: an empty page that is not the last"))?;
        found.extend(page.entries);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    found.truncate(most);
    Ok(found)
}

async fn newest(trial: &Trial) -> Found<Vec<ActivityEntry>> {
    let entries = read(trial, &ActivityFilter::default(), 100, NEWEST).await?;
    if entries.len() < 3 { Err(Finding::NotTried("fewer than three things were done so far".into())) } else { Ok(entries) }
}

fn ids(entries: &[ActivityEntry]) -> Vec<u64> {
    entries.iter().map(|entry| entry.id).collect()
}

pub async fn pages(trial: &Trial) -> Found {
    let entries = newest(trial).await?;
    holds(ids(&entries).is_sorted_by(|newer, older| newer > older), || "the entries are not newest first, each once".into())?;
    let by_two = read(trial, &ActivityFilter::default(), 2, entries.len()).await?;
    holds(by_two == entries, || "in pages of two the entries are others".into())?;
    let path = routes::activity(&ActivityFilter::default(), Some("nonsense"), 2);
    trial.caller.get(&path).await?.refuses_fields(ProblemCode::Malformed, &["cursor"])
}

pub async fn filters(trial: &Trial) -> Found {
    let entries = newest(trial).await.first("the activity can be read")?;
    let Some(middle) = entries.get(entries.len() / 2).cloned() else { return Ok(()) };
    let all = ActivityFilter::default();
    let kinds = ACTIVITY_KINDS.iter().map(|facts| ActivityFilter { kind: Some(facts.kind), ..all.clone() });
    let others = [
        ActivityFilter { actor: Some(middle.actor.clone()), ..all.clone() },
        ActivityFilter { actor: Some(trial.new_name()), ..all.clone() },
        ActivityFilter { from: Some(middle.at), ..all.clone() },
        ActivityFilter { until: Some(middle.at), ..all.clone() },
    ];
    let oldest = entries.last().map(|entry| entry.id);
    for filter in kinds.chain(others) {
        let expected: Vec<ActivityEntry> = entries.iter().filter(|entry| filter.admits(entry)).cloned().collect();
        let mut found = read(trial, &filter, 100, NEWEST).await?;
        found.retain(|entry| Some(entry.id) >= oldest || !filter.admits(entry));
        same(&format!("entries by {filter:?}"), ids(&found), ids(&expected))?;
    }
    let backwards = ActivityFilter { from: Some(middle.at), until: Some(middle.at), ..all };
    trial.caller.get(&routes::activity(&backwards, None, 2)).await?.refuses_fields(ProblemCode::Malformed, &["until"])
}

pub async fn actors(trial: &Trial) -> Found {
    let told: ActorList = trial.caller.read(routes::ACTIVITY_ACTORS).await?;
    holds(told.actors.is_sorted_by(|earlier, later| earlier < later), || "the names are not in order, each once".into())?;
    let entries = newest(trial).await.first("the activity can be read")?;
    holds(entries.iter().all(|entry| told.actors.contains(&entry.actor)), || "somebody who acted is not among the names".into())
}

pub async fn recorded(trial: &Trial) -> Found {
    let about = notes::somebody(trial).await?;
    let saved = settings::save_owner(trial).await.first("settings can be saved")?;
    let note = notes::write(trial, &about).await.first("a note can be added")?;
    notes::remove(trial, &about, &note.id).await.first("a note can be removed")?;
    let batch = match trial.stage().await {
        Ok(stage) => {
            let batch = batches::start(trial, stage).await.first("a batch can be started")?;
            batches::cancel(trial, &batch.id).await.first("a batch can be cancelled")?;
            Some(batch)
        }
        Err(_) => None,
    };
    let entries = read(trial, &ActivityFilter::default(), 20, 20).await?;
    let done = |what: &str, wanted: &dyn Fn(&ActivityAction) -> bool| {
        let times = entries.iter().filter(|entry| wanted(&entry.action)).count();
        same(&format!("entries that tell that {what}"), times, 1)
    };
    done(
        "the settings were changed",
        &|action| matches!(action, ActivityAction::SettingsChanged { after, .. } if **after == saved.settings),
    )?;
    done("a note was added", &|action| matches!(action, ActivityAction::NoteAdded { note: of, user } if *of == note.id && *user == about))?;
    done("a note was removed", &|action| matches!(action, ActivityAction::NoteRemoved { note: of, .. } if *of == note.id))?;
    if let Some(batch) = batch {
        let to = batch.counts.total;
        done(
            "a batch was started",
            &|action| matches!(action, ActivityAction::BatchStarted { batch: of, recipients, .. } if *of == batch.id && *recipients == to),
        )?;
        done("a batch was cancelled", &|action| matches!(action, ActivityAction::BatchCancelled { batch: of, .. } if *of == batch.id))?;
    }
    let text = trial.caller.send(Ask::get(routes::activity(&ActivityFilter::default(), None, 20))).await?.text();
    holds(!text.contains(note.text.as_str()), || "the activity tells what a note says".into())
}
