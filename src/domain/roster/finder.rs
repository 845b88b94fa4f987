//! Owns finding: filter, search and order of one roster, each remembered as long as it holds.
//! Refuses to serve two rosters; what it remembers is of the one that it was asked about first.

use super::{
    super::{
        people::{SortKey, SortOrder, fold},
        people_filter::{FilterFacts, PeopleFilter},
    },
    alphabet::Alphabet,
    comparison::{Collation, Comparison},
    decided::Decided,
    filter,
    found::Found,
    orders::Orders,
    row_set::{Row, RowSet},
    searches::Searches,
    store::Roster,
};

/// Fewer people than this are put in order by comparing them, before everybody's order by name is made for them.
const FEW: usize = 20_000;

/// Finds people in one roster. The same question asked again costs next to nothing while nothing changed; pass the same `now`
/// until it matters, for the order by days of waiting is made anew for another one.
#[derive(Default)]
pub struct Finder {
    collation: Collation,
    searches: Searches,
    decided: Decided,
    orders: Orders,
}

impl Finder {
    /// Orders texts by this language's letters from now on.
    pub fn set_alphabet(&mut self, alphabet: Alphabet) {
        self.collation = Collation::of(alphabet);
        self.orders = Orders::default();
    }

    /// Those who pass the filter, by these keys in turn, then by name, then by identifier. What is not known comes last,
    /// whichever way the rest is ordered.
    pub fn find(&mut self, roster: &Roster, facts: FilterFacts<'_>, filter: &PeopleFilter, order: &[(SortKey, SortOrder)]) -> Found {
        let set = self.matches(roster, facts, filter);
        let mut keys: Vec<(SortKey, SortOrder)> = Vec::new();
        for (key, order) in order {
            if keys.iter().all(|(known, _)| known != key) {
                keys.push((*key, *order));
            }
        }
        if keys.iter().any(|(key, _)| *key == SortKey::Decision) {
            self.decided.column(roster, facts);
        }
        self.collation.refresh(roster);
        let comparison = Comparison { roster, facts: Some(facts), collation: &self.collation, decided: &self.decided };
        let rows = self.orders.rows(&comparison, &keys, &set);
        Found { set, rows }
    }

    /// Those who pass the filter.
    pub fn matches(&mut self, roster: &Roster, facts: FilterFacts<'_>, filter: &PeopleFilter) -> RowSet {
        filter::matches(roster, &mut self.searches, &mut self.decided, facts, filter)
    }

    /// At most `most` people in whose name, address or department all the words are, and how many there are in all. Whose
    /// address it is comes first, then by name.
    pub fn look_up(&mut self, roster: &Roster, words: &str, most: usize) -> (Vec<Row>, usize) {
        let typed = fold(words);
        let each: Vec<String> = typed.split_whitespace().map(str::to_owned).collect();
        if each.is_empty() {
            return (Vec::new(), 0);
        }
        let set = self.searches.rows(roster, &each);
        self.collation.refresh(roster);
        let comparison = Comparison { roster, facts: None, collation: &self.collation, decided: &self.decided };
        let mut rows = if set.len() < FEW && !self.orders.has_names() {
            let mut few: Vec<Row> = set.iter().collect();
            few.sort_unstable_by(|a, b| comparison.by_name(*a, *b));
            few
        } else {
            self.orders.rows(&comparison, &[], &set)
        };
        if let [only] = each.as_slice()
            && let Some(ending) = only.rfind('@').and_then(|at| only.get(..=at))
        {
            let is_address = |row: &Row| roster.searched(*row).ends_with(ending.as_bytes()) && fold(roster.email(*row)) == *only;
            let (mut first, others): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(is_address);
            first.extend(others);
            rows = first;
        }
        rows.truncate(most);
        (rows, set.len())
    }

    /// Works out for at most so many people more what is decided about them and when they are due, so that no single call takes
    /// long; `true` when it is worked out for all. `settings_key` is any number that changes with the settings.
    pub fn decide_slice(&mut self, roster: &Roster, facts: FilterFacts<'_>, settings_key: u64, most: usize) -> bool {
        self.decided.slice(roster, facts, settings_key, most)
    }

    /// Puts some `most` people more in order by name, with which most orders begin, so that no single call takes long; `true`
    /// when everybody is.
    pub fn order_slice(&mut self, roster: &Roster, most: usize) -> bool {
        self.collation.refresh(roster);
        let comparison = Comparison { roster, facts: None, collation: &self.collation, decided: &self.decided };
        self.orders.name_slice(&comparison, most)
    }

    /// How many bytes the kept orders take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.orders.bytes()
    }
}
