//! Owns the record of what was done: every change and every send, who, when, before and after.
//! Refuses addresses, message texts and tokens.

use super::{
    batch::{BatchId, BatchOrigin, DeliveryCounts},
    batch_control::Resolution,
    bounce::Bounce,
    client_id::ClientId,
    contact::{Contact, ContactWay},
    email_kind::SuppressibleKind,
    not_ready::NotReady,
    note::Note,
    scim::failure::PullFailure,
    settings::SettingsDraft,
    settings_update::Acknowledgement,
    template::TemplateId,
    timestamp::Timestamp,
    user::UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who is named where the person whom an entry is about acted; their identifier stands in the entry.
pub const THE_PERSON: &str = "the person";

/// One thing that was done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ActivityEntry {
    /// Counts up; never reused.
    pub id: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What.
    pub action: ActivityAction,
}

/// What was done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum ActivityAction {
    /// People were imported from a file.
    DirectoryImported {
        /// New people.
        added: u64,
        /// Changed people.
        changed: u64,
        /// Refused rows.
        refused: u64,
    },
    /// People were pulled from a SCIM server.
    DirectoryPulled {
        /// New people.
        added: u64,
        /// Changed people.
        changed: u64,
        /// People whom the server has no more; they stay as they are. Nothing where only changes were asked for.
        gone: Option<u64>,
        /// Refused resources.
        refused: u64,
    },
    /// Nobody could be pulled from a SCIM server; nothing was changed.
    DirectoryPullFailed {
        /// Why.
        reason: PullFailure,
    },
    /// The email settings were changed.
    SettingsChanged {
        /// As they were.
        before: Box<SettingsDraft>,
        /// As they are.
        after: Box<SettingsDraft>,
        /// Why the setting was turned off though something was missing, where that was so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        acknowledgement: Option<Acknowledgement>,
    },
    /// The setting returned to on by itself, at the moment that was chosen when it was turned off.
    SettingReturned {
        /// The moment, which may lie before the time of the entry: the host may have been down.
        since: Timestamp,
    },
    /// A template was begun. Saves of its draft are no entries: they happen by themselves while somebody types.
    TemplateCreated {
        /// Which.
        template: TemplateId,
        /// Its name then; may be empty.
        name: String,
    },
    /// A template was published.
    TemplatePublished {
        /// Which.
        template: TemplateId,
        /// Its name then.
        name: String,
        /// The new version.
        version: u32,
    },
    /// A test mail was sent to the administrator.
    TestMailSent {
        /// Which template.
        template: TemplateId,
    },
    /// A send batch was started.
    BatchStarted {
        /// Which.
        batch: BatchId,
        /// Activation email or reminder.
        kind: SuppressibleKind,
        /// How it came about.
        origin: BatchOrigin,
        /// To how many people.
        recipients: u64,
        /// How many of the chosen were left out.
        left_out: u64,
    },
    /// Reminders that were due were started by themselves.
    RemindersStarted {
        /// The batch that sends them.
        batch: BatchId,
        /// How many were due.
        due: u64,
    },
    /// Reminders were due and could not be started by themselves; said once a day.
    RemindersNotStarted {
        /// How many were due.
        due: u64,
        /// What must be done first.
        reason: NotReady,
    },
    /// A person said that they want no reminders.
    ReminderDeclined {
        /// Who.
        user: UserId,
    },
    /// A person wants reminders again.
    ReminderDeclineWithdrawn {
        /// Who.
        user: UserId,
    },
    /// A note about a person was added. What it says is for those alone who look at the person.
    NoteAdded {
        /// Whom it is about.
        user: UserId,
        /// Which.
        note: ClientId,
    },
    /// A note about a person was removed.
    NoteRemoved {
        /// Whom it is about.
        user: UserId,
        /// Which.
        note: ClientId,
    },
    /// The removal of a note was undone.
    NoteRestored {
        /// Whom it is about.
        user: UserId,
        /// Which.
        note: ClientId,
    },
    /// It was noted that a person was reached elsewhere.
    ContactNoted {
        /// Who was reached.
        user: UserId,
        /// Which contact.
        contact: ClientId,
        /// How.
        way: ContactWay,
    },
    /// It was taken back that a person was reached elsewhere.
    ContactWithdrawn {
        /// Who.
        user: UserId,
        /// Which contact.
        contact: ClientId,
    },
    /// An administrator lifted that nothing is sent to a person's address.
    UndeliverableCleared {
        /// Whose address.
        user: UserId,
    },
    /// A send batch that was just started goes to the test address alone.
    BatchIsTest {
        /// Which.
        batch: BatchId,
        /// How many mails.
        recipients: u64,
    },
    /// A send batch that began by itself is held: it is so large that an administrator has to look at it first.
    BatchHeld {
        /// Which.
        batch: BatchId,
        /// To how many people it would go.
        recipients: u64,
        /// How many it may go to without a second look.
        ceiling: u64,
    },
    /// A send batch came to its end.
    BatchFinished {
        /// Which.
        batch: BatchId,
        /// What came of it.
        counts: DeliveryCounts,
    },
    /// A send batch was cancelled.
    BatchCancelled {
        /// Which.
        batch: BatchId,
        /// What had come of it until then.
        counts: DeliveryCounts,
    },
    /// A send batch is held.
    BatchPaused {
        /// Which.
        batch: BatchId,
        /// What had come of it until then.
        counts: DeliveryCounts,
    },
    /// A send batch that was held, or waited for its time, goes on.
    BatchResumed {
        /// Which.
        batch: BatchId,
        /// What had come of it until then.
        counts: DeliveryCounts,
    },
    /// What had failed in a send batch is tried again.
    BatchRetried {
        /// Which.
        batch: BatchId,
        /// How many deliveries.
        deliveries: u64,
    },
    /// It was decided what becomes of uncertain deliveries.
    UncertainResolved {
        /// In which batch.
        batch: BatchId,
        /// What becomes of them.
        resolution: Resolution,
        /// How many deliveries.
        deliveries: u64,
    },
}

/// One thing that happened to a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: TimelineEvent,
}

/// What happened to a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum TimelineEvent {
    /// They were added to the organization.
    Added,
    /// This backend learned of them.
    FirstSeen,
    /// They last used the app.
    LastSeen,
    /// They said that they want no reminders, and still want none.
    RemindersDeclined,
    /// An administrator wrote a note about them.
    Noted {
        /// The note.
        note: Note,
    },
    /// They were reached elsewhere.
    Contacted {
        /// How, and who noted it.
        contact: Contact,
    },
    /// A delivery to them reached this state.
    Delivery {
        /// In which batch.
        batch: BatchId,
        /// Activation email or reminder.
        kind: SuppressibleKind,
        /// Its state.
        #[serde(flatten)]
        state: super::batch::DeliveryState,
    },
    /// A mail to them came back, or is late.
    Bounced {
        /// Which, and why.
        bounce: Bounce,
    },
}

/// The timeline of one person, newest first, without what was removed or taken back.
#[must_use]
pub fn timeline(
    record: &super::mail_history::UserRecord,
    deliveries: &[super::batch::Delivery],
    notes: &[Note],
    contacts: &[Contact],
    bounces: &[Bounce],
) -> Vec<TimelineEntry> {
    let user = &record.user;
    let of_user = |id: &UserId| *id == user.id;
    let mut entries = vec![TimelineEntry { at: user.first_seen, event: TimelineEvent::FirstSeen }];
    entries.extend(user.added.map(|at| TimelineEntry { at, event: TimelineEvent::Added }));
    if let super::user::Activation::Activated { last_seen: Some(at) } = user.activation {
        entries.push(TimelineEntry { at, event: TimelineEvent::LastSeen });
    }
    entries.extend(user.reminders_declined.map(|at| TimelineEntry { at, event: TimelineEvent::RemindersDeclined }));
    entries.extend(deliveries.iter().filter(|delivery| of_user(&delivery.user)).map(|delivery| TimelineEntry {
        at: delivery.at,
        event: TimelineEvent::Delivery { batch: delivery.batch.clone(), kind: delivery.kind, state: delivery.state.clone() },
    }));
    let notes = notes.iter().filter(|note| note.removed.is_none());
    entries.extend(notes.map(|note| TimelineEntry { at: note.at, event: TimelineEvent::Noted { note: note.clone() } }));
    let contacts = contacts.iter().filter(|contact| contact.withdrawn.is_none());
    entries.extend(contacts.map(|contact| TimelineEntry { at: contact.at, event: TimelineEvent::Contacted { contact: contact.clone() } }));
    entries.extend(bounces.iter().map(|bounce| TimelineEntry { at: bounce.at, event: TimelineEvent::Bounced { bounce: bounce.clone() } }));
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    entries
}

#[cfg(test)]
mod tests {
    use super::super::{
        batch::{Delivery, DeliveryState},
        bounce::{BounceReason, BounceVerdict},
        fixtures::{now, user},
        mail_history::{MailHistory, UserRecord},
        note::NoteText,
    };
    use super::*;

    #[test]
    fn a_timeline_merges_mails_notes_and_contacts_by_time_without_what_was_taken_back() {
        let at = |days_ago: i64| now().plus_days(-days_ago);
        let id = |text: &str| ClientId::parse(text).unwrap();
        let text = NoteText::parse("Call again").unwrap();
        let note = |days_ago, name| Note { id: id(name), at: at(days_ago), by: "Grace".into(), text: text.clone(), removed: None };
        let way = ContactWay::Phone;
        let contact = |days_ago, name| Contact { id: id(name), at: at(days_ago), by: "Ada".into(), way, note: None, withdrawn: None };
        let (batch, kind) = (BatchId("b".into()), SuppressibleKind::Activation);
        let delivery = |to: &UserId| Delivery { batch: batch.clone(), user: to.clone(), kind, state: DeliveryState::Sent, at: at(3) };
        let mut known = user();
        (known.first_seen, known.added, known.reminders_declined) = (at(9), Some(at(10)), Some(at(4)));
        let deliveries = [delivery(&known.id), delivery(&UserId("somebody-else".into()))];
        let (verdict, reason) = (BounceVerdict::Hard, BounceReason::NoSuchMailbox);
        let bounces = [Bounce { batch: batch.clone(), kind, at: now(), verdict, reason, status: None }];
        let record = UserRecord { user: known, mail: MailHistory::default() };
        let notes = [note(2, "n1"), note(5, "n2").remove("Ada", now()).unwrap(), note(0, "n3")];
        let contacts = [contact(1, "c1"), contact(6, "c2").withdraw("Ada", now()).unwrap()];
        let entries = timeline(&record, &deliveries, &notes, &contacts, &bounces);
        let events: Vec<TimelineEvent> = entries.iter().map(|entry| entry.event.clone()).collect();
        assert_eq!(
            events,
            [
                TimelineEvent::Noted { note: note(0, "n3") },
                TimelineEvent::Bounced { bounce: bounces[0].clone() },
                TimelineEvent::Contacted { contact: contact(1, "c1") },
                TimelineEvent::Noted { note: note(2, "n1") },
                TimelineEvent::Delivery { batch, kind, state: DeliveryState::Sent },
                TimelineEvent::RemindersDeclined,
                TimelineEvent::FirstSeen,
                TimelineEvent::Added,
            ]
        );
        assert!(entries.is_sorted_by(|newer, older| newer.at >= older.at));
    }
}
