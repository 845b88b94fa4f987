//! Owns how a text part travels and how many octets it has then: as it is where every relay lets it through unchanged, else
//! quoted-printable or Base64, whichever is shorter.
//! Refuses to encode; the mail library does, and a test holds both to the same figures.

/// How a text part is encoded for its way (RFC 2045).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransferEncoding {
    /// Not at all: ASCII in short lines.
    SevenBit,
    /// Readable where it is ASCII.
    QuotedPrintable,
    /// Shorter where little of it is.
    Base64,
}

/// Most columns of an encoded line.
const COLUMNS: usize = 76;
/// Longest line of a message without its end, in octets (RFC 5322, 2.1.1).
pub const LONGEST_LINE: usize = 998;

/// The encoding of a text. What is mostly ASCII, as nearly all mail is, needs no exact figures for that.
#[must_use]
pub fn encoding_for(text: &str) -> TransferEncoding {
    if travels_as_it_is(text) {
        return TransferEncoding::SevenBit;
    }
    let octets = text.as_bytes();
    // Counted in single octets, of which a processor adds many at once.
    let special = |octets: &[u8]| octets.iter().map(|octet| u8::from(!is_plain(*octet) && !is_blank(*octet))).sum::<u8>();
    let special: usize = octets.chunks(usize::from(u8::MAX)).map(|octets| usize::from(special(octets))).sum();
    // As if line ends were encoded as well, which is more than a blank before each would be, and lines broken softly once more
    // than they can be.
    let quoted = special + 1;
    let most = text.len() + quoted * 2 + (text.len() + quoted * 2) / (COLUMNS - 3) * 3 + 3;
    if most <= base64(text.len()) { TransferEncoding::QuotedPrintable } else { shorter_encoding(text).0 }
}

/// The encoding of a text, and the octets that it takes.
#[must_use]
pub fn shorter_encoding(text: &str) -> (TransferEncoding, usize) {
    if travels_as_it_is(text) {
        return (TransferEncoding::SevenBit, text.len());
    }
    let (quoted, base64) = (quoted_printable(text), base64(text.len()));
    if quoted <= base64 { (TransferEncoding::QuotedPrintable, quoted) } else { (TransferEncoding::Base64, base64) }
}

/// Printable ASCII in lines that are not too long. Blanks at the end of a line get lost on the way.
fn travels_as_it_is(text: &str) -> bool {
    let is_kept = |octet: u8| is_plain(octet) || is_blank(octet) || matches!(octet, b'=' | b'\r' | b'\n');
    let keeps_its_end = |line: &str| line.len() <= LONGEST_LINE && !line.ends_with([' ', '\t']);
    // Every octet is looked at, since a processor looks at many at once where it need not stop at one.
    text.bytes().fold(true, |all, octet| all & is_kept(octet))
        && text.split('\n').all(|line| keeps_its_end(line.strip_suffix('\r').unwrap_or(line)))
}

/// Whether a line, without its end, is what quoted-printable makes of it, as most lines are.
#[must_use]
pub fn is_quoted_as_it_is(line: &str) -> bool {
    line.len() < COLUMNS && line.bytes().fold(true, |all, octet| all & (is_plain(octet) | is_blank(octet))) && !line.ends_with([' ', '\t'])
}

fn base64(octets: usize) -> usize {
    let letters = octets.div_ceil(3) * 4;
    letters + letters.saturating_sub(1) / COLUMNS * 2
}

/// Lines are broken softly before they are longer than a line may be; line ends are kept.
fn quoted_printable(text: &str) -> usize {
    let mut total = 0;
    for (at, line) in text.split("\r\n").enumerate() {
        total += if at == 0 { 0 } else { 2 };
        let mut column = 0;
        let mut put = |width: usize| {
            if column + width > COLUMNS - 1 {
                total += 3;
                column = 0;
            }
            total += width;
            column += width;
        };
        let Some((last, before)) = line.as_bytes().split_last() else { continue };
        before.iter().for_each(|octet| put(if is_plain(*octet) || is_blank(*octet) { 1 } else { 3 }));
        // Blanks at the end of a line get lost on the way.
        put(if is_plain(*last) { 1 } else { 3 });
    }
    total
}

const fn is_plain(octet: u8) -> bool {
    matches!(octet, b'!'..=b'<' | b'>'..=b'~')
}

const fn is_blank(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_relay_lets_through_travels_as_it_is() {
        let as_it_is = |text: &str| shorter_encoding(text) == (TransferEncoding::SevenBit, text.len());
        assert!(["", "Hello", "a=b\r\n\r\n\tc", &"x".repeat(998)].into_iter().all(as_it_is));
        assert!(!["é", "a \r\nb", "a\t", "a\u{7f}", "a\u{0}", &"x".repeat(999)].into_iter().any(as_it_is));
    }

    #[test]
    fn latin_text_is_quoted_and_arabic_is_not() {
        assert_eq!(shorter_encoding("Hello, Zoë"), (TransferEncoding::QuotedPrintable, 15));
        assert_eq!(shorter_encoding(&"حسابك".repeat(10)), (TransferEncoding::Base64, 138));
    }

    proptest::proptest! {
        #[test]
        fn the_quick_choice_is_the_exact_one(text in "[a-z= é\\r\\nع]{0,400}|[a-z =]{0,400}|[a-zé]{0,90}") {
            proptest::prop_assert_eq!(encoding_for(&text), shorter_encoding(&text).0);
        }
    }
}
