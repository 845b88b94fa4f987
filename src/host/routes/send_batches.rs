//! Owns send batches: planning, starting once, watching, stopping.
//! Refuses to send to other people than were shown, and to do the work of one key twice.

use super::paging::Page;
use crate::{
    api::{
        payload::{BatchList, BatchQuery, BatchRequest, PageQuery, PlanReport, PlanRequest},
        problem::{Problem, ProblemCode},
        routes::{
            self as paths, IDEMPOTENCY_REPLAYED, MOST_RECIPIENTS, SEND_BATCH, SEND_BATCH_CANCELLATION, SEND_BATCHES, SEND_BATCHES_PLAN,
        },
    },
    domain::{
        batch::{BatchId, BatchOrigin, SendBatch},
        batch_control::Plan as Ahead,
        recipients::{Moved, Recipients},
        time_zone::TimeZone,
    },
    host::{
        batch_control,
        batches::{self, NewBatch},
        error::{invalid, not_found},
        extract::{IdempotencyKey, Json as Body, Path, Query},
        state::Host,
        store::{self, StoreError, connection::Db, idempotency::Earlier},
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Largest list of chosen people, in octets: the most recipients with identifiers of 60 characters.
const CHOSEN_BODY: usize = 64 * 1024 * 1024;

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(plan)).routes(routes!(list, create)).routes(routes!(read)).routes(routes!(cancel))
}

/// Who would receive and who not
///
/// Numbers for everybody, and the first names of those who receive and of those who are left out for each reason. A plan is made
/// whatever number of people is expected to match; compare `matching`.
#[utoipa::path(post, path = SEND_BATCHES_PLAN, tag = "send batches", request_body = PlanRequest, responses(
    (status = 200, description = "Everybody who is meant, counted on one side or the other", body = PlanReport),
    (status = 422, description = "Too many people, or unknown exceptions", body = Problem, content_type = "application/problem+json"),
))]
async fn plan(State(host): State<Arc<Host>>, Body(request): Body<PlanRequest, CHOSEN_BODY>) -> Result<Json<PlanReport>, Problem> {
    bounded(&request.recipients)?;
    let mut db = host.store.snapshot().await?;
    let (plan, _) = batches::plan(&mut db, &host.facts, request.kind, &request.recipients, host.clock.now()).await?;
    let settings = store::settings::current(&mut db, &host.facts.time_zone).await?.settings;
    let not_ready = batches::not_ready(&mut db, &settings, request.kind).await?;
    Ok(Json(PlanReport { plan, not_ready }))
}

/// Batches, newest first
///
/// Without a limit, all of them. A template that is not there has none.
#[utoipa::path(get, path = SEND_BATCHES, tag = "send batches", params(BatchQuery),
    responses((status = 200, description = "The batches", body = BatchList)))]
async fn list(State(host): State<Arc<Host>>, Query(query): Query<BatchQuery>) -> Result<Json<BatchList>, Problem> {
    let BatchQuery { template, cursor, limit } = query;
    let page = Page::parse_or_whole(&PageQuery { cursor, limit })?;
    let mut db = host.store.read().await?;
    let mut kept = store::batches::page(&mut db, template.as_ref(), page.cursor, page.probe()).await?;
    let next_cursor = page.cut(&mut kept, |kept| kept.seq.to_string());
    Ok(Json(BatchList { batches: kept.into_iter().map(|kept| kept.batch).collect(), next_cursor }))
}

/// Start a batch
///
/// The same key with the same request starts one batch, however often it comes; within a day the first answer is
/// repeated with `Idempotency-Replayed: true`.
#[utoipa::path(post, path = SEND_BATCHES, tag = "send batches", request_body = BatchRequest,
    params(("Idempotency-Key" = String, Header, description = "New for every batch; 1 to 200 visible ASCII characters")),
    responses(
        (status = 201, description = "The batch", body = SendBatch, headers(
            ("Location" = String, description = "Its path"),
            ("Idempotency-Replayed" = String, description = "`true` on a repeated answer"))),
        (status = 409, description = "The filter finds another number of people than expected, or another number would receive (`moved` has both numbers); there are more than `batch_ceiling`, and their number was not given once more; something must be done first, or the first request with this key still runs",
            body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Fields are wrong, or the key belongs to another request", body = Problem, content_type = "application/problem+json"),
    ))]
async fn create(
    State(host): State<Arc<Host>>,
    IdempotencyKey(key): IdempotencyKey,
    Body(request): Body<BatchRequest, CHOSEN_BODY>,
) -> Result<Response, Problem> {
    bounded(&request.recipients)?;
    let Some(_held) = host.hold_key(&key) else {
        let detail = "The first request with this key is still running; ask for the list of batches in a moment.";
        return Err(Problem::new(ProblemCode::IdempotencyInFlight, detail));
    };
    let now = host.clock.now();
    let fingerprint = fingerprint(&request);
    let mut db = host.store.write().await?;
    match store::idempotency::find(&mut db, &key, &fingerprint, now).await? {
        Earlier::None => {}
        Earlier::Same(batch) => {
            let mut answer = created(*batch);
            answer.headers_mut().insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
            return Ok(answer);
        }
        Earlier::Other => {
            let detail = "This key came with another request before. Nothing was sent; use a new key for a new batch.";
            return Err(Problem::new(ProblemCode::IdempotencyKeyReused, detail));
        }
    }
    let ahead = Ahead { starts_at: request.starts_at, per_day: request.per_day };
    let wrong = ahead.problems(now);
    if !wrong.is_empty() {
        return Err(Problem::of_plan(&wrong));
    }
    let template = ready_template(&mut db, &host.facts.time_zone, &request).await?;
    let (plan, recipients) = batches::plan(&mut db, &host.facts, request.kind, &request.recipients, now).await?;
    if let Some(moved) = request.recipients.moved(plan.matching) {
        return Err(Problem::of_matching(moved));
    }
    if let Some(moved) = Moved::between(request.expected_recipients, plan.recipients) {
        return Err(Problem::of_receiving(moved));
    }
    host.safety.ceiling.check(plan.recipients, request.confirmed_recipients).map_err(Problem::of_second_look)?;
    match recipients.len() {
        0 => return Err(invalid("/recipients", "nobody of them receives this email; see the plan for the reasons")),
        1..=MOST_RECIPIENTS => {}
        _ => return Err(too_many("/recipients/filter")),
    }
    let new = NewBatch {
        kind: request.kind,
        origin: BatchOrigin::Administrator,
        template: (request.template, template),
        recipients: &recipients,
        left_out: plan.left_out_total(),
        by: &host.administrator,
        safety: &host.safety,
    };
    let started = batches::start(&mut db, new, now).await?;
    let batch = batch_control::plan(&mut db, started, ahead).await?;
    store::idempotency::keep(&mut db, &key, &fingerprint, &batch, now).await?;
    db.commit().await.map_err(StoreError::from)?;
    host.wake_worker();
    Ok(created(batch))
}

/// One batch as it stands
#[utoipa::path(get, path = SEND_BATCH, tag = "send batches", params(("batch_id" = String, Path, description = "Which")), responses(
    (status = 200, description = "The batch", body = SendBatch),
    (status = 404, description = "There is no such batch", body = Problem, content_type = "application/problem+json"),
))]
async fn read(State(host): State<Arc<Host>>, Path(id): Path<BatchId>) -> Result<Json<SendBatch>, Problem> {
    let mut db = host.store.read().await?;
    let kept = store::batches::find(&mut db, &id).await?.ok_or_else(|| not_found("send batch"))?;
    Ok(Json(kept.batch))
}

/// Stop a batch
///
/// What was not begun is skipped; what left has left, and `counts.sent` says how many did. A batch that is over stays as it is.
#[utoipa::path(post, path = SEND_BATCH_CANCELLATION, tag = "send batches", params(("batch_id" = String, Path, description = "Which")), responses(
    (status = 200, description = "The batch as it is now", body = SendBatch),
    (status = 404, description = "There is no such batch", body = Problem, content_type = "application/problem+json"),
))]
async fn cancel(State(host): State<Arc<Host>>, Path(id): Path<BatchId>) -> Result<Json<SendBatch>, Problem> {
    let mut db = host.store.write().await?;
    let batch = batches::cancel(&mut db, &id, &host.administrator, host.clock.now()).await?.ok_or_else(|| not_found("send batch"))?;
    db.commit().await.map_err(StoreError::from)?;
    Ok(Json(batch))
}

/// The published version to be sent.
async fn ready_template(db: &mut Db, zone: &TimeZone, request: &BatchRequest) -> Result<u32, Problem> {
    let found = store::templates::find(db, &request.template).await?;
    let template = found.ok_or_else(|| invalid("/template", "there is no such template"))?;
    let not_ready = |detail: &str| Problem::new(ProblemCode::NotReady, detail);
    let published = template.published.ok_or_else(|| not_ready("Publish the template first. Nothing was sent."))?;
    let contents = store::templates::version(db, &request.template, published.version).await?;
    if contents.is_none_or(|version| version.template.purpose != request.kind) {
        return Err(invalid("/template", "is for another kind of email"));
    }
    if store::settings::current(db, zone).await?.settings.sender.is_none() {
        return Err(not_ready("Set the sender in the email settings first. Nothing was sent."));
    }
    Ok(published.version)
}

fn bounded(recipients: &Recipients) -> Result<(), Problem> {
    let (pointer, users) = recipients.named();
    if users.len() <= MOST_RECIPIENTS { Ok(()) } else { Err(too_many(pointer)) }
}

fn too_many(pointer: &str) -> Problem {
    invalid(pointer, &format!("names more than {MOST_RECIPIENTS} people; send to them in parts"))
}

fn created(batch: SendBatch) -> Response {
    let location = [(header::LOCATION, paths::send_batch(&batch.id))];
    (StatusCode::CREATED, location, Json(batch)).into_response()
}

/// What tells two requests apart, whatever the order and the white space of their JSON.
fn fingerprint(request: &BatchRequest) -> [u8; 32] {
    Sha256::digest(serde_json::to_vec(request).unwrap_or_default()).into()
}
