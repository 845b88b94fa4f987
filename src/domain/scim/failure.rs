//! Owns why a pull from a SCIM server came to nothing, as the record of what was done tells it.
//! Refuses what the server said in words: it may name people.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why nobody was pulled. Nothing was changed then.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PullFailure {
    /// No connection, or no answer in time.
    #[error("the server could not be reached or did not answer in time")]
    Unreachable,
    /// The token is missing, wrong or may not read people.
    #[error("the server refused the token")]
    TokenRefused,
    /// The server was busy whenever it was asked.
    #[error("the server was too busy")]
    Busy,
    /// The server answered with an error.
    #[error("the server answered with an error")]
    ServerError,
    /// What was answered is not SCIM: a page for people, half an answer, something else.
    #[error("what the server answered is not SCIM 2.0")]
    NotScim,
    /// Fewer people came than the server said that there are.
    #[error("fewer people came than the server said that there are")]
    Incomplete,
    /// More came than can be taken.
    #[error("the server gave more than can be taken at once")]
    TooLarge,
    /// The host itself could not do it.
    #[error("the host could not do it")]
    HostFailed,
}
