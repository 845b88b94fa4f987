//! Owns what the pages call: one async method per use case, over HTTP or in the browser itself.
//! Refuses rules: an adapter builds a request, sends it and reads the answer; the demonstration calls `domain`, as the host does.

mod demo;
mod failure;
mod http;
mod import;
mod token;
mod upload;

pub use demo::Demo;
pub use failure::{Failure, UnreadFile, Whom};
pub use http::Http;
pub use import::{ImportInMemory, ImportProgress, ImportWatch, read_in_slices, read_slice};
pub use token::TokenSource;

use crate::api::notes::{ContactRequest, NoteRequest};
use crate::api::payload::{
    ActivityPage, ActorList, BatchList, BatchRequest, Capabilities, ComposedMessage, DeliveryPage, DueReminders, MessageRequest,
    PeopleColumnsPage, PlanReport, PlanRequest, StoredTemplate, TemplateList, TestMail, TestMailReport, UserDecisions, UserPage,
    UserTimeline, VersionContents, VersionList, VersionedSettings,
};
use crate::api::undeliverable::UndeliverablePage;
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
    timestamp::Timestamp,
    undeliverable::UndeliverableAddress,
    user::UserId,
};
use std::sync::Arc;

/// What the console talks to.
#[derive(Clone, Debug)]
pub enum Backend {
    /// Usher's REST contract.
    Http(Http),
    /// A seeded organization in memory; nothing leaves the browser.
    InMemory(Arc<dyn InMemory>),
}

impl Backend {
    /// Whether it still knows after a reload what was saved before.
    #[must_use]
    pub fn outlives_reload(&self) -> bool {
        match self {
            Self::Http(_) => true,
            Self::InMemory(_) => false,
        }
    }

    /// Where a batch's events are read, if a browser can do that: it shows no token there.
    #[must_use]
    pub fn batch_events(&self, batch: &BatchId) -> Option<String> {
        match self {
            Self::Http(http) => http.batch_events(batch),
            Self::InMemory(_) => None,
        }
    }
}

impl From<Demo> for Backend {
    fn from(demo: Demo) -> Self {
        Self::InMemory(Arc::new(demo))
    }
}

part! {
    demonstration,
    /// The demonstration, which is fetched only where it is shown.
    pub fn demonstration(clock: fn() -> Timestamp) -> Result<Backend, Failure> {
        Demo::new(clock).map(Backend::from).ok_or(Failure::NotABackend)
    }
}

/// One method per use case, the same for every backend.
macro_rules! use_cases {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {
        impl Backend {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// [`Failure`] says what the administrator can do.
                pub async fn $name(&self, $($argument: $kind),*) -> Result<$answer, Failure> {
                    match self {
                        Self::Http(http) => http.$name($($argument),*).await,
                        Self::InMemory(backend) => backend.$name($($argument),*),
                    }
                }
            )*
        }

        /// A backend that answers at once. The pages know it by this trait alone, so that its code need not come with them.
        pub trait InMemory: ImportInMemory + std::fmt::Debug + Send + Sync {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// [`Failure`] says what the administrator can do.
                fn $name(&self, $($argument: $kind),*) -> Result<$answer, Failure>;
            )*
        }
    };
}

use_cases! {
    /// What this backend can do.
    capabilities() -> Capabilities;
    /// The organization.
    organization() -> Organization;
    /// The email settings with their version.
    email_settings() -> VersionedSettings;
    /// Saves the email settings that were read as `version`.
    save_email_settings(version: u64, draft: &SettingsDraft) -> VersionedSettings;
    /// What is known of the readiness to turn automatic emails off.
    readiness() -> ReadinessFacts;
    /// A page of people.
    users(cursor: Option<&str>, limit: u32) -> UserPage;
    /// How many reminders are due.
    due_reminders() -> DueReminders;
    /// A page of the people who were added or changed since this token was given.
    users_since(token: &str, cursor: Option<&str>, limit: u32) -> UserPage;
    /// A page of people in columns: of everybody, or of who was added or changed since a token was given.
    people_columns(cursor: Option<&str>, limit: u32, since: Option<&str>) -> PeopleColumnsPage;
    /// What happened to a person.
    user_timeline(user: &UserId) -> UserTimeline;
    /// A page of the addresses that mail came back from, newest first.
    undeliverable(cursor: Option<&str>, limit: u32) -> UndeliverablePage;
    /// Lifts that nothing is sent to an address.
    clear_undeliverable(id: u64) -> UndeliverableAddress;
    /// Adds a note about a person; the same identifier never adds two.
    add_note(user: &UserId, note: &NoteRequest) -> Note;
    /// Removes a note.
    remove_note(user: &UserId, note: &ClientId) -> Note;
    /// Undoes the removal of a note.
    restore_note(user: &UserId, note: &ClientId) -> Note;
    /// Notes that a person was reached elsewhere; the same identifier never adds two.
    add_contact(user: &UserId, contact: &ContactRequest) -> Contact;
    /// Takes back that a person was reached elsewhere.
    withdraw_contact(user: &UserId, contact: &ClientId) -> Contact;
    /// What is decided about the emails to a person, and why.
    user_decisions(user: &UserId) -> UserDecisions;
    /// Every template.
    templates() -> TemplateList;
    /// Adds a template.
    create_template(draft: &TemplateDraft) -> StoredTemplate;
    /// Saves the draft that was read as `version`.
    save_template(template: &TemplateId, version: u64, draft: &TemplateDraft) -> StoredTemplate;
    /// Publishes the draft that was read as `version`.
    publish_template(template: &TemplateId, version: u64) -> StoredTemplate;
    /// The published versions.
    template_versions(template: &TemplateId) -> VersionList;
    /// One published version.
    template_version(template: &TemplateId, version: u32) -> VersionContents;
    /// The message that a draft would be, as it would be handed over; nothing is sent.
    composed_message(template: &TemplateId, request: &MessageRequest) -> ComposedMessage;
    /// Sends a test mail.
    send_test_mail(template: &TemplateId, mail: &TestMail) -> TestMailReport;
    /// Who would receive and who not.
    plan_batch(request: &PlanRequest) -> PlanReport;
    /// Starts a batch; the same key never starts two.
    start_batch(key: &str, request: &BatchRequest) -> SendBatch;
    /// Every batch.
    batches() -> BatchList;
    /// A page of the batches that send this template, newest first.
    batches_of(template: &TemplateId, cursor: Option<&str>, limit: u32) -> BatchList;
    /// One batch as it stands.
    batch(batch: &BatchId) -> SendBatch;
    /// A page of the deliveries that a filter lets pass.
    deliveries(batch: &BatchId, filter: &DeliveryFilter, cursor: Option<&str>, limit: u32) -> DeliveryPage;
    /// Holds a batch, lets it go on, stops it, tries again or resolves; what was done already changes nothing.
    control_batch(batch: &BatchId, control: &BatchControl) -> BatchChange;
    /// What was done, newest first, as far as a filter lets it pass.
    activity(filter: &ActivityFilter, cursor: Option<&str>, limit: u32) -> ActivityPage;
    /// Everybody who acted.
    activity_actors() -> ActorList;
}
