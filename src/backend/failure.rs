//! Owns what can go wrong when a backend is called, sorted by what the administrator can do about it.
//! Refuses transport details; they are of no use to anybody who reads them on a page.

use crate::api::problem::{FieldError, Problem, ProblemCode};
use crate::domain::{csv_import::FileProblem, recipients::Moved};

/// Why a file is not imported: in words, and as the import page reads it. Read there alone, so that no other page carries the
/// reading of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnreadFile {
    detail: String,
    problem: serde_json::Value,
}

impl UnreadFile {
    /// The problem, where this console knows it.
    #[must_use]
    pub fn read(&self) -> Option<FileProblem> {
        serde_json::from_value(self.problem.clone()).ok()
    }

    /// The backend's words.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl From<FileProblem> for Failure {
    fn from(problem: FileProblem) -> Self {
        let (detail, problem) = (problem.to_string(), serde_json::to_value(&problem).unwrap_or_default());
        Self::File(Box::new(UnreadFile { detail, problem }))
    }
}

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
    /// What changed since is not known any more. Read everything again.
    #[error("what changed since then is not known any more")]
    ChangesUnknown,
    /// A file is not imported as it is. Choose its columns otherwise, or another file.
    #[error("{}", .0.detail)]
    File(Box<UnreadFile>),
    /// An earlier send with this key did begin; nothing more was sent. Look at it, then send anew.
    #[error("an earlier send with this key did begin")]
    BegunBefore,
    /// It is gone, or never was.
    #[error("there is no such thing")]
    NotFound,
    /// The backend refuses for a reason that it gives.
    #[error("{detail}")]
    Refused {
        /// The reason and the way out.
        detail: String,
    },
    /// Other people are meant than the administrator saw; nothing was sent. Look again.
    #[error("there are {} now, not {}", moved.now, moved.expected)]
    Moved {
        /// Who moved.
        whom: Whom,
        /// As many as were seen, and as many as there are.
        moved: Moved,
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

/// Who is not as many as the administrator saw.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whom {
    /// Those whom the filter finds.
    Matching,
    /// Those who receive.
    Receiving,
}

impl From<leptos::wasm_split::SplitLoaderError> for Failure {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self::PartMissing
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let code = problem.code();
        let Problem { detail, errors, moved, file_problem, .. } = problem;
        if let Some(problem) = file_problem {
            return Self::File(Box::new(UnreadFile { detail, problem: *problem }));
        }
        match (code, moved) {
            (ProblemCode::MatchingChanged, Some(moved)) => return Self::Moved { whom: Whom::Matching, moved: *moved },
            (ProblemCode::RecipientsChanged, Some(moved)) => return Self::Moved { whom: Whom::Receiving, moved: *moved },
            (_, Some(_) | None) => {}
        }
        match code {
            ProblemCode::SignInNeeded => Self::SignInNeeded,
            // The page reads the batch again and shows what can be done now.
            ProblemCode::Stale | ProblemCode::BatchState => Self::Stale,
            // What became of the first request is learned by asking once more.
            ProblemCode::IdempotencyInFlight => Self::Unreachable,
            ProblemCode::ChangesUnknown => Self::ChangesUnknown,
            ProblemCode::IdempotencyKeyReused => Self::BegunBefore,
            ProblemCode::NotFound => Self::NotFound,
            // As where nobody answers: what became of the request is not known, and trying again is right.
            ProblemCode::Unavailable => Self::Unreachable,
            ProblemCode::NewerData => Self::NewerData,
            ProblemCode::Invalid | ProblemCode::Malformed if !errors.is_empty() => Self::Invalid { detail, errors },
            ProblemCode::Invalid
            | ProblemCode::Malformed
            | ProblemCode::ForeignOrigin
            | ProblemCode::MethodNotAllowed
            | ProblemCode::VersionMissing
            | ProblemCode::IdempotencyKeyMissing
            | ProblemCode::MatchingChanged
            | ProblemCode::RecipientsChanged
            | ProblemCode::SecondLookNeeded
            | ProblemCode::IdTaken
            | ProblemCode::NotReady
            | ProblemCode::TooLarge
            | ProblemCode::DiskFull
            | ProblemCode::UnsupportedMediaType
            | ProblemCode::Internal => Self::Refused { detail },
        }
    }
}
