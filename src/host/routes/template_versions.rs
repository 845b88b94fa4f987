//! Owns publishing and the published versions, which never change.
//! Refuses what `domain::publish` does not let pass.

use super::openapi::tagged;
use crate::{
    api::{
        payload::{StoredTemplate, VersionContents, VersionList},
        problem::Problem,
        routes::{self as paths, TEMPLATE_VERSION, TEMPLATE_VERSIONS},
    },
    domain::{activity::ActivityAction, publish::publish, template::TemplateId},
    host::{
        error::{not_found, of_refusal},
        extract::{IfMatch, Path},
        state::Host,
        store::{self, StoreError},
    },
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list, publish_draft)).routes(routes!(read))
}

/// The published versions of a template, newest first
#[utoipa::path(get, path = TEMPLATE_VERSIONS, tag = "templates", params(("template_id" = String, Path, description = "Which template")), responses(
    (status = 200, description = "The versions", body = VersionList),
    (status = 404, description = "There is no such template", body = Problem, content_type = "application/problem+json"),
))]
async fn list(State(host): State<Arc<Host>>, Path(id): Path<TemplateId>) -> Result<Json<VersionList>, Problem> {
    let mut db = host.store.read().await?;
    store::templates::find(&mut db, &id).await?.ok_or_else(|| not_found("template"))?;
    Ok(Json(VersionList { versions: store::templates::versions(&mut db, &id).await? }))
}

/// Publish a template's draft as its next version
///
/// The draft must be without problems and pass every blocking check in every language. The version never changes again.
#[utoipa::path(post, path = TEMPLATE_VERSIONS, tag = "templates",
    params(("template_id" = String, Path, description = "Which template"), ("If-Match" = String, Header, description = "The version of the draft that is published, in quotes")),
    responses(
        (status = 201, description = "The template with its new published version", body = StoredTemplate, headers(
            ("ETag" = String, description = "The draft's version in quotes"), ("Location" = String, description = "Path of the published version"))),
        (status = 404, description = "There is no such template", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The draft was changed meanwhile", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The draft has problems, or checks fail", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
    ))]
async fn publish_draft(
    State(host): State<Arc<Host>>,
    Path(id): Path<TemplateId>,
    version: IfMatch,
) -> Result<impl IntoResponse + use<>, Problem> {
    let now = host.clock.now();
    let mut db = host.store.write().await?;
    let stored = store::templates::find(&mut db, &id).await?.ok_or_else(|| not_found("template"))?;
    version.check(stored.version)?;
    let organization = host.facts.organization(&mut db).await?;
    publish(&stored.draft, &organization).map_err(|refusal| of_refusal(&refusal))?;
    let stored = store::templates::publish(&mut db, stored, now, &host.administrator).await?;
    let number = stored.published.as_ref().map(|published| published.version).unwrap_or_default();
    let action = ActivityAction::TemplatePublished { template: id.clone(), name: stored.draft.name.clone(), version: number };
    store::activity::add(&mut db, now, &host.administrator, &action).await?;
    db.commit().await.map_err(StoreError::from)?;
    tracing::info!(template = %id.0, version = number, "a template was published");
    let location = [(header::LOCATION, paths::template_version(&id, number))];
    Ok((StatusCode::CREATED, location, tagged(stored.version, stored)))
}

/// One published version
#[utoipa::path(get, path = TEMPLATE_VERSION, tag = "templates",
    params(("template_id" = String, Path, description = "Which template"), ("version" = u32, Path, description = "Which version")),
    responses(
        (status = 200, description = "The version with its contents", body = VersionContents),
        (status = 404, description = "There is no such version", body = Problem, content_type = "application/problem+json"),
    ))]
async fn read(State(host): State<Arc<Host>>, Path((id, version)): Path<(TemplateId, u32)>) -> Result<Json<VersionContents>, Problem> {
    let mut db = host.store.read().await?;
    let contents = store::templates::version(&mut db, &id, version).await?;
    contents.map(Json).ok_or_else(|| not_found("published version"))
}
