//! The contract of the activity: which entries a filter lets pass, page by page, and who acted.

use crate::harness::{Kind, TestHost, draft, host, host_on};
use serde_json::{Value, json};
use usher::host::store::connection;
use usher::{
    api::routes,
    domain::{
        activity::ActivityAction,
        activity_filter::ActivityFilter,
        activity_kind::{ACTIVITY_KINDS, ActivityKind},
        batch::{BatchId, BatchOrigin, DeliveryCounts},
        email_kind::SuppressibleKind,
        template::TemplateId,
        timestamp::Timestamp,
    },
    host::store,
};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// One action of every name, several for some.
fn actions() -> Vec<ActivityAction> {
    let (template, batch) = (TemplateId("t".into()), BatchId("b".into()));
    let settings = || Box::new(crate::harness::settings());
    vec![
        ActivityAction::SettingsChanged { before: settings(), after: settings(), acknowledgement: None },
        ActivityAction::DirectoryImported { added: 1, changed: 0, refused: 0 },
        ActivityAction::TemplateCreated { template: template.clone(), name: "settings_changed".into() },
        ActivityAction::TemplatePublished { template: template.clone(), name: "Welcome".into(), version: 1 },
        ActivityAction::TestMailSent { template },
        ActivityAction::BatchStarted {
            batch: batch.clone(),
            kind: SuppressibleKind::Activation,
            origin: BatchOrigin::Administrator,
            recipients: 1,
            left_out: 0,
        },
        ActivityAction::BatchIsTest { batch: batch.clone(), recipients: 1 },
        ActivityAction::BatchHeld { batch: batch.clone(), recipients: 2, ceiling: 1 },
        ActivityAction::BatchFinished { batch: batch.clone(), counts: DeliveryCounts::default() },
        ActivityAction::BatchCancelled { batch, counts: DeliveryCounts::default() },
    ]
}

const ACTORS: [&str; 3] = ["Zoë O'Neil & Sons", "Ada", "ada"];

/// A host with 48 entries, one an hour from midnight on 20 November, by three people in turn.
async fn filled() -> TestHost {
    let test = host().await;
    let mut db = test.host.store.write().await.unwrap();
    let actions = actions();
    for entry in 0..48_usize {
        let when = Timestamp::from_millis(at("2026-11-20").millis() + i64::try_from(entry).unwrap() * 3_600_000);
        // Not in step with the actions, so that every pair of person and action occurs.
        store::activity::add(&mut db, when, ACTORS[entry / 8 % 3], &actions[entry % 8]).await.unwrap();
    }
    db.commit().await.unwrap();
    test
}

/// Everything that a filter lets pass, read in pages of this size.
async fn all(test: &TestHost, filter: &ActivityFilter, limit: u32) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = test.read(&routes::activity(filter, cursor.as_deref(), limit)).await;
        let entries = page["entries"].as_array().unwrap();
        assert!(entries.len() <= limit as usize && (cursor.is_none() || !entries.is_empty()), "{page}");
        found.extend(entries.iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return found,
        }
    }
}

fn ids(entries: &[Value]) -> Vec<u64> {
    entries.iter().map(|entry| entry["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn the_host_lets_pass_what_the_domain_lets_pass_alone_and_combined() {
    let test = filled().await;
    let everything = all(&test, &ActivityFilter::default(), 1_000).await;
    assert_eq!(ids(&everything), (1..=48).rev().collect::<Vec<u64>>());
    let kinds: Vec<_> = ACTIVITY_KINDS.iter().map(|facts| Some(facts.kind)).chain([None]).collect();
    let actors: Vec<_> = ACTORS.iter().map(|name| Some((*name).to_owned())).chain([None, Some("nobody".into())]).collect();
    let froms = [None, Some(at("2026-11-20T07:00:00Z")), Some(at("2026-11-20T07:00:00.001Z"))];
    let untils = [None, Some(at("2026-11-21T12:00:00Z")), Some(at("2026-11-21T12:00:00.001Z"))];
    let mut narrow = 0;
    for kind in &kinds {
        for actor in &actors {
            for (from, until) in froms.iter().flat_map(|from| untils.iter().map(move |until| (*from, *until))) {
                let filter = ActivityFilter { kind: *kind, actor: actor.clone(), from, until };
                let expected = everything.iter().filter(|entry| filter.admits(&serde_json::from_value((*entry).clone()).unwrap()));
                let expected: Vec<u64> = expected.map(|entry| entry["id"].as_u64().unwrap()).collect();
                narrow += usize::from(!expected.is_empty() && expected.len() < 48);
                assert_eq!(ids(&all(&test, &filter, 1_000).await), expected, "{filter:?}");
                assert_eq!(ids(&all(&test, &filter, 3).await), expected, "in small pages: {filter:?}");
            }
        }
    }
    assert!(narrow > 100, "{narrow}");
}

#[tokio::test]
async fn a_cursor_goes_on_where_the_page_ended_whatever_was_added_since() {
    let test = filled().await;
    let filter = ActivityFilter { kind: Some(ActivityKind::Settings), ..ActivityFilter::default() };
    let first = test.read(&routes::activity(&filter, None, 2)).await;
    assert_eq!((ids(first["entries"].as_array().unwrap()), first["next_cursor"].as_str()), (vec![41, 33], Some("33")));
    assert_eq!(test.save_settings(|_| {}).await.status, 200);
    let next = test.read(&routes::activity(&filter, Some("33"), 2)).await;
    assert_eq!((ids(next["entries"].as_array().unwrap()), next["next_cursor"].as_str()), (vec![25, 17], Some("17")));
    // Exactly as many as asked for are left: no page follows that would be empty.
    let last = test.read(&routes::activity(&filter, Some("17"), 2)).await;
    assert_eq!((ids(last["entries"].as_array().unwrap()), last["next_cursor"].as_str()), (vec![9, 1], None));
}

#[tokio::test]
async fn bad_values_are_answered_by_the_name_of_their_parameter() {
    let test = filled().await;
    for (query, parameter) in [
        ("kind=mail", "kind"),
        ("kind=", "kind"),
        ("kind=Settings", "kind"),
        ("actor=", "actor"),
        ("from=yesterday", "from"),
        ("from=2026-11-31", "from"),
        ("from=", "from"),
        ("until=2026-11-22T25:00:00Z", "until"),
        ("from=2026-11-22&until=2026-11-22", "until"),
        ("from=2026-11-22T00:00:00Z&until=2026-11-21", "until"),
        ("kind=batch&limit=0", "limit"),
        ("kind=batch&cursor=x", "cursor"),
        ("actors=Ada", "actors"),
    ] {
        let answer = test.get(&format!("{}?{query}", routes::ACTIVITY)).await;
        assert_eq!((answer.problem(), answer.pointers()), ((400, "malformed".into()), vec![parameter.to_owned()]), "{query}");
    }
    let days = test.read(&format!("{}?from=2026-11-21&until=2026-11-21T02:00:00%2B01:00", routes::ACTIVITY)).await;
    assert_eq!(ids(days["entries"].as_array().unwrap()), [25], "a day begins at midnight UTC, a time may have any offset");
    let inert = test.read(&format!("{}?actor=x%27%20OR%20%271%27%3D%271", routes::ACTIVITY)).await;
    assert_eq!(inert["entries"], json!([]));
}

#[tokio::test]
async fn everybody_who_acted_is_named_once() {
    let test = host().await;
    assert_eq!(test.read(routes::ACTIVITY_ACTORS).await, json!({"actors": []}));
    let test = filled().await;
    assert_eq!(test.read(routes::ACTIVITY_ACTORS).await, json!({"actors": ["Ada", "Zoë O'Neil & Sons", "ada"]}));
    let sqlite = host_on(Kind::Sqlite).await;
    let mut db = sqlite.host.store.read().await.unwrap();
    let steps = "EXPLAIN QUERY PLAN SELECT min(actor) FROM activity WHERE actor > 'a'";
    let plan: Vec<(i64, i64, i64, String)> = connection::query(steps).fetch_all(&mut db).await.unwrap();
    assert!(plan.iter().all(|(.., step)| step.contains("activity_by_actor")), "not entry by entry: {plan:?}");
}

#[tokio::test]
async fn a_template_is_in_the_activity_when_it_is_begun_and_not_when_its_draft_is_saved() {
    let test = host().await;
    let created = test.post(routes::TEMPLATES, &draft(SuppressibleKind::Reminder)).await.json();
    let id = created["id"].as_str().unwrap();
    let path = format!("{}/{id}", routes::TEMPLATES);
    assert_eq!(test.call("PUT", &path, &[("if-match", "\"1\"")], &draft(SuppressibleKind::Reminder)).await.status, 200);
    let entries = test.read(routes::ACTIVITY).await["entries"].clone();
    assert_eq!(entries.as_array().unwrap().len(), 1);
    let expected = json!({"action": "template_created", "template": id, "name": created["draft"]["name"]});
    assert_eq!((&entries[0]["action"], entries[0]["actor"].as_str()), (&expected, Some("Grace")));
}
