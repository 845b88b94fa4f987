//! Owns what was done, in words, with its icon and where it leads.
//! Refuses what changed in settings and templates, which have files of their own.

use super::settings_words::settings_changes;
use crate::domain::{
    activity::{ActivityAction, THE_PERSON},
    activity_kind::ActivityKind,
    batch::BatchOrigin,
    batch_control::Resolution,
    contact::ContactWay,
    not_ready::NotReady,
    scim::failure::PullFailure,
};
use crate::ui::{pages::sending::kind_words, route::Route, text::Text};

/// What entries are about.
#[must_use]
pub fn activity_kind_words(text: Text, kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Settings => text.activity_kind_settings(),
        ActivityKind::Template => text.activity_kind_template(),
        ActivityKind::Batch => text.activity_kind_batch(),
        ActivityKind::Directory => text.activity_kind_directory(),
        ActivityKind::Contact => text.activity_kind_contact(),
    }
}

/// Who acted: a name as it was kept, or the person whom the entry is about.
#[must_use]
pub fn actor_words(text: Text, actor: &str) -> String {
    if actor == THE_PERSON { text.activity_the_person().to_owned() } else { actor.to_owned() }
}

/// How somebody was reached elsewhere.
#[must_use]
pub fn way_words(text: Text, way: ContactWay) -> &'static str {
    match way {
        ContactWay::Phone => text.person_reached_by_phone(),
        ContactWay::InPerson => text.person_reached_in_person(),
        ContactWay::Chat => text.person_reached_by_chat(),
        ContactWay::Other => text.person_reached_otherwise(),
    }
}

/// Why nobody was pulled.
fn pull_failure_words(text: Text, reason: PullFailure) -> &'static str {
    match reason {
        PullFailure::Unreachable => text.activity_pull_unreachable(),
        PullFailure::TokenRefused => text.activity_pull_token_refused(),
        PullFailure::Busy => text.activity_pull_busy(),
        PullFailure::ServerError => text.activity_pull_server_error(),
        PullFailure::NotScim => text.activity_pull_not_scim(),
        PullFailure::Incomplete => text.activity_pull_incomplete(),
        PullFailure::TooLarge => text.activity_pull_too_large(),
        PullFailure::HostFailed => text.activity_pull_host_failed(),
    }
}

/// The icon of an action.
#[must_use]
pub fn icon_of(action: &ActivityAction) -> &'static str {
    match action {
        ActivityAction::DirectoryImported { .. } => "upload",
        ActivityAction::DirectoryPulled { .. } => "refresh",
        ActivityAction::DirectoryPullFailed { .. } => "alert",
        ActivityAction::SettingsChanged { .. } => "settings",
        ActivityAction::SettingReturned { .. } => "clock",
        ActivityAction::TemplateCreated { .. } => "file",
        ActivityAction::TemplatePublished { .. } => "flag",
        ActivityAction::TestMailSent { .. } => "mail",
        ActivityAction::BatchStarted { .. } => "send",
        ActivityAction::BatchIsTest { .. } | ActivityAction::BatchHeld { .. } => "alert",
        ActivityAction::BatchFinished { .. } => "check-circle",
        ActivityAction::BatchCancelled { .. } | ActivityAction::ReminderDeclined { .. } => "ban",
        ActivityAction::ReminderDeclineWithdrawn { .. } | ActivityAction::UndeliverableCleared { .. } => "mail",
        ActivityAction::NoteAdded { .. } => "pen",
        ActivityAction::NoteRemoved { .. } => "trash",
        ActivityAction::NoteRestored { .. } | ActivityAction::ContactWithdrawn { .. } => "undo",
        ActivityAction::ContactNoted { .. } => "phone",
        ActivityAction::RemindersStarted { .. } => "clock",
        ActivityAction::BatchPaused { .. } => "pause",
        ActivityAction::BatchResumed { .. } => "send",
        ActivityAction::BatchRetried { .. } => "refresh",
        ActivityAction::UncertainResolved { .. } => "help",
        ActivityAction::RemindersNotStarted { .. } => "alert",
    }
}

/// The page of what was acted on.
#[must_use]
pub fn link_of(action: &ActivityAction) -> Option<Route> {
    match action {
        ActivityAction::BatchStarted { batch, .. }
        | ActivityAction::BatchIsTest { batch, .. }
        | ActivityAction::BatchHeld { batch, .. }
        | ActivityAction::RemindersStarted { batch, .. }
        | ActivityAction::BatchFinished { batch, .. }
        | ActivityAction::BatchCancelled { batch, .. }
        | ActivityAction::BatchPaused { batch, .. }
        | ActivityAction::BatchResumed { batch, .. }
        | ActivityAction::BatchRetried { batch, .. }
        | ActivityAction::UncertainResolved { batch, .. } => Some(Route::Batch(batch.clone())),
        ActivityAction::TemplateCreated { template, .. }
        | ActivityAction::TemplatePublished { template, .. }
        | ActivityAction::TestMailSent { template } => Some(Route::Composer(template.clone())),
        ActivityAction::RemindersNotStarted { reason: NotReady::TemplateMissing, .. } => Some(Route::Templates),
        ActivityAction::SettingsChanged { .. }
        | ActivityAction::SettingReturned { .. }
        | ActivityAction::RemindersNotStarted { reason: NotReady::SenderMissing, .. } => Some(Route::Settings),
        ActivityAction::DirectoryImported { .. }
        | ActivityAction::DirectoryPulled { .. }
        | ActivityAction::DirectoryPullFailed { .. }
        | ActivityAction::ReminderDeclined { .. }
        | ActivityAction::ReminderDeclineWithdrawn { .. }
        | ActivityAction::UndeliverableCleared { .. }
        | ActivityAction::NoteAdded { .. }
        | ActivityAction::NoteRemoved { .. }
        | ActivityAction::NoteRestored { .. }
        | ActivityAction::ContactNoted { .. }
        | ActivityAction::ContactWithdrawn { .. } => None,
    }
}

/// What was done.
#[must_use]
pub fn action_words(text: Text, action: &ActivityAction) -> String {
    match action {
        ActivityAction::DirectoryImported { added, changed, refused } => {
            text.activity_imported(text.number(*added), text.number(*changed), text.number(*refused))
        }
        ActivityAction::DirectoryPulled { added, changed, gone, refused } => {
            let said = text.activity_pulled(text.number(*added), text.number(*changed), text.number(*refused));
            match gone {
                Some(gone) if *gone > 0 => format!("{said} {}", text.activity_pulled_gone(*gone)),
                Some(_) | None => said,
            }
        }
        ActivityAction::DirectoryPullFailed { reason } => text.activity_pull_failed(pull_failure_words(text, *reason)),
        ActivityAction::SettingsChanged { .. } => text.activity_settings().to_owned(),
        ActivityAction::SettingReturned { since } => text.activity_returned(text.date_time(since.millis())),
        ActivityAction::TemplateCreated { name, .. } if name.trim().is_empty() => text.activity_created_unnamed().to_owned(),
        ActivityAction::TemplateCreated { name, .. } => text.activity_created(name),
        ActivityAction::TemplatePublished { name, version, .. } => text.activity_published(name, text.number(u64::from(*version))),
        ActivityAction::TestMailSent { .. } => text.activity_test_mail().to_owned(),
        ActivityAction::ReminderDeclined { user } => text.activity_declined(&user.0),
        ActivityAction::ReminderDeclineWithdrawn { user } => text.activity_decline_withdrawn(&user.0),
        ActivityAction::UndeliverableCleared { user } => text.activity_undeliverable_cleared(&user.0),
        ActivityAction::NoteAdded { user, .. } => text.activity_note_added(&user.0),
        ActivityAction::NoteRemoved { user, .. } => text.activity_note_removed(&user.0),
        ActivityAction::NoteRestored { user, .. } => text.activity_note_restored(&user.0),
        ActivityAction::ContactNoted { user, way, .. } => text.activity_contact_noted(way_words(text, *way), &user.0),
        ActivityAction::ContactWithdrawn { user, .. } => text.activity_contact_withdrawn(&user.0),
        ActivityAction::BatchStarted { kind, origin, recipients, left_out, .. } => {
            let kind = kind_words(text, *kind);
            match origin {
                BatchOrigin::Administrator => text.activity_batch_started(kind, text.number(*recipients), text.number(*left_out)),
                BatchOrigin::Automatic => text.activity_batch_automatic(kind, text.number(*recipients)),
            }
        }
        ActivityAction::RemindersStarted { due, .. } => text.activity_reminders_started(*due),
        ActivityAction::RemindersNotStarted { due, reason: NotReady::SenderMissing } => text.activity_reminders_no_sender(*due),
        ActivityAction::RemindersNotStarted { due, reason: NotReady::TemplateMissing } => text.activity_reminders_no_template(*due),
        ActivityAction::BatchIsTest { recipients, .. } => text.activity_batch_test(*recipients),
        ActivityAction::BatchHeld { recipients, ceiling, .. } => text.activity_batch_held(*recipients, text.number(*ceiling)),
        ActivityAction::BatchFinished { counts, .. } => {
            text.activity_batch_finished(text.number(counts.sent), text.number(counts.failed), text.number(counts.skipped))
        }
        ActivityAction::BatchCancelled { counts, .. } => text.activity_batch_cancelled(text.number(counts.sent)),
        ActivityAction::BatchPaused { counts, .. } => text.activity_batch_paused(text.number(counts.sent)),
        ActivityAction::BatchResumed { counts, .. } => text.activity_batch_resumed(text.number(counts.sent)),
        ActivityAction::BatchRetried { deliveries, .. } => text.activity_batch_retried(*deliveries),
        ActivityAction::UncertainResolved { resolution: Resolution::Resend, deliveries, .. } => text.activity_uncertain_resend(*deliveries),
        ActivityAction::UncertainResolved { resolution: Resolution::Sent, deliveries, .. } => text.activity_uncertain_sent(*deliveries),
    }
}

/// What changed, line by line, as far as the entry itself tells.
#[must_use]
pub fn changes(text: Text, action: &ActivityAction) -> Vec<String> {
    match action {
        ActivityAction::SettingsChanged { before, after, acknowledgement } => {
            settings_changes(text, before, after, acknowledgement.as_ref())
        }
        ActivityAction::TemplatePublished { version: 0 | 1, .. } => vec![text.activity_first_version().to_owned()],
        ActivityAction::SettingReturned { .. }
        | ActivityAction::DirectoryImported { .. }
        | ActivityAction::DirectoryPulled { .. }
        | ActivityAction::DirectoryPullFailed { .. }
        | ActivityAction::TemplateCreated { .. }
        | ActivityAction::TemplatePublished { .. }
        | ActivityAction::TestMailSent { .. }
        | ActivityAction::ReminderDeclined { .. }
        | ActivityAction::ReminderDeclineWithdrawn { .. }
        | ActivityAction::UndeliverableCleared { .. }
        | ActivityAction::NoteAdded { .. }
        | ActivityAction::NoteRemoved { .. }
        | ActivityAction::NoteRestored { .. }
        | ActivityAction::ContactNoted { .. }
        | ActivityAction::ContactWithdrawn { .. }
        | ActivityAction::BatchStarted { .. }
        | ActivityAction::BatchIsTest { .. }
        | ActivityAction::BatchHeld { .. }
        | ActivityAction::RemindersStarted { .. }
        | ActivityAction::RemindersNotStarted { .. }
        | ActivityAction::BatchFinished { .. }
        | ActivityAction::BatchCancelled { .. }
        | ActivityAction::BatchPaused { .. }
        | ActivityAction::BatchResumed { .. }
        | ActivityAction::BatchRetried { .. }
        | ActivityAction::UncertainResolved { .. } => Vec::new(),
    }
}
