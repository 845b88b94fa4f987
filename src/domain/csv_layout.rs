//! Owns reading one row of a directory file by what its columns hold.
//! Refuses to find that out (`csv_detection`), and to judge the file as a whole (`csv_reader`).

use super::{
    csv_cell::as_meant,
    csv_field::Field,
    csv_import::{FileProblem, ImportedUser, LONGEST_CELL, RowReason},
    directory_change::{Spoken, SpokenLicenses},
    email_address::EmailAddress,
    language::Language,
    license::{License, LicenseId},
    time_zone::TimeZone,
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddressVerification, PersonName},
    web_address::WebAddress,
};
use csv::StringRecord;

/// Column and reason.
pub(super) type Refusal = (String, RowReason);

/// The columns of one file.
#[derive(Debug)]
pub(super) struct Layout {
    names: Vec<String>,
    fields: Vec<(Field, usize)>,
    licenses: Vec<(usize, License)>,
}

/// What a row says.
pub(super) struct ReadRow {
    pub(super) user: ImportedUser,
    /// The language that was not understood.
    pub(super) unknown_language: Option<String>,
    /// Licenses that the row names in a list.
    pub(super) listed: Vec<License>,
}

/// The names of the columns.
pub(super) fn names_of(header: &StringRecord) -> Result<Vec<String>, FileProblem> {
    let names: Vec<String> = header.iter().map(|name| as_meant(name).trim().to_owned()).collect();
    let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let mut seen = std::collections::HashSet::new();
    match names.iter().zip(&lower).find(|(_, lower)| !lower.is_empty() && !seen.insert(lower.as_str())) {
        Some((column, _)) => Err(FileProblem::DuplicateColumn { column: column.clone() }),
        None => Ok(names),
    }
}

impl Layout {
    pub(super) fn new(names: Vec<String>, fields: &[Field]) -> Self {
        let columns = || fields.iter().copied().zip(0..);
        let single = columns().filter(|(field, _)| !field.can_repeat()).collect();
        let of_license = |(field, at): (Field, usize)| (field == Field::License).then_some(at);
        let licenses = columns().filter_map(of_license).filter_map(|at| Some((at, License::from_column(names.get(at)?)))).collect();
        Self { fields: single, licenses, names }
    }

    /// The licenses that have columns of their own.
    pub(super) fn licenses(&self) -> Vec<License> {
        self.licenses.iter().map(|(_, license)| license.clone()).collect()
    }

    /// What the file speaks of.
    pub(super) fn spoken(&self) -> Spoken {
        let licenses = if self.at(Field::Licenses).is_some() {
            SpokenLicenses::All
        } else {
            SpokenLicenses::These(self.licenses.iter().map(|(_, license)| license.id.clone()).collect())
        };
        Spoken { fields: self.fields.iter().map(|(field, _)| *field).collect(), licenses }
    }

    /// The file's own name of a column.
    pub(super) fn name_of(&self, field: Field) -> String {
        self.at(field).map(|at| self.name_at(at)).unwrap_or_default()
    }

    fn name_at(&self, at: usize) -> String {
        self.names.get(at).cloned().unwrap_or_default()
    }

    fn at(&self, field: Field) -> Option<usize> {
        self.fields.iter().find(|(other, _)| *other == field).map(|(_, at)| *at)
    }

    /// The cell of a column; nothing where the file has no such column.
    fn said<'r>(&self, row: &'r StringRecord, field: Field) -> Option<&'r str> {
        self.at(field).map(|at| as_meant(row.get(at).unwrap_or_default()))
    }

    fn cell<'r>(&self, row: &'r StringRecord, field: Field) -> &'r str {
        self.said(row, field).unwrap_or_default()
    }

    /// Reads one row.
    pub(super) fn read(&self, row: &StringRecord, line: u64, added: Option<Timestamp>, zone: &TimeZone) -> Result<ReadRow, Refusal> {
        let refuse = |field: Field, reason: RowReason| (self.name_of(field), reason);
        if row.len() != self.names.len() {
            return Err((String::new(), RowReason::WrongCellCount { cells: row.len() as u64, columns: self.names.len() as u64 }));
        }
        // Judged before the length of cells: the reason for an over-long address is the address.
        let email = EmailAddress::parse(self.cell(row, Field::Email)).map_err(|reason| refuse(Field::Email, reason.into()))?;
        // Octets first: they are counted already, and no text has more characters than octets.
        let too_long = |cell: &str| cell.len() > LONGEST_CELL && as_meant(cell).chars().count() > LONGEST_CELL;
        if let Some(at) = row.iter().position(too_long) {
            return Err((self.name_at(at), RowReason::CellTooLong));
        }
        let time = |field| match self.cell(row, field).trim() {
            "" => Ok(None),
            text => zone.read(text).map(|moment| Some(moment.at)).map_err(|_| refuse(field, RowReason::BadTime)),
        };
        let (activation, account_status, address_verification) = self.standing(row, time(Field::LastSeen)?)?;
        let (licenses, listed) = self.licenses_of(row)?;
        let meeting_room_url = match self.cell(row, Field::MeetingRoom).trim() {
            "" => None,
            text => Some(WebAddress::parse(text).map_err(|_| refuse(Field::MeetingRoom, RowReason::BadLink))?),
        };
        let language = self.cell(row, Field::Language).trim();
        let department = self.cell(row, Field::Department).trim();
        let name = |field| self.cell(row, field);
        let user = ImportedUser {
            line,
            email,
            name: PersonName::new(name(Field::FirstName), name(Field::LastName), name(Field::DisplayName)),
            department: (!department.is_empty()).then(|| department.to_owned()),
            language: Language::read(language),
            licenses,
            activation,
            account_status,
            address_verification,
            added: time(Field::Added)?.or(added),
            meeting_room_url,
        };
        let unknown_language = (user.language.is_none() && !language.is_empty()).then(|| language.to_owned());
        Ok(ReadRow { user, unknown_language, listed })
    }

    /// Where a person stands: by the platform's word, and in place of its parts by columns that say one thing alone.
    fn standing(
        &self,
        row: &StringRecord,
        last_seen: Option<Timestamp>,
    ) -> Result<(Activation, AccountStatus, AddressVerification), Refusal> {
        let refuse = |field: Field, reason: RowReason| (self.name_of(field), reason);
        let word = status(self.cell(row, Field::Status), last_seen);
        let (mut activation, mut account, mut verification) = word.ok_or_else(|| refuse(Field::Status, RowReason::UnknownStatus))?;
        let fact = |field| match self.said(row, field) {
            None => Ok(None),
            Some(cell) if cell.trim().is_empty() => Ok(Some(None)),
            Some(cell) => truth(cell).map(|said| Some(Some(said))).map_err(|()| refuse(field, RowReason::BadFact)),
        };
        match fact(Field::SignedIn)? {
            Some(Some(true)) => activation = Activation::Activated { last_seen },
            Some(Some(false)) => activation = Activation::NotActivated,
            Some(None) if last_seen.is_none() => activation = Activation::Unknown,
            Some(None) | None => {}
        }
        match fact(Field::Active)? {
            Some(Some(false)) => account = AccountStatus::Deactivated,
            Some(Some(true)) if account == AccountStatus::Unknown => account = AccountStatus::Enabled,
            Some(Some(true) | None) | None => {}
        }
        match fact(Field::AddressVerified)? {
            Some(Some(true)) => verification = AddressVerification::Verified,
            Some(Some(false)) => verification = AddressVerification::NotVerified,
            Some(None) => verification = AddressVerification::Unknown,
            None => {}
        }
        Ok((activation, account, verification))
    }

    /// The licenses of a row, and those of them that a list names.
    fn licenses_of(&self, row: &StringRecord) -> Result<(Vec<LicenseId>, Vec<License>), Refusal> {
        let mut held = Vec::new();
        for (at, license) in &self.licenses {
            match truth(as_meant(row.get(*at).unwrap_or_default())) {
                Ok(true) => held.push(license.id.clone()),
                Ok(false) => {}
                Err(()) => return Err((self.name_at(*at), RowReason::BadLicenseCell)),
            }
        }
        let list = self.cell(row, Field::Licenses).split([';', '|', '\n']).map(str::trim).filter(|name| !name.is_empty());
        let listed: Vec<License> = list.map(License::from_column).collect();
        for license in &listed {
            if !held.contains(&license.id) {
                held.push(license.id.clone());
            }
        }
        Ok((held, listed))
    }
}

/// Whether a cell says TRUE or FALSE: a column of such cells holds a license.
pub(super) fn is_strict_truth(cell: &str) -> bool {
    ["TRUE", "FALSE"].iter().any(|word| word.eq_ignore_ascii_case(cell))
}

fn truth(cell: &str) -> Result<bool, ()> {
    match cell.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "tak" => Ok(true),
        "false" | "no" | "n" | "0" | "nie" | "" => Ok(false),
        _ => Err(()),
    }
}

/// The platform's statuses. "Inactive" means deactivated; both "Verified" and "Not Verified" have never signed in;
/// blank means that nobody said, unless a last use proves a sign-in. "Enabled" is ours: whether they signed in is not known.
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
        "enabled" => (seen(), AccountStatus::Enabled, AddressVerification::Unknown),
        "" => (seen(), AccountStatus::Unknown, AddressVerification::Unknown),
        _ => return None,
    })
}
