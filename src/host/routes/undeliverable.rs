//! Owns the list of addresses that mail came back from: reading it, and lifting an entry.
//! Refuses to add one; only a genuine notification does.

use super::paging::Page;
use crate::{
    api::{
        payload::PageQuery,
        problem::Problem,
        routes::{UNDELIVERABLE, UNDELIVERABLE_CLEARANCE},
        undeliverable::UndeliverablePage,
    },
    domain::{
        activity::ActivityAction,
        undeliverable::{UndeliverableAddress, UndeliverableStanding},
    },
    host::{
        error::not_found,
        extract::{Path, Query},
        state::Host,
        store::{self, StoreError},
    },
};
use axum::{Json, extract::State};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(clear))
}

/// Addresses that mail came back from for good, newest first
///
/// Also those that were lifted or corrected since; each says whether it still keeps mail back.
#[utoipa::path(get, path = UNDELIVERABLE, tag = "undeliverable", params(PageQuery), responses((status = 200, description = "A page", body = UndeliverablePage)))]
async fn list(State(host): State<Arc<Host>>, Query(query): Query<PageQuery>) -> Result<Json<UndeliverablePage>, Problem> {
    let page = Page::parse(&query)?;
    let mut undeliverable = store::undeliverable::page(&mut *host.store.read().await?, page.cursor, page.probe()).await?;
    let next_cursor = page.cut(&mut undeliverable, |entry| entry.id.to_string());
    Ok(Json(UndeliverablePage { undeliverable, next_cursor }))
}

/// Lift that nothing is sent to an address
///
/// Mail goes to it again, at once. The same again changes nothing.
#[utoipa::path(post, path = UNDELIVERABLE_CLEARANCE, tag = "undeliverable", params(("entry_id" = u64, Path, description = "Which entry")), responses(
    (status = 200, description = "The entry as it stands now", body = UndeliverableAddress),
    (status = 404, description = "There is no such entry", body = Problem, content_type = "application/problem+json"),
))]
async fn clear(State(host): State<Arc<Host>>, Path(id): Path<u64>) -> Result<Json<UndeliverableAddress>, Problem> {
    let mut db = host.store.write().await?;
    let entry = store::undeliverable::find(&mut db, id).await?.ok_or_else(|| not_found("entry"))?;
    match entry.standing {
        UndeliverableStanding::Cleared { .. } => return Ok(Json(entry)),
        UndeliverableStanding::InForce | UndeliverableStanding::Corrected => {}
    }
    let at = host.clock.now();
    store::undeliverable::clear(&mut db, id, at, &host.administrator).await?;
    let action = ActivityAction::UndeliverableCleared { user: entry.user.clone() };
    store::activity::add(&mut db, at, &host.administrator, &action).await?;
    let cleared = store::undeliverable::find(&mut db, id).await?.ok_or_else(|| not_found("entry"))?;
    db.commit().await.map_err(StoreError::from)?;
    Ok(Json(cleared))
}
