//! Owns the routes by which an administrator holds a batch, lets it go on, tries again and resolves what is uncertain.
//! Refuses to do the same thing twice: a repeated request changes nothing and answers the batch as it stands.

use crate::{
    api::{
        payload::{BatchChange, ResolutionRequest},
        problem::Problem,
        routes::{SEND_BATCH_PAUSE, SEND_BATCH_RESOLUTION, SEND_BATCH_RESUMPTION, SEND_BATCH_RETRY},
    },
    domain::{
        batch::{BatchId, SendBatch},
        batch_control::BatchControl,
    },
    host::{
        batch_control::control,
        extract::{Json as Body, Path},
        state::Host,
        store::StoreError,
    },
};
use axum::{Json, extract::State};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Largest list of people, in octets: as many as a batch may have, with identifiers of 60 characters.
const CHOSEN_BODY: usize = 64 * 1024 * 1024;

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(pause)).routes(routes!(resume)).routes(routes!(retry)).routes(routes!(resolve))
}

/// Hold a batch
///
/// Nothing more is begun; what is being handed over comes to its end. A batch that is held stays so.
#[utoipa::path(post, path = SEND_BATCH_PAUSE, tag = "send batches", params(("batch_id" = String, Path, description = "Which")), responses(
    (status = 200, description = "The batch as it is now", body = SendBatch),
    (status = 404, description = "There is no such batch", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "It has not begun, or is over", body = Problem, content_type = "application/problem+json"),
))]
async fn pause(State(host): State<Arc<Host>>, Path(id): Path<BatchId>) -> Result<Json<SendBatch>, Problem> {
    Ok(Json(act(&host, &id, &BatchControl::Pause).await?.batch))
}

/// Let a batch go on
///
/// One that waits for its time begins at once. A batch that goes on stays so.
#[utoipa::path(post, path = SEND_BATCH_RESUMPTION, tag = "send batches", params(("batch_id" = String, Path, description = "Which")), responses(
    (status = 200, description = "The batch as it is now", body = SendBatch),
    (status = 404, description = "There is no such batch", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "It is over", body = Problem, content_type = "application/problem+json"),
))]
async fn resume(State(host): State<Arc<Host>>, Path(id): Path<BatchId>) -> Result<Json<SendBatch>, Problem> {
    Ok(Json(act(&host, &id, &BatchControl::Resume).await?.batch))
}

/// Try again what failed
///
/// Every failed delivery of the batch, and no other, is queued again as if it had never been tried; `changed` says how many. A
/// finished batch goes on, a held one stays held.
#[utoipa::path(post, path = SEND_BATCH_RETRY, tag = "send batches", params(("batch_id" = String, Path, description = "Which")), responses(
    (status = 200, description = "The batch as it is now", body = BatchChange),
    (status = 404, description = "There is no such batch", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "It was cancelled", body = Problem, content_type = "application/problem+json"),
))]
async fn retry(State(host): State<Arc<Host>>, Path(id): Path<BatchId>) -> Result<Json<BatchChange>, Problem> {
    Ok(Json(act(&host, &id, &BatchControl::Retry).await?))
}

/// Say what becomes of uncertain deliveries
///
/// Of these people, or of everybody. What is not uncertain, or not any more, is left as it is; `changed` says how many were
/// resolved. Whoever got the first mail gets two if theirs is sent again.
#[utoipa::path(post, path = SEND_BATCH_RESOLUTION, tag = "send batches", request_body = ResolutionRequest,
    params(("batch_id" = String, Path, description = "Which")), responses(
    (status = 200, description = "The batch as it is now", body = BatchChange),
    (status = 404, description = "There is no such batch", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "It was cancelled, so nothing is sent again", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "People who are not in the batch", body = Problem, content_type = "application/problem+json"),
))]
async fn resolve(
    State(host): State<Arc<Host>>,
    Path(id): Path<BatchId>,
    Body(request): Body<ResolutionRequest, CHOSEN_BODY>,
) -> Result<Json<BatchChange>, Problem> {
    Ok(Json(act(&host, &id, &BatchControl::Resolve(request)).await?))
}

async fn act(host: &Arc<Host>, id: &BatchId, what: &BatchControl) -> Result<BatchChange, Problem> {
    let mut db = host.store.write().await?;
    let change = control(&mut db, id, what, &host.administrator, host.clock.now()).await?;
    db.commit().await.map_err(StoreError::from)?;
    // Whoever watches sees it at once, and whatever is to be sent is begun.
    host.report_progress();
    host.wake_worker();
    Ok(change)
}
