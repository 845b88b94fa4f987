//! Owns what is read of the roster: a cell's contents without building a record, the record itself, and what menus offer.
//! Refuses to write.

use super::{
    super::{
        cadence::{NoReminder, next_reminder_by},
        email_address::EmailAddress,
        language::Language,
        license::LicenseId,
        mail_history::{MailHistory, UserRecord},
        people_filter::Standing,
        timestamp::Timestamp,
        user::{AccountStatus, Activation, AddressVerification, DirectoryUser, PersonName, UserId},
        web_address::WebAddress,
    },
    facts::{State, Time, language_of},
    identity,
    row_set::Row,
    store::Roster,
    text::Record,
};
use std::{borrow::Cow, collections::BTreeMap};

impl Roster {
    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.everybody().len()
    }

    /// True when there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.everybody().is_empty()
    }

    /// Everybody's row, in the order in which they came.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.everybody().iter()
    }

    /// Changes whenever anything does.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.journal.revision()
    }

    /// A person's record as it came; `None` when they were removed.
    #[must_use]
    pub fn record(&self, row: Row) -> Option<UserRecord> {
        let record = self.texts(row)?;
        let (texts, facts) = (record.texts, self.columns.facts(row)?);
        let user = DirectoryUser {
            id: self.id(row)?,
            email: EmailAddress::parse(texts.email).ok()?,
            name: PersonName { first: texts.first.to_owned(), last: texts.last.to_owned(), display: texts.display.to_owned() },
            department: self.departments.get(facts.department).cloned(),
            language: language_of(facts.language),
            licenses: self.licenses.get(facts.licenses).cloned().unwrap_or_default(),
            activation: facts.state.activation(facts.time(Time::LastSeen)),
            account_status: facts.state.account(),
            address_verification: facts.state.verification(),
            added: facts.time(Time::Added),
            first_seen: facts.time(Time::FirstSeen)?,
            added_by: facts.state.added_by(),
            meeting_room_url: Some(texts.link).filter(|link| !link.is_empty()).and_then(|link| WebAddress::parse(link).ok()),
            reminders_declined: facts.time(Time::Declined),
            signed_in_by: facts.time(Time::SignedInBy),
        };
        Some(UserRecord { user, mail: facts.history() })
    }

    /// Who stands in a row; `None` when they were removed.
    #[must_use]
    pub fn id(&self, row: Row) -> Option<UserId> {
        self.everybody().contains(row).then(|| UserId(self.id_text(row).into_owned()))
    }

    /// The identifier of a row, whether or not the person is still there.
    pub(super) fn id_text(&self, row: Row) -> Cow<'_, str> {
        if self.columns.packed.contains(row) {
            return Cow::Owned(self.columns.ids.get(row.index()).copied().map(identity::unpack).unwrap_or_default());
        }
        Cow::Borrowed(self.columns.start(row).map(|start| self.arena.read(start).texts.id).unwrap_or_default())
    }

    fn texts(&self, row: Row) -> Option<Record<'_>> {
        self.everybody().contains(row).then(|| self.columns.start(row).map(|start| self.arena.read(start))).flatten()
    }

    /// What to call them where one line is shown; empty when they were removed.
    #[must_use]
    pub fn shown_name(&self, row: Row) -> &str {
        self.texts(row).map(|record| record.shown()).unwrap_or_default()
    }

    /// Where mail to them goes; empty when they were removed.
    #[must_use]
    pub fn email(&self, row: Row) -> &str {
        self.texts(row).map(|record| record.texts.email).unwrap_or_default()
    }

    /// Their department, as the directory spells it.
    #[must_use]
    pub fn department(&self, row: Row) -> Option<&str> {
        self.columns.departments.get(row.index()).and_then(|code| self.departments.get(*code)).map(String::as_str)
    }

    /// What is assigned to them.
    #[must_use]
    pub fn assigned_licenses(&self, row: Row) -> &[LicenseId] {
        let licenses = self.columns.licenses.get(row.index()).and_then(|code| self.licenses.get(*code));
        licenses.map(Vec::as_slice).unwrap_or_default()
    }

    /// The language they prefer, where it is known.
    #[must_use]
    pub fn language(&self, row: Row) -> Option<Language> {
        self.columns.languages.get(row.index()).copied().and_then(language_of)
    }

    /// Where they stand; not known for whoever was never there.
    #[must_use]
    pub fn standing(&self, row: Row) -> Standing {
        self.state(row).map_or(Standing::Unknown, State::standing)
    }

    /// Whether they ever signed in; not known for whoever was never there.
    #[must_use]
    pub fn activation(&self, row: Row) -> Activation {
        self.state(row).map_or(Activation::Unknown, |state| state.activation(self.columns.time(Time::LastSeen, row)))
    }

    /// Whether the account can be used; not known for whoever was never there.
    #[must_use]
    pub fn account_status(&self, row: Row) -> AccountStatus {
        self.state(row).map_or(AccountStatus::Unknown, State::account)
    }

    /// Whether the address was proven to be theirs; not known for whoever was never there.
    #[must_use]
    pub fn address_verification(&self, row: Row) -> AddressVerification {
        self.state(row).map_or(AddressVerification::Unknown, State::verification)
    }

    fn state(&self, row: Row) -> Option<State> {
        self.columns.states.get(row.index()).copied()
    }

    /// When they were added, where it is known.
    #[must_use]
    pub fn added(&self, row: Row) -> Option<Timestamp> {
        self.columns.time(Time::Added, row)
    }

    /// When the backend first learned of them.
    #[must_use]
    pub fn first_seen(&self, row: Row) -> Option<Timestamp> {
        self.columns.time(Time::FirstSeen, row)
    }

    /// Whole days of waiting since they were added; `None` for those who do not wait or whose day is not known.
    #[must_use]
    pub fn waiting_days(&self, row: Row, now: Timestamp) -> Option<i64> {
        self.state(row).filter(|state| state.is_waiting())?;
        self.added(row).map(|added| added.days_until(now))
    }

    /// What was mailed to them.
    #[must_use]
    pub fn mail(&self, row: Row) -> MailHistory {
        self.columns.history(row)
    }

    /// When they were last mailed, whatever came of it.
    #[must_use]
    pub fn last_mail_at(&self, row: Row) -> Option<Timestamp> {
        self.columns.time(Time::LastMail, row)
    }

    /// Since when they want no reminders.
    #[must_use]
    pub fn reminders_declined(&self, row: Row) -> Option<Timestamp> {
        self.columns.time(Time::Declined, row)
    }

    /// When their next reminder is due, or why none is.
    ///
    /// # Errors
    /// Why none is; for whoever was never there that it is not known whether they signed in.
    pub fn next_reminder(&self, row: Row, cadence: &[u32]) -> Result<Timestamp, NoReminder> {
        let facts = self.columns.facts(row).ok_or(NoReminder::ActivationUnknown)?;
        let (declined, undeliverable) = (facts.time(Time::Declined), facts.time(Time::Undeliverable));
        next_reminder_by(cadence, (facts.state.account(), facts.state.activation(None)), declined, undeliverable, &facts.history())
    }

    /// Every department that anybody is in, by name, with how many people.
    #[must_use]
    pub fn departments(&self) -> Vec<(&str, usize)> {
        let mut departments: Vec<(&str, usize)> = self.departments.present().map(|(name, people)| (name.as_str(), people)).collect();
        departments.sort_unstable();
        departments
    }

    /// Every license that anybody has, by identifier, with how many people.
    #[must_use]
    pub fn licenses(&self) -> Vec<(&LicenseId, usize)> {
        let mut licenses = BTreeMap::new();
        for (set, people) in self.licenses.present() {
            let each = set.iter().enumerate().filter(|(at, id)| set.iter().position(|other| other == *id) == Some(*at));
            each.for_each(|(_, id)| *licenses.entry(id).or_default() += people);
        }
        licenses.into_iter().collect()
    }

    /// Every language that anybody prefers, in the order in which languages are offered, with how many people.
    #[must_use]
    pub fn languages(&self) -> Vec<(Language, usize)> {
        self.languages.present().collect()
    }

    /// How many people stand there.
    #[must_use]
    pub fn count_standing(&self, standing: Standing) -> usize {
        self.standing_set(standing).len()
    }

    /// The distinct characters of names, addresses and departments, those of people who went among them, for an
    /// [`super::Alphabet`].
    #[must_use]
    pub fn characters(&self) -> Vec<char> {
        self.characters.iter().collect()
    }
}
