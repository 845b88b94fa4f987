//! Owns people: listing them as records and in columns, looking one up, their timeline, what is decided about them, import.
//! Refuses to edit people one by one; the directory they come from is the place for that.

use super::paging::page_size;
use crate::{
    api::{
        import::MOST_REFUSED_TOLD,
        payload::{
            ColumnsQuery, DueReminders, ImportQuery, ImportReport, PeopleColumnsPage, UserDecisions, UserPage, UserQuery, UserTimeline,
        },
        problem::Problem,
        routes::{
            DEFAULT_COLUMNS, DEFAULT_PAGE, LARGEST_COLUMNS, LARGEST_PAGE, USER, USER_DECISIONS, USER_TIMELINE, USERS, USERS_COLUMNS,
            USERS_DUE, USERS_IMPORT,
        },
    },
    domain::{activity::timeline, explain::explain, mail_history::UserRecord, user::UserId},
    host::{
        due_count::due_reminders,
        error::{internal, not_found},
        extract::{Csv, Path, Query},
        import::{Importer, import},
        people_listing::{self, Asked},
        state::Host,
        store::{self, StoreError, users::Placed},
    },
};
use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(due))
        .routes(routes!(list_columns))
        .routes(routes!(read))
        .routes(routes!(read_timeline))
        .routes(routes!(read_decisions))
        .routes(routes!(import_file))
}

/// People, in the order in which they came
///
/// With `changed_since`, only those who were added or changed since, once each, in the order of their changes. Whatever changes
/// while pages are read is in the next answer to `changed_since` with the token that these pages carry.
#[utoipa::path(get, path = USERS, tag = "users", params(UserQuery), responses(
    (status = 200, description = "A page", body = UserPage),
    (status = 410, description = "What changed since this token is not known; read everything again", body = Problem, content_type = "application/problem+json"),
))]
async fn list(State(host): State<Arc<Host>>, Query(query): Query<UserQuery>) -> Result<Json<UserPage>, Problem> {
    let UserQuery { cursor, limit, changed_since } = query;
    let limit = page_size(limit, DEFAULT_PAGE, LARGEST_PAGE)?;
    let mut db = host.store.snapshot().await?;
    let page = people_listing::page(&mut db, Asked { cursor, limit, changed_since }).await?;
    drop(db);
    Ok(Json(page.read()?))
}

/// People in columns, in the order in which they came
///
/// The same people as in pages of records, in larger pages and fewer octets. A cursor of one goes on in the other.
#[utoipa::path(get, path = USERS_COLUMNS, tag = "users", params(ColumnsQuery), responses(
    (status = 200, description = "A page", body = PeopleColumnsPage),
    (status = 410, description = "What changed since this token is not known; read everything again", body = Problem, content_type = "application/problem+json"),
))]
async fn list_columns(State(host): State<Arc<Host>>, Query(query): Query<ColumnsQuery>) -> Result<Response, Problem> {
    let ColumnsQuery { cursor, limit, changed_since } = query;
    let limit = page_size(limit, DEFAULT_COLUMNS, LARGEST_COLUMNS)?;
    let mut db = host.store.snapshot().await?;
    let page = people_listing::page(&mut db, Asked { cursor, limit, changed_since }).await?;
    drop(db);
    // Ten thousand people take tens of milliseconds to read and write; other requests do not wait for that.
    let written = tokio::task::spawn_blocking(move || {
        let columns = PeopleColumnsPage::from(page.read()?);
        serde_json::to_vec(&columns).map_err(|_| StoreError::Unreadable("page"))
    });
    let body = written.await.map_err(|_| internal())??;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// How many reminders are due
///
/// Counted again only when somebody changed, the settings were saved or the day turned. While a large directory changes, the
/// numbers may lag behind it for a while.
#[utoipa::path(get, path = USERS_DUE, tag = "users", responses((status = 200, description = "The numbers", body = DueReminders)))]
async fn due(State(host): State<Arc<Host>>) -> Result<Json<DueReminders>, Problem> {
    Ok(Json(due_reminders(&host).await?))
}

/// One person
#[utoipa::path(get, path = USER, tag = "users", params(("user_id" = String, Path, description = "Who")), responses(
    (status = 200, description = "The person", body = UserRecord),
    (status = 404, description = "There is no such person", body = Problem, content_type = "application/problem+json"),
))]
async fn read(State(host): State<Arc<Host>>, Path(id): Path<UserId>) -> Result<Json<UserRecord>, Problem> {
    let mut db = host.store.read().await?;
    let placed = store::users::find(&mut db, &id).await?.ok_or_else(|| not_found("person"))?;
    Ok(Json(placed.record))
}

/// What happened to one person, newest first
#[utoipa::path(get, path = USER_TIMELINE, tag = "users", params(("user_id" = String, Path, description = "Who")), responses(
    (status = 200, description = "The timeline", body = UserTimeline),
    (status = 404, description = "There is no such person", body = Problem, content_type = "application/problem+json"),
))]
async fn read_timeline(State(host): State<Arc<Host>>, Path(id): Path<UserId>) -> Result<Json<UserTimeline>, Problem> {
    let mut db = host.store.read().await?;
    let Placed { seq, record } = store::users::find(&mut db, &id).await?.ok_or_else(|| not_found("person"))?;
    let deliveries = store::deliveries::to_user(&mut db, seq).await?;
    let notes = store::notes::about(&mut db, seq).await?;
    let contacts = store::contacts::with_user(&mut db, seq).await?;
    let bounces = store::undeliverable::bounces_of(&mut db, seq).await?;
    let undeliverable = store::undeliverable::newest_of(&mut db, seq).await?;
    let entries = timeline(&record, &deliveries, &notes, &contacts, &bounces);
    Ok(Json(UserTimeline { record, entries, undeliverable }))
}

/// What is decided about the automatic emails to one person, and why
///
/// By the settings as saved and at this moment; each decision with its trace, step by step.
#[utoipa::path(get, path = USER_DECISIONS, tag = "users", params(("user_id" = String, Path, description = "Who")), responses(
    (status = 200, description = "A decision for every kind of email", body = UserDecisions),
    (status = 404, description = "There is no such person", body = Problem, content_type = "application/problem+json"),
))]
async fn read_decisions(State(host): State<Arc<Host>>, Path(id): Path<UserId>) -> Result<Json<UserDecisions>, Problem> {
    let mut db = host.store.read().await?;
    let placed = store::users::find(&mut db, &id).await?.ok_or_else(|| not_found("person"))?;
    let organization = host.facts.organization(&mut db).await?;
    let settings = store::settings::current(&mut db, &host.facts.time_zone).await?.settings;
    let at = host.clock.now();
    Ok(Json(UserDecisions { at, decisions: explain(&organization, &settings, &placed.record.user, at) }))
}

/// Import people from CSV
///
/// Good rows go in, in one transaction; each bad row is refused with its line, column and reason. A file that cannot be
/// trusted as a whole changes nothing, and neither does a request that ends before it was answered.
#[utoipa::path(post, path = USERS_IMPORT, tag = "users", params(ImportQuery),
    request_body(content = String, content_type = "text/csv", description = "The platform's user export, SCIM attributes as columns, or any CSV with an address column: cells between commas, semicolons or tabs, in UTF-8 or in UTF-16 with its mark; at most 512 MB"),
    responses(
        (status = 200, description = "What was done, or would be done", body = ImportReport),
        (status = 422, description = "The file cannot be trusted", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "There is no room for the file", body = Problem, content_type = "application/problem+json"),
    ))]
async fn import_file(State(host): State<Arc<Host>>, Query(query): Query<ImportQuery>, file: Csv) -> Result<Json<ImportReport>, Problem> {
    let upload = host.uploads.receive(file.body, file.length).await?;
    // Waits for an import that runs already, however long that takes, and not for the database's patience.
    let _turn = if query.preview { None } else { Some(host.uploads.turn().await) };
    let importer =
        Importer { facts: &host.facts, by: &host.administrator, now: host.clock.now(), told: MOST_REFUSED_TOLD, safety: &host.safety };
    let report = import(&host.store, importer, upload.path(), &query).await?;
    if report.batch.is_some() {
        host.wake_worker();
    }
    Ok(Json(report))
}
