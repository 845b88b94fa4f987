//! Owns cutting a stream of text into records, each with the line on which it begins.
//! Refuses a record that does not end: what follows an open quotation mark would be one cell as long as the file.

use super::csv_import::FileProblem;
use csv::StringRecord;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// Longest record, in octets.
pub(super) const LONGEST_RECORD: usize = 1024 * 1024;

/// A record of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    /// Line on which it begins.
    pub(super) line: u64,
    /// Its cells.
    pub(super) cells: StringRecord,
}

/// Cuts text that comes in pieces.
#[derive(Debug)]
pub(super) struct Records {
    reader: Reader,
    text: Vec<u8>,
    filled: usize,
    ends: Vec<usize>,
    ended: usize,
    line: u64,
    began: Option<u64>,
    quotes: u64,
    last: u8,
}

impl Records {
    pub(super) fn new(delimiter: u8) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            text: vec![0; 4 * 1024],
            filled: 0,
            ends: vec![0; 64],
            ended: 0,
            line: 1,
            began: None,
            quotes: 0,
            last: b'\n',
        }
    }

    /// The records that end in this piece.
    pub(super) fn push(&mut self, piece: &[u8], rows: &mut Vec<Row>) -> Result<(), FileProblem> {
        let mut rest = piece;
        while !rest.is_empty() {
            rest = self.step(rest, rows)?.1;
        }
        self.last = piece.last().copied().unwrap_or(self.last);
        Ok(())
    }

    /// The record that ends with the file, if one does.
    pub(super) fn finish(&mut self, rows: &mut Vec<Row>) -> Result<(), FileProblem> {
        // An empty piece says that nothing follows.
        while self.step(&[], rows)?.0 != ReadRecordResult::End {}
        Ok(())
    }

    /// Whether a quotation was opened and not closed. A lone mark is legal inside a cell, so it alone proves nothing.
    pub(super) fn has_open_quotation(&self) -> bool {
        self.quotes % 2 == 1
    }

    /// Whether the last line was ended.
    pub(super) fn ends_with_line(&self) -> bool {
        self.last == b'\n'
    }

    /// Where the record stands that is being read.
    pub(super) fn line(&self) -> u64 {
        self.began.unwrap_or(self.line)
    }

    fn step<'p>(&mut self, piece: &'p [u8], rows: &mut Vec<Row>) -> Result<(ReadRecordResult, &'p [u8]), FileProblem> {
        let text = self.text.get_mut(self.filled..).unwrap_or_default();
        let ends = self.ends.get_mut(self.ended..).unwrap_or_default();
        let (result, read, written, ended) = self.reader.read_record(piece, text, ends);
        let (passed, rest) = piece.split_at_checked(read).unwrap_or((piece, &[]));
        self.pass(passed);
        self.filled += written;
        self.ended += ended;
        match result {
            ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
            ReadRecordResult::OutputFull if self.text.len() >= LONGEST_RECORD => {
                return Err(FileProblem::RowTooLong { line: self.line() });
            }
            ReadRecordResult::OutputFull => self.text.resize(self.text.len().saturating_mul(2), 0),
            ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len().saturating_mul(2), 0),
            ReadRecordResult::Record => {
                let line = self.began.take().unwrap_or(self.line);
                rows.push(Row { line, cells: self.cells()? });
                (self.filled, self.ended) = (0, 0);
            }
        }
        Ok((result, rest))
    }

    /// Counts lines and quotation marks. Blank lines before a record belong to none.
    fn pass(&mut self, octets: &[u8]) {
        let mut rest = octets;
        if self.began.is_none() {
            let blank = rest.iter().take_while(|octet| matches!(octet, b'\r' | b'\n')).count();
            let (skipped, more) = rest.split_at_checked(blank).unwrap_or((rest, &[]));
            self.line += count(skipped, b'\n');
            self.began = (!more.is_empty()).then_some(self.line);
            rest = more;
        }
        self.line += count(rest, b'\n');
        self.quotes += count(rest, b'"');
    }

    fn cells(&self) -> Result<StringRecord, FileProblem> {
        let mut cells = StringRecord::with_capacity(self.filled, self.ended);
        let mut start = 0;
        for end in self.ends.iter().take(self.ended) {
            let cell = self.text.get(start..*end).unwrap_or_default();
            // Cell by cell: two halves of a character beside each other would pass as one.
            match std::str::from_utf8(cell) {
                Ok(cell) if !cell.contains('\0') => cells.push_field(cell),
                Ok(_) | Err(_) => return Err(FileProblem::NotText),
            }
            start = *end;
        }
        Ok(cells)
    }
}

fn count(octets: &[u8], wanted: u8) -> u64 {
    octets.iter().filter(|octet| **octet == wanted).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str, size: usize) -> Vec<(u64, Vec<String>)> {
        let (mut records, mut rows) = (Records::new(b','), Vec::new());
        for piece in text.as_bytes().chunks(size) {
            records.push(piece, &mut rows).unwrap();
        }
        records.finish(&mut rows).unwrap();
        rows.into_iter().map(|row| (row.line, row.cells.iter().map(str::to_owned).collect())).collect()
    }

    #[test]
    fn lines_are_those_on_which_records_begin() {
        let lines = |text| cut(text, 1).into_iter().map(|(line, _)| line).collect::<Vec<_>>();
        assert_eq!(lines("a,b\r\n\r\n\r\n1,\"x\r\ny\"\r\n2,z"), [1, 4, 6]);
        assert_eq!(lines("\n\na\nb\n\nc\n"), [3, 4, 6]);
        assert_eq!(lines(""), [0; 0]);
    }

    #[test]
    fn a_quotation_that_never_ends_is_not_kept_whole() {
        let (mut records, mut rows) = (Records::new(b','), Vec::new());
        records.push(b"a,b\n1,\"", &mut rows).unwrap();
        let refused = (0..5_000).find_map(|_| records.push(&[b'x'; 1_000], &mut rows).err());
        assert_eq!(refused, Some(FileProblem::RowTooLong { line: 2 }));
    }

    proptest! {
        #[test]
        fn the_size_of_the_pieces_does_not_matter(text in "[ab,\"\r\nż]{0,60}", size in 1usize..9) {
            prop_assert_eq!(cut(&text, size), cut(&text, 1_000));
        }

        #[test]
        fn records_are_those_that_the_csv_library_reads(text in "[ab,\"\r\nż]{0,60}") {
            let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            prop_assert_eq!(cut(&text, 7).into_iter().map(|(_, cells)| cells).collect::<Vec<_>>(), expected);
        }
    }
}
