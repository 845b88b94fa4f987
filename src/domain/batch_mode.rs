//! Owns whether a batch goes to its people or, as a test, to one address alone.
//! Refuses that one becomes the other: a batch keeps the mode that it was started in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// To whom the mails of a batch go.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchMode {
    /// To its people.
    #[default]
    Real,
    /// All of them to the test address; nobody counts as mailed.
    TestOnly,
}
