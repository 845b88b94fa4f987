//! Owns calling Usher's REST contract from the browser.
//! Refuses rules and retries; a repeated send goes out with the same key, which the page keeps.

use super::{
    Failure, ImportWatch,
    token::{Token, TokenSource},
    upload::upload,
};
use crate::api::{
    notes::{ContactRequest, NoteRequest},
    payload::{
        ActivityPage, ActorList, BatchList, BatchRequest, Capabilities, ComposedMessage, DeliveryPage, DueReminders, ImportQuery,
        ImportReport, MessageRequest, PeopleColumnsPage, PlanReport, PlanRequest, StoredTemplate, TemplateList, TestMail, TestMailReport,
        UserDecisions, UserPage, UserTimeline, VersionContents, VersionList, VersionedSettings,
    },
    problem::Problem,
    routes,
    undeliverable::UndeliverablePage,
};
use crate::domain::{
    activity_filter::ActivityFilter,
    batch::{BatchId, SendBatch},
    batch_control::{BatchChange, BatchControl},
    client_id::ClientId,
    contact::Contact,
    delivery_filter::DeliveryFilter,
    note::Note,
    organization::Organization,
    readiness::ReadinessFacts,
    settings::SettingsDraft,
    template::{TemplateDraft, TemplateId},
    undeliverable::UndeliverableAddress,
    user::UserId,
};
use gloo_net::http::{Request, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};

/// A backend behind HTTP.
#[derive(Clone, Debug, Default)]
pub struct Http {
    base: String,
    token: Token,
}

impl Http {
    /// A backend whose paths begin at `base`, empty for the page's own origin.
    #[must_use]
    pub fn new(base: impl Into<String>) -> Self {
        Self { base: base.into(), token: Token::None }
    }

    /// The same backend, called with a bearer token in place of the session's cookie.
    #[must_use]
    pub fn with_token(self, token: impl Into<String>) -> Self {
        Self { token: Token::Fixed(token.into()), ..self }
    }

    /// The same backend, called with a token that whoever holds the sign-in gives when asked.
    #[must_use]
    pub fn with_token_source(self, source: TokenSource) -> Self {
        Self { token: Token::Asked(source), ..self }
    }

    pub(super) async fn capabilities(&self) -> Result<Capabilities, Failure> {
        self.get(routes::CAPABILITIES).await
    }

    pub(super) async fn organization(&self) -> Result<Organization, Failure> {
        self.get(routes::ORGANIZATION).await
    }

    pub(super) async fn email_settings(&self) -> Result<VersionedSettings, Failure> {
        self.get(routes::EMAIL_SETTINGS).await
    }

    pub(super) async fn save_email_settings(&self, version: u64, draft: &SettingsDraft) -> Result<VersionedSettings, Failure> {
        json(self.at_version(self.request(Request::put, routes::EMAIL_SETTINGS), version), draft).await
    }

    pub(super) async fn readiness(&self) -> Result<ReadinessFacts, Failure> {
        self.get(routes::READINESS).await
    }

    pub(super) async fn users(&self, cursor: Option<&str>, limit: u32) -> Result<UserPage, Failure> {
        self.get(&routes::page(routes::USERS, cursor, limit)).await
    }

    pub(super) async fn due_reminders(&self) -> Result<DueReminders, Failure> {
        self.get(routes::USERS_DUE).await
    }

    pub(super) async fn users_since(&self, token: &str, cursor: Option<&str>, limit: u32) -> Result<UserPage, Failure> {
        self.get(&routes::people(routes::USERS, cursor, limit, Some(token))).await
    }

    pub(super) async fn people_columns(&self, cursor: Option<&str>, limit: u32, since: Option<&str>) -> Result<PeopleColumnsPage, Failure> {
        self.get(&routes::people(routes::USERS_COLUMNS, cursor, limit, since)).await
    }

    pub(super) async fn user_timeline(&self, user: &UserId) -> Result<UserTimeline, Failure> {
        self.get(&routes::user_timeline(user)).await
    }

    pub(super) async fn undeliverable(&self, cursor: Option<&str>, limit: u32) -> Result<UndeliverablePage, Failure> {
        self.get(&routes::page(routes::UNDELIVERABLE, cursor, limit)).await
    }

    pub(super) async fn clear_undeliverable(&self, id: u64) -> Result<UndeliverableAddress, Failure> {
        answer(self.request(Request::post, &routes::undeliverable_clearance(id)).send().await).await
    }

    pub(super) async fn add_note(&self, user: &UserId, note: &NoteRequest) -> Result<Note, Failure> {
        json(self.request(Request::post, &routes::user_notes(user)), note).await
    }

    pub(super) async fn remove_note(&self, user: &UserId, note: &ClientId) -> Result<Note, Failure> {
        answer(self.request(Request::post, &routes::user_note_removal(user, note)).send().await).await
    }

    pub(super) async fn restore_note(&self, user: &UserId, note: &ClientId) -> Result<Note, Failure> {
        answer(self.request(Request::post, &routes::user_note_restoration(user, note)).send().await).await
    }

    pub(super) async fn add_contact(&self, user: &UserId, contact: &ContactRequest) -> Result<Contact, Failure> {
        json(self.request(Request::post, &routes::user_contacts(user)), contact).await
    }

    pub(super) async fn withdraw_contact(&self, user: &UserId, contact: &ClientId) -> Result<Contact, Failure> {
        answer(self.request(Request::post, &routes::user_contact_withdrawal(user, contact)).send().await).await
    }

    pub(super) async fn user_decisions(&self, user: &UserId) -> Result<UserDecisions, Failure> {
        self.get(&routes::user_decisions(user)).await
    }

    pub(super) async fn import_users(
        &self,
        file: &web_sys::Blob,
        query: &ImportQuery,
        watch: &ImportWatch,
    ) -> Result<ImportReport, Failure> {
        let url = format!("{}{}", self.base, routes::users_import(query));
        let (status, text) = self.token.call(|(status, _)| *status, async |token| upload(&url, token, file, watch).await).await?;
        understood(status, &text)
    }

    pub(super) async fn templates(&self) -> Result<TemplateList, Failure> {
        self.get(routes::TEMPLATES).await
    }

    pub(super) async fn create_template(&self, draft: &TemplateDraft) -> Result<StoredTemplate, Failure> {
        json(self.request(Request::post, routes::TEMPLATES), draft).await
    }

    pub(super) async fn save_template(
        &self,
        template: &TemplateId,
        version: u64,
        draft: &TemplateDraft,
    ) -> Result<StoredTemplate, Failure> {
        json(self.at_version(self.request(Request::put, &routes::template(template)), version), draft).await
    }

    pub(super) async fn publish_template(&self, template: &TemplateId, version: u64) -> Result<StoredTemplate, Failure> {
        let request = self.at_version(self.request(Request::post, &routes::template_versions(template)), version);
        answer(request.send().await).await
    }

    pub(super) async fn template_versions(&self, template: &TemplateId) -> Result<VersionList, Failure> {
        self.get(&routes::template_versions(template)).await
    }

    pub(super) async fn template_version(&self, template: &TemplateId, version: u32) -> Result<VersionContents, Failure> {
        self.get(&routes::template_version(template, version)).await
    }

    pub(super) async fn composed_message(&self, template: &TemplateId, request: &MessageRequest) -> Result<ComposedMessage, Failure> {
        json(self.request(Request::post, &routes::template_message(template)), request).await
    }

    pub(super) async fn send_test_mail(&self, template: &TemplateId, mail: &TestMail) -> Result<TestMailReport, Failure> {
        json(self.request(Request::post, &routes::template_test_mail(template)), mail).await
    }

    pub(super) async fn plan_batch(&self, request: &PlanRequest) -> Result<PlanReport, Failure> {
        json(self.request(Request::post, routes::SEND_BATCHES_PLAN), request).await
    }

    pub(super) async fn start_batch(&self, key: &str, request: &BatchRequest) -> Result<SendBatch, Failure> {
        json(self.request(Request::post, routes::SEND_BATCHES).header(routes::IDEMPOTENCY_KEY, key), request).await
    }

    pub(super) async fn batches(&self) -> Result<BatchList, Failure> {
        self.get(routes::SEND_BATCHES).await
    }

    pub(super) async fn batches_of(&self, template: &TemplateId, cursor: Option<&str>, limit: u32) -> Result<BatchList, Failure> {
        self.get(&routes::send_batches_of(template, cursor, limit)).await
    }

    pub(super) async fn batch(&self, batch: &BatchId) -> Result<SendBatch, Failure> {
        self.get(&routes::send_batch(batch)).await
    }

    pub(super) async fn deliveries(
        &self,
        batch: &BatchId,
        filter: &DeliveryFilter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<DeliveryPage, Failure> {
        self.get(&routes::send_batch_deliveries_of(batch, filter, cursor, limit)).await
    }

    pub(super) async fn control_batch(&self, batch: &BatchId, control: &BatchControl) -> Result<BatchChange, Failure> {
        let request = self.request(Request::post, &routes::send_batch_control(batch, control));
        match control {
            BatchControl::Resolve(resolution) => json(request, resolution).await,
            BatchControl::Pause | BatchControl::Resume | BatchControl::Cancel | BatchControl::Retry => answer(request.send().await).await,
        }
    }

    pub(super) fn batch_events(&self, batch: &BatchId) -> Option<String> {
        let plain = self.base.is_empty() && matches!(self.token, Token::None);
        plain.then(|| routes::send_batch_events(batch))
    }

    pub(super) async fn activity(&self, filter: &ActivityFilter, cursor: Option<&str>, limit: u32) -> Result<ActivityPage, Failure> {
        self.get(&routes::activity(filter, cursor, limit)).await
    }

    pub(super) async fn activity_actors(&self) -> Result<ActorList, Failure> {
        self.get(routes::ACTIVITY_ACTORS).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        answer(self.request(Request::get, path).send().await).await
    }

    fn request(&self, method: fn(&str) -> RequestBuilder, path: &str) -> Call<'_> {
        Call { method, url: format!("{}{path}", self.base), header: None, body: None, token: &self.token }
    }

    fn at_version<'a>(&self, call: Call<'a>, version: u64) -> Call<'a> {
        call.header("If-Match", &format!("\"{version}\""))
    }
}

/// A request that can go out twice: with another token, where the first is not taken.
struct Call<'a> {
    method: fn(&str) -> RequestBuilder,
    url: String,
    header: Option<(&'static str, String)>,
    body: Option<String>,
    token: &'a Token,
}

impl Call<'_> {
    fn header(self, name: &'static str, value: &str) -> Self {
        Self { header: Some((name, value.to_owned())), ..self }
    }

    async fn send(self) -> Result<Response, Failure> {
        self.token.call(Response::status, async |token| self.send_with(token).await).await
    }

    async fn send_with(&self, token: Option<&str>) -> Result<Response, Failure> {
        let mut request = (self.method)(&self.url).header("Accept", "application/json");
        if let Some((name, value)) = &self.header {
            request = request.header(name, value);
        }
        if let Some(token) = token {
            request = request.header("Authorization", &format!("Bearer {token}"));
        }
        let sent = match &self.body {
            Some(body) => request.header("Content-Type", "application/json").body(body).map_err(|_| Failure::Unreachable)?.send().await,
            None => request.send().await,
        };
        sent.map_err(|_| Failure::Unreachable)
    }
}

async fn json<T: DeserializeOwned>(call: Call<'_>, body: &impl Serialize) -> Result<T, Failure> {
    let body = Some(serde_json::to_string(body).map_err(|_| Failure::Unreachable)?);
    answer(Call { body, ..call }.send().await).await
}

/// Reads an answer: what was asked for, or the problem.
async fn answer<T: DeserializeOwned>(response: Result<Response, Failure>) -> Result<T, Failure> {
    let response = response?;
    let text = response.text().await.map_err(|_| Failure::Unreachable)?;
    understood(response.status(), &text)
}

fn understood<T: DeserializeOwned>(status: u16, text: &str) -> Result<T, Failure> {
    if matches!(status, 200..=299) {
        return serde_json::from_str(text).map_err(|_| Failure::NotABackend);
    }
    match serde_json::from_str::<Problem>(text) {
        Ok(problem) => Err(problem.into()),
        // A proxy on the way answers for itself.
        Err(_) if matches!(status, 502..=504) => Err(Failure::Unreachable),
        Err(_) => Err(Failure::NotABackend),
    }
}
