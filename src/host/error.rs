//! Owns how faults become problem documents: the only place that knows both.
//! Refuses internals in answers; what the host itself did wrong is logged and answered in one sentence.

use super::{
    batch_control::NotControlled,
    batches::PlanRefusal,
    import::ImportRefusal,
    store::{
        StoreError,
        fault::{Fault, fault},
    },
    uploads::NotReceived,
};
use crate::{
    api::problem::{MEDIA_TYPE, Problem, ProblemCode},
    domain::{
        check::CheckId,
        publish::PublishRefusal,
        template::{MOST_BLOCKS, TemplateProblem},
    },
};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// Constraints of the tables that somebody's input can break, with the field that is wrong and the way out.
/// Both databases name them so.
const CONSTRAINTS: &[(&str, &str, &str)] = &[
    ("directory_user.email_key", "/email", "another person has this address"),
    ("template_version.template", "If-Match", "another administrator published at the same moment; look at the versions again"),
];

/// Seconds after which a database that is gone or full is worth another try.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let code = self.code();
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110 asks every 401 to say how to sign in.
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if matches!(code, ProblemCode::Unavailable | ProblemCode::DiskFull) {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }
}

impl From<NotControlled> for Problem {
    fn from(not: NotControlled) -> Self {
        match not {
            NotControlled::NoBatch => not_found("send batch"),
            NotControlled::Refused(refusal) => Self::of_control(refusal),
            NotControlled::Strangers(places) => {
                let problem = Self::new(ProblemCode::Invalid, "Nothing was done; correct the fields named below.");
                places.iter().fold(problem, |all, at| all.with_error(format!("/users/{at}"), "is not in this batch"))
            }
            NotControlled::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match fault(&error) {
            Some(Fault::DiskFull) => {
                tracing::error!(%error, "there is no room for the database");
                return disk_full();
            }
            Some(Fault::Gone) => {
                tracing::error!(%error, "the database cannot be used now");
                return unavailable();
            }
            Some(Fault::Nul) => {
                return Self::new(ProblemCode::Malformed, "A text holds the sign NUL, which cannot be kept. Nothing was changed.");
            }
            None => {}
        }
        if let StoreError::Database(sqlx::Error::Database(database)) = &error {
            let message = database.message();
            if let Some((_, pointer, detail)) = CONSTRAINTS.iter().find(|(constraint, ..)| message.contains(constraint)) {
                return Self::new(ProblemCode::Invalid, "Nothing was changed; correct the field named below.")
                    .with_error(*pointer, *detail);
            }
        }
        if let StoreError::SettingsOfAnotherVersion = &error {
            tracing::error!(%error, "nothing is decided or sent until a version that knows them runs");
            return Self::new(
                ProblemCode::NewerData,
                "The email settings were saved by another version of Usher, and this one cannot read them whole. They are kept as they \
                 are, and nothing is sent meanwhile. Start the version that saved them, or a newer one.",
            );
        }
        tracing::error!(%error, "the store failed");
        internal()
    }
}

impl From<ImportRefusal> for Problem {
    fn from(refusal: ImportRefusal) -> Self {
        match refusal {
            ImportRefusal::File(problem) => Self::of_file(problem),
            ImportRefusal::Unreadable(error) => of_disk(&error),
            ImportRefusal::Interrupted => internal(),
            ImportRefusal::Store(error) => error.into(),
        }
    }
}

impl From<PlanRefusal> for Problem {
    fn from(refusal: PlanRefusal) -> Self {
        match refusal {
            PlanRefusal::Strangers { pointer, places } => Self::of_strangers(pointer, &places),
            PlanRefusal::Store(error) => error.into(),
        }
    }
}

impl From<NotReceived> for Problem {
    fn from(fault: NotReceived) -> Self {
        match fault {
            NotReceived::TooLarge { limit } => {
                let detail = format!("The file is larger than {} MB. Nothing was changed; split it.", limit / 1024 / 1024);
                Self::new(ProblemCode::TooLarge, detail).with_error("file", "is too large")
            }
            NotReceived::NotWhole => {
                Self::new(ProblemCode::Malformed, "The request did not arrive whole. Nothing was changed; send it again.")
            }
            NotReceived::Disk(error) => of_disk(&error),
        }
    }
}

fn of_disk(error: &std::io::Error) -> Problem {
    use std::io::ErrorKind;
    if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
        return disk_full();
    }
    tracing::error!(%error, "the data folder failed");
    internal()
}

fn disk_full() -> Problem {
    let detail = "There is no room left on the host's disk. Nothing was changed; make room and try again.";
    Problem::new(ProblemCode::DiskFull, detail)
}

/// The database did not answer, or not in time. What a request did whose end was lost with the connection is not known.
#[must_use]
pub fn unavailable() -> Problem {
    let detail =
        "The host's database cannot be reached now. Try again in some seconds, and look first whether your change is there already.";
    Problem::new(ProblemCode::Unavailable, detail)
}

/// What a fault of the host itself is answered with.
#[must_use]
pub fn internal() -> Problem {
    Problem::new(
        ProblemCode::Internal,
        "The host could not do this. Nothing was changed; try again, and look at the host's log if it stays so.",
    )
}

/// There is no such thing.
#[must_use]
pub fn not_found(what: &str) -> Problem {
    Problem::new(ProblemCode::NotFound, format!("There is no such {what}."))
}

/// A parameter, header or field that cannot be read.
#[must_use]
pub fn malformed(name: &str, detail: &str) -> Problem {
    Problem::new(ProblemCode::Malformed, format!("{name} {detail}.")).with_error(name, detail)
}

/// One field that is wrong.
#[must_use]
pub fn invalid(pointer: &str, detail: &str) -> Problem {
    Problem::new(ProblemCode::Invalid, "Nothing was changed; correct the field named below.").with_error(pointer, detail)
}

/// A draft that does not pass the gate before publishing.
#[must_use]
pub fn of_refusal(refusal: &PublishRefusal) -> Problem {
    match refusal {
        PublishRefusal::Problems(problems) => Problem::of_template(problems),
        PublishRefusal::Checks(failed) => {
            let problem = Problem::new(ProblemCode::Invalid, "The template was not published; the checks named below do not pass.");
            failed.iter().fold(problem, |all, (variant, check)| {
                all.with_error(format!("/variants/{variant}"), format!("check {} does not pass", name_of(*check)))
            })
        }
    }
}

/// A draft in a field of the request that cannot be sent.
#[must_use]
pub fn of_draft_in(field: &str, problems: &[TemplateProblem]) -> Problem {
    let problem = Problem::new(ProblemCode::Invalid, "Nothing was sent; correct the fields named below.");
    problems.iter().fold(problem, |all, one| all.with_error(format!("{field}{}", one.place.pointer()), one.to_string()))
}

/// More blocks or languages than are kept, even in a draft.
#[must_use]
pub fn too_many_blocks(variant: usize) -> Problem {
    invalid(&format!("/variants/{variant}/blocks"), &format!("a message has at most {MOST_BLOCKS} blocks"))
}

fn name_of(check: CheckId) -> String {
    serde_json::to_value(check).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_such_and_other_faults_of_it_are_not_told() {
        let full = |kind: std::io::ErrorKind| Problem::from(NotReceived::Disk(kind.into()));
        assert_eq!(full(std::io::ErrorKind::StorageFull).status, 507);
        assert_eq!(full(std::io::ErrorKind::PermissionDenied).code(), ProblemCode::Internal);
    }
}
