//! Owns that a person was reached elsewhere: noting it, and taking it back.
//! Refuses to tell the activity or the log what was written about it.

use crate::{
    api::{
        notes::{ContactRequest, id_taken},
        problem::Problem,
        routes::{USER_CONTACT_WITHDRAWAL, USER_CONTACTS},
    },
    domain::{
        activity::ActivityAction,
        contact::{Contact, last_contact},
        mail_history::MailHistory,
        user::UserId,
    },
    host::{
        error::not_found,
        extract::{Json as Body, Path},
        state::Host,
        store::{self, StoreError, connection::Db, users::Placed},
    },
};
use axum::{Json, extract::State, http::StatusCode};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(add)).routes(routes!(withdraw))
}

/// Note that a person was reached elsewhere
///
/// The pause before the next reminder begins anew. The same identifier with the same contents again adds nothing.
#[utoipa::path(post, path = USER_CONTACTS, tag = "users", params(("user_id" = String, Path, description = "Who was reached")), request_body = ContactRequest, responses(
    (status = 201, description = "The contact", body = Contact),
    (status = 200, description = "It was noted before", body = Contact),
    (status = 404, description = "There is no such person", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The identifier belongs to another contact", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "What is to be remembered cannot be kept", body = Problem, content_type = "application/problem+json"),
))]
async fn add(
    State(host): State<Arc<Host>>,
    Path(user): Path<UserId>,
    Body(request): Body<ContactRequest>,
) -> Result<(StatusCode, Json<Contact>), Problem> {
    let (id, note) = request.parse()?;
    let mut db = host.store.write().await?;
    let placed = store::users::find(&mut db, &user).await?.ok_or_else(|| not_found("person"))?;
    if let Some((before, contact)) = store::contacts::find(&mut db, id.as_str()).await? {
        let same = before == placed.seq && contact.way == request.way && contact.note == note;
        return if same { Ok((StatusCode::OK, Json(contact))) } else { Err(id_taken()) };
    }
    let at = host.clock.now();
    let contact = Contact { id, at, by: host.administrator.clone(), way: request.way, note, withdrawn: None };
    store::contacts::add(&mut db, placed.seq, &contact).await?;
    keep_last(&mut db, placed).await?;
    let action = ActivityAction::ContactNoted { user, contact: contact.id.clone(), way: contact.way };
    store::activity::add(&mut db, at, &host.administrator, &action).await?;
    db.commit().await.map_err(StoreError::from)?;
    Ok((StatusCode::CREATED, Json(contact)))
}

/// Take back that a person was reached elsewhere
///
/// The contact before it counts again. Taking it back again changes nothing.
#[utoipa::path(post, path = USER_CONTACT_WITHDRAWAL, tag = "users",
    params(("user_id" = String, Path, description = "Who was reached"), ("contact_id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The contact, taken back", body = Contact),
        (status = 404, description = "There is no such contact with this person", body = Problem, content_type = "application/problem+json"),
    ))]
async fn withdraw(State(host): State<Arc<Host>>, Path((user, id)): Path<(UserId, String)>) -> Result<Json<Contact>, Problem> {
    let mut db = host.store.write().await?;
    let placed = store::users::find(&mut db, &user).await?.ok_or_else(|| not_found("person"))?;
    let found = store::contacts::find(&mut db, &id).await?.filter(|(of, _)| *of == placed.seq);
    let (_, contact) = found.ok_or_else(|| not_found("contact"))?;
    let at = host.clock.now();
    let Some(withdrawn) = contact.withdraw(&host.administrator, at) else { return Ok(Json(contact)) };
    store::contacts::keep_withdrawal(&mut db, &withdrawn).await?;
    keep_last(&mut db, placed).await?;
    let action = ActivityAction::ContactWithdrawn { user, contact: withdrawn.id.clone() };
    store::activity::add(&mut db, at, &host.administrator, &action).await?;
    db.commit().await.map_err(StoreError::from)?;
    Ok(Json(withdrawn))
}

/// Keeps beside the mails when the person was last reached elsewhere, from which their next reminder is counted.
async fn keep_last(db: &mut Db, Placed { seq, record }: Placed) -> Result<(), StoreError> {
    let contacted = last_contact(&store::contacts::with_user(db, seq).await?);
    store::users::keep_mail(db, seq, &MailHistory { contacted, ..record.mail }).await
}
