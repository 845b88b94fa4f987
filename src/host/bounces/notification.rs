//! Owns reading a delivery status notification (RFC 3464): whom it was sent to, and what it says about each recipient.
//! Refuses to believe it: whose mail came back is said by what is signed, and everything here may be made up.

use crate::domain::{
    address_mark::AddressMark,
    bounce::{BounceAction, BounceReason, BounceVerdict, StatusCode, judge},
    email_address::EmailAddress,
};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// Recipients that are looked at; each of our mails has one.
const MOST_RECIPIENTS: usize = 100;
/// Headers that say which of the mailbox's addresses a notification was sent to.
const ADDRESSED: &[&str] = &["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "to"];

/// A notification.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notification {
    /// The addresses that it was sent to and, after those, the return path of the mail that it is about, as they came.
    pub addresses: Vec<String>,
    /// What it says about each recipient.
    pub reports: Vec<RecipientReport>,
}

/// What is said about one recipient.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecipientReport {
    recipients: Vec<AddressMark>,
    action: BounceAction,
    status: Option<StatusCode>,
    diagnostic: String,
}

/// What it means for the address that a mail went to.
pub type Judged = (BounceVerdict, BounceReason, Option<StatusCode>);

/// Why a message is no notification.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotANotification {
    /// It cannot be read as a message, or reports of nobody.
    Unreadable,
    /// An automatic reply, a read receipt, or a letter.
    OtherMail,
}

impl Notification {
    /// Reads a message.
    ///
    /// # Errors
    /// [`NotANotification`]
    pub fn read(octets: &[u8]) -> Result<Self, NotANotification> {
        let message = MessageParser::default().parse(octets).ok_or(NotANotification::Unreadable)?;
        let status = message.parts.iter().find(|part| is(part, "message", &["delivery-status", "global-delivery-status"]));
        if !message
            .content_type()
            .is_some_and(|kind| kind.ctype() == "multipart" && kind.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case("report")))
        {
            return Err(if message.headers().is_empty() { NotANotification::Unreadable } else { NotANotification::OtherMail });
        }
        let status = status.ok_or(NotANotification::OtherMail)?;
        let fields = String::from_utf8_lossy(status.contents()).replace("\r\n", "\n");
        let mut groups = fields.split("\n\n").map(str::trim).filter(|group| !group.is_empty()).map(group);
        let envelope = groups.next().and_then(|fields| value(&fields, "original-envelope-id"));
        let reports: Vec<RecipientReport> = groups.take(MOST_RECIPIENTS).filter_map(|fields| RecipientReport::of(&fields)).collect();
        if reports.is_empty() {
            return Err(NotANotification::Unreadable);
        }
        let mut addresses: Vec<String> = ADDRESSED.iter().flat_map(|name| values(&message, name)).collect();
        addresses.extend(message.parts.iter().flat_map(return_paths));
        addresses.extend(envelope);
        Ok(Self { addresses, reports })
    }

    /// What it means for the address that our mail went to. Where it tells of other addresses alone, that mail was handed on: one
    /// address stands for ours, and of several, as of a mailing list, the mildest.
    #[must_use]
    pub fn about(&self, address: &AddressMark) -> Option<Judged> {
        let judged = |report: &RecipientReport| {
            judge(report.action, report.status, &report.diagnostic).map(|(verdict, reason)| (verdict, reason, report.status))
        };
        match self.reports.iter().find(|report| report.recipients.contains(address)) {
            Some(report) => judged(report),
            // Nothing came back of what at least one of them got.
            None => self.reports.iter().map(judged).collect::<Option<Vec<_>>>()?.into_iter().min_by_key(|(verdict, ..)| *verdict),
        }
    }
}

impl RecipientReport {
    fn of(fields: &[(String, String)]) -> Option<Self> {
        let action = BounceAction::read(&value(fields, "action")?)?;
        let recipients = ["original-recipient", "final-recipient"].into_iter().filter_map(|name| value(fields, name));
        Some(Self {
            recipients: recipients.filter_map(|recipient| address(&recipient)).map(|address| AddressMark::of(&address)).collect(),
            action,
            status: value(fields, "status").and_then(|status| StatusCode::parse(&status).ok()),
            diagnostic: value(fields, "diagnostic-code").unwrap_or_default(),
        })
    }
}

/// The fields of a group, each on one line however it was folded (RFC 5322, 2.2.3).
fn group(text: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

fn value(fields: &[(String, String)], name: &str) -> Option<String> {
    fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
}

/// `rfc822;ada@example.com`, also in angle brackets.
fn address(field: &str) -> Option<EmailAddress> {
    let address = field.split_once(';').map_or(field, |(_, address)| address).trim();
    EmailAddress::parse(address.trim_start_matches('<').trim_end_matches('>')).ok()
}

fn values(message: &Message<'_>, name: &str) -> Vec<String> {
    message.headers_raw().filter(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).collect()
}

/// The return paths of the mail that a notification carries, whole or its headers alone.
fn return_paths(part: &MessagePart<'_>) -> Vec<String> {
    if let PartType::Message(original) = &part.body {
        return values(original, "return-path");
    }
    if is(part, "text", &["rfc822-headers"]) || is(part, "message", &["global-headers"]) {
        let headers = String::from_utf8_lossy(part.contents()).replace("\r\n", "\n");
        return group(&headers).into_iter().filter(|(name, _)| name == "return-path").map(|(_, value)| value).collect();
    }
    Vec::new()
}

fn is(part: &MessagePart<'_>, kind: &str, subtypes: &[&str]) -> bool {
    part.content_type().is_some_and(|found| {
        found.ctype().eq_ignore_ascii_case(kind)
            && found.subtype().is_some_and(|subtype| subtypes.iter().any(|wanted| wanted.eq_ignore_ascii_case(subtype)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn report(fields: &str) -> String {
        format!(
            "Delivered-To: bounces+token@example.org\r\nTo: bounces+token@example.org\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n\
             Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n{fields}\r\n--b\r\n\
             Content-Type: text/rfc822-headers\r\n\r\nReturn-Path: <bounces+original@example.org>\r\nSubject: Welcome\r\n--b--\r\n"
        )
    }

    fn mark(address: &str) -> AddressMark {
        AddressMark::of(&EmailAddress::parse(address).unwrap())
    }

    fn about(fields: &str, address: &str) -> Option<(BounceVerdict, BounceReason)> {
        Notification::read(report(fields).as_bytes()).unwrap().about(&mark(address)).map(|(verdict, reason, _)| (verdict, reason))
    }

    const ADA: &str = "Final-Recipient: rfc822; Ada@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n  User unknown\r\n";
    const BO: &str =
        "Original-Recipient: rfc822;bo@example.com\r\nFinal-Recipient: rfc822;other@example.net\r\nAction: delayed\r\nStatus: 4.4.1\r\n";

    #[test]
    fn each_recipient_is_told_apart() {
        let both = format!("{ADA}\r\n{BO}");
        assert_eq!(about(&both, "ada@example.com"), Some((BounceVerdict::Hard, BounceReason::NoSuchMailbox)));
        assert_eq!(about(&both, "bo@example.com"), Some((BounceVerdict::Soft, BounceReason::ServerTrouble)));
        assert_eq!(about(ADA, "list@example.com"), Some((BounceVerdict::Hard, BounceReason::NoSuchMailbox)), "handed on");
        assert_eq!(about(&both, "list@example.com"), Some((BounceVerdict::Soft, BounceReason::ServerTrouble)), "a list");
        let delivered = format!("{ADA}\r\nFinal-Recipient: rfc822;cy@example.com\r\nAction: delivered\r\nStatus: 2.0.0\r\n");
        assert_eq!(about(&delivered, "cy@example.com"), None);
        assert_eq!(about(&delivered, "list@example.com"), None, "one of a list got it");
    }

    #[test]
    fn addresses_come_from_headers_and_the_original_alone() {
        let read = Notification::read(report(ADA).as_bytes()).unwrap();
        assert_eq!(read.addresses.len(), 3, "{:?}", read.addresses);
        assert!(read.addresses[2].contains("bounces+original@example.org"));
        let said =
            report(ADA).replace("Subject: Undelivered", "Subject: bounces+evil@example.org").replace("Sorry.", "bounces+evil@example.org");
        assert!(Notification::read(said.as_bytes()).unwrap().addresses.iter().all(|address| !address.contains("evil")));
    }

    #[test]
    fn what_is_no_notification_is_told_apart() {
        let vacation =
            "To: bounces+token@example.org\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n";
        assert_eq!(Notification::read(vacation.as_bytes()), Err(NotANotification::OtherMail));
        let receipt = report(ADA).replace("message/delivery-status", "message/disposition-notification");
        assert_eq!(Notification::read(receipt.as_bytes()), Err(NotANotification::OtherMail));
        for garbage in [&b""[..], b"\0\xff\xfe", b"\r\n\r\n"] {
            assert!(Notification::read(garbage).is_err(), "{garbage:?}");
        }
        assert_eq!(Notification::read(report("Action: exploded\r\n").as_bytes()), Err(NotANotification::Unreadable));
    }

    proptest! {
        #[test]
        fn hostile_notifications_never_panic(fields in "(?s:.{0,200})", cut in 0usize..900, octet in any::<u8>(), at in 0usize..900) {
            let mut octets = report(&format!("{ADA}\r\n{fields}")).into_bytes();
            if let Some(place) = octets.get_mut(at) {
                *place = octet;
            }
            octets.truncate(octets.len().saturating_sub(cut));
            if let Ok(read) = Notification::read(&octets) {
                let _ = read.about(&mark("ada@example.com"));
            }
        }

        #[test]
        fn noise_never_panics(octets in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = Notification::read(&octets);
        }
    }
}
