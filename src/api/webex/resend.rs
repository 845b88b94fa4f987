//! Owns the platform's job that sends its activation email again to everybody who has not signed in: state, counts, errors.
//! Refuses to call a job ended that the platform does not.

use crate::domain::{email_address::EmailAddress, settings::Switch};
use serde::{Deserialize, Deserializer};

/// The code of the platform for "already mailed within the last 24 hours".
const RECENTLY_MAILED: &str = "ATLAS-600199";
/// Longest explanation of an error, in characters.
const LONGEST: usize = 300;

/// A job.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResendJob {
    /// Its identifier.
    pub id: String,
    /// How it stands.
    pub state: ResendState,
    /// What it did so far.
    pub counts: ResendCounts,
    /// Whether the platform's automatic emails were on, where it says so.
    pub automatic_emails: Option<Switch>,
}

/// How a job stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResendState {
    /// It runs.
    Running,
    /// It is done.
    Completed,
    /// It is done, and something went wrong with some people.
    CompletedWithErrors,
    /// It failed.
    Failed,
    /// Somebody stopped it.
    Stopped,
}

/// What a job did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
pub struct ResendCounts {
    /// People who were mailed.
    #[serde(rename = "userResendInviteSent", deserialize_with = "count")]
    pub sent: u64,
    /// People with whom it failed.
    #[serde(rename = "userResendInviteFailed", deserialize_with = "count")]
    pub failed: u64,
    /// People who were left out.
    #[serde(rename = "userResendInviteSkipped", deserialize_with = "count")]
    pub skipped: u64,
    /// People it has come to.
    #[serde(rename = "totalUsers", deserialize_with = "count")]
    pub total: u64,
}

/// Something that went wrong with one person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResendError {
    /// What.
    pub reason: ResendReason,
    /// With whom, where the platform names the address.
    pub address: Option<EmailAddress>,
}

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ResendReason {
    /// The person was mailed within the last 24 hours; the platform waits that long.
    MailedRecently,
    /// Something else, in the platform's own words.
    Other {
        /// Its code.
        code: String,
        /// Its words.
        words: String,
    },
}

/// A job as it comes.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WireJob {
    id: String,
    latest_execution_status: String,
    latest_execution_exit_code: Option<String>,
    counts: ResendCounts,
    allow_admin_invite_emails: Option<bool>,
}

/// Errors as they come.
#[derive(Clone, Debug, Deserialize)]
pub struct WireErrors {
    items: Vec<WireItem>,
}

#[derive(Clone, Debug, Deserialize)]
struct WireItem {
    error: Option<WireError>,
}

#[derive(Clone, Debug, Deserialize)]
struct WireError {
    #[serde(default)]
    message: Vec<WireMessage>,
}

#[derive(Clone, Debug, Deserialize)]
struct WireMessage {
    description: Option<String>,
    code: Option<String>,
}

impl ResendState {
    /// Whether nothing more comes of it.
    #[must_use]
    pub fn is_over(self) -> bool {
        match self {
            Self::Running => false,
            Self::Completed | Self::CompletedWithErrors | Self::Failed | Self::Stopped => true,
        }
    }
}

impl From<WireJob> for ResendJob {
    fn from(wire: WireJob) -> Self {
        let state = match (wire.latest_execution_exit_code.as_deref(), wire.latest_execution_status.as_str()) {
            (Some("COMPLETED"), _) => ResendState::Completed,
            (Some("COMPLETED_WITH_ERRORS"), _) => ResendState::CompletedWithErrors,
            (Some("FAILED"), _) | (_, "FAILED") => ResendState::Failed,
            (Some("STOPPED"), _) | (_, "ABANDONED") => ResendState::Stopped,
            // The exit code is not always told.
            (None, "COMPLETED") => ResendState::Completed,
            _ => ResendState::Running,
        };
        let automatic_emails = wire.allow_admin_invite_emails.map(|on| if on { Switch::On } else { Switch::Off });
        Self { id: wire.id, state, counts: wire.counts, automatic_emails }
    }
}

impl From<WireErrors> for Vec<ResendError> {
    fn from(wire: WireErrors) -> Self {
        wire.items.into_iter().filter_map(|item| item.error).flat_map(|error| error.message).map(ResendError::from).collect()
    }
}

impl From<WireMessage> for ResendError {
    fn from(wire: WireMessage) -> Self {
        let words = wire.description.unwrap_or_default();
        // "…; Error with user@example.com."
        let address = words.rsplit_once("Error with ").and_then(|(_, address)| EmailAddress::parse(address.trim_end_matches('.')).ok());
        let code = wire.code.unwrap_or_default();
        let reason = if code == RECENTLY_MAILED {
            ResendReason::MailedRecently
        } else {
            ResendReason::Other { code, words: words.chars().filter(|c| !c.is_control()).take(LONGEST).collect() }
        };
        Self { reason, address }
    }
}

/// The platform's numbers are JSON numbers, whole or not.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a small whole number")]
fn count<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let number = f64::deserialize(from)?;
    if number.fract() == 0.0 && (0.0..1e15).contains(&number) {
        return Ok(number as u64);
    }
    Err(serde::de::Error::custom("a count is expected"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn job(status: &str, exit: Value) -> ResendJob {
        let counts = json!({"userResendInviteSent": 1, "userResendInviteFailed": 2.0, "userResendInviteSkipped": 3, "totalUsers": 6});
        let wire = json!({"id": "j", "latestExecutionStatus": status, "latestExecutionExitCode": exit, "counts": counts});
        serde_json::from_value::<WireJob>(wire).unwrap().into()
    }

    #[test]
    fn a_job_is_over_when_the_platform_says_so() {
        for (status, exit, state) in [
            ("STARTED", json!("UNKNOWN"), ResendState::Running),
            ("STARTING", Value::Null, ResendState::Running),
            ("COMPLETED", json!("UNKNOWN"), ResendState::Running),
            ("SOMETHING_NEW", json!("SOMETHING_NEW"), ResendState::Running),
            ("COMPLETED", json!("COMPLETED"), ResendState::Completed),
            ("COMPLETED", Value::Null, ResendState::Completed),
            ("COMPLETED", json!("COMPLETED_WITH_ERRORS"), ResendState::CompletedWithErrors),
            ("FAILED", json!("UNKNOWN"), ResendState::Failed),
            ("STOPPING", json!("STOPPED"), ResendState::Stopped),
            ("ABANDONED", Value::Null, ResendState::Stopped),
        ] {
            let job = job(status, exit.clone());
            assert_eq!((job.state, job.counts.failed), (state, 2), "{status} {exit}");
            assert_eq!(job.state.is_over(), state != ResendState::Running);
        }
    }

    #[test]
    fn an_error_names_its_person_and_its_reason() {
        let read = |code: &str, words: &str| {
            let wire = json!({"items": [{"itemNumber": 1, "error": {"key": "304", "message": [{"description": words, "code": code}]}}]});
            Vec::<ResendError>::from(serde_json::from_value::<WireErrors>(wire).unwrap()).remove(0)
        };
        let known = read("ATLAS-600199", "Re-send invite for 1 by 2 is suppressed ; Error with user@example.com.");
        assert_eq!(known.reason, ResendReason::MailedRecently);
        assert_eq!(known.address.unwrap().as_str(), "user@example.com");
        let other = read("ATLAS-1", "odd");
        assert_eq!(other, ResendError { reason: ResendReason::Other { code: "ATLAS-1".into(), words: "odd".into() }, address: None });
        let empty: WireErrors = serde_json::from_value(json!({"items": [{}, {"error": {}}]})).unwrap();
        assert!(Vec::<ResendError>::from(empty).is_empty());
    }

    #[test]
    fn a_count_is_a_whole_number() {
        for wrong in [json!(-1), json!(1.5), json!("1"), json!(1e300)] {
            let counts = json!({"userResendInviteSent": wrong, "userResendInviteFailed": 0, "userResendInviteSkipped": 0, "totalUsers": 0});
            assert!(serde_json::from_value::<ResendCounts>(counts).is_err(), "{wrong}");
        }
    }
}
