//! Owns turning the pages of a SCIM server until everybody came, whatever the server makes of `count` and `totalResults`.
//! Refuses to end short in silence: fewer than the server said is a failure, and pages that lead nowhere are one too.

use super::server::{Paging, ServerFacts};
use std::collections::HashSet;

/// Most pages of one pull.
const MOST_PAGES: u64 = 200_000;

/// What to ask for next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// The page that begins with this resource, the first being 1.
    Index {
        /// Number of the first resource.
        start: u64,
        /// How many at most; a server that cannot be asked for pages is asked for all.
        count: Option<u32>,
        /// Everybody came already, says the server; it is asked whether that is so.
        probe: Probe,
    },
    /// The page of a cursor; an empty one is the first.
    Cursor {
        /// The cursor.
        cursor: String,
        /// How many at most.
        count: u32,
    },
}

/// Whether a page is only asked for to be sure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Probe {
    /// It is: an error in its place is the end.
    Yes,
    /// It is not.
    No,
}

/// What came.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Came {
    /// Resources on the page.
    pub given: u64,
    /// Those of them that had not come before.
    pub fresh: u64,
    /// How many there are, says the server.
    pub total: Option<u64>,
    /// Where the next page begins, by cursor.
    pub next_cursor: Option<String>,
}

/// What follows from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Another page.
    Go(Ask),
    /// Everybody came.
    Done,
    /// Not everybody came.
    Short(Short),
}

/// Why not everybody came.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Short {
    /// Fewer than the server said.
    #[error("the server said that there are {said}, and gave {came}")]
    Fewer {
        /// How many there are, says the server.
        said: u64,
        /// How many came.
        came: u64,
    },
    /// A cursor came again, or pages without end.
    #[error("the pages of the server lead nowhere")]
    Nowhere,
}

/// Whether the server's count stayed the same while its pages were turned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Steady {
    /// It did: who did not come is not there.
    Yes,
    /// Somebody was added or removed meanwhile, which moves pages that are counted.
    No,
}

/// The way through all pages.
#[derive(Debug)]
pub struct Walk {
    first: Ask,
    came: u64,
    total: Option<u64>,
    steady: Steady,
    pages: u64,
    cursors: HashSet<String>,
}

impl Walk {
    /// Through the pages of such a server.
    #[must_use]
    pub fn new(server: ServerFacts) -> Self {
        Self::from(match server.paging {
            Paging::Index => Ask::Index { start: 1, count: Some(server.page), probe: Probe::No },
            Paging::Cursor => Ask::Cursor { cursor: String::new(), count: server.page },
        })
    }

    /// Without asking for pages of a size.
    #[must_use]
    pub fn plain() -> Self {
        Self::from(Ask::Index { start: 1, count: None, probe: Probe::No })
    }

    /// From the beginning, in the same way.
    #[must_use]
    pub fn again(first: Ask) -> Self {
        Self::from(first)
    }

    fn from(first: Ask) -> Self {
        Self { first, came: 0, total: None, steady: Steady::Yes, pages: 0, cursors: HashSet::new() }
    }

    /// The first page.
    #[must_use]
    pub fn first(&self) -> Ask {
        self.first.clone()
    }

    /// Whether somebody was added or removed meanwhile.
    #[must_use]
    pub const fn steady(&self) -> Steady {
        self.steady
    }

    /// What to do after a page.
    pub fn took(&mut self, asked: &Ask, came: Came) -> Step {
        self.pages += 1;
        self.came += came.fresh;
        if self.pages > 1 && came.total != self.total {
            self.steady = Steady::No;
        }
        self.total = came.total;
        if self.pages > MOST_PAGES {
            return Step::Short(Short::Nowhere);
        }
        match asked {
            Ask::Index { start, count, .. } => self.after_index(*start, *count, &came),
            Ask::Cursor { count, .. } => match came.next_cursor {
                None => self.end(),
                Some(cursor) if self.cursors.insert(cursor.clone()) => Step::Go(Ask::Cursor { cursor, count: *count }),
                Some(_) => Step::Short(Short::Nowhere),
            },
        }
    }

    fn after_index(&self, start: u64, count: Option<u32>, came: &Came) -> Step {
        // Nothing, or the same again: there is no further page, whatever the total says.
        if came.given == 0 || came.fresh == 0 {
            return self.end();
        }
        let start = start.saturating_add(came.given);
        let reached = came.total.is_none_or(|total| start > total);
        let full = count.is_none_or(|count| came.given >= u64::from(count));
        match (reached, full, count) {
            (false, _, _) => Step::Go(Ask::Index { start, count, probe: Probe::No }),
            // Some servers say how many are on the page where they should say how many there are.
            (true, true, Some(_)) => Step::Go(Ask::Index { start, count, probe: Probe::Yes }),
            (true, true, None) | (true, false, _) if came.total.is_some() => self.end(),
            (true, true, None) | (true, false, _) => Step::Go(Ask::Index { start, count, probe: Probe::Yes }),
        }
    }

    /// The page that was only asked for to be sure was answered with an error.
    #[must_use]
    pub fn end(&self) -> Step {
        match self.total {
            Some(said) if self.came < said => Step::Short(Short::Fewer { said, came: self.came }),
            Some(_) | None => Step::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// How a server answers.
    #[derive(Clone, Debug)]
    struct Server {
        people: u64,
        /// The size of its pages, whatever is asked for.
        page: Option<u64>,
        total: Total,
        start: StartIndex,
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Total {
        Right,
        OfPage,
        Missing,
        TooMany(u64),
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum StartIndex {
        Kept,
        Ignored,
    }

    /// Everybody who came, what the end was, and how many requests it took.
    fn walk(server: &Server, asked: u32) -> (BTreeSet<u64>, Step, u64) {
        let facts = ServerFacts { page: asked, ..ServerFacts::default() };
        let (mut walk, mut came, mut requests) = (Walk::new(facts), BTreeSet::new(), 0);
        let mut ask = walk.first();
        loop {
            requests += 1;
            let Ask::Index { start, count, .. } = &ask else { panic!("{ask:?}") };
            let first = if server.start == StartIndex::Ignored { 1 } else { *start };
            let size = server.page.unwrap_or_else(|| u64::from(count.unwrap_or(u32::MAX)));
            let given: Vec<u64> = (first..=server.people).take(usize::try_from(size).unwrap()).collect();
            let total = match server.total {
                Total::Right => Some(server.people),
                Total::OfPage => Some(given.len() as u64),
                Total::Missing => None,
                Total::TooMany(more) => Some(server.people + more),
            };
            let fresh = given.iter().filter(|one| came.insert(**one)).count() as u64;
            match walk.took(&ask, Came { given: given.len() as u64, fresh, total, next_cursor: None }) {
                Step::Go(next) => ask = next,
                end @ (Step::Done | Step::Short(_)) => return (came, end, requests),
            }
        }
    }

    proptest! {
        #[test]
        fn everybody_comes_or_it_is_said_that_not_everybody_did(
            people in 0_u64..60,
            page in prop::option::of(1_u64..20),
            asked in 1_u32..20,
            total in prop_oneof![Just(Total::Right), Just(Total::Missing), (1_u64..50).prop_map(Total::TooMany)],
            start in prop_oneof![Just(StartIndex::Kept), Just(StartIndex::Ignored)],
        ) {
            let server = Server { people, page, total, start };
            let (came, end, requests) = walk(&server, asked);
            prop_assert!(requests <= people + 3);
            let all = came.len() as u64 == people;
            match total {
                Total::TooMany(more) => prop_assert_eq!(end, Step::Short(Short::Fewer { said: people + more, came: came.len() as u64 })),
                Total::Right => prop_assert_eq!(end == Step::Done, all),
                // Who is never told how many there are, and gets the same page for ever, cannot know.
                Total::Missing | Total::OfPage => prop_assert!(all || start == StartIndex::Ignored),
            }
        }

        #[test]
        fn a_server_that_counts_the_page_in_place_of_all_loses_nobody(people in 0_u64..60, asked in 1_u32..20) {
            let server = Server { people, page: None, total: Total::OfPage, start: StartIndex::Kept };
            prop_assert_eq!(walk(&server, asked).0.len() as u64, people);
        }
    }

    #[test]
    fn an_honest_server_is_asked_once_more_only_after_a_full_page() {
        let server = |people| Server { people, page: None, total: Total::Right, start: StartIndex::Kept };
        assert_eq!(walk(&server(25), 10).2, 3);
        assert_eq!(walk(&server(20), 10).2, 3);
        assert_eq!(walk(&server(0), 10).2, 1);
    }

    #[test]
    fn cursors_are_followed_to_the_last_and_never_in_a_circle() {
        let facts = ServerFacts { paging: Paging::Cursor, page: 2, ..ServerFacts::default() };
        let page = |fresh, cursor: Option<&str>| Came { given: 2, fresh, total: Some(4), next_cursor: cursor.map(str::to_owned) };
        let mut walk = Walk::new(facts);
        let second = Ask::Cursor { cursor: "b".into(), count: 2 };
        assert_eq!(walk.took(&walk.first(), page(2, Some("b"))), Step::Go(second.clone()));
        assert_eq!(walk.took(&second, page(2, None)), Step::Done);
        let mut circle = Walk::new(facts);
        circle.took(&circle.first(), page(2, Some("b")));
        assert_eq!(circle.took(&second, page(0, Some("b"))), Step::Short(Short::Nowhere));
        let mut short = Walk::new(facts);
        assert_eq!(short.took(&short.first(), page(2, None)), Step::Short(Short::Fewer { said: 4, came: 2 }));
    }

    #[test]
    fn a_count_that_changes_meanwhile_is_noticed() {
        let mut walk = Walk::new(ServerFacts { page: 2, ..ServerFacts::default() });
        let page = |total| Came { given: 2, fresh: 2, total: Some(total), next_cursor: None };
        let Step::Go(second) = walk.took(&walk.first(), page(4)) else { panic!() };
        assert_eq!(walk.steady(), Steady::Yes);
        walk.took(&second, page(3));
        assert_eq!(walk.steady(), Steady::No);
    }
}
