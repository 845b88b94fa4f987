//! Owns notes about people: adding, removing, and undoing a removal.
//! Refuses to change what a note says, and to tell the activity or the log what it says.

use crate::{
    api::{
        notes::{NoteRequest, id_taken},
        problem::Problem,
        routes::{USER_NOTE_REMOVAL, USER_NOTE_RESTORATION, USER_NOTES},
    },
    domain::{activity::ActivityAction, note::Note, user::UserId},
    host::{
        error::not_found,
        extract::{Json as Body, Path},
        state::Host,
        store::{self, StoreError},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(add)).routes(routes!(remove)).routes(routes!(restore))
}

/// Add a note about a person
///
/// Only administrators read it, in the person's timeline. The same identifier with the same text again adds nothing.
#[utoipa::path(post, path = USER_NOTES, tag = "users", params(("user_id" = String, Path, description = "Whom it is about")), request_body = NoteRequest, responses(
    (status = 201, description = "The note", body = Note),
    (status = 200, description = "It was added before", body = Note),
    (status = 404, description = "There is no such person", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The identifier belongs to another note", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "It says nothing, or what cannot be kept", body = Problem, content_type = "application/problem+json"),
))]
async fn add(
    State(host): State<Arc<Host>>,
    Path(user): Path<UserId>,
    Body(request): Body<NoteRequest>,
) -> Result<(StatusCode, Json<Note>), Problem> {
    let (id, text) = request.parse()?;
    let mut db = host.store.write().await?;
    let of = store::users::find(&mut db, &user).await?.ok_or_else(|| not_found("person"))?.seq;
    if let Some((before, note)) = store::notes::find(&mut db, id.as_str()).await? {
        let same = before == of && note.text == text;
        return if same { Ok((StatusCode::OK, Json(note))) } else { Err(id_taken()) };
    }
    let at = host.clock.now();
    let note = Note { id, at, by: host.administrator.clone(), text, removed: None };
    store::notes::add(&mut db, of, &note).await?;
    let action = ActivityAction::NoteAdded { user, note: note.id.clone() };
    store::activity::add(&mut db, at, &host.administrator, &action).await?;
    db.commit().await.map_err(StoreError::from)?;
    Ok((StatusCode::CREATED, Json(note)))
}

/// Remove a note
///
/// It is kept with who removed it and when, and shown no more. Removing it again changes nothing.
#[utoipa::path(post, path = USER_NOTE_REMOVAL, tag = "users",
    params(("user_id" = String, Path, description = "Whom it is about"), ("note_id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The note, removed", body = Note),
        (status = 404, description = "There is no such note about this person", body = Problem, content_type = "application/problem+json"),
    ))]
async fn remove(State(host): State<Arc<Host>>, Path((user, id)): Path<(UserId, String)>) -> Result<Json<Note>, Problem> {
    change(&host, user, &id, Change::Remove).await
}

/// Undo the removal of a note
#[utoipa::path(post, path = USER_NOTE_RESTORATION, tag = "users",
    params(("user_id" = String, Path, description = "Whom it is about"), ("note_id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The note as it was", body = Note),
        (status = 404, description = "There is no such note about this person", body = Problem, content_type = "application/problem+json"),
    ))]
async fn restore(State(host): State<Arc<Host>>, Path((user, id)): Path<(UserId, String)>) -> Result<Json<Note>, Problem> {
    change(&host, user, &id, Change::Restore).await
}

#[derive(Clone, Copy)]
enum Change {
    Remove,
    Restore,
}

async fn change(host: &Host, user: UserId, id: &str, change: Change) -> Result<Json<Note>, Problem> {
    let mut db = host.store.write().await?;
    let of = store::users::find(&mut db, &user).await?.ok_or_else(|| not_found("person"))?.seq;
    let found = store::notes::find(&mut db, id).await?.filter(|(about, _)| *about == of);
    let (_, note) = found.ok_or_else(|| not_found("note"))?;
    let at = host.clock.now();
    let (changed, action) = match change {
        Change::Remove => (note.remove(&host.administrator, at), ActivityAction::NoteRemoved { user, note: note.id.clone() }),
        Change::Restore => (note.restore(), ActivityAction::NoteRestored { user, note: note.id.clone() }),
    };
    let Some(changed) = changed else { return Ok(Json(note)) };
    store::notes::keep_removal(&mut db, &changed).await?;
    store::activity::add(&mut db, at, &host.administrator, &action).await?;
    db.commit().await.map_err(StoreError::from)?;
    Ok(Json(changed))
}
