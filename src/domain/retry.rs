//! Owns when a delivery that failed for now is tried again, and when it is given up.
//! Refuses to look at a clock or to roll dice: the first delay and the chance are arguments.

use std::time::Duration;

/// How the first delay grows from try to try. With a minute to begin with, the last try comes after two days.
const GROWTH: [u32; 11] = [1, 5, 15, 60, 120, 240, 480, 480, 480, 480, 480];

/// Tries after which it is given up.
pub const MOST_TRIES: u32 = 12;

/// How long to wait after so many tries that failed; nothing when it is given up. `chance` lies between 0 and 1 and moves the
/// delay by up to a fifth to either side, so that what failed together does not come back together.
#[must_use]
pub fn delay(tries: u32, first: Duration, chance: f64) -> Option<Duration> {
    let growth = usize::try_from(tries.checked_sub(1)?).ok().and_then(|at| GROWTH.get(at))?;
    Some(first.saturating_mul(*growth).mul_f64(0.8 + 0.4 * chance.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_end() {
        let minute = Duration::from_secs(60);
        let of = |tries| delay(tries, minute, 0.5);
        assert_eq!((of(1), of(2), of(4)), (Some(minute), Some(5 * minute), Some(60 * minute)));
        assert_eq!((of(0), of(MOST_TRIES)), (None, None));
        let all: Vec<Duration> = (1..MOST_TRIES).map(|tries| of(tries).unwrap()).collect();
        assert!(all.is_sorted());
        let days = all.iter().sum::<Duration>().as_secs_f64() / 86_400.0;
        assert!((1.5..2.5).contains(&days), "{days}");
    }

    #[test]
    fn chance_moves_a_delay_by_a_fifth_and_no_more() {
        let of = |chance| delay(1, Duration::from_secs(10), chance).unwrap().as_millis();
        assert_eq!((of(0.0), of(1.0)), (8_000, 12_000));
        assert_eq!((of(-7.0), of(7.0)), (8_000, 12_000));
    }
}
