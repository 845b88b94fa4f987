//! Owns the texts by which a listing of people goes on and by which a later one asks what changed: cursor and token.
//! Refuses to judge whether a directory still knows them; whoever keeps the people compares the numbers.

use std::fmt;

/// Which people are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listing {
    /// Everybody, in the order in which they came.
    Everybody,
    /// Those who were added or changed since a token was given, in the order of their changes.
    Changed,
}

/// Every listing with its letter in cursors.
const LISTINGS: &[(Listing, &str)] = &[(Listing::Everybody, "e"), (Listing::Changed, "c")];

/// Where a listing goes on. It carries the token of its first page, so that nothing that changes between two pages is lost.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListingCursor {
    /// Which people.
    pub listing: Listing,
    /// The place after which the page begins.
    pub after: u64,
    /// What the first page knew.
    pub known: ChangesToken,
}

/// A state of a directory: everything up to a number of changes. Numbers of another directory mean nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangesToken {
    /// Which directory.
    pub origin: String,
    /// The last change.
    pub last: u64,
}

impl ListingCursor {
    /// Reads a cursor.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (letter, rest) = text.split_once('.')?;
        let (after, token) = rest.split_once('.')?;
        let (listing, _) = LISTINGS.iter().find(|(_, known)| *known == letter)?;
        Some(Self { listing: *listing, after: number(after)?, known: ChangesToken::parse(token)? })
    }
}

impl fmt::Display for ListingCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = LISTINGS.iter().find(|(listing, _)| *listing == self.listing).map(|(_, letter)| *letter).unwrap_or_default();
        write!(f, "{letter}.{}.{}", self.after, self.known)
    }
}

impl ChangesToken {
    /// Reads a token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (origin, last) = text.rsplit_once('.')?;
        let fits = !origin.is_empty() && origin.len() <= 64 && origin.bytes().all(|octet| octet.is_ascii_alphanumeric());
        if fits { Some(Self { origin: origin.to_owned(), last: number(last)? }) } else { None }
    }
}

impl fmt::Display for ChangesToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.origin, self.last)
    }
}

/// A number as it is printed, and in no other spelling; none that a database would take for negative.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.len() <= 18 && text.bytes().all(|octet| octet.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cursors_and_tokens_survive_their_text(after in 0..10_u64.pow(18), last in 0..10_u64.pow(18), origin in "[a-z0-9]{1,20}", all: bool) {
            let known = ChangesToken { origin, last };
            prop_assert_eq!(ChangesToken::parse(&known.to_string()), Some(known.clone()));
            let listing = if all { Listing::Everybody } else { Listing::Changed };
            let cursor = ListingCursor { listing, after, known };
            prop_assert_eq!(ListingCursor::parse(&cursor.to_string()), Some(cursor));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}") {
            if let Some(cursor) = ListingCursor::parse(&text) {
                prop_assert_eq!(ListingCursor::parse(&cursor.to_string()), Some(cursor));
            }
            let _ = ChangesToken::parse(&text);
        }
    }

    #[test]
    fn what_was_never_given_out_is_not_read() {
        for text in [
            "",
            "x",
            "5",
            "e.5",
            "e.5.ab",
            "x.5.ab.7",
            "e.-5.ab.7",
            "e.5.ab.-7",
            "e.5..7",
            "e.5.ab.7x",
            "e.5.a b.7",
            "e.1.ab.9999999999999999999",
        ] {
            assert_eq!(ListingCursor::parse(text), None, "{text}");
        }
        for text in ["", "7", ".7", "ab.", "ab.x", "ab.-1"] {
            assert_eq!(ChangesToken::parse(text), None, "{text}");
        }
    }
}
