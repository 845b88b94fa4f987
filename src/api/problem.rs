//! Owns problem documents: RFC 9457, with one entry for every field that is wrong.
//! Refuses secrets and internals; what is shown here may be shown to anyone who is signed in.

use crate::domain::{
    batch_control::{ControlRefusal, PlanProblem},
    ceiling::SecondLook,
    csv_import::FileProblem,
    recipients::Moved,
    settings_update::SettingsProblem,
    template::TemplateProblem,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A problem document (RFC 9457).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// What kind of problem, as a URI reference: `/problems/` and the code.
    #[serde(rename = "type")]
    pub type_uri: String,
    /// The kind in a few words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened and the way out.
    pub detail: String,
    /// Every field that is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Where other people are meant than the administrator saw: as many as were seen, and as many as there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Box<Moved>>,
    /// Why a file was not imported, for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<FileProblem>)]
    pub file_problem: Option<Box<serde_json::Value>>,
}

/// One field that is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// JSON pointer into the request body (RFC 6901), or the name of a header or parameter.
    pub pointer: String,
    /// What is wrong and the way out.
    pub detail: String,
}

/// What kind of problem it is. The user interface matches on this, never on text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProblemCode {
    /// The body is not JSON of the right shape, or a parameter is malformed.
    Malformed,
    /// Fields are wrong.
    Invalid,
    /// Nobody is signed in.
    SignInNeeded,
    /// Another site tried to act for the administrator.
    ForeignOrigin,
    /// There is no such thing.
    NotFound,
    /// The method is not allowed there.
    MethodNotAllowed,
    /// What changed since is not known any more.
    ChangesUnknown,
    /// It was changed meanwhile.
    Stale,
    /// `If-Match` is missing.
    VersionMissing,
    /// `Idempotency-Key` is missing or malformed.
    IdempotencyKeyMissing,
    /// The same key came with another request.
    IdempotencyKeyReused,
    /// The first request with this key is still running.
    IdempotencyInFlight,
    /// The filter finds another number of people than the administrator saw.
    MatchingChanged,
    /// The people to be mailed are not those that were shown.
    RecipientsChanged,
    /// The batch is so large that its number must be given once more.
    SecondLookNeeded,
    /// The batch is in a state in which this cannot be done with it.
    BatchState,
    /// An identifier belongs to something else.
    IdTaken,
    /// Something must be done first.
    NotReady,
    /// The body is too large.
    TooLarge,
    /// There is no room for it.
    DiskFull,
    /// Only another media type is read.
    UnsupportedMediaType,
    /// The database cannot be reached now.
    Unavailable,
    /// What is kept was written by another version.
    NewerData,
    /// A fault of the host.
    Internal,
}

/// Every code with its name, status and title.
pub const PROBLEM_CODES: &[(ProblemCode, &str, u16, &str)] = &[
    (ProblemCode::Malformed, "malformed", 400, "The request cannot be read"),
    (ProblemCode::Invalid, "invalid", 422, "Some fields are wrong"),
    (ProblemCode::SignInNeeded, "sign-in-needed", 401, "Sign in first"),
    (ProblemCode::ForeignOrigin, "foreign-origin", 403, "The request comes from another site"),
    (ProblemCode::NotFound, "not-found", 404, "There is no such thing"),
    (ProblemCode::MethodNotAllowed, "method-not-allowed", 405, "The method is not allowed here"),
    (ProblemCode::ChangesUnknown, "changes-unknown", 410, "Read everything again"),
    (ProblemCode::Stale, "stale", 412, "It was changed meanwhile"),
    (ProblemCode::VersionMissing, "version-missing", 428, "Say which version you change"),
    (ProblemCode::IdempotencyKeyMissing, "idempotency-key-missing", 400, "The request has no Idempotency-Key"),
    (ProblemCode::IdempotencyKeyReused, "idempotency-key-reused", 422, "The Idempotency-Key belongs to another request"),
    (ProblemCode::IdempotencyInFlight, "idempotency-in-flight", 409, "The first request with this key is still running"),
    (ProblemCode::MatchingChanged, "matching-changed", 409, "The filter finds other people meanwhile"),
    (ProblemCode::RecipientsChanged, "recipients-changed", 409, "The recipients changed meanwhile"),
    (ProblemCode::SecondLookNeeded, "second-look-needed", 409, "The batch needs a second look"),
    (ProblemCode::BatchState, "batch-state", 409, "The batch is in another state"),
    (ProblemCode::IdTaken, "id-taken", 409, "The identifier belongs to something else"),
    (ProblemCode::NotReady, "not-ready", 409, "Something must be done first"),
    (ProblemCode::TooLarge, "too-large", 413, "The request is too large"),
    (ProblemCode::DiskFull, "disk-full", 507, "There is no room on the disk"),
    (ProblemCode::UnsupportedMediaType, "unsupported-media-type", 415, "The media type is not read here"),
    (ProblemCode::Unavailable, "unavailable", 503, "The database cannot be reached now"),
    (ProblemCode::NewerData, "newer-data", 503, "Another version of Usher is needed"),
    (ProblemCode::Internal, "internal", 500, "A fault of the host"),
];

impl ProblemCode {
    /// Name, status and title.
    fn facts(self) -> (&'static str, u16, &'static str) {
        let entry = PROBLEM_CODES.iter().find(|(code, ..)| *code == self);
        entry.map_or(("internal", 500, "A fault of the host"), |(_, name, status, title)| (name, *status, title))
    }
}

impl Problem {
    /// A problem of this kind.
    #[must_use]
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        let (name, status, title) = code.facts();
        let (type_uri, title, detail) = (format!("/problems/{name}"), title.into(), detail.into());
        Self { type_uri, title, status, detail, errors: Vec::new(), moved: None, file_problem: None }
    }

    /// Which kind it is; unknown kinds (of a newer or another backend) are judged by their status.
    #[must_use]
    pub fn code(&self) -> ProblemCode {
        let name = self.type_uri.rsplit('/').next().unwrap_or_default();
        let by_name = PROBLEM_CODES.iter().find(|(_, known, ..)| *known == name);
        let by_status = || PROBLEM_CODES.iter().find(|(_, _, status, _)| *status == self.status);
        by_name.or_else(by_status).map_or(ProblemCode::Internal, |(code, ..)| *code)
    }

    /// Adds a field that is wrong.
    #[must_use]
    pub fn with_error(mut self, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        self.errors.push(FieldError { pointer: pointer.into(), detail: detail.into() });
        self
    }

    /// The filter finds another number of people than the administrator saw; nothing was sent.
    #[must_use]
    pub fn of_matching(moved: Moved) -> Self {
        let Moved { expected, now } = moved;
        let detail = format!("The filter finds {now} people now, not {expected}. Nothing was sent; look at the list again.");
        Self { moved: Some(Box::new(moved)), ..Self::new(ProblemCode::MatchingChanged, detail) }
    }

    /// Another number of people would receive than the administrator saw; nothing was sent.
    #[must_use]
    pub fn of_receiving(moved: Moved) -> Self {
        let Moved { expected, now } = moved;
        let detail = format!("{now} people would receive now, not {expected}. Nothing was sent; look at the list again.");
        Self { moved: Some(Box::new(moved)), ..Self::new(ProblemCode::RecipientsChanged, detail) }
    }

    /// A batch above the ceiling; nothing was sent.
    #[must_use]
    pub fn of_second_look(look: SecondLook) -> Self {
        let detail = format!("Nothing was sent: {look}. Look at the number, and give it as confirmed_recipients to send.");
        Self::new(ProblemCode::SecondLookNeeded, detail).with_error("/confirmed_recipients", format!("is not {}", look.recipients))
    }

    /// People who are named in a list and are not in the directory: their places, and where the list stands.
    #[must_use]
    pub fn of_strangers(pointer: &str, places: &[usize]) -> Self {
        let problem = Self::new(ProblemCode::Invalid, "Nothing was done; correct the fields named below.");
        places.iter().fold(problem, |all, at| all.with_error(format!("{pointer}/{at}"), "there is no such person"))
    }

    /// Something that cannot be done with a batch in its state; nothing was changed.
    #[must_use]
    pub fn of_control(refusal: ControlRefusal) -> Self {
        let mut sentence = refusal.to_string();
        if let Some(first) = sentence.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Self::new(ProblemCode::BatchState, sentence + ". Nothing was changed.")
    }

    /// A start or a pace that no batch can have; nothing was sent.
    #[must_use]
    pub fn of_plan(problems: &[PlanProblem]) -> Self {
        let problem = Self::new(ProblemCode::Invalid, "Nothing was sent; correct the fields named below.");
        problems.iter().fold(problem, |all, one| all.with_error(one.pointer(), one.to_string()))
    }

    /// A file that is not imported: nothing of it was written.
    #[must_use]
    pub fn of_file(file: FileProblem) -> Self {
        let code = if file == FileProblem::TooLarge { ProblemCode::TooLarge } else { ProblemCode::Invalid };
        let field = if file.is_of_mapping() { "mapping" } else { "file" };
        Self {
            file_problem: serde_json::to_value(&file).ok().map(Box::new),
            ..Self::new(code, file.to_string()).with_error(field, file.to_string())
        }
    }

    /// Settings that cannot be saved.
    #[must_use]
    pub fn of_settings(problems: &[SettingsProblem]) -> Self {
        let problem = Self::new(ProblemCode::Invalid, "The settings were not saved; correct the fields named below.");
        problems
            .iter()
            .filter(|problem| problem.severity() == crate::domain::rule_problems::Severity::Error)
            .fold(problem, |all, one| all.with_error(one.pointer(), one.to_string()))
    }

    /// A template that cannot be published.
    #[must_use]
    pub fn of_template(problems: &[TemplateProblem]) -> Self {
        let problem = Self::new(ProblemCode::Invalid, "The template was not published; correct the fields named below.");
        problems.iter().fold(problem, |all, one| all.with_error(one.place.pointer(), one.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_survives_the_wire() {
        for (code, ..) in PROBLEM_CODES {
            let problem = Problem::new(*code, "x");
            let text = serde_json::to_string(&problem).unwrap();
            assert_eq!(serde_json::from_str::<Problem>(&text).unwrap().code(), *code);
        }
    }

    #[test]
    fn a_foreign_problem_is_judged_by_its_status() {
        let foreign = Problem { type_uri: "about:blank".into(), status: 412, ..Problem::new(ProblemCode::Internal, "") };
        assert_eq!(foreign.code(), ProblemCode::Stale);
        assert_eq!(Problem { status: 418, ..foreign }.code(), ProblemCode::Internal);
    }
}
