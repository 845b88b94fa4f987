//! Owns what must be done before mail can go out at all.
//! Refuses to look for it; a backend knows its sender and its templates.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What must be done before mail can go out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotReady {
    /// No sender is set.
    SenderMissing,
    /// No template of this purpose is published.
    TemplateMissing,
}
