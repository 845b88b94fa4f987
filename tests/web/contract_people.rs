//! The part of every backend's contract that is about many people: sends by filter, what changed since, pages in columns.

use usher::api::payload::{Ability, BatchRequest, Capabilities, ImportQuery, PlanRequest, StoredTemplate};
use usher::backend::{Backend, Failure, Whom};
use usher::domain::{
    batch::{BatchId, BatchState, SkipReason},
    delivery_filter::DeliveryFilter,
    email_kind::SuppressibleKind,
    mail_history::UserRecord,
    people_filter::PeopleFilter,
    recipients::{Moved, Recipients},
    user::UserId,
};

const KIND: SuppressibleKind = SuppressibleKind::Activation;
const PEOPLE: &str = "Email,Status,App\na@by-filter.example,Not Verified,TRUE\nb@by-filter.example,Not Verified,TRUE\n\
c@by-filter.example,Not Verified,TRUE\nd@by-filter.example,Not Verified,FALSE\n";

fn by_filter(except: &[UserId], expected: u64) -> Recipients {
    let filter = PeopleFilter { search: "BY-filter".into(), ..PeopleFilter::default() };
    Recipients::Filter { filter, except: except.to_vec(), expected }
}

async fn import(backend: &Backend, file: &str) {
    crate::contract::import(backend, file, ImportQuery::default()).await.expect("import");
}

/// A send by filter reaches those whom it finds but for exceptions, once, and nobody when others match than were seen.
pub async fn sending_by_filter(backend: &Backend, template: &StoredTemplate, finish: impl AsyncFn(&BatchId) -> BatchState) {
    import(backend, PEOPLE).await;
    let plan = async |recipients: Recipients| backend.plan_batch(&PlanRequest { kind: KIND, recipients }).await;
    let whole = plan(by_filter(&[], 4)).await.expect("plan").plan;
    assert_eq!((whole.matching, whole.recipients, whole.sample.len()), (4, 3, 3));
    let left: Vec<(&SkipReason, u64)> = whole.left_out.iter().map(|left| (&left.reason, left.count)).collect();
    assert_eq!(left, [(&SkipReason::NoLicenseThatCounts, 1)]);
    let except = &whole.sample[1..2];
    let excepted = plan(by_filter(except, 4)).await.expect("plan").plan;
    assert_eq!((excepted.matching, excepted.sample), (4, vec![whole.sample[0].clone(), whole.sample[2].clone()]));
    let strangers = [except[0].clone(), UserId("none".into())];
    match plan(by_filter(&strangers, 4)).await {
        Err(Failure::Invalid { errors, .. }) => assert_eq!(errors[0].pointer, "/recipients/except/1"),
        other => panic!("{other:?}"),
    }
    let request = BatchRequest {
        kind: KIND,
        template: template.id.clone(),
        recipients: by_filter(except, 4),
        expected_recipients: 2,
        confirmed_recipients: None,
        starts_at: None,
        per_day: None,
    };
    let other = BatchRequest { recipients: by_filter(except, 5), ..request.clone() };
    let moved = |expected, now| Err(Failure::Moved { whom: Whom::Matching, moved: Moved { expected, now } });
    assert_eq!(backend.start_batch("by-filter-other", &other).await.map(|_| ()), moved(5, 4));
    let key = format!("by-filter-{}", usher::ui::context::now().millis());
    let started = backend.start_batch(&key, &request).await.expect("started");
    assert_eq!(backend.start_batch(&key, &request).await.expect("replayed").id, started.id);
    assert_eq!(backend.start_batch(&key, &other).await, Err(Failure::BegunBefore), "the key is for one request");
    assert_eq!(finish(&started.id).await, BatchState::Finished);
    let reached: Vec<UserId> = backend
        .deliveries(&started.id, &DeliveryFilter::default(), None, 10)
        .await
        .expect("deliveries")
        .deliveries
        .into_iter()
        .map(|one| one.delivery.user)
        .collect();
    assert_eq!(reached, [whole.sample[0].clone(), whole.sample[2].clone()]);
    // Somebody signs in while the administrator still looks at the list.
    import(backend, "Email,Status,App\nb@by-filter.example,Active,TRUE\n").await;
    let late = BatchRequest { recipients: by_filter(&[], 4), expected_recipients: 1, ..request };
    assert_eq!(backend.start_batch("by-filter-late", &late).await.map(|_| ()), moved(4, 3));
    assert_eq!(plan(by_filter(&[], 4)).await.expect("plan").plan.matching, 3);
}

/// Everybody, or who changed since, in pages of this size; with the token to ask with later. `between` runs after the first page.
async fn read(backend: &Backend, since: Option<&str>, limit: u32, between: impl AsyncFnOnce()) -> (Vec<UserRecord>, String) {
    let (mut people, mut cursor, mut token, mut between) = (Vec::new(), None::<String>, None, Some(between));
    loop {
        let page = match since {
            Some(since) => backend.users_since(since, cursor.as_deref(), limit).await.expect("a page"),
            None => backend.users(cursor.as_deref(), limit).await.expect("a page"),
        };
        assert!(page.users.len() <= limit as usize && page.removed.is_empty());
        people.extend(page.users);
        let given = page.changes_token.expect("a token");
        assert_eq!(token.get_or_insert_with(|| given.clone()), &given, "every page carries the token of the first");
        if let Some(between) = between.take() {
            between().await;
        }
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => return (people, given),
        }
    }
}

/// Every change shows once in the next answer, whenever it happened, as records and in columns alike.
pub async fn changes(
    backend: &Backend,
    capabilities: &Capabilities,
    template: &StoredTemplate,
    finish: impl AsyncFn(&BatchId) -> BatchState,
) {
    assert_eq!(capabilities.changed_since, Ability::Available);
    let file = |name: &str, numbers: &[u8]| {
        let row = |at: &u8| format!("p{at}@changes.example,{name},Not Verified,TRUE\n");
        numbers.iter().map(row).fold("Email,First Name,Status,App\n".to_owned(), |all, row| all + &row)
    };
    let addresses = |people: &[UserRecord]| people.iter().map(|record| record.user.email.to_string()).collect::<Vec<_>>();
    import(backend, &file("A", &[0, 1, 2, 3])).await;
    // Somebody is added while everybody is read: they may come twice, and are never lost.
    let (everybody, token) = read(backend, None, 1_000, async || import(backend, &file("A", &[4])).await).await;
    let (changed, token) = read(backend, Some(&token), 10, async || {}).await;
    assert_eq!(addresses(&changed), ["p4@changes.example"]);
    let (none, token) = read(backend, Some(&token), 10, async || {}).await;
    assert!(none.is_empty(), "shown once");
    import(backend, &file("B", &[3, 1, 2])).await;
    let (changed, later) = read(backend, Some(&token), 1, async || import(backend, &file("C", &[2, 0])).await).await;
    let (rest, last) = read(backend, Some(&later), 10, async || {}).await;
    let mut shown = [addresses(&changed), addresses(&rest)].concat();
    shown.sort();
    assert_eq!(shown, [0, 1, 2, 3].map(|at| format!("p{at}@changes.example")), "each once, though pages and changes crossed");
    let two = rest.iter().find(|record| record.user.email.as_str().starts_with("p2")).expect("changed again");
    assert_eq!(two.user.name.first, "C");
    let (together, _) = read(backend, Some(&token), 2, async || {}).await;
    assert_eq!(together.len(), 4, "an older token still tells");

    let request = BatchRequest {
        kind: KIND,
        template: template.id.clone(),
        recipients: Recipients::one(two.user.id.clone()),
        expected_recipients: 1,
        confirmed_recipients: None,
        starts_at: None,
        per_day: None,
    };
    let batch = backend.start_batch(&format!("changes-{}", usher::ui::context::now().millis()), &request).await.expect("started");
    assert_eq!(finish(&batch.id).await, BatchState::Finished);
    let (mailed, _) = read(backend, Some(&last), 10, async || {}).await;
    assert_eq!(addresses(&mailed), ["p2@changes.example"]);
    assert!(mailed[0].mail.activation_sent.is_some());

    for unknown in ["", "nonsense", "1", "another.1"] {
        assert_eq!(backend.users_since(unknown, None, 10).await.map(|_| ()), Err(Failure::ChangesUnknown), "{unknown}");
        assert_eq!(backend.people_columns(None, 10, Some(unknown)).await.map(|_| ()), Err(Failure::ChangesUnknown), "{unknown}");
    }
    for cursor in ["nonsense", "7"] {
        match backend.users_since(&last, Some(cursor), 10).await {
            Err(Failure::Invalid { errors, .. }) => assert_eq!(errors[0].pointer, "cursor"),
            other => panic!("{other:?}"),
        }
    }
    columns(backend, capabilities.people_columns, &token, everybody.len()).await;
}

async fn columns(backend: &Backend, largest: Option<u32>, since: &str, at_least: usize) {
    let largest = largest.expect("both backends give people in columns");
    assert!(largest > 1_000, "or they would save no round trip");
    for since in [None, Some(since)] {
        let (by_records, token) = read(backend, since, 1_000, async || {}).await;
        let (mut by_columns, mut cursor) = (Vec::new(), None::<String>);
        // A small page first, so that there is more than one.
        let mut limit = 3;
        loop {
            let page = backend.people_columns(cursor.as_deref(), limit, since).await.expect("a page");
            assert!(page.columns.len() <= limit as usize && page.removed.is_empty());
            assert_eq!(page.changes_token.as_deref(), Some(token.as_str()));
            assert!(page.total >= at_least as u64);
            by_columns.extend(page.columns.records().expect("columns that fit together"));
            cursor = page.next_cursor;
            limit = largest;
            if cursor.is_none() {
                break;
            }
        }
        let by_records: Vec<_> = by_records.into_iter().map(UserRecord::as_in_columns).collect();
        assert_eq!(by_columns, by_records, "{since:?}");
    }
    for limit in [0, largest + 1] {
        match backend.people_columns(None, limit, None).await {
            Err(Failure::Invalid { errors, .. }) => assert_eq!(errors[0].pointer, "limit"),
            other => panic!("{other:?}"),
        }
    }
}
