//! Owns the dense form of a page of people: one column per fact instead of one object per person, so that a million people
//! travel and are read quickly. Its contract stands at the types; any backend may speak it, none has to.
//! Refuses a page whose columns do not fit together: all or nothing, and the fault names column and row.

use super::{
    email_address::{EmailAddress, NotAnAddress},
    email_kind::SuppressibleKind,
    language::Language,
    license::LicenseId,
    mail_history::{LastMail, MailHistory, MailOutcome, UserRecord},
    people_column::{Coded, Times},
    people_columns_reading::Named,
    timestamp::Timestamp,
    undeliverable::Undeliverable,
    user::{AccountStatus, Activation, AddedBy, AddressVerification, DirectoryUser, PersonName, UserId},
    web_address::{NotAWebAddress, WebAddress},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of people in columns. A column holds as many entries as `ids`, in the same order; row 3 of every column is about the
/// third person. Columns of texts and counts may be left out or empty where every entry would be empty or 0; dictionaries and
/// times have their own short forms, said at [`Coded`] and [`Times`].
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields, try_from = "Named")]
pub struct PeopleColumns {
    /// Stable identifiers. Never short.
    pub ids: Vec<String>,
    /// Where mail goes: valid addresses without spaces around them. Never short.
    pub emails: Vec<String>,
    /// Given names.
    pub first_names: Vec<String>,
    /// Family names.
    pub last_names: Vec<String>,
    /// The names to show.
    pub display_names: Vec<String>,
    /// Departments, as the directory spells them; 0 where it does not say.
    pub departments: Coded<String>,
    /// Preferred languages; 0 where not known.
    pub languages: Coded<Language>,
    /// Sets of licenses, each in the order in which it is assigned; 0 for none.
    pub licenses: Coded<Vec<LicenseId>>,
    /// Whether they ever signed in; never 0.
    pub activation: Coded<ActivationState>,
    /// When they were last seen; null for everybody who is not `activated`.
    pub last_seen: Times,
    /// Whether the accounts can be used; never 0.
    pub account_status: Coded<AccountStatus>,
    /// Whether the addresses were proven to be theirs; never 0.
    pub address_verification: Coded<AddressVerification>,
    /// When they were added, where it is known.
    pub added: Times,
    /// When the backend first learned of them; never null.
    pub first_seen: Times,
    /// How they were added; never 0.
    pub added_by: Coded<AddedBy>,
    /// Links to their Personal Meeting Rooms; 0 for none.
    pub meeting_room_urls: Coded<String>,
    /// Since when they want no reminders.
    pub reminders_declined: Times,
    /// By when they had signed in, where that was seen to happen.
    pub signed_in_by: Times,
    /// What the last mail was and what came of it; 0 where none was attempted.
    pub last_mail: Coded<MailCode>,
    /// When the last mail was attempted; null exactly where `last_mail` is 0.
    pub last_mail_at: Times,
    /// When an activation email was last sent.
    pub activation_sent: Times,
    /// How many reminders were sent.
    pub reminders_sent: Vec<u32>,
    /// When an administrator last noted that they were reached some other way.
    pub contacted: Times,
    /// Since when mail comes back from the addresses that they have now.
    pub undeliverable: Times,
}

/// Whether a person ever signed in, without the time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivationState {
    /// See [`Activation::NotActivated`].
    NotActivated,
    /// See [`Activation::Activated`].
    Activated,
    /// See [`Activation::Unknown`].
    Unknown,
}

/// What a mail was and what came of it, without the time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, ToSchema)]
pub struct MailCode {
    /// What it was.
    pub kind: SuppressibleKind,
    /// What came of it.
    pub outcome: MailOutcome,
}

/// What is wrong with a page in columns, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("column `{column}`, row {row}: {problem}")]
pub struct ColumnFault {
    /// The column.
    pub column: &'static str,
    /// The row, counted from 0.
    pub row: usize,
    /// What is wrong there.
    pub problem: ColumnProblem,
}

/// What is wrong with an entry.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ColumnProblem {
    /// The column ends before this row, or goes on after the last one.
    #[error("the column must have as many entries as `ids`")]
    Length,
    /// A code beyond the dictionary.
    #[error("the code names no entry of `values`")]
    Code,
    /// Nothing where something is required.
    #[error("an entry is required here")]
    Missing,
    /// Something where another column says that there is nothing.
    #[error("another column says that there is nothing here")]
    Unexpected,
    /// A time outside of the years 1 to 9999, or without `start`.
    #[error("the time is outside of the years 1 to 9999")]
    Time,
    /// Not an address.
    #[error("{0}")]
    Address(#[from] NotAnAddress),
    /// Not a link.
    #[error("{0}")]
    Link(#[from] NotAWebAddress),
    /// An address or a link with spaces around it.
    #[error("there are spaces around it")]
    Spaces,
}

impl PeopleColumns {
    /// Writes people in columns, each in its shortest form.
    #[must_use]
    pub fn of(people: &[UserRecord]) -> Self {
        let users = || people.iter().map(|record| &record.user);
        let mails = || people.iter().map(|record| &record.mail);
        let texts = |text: fn(&DirectoryUser) -> &str| -> Vec<String> {
            if users().all(|user| text(user).is_empty()) { Vec::new() } else { users().map(|user| text(user).to_owned()).collect() }
        };
        let counts = || mails().map(|mail| mail.reminders_sent);
        Self {
            ids: users().map(|user| user.id.0.clone()).collect(),
            emails: users().map(|user| user.email.as_str().to_owned()).collect(),
            first_names: texts(|user| &user.name.first),
            last_names: texts(|user| &user.name.last),
            display_names: texts(|user| &user.name.display),
            departments: Coded::of(users().map(|user| user.department.as_ref())),
            languages: Coded::of(users().map(|user| user.language.as_ref())),
            licenses: Coded::of(users().map(|user| Some(&user.licenses).filter(|licenses| !licenses.is_empty()))),
            activation: Coded::of(users().map(|user| Some(state_of(user.activation)))),
            last_seen: Times::of(users().map(|user| last_seen(user.activation))),
            account_status: Coded::of(users().map(|user| Some(&user.account_status))),
            address_verification: Coded::of(users().map(|user| Some(&user.address_verification))),
            added: Times::of(users().map(|user| user.added)),
            first_seen: Times::of(users().map(|user| Some(user.first_seen))),
            added_by: Coded::of(users().map(|user| Some(&user.added_by))),
            meeting_room_urls: Coded::of(users().map(|user| user.meeting_room_url.as_ref().map(|url| url.as_str().to_owned()))),
            reminders_declined: Times::of(users().map(|user| user.reminders_declined)),
            signed_in_by: Times::of(users().map(|user| user.signed_in_by)),
            last_mail: Coded::of(mails().map(|mail| mail.last.as_ref().map(MailCode::of))),
            last_mail_at: Times::of(mails().map(|mail| mail.last.as_ref().map(|last| last.at))),
            activation_sent: Times::of(mails().map(|mail| mail.activation_sent)),
            reminders_sent: if counts().all(|sent| sent == 0) { Vec::new() } else { counts().collect() },
            contacted: Times::of(mails().map(|mail| mail.contacted)),
            undeliverable: Times::of(people.iter().map(UserRecord::undeliverable_since)),
        }
    }

    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True when there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Reads the people back.
    ///
    /// # Errors
    /// The first fault, as [`PeopleColumns::check`] finds it.
    pub fn records(&self) -> Result<Vec<UserRecord>, ColumnFault> {
        self.check()?;
        (0..self.len()).map(|row| self.read(row).ok_or(ColumnFault { column: "ids", row, problem: ColumnProblem::Missing })).collect()
    }

    /// A person of a page that was checked.
    fn read(&self, row: usize) -> Option<UserRecord> {
        let text = |column: &[String]| column.get(row).cloned().unwrap_or_default();
        let last = match (self.last_mail.get(row), self.last_mail_at.get(row)) {
            (Some(code), Some(at)) => Some(LastMail { kind: code.kind, at, outcome: code.outcome, address: None }),
            (Some(_), None) | (None, Some(_)) | (None, None) => None,
        };
        Some(UserRecord {
            user: DirectoryUser {
                id: UserId(self.ids.get(row)?.clone()),
                email: EmailAddress::parse(self.emails.get(row)?).ok()?,
                name: PersonName { first: text(&self.first_names), last: text(&self.last_names), display: text(&self.display_names) },
                department: self.departments.get(row).cloned(),
                language: self.languages.get(row).copied(),
                licenses: self.licenses.get(row).cloned().unwrap_or_default(),
                activation: self.activation.get(row)?.with(self.last_seen.get(row)),
                account_status: *self.account_status.get(row)?,
                address_verification: *self.address_verification.get(row)?,
                added: self.added.get(row),
                first_seen: self.first_seen.get(row)?,
                added_by: *self.added_by.get(row)?,
                meeting_room_url: self.meeting_room_urls.get(row).and_then(|url| WebAddress::parse(url).ok()),
                reminders_declined: self.reminders_declined.get(row),
                signed_in_by: self.signed_in_by.get(row),
            },
            mail: MailHistory {
                last,
                activation_sent: self.activation_sent.get(row),
                reminders_sent: self.reminders_sent.get(row).copied().unwrap_or_default(),
                contacted: self.contacted.get(row),
                undeliverable: self.undeliverable.get(row).map(|since| Undeliverable { address: None, since }),
            },
        })
    }

    /// Finds the first fault: columns of other lengths than `ids`, codes without a value, times that no calendar has,
    /// addresses and links that are none, and facts that contradict each other.
    ///
    /// # Errors
    /// Column, row and what is wrong there.
    pub fn check(&self) -> Result<(), ColumnFault> {
        let rows = self.len();
        let fault = |column, row, problem| Err(ColumnFault { column, row, problem });
        let length = |column, length: usize| if length == rows { Ok(()) } else { fault(column, length.min(rows), ColumnProblem::Length) };
        length("emails", self.emails.len())?;
        let texts = [("first_names", &self.first_names), ("last_names", &self.last_names), ("display_names", &self.display_names)];
        let lengths = texts.map(|(column, texts)| (column, texts.len()));
        let lengths = lengths.into_iter().chain([("reminders_sent", self.reminders_sent.len())]);
        lengths.filter(|(_, found)| *found > 0).try_for_each(|(column, found)| length(column, found))?;
        self.departments.check("departments", rows, false)?;
        self.languages.check("languages", rows, false)?;
        self.licenses.check("licenses", rows, false)?;
        self.activation.check("activation", rows, true)?;
        self.account_status.check("account_status", rows, true)?;
        self.address_verification.check("address_verification", rows, true)?;
        self.added_by.check("added_by", rows, true)?;
        self.meeting_room_urls.check("meeting_room_urls", rows, false)?;
        self.last_mail.check("last_mail", rows, false)?;
        for (column, times, required) in [
            ("last_seen", &self.last_seen, false),
            ("added", &self.added, false),
            ("first_seen", &self.first_seen, true),
            ("reminders_declined", &self.reminders_declined, false),
            ("signed_in_by", &self.signed_in_by, false),
            ("last_mail_at", &self.last_mail_at, false),
            ("activation_sent", &self.activation_sent, false),
            ("contacted", &self.contacted, false),
            ("undeliverable", &self.undeliverable, false),
        ] {
            times.check(column, rows, required)?;
        }
        self.check_contents()
    }

    fn check_contents(&self) -> Result<(), ColumnFault> {
        let links: Vec<Result<(), ColumnProblem>> = self.meeting_room_urls.values.iter().map(|link| check_link(link)).collect();
        for (row, email) in self.emails.iter().enumerate() {
            let fault = |column, problem| ColumnFault { column, row, problem };
            check_address(email).map_err(|problem| fault("emails", problem))?;
            if self.last_seen.get(row).is_some() && self.activation.get(row) != Some(&ActivationState::Activated) {
                return Err(fault("last_seen", ColumnProblem::Unexpected));
            }
            match (self.last_mail.get(row), self.last_mail_at.get(row)) {
                (Some(_), None) => return Err(fault("last_mail_at", ColumnProblem::Missing)),
                (None, Some(_)) => return Err(fault("last_mail_at", ColumnProblem::Unexpected)),
                (Some(_), Some(_)) | (None, None) => {}
            }
            let link = self.meeting_room_urls.place(row).and_then(|place| links.get(place));
            link.cloned().unwrap_or(Ok(())).map_err(|problem| fault("meeting_room_urls", problem))?;
        }
        Ok(())
    }
}

impl MailCode {
    /// A mail without its time.
    #[must_use]
    pub fn of(last: &LastMail) -> Self {
        Self { kind: last.kind, outcome: last.outcome }
    }
}

impl ActivationState {
    /// With the time at which the person was last seen, which only who signed in has.
    #[must_use]
    pub fn with(self, last_seen: Option<Timestamp>) -> Activation {
        match self {
            Self::NotActivated => Activation::NotActivated,
            Self::Activated => Activation::Activated { last_seen },
            Self::Unknown => Activation::Unknown,
        }
    }
}

fn state_of(activation: Activation) -> ActivationState {
    match activation {
        Activation::NotActivated => ActivationState::NotActivated,
        Activation::Activated { .. } => ActivationState::Activated,
        Activation::Unknown => ActivationState::Unknown,
    }
}

fn last_seen(activation: Activation) -> Option<Timestamp> {
    match activation {
        Activation::Activated { last_seen } => last_seen,
        Activation::NotActivated | Activation::Unknown => None,
    }
}

fn check_address(text: &str) -> Result<(), ColumnProblem> {
    if EmailAddress::parse(text)?.as_str() == text { Ok(()) } else { Err(ColumnProblem::Spaces) }
}

fn check_link(text: &str) -> Result<(), ColumnProblem> {
    if WebAddress::parse(text)?.as_str() == text { Ok(()) } else { Err(ColumnProblem::Spaces) }
}
