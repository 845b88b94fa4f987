//! Owns what the plots look at in one person.
//! Refuses names and addresses; nobody is recognised in a plot.

use crate::domain::{
    language::Language,
    mail_history::{MailOutcome, UserRecord},
    organization::Organization,
    people_filter::{Standing, standing},
    timestamp::Timestamp,
    user::{AccountStatus, Activation},
};

/// What the plots look at in one person, whatever it is kept in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PlotFacts<'a> {
    /// Department, as the directory spells it.
    pub department: Option<&'a str>,
    /// The language they prefer.
    pub language: Option<Language>,
    /// Whether a license that counts is assigned.
    pub licensed: bool,
    /// Whether the account is switched off.
    pub deactivated: bool,
    /// Where they stand.
    pub standing: Standing,
    /// When they were added.
    pub added: Option<Timestamp>,
    /// Whether this backend sent them an activation email.
    pub mailed: bool,
    /// Whether they signed in.
    pub signed_in: SignedIn,
    /// The last mail to them.
    pub last_mail: LastMail,
}

/// Whether a person signed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SignedIn {
    /// Never.
    Never,
    /// Yes; by then, where it is known (see [`crate::domain::user::DirectoryUser::signed_in_by`]).
    Yes(Option<Timestamp>),
    /// The directory does not say.
    Unknown,
}

/// The last mail to a person, as far as a sign-in after it goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LastMail {
    /// None from this backend.
    None,
    /// It was sent then.
    Sent(Timestamp),
    /// It was refused, or nobody knows whether it left: no sign-in can be counted from it.
    NotSent,
}

impl<'a> PlotFacts<'a> {
    /// Of a record.
    #[must_use]
    pub fn of(organization: &Organization, record: &'a UserRecord) -> Self {
        let (user, mail) = (&record.user, &record.mail);
        Self {
            department: user.department.as_deref(),
            language: user.language,
            licensed: organization.counts_a_license_of(user),
            deactivated: user.account_status == AccountStatus::Deactivated,
            standing: standing(record),
            added: user.added,
            mailed: mail.activation_sent.is_some(),
            signed_in: match user.activation {
                Activation::NotActivated => SignedIn::Never,
                Activation::Activated { .. } => SignedIn::Yes(user.signed_in_by),
                Activation::Unknown => SignedIn::Unknown,
            },
            last_mail: match &mail.last {
                None => LastMail::None,
                Some(last) if last.outcome == MailOutcome::Sent => LastMail::Sent(last.at),
                Some(_) => LastMail::NotSent,
            },
        }
    }
}
