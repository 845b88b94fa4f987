//! Owns the demonstration: a backend in memory with the same domain rules as the host, from which nothing leaves.
//! Refuses storage: a reload begins anew, and the console says so.

mod activity;
mod batch_control;
mod batches;
mod directory;
mod import;
mod notes;
mod people;
mod relay;
mod reminders;
mod settings;
mod undeliverable;

use super::{Failure, InMemory};
use crate::api::{
    notes::{ContactRequest, NoteRequest},
    payload::{
        Ability, ActivityPage, ActorList, BatchList, BatchRequest, BounceReading, Capabilities, ComposedMessage, DeliveryPage,
        DueReminders, MailRoute, MessageRequest, PeopleColumnsPage, PlanReport, PlanRequest, PublishedVersion, StoredTemplate,
        TemplateList, TestMail, TestMailReport, UserDecisions, UserPage, UserTimeline, VersionContents, VersionList, VersionedSettings,
    },
    problem::{Problem, ProblemCode},
    routes::{LARGEST_COLUMNS, LARGEST_PAGE},
    undeliverable::UndeliverablePage,
};
use crate::domain::{
    activity::{ActivityAction, ActivityEntry},
    activity_filter::ActivityFilter,
    batch::{BatchId, COOLDOWN_HOURS, SendBatch},
    batch_control::{BatchChange, BatchControl},
    ceiling::Ceiling,
    client_id::ClientId,
    contact::Contact,
    delivery_filter::DeliveryFilter,
    email_address::EmailAddress,
    explain::explain,
    mail_history::UserRecord,
    note::Note,
    organization::Organization,
    publish::{PublishRefusal, publish},
    readiness::{AcceptedTestMail, ReadinessFacts},
    settings::{EmailSettings, SettingsDraft},
    template::{Template, TemplateDraft, TemplateId},
    timestamp::Timestamp,
    undeliverable::UndeliverableAddress,
    user::UserId,
};
use batches::Batches;
use directory::People;
use notes::Notes;
use reminders::Reminded;
use std::sync::{Arc, Mutex, PoisonError};
use undeliverable::Returned;

/// A backend in memory.
#[derive(Clone)]
pub struct Demo {
    state: Arc<Mutex<State>>,
    clock: fn() -> Timestamp,
}

impl std::fmt::Debug for Demo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Demo")
    }
}

const ADMINISTRATOR: &str = "you";
/// Who is named where nobody acted.
const ITSELF: &str = "Usher";
/// How many people a batch may go to without a second look.
const CEILING: Ceiling = Ceiling::of(10_000);

struct State {
    organization: Organization,
    settings: EmailSettings,
    settings_version: u64,
    settings_changed: Option<(Timestamp, &'static str)>,
    test_mail: Option<AcceptedTestMail>,
    people: People,
    templates: Vec<Kept>,
    batches: Batches,
    notes: Notes,
    returned: Returned,
    reminded: Option<Reminded>,
    activity: Vec<ActivityEntry>,
}

/// A template with its published versions.
struct Kept {
    stored: StoredTemplate,
    versions: Vec<(PublishedVersion, TemplateDraft)>,
}

impl Demo {
    /// A new demonstration; `None` never happens, since the seed is tested.
    #[must_use]
    pub fn new(clock: fn() -> Timestamp) -> Option<Self> {
        let people = people::people(clock());
        let state = State {
            organization: people::organization()?,
            settings: EmailSettings::default(),
            settings_version: 1,
            settings_changed: None,
            test_mail: None,
            returned: Returned::of(&people),
            people: People::new(people, clock()),
            templates: Vec::new(),
            batches: Batches::default(),
            notes: Notes::default(),
            reminded: None,
            activity: Vec::new(),
        };
        Some(Self { state: Arc::new(Mutex::new(state)), clock })
    }

    fn with<T>(&self, act: impl FnOnce(&mut State, Timestamp) -> Result<T, Failure>) -> Result<T, Failure> {
        // A poisoned lock still holds whole state: nothing here panics half-way.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (self.clock)();
        state.settle(now);
        state.remind(now);
        state.advance(now);
        act(&mut state, now)
    }
}

impl InMemory for Demo {
    fn capabilities(&self) -> Result<Capabilities, Failure> {
        Ok(Capabilities {
            backend: format!("Usher demonstration {}", env!("CARGO_PKG_VERSION")),
            mail: MailRoute::Nowhere,
            import: Ability::Available,
            target_users: Ability::Available,
            custom_content: Ability::Available,
            composed_messages: Ability::Unavailable,
            cooldown_hours: u32::try_from(COOLDOWN_HOURS).unwrap_or_default(),
            largest_page: LARGEST_PAGE,
            changed_since: Ability::Available,
            batch_events: Ability::Unavailable,
            people_columns: Some(LARGEST_COLUMNS),
            bounces: BounceReading::Read,
            batch_ceiling: CEILING,
            test_only_to: None,
            platform_resend: Ability::Unavailable,
            platform_relay: None,
            email_rules: Ability::Available,
            delivery_outcomes: Ability::Available,
            notes: Ability::Available,
        })
    }

    fn organization(&self) -> Result<Organization, Failure> {
        self.with(|state, _| Ok(state.organization.clone()))
    }

    fn email_settings(&self) -> Result<VersionedSettings, Failure> {
        self.with(|state, _| Ok(state.versioned_settings()))
    }

    fn save_email_settings(&self, version: u64, draft: &SettingsDraft) -> Result<VersionedSettings, Failure> {
        self.with(|state, now| state.save_settings(version, draft, now))
    }

    fn readiness(&self) -> Result<ReadinessFacts, Failure> {
        self.with(|state, _| Ok(state.readiness()))
    }

    fn users(&self, cursor: Option<&str>, limit: u32) -> Result<UserPage, Failure> {
        self.with(|state, _| state.people.page(cursor, limit, LARGEST_PAGE, None))
    }

    fn users_since(&self, token: &str, cursor: Option<&str>, limit: u32) -> Result<UserPage, Failure> {
        self.with(|state, _| state.people.page(cursor, limit, LARGEST_PAGE, Some(token)))
    }

    fn people_columns(&self, cursor: Option<&str>, limit: u32, since: Option<&str>) -> Result<PeopleColumnsPage, Failure> {
        self.with(|state, _| Ok(state.people.page(cursor, limit, LARGEST_COLUMNS, since)?.into()))
    }

    fn due_reminders(&self) -> Result<DueReminders, Failure> {
        self.with(|state, now| Ok(state.due_reminders(now)))
    }

    fn user_timeline(&self, user: &UserId) -> Result<UserTimeline, Failure> {
        self.with(|state, _| {
            let record = state.person(user)?.clone();
            Ok(UserTimeline { record, entries: state.timeline_of(user)?, undeliverable: state.undeliverable_of(user) })
        })
    }

    fn undeliverable(&self, cursor: Option<&str>, limit: u32) -> Result<UndeliverablePage, Failure> {
        self.with(|state, _| state.undeliverable(cursor, limit))
    }

    fn clear_undeliverable(&self, id: u64) -> Result<UndeliverableAddress, Failure> {
        self.with(|state, now| state.clear_undeliverable(id, now))
    }

    fn add_note(&self, user: &UserId, note: &NoteRequest) -> Result<Note, Failure> {
        self.with(|state, now| state.add_note(user, note, now))
    }

    fn remove_note(&self, user: &UserId, note: &ClientId) -> Result<Note, Failure> {
        self.with(|state, now| state.remove_note(user, note, now))
    }

    fn restore_note(&self, user: &UserId, note: &ClientId) -> Result<Note, Failure> {
        self.with(|state, now| state.restore_note(user, note, now))
    }

    fn add_contact(&self, user: &UserId, contact: &ContactRequest) -> Result<Contact, Failure> {
        self.with(|state, now| state.add_contact(user, contact, now))
    }

    fn withdraw_contact(&self, user: &UserId, contact: &ClientId) -> Result<Contact, Failure> {
        self.with(|state, now| state.withdraw_contact(user, contact, now))
    }

    fn user_decisions(&self, user: &UserId) -> Result<UserDecisions, Failure> {
        self.with(|state, now| {
            let record = state.person(user)?;
            Ok(UserDecisions { at: now, decisions: explain(&state.organization, &state.settings, &record.user, now) })
        })
    }

    fn templates(&self) -> Result<TemplateList, Failure> {
        self.with(|state, _| Ok(TemplateList { templates: state.templates.iter().map(|kept| kept.stored.clone()).collect() }))
    }

    fn create_template(&self, draft: &TemplateDraft) -> Result<StoredTemplate, Failure> {
        self.with(|state, now| {
            let id = TemplateId(format!("template-{}", state.templates.len() + 1));
            let stored = StoredTemplate { id, version: 1, draft: draft.clone(), changed_at: now, published: None };
            state.templates.push(Kept { stored: stored.clone(), versions: Vec::new() });
            state.record(now, ActivityAction::TemplateCreated { template: stored.id.clone(), name: draft.name.clone() });
            Ok(stored)
        })
    }

    fn save_template(&self, template: &TemplateId, version: u64, draft: &TemplateDraft) -> Result<StoredTemplate, Failure> {
        self.with(|state, now| {
            let kept = state.kept(template, version)?;
            kept.stored = StoredTemplate { version: version + 1, draft: draft.clone(), changed_at: now, ..kept.stored.clone() };
            Ok(kept.stored.clone())
        })
    }

    fn publish_template(&self, template: &TemplateId, version: u64) -> Result<StoredTemplate, Failure> {
        self.with(|state, now| {
            let organization = state.organization.clone();
            let kept = state.kept(template, version)?;
            publish(&kept.stored.draft, &organization).map_err(|refusal| match refusal {
                PublishRefusal::Problems(problems) => Problem::of_template(&problems),
                PublishRefusal::Checks(_) => Problem::new(ProblemCode::Invalid, "Some checks keep this template from being published."),
            })?;
            let number = u32::try_from(kept.versions.len()).unwrap_or(u32::MAX).saturating_add(1);
            let published = PublishedVersion { version: number, at: now, by: ADMINISTRATOR.into() };
            kept.versions.push((published.clone(), kept.stored.draft.clone()));
            kept.stored.published = Some(published);
            let stored = kept.stored.clone();
            let action = ActivityAction::TemplatePublished { template: template.clone(), name: stored.draft.name.clone(), version: number };
            state.record(now, action);
            Ok(stored)
        })
    }

    fn template_versions(&self, template: &TemplateId) -> Result<VersionList, Failure> {
        self.with(|state, _| {
            let kept = state.find_template(template)?;
            Ok(VersionList { versions: kept.versions.iter().rev().map(|(published, _)| published.clone()).collect() })
        })
    }

    fn template_version(&self, template: &TemplateId, version: u32) -> Result<VersionContents, Failure> {
        self.with(|state, _| {
            let found = state.find_template(template)?.versions.iter().find(|(published, _)| published.version == version);
            found
                .map(|(published, template)| VersionContents { published: published.clone(), template: template.clone() })
                .ok_or(Failure::NotFound)
        })
    }

    /// There is no mail library here.
    fn composed_message(&self, _: &TemplateId, _: &MessageRequest) -> Result<ComposedMessage, Failure> {
        Err(Failure::Unsupported)
    }

    fn send_test_mail(&self, template: &TemplateId, mail: &TestMail) -> Result<TestMailReport, Failure> {
        self.with(|state, now| {
            state.find_template(template)?;
            EmailAddress::parse(&mail.to)
                .map_err(|reason| Problem::new(ProblemCode::Invalid, reason.to_string()).with_error("/to", reason.to_string()))?;
            Template::parse(&mail.draft).map_err(|problems| Problem::of_template(&problems))?;
            let Some(sender) = &state.settings.sender else {
                return Err(Problem::new(ProblemCode::NotReady, "Set the sender in the email settings first.").into());
            };
            state.test_mail = Some(AcceptedTestMail { at: now, sender: sender.address.clone() });
            state.record(now, ActivityAction::TestMailSent { template: template.clone() });
            Ok(TestMailReport { mail: MailRoute::Nowhere })
        })
    }

    fn plan_batch(&self, request: &PlanRequest) -> Result<PlanReport, Failure> {
        self.with(|state, now| {
            let (plan, _) = state.plan(request.kind, &request.recipients, now)?;
            Ok(PlanReport { plan, not_ready: state.not_ready(request.kind) })
        })
    }

    fn start_batch(&self, key: &str, request: &BatchRequest) -> Result<SendBatch, Failure> {
        self.with(|state, now| state.start_batch(key, request, now))
    }

    fn batches(&self) -> Result<BatchList, Failure> {
        self.with(|state, _| Ok(BatchList { batches: state.batches.newest_first(), next_cursor: None }))
    }

    fn batches_of(&self, template: &TemplateId, cursor: Option<&str>, limit: u32) -> Result<BatchList, Failure> {
        self.with(|state, _| {
            let of_template: Vec<SendBatch> =
                state.batches.newest_first().into_iter().filter(|batch| batch.template == *template).collect();
            let (page, next_cursor) = page(&of_template, cursor, limit)?;
            Ok(BatchList { batches: page.to_vec(), next_cursor })
        })
    }

    fn batch(&self, batch: &BatchId) -> Result<SendBatch, Failure> {
        self.with(|state, _| state.batches.find(batch).map(|running| running.batch()).ok_or(Failure::NotFound))
    }

    fn deliveries(&self, batch: &BatchId, filter: &DeliveryFilter, cursor: Option<&str>, limit: u32) -> Result<DeliveryPage, Failure> {
        self.with(|state, _| {
            let running = state.batches.find(batch).ok_or(Failure::NotFound)?;
            let found = running.deliveries(filter);
            let (page, next_cursor) = page(&found, cursor, limit)?;
            Ok(DeliveryPage { deliveries: page.to_vec(), next_cursor })
        })
    }

    fn control_batch(&self, batch: &BatchId, control: &BatchControl) -> Result<BatchChange, Failure> {
        self.with(|state, now| state.control_batch(batch, control, now))
    }

    fn activity(&self, filter: &ActivityFilter, cursor: Option<&str>, limit: u32) -> Result<ActivityPage, Failure> {
        self.with(|state, _| state.activity_page(filter, cursor, limit))
    }

    fn activity_actors(&self) -> Result<ActorList, Failure> {
        self.with(|state, _| Ok(state.actors()))
    }
}

impl State {
    fn person(&self, user: &UserId) -> Result<&UserRecord, Failure> {
        self.people.iter().find(|record| record.user.id == *user).ok_or(Failure::NotFound)
    }

    fn find_template(&self, template: &TemplateId) -> Result<&Kept, Failure> {
        self.templates.iter().find(|kept| kept.stored.id == *template).ok_or(Failure::NotFound)
    }

    fn kept(&mut self, template: &TemplateId, version: u64) -> Result<&mut Kept, Failure> {
        let kept = self.templates.iter_mut().find(|kept| kept.stored.id == *template).ok_or(Failure::NotFound)?;
        if kept.stored.version == version { Ok(kept) } else { Err(Failure::Stale) }
    }
}

/// A page of a list: the cursor is the position of its first entry.
fn page<'l, T>(list: &'l [T], cursor: Option<&str>, limit: u32) -> Result<(&'l [T], Option<String>), Failure> {
    check_limit(limit)?;
    let start = match cursor {
        None => 0,
        Some(cursor) => cursor.parse::<usize>().ok().filter(|start| *start <= list.len()).ok_or_else(unknown_cursor)?,
    };
    let end = list.len().min(start + limit as usize);
    let next_cursor = (end < list.len()).then(|| end.to_string());
    Ok((list.get(start..end).unwrap_or_default(), next_cursor))
}

fn check_limit(limit: u32) -> Result<(), Failure> {
    if (1..=LARGEST_PAGE).contains(&limit) { Ok(()) } else { Err(malformed("limit", "limit is a number from 1 to 1000")) }
}

fn unknown_cursor() -> Failure {
    malformed("cursor", "the cursor is not known; begin again without one")
}

fn malformed(name: &str, detail: &str) -> Failure {
    Problem::new(ProblemCode::Malformed, detail).with_error(name, detail).into()
}
