//! Owns the kinds that entries of the activity fall into, and the name of every action.
//! Refuses to filter, which `activity_filter` does.

use super::activity::ActivityAction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an entry is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// The email settings, with rules and sender.
    Settings,
    /// Templates and test mails.
    Template,
    /// Send batches.
    Batch,
    /// The directory, and what its people asked for.
    Directory,
    /// Notes about people, and that they were reached elsewhere.
    Contact,
}

/// What is known of one kind of entry.
pub struct ActivityKindFacts {
    /// Which one.
    pub kind: ActivityKind,
    /// Name on the wire.
    pub name: &'static str,
    /// Names of its actions on the wire.
    pub actions: &'static [&'static str],
}

/// Every kind, in the order in which filters offer them.
pub const ACTIVITY_KINDS: &[ActivityKindFacts] = &[
    ActivityKindFacts { kind: ActivityKind::Settings, name: "settings", actions: &["settings_changed", "setting_returned"] },
    ActivityKindFacts {
        kind: ActivityKind::Template,
        name: "template",
        actions: &["template_created", "template_published", "test_mail_sent"],
    },
    ActivityKindFacts {
        kind: ActivityKind::Batch,
        name: "batch",
        actions: &[
            "batch_started",
            "batch_is_test",
            "batch_held",
            "batch_finished",
            "batch_cancelled",
            "reminders_started",
            "reminders_not_started",
            "batch_paused",
            "batch_resumed",
            "batch_retried",
            "uncertain_resolved",
        ],
    },
    ActivityKindFacts {
        kind: ActivityKind::Directory,
        name: "directory",
        actions: &[
            "directory_imported",
            "directory_pulled",
            "directory_pull_failed",
            "reminder_declined",
            "reminder_decline_withdrawn",
            "undeliverable_cleared",
        ],
    },
    ActivityKindFacts {
        kind: ActivityKind::Contact,
        name: "contact",
        actions: &["note_added", "note_removed", "note_restored", "contact_noted", "contact_withdrawn"],
    },
];

impl ActivityKind {
    /// Name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        ACTIVITY_KINDS.iter().find(|facts| facts.kind == self).map_or("", |facts| facts.name)
    }

    /// Names of its actions on the wire.
    #[must_use]
    pub fn actions(self) -> &'static [&'static str] {
        ACTIVITY_KINDS.iter().find(|facts| facts.kind == self).map_or(&[], |facts| facts.actions)
    }

    /// The kind of that name.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        ACTIVITY_KINDS.iter().find(|facts| facts.name == name).map(|facts| facts.kind)
    }
}

impl ActivityAction {
    /// Name on the wire.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::DirectoryImported { .. } => "directory_imported",
            Self::DirectoryPulled { .. } => "directory_pulled",
            Self::DirectoryPullFailed { .. } => "directory_pull_failed",
            Self::SettingsChanged { .. } => "settings_changed",
            Self::SettingReturned { .. } => "setting_returned",
            Self::TemplateCreated { .. } => "template_created",
            Self::TemplatePublished { .. } => "template_published",
            Self::TestMailSent { .. } => "test_mail_sent",
            Self::ReminderDeclined { .. } => "reminder_declined",
            Self::ReminderDeclineWithdrawn { .. } => "reminder_decline_withdrawn",
            Self::NoteAdded { .. } => "note_added",
            Self::NoteRemoved { .. } => "note_removed",
            Self::NoteRestored { .. } => "note_restored",
            Self::ContactNoted { .. } => "contact_noted",
            Self::ContactWithdrawn { .. } => "contact_withdrawn",
            Self::UndeliverableCleared { .. } => "undeliverable_cleared",
            Self::BatchStarted { .. } => "batch_started",
            Self::BatchIsTest { .. } => "batch_is_test",
            Self::BatchHeld { .. } => "batch_held",
            Self::BatchFinished { .. } => "batch_finished",
            Self::BatchCancelled { .. } => "batch_cancelled",
            Self::BatchPaused { .. } => "batch_paused",
            Self::BatchResumed { .. } => "batch_resumed",
            Self::BatchRetried { .. } => "batch_retried",
            Self::UncertainResolved { .. } => "uncertain_resolved",
            Self::RemindersStarted { .. } => "reminders_started",
            Self::RemindersNotStarted { .. } => "reminders_not_started",
        }
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> ActivityKind {
        match self {
            Self::DirectoryImported { .. }
            | Self::DirectoryPulled { .. }
            | Self::DirectoryPullFailed { .. }
            | Self::ReminderDeclined { .. }
            | Self::ReminderDeclineWithdrawn { .. }
            | Self::UndeliverableCleared { .. } => ActivityKind::Directory,
            Self::NoteAdded { .. }
            | Self::NoteRemoved { .. }
            | Self::NoteRestored { .. }
            | Self::ContactNoted { .. }
            | Self::ContactWithdrawn { .. } => ActivityKind::Contact,
            Self::SettingsChanged { .. } | Self::SettingReturned { .. } => ActivityKind::Settings,
            Self::TemplateCreated { .. } | Self::TemplatePublished { .. } | Self::TestMailSent { .. } => ActivityKind::Template,
            Self::BatchStarted { .. }
            | Self::BatchIsTest { .. }
            | Self::BatchHeld { .. }
            | Self::BatchFinished { .. }
            | Self::BatchCancelled { .. }
            | Self::BatchPaused { .. }
            | Self::BatchResumed { .. }
            | Self::BatchRetried { .. }
            | Self::UncertainResolved { .. }
            | Self::RemindersStarted { .. }
            | Self::RemindersNotStarted { .. } => ActivityKind::Batch,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        batch::{BatchId, BatchOrigin, DeliveryCounts},
        batch_control::Resolution,
        client_id::ClientId,
        contact::ContactWay,
        email_kind::SuppressibleKind,
        not_ready::NotReady,
        scim::failure::PullFailure,
        settings::EmailSettings,
        template::TemplateId,
        timestamp::Timestamp,
        user::UserId,
    };
    use super::*;
    use std::collections::BTreeSet;
    use utoipa::PartialSchema;

    fn one_of_each() -> Vec<ActivityAction> {
        let settings = || Box::new(EmailSettings::default().draft());
        let (template, batch) = (TemplateId("t".into()), BatchId("b".into()));
        let (user, id) = (|| UserId("u".into()), || ClientId::parse("n").unwrap());
        let (kind, origin) = (SuppressibleKind::Activation, BatchOrigin::Automatic);
        vec![
            ActivityAction::DirectoryImported { added: 1, changed: 2, refused: 3 },
            ActivityAction::DirectoryPulled { added: 1, changed: 2, gone: None, refused: 3 },
            ActivityAction::DirectoryPullFailed { reason: PullFailure::Busy },
            ActivityAction::SettingsChanged { before: settings(), after: settings(), acknowledgement: None },
            ActivityAction::SettingReturned { since: Timestamp::from_millis(0) },
            ActivityAction::TemplateCreated { template: template.clone(), name: String::new() },
            ActivityAction::TemplatePublished { template: template.clone(), name: String::new(), version: 1 },
            ActivityAction::TestMailSent { template },
            ActivityAction::ReminderDeclined { user: UserId("u".into()) },
            ActivityAction::ReminderDeclineWithdrawn { user: UserId("u".into()) },
            ActivityAction::NoteAdded { user: user(), note: id() },
            ActivityAction::NoteRemoved { user: user(), note: id() },
            ActivityAction::NoteRestored { user: user(), note: id() },
            ActivityAction::ContactNoted { user: user(), contact: id(), way: ContactWay::InPerson },
            ActivityAction::ContactWithdrawn { user: user(), contact: id() },
            ActivityAction::UndeliverableCleared { user: user() },
            ActivityAction::BatchStarted { batch: batch.clone(), kind, origin, recipients: 1, left_out: 0 },
            ActivityAction::BatchIsTest { batch: batch.clone(), recipients: 1 },
            ActivityAction::BatchHeld { batch: batch.clone(), recipients: 2, ceiling: 1 },
            ActivityAction::BatchFinished { batch: batch.clone(), counts: DeliveryCounts::default() },
            ActivityAction::BatchCancelled { batch: batch.clone(), counts: DeliveryCounts::default() },
            ActivityAction::BatchPaused { batch: batch.clone(), counts: DeliveryCounts::default() },
            ActivityAction::BatchResumed { batch: batch.clone(), counts: DeliveryCounts::default() },
            ActivityAction::BatchRetried { batch: batch.clone(), deliveries: 1 },
            ActivityAction::UncertainResolved { batch: batch.clone(), resolution: Resolution::Sent, deliveries: 1 },
            ActivityAction::RemindersStarted { batch, due: 1 },
            ActivityAction::RemindersNotStarted { due: 1, reason: NotReady::SenderMissing },
        ]
    }

    /// The names by the wire's own description, so that a new action cannot be forgotten here.
    fn described() -> BTreeSet<String> {
        let schema = serde_json::to_value(ActivityAction::schema()).unwrap();
        let variants = schema["oneOf"].as_array().unwrap().iter();
        variants.map(|variant| find_name(variant).unwrap_or_else(|| panic!("no name in {variant}"))).collect()
    }

    fn find_name(schema: &serde_json::Value) -> Option<String> {
        let own = schema["properties"]["action"]["enum"][0].as_str().map(str::to_owned);
        own.or_else(|| schema["allOf"].as_array()?.iter().find_map(find_name))
    }

    #[test]
    fn every_action_is_of_one_kind_and_named_as_on_the_wire() {
        let listed: Vec<&str> = ACTIVITY_KINDS.iter().flat_map(|facts| facts.actions).copied().collect();
        assert_eq!(listed.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(), described());
        assert_eq!(listed.len(), described().len(), "each once");
        let actions = one_of_each();
        assert_eq!(actions.iter().map(|action| action.name().to_owned()).collect::<BTreeSet<_>>(), described());
        for action in actions {
            assert_eq!(serde_json::to_value(&action).unwrap()["action"], action.name());
            assert!(action.kind().actions().contains(&action.name()), "{action:?}");
        }
    }

    #[test]
    fn kinds_are_read_by_the_names_that_the_wire_gives() {
        for facts in ACTIVITY_KINDS {
            assert_eq!(serde_json::to_value(facts.kind).unwrap(), facts.name);
            assert_eq!((ActivityKind::read(facts.name), facts.kind.name()), (Some(facts.kind), facts.name));
        }
        assert_eq!(ActivityKind::read("mail"), None);
    }
}
