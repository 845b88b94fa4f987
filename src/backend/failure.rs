//! Owns what can go wrong when a backend is called, sorted by what the administrator can do about it.
//! Refuses transport details; they are of no use to anybody who reads them on a page.

use crate::api::problem::{FieldError, Problem, ProblemCode};
use crate::domain::csv_import::FileProblem;

/// Why a call did not succeed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Failure {
    /// The backend was not reached; nothing is known of what it did. Try again.
    #[error("the backend could not be reached")]
    Unreachable,
    /// Nobody is signed in, or the session is over. Sign in and try again.
    #[error("sign in first")]
    SignInNeeded,
    /// Somebody else changed it meanwhile. Look at the change.
    #[error("it was changed meanwhile")]
    Stale,
    /// Fields are to be corrected.
    #[error("{detail}")]
    Invalid {
        /// What happened.
        detail: String,
        /// Each wrong field.
        errors: Vec<FieldError>,
    },
    /// A file is not imported as it is. Choose its columns otherwise, or another file.
    #[error("{0}")]
    File(FileProblem),
    /// It is gone, or never was.
    #[error("there is no such thing")]
    NotFound,
    /// The backend refuses for a reason that it gives.
    #[error("{detail}")]
    Refused {
        /// The reason and the way out.
        detail: String,
    },
    /// This backend cannot do it at all, as its capabilities say; another may.
    #[error("this backend cannot do that")]
    Unsupported,
    /// What answered is no Usher backend, or another version of it.
    #[error("the answer could not be understood")]
    NotABackend,
    /// What the backend keeps was written by another version of it; nothing was changed. Start that version, or a newer one.
    #[error("another version of the backend is needed")]
    NewerData,
    /// A part of the console itself did not arrive. Try again; after a new deployment, load the page again.
    #[error("a part of the console could not be loaded")]
    PartMissing,
}

impl From<leptos::wasm_split::SplitLoaderError> for Failure {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self::PartMissing
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let code = problem.code();
        let Problem { detail, errors, file_problem, .. } = problem;
        if let Some(problem) = file_problem {
            return Self::File(*problem);
        }
        match code {
            ProblemCode::SignInNeeded => Self::SignInNeeded,
            ProblemCode::Stale => Self::Stale,
            ProblemCode::NotFound => Self::NotFound,
            ProblemCode::NewerData => Self::NewerData,
            ProblemCode::Invalid | ProblemCode::Malformed if !errors.is_empty() => Self::Invalid { detail, errors },
            ProblemCode::Invalid
            | ProblemCode::Malformed
            | ProblemCode::ForeignOrigin
            | ProblemCode::MethodNotAllowed
            | ProblemCode::VersionMissing
            | ProblemCode::IdempotencyKeyMissing
            | ProblemCode::IdempotencyKeyReused
            | ProblemCode::IdempotencyInFlight
            | ProblemCode::RecipientsChanged
            | ProblemCode::NotReady
            | ProblemCode::TooLarge
            | ProblemCode::DiskFull
            | ProblemCode::UnsupportedMediaType
            | ProblemCode::Internal => Self::Refused { detail },
        }
    }
}
