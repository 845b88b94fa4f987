//! Owns templates as drafts: listing, adding, reading, saving.
//! Refuses nothing that is merely unfinished; publishing is where a draft must be right. Only its size is bounded.

use super::openapi::tagged;
use crate::{
    api::{
        payload::{StoredTemplate, TemplateList},
        problem::Problem,
        routes::{self as paths, TEMPLATE, TEMPLATES},
    },
    domain::{
        activity::ActivityAction,
        language::LANGUAGES,
        template::{MOST_BLOCKS, TemplateDraft, TemplateId},
    },
    host::{
        error::{invalid, not_found, too_many_blocks},
        extract::{IfMatch, Json as Body, Path},
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

/// Largest template, in octets: every language with blocks full of text.
pub(super) const TEMPLATE_BODY: usize = 4 * 1024 * 1024;
/// Longest name, in characters.
const LONGEST_NAME: usize = 300;

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(read, save))
}

/// Every template, oldest first
#[utoipa::path(get, path = TEMPLATES, tag = "templates", responses((status = 200, description = "The templates", body = TemplateList)))]
async fn list(State(host): State<Arc<Host>>) -> Result<Json<TemplateList>, Problem> {
    let mut db = host.store.read().await?;
    Ok(Json(TemplateList { templates: store::templates::all(&mut db).await? }))
}

/// Add a template
#[utoipa::path(post, path = TEMPLATES, tag = "templates", request_body = TemplateDraft, responses(
    (status = 201, description = "The template", body = StoredTemplate, headers(
        ("ETag" = String, description = "The version in quotes"), ("Location" = String, description = "Its path"))),
    (status = 422, description = "It is too large", body = Problem, content_type = "application/problem+json"),
))]
async fn create(
    State(host): State<Arc<Host>>,
    Body(draft): Body<TemplateDraft, TEMPLATE_BODY>,
) -> Result<impl IntoResponse + use<>, Problem> {
    bounded(&draft)?;
    let id = TemplateId(uuid::Uuid::now_v7().to_string());
    let now = host.clock.now();
    let action = ActivityAction::TemplateCreated { template: id.clone(), name: draft.name.clone() };
    let mut db = host.store.write().await?;
    let stored = store::templates::add(&mut db, id, draft, now).await?;
    store::activity::add(&mut db, now, &host.administrator, &action).await?;
    db.commit().await.map_err(StoreError::from)?;
    let location = [(header::LOCATION, paths::template(&stored.id))];
    Ok((StatusCode::CREATED, location, tagged(stored.version, stored)))
}

/// One template
#[utoipa::path(get, path = TEMPLATE, tag = "templates", params(("template_id" = String, Path, description = "Which")), responses(
    (status = 200, description = "The template", body = StoredTemplate, headers(("ETag" = String, description = "The version in quotes"))),
    (status = 404, description = "There is no such template", body = Problem, content_type = "application/problem+json"),
))]
async fn read(State(host): State<Arc<Host>>, Path(id): Path<TemplateId>) -> Result<impl IntoResponse + use<>, Problem> {
    let mut db = host.store.read().await?;
    let stored = store::templates::find(&mut db, &id).await?.ok_or_else(|| not_found("template"))?;
    Ok(tagged(stored.version, stored))
}

/// Save a template's draft
#[utoipa::path(put, path = TEMPLATE, tag = "templates", request_body = TemplateDraft,
    params(("template_id" = String, Path, description = "Which"), ("If-Match" = String, Header, description = "The version that is changed, in quotes")),
    responses(
        (status = 200, description = "The template as it is now", body = StoredTemplate, headers(("ETag" = String, description = "The version in quotes"))),
        (status = 404, description = "There is no such template", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It was changed meanwhile", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It is too large", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
    ))]
async fn save(
    State(host): State<Arc<Host>>,
    Path(id): Path<TemplateId>,
    version: IfMatch,
    Body(draft): Body<TemplateDraft, TEMPLATE_BODY>,
) -> Result<impl IntoResponse + use<>, Problem> {
    bounded(&draft)?;
    let mut db = host.store.write().await?;
    let before = store::templates::find(&mut db, &id).await?.ok_or_else(|| not_found("template"))?;
    version.check(before.version)?;
    let stored = store::templates::change(&mut db, before, draft, host.clock.now()).await?;
    db.commit().await.map_err(StoreError::from)?;
    Ok(tagged(stored.version, stored))
}

/// Bounds what is kept; the size of texts is bounded by the body.
fn bounded(draft: &TemplateDraft) -> Result<(), Problem> {
    if draft.name.chars().count() > LONGEST_NAME {
        return Err(invalid("/name", &format!("is longer than {LONGEST_NAME} characters")));
    }
    if draft.variants.len() > LANGUAGES.len() {
        return Err(invalid("/variants", &format!("there are {} languages", LANGUAGES.len())));
    }
    match draft.variants.iter().position(|variant| variant.blocks.len() > MOST_BLOCKS) {
        Some(variant) => Err(too_many_blocks(variant)),
        None => Ok(()),
    }
}
