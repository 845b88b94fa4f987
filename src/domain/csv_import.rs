//! Owns what reading a directory from CSV gives: the people of the file, its refused rows, or why it is refused whole.
//! Refuses to read it, which `csv_reader` does in pieces, and to write: `directory_change` says what an import would do.

use super::{
    csv_field::Field,
    csv_reader::{DirectoryReader, Reading, Taken},
    directory_change::Spoken,
    email_address::{EmailAddress, NotAnAddress},
    language::Language,
    license::{License, LicenseId},
    time_zone::TimeZone,
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddressVerification, PersonName},
    web_address::WebAddress,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Largest file that is read, in octets.
pub const LARGEST_FILE: u64 = 512 * 1024 * 1024;
/// Longest cell, in characters, except names of licenses.
pub(super) const LONGEST_CELL: usize = 10_000;
/// Most different licenses that one file may name.
pub(super) const MOST_LICENSES: usize = 500;

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
    /// What the file speaks of.
    pub spoken: Spoken,
    /// Licenses, of columns and of lists.
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
    /// A cell of a fact that is neither TRUE nor FALSE nor empty.
    #[error("must be TRUE, FALSE or empty")]
    BadFact,
    /// A time that cannot be read.
    #[error("is not a date (2026-11-22) or a time (2026-11-22T09:30:00Z)")]
    BadTime,
    /// A link that cannot be used.
    #[error("is not a link that begins with https://")]
    BadLink,
    /// A cell over 10,000 characters.
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
    /// Over 512 MiB.
    #[error("the file is larger than 512 MB, which is more than a million people need; split it")]
    TooLarge,
    /// Octets that are no text in UTF-8, nor in UTF-16 with its mark: a spreadsheet, an archive, another code page.
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
    /// The browser cannot read it any more: it was moved, or changed since it was chosen.
    #[error("the file cannot be read any more; choose it again")]
    Unreadable,
    /// A row over 1 MB.
    #[error("line {line} begins a row of more than 1 MB; a quotation mark there is probably not closed")]
    RowTooLong {
        /// Line on which it begins.
        line: u64,
    },
    /// A column that names more licenses than any organization has.
    #[error("the column “{column}” names more than {MOST_LICENSES} different licenses; it does not seem to hold licenses")]
    TooManyLicenses {
        /// Its name.
        column: String,
    },
    /// A choice of columns without the address.
    #[error("no column is chosen as the address")]
    NoAddressMapped,
    /// A choice of columns that names one that is not there.
    #[error("there is no column “{column}” in the file")]
    MappedColumnMissing {
        /// Its name.
        column: String,
    },
    /// A choice of columns that takes two for the same.
    #[error("the column “{column}” is chosen as what “{earlier}” is already")]
    MappedTwice {
        /// As what.
        field: Field,
        /// The second of the two.
        column: String,
        /// The first of the two.
        earlier: String,
    },
}

impl FileProblem {
    /// Whether the choice of columns is to blame, and not the file.
    #[must_use]
    pub fn is_of_mapping(&self) -> bool {
        match self {
            Self::NoAddressMapped | Self::MappedColumnMissing { .. } | Self::MappedTwice { .. } => true,
            Self::Empty
            | Self::TooLarge
            | Self::NotText
            | Self::Unreadable
            | Self::NoAddressColumn { .. }
            | Self::DuplicateColumn { .. }
            | Self::CutOff { .. }
            | Self::RowTooLong { .. }
            | Self::TooManyLicenses { .. } => false,
        }
    }
}

/// Reads a file that lies in memory, as its columns seem to be; days are those of the zone. `added` stands in for a missing
/// column of dates, where the administrator knows the date.
///
/// # Errors
/// [`FileProblem`] when the file as a whole cannot be trusted.
pub fn read_directory(bytes: &[u8], added: Option<Timestamp>, zone: &TimeZone) -> Result<ImportedDirectory, FileProblem> {
    let mut reader = DirectoryReader::new(Reading { mapping: None, added, zone: zone.clone() });
    reader.push(bytes)?;
    reader.finish()?;
    let mut directory = ImportedDirectory::default();
    directory.take(&mut reader);
    Ok(directory)
}

impl ImportedDirectory {
    /// Takes over what was read so far.
    pub fn take(&mut self, reader: &mut DirectoryReader) {
        for row in reader.take() {
            match row {
                Taken::Good(user) => self.users.push(*user),
                Taken::Refused(row) => self.refused.push(row.problem),
            }
        }
        let facts = reader.facts();
        self.spoken = facts.spoken;
        self.licenses = facts.licenses;
        self.unknown_columns = facts.unknown_columns;
        self.unknown_languages = facts.unknown_languages;
    }
}
