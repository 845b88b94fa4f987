//! Owns what the columns of a directory file mean, and reading one row by them.
//! Refuses to judge the file as a whole, which `csv_import` does.

use super::{
    csv_import::{FileProblem, ImportedUser, LONGEST_CELL, Row, RowReason},
    email_address::EmailAddress,
    language::Language,
    license::License,
    time_zone::TimeZone,
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddressVerification, PersonName},
    web_address::WebAddress,
};
use csv::StringRecord;
use std::collections::HashMap;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Column {
    First,
    Last,
    Display,
    Email,
    Status,
    LastSeen,
    Department,
    Language,
    Added,
    MeetingRoom,
    /// Known, and of no use here.
    Ignored,
}

/// The names by which each column is known, in lower case. The first of each is the platform's.
const COLUMNS: &[(Column, &[&str])] = &[
    (
        Column::Email,
        &[
            "user id/email (required)",
            "email",
            "e-mail",
            "email address",
            "e-mail address",
            "user id/email",
            "user id",
            "mail",
            "adres e-mail",
        ],
    ),
    (Column::First, &["first name", "given name", "firstname", "imię"]),
    (Column::Last, &["last name", "family name", "surname", "lastname", "nazwisko"]),
    (Column::Display, &["display name", "name", "full name", "imię i nazwisko"]),
    (Column::Status, &["user status", "status"]),
    (Column::LastSeen, &["last service accessed time", "last activity", "last sign-in", "last seen"]),
    (Column::Department, &["department", "dział"]),
    (Column::Language, &["preferred language", "language", "język"]),
    (Column::Added, &["added", "created", "date added", "created at"]),
    (Column::MeetingRoom, &["personal meeting room", "meeting room url", "personal room"]),
    (
        Column::Ignored,
        &[
            "days since last service accessed",
            "extension",
            "title",
            "manager",
            "phone number",
            "location",
            "time zone",
            "waiting days",
            "last email",
            "last email outcome",
            "reminders sent",
            "licenses",
            "decision",
        ],
    ),
];

/// The columns of one file.
pub(super) struct Layout {
    names: Vec<String>,
    columns: HashMap<usize, Column>,
    license_columns: Vec<usize>,
    /// Columns that nobody knows.
    pub(super) unknown: Vec<String>,
}

/// Column and reason.
type Refusal = (String, RowReason);

impl Layout {
    /// Finds out what each column holds.
    pub(super) fn read(header: &StringRecord, rows: &[Row]) -> Result<Self, FileProblem> {
        let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        let mut layout = Self { columns: HashMap::new(), license_columns: Vec::new(), unknown: Vec::new(), names };
        for (at, name) in layout.names.iter().enumerate() {
            let lower = name.to_lowercase();
            if layout.names.iter().take(at).any(|other| other.to_lowercase() == lower && !lower.is_empty()) {
                return Err(FileProblem::DuplicateColumn { column: name.clone() });
            }
            if let Some((column, _)) = COLUMNS.iter().find(|(_, known)| known.contains(&lower.as_str())) {
                layout.columns.insert(at, *column);
            } else if is_license_column(at, rows) {
                layout.license_columns.push(at);
            } else if !name.is_empty() {
                layout.unknown.push(name.clone());
            }
        }
        if !layout.columns.values().any(|column| *column == Column::Email) {
            let found = layout.names.iter().filter(|name| !name.is_empty()).take(6).map(|name| name.chars().take(40).collect()).collect();
            return Err(FileProblem::NoAddressColumn { found });
        }
        Ok(layout)
    }

    /// The licenses, one per column of them.
    pub(super) fn licenses(&self) -> Vec<License> {
        self.license_names().map(License::from_column).collect()
    }

    fn license_names(&self) -> impl Iterator<Item = &str> {
        self.license_columns.iter().filter_map(|at| self.names.get(*at)).map(String::as_str)
    }

    /// The file's own name of a column.
    pub(super) fn name_of(&self, column: Column) -> String {
        let at = self.columns.iter().find(|(_, other)| **other == column).map(|(at, _)| *at);
        at.and_then(|at| self.names.get(at)).cloned().unwrap_or_default()
    }

    /// The cell of a column; empty where the file has no such column.
    fn cell<'r>(&self, record: &'r StringRecord, column: Column) -> &'r str {
        let at = self.columns.iter().find(|(_, other)| **other == column).map(|(at, _)| *at);
        at.and_then(|at| record.get(at)).unwrap_or_default()
    }

    /// The license column in which a row says neither TRUE nor FALSE.
    pub(super) fn bad_license_cell(&self, record: &StringRecord) -> Option<String> {
        let bad = |at: &&usize| record.get(**at).is_some_and(|cell| truth(cell).is_err());
        self.license_columns.iter().find(bad).and_then(|at| self.names.get(*at)).cloned()
    }

    /// Reads one row: the person, and the language that was not understood.
    pub(super) fn user(
        &self,
        record: &StringRecord,
        line: u64,
        added: Option<Timestamp>,
        zone: &TimeZone,
    ) -> Result<(ImportedUser, Option<String>), Refusal> {
        let refuse = |column: Column, reason: RowReason| (self.name_of(column), reason);
        if record.len() != self.names.len() {
            return Err((String::new(), RowReason::WrongCellCount { cells: record.len() as u64, columns: self.names.len() as u64 }));
        }
        // Judged before the length of cells: the reason for an over-long address is the address.
        let email = EmailAddress::parse(self.cell(record, Column::Email)).map_err(|reason| refuse(Column::Email, reason.into()))?;
        if let Some(at) = record.iter().position(|cell| cell.chars().count() > LONGEST_CELL) {
            return Err((self.names.get(at).cloned().unwrap_or_default(), RowReason::CellTooLong));
        }
        let time = |column| match self.cell(record, column).trim() {
            "" => Ok(None),
            text => zone.read(text).map(|moment| Some(moment.at)).map_err(|_| refuse(column, RowReason::BadTime)),
        };
        let last_seen = time(Column::LastSeen)?;
        let (activation, account_status, address_verification) =
            status(self.cell(record, Column::Status), last_seen).ok_or_else(|| refuse(Column::Status, RowReason::UnknownStatus))?;
        if let Some(column) = self.bad_license_cell(record) {
            return Err((column, RowReason::BadLicenseCell));
        }
        let holds = |at: &&usize| record.get(**at).is_some_and(|cell| truth(cell) == Ok(true));
        let licenses = self
            .license_columns
            .iter()
            .filter(holds)
            .filter_map(|at| self.names.get(*at))
            .map(|name| License::from_column(name).id)
            .collect();
        let meeting_room_url = match self.cell(record, Column::MeetingRoom).trim() {
            "" => None,
            text => Some(WebAddress::parse(text).map_err(|_| refuse(Column::MeetingRoom, RowReason::BadLink))?),
        };
        let language = self.cell(record, Column::Language).trim();
        let department = self.cell(record, Column::Department).trim();
        let user = ImportedUser {
            line,
            email,
            name: PersonName::new(self.cell(record, Column::First), self.cell(record, Column::Last), self.cell(record, Column::Display)),
            department: (!department.is_empty()).then(|| department.to_owned()),
            language: Language::read(language),
            licenses,
            activation,
            account_status,
            address_verification,
            added: time(Column::Added)?.or(added),
            meeting_room_url,
        };
        let unknown = (user.language.is_none() && !language.is_empty()).then(|| language.to_owned());
        Ok((user, unknown))
    }
}

/// A column that nobody knows by name holds a license when its first filled cell says TRUE or FALSE.
fn is_license_column(at: usize, rows: &[Row]) -> bool {
    rows.iter().filter_map(|row| row.cells.get(at)).find(|cell| !cell.trim().is_empty()).is_some_and(|cell| truth(cell).is_ok())
}

fn truth(cell: &str) -> Result<bool, ()> {
    match cell.trim().to_ascii_uppercase().as_str() {
        "TRUE" => Ok(true),
        "FALSE" | "" => Ok(false),
        _ => Err(()),
    }
}

/// The platform's statuses. "Inactive" means deactivated; both "Verified" and "Not Verified" have never signed in;
/// blank means that nobody said, unless a last use proves a sign-in.
fn status(text: &str, last_seen: Option<Timestamp>) -> Option<(Activation, AccountStatus, AddressVerification)> {
    let seen = || {
        if last_seen.is_some() { Activation::Activated { last_seen } } else { Activation::Unknown }
    };
    Some(match text.trim().to_lowercase().as_str() {
        "active" => (Activation::Activated { last_seen }, AccountStatus::Enabled, AddressVerification::Verified),
        "verified" => (Activation::NotActivated, AccountStatus::Enabled, AddressVerification::Verified),
        "not verified" => (Activation::NotActivated, AccountStatus::Enabled, AddressVerification::NotVerified),
        "pending" => (seen(), AccountStatus::PendingAcceptance, AddressVerification::Unknown),
        "inactive" => (seen(), AccountStatus::Deactivated, AddressVerification::Unknown),
        "" => (seen(), AccountStatus::Unknown, AddressVerification::Unknown),
        _ => return None,
    })
}
