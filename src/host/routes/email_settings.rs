//! Owns reading, saving and validating the email settings.
//! Refuses to save against an older version: the other administrator's change would be lost.

use super::openapi::tagged;
use crate::{
    api::{
        payload::{ReportedSeverity, RuleProblemReport, RulesToValidate, RulesValidation, VersionedSettings},
        problem::Problem,
        routes::{EMAIL_SETTINGS, READINESS, RULES_VALIDATION},
    },
    domain::{
        activity::ActivityAction,
        readiness::ReadinessFacts,
        rule_problems::{Severity, validate_rules},
        settings::SettingsDraft,
        settings_update::{Circumstances, SettingsProblem},
    },
    host::{
        extract::{IfMatch, Json as Body},
        readiness_facts,
        settings_return::{settle, settled},
        state::Host,
        store::{self, StoreError},
    },
};
use axum::{Json, extract::State, response::IntoResponse};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(read, save)).routes(routes!(readiness)).routes(routes!(validate))
}

/// The email settings
#[utoipa::path(get, path = EMAIL_SETTINGS, tag = "email settings", responses(
    (status = 200, description = "The settings with their version", body = VersionedSettings, headers(("ETag" = String, description = "The version in quotes")))
))]
async fn read(State(host): State<Arc<Host>>) -> Result<impl IntoResponse, Problem> {
    let kept = settled(&host).await?;
    Ok(tagged(kept.version, kept.versioned()))
}

/// Save the email settings
///
/// All problems are answered at once. Turning automatic activation emails off must be acknowledged, and takes a reason where
/// something is missing for it (see the readiness).
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
    // Everybody is looked at before the write lock is taken; the version says that nothing changed in between.
    let read = settled(&host).await?;
    version.check(read.version)?;
    let facts = if read.settings.turns_off(&draft, now) {
        readiness_facts::gather(&mut *host.store.read().await?, &host.facts).await?
    } else {
        ReadinessFacts::default()
    };
    let mut db = host.store.write().await?;
    let before = settle(&mut db, &host.facts, now).await?;
    version.check(before.version)?;
    let organization = host.facts.organization(&mut db).await?;
    let by = Circumstances { organization: &organization, facts: &facts, now };
    let (settings, acknowledgement) = before.settings.update(&draft, by).map_err(|problems| Problem::of_settings(&problems))?;
    let kept = store::settings::keep(&mut db, &settings, now, &host.administrator).await?;
    let action =
        ActivityAction::SettingsChanged { before: Box::new(before.settings.draft()), after: Box::new(settings.draft()), acknowledgement };
    store::activity::add(&mut db, now, &host.administrator, &action).await?;
    db.commit().await.map_err(StoreError::from)?;
    host.report_settings();
    tracing::info!(version = kept.version, "the email settings were changed");
    Ok(tagged(kept.version, kept.versioned()))
}

/// What is known of the readiness to turn automatic activation emails off
#[utoipa::path(get, path = READINESS, tag = "email settings", responses((status = 200, description = "The facts", body = ReadinessFacts)))]
async fn readiness(State(host): State<Arc<Host>>) -> Result<Json<ReadinessFacts>, Problem> {
    Ok(Json(readiness_facts::gather(&mut *host.store.read().await?, &host.facts).await?))
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
