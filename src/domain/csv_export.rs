//! Owns writing people as CSV: chosen columns, in the order chosen, so that the file reads back through the import.
//! Refuses localised headers and values: the import knows the platform's.

use super::{
    csv_field::{FIELDS, Field},
    csv_table::{ByteOrderMark, TableWriter},
    license::License,
    mail_history::{MailOutcome, UserRecord},
    organization::Organization,
    time_zone::TimeZone,
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddressVerification},
};

pub use super::csv_table::write_table;

/// A column that can be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExportColumn {
    /// One that every organization has.
    Fixed(Fixed),
    /// Whether people hold this license.
    License(License),
}

/// A column that every organization has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fixed {
    /// What the import reads.
    Field(Field),
    /// Whole days since they were added, of those who wait.
    WaitingDays,
    /// When they were last mailed.
    LastEmail,
    /// What came of that.
    LastEmailOutcome,
    /// How many reminders were sent.
    RemindersSent,
}

/// What is known of one column.
pub struct ColumnFacts {
    /// Which one.
    pub column: Fixed,
    /// Its name in the file.
    pub name: &'static str,
    value: fn(&UserRecord, &ExportFacts) -> String,
}

/// Every column that every organization has, in the order in which they are offered.
pub const COLUMNS: &[ColumnFacts] = &[
    of(Field::FirstName, |record, _| record.user.name.first.clone()),
    of(Field::LastName, |record, _| record.user.name.last.clone()),
    of(Field::DisplayName, |record, _| record.user.name.display.clone()),
    of(Field::Email, |record, _| record.user.email.as_str().to_owned()),
    of(Field::Status, |record, _| status(record).to_owned()),
    of(Field::SignedIn, |record, _| signed_in(record).to_owned()),
    of(Field::LastSeen, |record, facts| last_seen(record).map(|at| facts.write(at)).unwrap_or_default()),
    of(Field::AddressVerified, |record, _| verified(record).to_owned()),
    of(Field::Department, |record, _| record.user.department.clone().unwrap_or_default()),
    of(Field::Language, |record, _| record.user.language.map(|language| language.facts().export_name).unwrap_or_default().to_owned()),
    of(Field::Added, |record, facts| record.user.added.map(|at| facts.write(at)).unwrap_or_default()),
    of(Field::MeetingRoom, |record, _| record.user.meeting_room_url.as_ref().map(|link| link.as_str().to_owned()).unwrap_or_default()),
    ColumnFacts {
        column: Fixed::WaitingDays,
        name: "Waiting days",
        value: |record, facts| {
            let added = record.user.added.filter(|_| record.user.is_waiting());
            added.map(|added| added.days_until(facts.now).to_string()).unwrap_or_default()
        },
    },
    ColumnFacts {
        column: Fixed::LastEmail,
        name: "Last email",
        value: |record, _| record.mail.last.as_ref().map(|last| String::from(last.at)).unwrap_or_default(),
    },
    ColumnFacts {
        column: Fixed::LastEmailOutcome,
        name: "Last email outcome",
        value: |record, _| record.mail.last.as_ref().map(|last| outcome(last.outcome)).unwrap_or_default().to_owned(),
    },
    ColumnFacts { column: Fixed::RemindersSent, name: "Reminders sent", value: |record, _| record.mail.reminders_sent.to_string() },
];

const fn of(field: Field, value: fn(&UserRecord, &ExportFacts) -> String) -> ColumnFacts {
    ColumnFacts { column: Fixed::Field(field), name: header(field), value }
}

/// The name by which the import knows a field best.
const fn header(field: Field) -> &'static str {
    let mut rest = FIELDS;
    while let Some((facts, more)) = rest.split_first() {
        if facts.field as u8 == field as u8 {
            return facts.header;
        }
        rest = more;
    }
    // Every field of `COLUMNS` has facts (tested).
    ""
}

/// What is written, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExportOptions {
    /// The columns, in this order.
    pub columns: Vec<ExportColumn>,
    /// Whether the file begins with a byte order mark.
    pub mark: ByteOrderMark,
}

/// What values depend on besides the person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExportFacts {
    /// Whose days are written.
    pub zone: TimeZone,
    /// The present.
    pub now: Timestamp,
}

impl ExportFacts {
    /// A day where the time is its beginning, which reads back as the same; the whole time otherwise.
    fn write(&self, at: Timestamp) -> String {
        let day: String = self.zone.clock(at).chars().take(10).collect();
        if self.zone.read(&day).is_ok_and(|moment| moment.at == at) { day } else { at.into() }
    }
}

impl ExportColumn {
    /// Every column that can be written of people of this organization.
    #[must_use]
    pub fn all(organization: &Organization) -> Vec<Self> {
        let fixed = COLUMNS.iter().map(|facts| Self::Fixed(facts.column));
        fixed.chain(organization.licenses.iter().cloned().map(Self::License)).collect()
    }

    /// Its name in the file.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Fixed(column) => column.facts().map(|facts| facts.name).unwrap_or_default(),
            Self::License(license) => &license.name,
        }
    }

    fn value(&self, record: &UserRecord, facts: &ExportFacts) -> String {
        match self {
            Self::Fixed(column) => column.facts().map(|column| (column.value)(record, facts)).unwrap_or_default(),
            Self::License(license) => if record.user.licenses.contains(&license.id) { "TRUE" } else { "FALSE" }.to_owned(),
        }
    }
}

impl Fixed {
    fn facts(self) -> Option<&'static ColumnFacts> {
        COLUMNS.iter().find(|facts| facts.column == self)
    }
}

/// A file of people that is being written.
///
/// ```
/// # use usher::domain::{csv_export::*, csv_field::Field, csv_table::ByteOrderMark, time_zone::TimeZone, timestamp::Timestamp};
/// let options = ExportOptions { columns: vec![ExportColumn::Fixed(Fixed::Field(Field::Email))], mark: ByteOrderMark::LeftOut };
/// let mut export = CsvExport::new(&options, ExportFacts { zone: TimeZone::default(), now: Timestamp::from_millis(0) });
/// // … `export.push(record)` for some of the people, then hand on what came of them, and so forth:
/// assert_eq!(export.take_chunk(), b"User ID/Email (Required)\r\n");
/// ```
#[derive(Debug)]
pub struct CsvExport {
    columns: Vec<ExportColumn>,
    facts: ExportFacts,
    table: TableWriter,
}

impl CsvExport {
    /// Begins with the header.
    #[must_use]
    pub fn new(options: &ExportOptions, facts: ExportFacts) -> Self {
        let table = TableWriter::new(options.columns.iter().map(ExportColumn::name), options.mark);
        Self { columns: options.columns.clone(), facts, table }
    }

    /// Adds a person.
    pub fn push(&mut self, record: &UserRecord) {
        let Self { columns, facts, table } = self;
        table.row(columns.iter().map(|column| column.value(record, facts)));
    }

    /// What was written since this was asked last.
    #[must_use]
    pub fn take_chunk(&mut self) -> Vec<u8> {
        self.table.take_chunk()
    }
}

/// Writes people in one go, with every column.
#[must_use]
pub fn write_people<'r>(people: impl Iterator<Item = &'r UserRecord>, organization: &Organization, now: Timestamp) -> String {
    let options = ExportOptions { columns: ExportColumn::all(organization), mark: ByteOrderMark::Written };
    let mut export = CsvExport::new(&options, ExportFacts { zone: organization.time_zone.clone(), now });
    people.for_each(|record| export.push(record));
    String::from_utf8(export.take_chunk()).unwrap_or_default()
}

/// The platform's word for where a person stands; empty where nobody knows whether the account can be used.
fn status(record: &UserRecord) -> &'static str {
    match (record.user.account_status, record.user.activation, record.user.address_verification) {
        (AccountStatus::Deactivated, _, _) => "Inactive",
        (AccountStatus::PendingAcceptance, _, _) => "Pending",
        (AccountStatus::Unknown, _, _) => "",
        (AccountStatus::Enabled, Activation::Activated { .. }, _) => "Active",
        (AccountStatus::Enabled, Activation::NotActivated, AddressVerification::Verified) => "Verified",
        (AccountStatus::Enabled, Activation::NotActivated, AddressVerification::NotVerified | AddressVerification::Unknown) => {
            "Not Verified"
        }
        (AccountStatus::Enabled, Activation::Unknown, _) => "Enabled",
    }
}

fn signed_in(record: &UserRecord) -> &'static str {
    match record.user.activation {
        Activation::Activated { .. } => "TRUE",
        Activation::NotActivated => "FALSE",
        Activation::Unknown => "",
    }
}

fn last_seen(record: &UserRecord) -> Option<Timestamp> {
    match record.user.activation {
        Activation::Activated { last_seen } => last_seen,
        Activation::NotActivated | Activation::Unknown => None,
    }
}

fn verified(record: &UserRecord) -> &'static str {
    match record.user.address_verification {
        AddressVerification::Verified => "TRUE",
        AddressVerification::NotVerified => "FALSE",
        AddressVerification::Unknown => "",
    }
}

fn outcome(outcome: MailOutcome) -> &'static str {
    match outcome {
        MailOutcome::Sent => "Sent",
        MailOutcome::Failed => "Failed",
        MailOutcome::Uncertain => "Uncertain",
        MailOutcome::Bounced => "Bounced",
    }
}
