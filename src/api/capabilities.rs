//! Owns what a backend says that it can do, and where its mail goes.
//! Refuses reasons in words; the console has them in its languages.

use crate::domain::ceiling::Ceiling;
use crate::domain::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a backend can do. The console hides or disables what it cannot, with the reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Capabilities {
    /// The backend's name and version, for people.
    pub backend: String,
    /// Where mail goes.
    pub mail: MailRoute,
    /// Whether people can be imported from a file.
    pub import: Ability,
    /// Whether single people can be chosen as recipients.
    pub target_users: Ability,
    /// Whether messages can be written here.
    pub custom_content: Ability,
    /// Whether the message can be had that a draft would become; a backend that does not say cannot give it.
    #[serde(default)]
    pub composed_messages: Ability,
    /// Hours during which the same kind of email is not sent to the same person again.
    pub cooldown_hours: u32,
    /// Largest page of a collection.
    pub largest_page: u32,
    /// Whether it can be asked who was added, changed or removed since; a backend that does not say cannot tell.
    #[serde(default)]
    pub changed_since: Ability,
    /// Whether the progress of a batch comes as server-sent events; a backend that does not say is asked again and again.
    #[serde(default)]
    pub batch_events: Ability,
    /// Largest page of people in columns; nothing where people are not given in columns.
    #[serde(default)]
    pub people_columns: Option<u32>,
    /// Whether notifications of undeliverable mail are read; a backend that does not say reads none.
    #[serde(default)]
    pub bounces: BounceReading,
    /// How many people a batch may go to without a second look; nothing where any number may.
    #[serde(default)]
    pub batch_ceiling: Ceiling,
    /// The address to which every mail goes, whomever it is meant for; nothing where mail goes to people.
    #[serde(default)]
    pub test_only_to: Option<String>,
    /// Whether the platform can be asked to send its own activation email again, to everybody who has not signed in; a backend
    /// that does not say cannot ask it.
    #[serde(default)]
    pub platform_resend: Ability,
    /// The path below which the backend hands calls on to the platform's API, with a token that stays there; nothing where it
    /// hands none on.
    #[serde(default)]
    pub platform_relay: Option<String>,
    /// Whether it keeps settings beside the switch: rules, sender, follow-up, the day on which the switch returns.
    #[serde(default = "available")]
    pub email_rules: Ability,
    /// Whether it knows what came of single mails.
    #[serde(default = "available")]
    pub delivery_outcomes: Ability,
    /// Whether it keeps what administrators note about people: notes, and that they were reached elsewhere.
    #[serde(default = "available")]
    pub notes: Ability,
}

impl Capabilities {
    /// Whether messages of one's own can be sent to people whom one chooses.
    #[must_use]
    pub const fn own_messages(&self) -> Ability {
        match (self.custom_content, self.target_users) {
            (Ability::Available, Ability::Available) => Ability::Available,
            (Ability::Available | Ability::Unavailable, _) => Ability::Unavailable,
        }
    }
}

/// What every backend could do before some could not.
fn available() -> Ability {
    Ability::Available
}

/// Whether notifications of undeliverable mail are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(tag = "reading", rename_all = "snake_case", try_from = "Told")]
pub enum BounceReading {
    /// Nobody told from where.
    #[default]
    NotRead,
    /// They are read.
    Read,
    /// They should be, and cannot.
    Failing {
        /// Since when.
        since: Timestamp,
    },
}

/// Whether something can be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// Yes.
    Available,
    /// No.
    #[default]
    Unavailable,
}

/// Where mail goes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "route", rename_all = "snake_case", try_from = "Told")]
pub enum MailRoute {
    /// To a mail relay.
    Relay,
    /// Into a folder of `.eml` files; nothing leaves the host.
    Outbox {
        /// The folder, as the host names it.
        folder: String,
    },
    /// Nowhere: a demonstration.
    Nowhere,
    /// The backend sends none; the platform alone mails.
    Platform,
}

/// What is told in one of several ways, before it is known in which: the first page loads the program, and reading a struct
/// takes a fifth of what reading such an enum does.
#[derive(Deserialize)]
struct Told {
    reading: Option<String>,
    route: Option<String>,
    folder: Option<String>,
    since: Option<Timestamp>,
}

/// A way of telling that is not known, or that lacks what belongs to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a known way with all that belongs to it is expected")]
struct NotTold;

impl TryFrom<Told> for MailRoute {
    type Error = NotTold;

    fn try_from(told: Told) -> Result<Self, NotTold> {
        match told.route.as_deref() {
            Some("relay") => Ok(Self::Relay),
            Some("outbox") => told.folder.map(|folder| Self::Outbox { folder }).ok_or(NotTold),
            Some("nowhere") => Ok(Self::Nowhere),
            Some("platform") => Ok(Self::Platform),
            Some(_) | None => Err(NotTold),
        }
    }
}

impl TryFrom<Told> for BounceReading {
    type Error = NotTold;

    fn try_from(told: Told) -> Result<Self, NotTold> {
        match told.reading.as_deref() {
            Some("not_read") => Ok(Self::NotRead),
            Some("read") => Ok(Self::Read),
            Some("failing") => told.since.map(|since| Self::Failing { since }).ok_or(NotTold),
            Some(_) | None => Err(NotTold),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_backend_says_nothing_of_it_cannot_do() {
        let older = r#"{"backend":"x","mail":{"route":"relay"},"import":"available","target_users":"available",
            "custom_content":"available","cooldown_hours":24,"largest_page":100}"#;
        let older = serde_json::from_str::<Capabilities>(older).unwrap();
        assert_eq!(
            (older.composed_messages, older.changed_since, older.batch_events, older.people_columns),
            (Ability::Unavailable, Ability::Unavailable, Ability::Unavailable, None)
        );
        assert_eq!((older.batch_ceiling, older.test_only_to), (Ceiling::NONE, None));
        assert_eq!((older.platform_resend, older.platform_relay), (Ability::Unavailable, None));
        assert_eq!((older.email_rules, older.delivery_outcomes, older.notes), (Ability::Available, Ability::Available, Ability::Available));
    }

    #[test]
    fn who_cannot_choose_people_or_write_a_text_sends_nothing_of_their_own() {
        let told = |target: &str, content: &str| {
            let told = format!(
                r#"{{"backend":"x","mail":{{"route":"relay"}},"import":"available","target_users":"{target}",
                "custom_content":"{content}","cooldown_hours":24,"largest_page":100}}"#
            );
            serde_json::from_str::<Capabilities>(&told).unwrap().own_messages()
        };
        assert_eq!(told("available", "available"), Ability::Available);
        for (target, content) in [("available", "unavailable"), ("unavailable", "available"), ("unavailable", "unavailable")] {
            assert_eq!(told(target, content), Ability::Unavailable, "{target}, {content}");
        }
    }

    #[test]
    fn what_is_told_comes_back_and_nothing_else_does() {
        let since = Timestamp::from_millis(0);
        for reading in [BounceReading::NotRead, BounceReading::Read, BounceReading::Failing { since }] {
            assert_eq!(serde_json::from_value::<BounceReading>(serde_json::to_value(reading).unwrap()).unwrap(), reading);
        }
        for route in [MailRoute::Relay, MailRoute::Outbox { folder: "f".into() }, MailRoute::Nowhere, MailRoute::Platform] {
            assert_eq!(serde_json::from_value::<MailRoute>(serde_json::to_value(&route).unwrap()).unwrap(), route);
        }
        for wrong in [r#"{"route":"outbox"}"#, r#"{"route":"pigeon"}"#, r#"{"folder":"f"}"#, r#"{"reading":"relay"}"#] {
            assert!(serde_json::from_str::<MailRoute>(wrong).is_err(), "{wrong}");
        }
    }
}
