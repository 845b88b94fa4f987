//! Owns reading, saving and validating the email settings.
//! Refuses to save against an older version: the other administrator's change would be lost.

use super::openapi::tagged;
use crate::{
    api::{
        payload::{ReportedSeverity, RuleProblemReport, RulesToValidate, RulesValidation, VersionedSettings},
        problem::Problem,
        routes::{EMAIL_SETTINGS, RULES_VALIDATION},
    },
    domain::{
        activity::ActivityAction,
        rule_problems::{Severity, validate_rules},
        settings::{SettingsDraft, SettingsProblem},
    },
    host::{
        extract::{IfMatch, Json as Body},
        state::Host,
        store::{self, StoreError},
    },
};
use axum::{Json, extract::State, response::IntoResponse};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(read, save)).routes(routes!(validate))
}

/// The email settings
#[utoipa::path(get, path = EMAIL_SETTINGS, tag = "email settings", responses(
    (status = 200, description = "The settings with their version", body = VersionedSettings, headers(("ETag" = String, description = "The version in quotes")))
))]
async fn read(State(host): State<Arc<Host>>) -> Result<impl IntoResponse, Problem> {
    let mut db = host.store.read().await?;
    let kept = store::settings::current(&mut db).await?;
    Ok(tagged(kept.version, kept.versioned()))
}

/// Save the email settings
///
/// All problems are answered at once. Turning automatic activation emails off must be acknowledged.
#[utoipa::path(put, path = EMAIL_SETTINGS, tag = "email settings", request_body = SettingsDraft,
    params(("If-Match" = String, Header, description = "The version that is changed, in quotes")),
    responses(
        (status = 200, description = "The settings as they are now", body = VersionedSettings, headers(("ETag" = String, description = "The version in quotes"))),
        (status = 412, description = "They were changed meanwhile", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Fields are wrong", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
    ))]
async fn save(
    State(host): State<Arc<Host>>,
    version: IfMatch,
    Body(draft): Body<SettingsDraft>,
) -> Result<impl IntoResponse + use<>, Problem> {
    let now = host.clock.now();
    let mut db = host.store.write().await?;
    let before = store::settings::current(&mut db).await?;
    version.check(before.version)?;
    let organization = host.facts.organization(&mut db).await?;
    let settings = before.settings.update(&draft, &organization).map_err(|problems| Problem::of_settings(&problems))?;
    let kept = store::settings::keep(&mut db, &settings, now, &host.administrator).await?;
    let action = ActivityAction::SettingsChanged { before: Box::new(before.settings.draft()), after: Box::new(settings.draft()) };
    store::activity::add(&mut db, now, &host.administrator, &action).await?;
    db.commit().await.map_err(StoreError::from)?;
    tracing::info!(version = kept.version, "the email settings were changed");
    Ok(tagged(kept.version, kept.versioned()))
}

/// Check rules without saving them
#[utoipa::path(post, path = RULES_VALIDATION, tag = "email settings", request_body = RulesToValidate,
    responses((status = 200, description = "Everything wrong or doubtful", body = RulesValidation)))]
async fn validate(State(host): State<Arc<Host>>, Body(request): Body<RulesToValidate>) -> Result<Json<RulesValidation>, Problem> {
    let mut db = host.store.read().await?;
    let organization = host.facts.organization(&mut db).await?;
    let found = validate_rules(&request.settings.rules, request.settings.automatic_activation_emails, &organization);
    let report = |problem| {
        let problem = SettingsProblem::Rule(problem);
        let severity = match problem.severity() {
            Severity::Warning => ReportedSeverity::Warning,
            Severity::Error => ReportedSeverity::Error,
        };
        RuleProblemReport { pointer: problem.pointer(), severity, detail: problem.to_string() }
    };
    Ok(Json(RulesValidation { problems: found.into_iter().map(report).collect() }))
}
