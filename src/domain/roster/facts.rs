//! Owns what is known of one person as numbers, and what each number stands for.
//! Refuses texts, which the arena and the dictionaries hold.

use super::super::{
    email_kind::SuppressibleKind,
    language::{LANGUAGES, Language},
    mail_history::{LastMail, MailHistory, MailOutcome, UserRecord},
    people_columns::MailCode,
    people_filter::Standing,
    timestamp::Timestamp,
    undeliverable::Undeliverable,
    user::{AccountStatus, Activation, AddedBy, AddressVerification},
};

/// A time that is not known. No [`Timestamp`] is so early.
pub(super) const NONE: i64 = i64::MIN;

/// The times that are known of a person, each the place of its column.
#[derive(Clone, Copy)]
pub(super) enum Time {
    Added,
    FirstSeen,
    LastSeen,
    Declined,
    SignedInBy,
    LastMail,
    ActivationSent,
    Contacted,
    Undeliverable,
}

/// How many times are known of a person.
pub(super) const TIMES: usize = 9;

/// Everything that is known of one person, but texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Facts {
    pub department: u32,
    pub licenses: u32,
    pub domain: u32,
    pub language: u8,
    pub state: State,
    pub mail: u8,
    pub reminders: u32,
    pub times: [i64; TIMES],
}

/// Activation, account, verification and origin in two bits each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct State(pub u8);

impl Facts {
    /// What is known of a record, with the codes of what the dictionaries hold.
    pub(super) fn of(record: &UserRecord, department: u32, licenses: u32, domain: u32) -> Self {
        let (user, mail) = (&record.user, &record.mail);
        let last_seen = match user.activation {
            Activation::Activated { last_seen } => last_seen,
            Activation::NotActivated | Activation::Unknown => None,
        };
        let times = [
            user.added,
            Some(user.first_seen),
            last_seen,
            user.reminders_declined,
            user.signed_in_by,
            mail.last.as_ref().map(|last| last.at),
            mail.activation_sent,
            mail.contacted,
            record.undeliverable_since(),
        ];
        Self {
            department,
            licenses,
            domain,
            language: language_code(user.language),
            state: State::of(user.activation, user.account_status, user.address_verification, user.added_by),
            mail: mail_code(mail.last.as_ref().map(MailCode::of)),
            reminders: mail.reminders_sent,
            times: times.map(millis),
        }
    }

    pub(super) fn time(&self, time: Time) -> Option<Timestamp> {
        self.times.get(time as usize).copied().and_then(known)
    }

    pub(super) fn history(&self) -> MailHistory {
        let last = mail_of(self.mail).zip(self.time(Time::LastMail)).map(|(code, at)| LastMail {
            kind: code.kind,
            at,
            outcome: code.outcome,
            address: None,
        });
        let (activation_sent, contacted) = (self.time(Time::ActivationSent), self.time(Time::Contacted));
        let undeliverable = self.time(Time::Undeliverable).map(|since| Undeliverable { address: None, since });
        MailHistory { last, activation_sent, reminders_sent: self.reminders, contacted, undeliverable }
    }
}

impl State {
    pub(super) fn of(activation: Activation, account: AccountStatus, verification: AddressVerification, added_by: AddedBy) -> Self {
        let activation = match activation {
            Activation::NotActivated => 0,
            Activation::Activated { .. } => 1,
            Activation::Unknown => 2,
        };
        let account = match account {
            AccountStatus::Enabled => 0,
            AccountStatus::Deactivated => 1,
            AccountStatus::PendingAcceptance => 2,
            AccountStatus::Unknown => 3,
        };
        let verification = match verification {
            AddressVerification::Verified => 0,
            AddressVerification::NotVerified => 1,
            AddressVerification::Unknown => 2,
        };
        let added_by = match added_by {
            AddedBy::Import => 0,
            AddedBy::Scim => 1,
            AddedBy::Hand => 2,
            AddedBy::Platform => 3,
        };
        Self(activation | account << 2 | verification << 4 | added_by << 6)
    }

    pub(super) fn activation(self, last_seen: Option<Timestamp>) -> Activation {
        match self.0 & 3 {
            0 => Activation::NotActivated,
            1 => Activation::Activated { last_seen },
            _ => Activation::Unknown,
        }
    }

    pub(super) fn account(self) -> AccountStatus {
        match self.0 >> 2 & 3 {
            0 => AccountStatus::Enabled,
            1 => AccountStatus::Deactivated,
            2 => AccountStatus::PendingAcceptance,
            _ => AccountStatus::Unknown,
        }
    }

    pub(super) fn verification(self) -> AddressVerification {
        match self.0 >> 4 & 3 {
            0 => AddressVerification::Verified,
            1 => AddressVerification::NotVerified,
            _ => AddressVerification::Unknown,
        }
    }

    pub(super) fn added_by(self) -> AddedBy {
        match self.0 >> 6 {
            0 => AddedBy::Import,
            1 => AddedBy::Scim,
            2 => AddedBy::Hand,
            _ => AddedBy::Platform,
        }
    }

    /// The same as [`super::super::people_filter::standing`].
    pub(super) fn standing(self) -> Standing {
        match (self.account(), self.activation(None)) {
            (AccountStatus::Deactivated, _) => Standing::Deactivated,
            (_, Activation::Activated { .. }) => Standing::SignedIn,
            (AccountStatus::PendingAcceptance, _) => Standing::PendingAcceptance,
            (_, Activation::NotActivated) => Standing::Waiting,
            (_, Activation::Unknown) => Standing::Unknown,
        }
    }

    /// The same as [`super::super::user::DirectoryUser::is_waiting`].
    pub(super) fn is_waiting(self) -> bool {
        self.0 & 3 == 0 && self.account() != AccountStatus::Deactivated
    }
}

/// The code of a language, 0 where it is not known; smaller codes come first in order.
pub(super) fn language_code(language: Option<Language>) -> u8 {
    let place = language.and_then(|language| LANGUAGES.iter().position(|facts| facts.language == language));
    place.and_then(|place| u8::try_from(place + 1).ok()).unwrap_or_default()
}

pub(super) fn language_of(code: u8) -> Option<Language> {
    LANGUAGES.get(usize::from(code).checked_sub(1)?).map(|facts| facts.language)
}

/// What is added to the code of an outcome where the last mail was a reminder.
pub(super) const REMINDER: u8 = 4;

/// The code of a last mail: 0 for none; below 5 an activation email.
pub(super) fn mail_code(mail: Option<MailCode>) -> u8 {
    mail.map_or(0, |mail| {
        let kind = match mail.kind {
            SuppressibleKind::Activation => 0,
            SuppressibleKind::Reminder => REMINDER,
        };
        kind + outcome_code(mail.outcome)
    })
}

/// The code of an outcome, which a last mail's is the same as, or [`REMINDER`] more.
pub(super) fn outcome_code(outcome: MailOutcome) -> u8 {
    match outcome {
        MailOutcome::Sent => 1,
        MailOutcome::Failed => 2,
        MailOutcome::Uncertain => 3,
        MailOutcome::Bounced => 4,
    }
}

fn mail_of(code: u8) -> Option<MailCode> {
    let kind = if code > REMINDER { SuppressibleKind::Reminder } else { SuppressibleKind::Activation };
    let outcome = match code {
        1 | 5 => MailOutcome::Sent,
        2 | 6 => MailOutcome::Failed,
        3 | 7 => MailOutcome::Uncertain,
        4 | 8 => MailOutcome::Bounced,
        _ => return None,
    };
    Some(MailCode { kind, outcome })
}

pub(super) fn millis(at: Option<Timestamp>) -> i64 {
    at.map_or(NONE, Timestamp::millis)
}

pub(super) fn known(millis: i64) -> Option<Timestamp> {
    (millis != NONE).then(|| Timestamp::from_millis(millis))
}
