//! Owns how many octets a text part has on its way: quoted-printable or Base64, whichever is shorter.
//! Refuses to encode; the mail library does, and a test holds both to the same figures.

/// How a text part is encoded for its way (RFC 2045).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransferEncoding {
    /// Readable where it is ASCII.
    QuotedPrintable,
    /// Shorter where little of it is.
    Base64,
}

/// Most columns of a line.
const COLUMNS: usize = 76;

/// The shorter encoding of a text, and the octets that it takes.
#[must_use]
pub fn shorter_encoding(text: &str) -> (TransferEncoding, usize) {
    let (quoted, base64) = (quoted_printable(text), base64(text.len()));
    if quoted <= base64 { (TransferEncoding::QuotedPrintable, quoted) } else { (TransferEncoding::Base64, base64) }
}

fn base64(octets: usize) -> usize {
    let letters = octets.div_ceil(3) * 4;
    letters + letters.saturating_sub(1) / COLUMNS * 2
}

/// Lines are broken softly before they are longer than a line may be; line ends are kept.
fn quoted_printable(text: &str) -> usize {
    let octets = text.as_bytes();
    let (mut total, mut column, mut at) = (0, 0, 0);
    while let Some(octet) = octets.get(at) {
        if octets.get(at..at + 2) == Some(b"\r\n") {
            (total, column, at) = (total + 2, 0, at + 2);
            continue;
        }
        let before_end = octets.get(at + 1..at + 3) == Some(b"\r\n") || at + 1 == octets.len();
        let plain = matches!(octet, b'!'..=b'<' | b'>'..=b'~') || (matches!(octet, b' ' | b'\t') && !before_end);
        let width = if plain { 1 } else { 3 };
        if column + width > COLUMNS - 1 {
            (total, column) = (total + 3, 0);
        }
        (total, column, at) = (total + width, column + width, at + 1);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_text_is_quoted_and_arabic_is_not() {
        assert_eq!(shorter_encoding("Hello"), (TransferEncoding::QuotedPrintable, 5));
        assert_eq!(shorter_encoding(&"حسابك".repeat(10)), (TransferEncoding::Base64, 138));
        assert_eq!(shorter_encoding(""), (TransferEncoding::QuotedPrintable, 0));
    }
}
