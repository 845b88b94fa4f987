//! Owns the answer to "which organization".
//! Refuses changes; its licenses come from imports, the rest from the configuration.

use crate::{
    api::{problem::Problem, routes::ORGANIZATION},
    domain::organization::Organization,
    host::state::Host,
};
use axum::{Json, extract::State};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(organization))
}

/// The organization
#[utoipa::path(get, path = ORGANIZATION, tag = "organization", responses((status = 200, description = "The organization", body = Organization)))]
async fn organization(State(host): State<Arc<Host>>) -> Result<Json<Organization>, Problem> {
    let mut db = host.store.read().await?;
    Ok(Json(host.facts.organization(&mut db).await?))
}
