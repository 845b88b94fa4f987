//! Owns test mails: the very path of a batch, to an address that the administrator gives.
//! Refuses to count them in anybody's history.

use super::{templates::TEMPLATE_BODY, trial::Trial};
use crate::{
    api::{
        payload::{TestMail, TestMailReport},
        problem::{Problem, ProblemCode},
        routes::TEMPLATE_TEST_MAIL,
    },
    domain::{
        activity::ActivityAction,
        email_address::EmailAddress,
        readiness::AcceptedTestMail,
        render::{Recipient, RenderedEmail, render},
        template::{Template, TemplateId},
    },
    host::{
        error::{invalid, of_draft_in},
        extract::{Json as Body, Path},
        mailer::{Handover, Letter},
        state::Host,
        store::{self, StoreError},
    },
};
use axum::{Json, extract::State};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What marks the subject of a test mail.
const MARK: &str = "[TEST]";

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(send))
}

/// Send a test mail
#[utoipa::path(post, path = TEMPLATE_TEST_MAIL, tag = "templates", request_body = TestMail,
    params(("template_id" = String, Path, description = "Which template")),
    responses(
        (status = 200, description = "It was sent", body = TestMailReport),
        (status = 404, description = "There is no such template", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "No sender is set, or the relay refused", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Fields are wrong", body = Problem, content_type = "application/problem+json"),
    ))]
async fn send(
    State(host): State<Arc<Host>>,
    Path(id): Path<TemplateId>,
    Body(mail): Body<TestMail, TEMPLATE_BODY>,
) -> Result<Json<TestMailReport>, Problem> {
    let now = host.clock.now();
    let to = EmailAddress::parse(&mail.to).map_err(|reason| invalid("/to", &reason.to_string()))?;
    let template = Template::parse(&mail.draft).map_err(|problems| of_draft_in("/draft", &problems))?;
    let Trial { user, sender, organization } = Trial::find(&host, &id, mail.as_user.as_ref()).await?;

    let variant = template.variant_for(&organization, &user).ok_or_else(|| invalid("/draft/variants", "there is no text"))?;
    let rendered = render(variant, Recipient { organization: &organization, user: &user });
    let marked = RenderedEmail { subject: format!("{MARK} {}", rendered.subject), ..rendered };
    let name = format!("test-{}", uuid::Uuid::now_v7());
    // A link would decline in the name of the person whom the mail is rendered for.
    let unsubscribe = host.unsubscribe_links.for_kind(template.purpose(), None);
    let letter = Letter {
        name,
        batch: None,
        sender: &sender,
        to: &to,
        to_name: "",
        user: None,
        email: &marked,
        return_path: None,
        unsubscribe,
        at: now,
        outgoing: &host.safety.outgoing,
    };
    match host.mailer.send(&letter).await {
        Handover::Sent => {}
        Handover::Failed { reason } => return Err(Problem::new(ProblemCode::NotReady, format!("The test mail was not sent: {reason}."))),
        Handover::Uncertain => {
            return Err(Problem::new(ProblemCode::NotReady, "The mail relay did not answer; the test mail may arrive or not."));
        }
    }
    let mut db = host.store.write().await?;
    store::settings::keep_test_mail(&mut db, &AcceptedTestMail { at: now, sender: sender.address }).await?;
    store::activity::add(&mut db, now, &host.administrator, &ActivityAction::TestMailSent { template: id }).await?;
    db.commit().await.map_err(StoreError::from)?;
    Ok(Json(TestMailReport { mail: host.mailer.route() }))
}
