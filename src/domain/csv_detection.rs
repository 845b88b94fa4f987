//! Owns finding out from the beginning of a file how it is written and what its columns hold, each with the reason.
//! Refuses to decide: the administrator may choose otherwise. The browser and the host look at the same beginning, so what
//! is shown is what is done.

use super::{
    csv_cell::as_meant,
    csv_field::{Field, KnownAs, OF_NO_USE},
    csv_import::FileProblem,
    csv_layout::{is_strict_truth, names_of},
    csv_mapping::ColumnMapping,
    csv_records::{LONGEST_RECORD, Records, Row},
    csv_text::{Decoder, Encoding},
    email_address::EmailAddress,
};

/// So much of a file is looked at, in octets; twice as much, and so on, while not one row of people ends there.
pub const HEAD: usize = 64 * 1024;
/// Values of each column that are shown.
const SAMPLES: usize = 2;
/// Longest sample, in characters.
const LONGEST_SAMPLE: usize = 60;

/// How a file is written and what its columns hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Detection {
    /// Whose file it looks like.
    pub form: FileForm,
    /// How characters are written.
    pub encoding: Encoding,
    /// What stands between cells.
    pub delimiter: Delimiter,
    /// The columns, in the order of the file.
    pub columns: Vec<DetectedColumn>,
}

/// Whose file it looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileForm {
    /// The platform's user export.
    Platform,
    /// A table of SCIM attributes.
    Scim,
    /// Any other.
    Other,
}

/// What stands between cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`, as spreadsheets of many countries write.
    Semicolon,
    /// A tab.
    Tab,
}

/// A column with what it seems to hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DetectedColumn {
    /// Its name in the file.
    pub name: String,
    /// What it seems to hold.
    pub field: Field,
    /// Why.
    pub why: Why,
    /// Its first values.
    pub samples: Vec<String>,
}

/// Why a column seems to hold what it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// It is named as in the platform's export.
    PlatformName,
    /// It has a usual name.
    UsualName,
    /// It is named as an attribute of SCIM.
    ScimName,
    /// Its values look so.
    Values,
    /// It is known and of no use here.
    OfNoUse,
    /// Another column holds the same, and that is surer.
    AnotherIsSurer,
    /// Nobody knows its name.
    Unknown,
}

impl Delimiter {
    /// The octet.
    #[must_use]
    pub fn octet(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    /// The one that occurs most in the header, outside of quotations.
    fn of(text: &[u8]) -> Self {
        let (mut counts, mut quoted) = ([0_u32; 3], false);
        let header = text.iter().skip_while(|octet| matches!(octet, b'\r' | b'\n'));
        for octet in header.take_while(|octet| !matches!(octet, b'\r' | b'\n')) {
            let [commas, semicolons, tabs] = &mut counts;
            match octet {
                b'"' => quoted = !quoted,
                b',' if !quoted => *commas += 1,
                b';' if !quoted => *semicolons += 1,
                b'\t' if !quoted => *tabs += 1,
                _ => {}
            }
        }
        let [commas, semicolons, tabs] = counts;
        if tabs > commas.max(semicolons) {
            Self::Tab
        } else if semicolons > commas {
            Self::Semicolon
        } else {
            Self::Comma
        }
    }
}

impl Detection {
    /// Looks at the beginning of a file: nothing while not one row of people ends in it.
    ///
    /// # Errors
    /// [`FileProblem`] when it is no table of text.
    pub fn of_beginning(head: &[u8]) -> Result<Option<Self>, FileProblem> {
        Self::read(head, |_, rows| match (rows.len() > 1, head.len() > LONGEST_RECORD) {
            (true, _) => Ok(true),
            (false, false) => Ok(false),
            (false, true) => Err(FileProblem::RowTooLong { line: 1 }),
        })
    }

    /// Looks at a whole file.
    ///
    /// # Errors
    /// [`FileProblem`] when it is no table of text.
    pub fn of(file: &[u8]) -> Result<Self, FileProblem> {
        let found = Self::read(file, |records, rows| records.finish(rows).map(|()| !rows.is_empty()))?;
        found.ok_or(FileProblem::Empty)
    }

    fn read(
        text: &[u8],
        is_enough: impl FnOnce(&mut Records, &mut Vec<Row>) -> Result<bool, FileProblem>,
    ) -> Result<Option<Self>, FileProblem> {
        let (encoding, mark) = Encoding::of(text);
        let text = Decoder::new(encoding).decode(text.get(mark..).unwrap_or_default())?;
        if text.contains(&0) {
            return Err(FileProblem::NotText);
        }
        let delimiter = Delimiter::of(&text);
        let (mut records, mut rows) = (Records::new(delimiter.octet()), Vec::new());
        records.push(&text, &mut rows)?;
        if !is_enough(&mut records, &mut rows)? {
            return Ok(None);
        }
        let mut rows = rows.into_iter();
        let Some(header) = rows.next() else { return Ok(None) };
        let (names, rows) = (names_of(&header.cells)?, rows.collect::<Vec<Row>>());
        let columns = detect(&names, &rows);
        let has = |why: Why| columns.iter().filter(|column| column.why == why).count();
        let form = match (has(Why::PlatformName), has(Why::ScimName)) {
            (_, scim) if scim >= 2 => FileForm::Scim,
            (platform, _) if platform >= 4 => FileForm::Platform,
            (_, _) => FileForm::Other,
        };
        Ok(Some(Self { form, encoding, delimiter, columns }))
    }

    /// What it seems to be, as a choice.
    #[must_use]
    pub fn mapping(&self) -> ColumnMapping {
        ColumnMapping::new(self.columns.iter().map(|column| (column.name.as_str(), column.field)))
    }

    /// The names of the columns.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// Columns that nobody knows, and nobody chose either.
    pub(super) fn unknown(&self, mapping: &ColumnMapping) -> Vec<String> {
        let unknown =
            |column: &&DetectedColumn| column.why == Why::Unknown && !column.name.is_empty() && !mapping.0.contains_key(&column.name);
        self.columns.iter().filter(unknown).map(|column| column.name.clone()).collect()
    }

    /// That nothing in the file seems to be an address.
    pub(super) fn no_address(&self) -> FileProblem {
        let named = self.columns.iter().map(|column| &column.name).filter(|name| !name.is_empty());
        FileProblem::NoAddressColumn { found: named.take(6).map(|name| name.chars().take(40).collect()).collect() }
    }
}

fn detect(names: &[String], rows: &[Row]) -> Vec<DetectedColumn> {
    let known: Vec<_> = names.iter().map(|name| Field::of_name(name)).collect();
    let surer = |field: Field, sure: (KnownAs, usize), at: usize| {
        known.iter().enumerate().any(|(other, known)| {
            known.is_some_and(|(same, other_known, place)| same == field && ((other_known, place), other) < (sure, at))
        })
    };
    let mut columns: Vec<DetectedColumn> = names
        .iter()
        .zip(&known)
        .enumerate()
        .map(|(at, (name, known))| {
            let (field, why) = match known {
                Some((field, known_as, place)) if surer(*field, (*known_as, *place), at) => (Field::NotRead, Why::AnotherIsSurer),
                Some((field, KnownAs::Header, _)) => (*field, Why::PlatformName),
                Some((field, KnownAs::Other, _)) => (*field, Why::UsualName),
                Some((field, KnownAs::Scim, _)) => (*field, Why::ScimName),
                None if OF_NO_USE.contains(&name.to_lowercase().as_str()) => (Field::NotRead, Why::OfNoUse),
                None if !name.is_empty() && first_filled(rows, at).is_some_and(is_strict_truth) => (Field::License, Why::Values),
                None => (Field::NotRead, Why::Unknown),
            };
            let samples = filled(rows, at).take(SAMPLES).map(|cell| cell.chars().take(LONGEST_SAMPLE).collect()).collect();
            DetectedColumn { name: name.clone(), field, why, samples }
        })
        .collect();
    if !columns.iter().any(|column| column.field == Field::Email) {
        let holds_addresses = |at: usize| first_filled(rows, at).is_some_and(|cell| EmailAddress::parse(cell).is_ok());
        let found = columns
            .iter_mut()
            .enumerate()
            .find(|(at, column)| column.why == Why::Unknown && !column.name.is_empty() && holds_addresses(*at));
        if let Some((_, column)) = found {
            (column.field, column.why) = (Field::Email, Why::Values);
        }
    }
    columns
}

fn filled(rows: &[Row], at: usize) -> impl Iterator<Item = &str> {
    rows.iter().filter_map(move |row| row.cells.get(at)).map(|cell| as_meant(cell).trim()).filter(|cell| !cell.is_empty())
}

fn first_filled(rows: &[Row], at: usize) -> Option<&str> {
    filled(rows, at).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &[u8] = include_bytes!("../../tests/data/control-hub-users.csv");

    fn fields(text: &str) -> Vec<(Field, Why)> {
        Detection::of(text.as_bytes()).unwrap().columns.into_iter().map(|column| (column.field, column.why)).collect()
    }

    #[test]
    fn the_platforms_export_is_known_by_its_columns() {
        let found = Detection::of(REAL).unwrap();
        assert_eq!((found.form, found.encoding, found.delimiter), (FileForm::Platform, Encoding::Utf8, Delimiter::Comma));
        let licenses: Vec<&str> =
            found.columns.iter().filter(|column| column.field == Field::License).map(|column| column.name.as_str()).collect();
        assert_eq!(licenses.len(), 4, "{licenses:?}");
        assert!(found.columns.iter().all(|column| column.why != Why::Unknown));
        let email = &found.columns[3];
        assert_eq!((email.field, email.why), (Field::Email, Why::PlatformName));
        assert_eq!(email.samples, ["user000000.a@example.com", "user000001.c@example.com"]);
    }

    #[test]
    fn scim_attributes_are_known_and_an_address_is_preferred_to_a_user_name() {
        let text = "userName,name.givenName,emails[0].value,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department,active,id\n\
                    ada,Ada,ada@x.example,Sales,true,7\n";
        assert_eq!(Detection::of(text.as_bytes()).unwrap().form, FileForm::Scim);
        assert_eq!(
            fields(text),
            [
                (Field::NotRead, Why::AnotherIsSurer),
                (Field::FirstName, Why::ScimName),
                (Field::Email, Why::ScimName),
                (Field::Department, Why::ScimName),
                (Field::Active, Why::PlatformName),
                (Field::NotRead, Why::OfNoUse),
            ]
        );
    }

    #[test]
    fn other_files_are_understood_by_usual_names_and_by_their_values() {
        assert_eq!(
            fields("Kontakt;Imię;Hobby;App;\nada@x.example;Ada;chess;TRUE;1\n"),
            [
                (Field::Email, Why::Values),
                (Field::FirstName, Why::UsualName),
                (Field::NotRead, Why::Unknown),
                (Field::License, Why::Values),
                (Field::NotRead, Why::Unknown),
            ]
        );
        assert_eq!(fields("Email,E-mail\na@x.example,b@x.example\n")[1], (Field::NotRead, Why::AnotherIsSurer));
    }

    #[test]
    fn the_delimiter_is_looked_for_outside_of_quotations() {
        for (text, delimiter) in [
            ("\"Email;a;b\",Name\n", Delimiter::Comma),
            ("Email\tName\n", Delimiter::Tab),
            ("\r\nEmail;Name,First\tx;y\n", Delimiter::Semicolon),
            ("Email\n", Delimiter::Comma),
        ] {
            assert_eq!(Detection::of(text.as_bytes()).unwrap().delimiter, delimiter, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_table_is_refused_at_once() {
        let sheet = [b"PK\x03\x04\x14\x00".as_slice(), &[0xFF; 600]].concat();
        assert_eq!(Detection::of(&sheet), Err(FileProblem::NotText));
        assert_eq!(Detection::of(b"\xEF\xBB\xBF\r\n"), Err(FileProblem::Empty));
        assert_eq!(Detection::of_beginning(&vec![b'a'; HEAD]), Ok(None));
        assert_eq!(Detection::of_beginning(&vec![b'a'; LONGEST_RECORD + 1]), Err(FileProblem::RowTooLong { line: 1 }));
        assert_eq!(Detection::of(b"Email,Ort\na@x.example,K\0ln\n"), Err(FileProblem::NotText));
        assert_eq!(Detection::of(b"Email,Ort\na@x.example,K\xf6ln\n"), Err(FileProblem::NotText), "Windows-1252");
    }
}
