//! Owns the answers about addresses that mail came back from.
//! Refuses what is said about one person, which their timeline tells.

use crate::domain::undeliverable::UndeliverableAddress;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct UndeliverablePage {
    /// The entries, newest first.
    pub undeliverable: Vec<UndeliverableAddress>,
    /// Where the next page begins; nothing after the last.
    pub next_cursor: Option<String>,
}
