//! Owns values that repeat: each is kept once, people hold its code.
//! Refuses to forget a value whose last person went; it is no longer counted, and its code stays its own.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

/// Distinct values with how many people have each. Code 0 says that there is nothing.
pub(super) struct Dictionary<T> {
    values: Vec<T>,
    people: Vec<usize>,
    places: HashTable<u32>,
    hasher: FixedState,
}

impl<T> Default for Dictionary<T> {
    fn default() -> Self {
        Self { values: Vec::new(), people: vec![0], places: HashTable::new(), hasher: FixedState::default() }
    }
}

impl<T: Hash + Eq> Dictionary<T> {
    /// The code of a value, which is taken in when it is new.
    pub(super) fn code<Q: ?Sized + Hash + Eq + ToOwned<Owned = T>>(&mut self, value: &Q) -> u32
    where
        T: Borrow<Q>,
    {
        if let Some(code) = self.find(value) {
            return code;
        }
        self.values.push(value.to_owned());
        self.people.push(0);
        let code = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        let Self { values, places, hasher, .. } = self;
        let hash_of = |code: &u32| value_at(values, *code).map_or(0, |value| hasher.hash_one(value.borrow()));
        places.insert_unique(hasher.hash_one(value), code, hash_of);
        code
    }

    /// The code of a value that is known.
    pub(super) fn find<Q: ?Sized + Hash + Eq>(&self, value: &Q) -> Option<u32>
    where
        T: Borrow<Q>,
    {
        let is_it = |code: &u32| value_at(&self.values, *code).is_some_and(|known| known.borrow() == value);
        self.places.find(self.hasher.hash_one(value), is_it).copied()
    }

    /// The value of a code; nothing for 0.
    pub(super) fn get(&self, code: u32) -> Option<&T> {
        value_at(&self.values, code)
    }

    /// One more person has this.
    pub(super) fn count(&mut self, code: u32) {
        if let Some(people) = self.people.get_mut(code as usize) {
            *people += 1;
        }
    }

    /// One person less has this.
    pub(super) fn discount(&mut self, code: u32) {
        if let Some(people) = self.people.get_mut(code as usize) {
            *people = people.saturating_sub(1);
        }
    }

    /// The values that anybody has, with how many.
    pub(super) fn present(&self) -> impl Iterator<Item = (&T, usize)> {
        self.values.iter().zip(self.people.iter().skip(1).copied()).filter(|(_, people)| *people > 0)
    }

    /// For every code, 0 first, what holds of its value; nothing holds of nothing.
    pub(super) fn judge(&self, holds: impl Fn(&T) -> bool) -> Vec<bool> {
        std::iter::once(false).chain(self.values.iter().map(holds)).collect()
    }

    /// All values, code 1 first.
    pub(super) fn values(&self) -> &[T] {
        &self.values
    }
}

fn value_at<T>(values: &[T], code: u32) -> Option<&T> {
    values.get((code as usize).checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_code_and_is_listed_while_somebody_has_it() {
        let mut dictionary = Dictionary::<String>::default();
        let codes = ["Sales", "", "Sales", "IT"].map(|value| dictionary.code(value));
        assert_eq!(codes, [1, 2, 1, 3]);
        assert_eq!((dictionary.find("IT"), dictionary.find("it"), dictionary.get(0)), (Some(3), None, None));
        codes.iter().for_each(|code| dictionary.count(*code));
        dictionary.discount(3);
        assert_eq!(dictionary.present().map(|(value, people)| (value.as_str(), people)).collect::<Vec<_>>(), [("Sales", 2), ("", 1)]);
        assert_eq!(dictionary.code("IT"), 3);
        assert_eq!(dictionary.judge(|value| value.is_empty()), [false, false, true, false]);
    }
}
