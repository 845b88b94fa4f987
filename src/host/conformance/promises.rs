//! Owns the contract as data: every promise with its identifier, its sentence, what it needs, and what tries it.
//! Refuses promises without a trial that can fail; the tests break each kind of them.

use super::{
    activity, batch_control, batches, changes, decided,
    finding::{Finding, Found},
    notes, people, refusals, settings, templates,
    trial::Trial,
};
use crate::api::payload::{Ability, Capabilities};
use futures_util::future::BoxFuture;

/// What a backend must be able to do for a promise to concern it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Nothing; also where its capabilities cannot be read.
    Nothing,
    /// Readable capabilities.
    Capabilities,
    /// `custom_content`.
    CustomContent,
    /// `composed_messages`.
    ComposedMessages,
    /// `changed_since`.
    ChangedSince,
    /// `people_columns`.
    PeopleColumns,
    /// `batch_events`.
    BatchEvents,
    /// `target_users`.
    TargetUsers,
}

impl Needs {
    /// Whether a backend offers it.
    pub(super) fn of(self, told: &Capabilities) -> Found {
        let (name, ability) = match self {
            Self::Nothing | Self::Capabilities => return Ok(()),
            Self::CustomContent => ("custom_content", told.custom_content),
            Self::ComposedMessages => ("composed_messages", told.composed_messages),
            Self::ChangedSince => ("changed_since", told.changed_since),
            Self::BatchEvents => ("batch_events", told.batch_events),
            Self::TargetUsers => ("target_users", told.target_users),
            Self::PeopleColumns => {
                ("people_columns", if told.people_columns.is_some() { Ability::Available } else { Ability::Unavailable })
            }
        };
        match ability {
            Ability::Available => Ok(()),
            Ability::Unavailable => Err(Finding::NotOffered(format!("the capabilities say so of {name}"))),
        }
    }
}

/// One promise of the contract.
pub struct Promise {
    /// Stable name.
    pub id: &'static str,
    /// What is promised.
    pub sentence: &'static str,
    /// What the backend must be able to do.
    pub needs: Needs,
    /// Whether trying it writes.
    pub writes: bool,
    /// Tries it.
    pub check: for<'a> fn(&'a Trial) -> BoxFuture<'a, Found>,
}

macro_rules! promises {
    ($($id:literal, $needs:ident, $kind:ident, $check:path, $sentence:literal;)*) => {
        /// The contract. What reads comes first; what writes begins with the settings and ends with the record of it all.
        pub const PROMISES: &[Promise] = &[
            $(Promise {
                id: $id,
                sentence: $sentence,
                needs: Needs::$needs,
                writes: promises!(@$kind),
                check: |trial| Box::pin($check(trial)),
            }),*
        ];
    };
    (@reads) => { false };
    (@writes) => { true };
}

promises! {
    "capabilities.read", Nothing, reads, refusals::capabilities, "The capabilities can be read, with a name and pages within the contract's bounds";
    "access.sign-in", Nothing, reads, refusals::sign_in, "Nobody reads anything without the token";
    "refusal.unknown-path", Nothing, reads, refusals::unknown_path, "An unknown path is refused by a problem document, never by a page";
    "refusal.method", Nothing, reads, refusals::method, "A method that a path does not have is refused by a problem document";
    "refusal.media-type", Nothing, reads, refusals::media_type, "A body of another media type than JSON is refused";
    "refusal.malformed", Nothing, reads, refusals::malformed, "A body that is no JSON of the right shape is refused, surplus fields among them";
    "organization.read", Nothing, reads, refusals::organization, "The organization can be read, and knows every license that people have";
    "settings.tag", Nothing, reads, settings::tagged, "The email settings come with their version as ETag";
    "people.pages", Capabilities, reads, people::pages, "Page after page, everybody comes, each once, as many as the total says";
    "people.limit", Capabilities, reads, people::limit, "A page has as many people as were asked for, up to largest_page";
    "people.limit-bounds", Capabilities, reads, people::limit_bounds, "A limit of 0, or above largest_page, is refused and named";
    "people.cursor", Nothing, reads, people::cursor, "A cursor that was not given out is refused and named";
    "people.one", Capabilities, reads, people::one, "A person alone, and in the timeline, is the one of the list";
    "people.unknown", Nothing, reads, people::unknown, "Somebody who is not there is not found";
    "people.columns", PeopleColumns, reads, people::columns, "People in columns are those of the records, in the same order";
    "people.columns-bounds", PeopleColumns, reads, people::columns_bounds, "A limit of columns that is out of bounds is refused and named";
    "people.token", ChangedSince, reads, people::same_token, "Every page of a listing carries the same token for what changes since";
    "people.token-unknown", ChangedSince, reads, people::changes_unknown, "What changed since an unknown token is told to be unknown";
    "people.decisions", Capabilities, reads, decided::decisions, "What is decided about a person, and how, is what the rules of the contract say";
    "people.due", Capabilities, reads, decided::due, "As many people wait, and as many reminders are due, as the list says";
    "plan.named", TargetUsers, reads, decided::plan_of_some, "A plan for named people counts each of them on one side, as the rules say";
    "plan.filter", Capabilities, reads, decided::plan_by_filter, "A plan by filter means those whom the filter finds, and strangers among the exceptions are named";
    "templates.list", Nothing, reads, templates::listed, "Every template of the list can be read alone, with its version as ETag";
    "templates.unknown", Nothing, reads, templates::unknown, "A template that is not there is not found";
    "batches.list", Nothing, reads, batches::listed, "Batches come newest first, whole and in pages";
    "batches.unknown", Nothing, reads, batches::unknown, "A batch that is not there is not found";
    "undeliverable.list", Nothing, reads, notes::undeliverable, "Undeliverable addresses come newest first, in pages";
    "settings.save", Capabilities, writes, settings::saved, "Settings that are saved are read, with a newer version, when and by whom";
    "settings.stale", Capabilities, writes, settings::stale, "A save against an older version is refused, and the other's change stays";
    "settings.if-match", Capabilities, writes, settings::version_missing, "A save that does not name a version is refused";
    "settings.invalid", Capabilities, writes, settings::every_field, "Settings that cannot be are refused with every wrong field named at once";
    "settings.conversion", Capabilities, writes, settings::conversion, "A rule that would keep a conversion notice back is refused and named";
    "templates.create", CustomContent, writes, templates::created, "A template that is added is there, and is a draft";
    "templates.stale", CustomContent, writes, templates::stale, "A draft counts its versions, and a save against an older one is refused";
    "templates.unfinished", CustomContent, writes, templates::unfinished, "A draft that is not finished is not published, and the field is named";
    "templates.immutable", CustomContent, writes, templates::immutable, "A published version never changes, whatever becomes of the draft";
    "templates.message", ComposedMessages, writes, templates::messages, "The message that a draft would become has the texts that the console renders";
    "notes.kept", Capabilities, writes, notes::notes, "A note is added once, shown, removed and restored; wrong fields are named";
    "contacts.kept", Capabilities, writes, notes::contacts, "That somebody was reached is noted once, shown, and taken back";
    "undeliverable.unknown", Nothing, writes, notes::unknown_entry, "An entry that is not there is not found";
    "people.changes", ChangedSince, writes, changes::told_once, "Whoever changed since is told of, once";
    "batches.key-missing", TargetUsers, writes, batches::key_missing, "A batch without an Idempotency-Key is refused";
    "batches.once", TargetUsers, writes, batches::once, "The same request with the same key starts one batch";
    "batches.replayed", TargetUsers, writes, batches::replayed, "An answer that is repeated says so";
    "batches.key-reused", TargetUsers, writes, batches::key_reused, "Another request with a used key is refused";
    "batches.at-once", TargetUsers, writes, batches::at_once, "The same request four times at once starts one batch";
    "batches.as-shown", TargetUsers, writes, batches::as_shown, "A batch to another number than was shown is refused with both numbers";
    "batches.wrong-fields", TargetUsers, writes, batches::wrong_fields, "A start in the past, no mail a day, an unknown template: refused and named";
    "batches.nobody", TargetUsers, writes, batches::nobody, "A batch that nobody would receive is refused";
    "batches.as-planned", TargetUsers, writes, batches::as_planned, "A batch goes to those whom the plan named";
    "batches.steps", TargetUsers, writes, batch_control::steps, "A batch is cancelled once, and a step that does not fit its state is refused";
    "batches.deliveries", TargetUsers, writes, batch_control::deliveries, "Deliveries come one by one and by filter, and add up to the counts";
    "batches.events", BatchEvents, writes, batch_control::events, "The events of a batch tell it as it is, and end with it";
    "activity.recorded", Capabilities, writes, activity::recorded, "The activity tells what was done, and not what notes say";
    "batches.end", TargetUsers, writes, batch_control::to_its_end, "A batch that is let begin comes to its end, with an outcome for everybody";
    "activity.pages", Nothing, reads, activity::pages, "The activity comes newest first, in pages, each entry once";
    "activity.filters", Nothing, reads, activity::filters, "Filters of the activity let pass what they name, and a backward one is refused";
    "activity.actors", Nothing, reads, activity::actors, "Everybody who acted is named once, in order";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_promise_has_a_name_of_its_own_and_a_sentence() {
        for (at, promise) in PROMISES.iter().enumerate() {
            let same = |other: &&Promise| other.id == promise.id || other.sentence == promise.sentence;
            assert_eq!(PROMISES.iter().filter(same).count(), 1, "{}", promise.id);
            let named = |c: char| c.is_ascii_lowercase() || "-.".contains(c);
            assert!(promise.id.chars().all(named) && promise.id.contains('.') && !promise.sentence.is_empty(), "{at}");
        }
    }

    #[test]
    fn what_a_backend_does_not_offer_is_said_by_name() {
        let least = r#"{"backend":"x","mail":{"route":"nowhere"},"import":"unavailable","target_users":"unavailable",
            "custom_content":"unavailable","cooldown_hours":24,"largest_page":100}"#;
        let least: Capabilities = serde_json::from_str(least).unwrap();
        for (needs, offered) in [
            (Needs::Nothing, true),
            (Needs::Capabilities, true),
            (Needs::CustomContent, false),
            (Needs::ComposedMessages, false),
            (Needs::ChangedSince, false),
            (Needs::PeopleColumns, false),
            (Needs::BatchEvents, false),
            (Needs::TargetUsers, false),
        ] {
            assert_eq!(needs.of(&least).is_ok(), offered, "{needs:?}");
        }
    }
}
