//! Owns a block that was taken away, for as long as it can be put back beside its place.
//! Refuses the history, which undoes everything else.

use crate::domain::{block::BlockDraft, language::Language};

/// A block that was taken away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Removed {
    /// From which text.
    pub language: Language,
    /// Where it stood.
    pub at: usize,
    /// The block before it.
    pub after: Option<String>,
    /// The block.
    pub block: BlockDraft,
}
