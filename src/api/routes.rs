//! Owns the only strings that name paths, parameters and headers of the API.
//! Refuses everything else; host and browser both build on these.

use super::import::ImportQuery;
use crate::domain::{
    activity_filter::ActivityFilter, batch::BatchId, batch_control::BatchControl, client_id::ClientId, delivery_filter::DeliveryFilter,
    template::TemplateId, user::UserId,
};

/// What this backend can do.
pub const CAPABILITIES: &str = "/api/v1/capabilities";
/// The organization.
pub const ORGANIZATION: &str = "/api/v1/organization";
/// The email settings with the suppression rules.
pub const EMAIL_SETTINGS: &str = "/api/v1/email-settings";
/// Check rules without saving them.
pub const RULES_VALIDATION: &str = "/api/v1/email-settings/rules/validation";
/// What is known of the readiness to turn automatic emails off.
pub const READINESS: &str = "/api/v1/email-settings/readiness";
/// People, by cursor.
pub const USERS: &str = "/api/v1/users";
/// How many reminders are due.
pub const USERS_DUE: &str = "/api/v1/users/due";
/// People in columns, by cursor.
pub const USERS_COLUMNS: &str = "/api/v1/users/columns";
/// Import people from CSV.
pub const USERS_IMPORT: &str = "/api/v1/users/import";
/// One person.
pub const USER: &str = "/api/v1/users/{user_id}";
/// What happened to one person.
pub const USER_TIMELINE: &str = "/api/v1/users/{user_id}/timeline";
/// What is decided about the emails to one person, and why.
pub const USER_DECISIONS: &str = "/api/v1/users/{user_id}/decisions";
/// Notes about one person.
pub const USER_NOTES: &str = "/api/v1/users/{user_id}/notes";
/// Remove a note.
pub const USER_NOTE_REMOVAL: &str = "/api/v1/users/{user_id}/notes/{note_id}/removal";
/// Undo the removal of a note.
pub const USER_NOTE_RESTORATION: &str = "/api/v1/users/{user_id}/notes/{note_id}/restoration";
/// That one person was reached elsewhere.
pub const USER_CONTACTS: &str = "/api/v1/users/{user_id}/contacts";
/// Take back that one person was reached elsewhere.
pub const USER_CONTACT_WITHDRAWAL: &str = "/api/v1/users/{user_id}/contacts/{contact_id}/withdrawal";
/// Templates.
pub const TEMPLATES: &str = "/api/v1/templates";
/// One template.
pub const TEMPLATE: &str = "/api/v1/templates/{template_id}";
/// The message that a draft would be.
pub const TEMPLATE_MESSAGE: &str = "/api/v1/templates/{template_id}/message";
/// Publish a template's draft as its next version.
pub const TEMPLATE_VERSIONS: &str = "/api/v1/templates/{template_id}/versions";
/// One published version.
pub const TEMPLATE_VERSION: &str = "/api/v1/templates/{template_id}/versions/{version}";
/// Send a test mail.
pub const TEMPLATE_TEST_MAIL: &str = "/api/v1/templates/{template_id}/test-mail";
/// Send batches.
pub const SEND_BATCHES: &str = "/api/v1/send-batches";
/// Who would receive and who not, before anything is sent.
pub const SEND_BATCHES_PLAN: &str = "/api/v1/send-batches/plan";
/// One batch.
pub const SEND_BATCH: &str = "/api/v1/send-batches/{batch_id}";
/// The deliveries of a batch, by cursor.
pub const SEND_BATCH_DELIVERIES: &str = "/api/v1/send-batches/{batch_id}/deliveries";
/// Stop a batch.
pub const SEND_BATCH_CANCELLATION: &str = "/api/v1/send-batches/{batch_id}/cancellation";
/// Hold a batch.
pub const SEND_BATCH_PAUSE: &str = "/api/v1/send-batches/{batch_id}/pause";
/// Let a batch go on, or begin before its time.
pub const SEND_BATCH_RESUMPTION: &str = "/api/v1/send-batches/{batch_id}/resumption";
/// Try again what failed in a batch.
pub const SEND_BATCH_RETRY: &str = "/api/v1/send-batches/{batch_id}/retry";
/// Say what becomes of the uncertain deliveries of a batch.
pub const SEND_BATCH_RESOLUTION: &str = "/api/v1/send-batches/{batch_id}/resolution";
/// A batch as it goes on, as server-sent events.
pub const SEND_BATCH_EVENTS: &str = "/api/v1/send-batches/{batch_id}/events";
/// The outcomes of a batch, as CSV.
pub const SEND_BATCH_OUTCOMES: &str = "/api/v1/send-batches/{batch_id}/outcomes";
/// What was done, newest first, by cursor.
pub const ACTIVITY: &str = "/api/v1/activity";
/// Everybody who acted, for a choice among them.
pub const ACTIVITY_ACTORS: &str = "/api/v1/activity/actors";
/// Addresses that mail came back from, by cursor.
pub const UNDELIVERABLE: &str = "/api/v1/undeliverable";
/// Lift that nothing is sent to an address.
pub const UNDELIVERABLE_CLEARANCE: &str = "/api/v1/undeliverable/{entry_id}/clearance";
/// Exchanges the one-time token of the printed link for a session.
pub const SIGN_IN: &str = "/sign-in";

/// Header that makes a repeated request do its work once.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// Header that marks an answer as a replay of an earlier one.
pub const IDEMPOTENCY_REPLAYED: &str = "Idempotency-Replayed";

/// Largest page of a collection.
pub const LARGEST_PAGE: u32 = 1_000;
/// Page size where none is asked for.
pub const DEFAULT_PAGE: u32 = 100;
/// Largest page of people in columns.
pub const LARGEST_COLUMNS: u32 = 10_000;
/// Size of a page of people in columns where none is asked for.
pub const DEFAULT_COLUMNS: u32 = 1_000;
/// Most people in one send batch request.
pub const MOST_RECIPIENTS: usize = 1_000_000;

/// Path of an import that is done in this way.
#[must_use]
pub fn users_import(query: &ImportQuery) -> String {
    let parameters = [("added", query.added.map(String::from)), ("mapping", query.mapping.as_ref().map(|mapping| mapping.print()))];
    let given = parameters.into_iter().filter_map(|(name, value)| Some(format!("&{name}={}", segment(&value?))));
    given.fold(format!("{USERS_IMPORT}?preview={}&newly_added={}", query.preview, query.newly_added), |path, one| path + &one)
}

/// Path of one user.
#[must_use]
pub fn user(id: &UserId) -> String {
    USER.replace("{user_id}", &segment(&id.0))
}

/// Path of one user's timeline.
#[must_use]
pub fn user_timeline(id: &UserId) -> String {
    USER_TIMELINE.replace("{user_id}", &segment(&id.0))
}

/// Path of the decisions about one user.
#[must_use]
pub fn user_decisions(id: &UserId) -> String {
    USER_DECISIONS.replace("{user_id}", &segment(&id.0))
}

/// Path of the notes about one user.
#[must_use]
pub fn user_notes(id: &UserId) -> String {
    USER_NOTES.replace("{user_id}", &segment(&id.0))
}

/// Path of the removal of a note.
#[must_use]
pub fn user_note_removal(id: &UserId, note: &ClientId) -> String {
    USER_NOTE_REMOVAL.replace("{user_id}", &segment(&id.0)).replace("{note_id}", &segment(note.as_str()))
}

/// Path of the undoing of a note's removal.
#[must_use]
pub fn user_note_restoration(id: &UserId, note: &ClientId) -> String {
    USER_NOTE_RESTORATION.replace("{user_id}", &segment(&id.0)).replace("{note_id}", &segment(note.as_str()))
}

/// Path of the contacts with one user.
#[must_use]
pub fn user_contacts(id: &UserId) -> String {
    USER_CONTACTS.replace("{user_id}", &segment(&id.0))
}

/// Path of taking a contact back.
#[must_use]
pub fn user_contact_withdrawal(id: &UserId, contact: &ClientId) -> String {
    USER_CONTACT_WITHDRAWAL.replace("{user_id}", &segment(&id.0)).replace("{contact_id}", &segment(contact.as_str()))
}

/// Path of one template.
#[must_use]
pub fn template(id: &TemplateId) -> String {
    TEMPLATE.replace("{template_id}", &segment(&id.0))
}

/// Path of a template's versions.
#[must_use]
pub fn template_versions(id: &TemplateId) -> String {
    TEMPLATE_VERSIONS.replace("{template_id}", &segment(&id.0))
}

/// Path of one published version.
#[must_use]
pub fn template_version(id: &TemplateId, version: u32) -> String {
    TEMPLATE_VERSION.replace("{template_id}", &segment(&id.0)).replace("{version}", &version.to_string())
}

/// Path of the message that a draft would be.
#[must_use]
pub fn template_message(id: &TemplateId) -> String {
    TEMPLATE_MESSAGE.replace("{template_id}", &segment(&id.0))
}

/// Path of a template's test mail.
#[must_use]
pub fn template_test_mail(id: &TemplateId) -> String {
    TEMPLATE_TEST_MAIL.replace("{template_id}", &segment(&id.0))
}

/// Path of the batches of one template.
#[must_use]
pub fn send_batches_of(template: &TemplateId, cursor: Option<&str>, limit: u32) -> String {
    format!("{}&template={}", page(SEND_BATCHES, cursor, limit), segment(&template.0))
}

/// Path of one batch.
#[must_use]
pub fn send_batch(id: &BatchId) -> String {
    SEND_BATCH.replace("{batch_id}", &segment(&id.0))
}

/// Path of one batch's deliveries.
#[must_use]
pub fn send_batch_deliveries(id: &BatchId) -> String {
    SEND_BATCH_DELIVERIES.replace("{batch_id}", &segment(&id.0))
}

/// Path of what is done with one batch.
#[must_use]
pub fn send_batch_control(id: &BatchId, control: &BatchControl) -> String {
    let path = match control {
        BatchControl::Pause => SEND_BATCH_PAUSE,
        BatchControl::Resume => SEND_BATCH_RESUMPTION,
        BatchControl::Cancel => SEND_BATCH_CANCELLATION,
        BatchControl::Retry => SEND_BATCH_RETRY,
        BatchControl::Resolve(_) => SEND_BATCH_RESOLUTION,
    };
    path.replace("{batch_id}", &segment(&id.0))
}

/// Path of one batch's events.
#[must_use]
pub fn send_batch_events(id: &BatchId) -> String {
    SEND_BATCH_EVENTS.replace("{batch_id}", &segment(&id.0))
}

/// Path of one batch's deliveries that a filter lets pass.
#[must_use]
pub fn send_batch_deliveries_of(id: &BatchId, filter: &DeliveryFilter, cursor: Option<&str>, limit: u32) -> String {
    let parameters = [("state", filter.stage.map(|stage| stage.name().to_owned())), ("reason", filter.reason.clone())];
    let given = parameters.into_iter().filter_map(|(name, value)| Some(format!("&{name}={}", segment(&value?))));
    given.fold(page(&send_batch_deliveries(id), cursor, limit), |path, parameter| path + &parameter)
}

/// Path of lifting that nothing is sent to an address.
#[must_use]
pub fn undeliverable_clearance(id: u64) -> String {
    UNDELIVERABLE_CLEARANCE.replace("{entry_id}", &id.to_string())
}

/// A path with the cursor and page size of a collection.
#[must_use]
pub fn page(path: &str, cursor: Option<&str>, limit: u32) -> String {
    let cursor = cursor.map(|cursor| format!("&cursor={}", segment(cursor))).unwrap_or_default();
    format!("{path}?limit={limit}{cursor}")
}

/// A path with the cursor and page size of a listing of people, of everybody or of who changed since.
#[must_use]
pub fn people(path: &str, cursor: Option<&str>, limit: u32, changed_since: Option<&str>) -> String {
    let since = changed_since.map(|token| format!("&changed_since={}", segment(token))).unwrap_or_default();
    page(path, cursor, limit) + &since
}

/// The path of what was done, with the parameters of a filter.
#[must_use]
pub fn activity(filter: &ActivityFilter, cursor: Option<&str>, limit: u32) -> String {
    let parameters = [
        ("kind", filter.kind.map(|kind| kind.name().to_owned())),
        ("actor", filter.actor.clone()),
        ("from", filter.from.map(String::from)),
        ("until", filter.until.map(String::from)),
    ];
    let given = parameters.into_iter().filter_map(|(name, value)| Some(format!("&{name}={}", segment(&value?))));
    given.fold(page(ACTIVITY, cursor, limit), |path, parameter| path + &parameter)
}

/// An identifier made safe for a path or query: all but letters, digits, `-`, `.`, `_`, `~` become `%XX` (RFC 3986).
#[must_use]
pub fn segment(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            safe.push_str(&format!("%{byte:02X}"));
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{activity_kind::ActivityKind, delivery_filter::DeliveryStage, timestamp::Timestamp};

    #[test]
    fn identifiers_never_leave_their_segment() {
        assert_eq!(user(&UserId("a/../b?c#d e".into())), "/api/v1/users/a%2F..%2Fb%3Fc%23d%20e");
        assert_eq!(template_version(&TemplateId("t1".into()), 3), "/api/v1/templates/t1/versions/3");
        assert_eq!(page(USERS, Some("x&y"), 10), "/api/v1/users?limit=10&cursor=x%26y");
        assert_eq!(people(USERS_COLUMNS, None, 5, Some("a.7&b")), "/api/v1/users/columns?limit=5&changed_since=a.7%26b");
        let of_template = send_batches_of(&TemplateId("a&b".into()), Some("7"), 5);
        assert_eq!(of_template, "/api/v1/send-batches?limit=5&cursor=7&template=a%26b");
        let failed = DeliveryFilter { stage: Some(DeliveryStage::Failed), reason: Some("a&b".into()) };
        let of_batch = send_batch_deliveries_of(&BatchId("b/1".into()), &failed, Some("7"), 5);
        assert_eq!(of_batch, "/api/v1/send-batches/b%2F1/deliveries?limit=5&cursor=7&state=failed&reason=a%26b");
        assert_eq!(send_batch_control(&BatchId("b".into()), &BatchControl::Resume), "/api/v1/send-batches/b/resumption");
        let import = ImportQuery { preview: true, mapping: r#"{"E & M":"email"}"#.parse().ok(), ..ImportQuery::default() };
        let expected = "/api/v1/users/import?preview=true&newly_added=false&mapping=%7B%22E%20%26%20M%22%3A%22email%22%7D";
        assert_eq!(users_import(&import), expected);
        let filter = ActivityFilter {
            kind: Some(ActivityKind::Batch),
            actor: Some("Ada & Bo".into()),
            from: Timestamp::parse("2026-11-22").ok(),
            until: None,
        };
        assert_eq!(activity(&filter, None, 5), "/api/v1/activity?limit=5&kind=batch&actor=Ada%20%26%20Bo&from=2026-11-22T00%3A00%3A00Z");
    }
}
