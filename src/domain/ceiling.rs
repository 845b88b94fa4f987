//! Owns the number of recipients above which a batch needs a second look.
//! Refuses to let a large batch go by one click, or by itself.

use serde::{Deserialize, Serialize};
use std::num::NonZeroU64;
use utoipa::ToSchema;

/// How many people one batch may go to without a second look; nothing where any number may.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Option<u64>, minimum = 1)]
pub struct Ceiling(Option<NonZeroU64>);

/// What a batch that is too large lacks: its number, seen and given once more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{recipients} people would receive it, more than the {ceiling} to whom a batch goes without a second look")]
pub struct SecondLook {
    /// How many would receive it.
    pub recipients: u64,
    /// How many may without it.
    pub ceiling: u64,
}

impl Ceiling {
    /// Any number of people.
    pub const NONE: Self = Self(None);

    /// At most so many; 0 stands for any number.
    #[must_use]
    pub const fn of(most: u64) -> Self {
        Self(NonZeroU64::new(most))
    }

    /// Whether a batch to so many people goes as it is, or by the number that was given once more.
    ///
    /// # Errors
    /// [`SecondLook`]
    pub fn check(self, recipients: u64, confirmed: Option<u64>) -> Result<(), SecondLook> {
        match self.0 {
            Some(most) if recipients > most.get() && confirmed != Some(recipients) => Err(SecondLook { recipients, ceiling: most.get() }),
            Some(_) | None => Ok(()),
        }
    }
}

impl Default for Ceiling {
    fn default() -> Self {
        Self::NONE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn above_the_ceiling_only_the_very_number_lets_a_batch_go() {
        let ceiling = Ceiling::of(10);
        for (recipients, confirmed) in [(0, None), (10, None), (10, Some(3)), (11, Some(11)), (u64::MAX, Some(u64::MAX))] {
            assert_eq!(ceiling.check(recipients, confirmed), Ok(()), "{recipients} {confirmed:?}");
        }
        for confirmed in [None, Some(0), Some(10), Some(12)] {
            assert_eq!(ceiling.check(11, confirmed), Err(SecondLook { recipients: 11, ceiling: 10 }), "{confirmed:?}");
        }
        assert_eq!(Ceiling::of(0), Ceiling::NONE);
        assert_eq!(Ceiling::NONE.check(u64::MAX, None), Ok(()));
    }

    #[test]
    fn on_the_wire_it_is_a_number_or_nothing() {
        for (ceiling, text) in [(Ceiling::of(7), "7"), (Ceiling::NONE, "null")] {
            assert_eq!(serde_json::to_string(&ceiling).unwrap(), text);
            assert_eq!(serde_json::from_str::<Ceiling>(text).unwrap(), ceiling);
        }
    }
}
