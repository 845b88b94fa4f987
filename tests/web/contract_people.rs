//! The part of every backend's contract that is about many people: sends by filter.

use usher::api::payload::{BatchRequest, ImportQuery, PlanRequest, StoredTemplate};
use usher::backend::{Backend, Failure, Whom};
use usher::domain::{
    batch::{BatchId, BatchState, SkipReason},
    email_kind::SuppressibleKind,
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
    backend.import_users(file.as_bytes(), ImportQuery::default()).await.expect("import");
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
    let request = BatchRequest { kind: KIND, template: template.id.clone(), recipients: by_filter(except, 4), expected_recipients: 2 };
    let other = BatchRequest { recipients: by_filter(except, 5), ..request.clone() };
    let moved = |expected, now| Err(Failure::Moved { whom: Whom::Matching, moved: Moved { expected, now } });
    assert_eq!(backend.start_batch("by-filter-other", &other).await.map(|_| ()), moved(5, 4));
    let key = format!("by-filter-{}", usher::ui::context::now().millis());
    let started = backend.start_batch(&key, &request).await.expect("started");
    assert_eq!(backend.start_batch(&key, &request).await.expect("replayed").id, started.id);
    assert!(matches!(backend.start_batch(&key, &other).await, Err(Failure::Refused { .. })), "the key is for one request");
    assert_eq!(finish(&started.id).await, BatchState::Finished);
    let reached: Vec<UserId> =
        backend.deliveries(&started.id, None, 10).await.expect("deliveries").deliveries.into_iter().map(|one| one.user).collect();
    assert_eq!(reached, [whole.sample[0].clone(), whole.sample[2].clone()]);
    // Somebody signs in while the administrator still looks at the list.
    import(backend, "Email,Status,App\nb@by-filter.example,Active,TRUE\n").await;
    let late = BatchRequest { recipients: by_filter(&[], 4), expected_recipients: 1, ..request };
    assert_eq!(backend.start_batch("by-filter-late", &late).await.map(|_| ()), moved(4, 3));
    assert_eq!(plan(by_filter(&[], 4)).await.expect("plan").plan.matching, 3);
}
