//! Owns what came of every person in a batch: page by page, through a filter, and the whole as CSV.
//! Refuses to hold the whole of it in memory; the file is read and written piece by piece.

use super::paging::Page;
use crate::{
    api::{
        payload::{DeliveryPage, DeliveryQuery, PageQuery},
        problem::Problem,
        routes::{SEND_BATCH_DELIVERIES, SEND_BATCH_OUTCOMES},
    },
    domain::{batch::BatchId, delivery_filter::DeliveryFilter, outcome_csv::OutcomeTable},
    host::{
        error::{malformed, not_found},
        extract::{Path, Query},
        state::Host,
        store::{self, StoreError},
    },
};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Rows that are read and written at once.
const ROWS: u32 = 1_000;

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(deliveries)).routes(routes!(outcomes))
}

/// The deliveries of a batch, in the order of sending
#[utoipa::path(get, path = SEND_BATCH_DELIVERIES, tag = "send batches", params(("batch_id" = String, Path, description = "Which"), DeliveryQuery), responses(
    (status = 200, description = "A page", body = DeliveryPage),
    (status = 404, description = "There is no such batch", body = Problem, content_type = "application/problem+json"),
))]
async fn deliveries(
    State(host): State<Arc<Host>>,
    Path(id): Path<BatchId>,
    Query(query): Query<DeliveryQuery>,
) -> Result<Json<DeliveryPage>, Problem> {
    let DeliveryQuery { cursor, limit, state, reason } = query;
    let page = Page::parse(&PageQuery { cursor, limit })?;
    if reason.as_ref().is_some_and(String::is_empty) {
        return Err(malformed("reason", "is the code of a reason; leave it out for all"));
    }
    let filter = DeliveryFilter { stage: state, reason };
    let mut db = host.store.read().await?;
    let kept = store::batches::find(&mut db, &id).await?.ok_or_else(|| not_found("send batch"))?;
    let mut rows = store::batch_control::outcomes(&mut db, kept.seq, &filter, page.after(-1), page.probe()).await?;
    let next_cursor = page.cut(&mut rows, |outcome| outcome.position.to_string());
    Ok(Json(DeliveryPage { deliveries: rows.into_iter().map(|outcome| outcome.row).collect(), next_cursor }))
}

/// The outcomes of a batch as CSV
///
/// One row for each person, in the order of sending: address, name, state, reason, tries, time. Cells that a spreadsheet would run
/// begin with an apostrophe.
#[utoipa::path(get, path = SEND_BATCH_OUTCOMES, tag = "send batches", params(("batch_id" = String, Path, description = "Which")), responses(
    (status = 200, description = "The file", body = String, content_type = "text/csv"),
    (status = 404, description = "There is no such batch", body = Problem, content_type = "application/problem+json"),
))]
async fn outcomes(State(host): State<Arc<Host>>, Path(id): Path<BatchId>) -> Result<Response, Problem> {
    let mut db = host.store.read().await?;
    let kept = store::batches::find(&mut db, &id).await?.ok_or_else(|| not_found("send batch"))?;
    drop(db);
    let begun = Writing { host, batch: kept.seq, after: Some(-1), table: OutcomeTable::default() };
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"usher-outcomes.csv\"")];
    Ok((headers, Body::from_stream(stream::try_unfold(begun, piece))).into_response())
}

/// How far the file is written.
struct Writing {
    host: Arc<Host>,
    batch: i64,
    /// The last place that was written; nothing when all are.
    after: Option<i64>,
    table: OutcomeTable,
}

async fn piece(mut writing: Writing) -> Result<Option<(Vec<u8>, Writing)>, StoreError> {
    let Some(after) = writing.after else { return Ok(None) };
    let mut db = writing.host.store.read().await?;
    let rows = store::batch_control::outcomes(&mut db, writing.batch, &DeliveryFilter::default(), after, ROWS).await?;
    drop(db);
    for outcome in &rows {
        let user = outcome.user()?;
        writing.table.row(&outcome.row.delivery, outcome.row.attempts, Some(&user));
    }
    writing.after = rows.last().map(|last| last.position).filter(|_| rows.len() >= ROWS as usize);
    Ok(Some((writing.table.take_chunk(), writing)))
}
