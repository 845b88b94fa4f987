//! Owns what a relay's answer means: its code and its enhanced status code.
//! Refuses the relay's own words: they often repeat the address.

use crate::domain::fail_reason::{FailReason, SmtpStage};
use lettre::transport::smtp::Error;
use std::error::Error as _;

/// Why a step failed.
pub(super) fn reason(error: &Error, stage: SmtpStage) -> FailReason {
    match error.status() {
        Some(code) => {
            let status = error.source().and_then(|text| enhanced(&text.to_string()));
            FailReason::Refused { stage, reply: code.into(), status }
        }
        None if error.is_tls() => FailReason::NoEncryption,
        None if error.is_client() => FailReason::RelayLacks,
        None => FailReason::ConnectionLost { stage },
    }
}

/// The enhanced status code (RFC 3463) with which an answer begins.
fn enhanced(text: &str) -> Option<String> {
    let first = text.split_whitespace().next()?;
    let mut parts = first.split('.');
    let class = parts.next().filter(|class| matches!(*class, "2" | "4" | "5"))?;
    let mut number = || parts.next().filter(|part| (1..=3).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_digit()));
    let (subject, detail) = (number()?, number()?);
    if parts.next().is_none() { Some(format!("{class}.{subject}.{detail}")) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_codes_are_read_and_nothing_else() {
        for (text, status) in [
            ("5.1.1 no such user", Some("5.1.1")),
            ("4.2.1\nmailbox busy", Some("4.2.1")),
            ("5.1.10", Some("5.1.10")),
            ("no such user 5.1.1", None),
            ("3.1.1 x", None),
            ("5.1 x", None),
            ("5.1.1.1 x", None),
            ("5.1.1000 x", None),
            ("5.a@example.com.1 x", None),
            ("", None),
        ] {
            assert_eq!(enhanced(text).as_deref(), status, "{text}");
        }
    }
}
