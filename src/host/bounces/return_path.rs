//! Owns the envelope sender of every mail of a batch: it names the delivery, and only this host can make one.
//! Refuses to take a notification's word for whose mail came back; what is signed says it.

use crate::{
    domain::{
        address_mark::{AddressMark, OCTETS as MARK_OCTETS},
        email_address::EmailAddress,
    },
    host::{
        secret::hex,
        store::{self, Store, StoreError, unsubscribe_key::OCTETS},
    },
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What is signed stands behind this, so that the key's other uses make other signatures.
const PURPOSE: &[u8] = b"usher: return path, version 1\0";
/// Octets of a signature: short enough for a local part, too long to be guessed by sending mail.
const SIGNATURE: usize = 10;
/// Longest local part (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;
/// Longest local part of a configured address: what a token of two numbers of ten million millions needs stays free.
const LONGEST_CONFIGURED: usize = 13;
/// Addresses that are looked at in one text; a notification names two or three.
const MOST_CANDIDATES: usize = 100;

/// Where notifications are sent to, `bounces@example.org`; what names the delivery stands behind a `+`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BounceAddress {
    local: String,
    domain: String,
}

/// Why an address cannot take notifications.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotABounceAddress {
    /// Not an address.
    #[error("is not an address such as bounces@example.org")]
    Address,
    /// Longer than leaves room for the token.
    #[error("has more than {LONGEST_CONFIGURED} characters before the @, which leaves no room for what names the delivery")]
    TooLong,
    /// Another kind of characters than every relay takes.
    #[error("may hold letters without accents, digits, dots, dashes and underscores alone; an international domain in its xn-- form")]
    Characters,
}

/// The delivery that a return path names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedDelivery {
    /// Row number of the batch.
    pub batch: i64,
    /// Row number of the person.
    pub person: i64,
    /// The address that it went to.
    pub address: AddressMark,
}

/// Makes return paths and knows its own.
#[derive(Clone)]
pub struct ReturnPaths {
    keyed: Hmac<Sha256>,
    address: Option<BounceAddress>,
}

impl BounceAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// [`NotABounceAddress`]
    pub fn parse(text: &str) -> Result<Self, NotABounceAddress> {
        let address = EmailAddress::parse(text).map_err(|_| NotABounceAddress::Address)?.key();
        let (local, domain) = address.rsplit_once('@').ok_or(NotABounceAddress::Address)?;
        let plain = |text: &str, more: &[u8]| text.bytes().all(|c| c.is_ascii_alphanumeric() || more.contains(&c));
        if !plain(local, b".-_") || !plain(domain, b".-") {
            return Err(NotABounceAddress::Characters);
        }
        if local.len() > LONGEST_CONFIGURED {
            return Err(NotABounceAddress::TooLong);
        }
        Ok(Self { local: local.to_owned(), domain: domain.to_owned() })
    }
}

impl ReturnPaths {
    /// Return paths below this address, signed with the key of this store; without an address none are made.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn open(store: &Store, address: Option<BounceAddress>) -> Result<Self, StoreError> {
        let mut db = store.write().await?;
        let key = store::unsubscribe_key::kept(&mut db, rand::random::<[u8; OCTETS]>()).await?;
        db.commit().await?;
        Self::new(&key, address).ok_or(StoreError::Unreadable("key of the return paths"))
    }

    fn new(key: &[u8; OCTETS], address: Option<BounceAddress>) -> Option<Self> {
        Some(Self { keyed: Hmac::new_from_slice(key).ok()?, address })
    }

    /// The envelope sender of a delivery, by the row numbers of its batch and its person; nothing where no address is configured,
    /// and the sender's own is used.
    #[must_use]
    pub fn of(&self, batch: i64, person: i64, to: &EmailAddress) -> Option<EmailAddress> {
        let BounceAddress { local, domain } = self.address.as_ref()?;
        let named = NamedDelivery { batch, person, address: AddressMark::of(to) };
        let signature: Vec<u8> = self.signed(&named).finalize().into_bytes().into_iter().take(SIGNATURE).collect();
        let token = format!("{}-{}-{}{}", number(batch)?, number(person)?, named.address.as_str(), hex(&signature));
        let local = format!("{local}+{token}");
        if local.len() > LONGEST_LOCAL {
            return None;
        }
        EmailAddress::parse(&format!("{local}@{domain}")).ok()
    }

    /// The delivery that the first genuine return path in a text names. Mail servers may have changed its case.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<NamedDelivery> {
        let BounceAddress { local, domain } = self.address.as_ref()?;
        let text = text.to_ascii_lowercase();
        let begins = format!("{local}+");
        let candidates = text.match_indices(&begins).take(MOST_CANDIDATES).filter_map(|(at, before)| {
            let (token, behind) = text.get(at + before.len()..)?.split_once('@')?;
            let ends = behind.strip_prefix(domain.as_str())?.chars().next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '-'));
            ends.then_some(token)
        });
        candidates.filter_map(|token| self.read(token)).next()
    }

    /// What a token names, if it was made here. The comparison takes a time that does not tell where signatures differ.
    fn read(&self, token: &str) -> Option<NamedDelivery> {
        if token.len() > LONGEST_LOCAL {
            return None;
        }
        let mut parts = token.split('-');
        let (batch, person, signed) = (parts.next()?, parts.next()?, parts.next()?);
        let (mark, signature) = signed.split_at_checked(2 * MARK_OCTETS)?;
        let named = NamedDelivery {
            batch: i64::from_str_radix(batch, 36).ok()?,
            person: i64::from_str_radix(person, 36).ok()?,
            address: AddressMark::read(mark)?,
        };
        let octet = |at: usize| signature.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let octets: Vec<u8> = (0..signature.len()).step_by(2).map(octet).collect::<Option<_>>()?;
        let whole = parts.next().is_none() && octets.len() == SIGNATURE;
        (whole && self.signed(&named).verify_truncated_left(&octets).is_ok()).then_some(named)
    }

    fn signed(&self, named: &NamedDelivery) -> Hmac<Sha256> {
        let numbers = format!("{}\0{}\0", named.batch, named.person);
        self.keyed.clone().chain_update(PURPOSE).chain_update(numbers.as_bytes()).chain_update(named.address.as_str().as_bytes())
    }
}

/// A row number in as few letters and digits as it takes.
fn number(value: i64) -> Option<String> {
    let mut rest = u64::try_from(value).ok()?;
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(u32::try_from(rest % 36).ok()?, 36)?);
        rest /= 36;
        if rest == 0 {
            return Some(digits.into_iter().rev().collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn paths(key: u8) -> ReturnPaths {
        ReturnPaths::new(&[key; OCTETS], BounceAddress::parse("Bounces@Example.org").ok()).unwrap()
    }

    fn ada() -> EmailAddress {
        EmailAddress::parse("ada@example.com").unwrap()
    }

    #[test]
    fn a_return_path_names_its_delivery_and_nobody_else_makes_one() {
        let made = paths(1).of(12, 345, &ada()).unwrap();
        let named = NamedDelivery { batch: 12, person: 345, address: AddressMark::of(&ada()) };
        for text in [made.as_str().to_owned(), format!("rfc822;{}", made.as_str().to_uppercase()), format!("<x@y.example>, <{made}>\r\n")] {
            assert_eq!(paths(1).find(&text), Some(named.clone()), "{text}");
        }
        let other = paths(1).of(12, 346, &ada()).unwrap();
        let (own, others) = (made.as_str(), other.as_str());
        for forged in [
            own.replacen("bounces+", "bounces", 1),
            own.replacen("+c-", "+d-", 1),
            own.replacen("@example.org", "@example.org.evil.example", 1),
            own.replacen("@example.org", "0@example.org", 1),
            own.replacen("@example.org", "-@example.org", 1),
            format!("{}{}", own.split_once("-9l-").unwrap().0, others.split_once("-9m-").map(|(_, rest)| format!("-9l-{rest}")).unwrap()),
            "bounces+@example.org".to_owned(),
            "bounces+--@example.org".to_owned(),
            "bounces+1-1-żółw@example.org".to_owned(),
        ] {
            assert_eq!(paths(1).find(&forged), None, "{forged}");
        }
        assert_eq!(paths(2).find(own), None, "another key");
        assert_eq!(ReturnPaths::new(&[1; OCTETS], None).unwrap().of(1, 1, &ada()), None);
    }

    #[test]
    fn the_longest_return_path_is_one_that_mail_can_use() {
        let paths = ReturnPaths::new(&[1; OCTETS], BounceAddress::parse("undeliverable@example.org").ok()).unwrap();
        let made = paths.of(2_000_000_000, 2_000_000_000, &ada()).unwrap();
        assert_eq!(made.as_str().split_once('@').unwrap().0.len(), 64);
        assert_eq!(paths.of(i64::MAX, i64::MAX, &ada()), None, "rather the sender's own address than none at all");
    }

    #[test]
    fn an_address_that_leaves_no_room_is_refused() {
        for (bad, fault) in [
            ("bounces", NotABounceAddress::Address),
            ("undeliverable-mail@example.org", NotABounceAddress::TooLong),
            ("bounces+x@example.org", NotABounceAddress::Characters),
            ("odbite@spółka.example", NotABounceAddress::Characters),
        ] {
            assert_eq!(BounceAddress::parse(bad), Err(fault), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_search(text in "(?s:.{0,60})(bounces\\+)?(?s:.{0,60})@example.org") {
            prop_assert_eq!(paths(1).find(&text), None);
        }
    }
}
