//! Owns in what encoding a file is, and turning pieces of it into UTF-8.
//! Refuses encodings that a file does not declare itself: whoever guesses between code pages misspells names in silence.

use super::csv_import::FileProblem;
use std::borrow::Cow;

/// How characters are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, little end first, as spreadsheets save "Unicode text".
    Utf16LittleEndian,
    /// UTF-16, big end first.
    Utf16BigEndian,
}

impl Encoding {
    /// By the byte order mark, with the mark's length; UTF-8 where there is none.
    pub(super) fn of(head: &[u8]) -> (Self, usize) {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => (Self::Utf8, 3),
            [0xFF, 0xFE, ..] => (Self::Utf16LittleEndian, 2),
            [0xFE, 0xFF, ..] => (Self::Utf16BigEndian, 2),
            _ => (Self::Utf8, 0),
        }
    }
}

/// Turns pieces into UTF-8. What is UTF-8 already passes as it is; its validity is judged cell by cell.
#[derive(Debug)]
pub(super) struct Decoder {
    encoding: Encoding,
    octet: Option<u8>,
    high: Option<u16>,
}

impl Decoder {
    pub(super) fn new(encoding: Encoding) -> Self {
        Self { encoding, octet: None, high: None }
    }

    /// The next piece; characters may be cut between pieces.
    pub(super) fn decode<'o>(&mut self, octets: &'o [u8]) -> Result<Cow<'o, [u8]>, FileProblem> {
        let unit: fn([u8; 2]) -> u16 = match self.encoding {
            Encoding::Utf8 => return Ok(Cow::Borrowed(octets)),
            Encoding::Utf16LittleEndian => u16::from_le_bytes,
            Encoding::Utf16BigEndian => u16::from_be_bytes,
        };
        let mut units: Vec<u16> = self.high.take().into_iter().collect();
        for octet in octets {
            match self.octet.take() {
                Some(first) => units.push(unit([first, *octet])),
                None => self.octet = Some(*octet),
            }
        }
        // The first half of a pair waits for its second one.
        if units.last().is_some_and(|last| (0xD800..0xDC00).contains(last)) {
            self.high = units.pop();
        }
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.map(|text| Cow::Owned(text.into_bytes())).map_err(|_| FileProblem::NotText)
    }

    /// Whether nothing is left of a character that was cut.
    pub(super) fn is_whole(&self) -> bool {
        self.octet.is_none() && self.high.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_is_read_in_pieces_of_any_size() {
        let text = "Zażółć 🦀, ＝";
        for (encoding, octets) in [
            (Encoding::Utf16LittleEndian, text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
            (Encoding::Utf16BigEndian, text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            (Encoding::Utf8, text.as_bytes().to_vec()),
        ] {
            for size in [1, 2, 3, 5, 1_000] {
                let mut decoder = Decoder::new(encoding);
                let read: Vec<u8> = octets.chunks(size).flat_map(|piece| decoder.decode(piece).unwrap().into_owned()).collect();
                assert_eq!(String::from_utf8(read).unwrap(), text, "{encoding:?} {size}");
                assert!(decoder.is_whole());
            }
        }
    }

    #[test]
    fn halves_of_characters_are_no_text() {
        let mut decoder = Decoder::new(Encoding::Utf16LittleEndian);
        assert_eq!(decoder.decode(&[0x00, 0xDC, 0x41, 0x00]), Err(FileProblem::NotText));
        let mut cut = Decoder::new(Encoding::Utf16LittleEndian);
        assert!(cut.decode(&[0x41]).is_ok() && !cut.is_whole());
    }
}
