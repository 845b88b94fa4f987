//! Owns which people are meant: search and filters of the tracker, which also name the recipients of a send.
//! Refuses to select or to order; and it never mixes "not signed in yet", "deactivated" and "not known".

use super::{
    cadence::{is_due, next_reminder},
    decide::Decision,
    language::Language,
    license::LicenseId,
    mail_history::{MailOutcome, UserRecord},
    organization::Organization,
    people::{NextMail, fold, next_mail, searched_text},
    settings::EmailSettings,
    timestamp::Timestamp,
    user::{AccountStatus, Activation},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which people are meant. Every part that is given must hold.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PeopleFilter {
    /// Words that all must occur in name, address or department, whatever case and accents.
    pub search: String,
    /// Where they stand.
    pub standing: Standing,
    /// Waiting more than this many days, by the day they were added.
    pub waiting_more_than: Option<i64>,
    /// Waiting at most this many days.
    pub waiting_at_most: Option<i64>,
    /// Department, exactly as the directory spells it.
    pub department: Option<Known<String>>,
    /// An assigned license.
    pub license: Option<LicenseId>,
    /// The language they prefer.
    pub language: Option<Known<Language>>,
    /// Whether the account can be used.
    pub account: Option<AccountStatus>,
    /// What came of the last mail.
    pub last_mail: Option<LastMailFilter>,
    /// How many reminders they had: at least so many.
    pub reminders_at_least: Option<u32>,
    /// How many reminders they had: at most so many.
    pub reminders_at_most: Option<u32>,
    /// When their next reminder is due.
    pub due: Option<DueFilter>,
    /// What is decided about the next automatic email.
    pub decision: Option<DecisionFilter>,
}

/// What is known, or that it is not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Known<T> {
    /// The directory says exactly this.
    Is(T),
    /// The directory does not say.
    NotKnown,
}

/// Where a person stands. Not signed in, deactivated and unknown are never mixed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not signed in yet, and not deactivated.
    #[default]
    Waiting,
    /// Not known whether they ever signed in.
    Unknown,
    /// A license from another organization waits for their acceptance.
    PendingAcceptance,
    /// Switched off.
    Deactivated,
    /// Signed in.
    SignedIn,
    /// Everybody.
    Everybody,
}

/// Every standing with its name in addresses, in the order of the menu.
pub const STANDINGS: &[(Standing, &str)] = &[
    (Standing::Waiting, "waiting"),
    (Standing::Unknown, "unknown"),
    (Standing::PendingAcceptance, "pending"),
    (Standing::Deactivated, "deactivated"),
    (Standing::SignedIn, "signed_in"),
    (Standing::Everybody, "everybody"),
];

/// What came of the last mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LastMailFilter {
    /// This backend never mailed them.
    NoneYet,
    /// It did, with this outcome.
    Outcome(MailOutcome),
}

/// Every filter on the last mail with its name in addresses.
pub const LAST_MAIL_FILTERS: &[(LastMailFilter, &str)] = &[
    (LastMailFilter::NoneYet, "none"),
    (LastMailFilter::Outcome(MailOutcome::Sent), "sent"),
    (LastMailFilter::Outcome(MailOutcome::Failed), "failed"),
    (LastMailFilter::Outcome(MailOutcome::Uncertain), "uncertain"),
    (LastMailFilter::Outcome(MailOutcome::Bounced), "bounced"),
];

/// When the next reminder is due, by the cadence.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueFilter {
    /// Today or before.
    Today,
    /// Later.
    Later,
    /// Never, or never again.
    Never,
}

/// Every filter on the next reminder with its name in addresses.
pub const DUE_FILTERS: &[(DueFilter, &str)] = &[(DueFilter::Today, "today"), (DueFilter::Later, "later"), (DueFilter::Never, "never")];

/// What is decided about the next automatic email.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionFilter {
    /// It goes out.
    Send,
    /// It is held back.
    Suppress,
    /// It is not for them.
    NotApplicable,
}

/// Every filter on the decision with its name in addresses.
pub const DECISION_FILTERS: &[(DecisionFilter, &str)] =
    &[(DecisionFilter::Send, "send"), (DecisionFilter::Suppress, "suppress"), (DecisionFilter::NotApplicable, "not_applicable")];

/// What a filter is judged by.
#[derive(Clone, Copy)]
pub struct FilterFacts<'a> {
    /// The organization.
    pub organization: &'a Organization,
    /// Its settings.
    pub settings: &'a EmailSettings,
    /// The present.
    pub now: Timestamp,
}

impl PeopleFilter {
    /// Whether a person passes. `words` are those of the search, by [`PeopleFilter::words`].
    #[must_use]
    pub fn passes(&self, facts: FilterFacts<'_>, words: &[String], record: &UserRecord) -> bool {
        let (user, mail) = (&record.user, &record.mail);
        let waited = || user.added.filter(|_| user.is_waiting()).map(|added| added.days_until(facts.now));
        (self.standing == Standing::Everybody || standing(record) == self.standing)
            && self.waiting_more_than.is_none_or(|days| waited().is_some_and(|waited| waited > days))
            && self.waiting_at_most.is_none_or(|days| waited().is_some_and(|waited| waited <= days))
            && self.department.as_ref().is_none_or(|asked| asked.holds_for(user.department.as_ref()))
            && self.license.as_ref().is_none_or(|license| user.licenses.contains(license))
            && self.language.as_ref().is_none_or(|asked| asked.holds_for(user.language.as_ref()))
            && self.account.is_none_or(|account| user.account_status == account)
            && self.last_mail.is_none_or(|asked| match (asked, &mail.last) {
                (LastMailFilter::NoneYet, last) => last.is_none(),
                (LastMailFilter::Outcome(wanted), last) => last.as_ref().is_some_and(|last| last.outcome == wanted),
            })
            && self.reminders_at_least.is_none_or(|least| mail.reminders_sent >= least)
            && self.reminders_at_most.is_none_or(|most| mail.reminders_sent <= most)
            && self.due.is_none_or(|asked| due_of(facts, record) == asked)
            && self.decision.is_none_or(|asked| decision_of(facts, record) == asked)
            && has_all(words, record)
    }

    /// The words that are searched for, folded.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        fold(&self.search).split_whitespace().map(str::to_owned).collect()
    }
}

impl<T: PartialEq> Known<T> {
    /// Whether this holds for what the directory says.
    pub fn holds_for(&self, said: Option<&T>) -> bool {
        match (self, said) {
            (Self::Is(wanted), Some(said)) => wanted == said,
            (Self::NotKnown, None) => true,
            (Self::Is(_), None) | (Self::NotKnown, Some(_)) => false,
        }
    }
}

fn has_all(words: &[String], record: &UserRecord) -> bool {
    words.is_empty() || {
        let text = fold(&searched_text(&record.user));
        words.iter().all(|word| text.contains(word.as_str()))
    }
}

/// Where a person stands.
#[must_use]
pub fn standing(record: &UserRecord) -> Standing {
    match (record.user.account_status, record.user.activation) {
        (AccountStatus::Deactivated, _) => Standing::Deactivated,
        (_, Activation::Activated { .. }) => Standing::SignedIn,
        (AccountStatus::PendingAcceptance, _) => Standing::PendingAcceptance,
        (_, Activation::NotActivated) => Standing::Waiting,
        (_, Activation::Unknown) => Standing::Unknown,
    }
}

/// When a person's next reminder is due.
#[must_use]
pub fn due_of(facts: FilterFacts<'_>, record: &UserRecord) -> DueFilter {
    match next_reminder(&facts.settings.follow_up.reminder_days, record) {
        Ok(due) if is_due(due, facts.now, &facts.organization.time_zone) => DueFilter::Today,
        Ok(_) => DueFilter::Later,
        Err(_) => DueFilter::Never,
    }
}

/// What becomes of the next automatic email to a person. Where their address is undeliverable, it is held back.
#[must_use]
pub fn decision_of(facts: FilterFacts<'_>, record: &UserRecord) -> DecisionFilter {
    match next_mail(facts.organization, facts.settings, record, facts.now) {
        NextMail::Decided(Decision::Send(_)) => DecisionFilter::Send,
        NextMail::Decided(Decision::Suppress(_)) | NextMail::Undeliverable { .. } => DecisionFilter::Suppress,
        NextMail::Decided(Decision::NotApplicable(_)) => DecisionFilter::NotApplicable,
    }
}
