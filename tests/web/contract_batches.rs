//! What an administrator does with a batch, the same for the demonstration and a real host.

use crate::contract::pointers;
use usher::api::payload::{BatchRequest, ImportQuery, StoredTemplate};
use usher::backend::{Backend, Failure};
use usher::domain::{
    activity::ActivityAction,
    activity_filter::ActivityFilter,
    batch::{BatchId, BatchState, SendBatch, SkipReason},
    batch_control::{BatchControl, Resolution, ResolutionRequest},
    delivery_filter::{DeliveryFilter, DeliveryStage, reason_code},
    email_kind::SuppressibleKind,
    people_filter::PeopleFilter,
    recipients::Recipients,
    user::UserId,
};
use usher::ui::context::now;

const PEOPLE: &str = "Email,First Name,User Status,Webex Calling\n\
    one@control.example,One,Not Verified,TRUE\n\
    two@control.example,Two,Not Verified,TRUE\n";

fn everybody() -> Recipients {
    Recipients::Filter {
        filter: PeopleFilter { search: "control.example".into(), ..PeopleFilter::default() },
        except: Vec::new(),
        expected: 2,
    }
}

fn resolve(resolution: Resolution, users: Option<Vec<UserId>>) -> BatchControl {
    BatchControl::Resolve(ResolutionRequest { resolution, users })
}

/// A batch waits for its time, begins before it, comes to its end, and is not taken up again; each step once.
pub async fn control(backend: &Backend, template: &StoredTemplate, finish: impl AsyncFn(&BatchId) -> SendBatch) {
    crate::contract::import(backend, PEOPLE, ImportQuery::default()).await.expect("import");
    let request = BatchRequest {
        kind: SuppressibleKind::Activation,
        template: template.id.clone(),
        recipients: everybody(),
        expected_recipients: 2,
        confirmed_recipients: None,
        starts_at: Some(now().plus_days(2)),
        per_day: Some(50),
    };
    let wrong = BatchRequest { starts_at: Some(now().plus_days(-1)), per_day: Some(0), ..request.clone() };
    assert_eq!(pointers(&backend.start_batch("control-wrong", &wrong).await.unwrap_err()), ["/starts_at", "/per_day"]);
    let key = |name: &str| format!("control-{name}-{}", now().millis());
    let dropped = backend.start_batch(&key("dropped"), &request).await.expect("scheduled");
    assert_eq!((dropped.state, dropped.starts_at, dropped.per_day), (BatchState::Scheduled, request.starts_at, Some(50)));
    assert_eq!(backend.control_batch(&dropped.id, &BatchControl::Pause).await, Err(Failure::Stale), "it has not begun");
    for _ in 0..2 {
        let cancelled = backend.control_batch(&dropped.id, &BatchControl::Cancel).await.expect("cancelled").batch;
        assert_eq!((cancelled.state, cancelled.counts.sent, cancelled.counts.skipped), (BatchState::Cancelled, 0, 2));
    }
    for step in [BatchControl::Pause, BatchControl::Resume, BatchControl::Retry, resolve(Resolution::Resend, None)] {
        assert_eq!(backend.control_batch(&dropped.id, &step).await, Err(Failure::Stale), "{step:?} of a cancelled batch");
    }
    let only = |stage, reason: Option<&str>| DeliveryFilter { stage: Some(stage), reason: reason.map(str::to_owned) };
    let found =
        async |batch: &BatchId, filter: &DeliveryFilter| backend.deliveries(batch, filter, None, 10).await.expect("deliveries").deliveries;
    let skipped = found(&dropped.id, &only(DeliveryStage::Skipped, reason_code(&skipped()).as_deref())).await;
    assert_eq!((skipped.len(), skipped[0].attempts), (2, 0));
    assert!(found(&dropped.id, &only(DeliveryStage::Skipped, Some("deactivated"))).await.is_empty());

    let started = backend.start_batch(&key("begun"), &request).await.expect("scheduled");
    let begun = backend.control_batch(&started.id, &BatchControl::Resume).await.expect("begun").batch;
    assert!(begun.state != BatchState::Scheduled && begun.starts_at <= Some(now()), "{begun:?}");
    let finished = finish(&started.id).await;
    assert_eq!((finished.state, finished.counts.sent), (BatchState::Finished, 2));
    assert_eq!(backend.control_batch(&started.id, &BatchControl::Pause).await, Err(Failure::Stale));
    let retried = backend.control_batch(&started.id, &BatchControl::Retry).await.expect("nothing failed");
    assert_eq!((retried.changed, retried.batch.state), (0, BatchState::Finished));
    let marked = backend.control_batch(&started.id, &resolve(Resolution::Sent, None)).await.expect("nothing is uncertain");
    assert_eq!((marked.changed, marked.batch.counts), (0, finished.counts));
    let stranger = resolve(Resolution::Resend, Some(vec![UserId("none".into())]));
    assert_eq!(pointers(&backend.control_batch(&started.id, &stranger).await.unwrap_err()), ["/users/0"]);
    assert_eq!(found(&started.id, &only(DeliveryStage::Sent, None)).await.len(), 2);
    assert!(found(&started.id, &only(DeliveryStage::Failed, None)).await.is_empty());
    assert_eq!(backend.control_batch(&BatchId("none".into()), &BatchControl::Resume).await, Err(Failure::NotFound));

    let recorded = backend.activity(&ActivityFilter::default(), None, 100).await.expect("activity").entries;
    let cancelled =
        recorded.iter().filter(|entry| matches!(&entry.action, ActivityAction::BatchCancelled { batch, .. } if *batch == dropped.id));
    let resumed =
        recorded.iter().filter(|entry| matches!(&entry.action, ActivityAction::BatchResumed { batch, .. } if *batch == started.id));
    assert_eq!((cancelled.count(), resumed.count()), (1, 1), "each once");
}

fn skipped() -> usher::domain::batch::DeliveryState {
    usher::domain::batch::DeliveryState::Skipped { reason: SkipReason::BatchCancelled }
}
