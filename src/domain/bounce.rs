//! Owns what a delivery status notification says about a mail: its verdict, the reason in words' stead, and what helps.
//! Refuses the mail server's own words, which repeat addresses; they are looked at and not kept.

use super::{batch::BatchId, email_kind::SuppressibleKind, timestamp::Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// A mail that came back, or is late.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Bounce {
    /// The batch that it belongs to.
    pub batch: BatchId,
    /// Activation email or reminder.
    pub kind: SuppressibleKind,
    /// When the notification was read.
    pub at: Timestamp,
    /// What it means for the address.
    pub verdict: BounceVerdict,
    /// Why.
    pub reason: BounceReason,
    /// The enhanced status code (RFC 3463), where the notification gave one.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub status: Option<StatusCode>,
}

/// What a notification means for the address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BounceVerdict {
    /// The mail is late, or failed for now.
    Soft,
    /// The mail was refused for good, and not because of the address.
    Refused,
    /// The address takes no mail, now and later.
    Hard,
}

/// Why a mail came back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BounceReason {
    /// There is no such mailbox.
    NoSuchMailbox,
    /// There is no such domain, or it takes no mail.
    NoSuchDomain,
    /// The address is not written as addresses are there.
    BadAddress,
    /// The mailbox moved, and nobody said where to.
    MailboxMoved,
    /// The mailbox is switched off.
    MailboxDisabled,
    /// The mailbox is full.
    MailboxFull,
    /// The mail is larger than they take.
    TooLarge,
    /// Their server refused it by its rules: suspected spam, missing authentication, a block list.
    Policy,
    /// Their server does not accept the sender's address.
    SenderRefused,
    /// Their server could not be reached, or has trouble.
    ServerTrouble,
    /// It was tried until the time was over.
    TimeOver,
    /// Their server could not take the mail's contents.
    ContentsRefused,
    /// The notification does not say why.
    Unknown,
}

/// What helps.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BounceNextStep {
    /// Correct the address in the directory.
    CorrectAddress,
    /// Reach the person some other way.
    ReachElsewhere,
    /// Wait; their server is tried again, or a later mail may arrive.
    Wait,
    /// Make the mail smaller.
    ShortenMail,
    /// Have the sender's domain checked: SPF, DKIM, block lists.
    CheckSender,
}

impl BounceReason {
    /// What helps.
    #[must_use]
    pub const fn next_step(self) -> BounceNextStep {
        match self {
            Self::NoSuchMailbox | Self::NoSuchDomain | Self::BadAddress | Self::MailboxMoved => BounceNextStep::CorrectAddress,
            Self::MailboxDisabled | Self::MailboxFull | Self::Unknown => BounceNextStep::ReachElsewhere,
            Self::TooLarge => BounceNextStep::ShortenMail,
            Self::Policy | Self::SenderRefused | Self::ContentsRefused => BounceNextStep::CheckSender,
            Self::ServerTrouble | Self::TimeOver => BounceNextStep::Wait,
        }
    }
}

/// An enhanced status code, such as `5.1.1` (RFC 3463).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StatusCode {
    /// 2 success, 4 for now, 5 for good.
    pub class: StatusClass,
    /// What it concerns.
    pub subject: u16,
    /// The detail.
    pub detail: u16,
}

/// The first digit of a status code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum StatusClass {
    /// 2.
    Success,
    /// 4.
    ForNow,
    /// 5.
    ForGood,
}

/// A text that is no status code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no status code such as 5.1.1")]
pub struct NotAStatus;

impl StatusCode {
    /// Reads a status; what stands behind it, such as a comment, is passed over.
    ///
    /// # Errors
    /// [`NotAStatus`]
    pub fn parse(text: &str) -> Result<Self, NotAStatus> {
        let code = text.split(|c: char| c.is_whitespace() || c == '(').find(|word| !word.is_empty()).ok_or(NotAStatus)?;
        let mut numbers = code.split('.');
        let class = match numbers.next() {
            Some("2") => StatusClass::Success,
            Some("4") => StatusClass::ForNow,
            Some("5") => StatusClass::ForGood,
            Some(_) | None => return Err(NotAStatus),
        };
        let mut number = || {
            let digits = numbers.next().filter(|digits| (1..=3).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit()));
            digits.and_then(|digits| digits.parse().ok()).ok_or(NotAStatus)
        };
        let (subject, detail) = (number()?, number()?);
        if numbers.next().is_some() { Err(NotAStatus) } else { Ok(Self { class, subject, detail }) }
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let class = match self.class {
            StatusClass::Success => 2,
            StatusClass::ForNow => 4,
            StatusClass::ForGood => 5,
        };
        write!(f, "{class}.{}.{}", self.subject, self.detail)
    }
}

impl TryFrom<String> for StatusCode {
    type Error = NotAStatus;
    fn try_from(text: String) -> Result<Self, NotAStatus> {
        Self::parse(&text)
    }
}

impl From<StatusCode> for String {
    fn from(code: StatusCode) -> Self {
        code.to_string()
    }
}

/// What the mail server did (RFC 3464, 2.3.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BounceAction {
    /// It gave up.
    Failed,
    /// It keeps trying.
    Delayed,
    /// Delivered, relayed or expanded: nothing came back.
    Passed,
}

impl BounceAction {
    /// Reads an action, in whichever case it is written.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let word = text.trim().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default().to_ascii_lowercase();
        match word.as_str() {
            "failed" => Some(Self::Failed),
            "delayed" => Some(Self::Delayed),
            "delivered" | "relayed" | "expanded" => Some(Self::Passed),
            _ => None,
        }
    }
}

/// Verdict and reason of what was reported about one recipient; nothing where nothing came back. `diagnostic` are the words of
/// the mail server: some servers say by them alone that there is no such mailbox.
#[must_use]
pub fn judge(action: BounceAction, status: Option<StatusCode>, diagnostic: &str) -> Option<(BounceVerdict, BounceReason)> {
    let reason = status.map_or(BounceReason::Unknown, |status| reason_of(status, diagnostic));
    let for_good = match action {
        BounceAction::Passed => return None,
        BounceAction::Delayed => false,
        // Without a code the words decide, and where they say nothing, it is taken for this mail's trouble.
        BounceAction::Failed => status.is_none_or(|status| status.class == StatusClass::ForGood),
    };
    if !for_good {
        return Some((BounceVerdict::Soft, reason));
    }
    let reason = if reason == BounceReason::Unknown && says_no_such_mailbox(diagnostic) { BounceReason::NoSuchMailbox } else { reason };
    Some((if is_the_address(reason) { BounceVerdict::Hard } else { BounceVerdict::Refused }, reason))
}

/// Whether it is the address that takes no mail, whoever sends what.
const fn is_the_address(reason: BounceReason) -> bool {
    match reason {
        BounceReason::NoSuchMailbox
        | BounceReason::NoSuchDomain
        | BounceReason::BadAddress
        | BounceReason::MailboxMoved
        | BounceReason::MailboxDisabled => true,
        BounceReason::MailboxFull
        | BounceReason::TooLarge
        | BounceReason::Policy
        | BounceReason::SenderRefused
        | BounceReason::ServerTrouble
        | BounceReason::TimeOver
        | BounceReason::ContentsRefused
        | BounceReason::Unknown => false,
    }
}

/// What a status means, said of mail that came back or by a relay: by RFC 3463, RFC 7504 (1.10, 7.27) and what large providers
/// make of it.
pub(super) fn reason_of(status: StatusCode, diagnostic: &str) -> BounceReason {
    match (status.subject, status.detail) {
        (1, 0) if diagnostic.to_ascii_lowercase().contains("sender") => BounceReason::SenderRefused,
        // "Other address status": Exchange and others use it for unknown recipients.
        (1, 0 | 1) => BounceReason::NoSuchMailbox,
        (1, 2 | 10) => BounceReason::NoSuchDomain,
        (1, 3 | 4) => BounceReason::BadAddress,
        (1, 6) => BounceReason::MailboxMoved,
        (1, 7 | 8) => BounceReason::SenderRefused,
        (2, 1) => BounceReason::MailboxDisabled,
        (2, 2) => BounceReason::MailboxFull,
        (2 | 3, 3) | (3, 4) => BounceReason::TooLarge,
        // Exchange Online refuses unknown recipients with "5.4.1 Recipient address rejected".
        (4, 1) if diagnostic.to_ascii_lowercase().contains("recipient address rejected") => BounceReason::NoSuchMailbox,
        // 4.4 of RFC 3463 is "unable to route"; 310 is Exchange's "DNS domain does not exist".
        (4, 4 | 310) => BounceReason::NoSuchDomain,
        (4, 7) => BounceReason::TimeOver,
        (3 | 4, _) => BounceReason::ServerTrouble,
        (6, _) => BounceReason::ContentsRefused,
        // Null MX of the sender's domain.
        (7, 27) => BounceReason::SenderRefused,
        (7, _) => BounceReason::Policy,
        _ => BounceReason::Unknown,
    }
}

fn says_no_such_mailbox(diagnostic: &str) -> bool {
    let words = diagnostic.to_lowercase();
    const SAID: &[&str] = &[
        "user unknown",
        "unknown user",
        "unknown recipient",
        "recipient unknown",
        "no such user",
        "no such mailbox",
        "no such recipient",
        "mailbox not found",
        "user not found",
        "recipient not found",
        "does not exist",
        "doesn't exist",
    ];
    SAID.iter().any(|said| words.contains(said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_status_has_its_verdict() {
        use {BounceReason as R, BounceVerdict as V};
        for (action, status, diagnostic, verdict, reason) in [
            ("failed", "5.1.1", "smtp; 550 5.1.1 User unknown", V::Hard, R::NoSuchMailbox),
            ("Failed", "5.1.0", "", V::Hard, R::NoSuchMailbox),
            ("failed", "5.1.0", "smtp; 550 Sender address rejected", V::Refused, R::SenderRefused),
            ("failed", "5.1.2", "", V::Hard, R::NoSuchDomain),
            ("failed", "5.1.10", "smtp; 550 5.1.10 null MX", V::Hard, R::NoSuchDomain),
            ("failed", "5.1.3", "", V::Hard, R::BadAddress),
            ("failed", "5.1.4", "", V::Hard, R::BadAddress),
            ("failed", "5.1.6", "", V::Hard, R::MailboxMoved),
            ("failed", "5.2.1", "", V::Hard, R::MailboxDisabled),
            ("failed", "5.4.4", "", V::Hard, R::NoSuchDomain),
            ("failed", "5.4.310", "", V::Hard, R::NoSuchDomain),
            ("failed", "5.4.1", "smtp;550 5.4.1 Recipient address rejected: Access denied", V::Hard, R::NoSuchMailbox),
            ("failed", "5.0.0", "smtp; 550 No such user here", V::Hard, R::NoSuchMailbox),
            ("failed", "", "smtp; 550 Unknown user", V::Hard, R::NoSuchMailbox),
            ("failed", "5.2.2", "smtp; 552 mailbox full", V::Refused, R::MailboxFull),
            ("failed", "5.2.3", "", V::Refused, R::TooLarge),
            ("failed", "5.3.4", "", V::Refused, R::TooLarge),
            ("failed", "5.1.7", "", V::Refused, R::SenderRefused),
            ("failed", "5.1.8", "", V::Refused, R::SenderRefused),
            ("failed", "5.7.1", "smtp; 550 5.7.1 user unknown, or blocked", V::Refused, R::Policy),
            ("failed", "5.7.26", "", V::Refused, R::Policy),
            ("failed", "5.7.27", "", V::Refused, R::SenderRefused),
            ("failed", "5.4.1", "", V::Refused, R::ServerTrouble),
            ("failed", "5.4.6", "", V::Refused, R::ServerTrouble),
            ("failed", "5.4.7", "", V::Refused, R::TimeOver),
            ("failed", "5.6.1", "", V::Refused, R::ContentsRefused),
            ("failed", "5.0.0", "", V::Refused, R::Unknown),
            ("failed", "", "", V::Refused, R::Unknown),
            ("failed", "4.4.7", "", V::Soft, R::TimeOver),
            ("failed", "4.4.1", "", V::Soft, R::ServerTrouble),
            ("failed", "4.1.1", "user unknown", V::Soft, R::NoSuchMailbox),
            ("failed", "2.1.5", "", V::Soft, R::Unknown),
            ("delayed", "4.4.1", "", V::Soft, R::ServerTrouble),
            ("delayed", "5.1.1", "user unknown", V::Soft, R::NoSuchMailbox),
            ("delayed (still trying)", "", "", V::Soft, R::Unknown),
        ] {
            let (action, status) = (BounceAction::read(action).unwrap(), StatusCode::parse(status).ok());
            assert_eq!(judge(action, status, diagnostic), Some((verdict, reason)), "{action:?} {status:?} {diagnostic}");
        }
        for passed in ["delivered", "relayed", "Expanded (to 3 members)"] {
            assert_eq!(judge(BounceAction::read(passed).unwrap(), StatusCode::parse("2.0.0").ok(), ""), None, "{passed}");
        }
        assert_eq!(BounceAction::read("processed"), None);
    }

    #[test]
    fn a_status_is_three_numbers() {
        for (text, read) in [("5.1.1", "5.1.1"), (" 4.4.310 (no answer)", "4.4.310"), ("2.0.0(ok)", "2.0.0")] {
            assert_eq!(StatusCode::parse(text).map(String::from), Ok(read.to_owned()));
        }
        for bad in ["", "5", "5.1", "5.1.1.1", "3.1.1", "5.1111.1", "5.-1.1", "5.a.1", "x5.1.1", "５.1.1"] {
            assert_eq!(StatusCode::parse(bad), Err(NotAStatus), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn nothing_a_server_says_breaks_anything(action in "\\PC{0,12}|failed|delayed", status in "\\PC{0,12}|[245]\\.[0-9]{1,3}\\.[0-9]{1,3}", words in "(?s:.{0,80})") {
            let (action, status) = (BounceAction::read(&action), StatusCode::parse(&status).ok());
            if let Some(code) = status {
                prop_assert_eq!(StatusCode::parse(&code.to_string()), Ok(code));
            }
            let verdict = action.and_then(|action| judge(action, status, &words));
            // Nobody is suppressed for what passes.
            let for_now = status.is_some_and(|status| status.class != StatusClass::ForGood);
            let hard = verdict.is_some_and(|(verdict, _)| verdict == BounceVerdict::Hard);
            prop_assert!(!(hard && (for_now || action != Some(BounceAction::Failed))));
        }
    }
}
