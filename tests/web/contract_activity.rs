//! The contract of the activity: what was done is told, newest first, and every filter lets pass what the domain says.

use crate::contract::pointers;
use usher::backend::Backend;
use usher::domain::{
    activity::{ActivityAction, ActivityEntry},
    activity_filter::ActivityFilter,
    activity_kind::ACTIVITY_KINDS,
    contact::ContactWay,
    settings::Switch,
};
use usher::ui::context::now;

/// What the contract did before is told.
pub async fn activity(backend: &Backend) {
    let all = ActivityFilter::default();
    let page = backend.activity(&all, None, 100).await.expect("activity");
    let ids: Vec<u64> = page.entries.iter().map(|entry| entry.id).collect();
    assert!(ids.is_sorted_by(|newer, older| newer > older), "newest first");
    let happened =
        |wanted: fn(&ActivityAction) -> bool| assert!(page.entries.iter().any(|entry| wanted(&entry.action)), "{:?}", page.entries);
    happened(
        |action| matches!(action, ActivityAction::SettingsChanged { before, after, .. } if before.automatic_activation_emails == Switch::On && after.automatic_activation_emails == Switch::Off),
    );
    happened(|action| matches!(action, ActivityAction::DirectoryImported { added: 4, refused: 2, .. }));
    happened(|action| matches!(action, ActivityAction::TemplateCreated { name, .. } if !name.is_empty()));
    happened(|action| matches!(action, ActivityAction::TemplatePublished { version: 2, .. }));
    happened(|action| matches!(action, ActivityAction::BatchStarted { recipients: 2, left_out: 2, .. }));
    happened(|action| matches!(action, ActivityAction::BatchFinished { .. }));
    happened(|action| matches!(action, ActivityAction::BatchResumed { .. }));
    happened(|action| matches!(action, ActivityAction::NoteRestored { .. }));
    happened(|action| matches!(action, ActivityAction::ContactNoted { way: ContactWay::InPerson, .. }));
    filtered_activity(backend, &page.entries).await;
}

/// Every filter lets pass what the domain says, in small pages too, and a wrong one is named.
async fn filtered_activity(backend: &Backend, everything: &[ActivityEntry]) {
    let all = ActivityFilter::default();
    let actors = backend.activity_actors().await.expect("actors").actors;
    let mut acted: Vec<String> = everything.iter().map(|entry| entry.actor.clone()).collect();
    acted.sort();
    acted.dedup();
    assert_eq!(actors, acted);
    let middle = everything[everything.len() / 2].at;
    let kinds = ACTIVITY_KINDS.iter().map(|facts| ActivityFilter { kind: Some(facts.kind), ..all.clone() });
    let names = actors.into_iter().chain(["nobody".into()]).map(|actor| ActivityFilter { actor: Some(actor), ..all.clone() });
    let times = [
        ActivityFilter { from: Some(middle), ..all.clone() },
        ActivityFilter { until: Some(middle), ..all.clone() },
        ActivityFilter { from: Some(middle), until: Some(now().plus_days(1)), kind: Some(ACTIVITY_KINDS[0].kind), ..all.clone() },
    ];
    for filter in kinds.chain(names).chain(times).chain([all.clone()]) {
        let expected: Vec<ActivityEntry> = everything.iter().filter(|entry| filter.admits(entry)).cloned().collect();
        let (mut found, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let page = backend.activity(&filter, cursor.as_deref(), 2).await.expect("a page");
            assert!(page.entries.len() <= 2);
            found.extend(page.entries);
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(found, expected, "{filter:?}");
    }
    let backwards = ActivityFilter { from: Some(middle), until: Some(middle), ..all.clone() };
    assert_eq!(pointers(&backend.activity(&backwards, None, 10).await.unwrap_err()), ["until"]);
    let nobody = ActivityFilter { actor: Some(String::new()), ..all.clone() };
    assert_eq!(pointers(&backend.activity(&nobody, None, 10).await.unwrap_err()), ["actor"]);
    assert_eq!(pointers(&backend.activity(&all, None, 0).await.unwrap_err()), ["limit"]);
    assert_eq!(pointers(&backend.activity(&all, Some("nonsense"), 10).await.unwrap_err()), ["cursor"]);
}
