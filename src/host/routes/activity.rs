//! Owns the list of what was done, and who acted.
//! Refuses to add to it from outside.

use super::paging::Page;
use crate::{
    api::{
        payload::{ActivityPage, ActivityQuery, ActorList, PageQuery},
        problem::Problem,
        routes::{ACTIVITY, ACTIVITY_ACTORS},
    },
    domain::activity_filter::ActivityFilter,
    host::{error::malformed, extract::Query, state::Host, store},
};
use axum::{Json, extract::State};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(activity)).routes(routes!(actors))
}

/// What was done, newest first
///
/// With several filters, the entries that all of them let pass.
#[utoipa::path(get, path = ACTIVITY, tag = "activity", params(ActivityQuery), responses((status = 200, description = "A page", body = ActivityPage)))]
async fn activity(State(host): State<Arc<Host>>, Query(query): Query<ActivityQuery>) -> Result<Json<ActivityPage>, Problem> {
    let ActivityQuery { cursor, limit, kind, actor, from, until } = query;
    let page = Page::parse(&PageQuery { cursor, limit })?;
    let filter = ActivityFilter { kind, actor, from, until };
    filter.check().map_err(|fault| malformed(fault.parameter(), &fault.to_string()))?;
    let mut db = host.store.read().await?;
    let mut entries = store::activity::page(&mut db, &filter, page.cursor, page.probe()).await?;
    let next_cursor = page.cut(&mut entries, |entry| entry.id.to_string());
    Ok(Json(ActivityPage { entries, next_cursor }))
}

/// Everybody who acted
#[utoipa::path(get, path = ACTIVITY_ACTORS, tag = "activity", responses((status = 200, description = "Their names", body = ActorList)))]
async fn actors(State(host): State<Arc<Host>>) -> Result<Json<ActorList>, Problem> {
    let mut db = host.store.read().await?;
    Ok(Json(ActorList { actors: store::activity::actors(&mut db).await? }))
}
