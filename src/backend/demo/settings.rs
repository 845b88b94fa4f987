//! Owns the email settings of the demonstration: saving them, their return at its moment, what is known of the readiness.
//! Refuses rules of its own; `domain` judges, as in the host.

use super::{ADMINISTRATOR, ITSELF, Kept, State};
use crate::api::{
    payload::{NotReady, VersionedSettings},
    problem::Problem,
};
use crate::backend::Failure;
use crate::domain::{
    activity::ActivityAction,
    email_kind::SuppressibleKind,
    readiness::{PublishedTemplate, ReadinessFacts, WaitingLanguages},
    settings::{EmailSettings, SettingsDraft},
    settings_update::Circumstances,
    timestamp::Timestamp,
};

impl State {
    pub(super) fn save_settings(&mut self, version: u64, draft: &SettingsDraft, now: Timestamp) -> Result<VersionedSettings, Failure> {
        if version != self.settings_version {
            return Err(Failure::Stale);
        }
        let facts = if self.settings.turns_off(draft, now) { self.readiness() } else { ReadinessFacts::default() };
        let by = Circumstances { organization: &self.organization, facts: &facts, now };
        let (after, acknowledgement) = self.settings.update(draft, by).map_err(|problems| Problem::of_settings(&problems))?;
        let (before, after) = (Box::new(self.settings.draft()), self.keep_settings(after, now, ADMINISTRATOR));
        let action = ActivityAction::SettingsChanged { before, after: Box::new(after), acknowledgement };
        self.record(now, action);
        Ok(self.versioned_settings())
    }

    fn keep_settings(&mut self, settings: EmailSettings, at: Timestamp, by: &'static str) -> SettingsDraft {
        let draft = settings.draft();
        self.settings = settings;
        self.settings_version += 1;
        self.settings_changed = Some((at, by));
        draft
    }

    /// Keeps and records that the setting has returned to on by itself, once it has.
    pub(super) fn settle(&mut self, now: Timestamp) {
        if let Some((settings, since)) = self.settings.returned(now) {
            self.keep_settings(settings, now, ITSELF);
            self.record_of(now, ITSELF, ActivityAction::SettingReturned { since });
        }
    }

    pub(super) fn readiness(&self) -> ReadinessFacts {
        let mut waiting = WaitingLanguages::default();
        self.people.iter().for_each(|record| waiting.add(&record.user, &self.organization));
        let published = |kept: &Kept| {
            let (published, draft) = kept.versions.last().filter(|(_, draft)| draft.purpose == SuppressibleKind::Activation)?;
            Some((published.at, PublishedTemplate::judge(kept.stored.id.clone(), draft, &self.organization)))
        };
        ReadinessFacts {
            waiting_languages: waiting.counts(),
            templates: PublishedTemplate::newest_first(self.templates.iter().filter_map(published).collect()),
            test_mail: self.test_mail.clone(),
        }
    }

    pub(super) fn versioned_settings(&self) -> VersionedSettings {
        let (changed_at, changed_by) = self.settings_changed.map(|(at, by)| (at, by.to_owned())).unzip();
        VersionedSettings { version: self.settings_version, settings: self.settings.draft(), changed_at, changed_by }
    }

    /// What must be done before mail of this kind can go out.
    pub(super) fn not_ready(&self, kind: SuppressibleKind) -> Option<NotReady> {
        if self.settings.sender.is_none() {
            return Some(NotReady::SenderMissing);
        }
        self.newest_published(kind).is_none().then_some(NotReady::TemplateMissing)
    }
}
