//! Owns writing a table as CSV for spreadsheets, piece by piece: RFC 4180, every cell harmless in a spreadsheet.
//! Refuses to hold the whole of it: whoever writes a million rows takes it away as it grows.

use super::csv_cell::defuse;
use csv::{Terminator, Writer, WriterBuilder};

/// Whether the file begins with a mark that tells its encoding.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ByteOrderMark {
    /// It does: spreadsheets show every name right.
    #[default]
    Written,
    /// It does not: some programs take the mark for a part of the first column's name.
    LeftOut,
}

/// A table that is being written.
#[derive(Debug)]
pub struct TableWriter {
    writer: Writer<Vec<u8>>,
    mark: Option<&'static str>,
}

impl TableWriter {
    /// A table with these columns.
    pub fn new<C: AsRef<str>>(header: impl IntoIterator<Item = C>, mark: ByteOrderMark) -> Self {
        let mark = match mark {
            ByteOrderMark::Written => Some("\u{FEFF}"),
            ByteOrderMark::LeftOut => None,
        };
        let mut table = Self { writer: empty(), mark };
        table.row(header);
        table
    }

    /// Adds a row.
    pub fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) {
        for cell in cells {
            // Writing to memory cannot fail.
            let _ = self.writer.write_field(defuse(cell.as_ref()).as_bytes());
        }
        let _ = self.writer.write_record(None::<&[u8]>);
    }

    /// What was written since this was asked last.
    #[must_use]
    pub fn take_chunk(&mut self) -> Vec<u8> {
        let rows = std::mem::replace(&mut self.writer, empty()).into_inner().unwrap_or_default();
        match self.mark.take() {
            Some(mark) => [mark.as_bytes(), &rows].concat(),
            None => rows,
        }
    }
}

fn empty() -> Writer<Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).flexible(true).from_writer(Vec::new())
}

/// Writes a small table in one go, with its mark.
#[must_use]
pub fn write_table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = TableWriter::new(header, ByteOrderMark::Written);
    rows.for_each(|row| table.row(row));
    String::from_utf8(table.take_chunk()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_harmless_and_quoted_where_it_must_be() {
        let rows = [vec!["3".into(), "=HYPERLINK(1)".into()], vec!["a,b".into(), "say \"x\"\ny".into()]].into_iter();
        let text = "\u{FEFF}Line,'@Column\r\n3,'=HYPERLINK(1)\r\n\"a,b\",\"say \"\"x\"\"\ny\"\r\n";
        assert_eq!(write_table(&["Line", "@Column"], rows), text);
    }

    #[test]
    fn what_is_taken_in_pieces_is_the_same_with_one_mark_at_most() {
        for mark in [ByteOrderMark::Written, ByteOrderMark::LeftOut] {
            let write = |pieces: bool| {
                let mut table = TableWriter::new(["A", "B"], mark);
                let mut octets = Vec::new();
                for row in 0..50 {
                    table.row([row.to_string(), String::new()]);
                    if pieces {
                        octets.extend(table.take_chunk());
                    }
                }
                octets.extend(table.take_chunk());
                String::from_utf8(octets).unwrap()
            };
            assert_eq!(write(true), write(false));
            assert_eq!(write(true).matches('\u{FEFF}').count(), usize::from(mark == ByteOrderMark::Written));
        }
    }
}
