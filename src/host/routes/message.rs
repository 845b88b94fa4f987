//! Owns the message that a draft would be: the very path of a batch up to the hand-over, for a preview and for organizations that
//! send by other means.
//! Refuses to send, keep or log anything of it.

use super::{templates::TEMPLATE_BODY, trial::Trial};
use crate::{
    api::{
        payload::{ComposedMessage, MessageRequest},
        problem::{Problem, ProblemCode},
        routes::TEMPLATE_MESSAGE,
    },
    domain::{
        fingerprint::fingerprint,
        render::{Recipient, render},
        template::{Template, TemplateId},
    },
    host::{
        error::{invalid, of_draft_in},
        extract::{Json as Body, Path},
        mailer::{Letter, compose::compose},
        state::Host,
    },
};
use axum::{Json, extract::State};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(composed))
}

/// The message that a draft would be
///
/// Composed as a send batch would, and not sent.
#[utoipa::path(post, path = TEMPLATE_MESSAGE, tag = "templates", request_body = MessageRequest,
    params(("template_id" = String, Path, description = "Which template")),
    responses(
        (status = 200, description = "The message", body = ComposedMessage),
        (status = 404, description = "There is no such template", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "No sender is set", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Fields are wrong", body = Problem, content_type = "application/problem+json"),
    ))]
async fn composed(
    State(host): State<Arc<Host>>,
    Path(id): Path<TemplateId>,
    Body(request): Body<MessageRequest, TEMPLATE_BODY>,
) -> Result<Json<ComposedMessage>, Problem> {
    let now = host.clock.now();
    let template = Template::parse(&request.draft).map_err(|problems| of_draft_in("/draft", &problems))?;
    let Trial { user, sender, organization } = Trial::find(&host, &id, request.as_user.as_ref()).await?;
    let variant = match request.language {
        None => template.variant_for(&organization, &user).ok_or_else(|| invalid("/draft/variants", "there is no text"))?,
        Some(language) => {
            let written = template.variants().iter().find(|variant| variant.language == language);
            written.ok_or_else(|| invalid("/language", "there is no text in this language"))?
        }
    };
    let rendered = render(variant, Recipient { organization: &organization, user: &user });
    // Fixed, so that who asks again gets the same message but for its date and the boundaries between its parts.
    let name = format!("preview-{}-{}", id.0, user.id.0);
    let to_name = user.shown_name();
    let unsubscribe = host.unsubscribe_links.for_kind(template.purpose(), request.as_user.as_ref());
    let letter = Letter {
        name,
        batch: None,
        sender: &sender,
        to: &user.email,
        to_name: &to_name,
        user: Some(&user.id),
        email: &rendered,
        return_path: None,
        unsubscribe,
        at: now,
        outgoing: &host.safety.outgoing,
    };
    let composed = compose(&letter).map_err(|fault| Problem::new(ProblemCode::NotReady, format!("There is no message: {fault}.")))?;
    Ok(Json(ComposedMessage { message: composed.text, html_sha256: fingerprint(&rendered.html), text_sha256: fingerprint(&rendered.text) }))
}
