//! Owns reading a directory from CSV: the platform's user export, or any file with an address column.
//! Refuses a file that is not wholly there, and single rows that are wrong, each with line, column and reason.
//! Writes nothing: `directory_change` says what an import would do.

use super::{
    email_address::{EmailAddress, NotAnAddress},
    language::Language,
    license::{License, LicenseId},
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddressVerification, PersonName},
    web_address::WebAddress,
};
use csv::StringRecord;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;

/// Largest file that is read, in octets.
pub const LARGEST_FILE: usize = 16 * 1024 * 1024;
/// Longest cell, in characters, except names of licenses.
const LONGEST_CELL: usize = 1_000;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Column {
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

/// A person as a file describes them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportedUser {
    /// Line on which the row begins.
    pub line: u64,
    /// Address.
    pub email: EmailAddress,
    /// Name.
    pub name: PersonName,
    /// Department.
    pub department: Option<String>,
    /// Language, where it is known here.
    pub language: Option<Language>,
    /// Assigned licenses.
    pub licenses: Vec<LicenseId>,
    /// Whether they ever signed in.
    pub activation: Activation,
    /// Whether the account can be used.
    pub account_status: AccountStatus,
    /// Whether the address was proven.
    pub address_verification: AddressVerification,
    /// When they were added, if the file says so.
    pub added: Option<Timestamp>,
    /// Personal Meeting Room, if the file names one.
    pub meeting_room_url: Option<WebAddress>,
}

/// A file that was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ImportedDirectory {
    /// Good rows.
    pub users: Vec<ImportedUser>,
    /// Refused rows.
    pub refused: Vec<RowProblem>,
    /// Licenses, one per column of them.
    pub licenses: Vec<License>,
    /// Columns that nobody here knows; they were not read.
    pub unknown_columns: Vec<String>,
    /// Values of the language column that are not supported, with how many people have them.
    pub unknown_languages: Vec<(String, u64)>,
}

/// A refused row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct RowProblem {
    /// Line on which the row begins; the header is line 1.
    pub line: u64,
    /// Name of the column.
    pub column: String,
    /// Why it was refused.
    pub reason: RowReason,
}

/// Why a row was refused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum RowReason {
    /// No address.
    #[error("the address is missing")]
    AddressMissing,
    /// A line break or another forbidden character in the address.
    #[error("the address contains a line break, a space or another character that no address may hold")]
    AddressForbiddenCharacter,
    /// Over 254 characters.
    #[error("the address is longer than 254 characters")]
    AddressTooLong,
    /// Not an address.
    #[error("the address is not of the form name@example.com")]
    AddressMalformed,
    /// An earlier row has this address, perhaps in another case.
    #[error("line {line} has the same address")]
    DuplicateAddress {
        /// Line of the earlier row.
        line: u64,
    },
    /// More or fewer cells than the header.
    #[error("the row has {cells} cells, the header {columns}")]
    WrongCellCount {
        /// Cells in the row.
        cells: u64,
        /// Columns in the header.
        columns: u64,
    },
    /// A status that is not known.
    #[error("the status is not one of Active, Verified, Not Verified, Pending, Inactive")]
    UnknownStatus,
    /// A license cell that is neither TRUE nor FALSE nor empty.
    #[error("a license cell must be TRUE, FALSE or empty")]
    BadLicenseCell,
    /// A time that cannot be read.
    #[error("is not a date (2026-11-22) or a time (2026-11-22T09:30:00Z)")]
    BadTime,
    /// A link that cannot be used.
    #[error("is not a link that begins with https://")]
    BadLink,
    /// A cell over 1,000 characters.
    #[error("the cell is longer than {LONGEST_CELL} characters")]
    CellTooLong,
}

impl From<NotAnAddress> for RowReason {
    fn from(reason: NotAnAddress) -> Self {
        match reason {
            NotAnAddress::Missing => Self::AddressMissing,
            NotAnAddress::ForbiddenCharacter => Self::AddressForbiddenCharacter,
            NotAnAddress::TooLong => Self::AddressTooLong,
            NotAnAddress::Malformed => Self::AddressMalformed,
        }
    }
}

/// Why a whole file is refused; the directory stays as it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FileProblem {
    /// No octets, or a header alone.
    #[error("the file has no rows")]
    Empty,
    /// Over 16 MiB.
    #[error("the file is larger than 16 MB; the platform exports at most 20,000 people per file, which is about 4 MB")]
    TooLarge,
    /// Octets that are no UTF-8 text, as in a spreadsheet or an archive.
    #[error("the file is not UTF-8 text; save it as “CSV UTF-8”")]
    NotText,
    /// No address column.
    #[error("no column “User ID/Email (Required)” or “Email”; the first line names: {}", .found.join(", "))]
    NoAddressColumn {
        /// The first columns that are there.
        found: Vec<String>,
    },
    /// Two columns with one name.
    #[error("the column “{column}” is there twice")]
    DuplicateColumn {
        /// Its name.
        column: String,
    },
    /// The last row is cut off.
    #[error("the file ends in the middle of line {line}; it was not copied completely, fetch it again")]
    CutOff {
        /// Line on which the cut row begins.
        line: u64,
    },
    /// The quoting is broken.
    #[error("line {line} cannot be read as CSV")]
    Broken {
        /// Where.
        line: u64,
    },
}

/// Reads a CSV file. `added` stands in for a missing column of dates, where the administrator knows the date.
///
/// # Errors
/// [`FileProblem`] when the file as a whole cannot be trusted.
pub fn read_directory(bytes: &[u8], added: Option<Timestamp>) -> Result<ImportedDirectory, FileProblem> {
    if bytes.len() > LARGEST_FILE {
        return Err(FileProblem::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| FileProblem::NotText)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.contains('\u{0}') {
        return Err(FileProblem::NotText);
    }
    if text.trim().is_empty() {
        return Err(FileProblem::Empty);
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|_| FileProblem::Broken { line: 1 })?.clone();
    let mut records = Vec::new();
    let mut counter = LineCounter { text, at: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|error| FileProblem::Broken { line: error.position().map_or(1, csv::Position::line) })?;
        records.push(Row { line: counter.line_of(&record), cells: record });
    }
    let layout = Layout::read(&header, &records)?;
    refuse_cut_off(text, &header, &records, &layout)?;
    if records.is_empty() {
        return Err(FileProblem::Empty);
    }
    let mut directory =
        ImportedDirectory { licenses: layout.licenses(), unknown_columns: layout.unknown.clone(), ..ImportedDirectory::default() };
    let mut lines: HashMap<String, u64> = HashMap::new();
    let mut languages: HashMap<String, u64> = HashMap::new();
    for Row { line, cells } in &records {
        let line = *line;
        match layout.user(cells, line, added) {
            Err((column, reason)) => directory.refused.push(RowProblem { line, column, reason }),
            Ok((user, unknown_language)) => match lines.get(&user.email.key()) {
                Some(earlier) => {
                    let reason = RowReason::DuplicateAddress { line: *earlier };
                    directory.refused.push(RowProblem { line, column: layout.name_of(Column::Email), reason });
                }
                None => {
                    lines.insert(user.email.key(), line);
                    if let Some(language) = unknown_language {
                        *languages.entry(language).or_default() += 1;
                    }
                    directory.users.push(user);
                }
            },
        }
    }
    directory.unknown_languages = languages.into_iter().collect();
    directory.unknown_languages.sort();
    Ok(directory)
}

struct Row {
    /// Line on which it begins.
    line: u64,
    cells: StringRecord,
}

/// Finds the line on which a record begins. The reader's own count stands before the blank lines that it skips.
struct LineCounter<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl LineCounter<'_> {
    fn line_of(&mut self, record: &StringRecord) -> u64 {
        let start = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.at);
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let start = start + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.text.as_bytes().get(self.at..start).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = start.max(self.at);
        self.line
    }
}

/// Spreadsheets of many countries write `;`.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().max_by_key(|d| (header.bytes().filter(|b| b == d).count(), *d == b',')).unwrap_or(b',')
}

/// A file whose last row is short was cut off on its way.
fn refuse_cut_off(text: &str, header: &StringRecord, rows: &[Row], layout: &Layout) -> Result<(), FileProblem> {
    let Some(Row { line, cells: last }) = rows.last() else {
        return Ok(());
    };
    let ends_with_newline = text.ends_with('\n');
    let broken_license = layout.bad_license_cell(last).is_some();
    if !ends_with_newline && (last.len() < header.len() || broken_license) || text.matches('"').count() % 2 == 1 {
        return Err(FileProblem::CutOff { line: *line });
    }
    Ok(())
}

struct Layout {
    names: Vec<String>,
    columns: HashMap<usize, Column>,
    license_columns: Vec<usize>,
    unknown: Vec<String>,
}

type Refusal = (String, RowReason);

impl Layout {
    fn read(header: &StringRecord, rows: &[Row]) -> Result<Self, FileProblem> {
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

    fn licenses(&self) -> Vec<License> {
        self.license_names().map(License::from_column).collect()
    }

    fn license_names(&self) -> impl Iterator<Item = &str> {
        self.license_columns.iter().filter_map(|at| self.names.get(*at)).map(String::as_str)
    }

    fn name_of(&self, column: Column) -> String {
        let at = self.columns.iter().find(|(_, other)| **other == column).map(|(at, _)| *at);
        at.and_then(|at| self.names.get(at)).cloned().unwrap_or_default()
    }

    /// The cell of a column; empty where the file has no such column.
    fn cell<'r>(&self, record: &'r StringRecord, column: Column) -> &'r str {
        let at = self.columns.iter().find(|(_, other)| **other == column).map(|(at, _)| *at);
        at.and_then(|at| record.get(at)).unwrap_or_default()
    }

    fn bad_license_cell(&self, record: &StringRecord) -> Option<String> {
        let bad = |at: &&usize| record.get(**at).is_some_and(|cell| truth(cell).is_err());
        self.license_columns.iter().find(bad).and_then(|at| self.names.get(*at)).cloned()
    }

    /// Reads one row: the person, and the language that was not understood.
    fn user(&self, record: &StringRecord, line: u64, added: Option<Timestamp>) -> Result<(ImportedUser, Option<String>), Refusal> {
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
            text => Timestamp::parse(text).map(Some).map_err(|_| refuse(column, RowReason::BadTime)),
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
