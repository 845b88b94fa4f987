//! Owns the pairs that make a promise, such as `verify` and `address`, and finding those that may begin at a letter.
//! Refuses what an entry means, which differs between languages that set blanks between words and those that do not.

/// What may stand at the two ends of a promise. Entries stand between blanks; `_` in one is a blank of the text.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub(super) first: &'static str,
    pub(super) then: Then,
}

/// The other end.
#[derive(Clone, Copy)]
pub(super) enum Then {
    /// None: the first alone promises.
    Nothing,
    /// One of these, among so many next words, or behind so many letters at most.
    OneOf { entries: &'static str, within: usize },
}

pub(super) const fn pair(first: &'static str, entries: &'static str, within: usize) -> Pair {
    Pair { first, then: Then::OneOf { entries, within } }
}

pub(super) const fn alone(first: &'static str) -> Pair {
    Pair { first, then: Then::Nothing }
}

/// A first entry and what makes it a promise.
#[derive(Clone, Copy)]
pub(super) struct First {
    pub(super) entry: &'static str,
    pub(super) then: Then,
}

const SHELVES: u32 = 64;

/// The first entries, shelved by the letter they begin with, so that most words of a text are passed at one look.
pub(super) struct Index {
    shelves: Vec<Vec<First>>,
}

impl Index {
    pub(super) fn of(pairs: &'static [Pair]) -> Self {
        let mut shelves = vec![Vec::new(); SHELVES as usize];
        for Pair { first, then } in pairs {
            for entry in first.split_whitespace() {
                let letter = entry.trim_start_matches('^').chars().next();
                if let Some(shelf) = letter.and_then(|letter| shelves.get_mut(shelf_of(letter))) {
                    shelf.push(First { entry, then: *then });
                }
            }
        }
        Self { shelves }
    }

    /// Those that may begin with a letter.
    pub(super) fn at(&self, letter: char) -> &[First] {
        self.shelves.get(shelf_of(letter)).map_or(&[], Vec::as_slice)
    }
}

fn shelf_of(letter: char) -> usize {
    (u32::from(letter) % SHELVES) as usize
}
