//! Owns the list of what was done.
//! Refuses to add to it from outside.

use super::paging::Page;
use crate::{
    api::{
        payload::{ActivityPage, PageQuery},
        problem::Problem,
        routes::ACTIVITY,
    },
    host::{extract::Query, state::Host, store},
};
use axum::{Json, extract::State};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(activity))
}

/// What was done, newest first
#[utoipa::path(get, path = ACTIVITY, tag = "activity", params(PageQuery), responses((status = 200, description = "A page", body = ActivityPage)))]
async fn activity(State(host): State<Arc<Host>>, Query(query): Query<PageQuery>) -> Result<Json<ActivityPage>, Problem> {
    let page = Page::parse(&query)?;
    let mut db = host.store.read().await?;
    let mut entries = store::activity::page(&mut db, page.cursor, page.probe()).await?;
    let next_cursor = page.cut(&mut entries, |entry| entry.id.to_string());
    Ok(Json(ActivityPage { entries, next_cursor }))
}
