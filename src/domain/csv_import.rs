//! Owns reading a directory from CSV: the platform's user export, or any file with an address column.
//! Refuses a file that is not wholly there, and single rows that are wrong, each with line, column and reason.
//! Writes nothing: `directory_change` says what an import would do.

use super::{
    csv_layout::{Column, Layout},
    email_address::{EmailAddress, NotAnAddress},
    language::Language,
    license::{License, LicenseId},
    time_zone::TimeZone,
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
pub(super) const LONGEST_CELL: usize = 1_000;

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

/// Reads a CSV file; days are those of the zone. `added` stands in for a missing column of dates, where the administrator
/// knows the date.
///
/// # Errors
/// [`FileProblem`] when the file as a whole cannot be trusted.
pub fn read_directory(bytes: &[u8], added: Option<Timestamp>, zone: &TimeZone) -> Result<ImportedDirectory, FileProblem> {
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
    refuse_cut_off(text, &records, &layout, zone)?;
    if records.is_empty() {
        return Err(FileProblem::Empty);
    }
    let mut directory =
        ImportedDirectory { licenses: layout.licenses(), unknown_columns: layout.unknown.clone(), ..ImportedDirectory::default() };
    let mut lines: HashMap<String, u64> = HashMap::new();
    let mut languages: HashMap<String, u64> = HashMap::new();
    for Row { line, cells } in &records {
        let line = *line;
        match layout.user(cells, line, added, zone) {
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

/// A record of the file.
pub(super) struct Row {
    /// Line on which it begins.
    pub(super) line: u64,
    /// Its cells.
    pub(super) cells: StringRecord,
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

/// A file that ends inside a quotation, or inside a row that only a cut could have made wrong, was cut off on its way.
fn refuse_cut_off(text: &str, rows: &[Row], layout: &Layout, zone: &TimeZone) -> Result<(), FileProblem> {
    let Some(Row { line, cells: last }) = rows.last() else { return Ok(()) };
    let cut = || match layout.user(last, *line, None, zone) {
        Err((_, RowReason::WrongCellCount { .. } | RowReason::UnknownStatus | RowReason::BadLicenseCell | RowReason::BadTime)) => true,
        Err(_) | Ok(_) => false,
    };
    // A lone quotation mark is legal inside a cell, so it alone proves nothing.
    let (open_quote, open_end) = (text.matches('"').count() % 2 == 1, !text.ends_with('\n'));
    if (open_quote && open_end) || ((open_quote || open_end) && cut()) {
        return Err(FileProblem::CutOff { line: *line });
    }
    Ok(())
}
