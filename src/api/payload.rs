//! Owns the bodies of requests and answers that are not plain domain types.
//! Refuses unknown fields in requests, so that a typing error is answered and not ignored.

pub use super::{
    capabilities::{Ability, BounceReading, Capabilities, MailRoute},
    import::{CountedName, ImportQuery, ImportReport},
    people_pages::{ColumnsQuery, PeopleColumnsPage, UserPage, UserQuery},
};
pub use crate::domain::{
    batch_control::{BatchChange, ResolutionRequest},
    not_ready::NotReady,
};

use crate::domain::{
    activity::{ActivityEntry, TimelineEntry},
    activity_kind::ActivityKind,
    batch::{Delivery, SendBatch},
    batch_plan::BatchPlan,
    delivery_filter::DeliveryStage,
    email_kind::SuppressibleKind,
    explain::Explanation,
    language::Language,
    mail_history::UserRecord,
    recipients::Recipients,
    settings::SettingsDraft,
    template::{TemplateDraft, TemplateId},
    timestamp::Timestamp,
    undeliverable::UndeliverableAddress,
    user::UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The email settings with their version.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct VersionedSettings {
    /// Counts up with every change; also the `ETag`.
    pub version: u64,
    /// The settings.
    pub settings: SettingsDraft,
    /// When they were last changed; nothing while they are as delivered.
    pub changed_at: Option<Timestamp>,
    /// Who changed them last.
    pub changed_by: Option<String>,
}

/// Rules to be checked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesToValidate {
    /// The settings that the rules belong to.
    pub settings: SettingsDraft,
}

/// What is wrong or doubtful with rules.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct RulesValidation {
    /// Everything, in the order of the rules.
    pub problems: Vec<RuleProblemReport>,
}

/// One thing wrong or doubtful.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct RuleProblemReport {
    /// JSON pointer into the settings.
    pub pointer: String,
    /// `error` keeps the settings from being saved, `warning` does not.
    pub severity: ReportedSeverity,
    /// What it is.
    pub detail: String,
}

/// How bad a reported problem is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportedSeverity {
    /// Can be saved.
    Warning,
    /// Cannot be saved.
    Error,
}

/// Which page of a collection.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Where the page begins: `next_cursor` of the page before; nothing for the first.
    pub cursor: Option<String>,
    /// How many at most, from 1 to 1,000; 100 unless said.
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<u32>,
}

/// How many reminders are due, for a number beside the page where they are sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DueReminders {
    /// Reminders that are due today or were due before, by the cadence of the saved settings and the organization's clocks.
    pub due_today: u64,
    /// People who have not signed in yet.
    pub waiting: u64,
    /// When reminders start next by themselves, if they are switched on by then; at once where it has passed.
    pub next_run: Timestamp,
}

/// A person's timeline.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct UserTimeline {
    /// The person.
    pub record: UserRecord,
    /// What happened, newest first.
    pub entries: Vec<TimelineEntry>,
    /// The newest entry about an address of theirs that mail came back from, one that is in force before any other.
    #[serde(default)]
    pub undeliverable: Option<UndeliverableAddress>,
}

/// What is decided about the emails to a person by the settings as saved, and how each decision came about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct UserDecisions {
    /// When it was decided; rules may be in force for a time only.
    pub at: Timestamp,
    /// One for every kind of automatic email.
    pub decisions: Vec<Explanation>,
}

/// Every template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TemplateList {
    /// The templates, oldest first.
    pub templates: Vec<StoredTemplate>,
}

/// A template as it is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct StoredTemplate {
    /// Identifier.
    pub id: TemplateId,
    /// Counts up with every saved change of the draft; also the `ETag`.
    pub version: u64,
    /// The draft.
    pub draft: TemplateDraft,
    /// When the draft was last changed.
    pub changed_at: Timestamp,
    /// The newest published version, if there is one.
    pub published: Option<PublishedVersion>,
}

/// A published version without its contents.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PublishedVersion {
    /// Counts up from 1.
    pub version: u32,
    /// When it was published.
    pub at: Timestamp,
    /// Who published it.
    pub by: String,
}

/// The published versions of a template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct VersionList {
    /// The versions, newest first.
    pub versions: Vec<PublishedVersion>,
}

/// A published version with its contents, which never change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct VersionContents {
    /// Number, time and author.
    pub published: PublishedVersion,
    /// The contents.
    pub template: TemplateDraft,
}

/// A test mail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TestMail {
    /// Where it goes.
    pub to: String,
    /// The text to be sent, published or not, with one variant.
    pub draft: TemplateDraft,
    /// In whose place it is rendered; without it, as an example person.
    pub as_user: Option<UserId>,
}

/// What came of a test mail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TestMailReport {
    /// Where it went.
    pub mail: MailRoute,
}

/// A message to be composed and not sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageRequest {
    /// The template as typed, published or not.
    pub draft: TemplateDraft,
    /// The language of the text; without it, the one that the person would get.
    #[serde(default)]
    pub language: Option<Language>,
    /// Whom it would go to; without it, an example person.
    #[serde(default)]
    pub as_user: Option<UserId>,
}

/// A message as it would be handed over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ComposedMessage {
    /// Headers and parts (RFC 5322), lines ended by CR LF; ASCII, but where the name in an address is not.
    pub message: String,
    /// SHA-256 of the HTML part as it arrives and is decoded (UTF-8, lines ended by CR LF), in hexadecimal digits.
    pub html_sha256: String,
    /// SHA-256 of the plain text part in the same way, in hexadecimal digits.
    pub text_sha256: String,
}

/// Whom a batch is for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchRequest {
    /// Activation email or reminder.
    pub kind: SuppressibleKind,
    /// The template; its newest published version is sent.
    pub template: TemplateId,
    /// The chosen people.
    pub recipients: Recipients,
    /// How many the administrator was shown as recipients. Another number now is answered with 409, and nothing is sent.
    pub expected_recipients: u64,
    /// The same number, given once more: a batch above the backend's `batch_ceiling` is answered with 409 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_recipients: Option<u64>,
    /// When it begins, in the future and within a year; without it, at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// How many are sent a day at most, on the organization's clocks; without it, as fast as the relay takes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub per_day: Option<u32>,
}

/// Whom a batch would be for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRequest {
    /// Activation email or reminder.
    pub kind: SuppressibleKind,
    /// The chosen people. A plan is made whatever number is expected; `matching` says how many there are.
    pub recipients: Recipients,
}

/// Who would receive and who not: numbers, and the first names of each.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PlanReport {
    /// Who receives and who does not.
    #[serde(flatten)]
    pub plan: BatchPlan,
    /// What must be done first, if anything.
    pub not_ready: Option<NotReady>,
}

/// Which batches, and which page of them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BatchQuery {
    /// Only those that send this template, whichever version of it.
    pub template: Option<TemplateId>,
    /// Where the page begins: `next_cursor` of the page before, which had the same `template`; nothing for the first.
    pub cursor: Option<String>,
    /// How many at most, from 1 to 1,000; all that there are unless said.
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<u32>,
}

/// Every batch, or a page of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct BatchList {
    /// The batches, newest first.
    pub batches: Vec<SendBatch>,
    /// Where the next page begins; nothing after the last.
    pub next_cursor: Option<String>,
}

/// Which deliveries, and which page of them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    /// Where the page begins: `next_cursor` of the page before, which had the same filters; nothing for the first.
    pub cursor: Option<String>,
    /// How many at most, from 1 to 1,000; 100 unless said.
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<u32>,
    /// Only those that stand there.
    #[param(inline)]
    pub state: Option<DeliveryStage>,
    /// Only those that failed, wait for another try or were skipped for this reason, by its `code`.
    #[param(min_length = 1, example = "already_activated")]
    pub reason: Option<String>,
}

/// A delivery with how often it was tried.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeliveryRow {
    /// The delivery.
    #[serde(flatten)]
    pub delivery: Delivery,
    /// Tries so far, since it was begun or last begun again.
    #[serde(default)]
    pub attempts: u32,
}

/// A page of deliveries.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeliveryPage {
    /// The deliveries, in the order of sending.
    pub deliveries: Vec<DeliveryRow>,
    /// Where the next page begins; nothing after the last.
    pub next_cursor: Option<String>,
}

/// Which page of what was done, and which entries.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ActivityQuery {
    /// Where the page begins: `next_cursor` of the page before, which had the same filters; nothing for the first.
    pub cursor: Option<String>,
    /// How many at most, from 1 to 1,000; 100 unless said.
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<u32>,
    /// What the entries are about.
    #[param(inline)]
    pub kind: Option<ActivityKind>,
    /// Who acted, by the exact name.
    #[param(min_length = 1)]
    pub actor: Option<String>,
    /// The first moment (RFC 3339); a day alone begins at midnight UTC.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-11-01T00:00:00Z")]
    pub from: Option<Timestamp>,
    /// The moment after the last, later than `from` (RFC 3339); a day alone begins at midnight UTC.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-12-01T00:00:00Z")]
    pub until: Option<Timestamp>,
}

/// Everybody who acted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ActorList {
    /// Their names, each once, in the order of their characters.
    pub actors: Vec<String>,
}

/// A page of what was done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ActivityPage {
    /// The entries, newest first.
    pub entries: Vec<ActivityEntry>,
    /// Where the next page begins; nothing after the last.
    pub next_cursor: Option<String>,
}
