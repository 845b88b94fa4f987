//! Owns putting a few things in order, in code that is much smaller than the sort of the standard library: a browser gets that one
//! anew for every kind of thing.
//! Refuses long lists: its time grows with the square of the length.

/// Puts each behind all that it does not come before; those that come before neither keep their order.
pub fn put_in_order<T>(few: &mut [T], comes_before: impl Fn(&T, &T) -> bool) {
    for end in 1..few.len() {
        let mut at = end;
        while at > 0 && matches!(few.get(at - 1..=at), Some([before, this]) if comes_before(this, before)) {
            few.swap(at - 1, at);
            at -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_few_things_are_put_in_the_order_of_the_standard_library(mut few in prop::collection::vec((0_u8..5, any::<u8>()), 0..20)) {
            let mut sorted = few.clone();
            sorted.sort_by_key(|(key, _)| *key);
            put_in_order(&mut few, |a, b| a.0 < b.0);
            prop_assert_eq!(few, sorted);
        }
    }
}
