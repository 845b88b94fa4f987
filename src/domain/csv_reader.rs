//! Owns reading a directory from CSV in pieces: what is kept of a million rows is sixteen octets of each address.
//! Refuses a file that is not wholly there, and single rows that are wrong, each with line, column and reason.
//! It takes octets and gives rows, so that the host reads from a disk and the browser from a chosen file by the same code.

use super::{
    csv_detection::{Detection, HEAD},
    csv_field::Field,
    csv_import::{FileProblem, ImportedUser, MOST_LICENSES, RowProblem, RowReason},
    csv_layout::Layout,
    csv_mapping::ColumnMapping,
    csv_records::{Records, Row},
    csv_text::{Decoder, Encoding},
    directory_change::Spoken,
    license::License,
    time_zone::TimeZone,
    timestamp::Timestamp,
};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Most unknown languages that are told apart.
const MOST_LANGUAGES: usize = 200;

/// How a file is to be read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// What its columns hold; without it, what they seem to hold.
    pub mapping: Option<ColumnMapping>,
    /// Stands in for a missing date, where the administrator knows it.
    pub added: Option<Timestamp>,
    /// Whose days are meant.
    pub zone: TimeZone,
}

/// A row that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Taken {
    /// A person.
    Good(Box<ImportedUser>),
    /// A refused row.
    Refused(RefusedRow),
}

/// A refused row with what stands in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefusedRow {
    /// Where and why.
    pub problem: RowProblem,
    /// Its cells as they are.
    pub cells: Vec<String>,
}

/// What is known of the file as a whole, so far.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileFacts {
    /// The names of its columns.
    pub columns: Vec<String>,
    /// By what choice it is read.
    pub mapping: ColumnMapping,
    /// What it speaks of.
    pub spoken: Spoken,
    /// Licenses, of columns and of lists.
    pub licenses: Vec<License>,
    /// Columns that are not read because nobody knows them.
    pub unknown_columns: Vec<String>,
    /// Languages that are not supported, with how many people have them.
    pub unknown_languages: Vec<(String, u64)>,
}

/// Reads a directory in pieces.
#[derive(Debug)]
pub struct DirectoryReader {
    reading: Reading,
    head: Vec<u8>,
    look: usize,
    body: Option<Body>,
    rows: Vec<Taken>,
}

/// A file whose beginning was seen.
#[derive(Debug)]
struct Body {
    decoder: Decoder,
    records: Records,
    layout: Layout,
    facts: FileFacts,
    header_passed: bool,
    /// Where each address stood first. Two addresses of one hash do not occur: it has 128 bits.
    seen: HashMap<[u8; 16], u32>,
    languages: HashMap<String, u64>,
    /// The last row, and whether only a cut could have made it so.
    last: Option<(u64, Ending)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ending {
    Whole,
    PerhapsCut,
}

impl DirectoryReader {
    /// Begins.
    #[must_use]
    pub fn new(reading: Reading) -> Self {
        Self { reading, head: Vec::new(), look: HEAD, body: None, rows: Vec::new() }
    }

    /// Takes the next piece of the file.
    ///
    /// # Errors
    /// [`FileProblem`]; nothing of the file can be trusted then.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), FileProblem> {
        if let Some(body) = &mut self.body {
            return body.push(piece, &self.reading, &mut self.rows);
        }
        self.head.extend_from_slice(piece);
        // However the pieces are cut, the same beginnings are looked at as in the browser.
        while let Some(beginning) = self.head.get(..self.look) {
            if let Some(detection) = Detection::of_beginning(beginning)? {
                return self.begin(&detection);
            }
            self.look = self.look.saturating_mul(2);
        }
        Ok(())
    }

    /// The file ends here.
    ///
    /// # Errors
    /// [`FileProblem`]; nothing of the file can be trusted then.
    pub fn finish(&mut self) -> Result<(), FileProblem> {
        if self.body.is_none() {
            self.begin(&Detection::of(&self.head)?)?;
        }
        match &mut self.body {
            Some(body) => body.finish(&self.reading, &mut self.rows),
            None => Err(FileProblem::Empty),
        }
    }

    /// The rows that were read since this was asked last.
    #[must_use]
    pub fn take(&mut self) -> Vec<Taken> {
        std::mem::take(&mut self.rows)
    }

    /// What is known of the file; nothing before its beginning was seen.
    #[must_use]
    pub fn facts(&self) -> FileFacts {
        let Some(body) = &self.body else { return FileFacts::default() };
        let mut unknown_languages: Vec<(String, u64)> = body.languages.iter().map(|(name, count)| (name.clone(), *count)).collect();
        unknown_languages.sort();
        FileFacts { unknown_languages, ..body.facts.clone() }
    }

    fn begin(&mut self, detection: &Detection) -> Result<(), FileProblem> {
        let head = std::mem::take(&mut self.head);
        let names = detection.names();
        let mapping = self.reading.mapping.clone().unwrap_or_else(|| detection.mapping());
        let layout = mapping.layout(&names).map_err(|problem| match (problem, &self.reading.mapping) {
            (FileProblem::NoAddressMapped, None) => detection.no_address(),
            (problem, _) => problem,
        })?;
        let unknown_columns = detection.unknown(&mapping);
        let facts = FileFacts {
            columns: names,
            spoken: layout.spoken(),
            licenses: layout.licenses(),
            mapping,
            unknown_columns,
            unknown_languages: Vec::new(),
        };
        let mut body = Body {
            decoder: Decoder::new(detection.encoding),
            records: Records::new(detection.delimiter.octet()),
            layout,
            facts,
            header_passed: false,
            seen: HashMap::new(),
            languages: HashMap::new(),
            last: None,
        };
        let (_, mark) = Encoding::of(&head);
        body.push(head.get(mark..).unwrap_or_default(), &self.reading, &mut self.rows)?;
        self.body = Some(body);
        Ok(())
    }
}

impl Body {
    fn push(&mut self, piece: &[u8], reading: &Reading, taken: &mut Vec<Taken>) -> Result<(), FileProblem> {
        let mut rows = Vec::new();
        let text = self.decoder.decode(piece)?;
        self.records.push(&text, &mut rows)?;
        rows.into_iter().try_for_each(|row| self.read(row, reading, taken))
    }

    fn finish(&mut self, reading: &Reading, taken: &mut Vec<Taken>) -> Result<(), FileProblem> {
        let mut rows = Vec::new();
        self.records.finish(&mut rows)?;
        rows.into_iter().try_for_each(|row| self.read(row, reading, taken))?;
        let Some((line, ending)) = self.last else { return Err(FileProblem::Empty) };
        // A file that ends inside a quotation, or inside a row that only a cut could have made wrong, was cut off on its way.
        let (open_quote, open_end) = (self.records.has_open_quotation(), !self.records.ends_with_line());
        if !self.decoder.is_whole() || (open_quote && open_end) || ((open_quote || open_end) && ending == Ending::PerhapsCut) {
            return Err(FileProblem::CutOff { line });
        }
        Ok(())
    }

    fn read(&mut self, row: Row, reading: &Reading, taken: &mut Vec<Taken>) -> Result<(), FileProblem> {
        if !self.header_passed {
            self.header_passed = true;
            return Ok(());
        }
        let Row { line, cells } = row;
        let read = self.layout.read(&cells, line, reading.added, &reading.zone);
        self.last = Some((line, read.as_ref().err().map_or(Ending::Whole, |(_, reason)| Ending::of(reason))));
        let refused = match read {
            Err(refusal) => refusal,
            Ok(row) => match self.first_line(&row.user) {
                Some(earlier) => (self.layout.name_of(Field::Email), RowReason::DuplicateAddress { line: u64::from(earlier) }),
                None => {
                    self.learn(row.listed)?;
                    if let Some(language) = row.unknown_language
                        && (self.languages.len() < MOST_LANGUAGES || self.languages.contains_key(&language))
                    {
                        *self.languages.entry(language).or_default() += 1;
                    }
                    taken.push(Taken::Good(Box::new(row.user)));
                    return Ok(());
                }
            },
        };
        let problem = RowProblem { line, column: refused.0, reason: refused.1 };
        taken.push(Taken::Refused(RefusedRow { problem, cells: cells.iter().map(str::to_owned).collect() }));
        Ok(())
    }

    /// The line on which this address stood before; remembers it where it did not.
    fn first_line(&mut self, user: &ImportedUser) -> Option<u32> {
        let digest = Sha256::digest(user.email.key().as_bytes());
        let mut key = [0; 16];
        key.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        match self.seen.entry(key) {
            std::collections::hash_map::Entry::Occupied(earlier) => Some(*earlier.get()),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(u32::try_from(user.line).unwrap_or(u32::MAX));
                None
            }
        }
    }

    /// Licenses that a list named.
    fn learn(&mut self, listed: Vec<License>) -> Result<(), FileProblem> {
        for license in listed {
            if self.facts.licenses.iter().all(|known| known.id != license.id) {
                if self.facts.licenses.len() >= MOST_LICENSES {
                    return Err(FileProblem::TooManyLicenses { column: self.layout.name_of(Field::Licenses) });
                }
                self.facts.licenses.push(license);
            }
        }
        Ok(())
    }
}

impl Ending {
    fn of(reason: &RowReason) -> Self {
        match reason {
            RowReason::WrongCellCount { .. }
            | RowReason::UnknownStatus
            | RowReason::BadLicenseCell
            | RowReason::BadFact
            | RowReason::BadTime => Self::PerhapsCut,
            RowReason::AddressMissing
            | RowReason::AddressForbiddenCharacter
            | RowReason::AddressTooLong
            | RowReason::AddressMalformed
            | RowReason::DuplicateAddress { .. }
            | RowReason::BadLink
            | RowReason::CellTooLong => Self::Whole,
        }
    }
}
